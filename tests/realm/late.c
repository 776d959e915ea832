/* SPDX-License-Identifier: MIT */
/*
 * late TARGET STEP...: a program that is not linked with libgssapi_krb5 and
 * opens it when it needs it.  TARGET is hostbased.  The steps:
 *
 *     local, global  opens the library, RTLD_LOCAL or RTLD_GLOBAL
 *     FILE.so        opens another library, for good
 *     talk           makes a context and sends messages both ways
 *     thread         the same, in a thread of its own
 *     close          closes the library
 *
 * Prints what came of it, as realm/beside.c does.  Exit status 0 if the lines
 * could be printed, whatever they say.
 */
#include <dlfcn.h>
#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "realm/gss_oids.h"

#define LIBRARY "libgssapi_krb5.so.2"
#define FLAGS (GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG)

/* What of the library is used; no symbol of it may be referred to. */
static struct {
    void *handle;
    __typeof__(gss_import_name) *import_name;
    __typeof__(gss_release_name) *release_name;
    __typeof__(gss_init_sec_context) *init;
    __typeof__(gss_accept_sec_context) *accept;
    __typeof__(gss_delete_sec_context) *delete;
    __typeof__(gss_inquire_sec_context_by_oid) *inquire;
    __typeof__(gss_get_mic) *get_mic;
    __typeof__(gss_verify_mic) *verify_mic;
    __typeof__(gss_wrap) *wrap;
    __typeof__(gss_unwrap) *unwrap;
    __typeof__(gss_release_buffer) *release_buffer;
    __typeof__(gss_release_buffer_set) *release_buffer_set;
} gss;

static const struct {
    const char *name;
    void *at;
} symbols[] = {
    { "gss_import_name", &gss.import_name },
    { "gss_release_name", &gss.release_name },
    { "gss_init_sec_context", &gss.init },
    { "gss_accept_sec_context", &gss.accept },
    { "gss_delete_sec_context", &gss.delete },
    { "gss_inquire_sec_context_by_oid", &gss.inquire },
    { "gss_get_mic", &gss.get_mic },
    { "gss_verify_mic", &gss.verify_mic },
    { "gss_wrap", &gss.wrap },
    { "gss_unwrap", &gss.unwrap },
    { "gss_release_buffer", &gss.release_buffer },
    { "gss_release_buffer_set", &gss.release_buffer_set }
};

static unsigned char hostbased[] = {
    0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x01, 0x04
};
static gss_OID_desc oid_hostbased = { sizeof(hostbased), hostbased };

static const char *const sides[] = { "initiator", "acceptor" };
static char text[] = "The quick brown fox jumps over the lazy dog";

/* ---- opening --------------------------------------------------------- */

static void
open_library(int mode)
{
    void *symbol;
    size_t i;

    gss.handle = dlopen(LIBRARY, RTLD_NOW | mode);
    for (i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++) {
        symbol = gss.handle == NULL ? NULL : dlsym(gss.handle,
                                                   symbols[i].name);
        if (symbol == NULL) {
            fprintf(stderr, "late: %s\n", dlerror());
            exit(1);
        }
        memcpy(symbols[i].at, &symbol, sizeof(symbol));
    }
    printf("== opened\n");
}

static void
close_library(void)
{
    printf("== closed: %d\n", dlclose(gss.handle));
    gss.handle = NULL;
}

static void
open_other(const char *file)
{
    if (dlopen(file, RTLD_NOW | RTLD_LOCAL) == NULL) {
        fprintf(stderr, "late: %s\n", dlerror());
        exit(1);
    }
    printf("== opened another\n");
}

/* ---- a context ------------------------------------------------------- */

/* Both sides take turns until neither has anything to say. */
static void
establish(gss_ctx_id_t ctx[2], gss_name_t target)
{
    gss_buffer_desc request = GSS_C_EMPTY_BUFFER, reply = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    do {
        major = gss.init(&minor, GSS_C_NO_CREDENTIAL, &ctx[0], target,
                         &oid_krb5, FLAGS, 0, GSS_C_NO_CHANNEL_BINDINGS,
                         &reply, NULL, &request, NULL, NULL);
        printf("gss_init_sec_context: %08x\n", major);
        gss.release_buffer(&minor, &reply);
        if (request.length > 0) {
            major = gss.accept(&minor, &ctx[1], GSS_C_NO_CREDENTIAL, &request,
                               GSS_C_NO_CHANNEL_BINDINGS, NULL, NULL, &reply,
                               NULL, NULL, NULL);
            printf("gss_accept_sec_context: %08x\n", major);
        }
        gss.release_buffer(&minor, &request);
    } while (!GSS_ERROR(major) && reply.length > 0);
    gss.release_buffer(&minor, &reply);
}

