/* SPDX-License-Identifier: MIT */
/*
 * What MIT's history knows of tokens and the life of a context, printed for a
 * comparison of the worlds.
 *
 * C1. Calls on a context that is not complete, each end, after each leg, by
 *     Kerberos, in DCE style, by SPNEGO and by IAKERB (CVE-2015-2695,
 *     CVE-2015-2696: the mechanism took one kind of context for another).  An error, and establishment goes on to its end.
 *     Export of such contexts (CVE-2015-2698) is beside/halfway.sh's.
 *
 * C2. Deletion tokens (CVE-2014-5352: the context was freed, and its handle
 *     left to the program).  A right one ends a context of RFC 1964; wrong
 *     ones, and any for RFC 4121, end nothing.  Calls on the ended context
 *     are GSS_S_NO_CONTEXT, and it can be deleted.
 *
 * C3. Establishment that fails at a damaged token, cut at each length or with
 *     framing of no certain length (CVE-2020-28196), or at an empty one that
 *     is not the first (CVE-2014-4344: SPNEGO's acceptor looked into it).  A
 *     context that has failed later than at its first token is still there
 *     (CVE-2017-11462), refuses messages, and can be deleted.  (MIT's crashes
 *     when it is asked for its session key, inside SPNEGO.)
 */
#include <gssapi/gssapi_krb5.h>
#include <stdlib.h>
#include <string.h>

#include "realm/gss_oids.h"
#include "realm/invalid/invalid.h"

#define FLAGS (GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | \
               GSS_C_SEQUENCE_FLAG | GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG)

/* Of the contexts: inside SPNEGO they may be complete before it is, and stock
 * must not be given tokens of the other protocol then. */
static enum ksp_protocol protocol;

static const char *const sides[] = { "initiator", "acceptor" };

/* Nothing in it depends on a key. */
static void
junk(const unsigned char *id, struct forged *token)
{
    memset(token, 0, sizeof(*token));
    token->length = 64;
    token->bytes = forge_alloc(token->length);
    memset(token->bytes, 0xff, token->length);
    memcpy(token->bytes, id, 2);
    token->front = 32;
    token->back = 16;
    token->fixed = true;
    token->cut = SIZE_MAX;
}

/* ---- every call ------------------------------------------------------ */

static void
receive_all(gss_ctx_id_t ctx)
{
    static const unsigned char all_ids[][3][2] = {
        { { 4, 4 }, { 5, 4 }, { 4, 5 } }, { { 1, 1 }, { 2, 1 }, { 1, 2 } }
    };
    const unsigned char (*ids)[2] = all_ids[protocol == KSP_RFC1964];
    struct forged token;
    struct said said = { false, 0, "" };
    unsigned int i, call;

    for (i = 0; i < 3; i++) {
        junk(ids[i], &token);
        for (call = 0; call < CALLS; call++) {
            call_with((enum call)call, ctx, &token, false, &said);
            printf("  %s %u: %08x\n", call_name((enum call)call), i,
                   (unsigned)said.major);
        }
        forged_free(&token);
    }
}

static void
send_all(gss_ctx_id_t ctx)
{
    gss_buffer_desc message = { FORGE_TEXT_LENGTH, (char[]){ FORGE_TEXT } };
    gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, size;

    major = gss_get_mic(&minor, ctx, 0, &message, &out);
    printf("  get_mic: %08x\n", (unsigned)major);
    gss_release_buffer(&minor, &out);
    major = gss_wrap(&minor, ctx, 1, 0, &message, NULL, &out);
    printf("  wrap: %08x\n", (unsigned)major);
    gss_release_buffer(&minor, &out);
    major = gss_wrap_size_limit(&minor, ctx, 1, 0, 1000, &size);
    printf("  wrap_size_limit: %08x\n", (unsigned)major);
    major = gss_pseudo_random(&minor, ctx, GSS_C_PRF_KEY_FULL, &message, 16,
                              &out);
    printf("  pseudo_random: %08x\n", (unsigned)major);
    gss_release_buffer(&minor, &out);
}

