/* SPDX-License-Identifier: MIT */
/*
 * keep_contexts TARGET FILE: establishes contexts of each mode with TARGET and
 * adds both ends of each, exported by stock MIT, to FILE, for
 * fuzz_contexts.c.  They do not expire.
 *
 * tests/fuzz/keep_contexts.sh has made those that are kept.
 */
#include <gssapi/gssapi_krb5.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz_contexts.h"
#include "realm/gss_oids.h"
#include "realm/gss_pair.h"

#define FLAGS (GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG | GSS_C_CONF_FLAG | \
               GSS_C_INTEG_FLAG)
/* In 2089: MIT counts what is left in a signed number of 32 bits. */
#define END_OF_TIME 0xe0000000u

static const OM_uint32 modes[FUZZ_MODES] = {
    [FUZZ_MUTUAL] = FLAGS | GSS_C_MUTUAL_FLAG,
    [FUZZ_ONE_KEY] = FLAGS,
    [FUZZ_DCE_STYLE] = FLAGS | GSS_C_MUTUAL_FLAG | GSS_C_DCE_STYLE
};

static void
fail(const char *what, OM_uint32 status)
{
    fprintf(stderr, "%s: %08x\n", what, (unsigned)status);
    exit(1);
}

static gss_krb5_lucid_context_v1_t *
lucid_of(gss_ctx_id_t ctx)
{
    gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
    gss_krb5_lucid_context_v1_t *lucid;
    OM_uint32 major, minor;

    major = gss_inquire_sec_context_by_oid(&minor, ctx, &oid_lucid_v1, &set);
    if (major != GSS_S_COMPLETE || set->count != 1)
        fail("lucid context", major);
    memcpy(&lucid, set->elements[0].value, sizeof(lucid));
    gss_release_buffer_set(&minor, &set);
    return lucid;
}

static unsigned char *
put_be32(unsigned char *at, uint32_t value)
{
    at[0] = (unsigned char)(value >> 24);
    at[1] = (unsigned char)(value >> 16);
    at[2] = (unsigned char)(value >> 8);
    at[3] = (unsigned char)value;
    return at + 4;
}

/* The time at which it ends is in the token more than once. */
static void
postpone(gss_buffer_t token, uint32_t end)
{
    unsigned char was[4], *bytes = token->value;
    size_t i;

    (void)put_be32(was, end);
    for (i = 0; i + 4 <= token->length; i++) {
        if (memcmp(bytes + i, was, 4) == 0)
            (void)put_be32(bytes + i, END_OF_TIME);
    }
}

/* So is the path of krb5.conf, which is opened when it is imported.  What is
 * there in its place is as long. */
static void
forget_conf(gss_buffer_t token)
{
    static const char nothing[] = "/dev/null";
    size_t n = strlen(nothing), length;
    const char *conf = getenv("KRB5_CONFIG");
    char *at;

    if (conf == NULL || strlen(conf) < n)
        fail("KRB5_CONFIG", 0);
    length = strlen(conf);
    while ((at = memmem(token->value, token->length, conf, length)) != NULL) {
        memset(at, '/', length - n);
        memcpy(at + length - n, nothing, n);
    }
}

static void
keep(gss_ctx_id_t *ctx, FILE *file)
{
    gss_krb5_lucid_context_v1_t *lucid = lucid_of(*ctx);
    uint32_t end = (uint32_t)lucid->endtime;
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    unsigned char length[4];
    OM_uint32 major, minor;

    gss_krb5_free_lucid_sec_context(&minor, lucid);
    major = gss_export_sec_context(&minor, ctx, &token);
    if (major != GSS_S_COMPLETE)
        fail("gss_export_sec_context", major);
    postpone(&token, end);
    forget_conf(&token);
    (void)put_be32(length, (uint32_t)token.length);
    if (fwrite(length, sizeof(length), 1, file) != 1 ||
        fwrite(token.value, token.length, 1, file) != 1)
        fail("the file", 0);
    gss_release_buffer(&minor, &token);
}

int
main(int argc, char **argv)
{
    struct gss_pair pair;
    FILE *file;
    size_t mode;

    if (argc != 3)
        fail("arguments", (OM_uint32)argc);
    file = fopen(argv[2], "ab");
    if (file == NULL)
        fail(argv[2], 0);
    for (mode = 0; mode < FUZZ_MODES; mode++) {
        struct dialog dialog = { .flags = modes[mode] };

        if (!pair_open(&pair, &dialog, argv[1], NULL, NULL))
            fail("no context", pair.end[INITIATOR].major);
        keep(&pair.end[INITIATOR].ctx, file);
        keep(&pair.end[ACCEPTOR].ctx, file);
        pair_close(&pair);
    }
    return fclose(file) != 0;
}
