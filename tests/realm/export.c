/* SPDX-License-Identifier: MIT */
/*
 * export TARGET
 *
 * gss_export_sec_context with the module, where something fails on the way;
 * prints TAP.  The functions of this program stand before those of the
 * library, for the module too: they give the real mechanism's token a layout
 * that nobody knows, and they fail when they are told to.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "realm/gss_pair.h"
#include "realm/sspi_tap.h"

/* More than the module would make up for, one by one. */
#define MANY 8193
#define FLAGS \
    (GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG)

/* Bytes before the real mechanism's own. */
#define ODD_BYTES 4

static bool odd;
static int exports, imports;            /* calls */
static int export_fails, import_fails;  /* which of them fails; 0: none */

static gss_buffer_desc nothing = GSS_C_EMPTY_BUFFER;

/* ---- before the library's ------------------------------------------- */

/* Where the mechanism's token starts in the mechglue's. */
static size_t
inside(const gss_buffer_desc *token)
{
    const unsigned char *bytes = token->value;

    return 4 + ((size_t)bytes[2] << 8 | bytes[3]);
}

static void
make_odd(gss_buffer_t token)
{
    size_t at = inside(token);
    unsigned char *more = calloc(1, token->length + ODD_BYTES);

    if (more == NULL)
        abort();
    memcpy(more, token->value, at);
    memcpy(more + at + ODD_BYTES, (unsigned char *)token->value + at,
           token->length - at);
    free(token->value);
    token->value = more;
    token->length += ODD_BYTES;
}

static gss_buffer_desc
make_even(const gss_buffer_desc *token)
{
    size_t at = inside(token);
    gss_buffer_desc less = { token->length - ODD_BYTES,
                             malloc(token->length) };

    if (less.value == NULL)
        abort();
    memcpy(less.value, token->value, at);
    memcpy((unsigned char *)less.value + at,
           (unsigned char *)token->value + at + ODD_BYTES, less.length - at);
    return less;
}

static OM_uint32
no_memory(OM_uint32 *minor)
{
    *minor = ENOMEM;
    return GSS_S_FAILURE;
}

__attribute__((visibility("default"))) OM_uint32
gss_export_sec_context(OM_uint32 *minor, gss_ctx_id_t *ctx,
                       gss_buffer_t token)
{
    OM_uint32 (*library)(OM_uint32 *, gss_ctx_id_t *, gss_buffer_t);
    OM_uint32 major;

    *(void **)&library = dlsym(RTLD_NEXT, "gss_export_sec_context");
    token->length = 0;
    token->value = NULL;
    major = ++exports == export_fails ? no_memory(minor) :
        library(minor, ctx, token);
    if (major == GSS_S_COMPLETE && odd)
        make_odd(token);
    return major;
}

__attribute__((visibility("default"))) OM_uint32
gss_import_sec_context(OM_uint32 *minor, gss_buffer_t token,
                       gss_ctx_id_t *ctx)
{
    OM_uint32 (*library)(OM_uint32 *, gss_buffer_t, gss_ctx_id_t *);
    gss_buffer_desc even = GSS_C_EMPTY_BUFFER;
    OM_uint32 major;

    *(void **)&library = dlsym(RTLD_NEXT, "gss_import_sec_context");
    *ctx = GSS_C_NO_CONTEXT;
    if (++imports == import_fails)
        return no_memory(minor);
    if (odd)
        even = make_even(token);
    major = library(minor, odd ? &even : token, ctx);
    free(even.value);
    return major;
}

/* ---- a context and its messages ------------------------------------- */

static struct gss_pair pair;
static bool ordered;                    /* every message was in order */

static void
open_pair(const char *target)
{
    struct dialog dialog = { .flags = FLAGS };
    OM_uint32 major;

    odd = false;
    tap_ok(pair_open(&pair, &dialog, target, NULL, NULL) &&
           context_is_ours(pair.end[INITIATOR].ctx, &major),
           "a context of ours");
    ordered = true;
}

static gss_buffer_desc
mic_of(enum side side)
{
    gss_buffer_desc mic = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;

    (void)gss_get_mic(&minor, pair.end[side].ctx, 0, &nothing, &mic);
    return mic;
}

static OM_uint32
check_mic(enum side side, gss_buffer_t mic)
{
    OM_uint32 minor;

    return gss_verify_mic(&minor, pair.end[side].ctx, &nothing, mic, NULL);
}

