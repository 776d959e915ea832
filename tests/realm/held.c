/* SPDX-License-Identifier: MIT */
/*
 * held TARGET STEP...: a program that can be looked at while it runs.  TARGET
 * is hostbased.  The steps:
 *
 *     names          a call of GSS-API that needs no credential
 *     context        makes a context with itself, and a MIC each way; prints
 *                    "ours" if the package made them, "stock" if not, "none"
 *                    if there is no context
 *     export         makes a context, and sends it to another process and back
 *                    before it is used again; prints "exported", or "none"
 *     title          moves the environment and writes over the place where it
 *                    was, as programs do that show a title in ps
 *     wait           prints "waiting", and reads a line
 *
 * Exit status 0 if the lines could be printed, whatever they say.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gssapi/gssapi_ksp.h"
#include "realm/gss_pair.h"

#define FLAGS (GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG)

static char text[] = "The quick brown fox jumps over the lazy dog";

static void
ask_names(const char *target)
{
    gss_OID_set set = GSS_C_NO_OID_SET;
    OM_uint32 minor;

    (void)target;
    (void)gss_indicate_mechs(&minor, &set);
    (void)gss_release_oid_set(&minor, &set);
}

static bool
send_mic(gss_ctx_id_t from, gss_ctx_id_t to)
{
    gss_buffer_desc message = { sizeof(text), text };
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss_get_mic(&minor, from, GSS_C_QOP_DEFAULT, &message, &token);
    if (major == GSS_S_COMPLETE)
        major = gss_verify_mic(&minor, to, &message, &token, NULL);
    (void)gss_release_buffer(&minor, &token);
    return major == GSS_S_COMPLETE;
}

static void
make_context(const char *target)
{
    static const struct dialog dialog = { .flags = FLAGS };
    const char *who = "none";
    struct gss_pair pair;
    OM_uint32 minor;
    int ours = 0;

    memset(&pair, 0, sizeof(pair));
    if (pair_open(&pair, &dialog, target, NULL, NULL) &&
        send_mic(pair.end[INITIATOR].ctx, pair.end[ACCEPTOR].ctx) &&
        send_mic(pair.end[ACCEPTOR].ctx, pair.end[INITIATOR].ctx) &&
        gss_ksp_is_ours(&minor, pair.end[INITIATOR].ctx, &ours) ==
            GSS_S_COMPLETE)
        who = ours ? "ours" : "stock";
    pair_close(&pair);
    puts(who);
}

static bool
move(gss_ctx_id_t *context)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss_export_sec_context(&minor, context, &token);
    if (major == GSS_S_COMPLETE)
        major = gss_import_sec_context(&minor, &token, context);
    (void)gss_release_buffer(&minor, &token);
    return major == GSS_S_COMPLETE;
}

static void
export_context(const char *target)
{
    static const struct dialog dialog = { .flags = FLAGS };
    gss_ctx_id_t *initiator, *acceptor;
    struct gss_pair pair;
    bool moved;

    memset(&pair, 0, sizeof(pair));
    initiator = &pair.end[INITIATOR].ctx;
    acceptor = &pair.end[ACCEPTOR].ctx;
    moved = pair_open(&pair, &dialog, target, NULL, NULL) &&
        send_mic(*initiator, *acceptor) && send_mic(*acceptor, *initiator) &&
        move(initiator) &&
        send_mic(*initiator, *acceptor) && send_mic(*acceptor, *initiator);
    pair_close(&pair);
    puts(moved ? "exported" : "none");
}

static void
write_title(const char *target)
{
    char *begin = environ[0], *end = environ[0];
    size_t i, n = 0;
    char **copy;

    (void)target;
    while (environ[n] != NULL)
        n++;
    copy = calloc(n + 1, sizeof(*copy));
    for (i = 0; copy != NULL && i < n; i++) {
        end = environ[i] + strlen(environ[i]);
        copy[i] = strdup(environ[i]);
    }
    if (copy == NULL || n == 0)
        return;
    environ = copy;
    memset(begin, 'x', (size_t)(end - begin));
}

static void
wait_for_line(const char *target)
{
    char line[16];

    (void)target;
    puts("waiting");
    (void)fflush(stdout);
    (void)fgets(line, sizeof(line), stdin);
}

static const struct {
    const char *name;
    void (*take)(const char *target);
} steps[] = {
    { "names", ask_names },
    { "context", make_context },
    { "export", export_context },
    { "title", write_title },
    { "wait", wait_for_line }
};

#define N_STEPS (sizeof(steps) / sizeof(steps[0]))

int
main(int argc, char **argv)
{
    size_t i;
    int at;

    if (argc < 3) {
        fprintf(stderr, "usage: held TARGET STEP...\n");
        return 2;
    }
    for (at = 2; at < argc; at++) {
        for (i = 0; i < N_STEPS; i++) {
            if (strcmp(argv[at], steps[i].name) == 0)
                steps[i].take(argv[1]);
        }
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