static void
sign(gss_ctx_id_t from, gss_ctx_id_t to)
{
    gss_buffer_desc message = { sizeof(text), text };
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss.get_mic(&minor, from, GSS_C_QOP_DEFAULT, &message, &token);
    printf("gss_get_mic: %08x, %zu bytes\n", major, token.length);
    major = gss.verify_mic(&minor, to, &message, &token, NULL);
    printf("gss_verify_mic: %08x\n", major);
    gss.release_buffer(&minor, &token);
}

static void
seal(gss_ctx_id_t from, gss_ctx_id_t to, int conf)
{
    gss_buffer_desc message = { sizeof(text), text };
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, plain = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;
    int sealed = -1;

    major = gss.wrap(&minor, from, conf, GSS_C_QOP_DEFAULT, &message, NULL,
                     &token);
    printf("gss_wrap: %08x, %zu bytes\n", major, token.length);
    major = gss.unwrap(&minor, to, &token, &plain, &sealed, NULL);
    printf("gss_unwrap: %08x\n\"%.*s\", sealed %d\n", major,
           (int)plain.length, (char *)plain.value, sealed);
    gss.release_buffer(&minor, &token);
    gss.release_buffer(&minor, &plain);
}

static void
say_package(gss_ctx_id_t ctx, const char *side)
{
    gss_buffer_set_t answer = GSS_C_NO_BUFFER_SET;
    OM_uint32 major, minor;

    major = gss.inquire(&minor, ctx, &oid_package_name, &answer);
    if (major == GSS_S_COMPLETE && answer->count == 1)
        printf("package %s %.*s\n", side, (int)answer->elements[0].length,
               (char *)answer->elements[0].value);
    else
        printf("package %s stock\n", side);
    gss.release_buffer_set(&minor, &answer);
}

static void
talk(const char *target)
{
    gss_buffer_desc name = { strlen(target), (void *)(uintptr_t)target };
    gss_ctx_id_t ctx[2] = { GSS_C_NO_CONTEXT, GSS_C_NO_CONTEXT };
    gss_name_t service = GSS_C_NO_NAME;
    OM_uint32 major, minor;
    int i;

    major = gss.import_name(&minor, &name, &oid_hostbased, &service);
    printf("gss_import_name: %08x\n", major);
    if (major == GSS_S_COMPLETE)
        establish(ctx, service);
    for (i = 0; i < 2; i++) {
        sign(ctx[i], ctx[!i]);
        seal(ctx[i], ctx[!i], 1);
        seal(ctx[i], ctx[!i], 0);
        say_package(ctx[i], sides[i]);
    }
    gss.release_name(&minor, &service);
    for (i = 0; i < 2; i++)
        gss.delete(&minor, &ctx[i], GSS_C_NO_BUFFER);
}

static void *
talk_in_thread(void *target)
{
    talk(target);
    return NULL;
}

static void
thread(char *target)
{
    pthread_t id;

    if (pthread_create(&id, NULL, talk_in_thread, target) != 0 ||
        pthread_join(id, NULL) != 0)
        exit(1);
}

/* ---------------------------------------------------------------------- */

static void
step(const char *name, char *target)
{
    if (strcmp(name, "local") == 0)
        open_library(RTLD_LOCAL);
    else if (strcmp(name, "global") == 0)
        open_library(RTLD_GLOBAL);
    else if (strcmp(name, "close") == 0)
        close_library();
    else if (strcmp(name, "thread") == 0)
        thread(target);
    else if (strcmp(name, "talk") == 0)
        talk(target);
    else
        open_other(name);
}

int
main(int argc, char **argv)
{
    int i;

    if (argc < 3) {
        fprintf(stderr, "usage: late TARGET STEP...\n");
        return 2;
    }
    if (dlopen(LIBRARY, RTLD_NOW | RTLD_NOLOAD) != NULL) {
        fprintf(stderr, "late: the library is there from the beginning\n");
        return 1;
    }
    for (i = 2; i < argc; i++)
        step(argv[i], argv[1]);
    return 0;
}