static void
ask_all(gss_ctx_id_t ctx)
{
    gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
    gss_name_t from = GSS_C_NO_NAME, to = GSS_C_NO_NAME;
    OM_uint32 major, minor, left, flags = 0;
    int local = -1, open = -1;

    major = gss_inquire_context(&minor, ctx, &from, &to, NULL, NULL, &flags,
                                &local, &open);
    printf("  inquire_context: %08x, %s, %s, flags %x, local %d, open %d\n",
           (unsigned)major, from != GSS_C_NO_NAME ? "from" : "-",
           to != GSS_C_NO_NAME ? "to" : "-", (unsigned)flags, local, open);
    gss_release_name(&minor, &from);
    gss_release_name(&minor, &to);
    major = gss_context_time(&minor, ctx, &left);
    printf("  context_time: %08x\n", (unsigned)major);
    major = gss_inquire_sec_context_by_oid(&minor, ctx,
                                           GSS_C_INQ_SSPI_SESSION_KEY, &set);
    printf("  session key: %08x\n", (unsigned)major);
    gss_release_buffer_set(&minor, &set);
    major = gss_inquire_sec_context_by_oid(&minor, ctx, &oid_nobody, &set);
    printf("  nobody's question: %08x\n", (unsigned)major);
    gss_release_buffer_set(&minor, &set);
}

static OM_uint32
process(gss_ctx_id_t ctx, const unsigned char *bytes, size_t length)
{
    gss_buffer_desc token = { length, (void *)(uintptr_t)bytes };
    OM_uint32 minor;

    return gss_process_context_token(&minor, ctx, &token);
}

static void
call_all(gss_ctx_id_t ctx)
{
    static const unsigned char deletion[40] = { 4, 5, 0, 0xff };

    receive_all(ctx);
    send_all(ctx);
    ask_all(ctx);
    printf("  process_context_token: %08x\n",
           (unsigned)process(ctx, deletion, sizeof(deletion)));
}

/* ---- C1 -------------------------------------------------------------- */

static pair_watch watch_partial;

static void
watch_partial(void *arg, struct gss_pair *pair, enum side to,
              gss_buffer_t token)
{
    int side;

    (void)arg;
    (void)to;
    (void)token;
    for (side = 0; side < 2; side++) {
        if (pair->end[side].ctx != GSS_C_NO_CONTEXT &&
            pair->end[side].major == GSS_S_CONTINUE_NEEDED) {
            printf(" leg %u, %s\n", pair->end[side].legs, sides[side]);
            call_all(pair->end[side].ctx);
        }
    }
}

/* That the pair is good after all. */
static void
exchange(struct gss_pair *pair)
{
    gss_buffer_desc message = { FORGE_TEXT_LENGTH, (char[]){ FORGE_TEXT } };
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;
    int side;

    for (side = 0; side < 2; side++) {
        major = gss_get_mic(&minor, pair->end[side].ctx, 0, &message, &token);
        printf(" %s signs: %08x\n", sides[side], (unsigned)major);
        major = gss_verify_mic(&minor, pair->end[!side].ctx, &message,
                               &token, NULL);
        printf(" %s verifies: %08x\n", sides[!side], (unsigned)major);
        gss_release_buffer(&minor, &token);
    }
}

static void
try_partial(const char *target, const char *name,
            const struct dialog *dialog)
{
    struct gss_pair pair;
    bool complete;

    printf("C1 %s\n", name);
    complete = pair_open(&pair, dialog, target, watch_partial, NULL);
    printf(" %s\n", complete ? "complete" : "not complete");
    if (complete)
        exchange(&pair);
    pair_close(&pair);
}

/* ---- C2 -------------------------------------------------------------- */

/* What a peer with the key would send; RFC 4121 has none, but a TOK_ID. */
static void
make_deletion(struct forge_party *party, bool good, struct forged *token)
{
    struct forge_old old;
    struct forge_cfx cfx;

    if (party->enctype->protocol == KSP_RFC1964) {
        forge_old_start(party, FORGE_MIC, &old);
        old.header[1] = 2;
        old.text_length = good ? 0 : 1;
        forge_old(party, &old, token);
    } else {
        forge_cfx_start(party, FORGE_MIC, &cfx);
        cfx.header[1] = cfx.copy[1] = 5;
        cfx.text_length = good ? 0 : 1;
        forge_cfx(party, &cfx, token);
    }
}

