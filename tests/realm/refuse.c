/* SPDX-License-Identifier: MIT */
/*
 * refuse export TARGET FILE: makes a context and exports the acceptor's end
 * into FILE.  refuse import FILE: imports it and signs with it.  For two
 * processes, of which one may have the module and the other not.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "realm/gss_oids.h"
#include "realm/gss_pair.h"

#define FLAGS (GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG)

static const struct dialog dialog = { .flags = FLAGS };

static int
say(const char *label, OM_uint32 major, OM_uint32 minor)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 ignored, more = 0;

    printf("%s: %08x", label, (unsigned int)major);
    if (GSS_ERROR(major) &&
        !GSS_ERROR(gss_display_status(&ignored, minor, GSS_C_MECH_CODE,
                                      &oid_krb5, &more, &text)))
        printf(" %.*s", (int)text.length, (char *)text.value);
    printf("\n");
    (void)gss_release_buffer(&ignored, &text);
    return GSS_ERROR(major) ? 1 : 0;
}

static bool
write_token(const char *path, const gss_buffer_desc *token)
{
    FILE *file = fopen(path, "wb");
    bool good = file != NULL &&
        fwrite(token->value, 1, token->length, file) == token->length;

    return file != NULL && fclose(file) == 0 && good;
}

static int
export_to(const char *target, const char *path)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    struct gss_pair pair;
    OM_uint32 major = GSS_S_FAILURE, minor = 0;
    int failed;

    if (pair_open(&pair, &dialog, target, NULL, NULL)) {
        major = gss_export_sec_context(&minor, &pair.end[ACCEPTOR].ctx,
                                       &token);
    }
    failed = say("export", major, minor);
    if (failed == 0 && !write_token(path, &token))
        failed = 1;
    (void)gss_release_buffer(&minor, &token);
    pair_close(&pair);
    return failed;
}

static int
sign(gss_ctx_id_t context)
{
    gss_buffer_desc message = { 7, (void *)(uintptr_t)"message" };
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, ignored;

    major = gss_get_mic(&minor, context, GSS_C_QOP_DEFAULT, &message, &token);
    (void)gss_release_buffer(&ignored, &token);
    return say("sign", major, minor);
}

static int
import_from(const char *path)
{
    static char bytes[65536];
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_buffer_desc token = { 0, bytes };
    FILE *file = fopen(path, "rb");
    OM_uint32 major, minor;
    int failed;

    if (file == NULL)
        return 2;
    token.length = fread(bytes, 1, sizeof(bytes), file);
    fclose(file);
    major = gss_import_sec_context(&minor, &token, &context);
    failed = say("import", major, minor);
    printf("context: %s\n", context != GSS_C_NO_CONTEXT ? "yes" : "no");
    if (failed == 0)
        failed = sign(context);
    (void)gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
    return failed;
}

int
main(int argc, char **argv)
{
    int status = 2;

    if (argc == 4 && strcmp(argv[1], "export") == 0)
        status = export_to(argv[2], argv[3]);
    else if (argc == 3 && strcmp(argv[1], "import") == 0)
        status = import_from(argv[2]);
    else
        fprintf(stderr, "usage: refuse export TARGET FILE | import FILE\n");
    return status;
}