static void
talk(enum side from, int messages)
{
    OM_uint32 minor;

    while (messages-- > 0) {
        gss_buffer_desc mic = mic_of(from);

        ordered = check_mic(from == INITIATOR ? ACCEPTOR : INITIATOR,
                            &mic) == GSS_S_COMPLETE && ordered;
        gss_release_buffer(&minor, &mic);
    }
}

/* Both ways, and nothing was lost. */
static void
still_talks(const char *name)
{
    talk(INITIATOR, 3);
    talk(ACCEPTOR, 3);
    tap_ok(ordered, name);
}

/* ---- export --------------------------------------------------------- */

/* The program's own call is not counted. */
static OM_uint32
export(gss_buffer_t token, OM_uint32 *minor, int export_to_fail,
       int import_to_fail)
{
    OM_uint32 (*library)(OM_uint32 *, gss_ctx_id_t *, gss_buffer_t);

    *(void **)&library = dlsym(RTLD_NEXT, "gss_export_sec_context");
    exports = imports = 0;
    export_fails = export_to_fail;
    import_fails = import_to_fail;
    alarm(60);
    return library(minor, &pair.end[INITIATOR].ctx, token);
}

/* It works, and so does what is made of it. */
static void
moves(const char *name, int export_to_fail, int import_to_fail)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, old = mic_of(ACCEPTOR);
    OM_uint32 minor;

    ordered = check_mic(INITIATOR, &old) == GSS_S_COMPLETE && ordered;
    tap_number(export(&token, &minor, export_to_fail, import_to_fail),
               GSS_S_COMPLETE, name);
    tap_ok(exports > 0, "the module asked the real mechanism");
    tap_ok(pair.end[INITIATOR].ctx == GSS_C_NO_CONTEXT,
           "the context is gone");
    tap_number(gss_import_sec_context(&minor, &token,
                                      &pair.end[INITIATOR].ctx),
               GSS_S_COMPLETE, "it can be imported");
    tap_number(check_mic(INITIATOR, &old), GSS_S_DUPLICATE_TOKEN,
               "it knows what it has seen");
    still_talks("it goes on where it was");
    gss_release_buffer(&minor, &old);
    gss_release_buffer(&minor, &token);
}

/* It does not, and the context is as it was.  The library keeps the minor
 * status to itself, as it does of a stock mechanism. */
static void
stays(OM_uint32 want, const char *name, int export_to_fail,
      int import_to_fail)
{
    gss_ctx_id_t before = pair.end[INITIATOR].ctx;
    gss_buffer_desc token = { 7, &before };
    OM_uint32 minor, major;

    tap_number(export(&token, &minor, export_to_fail, import_to_fail), want,
               name);
    tap_ok(token.length == 0 && token.value == NULL, "there is no token");
    tap_ok(pair.end[INITIATOR].ctx == before &&
           context_is_ours(before, &major), "the context is there and ours");
    still_talks("it goes on as before");
}

static void
known_layout(const char *target)
{
    open_pair(target);
    still_talks("known: messages");
    stays(GSS_S_FAILURE, "known: no memory", 1, 0);
    talk(INITIATOR, MANY);
    moves("known: after many messages", 0, 0);
    pair_close(&pair);
}

static void
unknown_layout(const char *target)
{
    open_pair(target);
    still_talks("unknown: messages");
    odd = true;
    moves("unknown: after a few", 0, 0);
    tap_number((unsigned)exports, 2, "unknown: it was another token");
    pair_close(&pair);
}

static void
too_many(const char *target)
{
    open_pair(target);
    talk(INITIATOR, MANY);
    odd = true;
    stays(GSS_S_UNAVAILABLE, "many: refused", 0, 0);
    stays(GSS_S_UNAVAILABLE, "many: and again", 0, 0);
    odd = false;
    moves("many: the layout is known after all", 0, 0);
    pair_close(&pair);
}

/* Each call that the module makes for it. */
static void
failures(const char *target)
{
    open_pair(target);
    still_talks("failures: messages");
    odd = true;
    stays(GSS_S_FAILURE, "failures: export", 1, 0);
    stays(GSS_S_FAILURE, "failures: another", 2, 0);
    stays(GSS_S_FAILURE, "failures: a copy", 0, 2);
    moves("failures: the way back, once", 0, 1);
    pair_close(&pair);
}

int
main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    known_layout(argv[1]);
    unknown_layout(argv[1]);
    too_many(argv[1]);
    failures(argv[1]);
    return tap_end();
}