static void
try_deletion(const char *target)
{
    struct dialog dialog = { .flags = FLAGS };
    struct gss_krb5_lucid_context_v1 *lucid;
    struct forge_party party;
    struct gss_pair pair;
    struct forged token;
    OM_uint32 minor;
    size_t cut;
    int good;

    printf("C2\n");
    if (!pair_open(&pair, &dialog, target, NULL, NULL))
        exit(1);
    lucid = learn_keys(pair.end[INITIATOR].ctx, &party);
    for (good = 0; good < 2; good++) {
        make_deletion(&party, good, &token);
        for (cut = good ? token.length : 1; cut <= token.length; cut++) {
            printf(" %s deletion token of %zu: %08x\n", good ? "good" :
                   "bad", cut, (unsigned)process(pair.end[ACCEPTOR].ctx,
                                                 token.bytes, cut));
        }
        exchange(&pair);
        forged_free(&token);
    }
    call_all(pair.end[ACCEPTOR].ctx);
    gss_krb5_free_lucid_sec_context(&minor, lucid);
    pair_close(&pair);
}

/* ---- C3 -------------------------------------------------------------- */

struct damage {
    enum side to;           /* whose tokens are damaged */
    size_t cut;             /* length that is left; 0: not cut */
    bool indefinite;
    bool empty;             /* any but the first */
    unsigned int seen;      /* tokens to that side */
};

static pair_watch watch_damage;

static void
watch_damage(void *arg, struct gss_pair *pair, enum side to,
             gss_buffer_t token)
{
    struct damage *d = arg;
    unsigned char *bytes = token->value;
    OM_uint32 ignored;

    (void)pair;
    d->seen += to == d->to;
    if (to == d->to && d->empty && d->seen > 1)
        (void)gss_release_buffer(&ignored, token);
    if (to == d->to && d->cut > 0 && d->cut < token->length)
        token->length = d->cut;
    if (to == d->to && d->indefinite && token->length > 1)
        bytes[1] = 0x80;
}

static void
try_damage(const char *target, const struct dialog *dialog,
           struct damage *d)
{
    struct gss_pair pair;
    int side;

    printf("C3 to the %s, cut %zu%s%s\n", sides[d->to], d->cut,
           d->indefinite ? ", indefinite" : "", d->empty ? ", empty" : "");
    d->seen = 0;
    (void)pair_open(&pair, dialog, target, watch_damage, d);
    for (side = 0; side < 2; side++) {
        printf(" %s: %08x, %s\n", sides[side],
               (unsigned)pair.end[side].major,
               pair.end[side].ctx != GSS_C_NO_CONTEXT ? "a context" : "none");
        if (pair.end[side].ctx != GSS_C_NO_CONTEXT && d->cut % 10 == 0 &&
            pair.end[side].major != GSS_S_COMPLETE) {
            receive_all(pair.end[side].ctx);
            send_all(pair.end[side].ctx);
        }
    }
    pair_close(&pair);
}

static void
try_damages(const char *target)
{
    static const struct dialog dialogs[] = {
        { .flags = FLAGS }, { .flags = FLAGS, .negotiation = NEG_PLAIN },
        { .flags = FLAGS, .negotiation = NEG_MIC },
        { .flags = FLAGS | GSS_C_DCE_STYLE }
    };
    struct damage d;
    size_t i;
    int to;

    for (i = 0; i < sizeof(dialogs) / sizeof(dialogs[0]); i++) {
        d = (struct damage){ .to = ACCEPTOR, .empty = true };
        try_damage(target, &dialogs[i], &d);
    }
    for (i = 0; i < 2; i++) {
        for (to = 0; to < 2; to++) {
            d = (struct damage){ .to = (enum side)to };
            d.indefinite = true;
            try_damage(target, &dialogs[i], &d);
            d.indefinite = false;
            for (d.cut = 1; d.cut < 60; d.cut++)
                try_damage(target, &dialogs[i], &d);
        }
    }
}

void
try_contexts(int32_t enctype, const char *target, const char *tgt)
{
    const struct {
        const char *name;
        struct dialog dialog;
    } ways[] = {
        { "Kerberos", { .flags = FLAGS } },
        { "DCE style", { .flags = FLAGS | GSS_C_DCE_STYLE } },
        { "SPNEGO", { .flags = FLAGS, .negotiation = NEG_PLAIN } },
        { "SPNEGO with a mechListMIC",
          { .flags = FLAGS, .negotiation = NEG_MIC } },
        { "IAKERB", { .flags = FLAGS, .mech = &oid_iakerb,
                      .explicit_creds = true, .tgt_only = tgt } },
    };
    size_t i;

    protocol = ksp_enctype_find(enctype)->protocol;
    for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
        try_partial(target, ways[i].name, &ways[i].dialog);
    try_deletion(target);
    try_damages(target);
}
