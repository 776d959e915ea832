/* SPDX-License-Identifier: MIT */
#include "fuzz/fuzz_gss.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz_contexts.h"
#include "mech/gssi.h"

/* Both ends: who sends, and who receives in each world. */
struct ends {
    gss_ctx_id_t sender, stock, ours;
};

struct round {
    struct fuzz_input in;
    size_t pair;
    struct ends *ends;
    unsigned char message[GSS_MESSAGE_MAX];
    unsigned char assoc[GSS_ASSOC_MAX];
    struct gss_shape shape;
    struct gss_token made, other, changed;
    bool as_made;
    struct gss_said stock, ours;
};

static struct ends all_ends[FUZZ_PAIRS][2];

static void
must(const struct round *r, bool held, const char *what)
{
    if (!held) {
        fprintf(stderr, "%s: pair %zu, call %d, kind %d, %zu bytes (front "
                "%zu, back %zu), message %zu; stock %08x conf %d qop %u %zu, "
                "ours %08x conf %d qop %u %zu\n", what, r->pair,
                r->shape.call, r->made.kind, r->changed.token.length,
                r->changed.front, r->changed.back, r->shape.message_length,
                r->stock.major, r->stock.conf, r->stock.qop, r->stock.length,
                r->ours.major, r->ours.conf, r->ours.qop, r->ours.length);
        abort();
    }
}

/* Made once: a round leaves all of a pair at the same point. */
static struct ends *
ends_of(size_t pair, bool to_acceptor)
{
    struct ends *e = &all_ends[pair][to_acceptor];

    if (e->sender == GSS_C_NO_CONTEXT) {
        e->sender = fuzz_stock_context(pair, !to_acceptor);
        e->stock = fuzz_stock_context(pair, to_acceptor);
        e->ours = fuzz_our_context(pair, to_acceptor);
    }
    return e;
}

/* Where the two are not at the same point any more. */
static void
forget(struct ends *e)
{
    OM_uint32 minor;

    (void)gss_delete_sec_context(&minor, &e->sender, GSS_C_NO_BUFFER);
    (void)gss_delete_sec_context(&minor, &e->stock, GSS_C_NO_BUFFER);
    (void)gssi_delete_sec_context(&minor, &e->ours, GSS_C_NO_BUFFER);
}

/* ---- genuine tokens -------------------------------------------------- */

static void
append(struct fuzz_token *token, const gss_buffer_desc *bytes)
{
    if (bytes->length > 0)
        memcpy(token->bytes + token->length, bytes->value, bytes->length);
    token->length += bytes->length;
}

static void
make_mic(struct round *r, struct gss_token *t)
{
    gss_buffer_desc message = { r->shape.message_length, r->message };
    gss_buffer_desc token;
    OM_uint32 minor;

    must(r, gss_get_mic(&minor, r->ends->sender, GSS_C_QOP_DEFAULT, &message,
                        &token) == GSS_S_COMPLETE, "no MIC");
    append(&t->token, &token);
    gss_release_buffer(&minor, &token);
    t->front = t->token.length;
}

/* In parts as gss_wrap_iov makes them: RRC is 0. */
static void
make_parts(struct round *r, struct gss_token *t)
{
    gss_iov_buffer_desc iov[5];
    OM_uint32 minor;
    size_t i;

    memset(iov, 0, sizeof(iov));
    iov[0].type = GSS_IOV_BUFFER_TYPE_HEADER | GSS_IOV_BUFFER_FLAG_ALLOCATE;
    iov[1].type = GSS_IOV_BUFFER_TYPE_SIGN_ONLY;
    iov[1].buffer.value = r->assoc;
    iov[1].buffer.length = r->shape.assoc_length;
    iov[2].type = GSS_IOV_BUFFER_TYPE_DATA;
    iov[2].buffer.value = t->token.bytes + GSS_MESSAGE_MAX;
    iov[2].buffer.length = r->shape.message_length;
    memcpy(iov[2].buffer.value, r->message, r->shape.message_length);
    iov[3].type = GSS_IOV_BUFFER_TYPE_PADDING | GSS_IOV_BUFFER_FLAG_ALLOCATE;
    iov[4].type = GSS_IOV_BUFFER_TYPE_TRAILER | GSS_IOV_BUFFER_FLAG_ALLOCATE;
    must(r, gss_wrap_iov(&minor, r->ends->sender, t->kind == GSS_KIND_SEALED,
                         GSS_C_QOP_DEFAULT, NULL, iov, 5) == GSS_S_COMPLETE,
         "no token in parts");
    t->front = iov[0].buffer.length;
    t->back = iov[3].buffer.length + iov[4].buffer.length;
    must(r, t->front < GSS_MESSAGE_MAX, "a long header");
    append(&t->token, &iov[0].buffer);
    memmove(t->token.bytes + t->token.length, iov[2].buffer.value,
            iov[2].buffer.length);
    t->token.length += iov[2].buffer.length;
    for (i = 3; i < 5; i++)
        append(&t->token, &iov[i].buffer);
    gss_release_iov_buffer(&minor, iov, 5);
}

static void
make_wrap(struct round *r, struct gss_token *t)
{
    gss_buffer_desc message = { r->shape.message_length, r->message };
    gss_buffer_desc token;
    OM_uint32 minor;

    must(r, gss_wrap(&minor, r->ends->sender, t->kind == GSS_KIND_SEALED,
                     GSS_C_QOP_DEFAULT, &message, NULL, &token) ==
         GSS_S_COMPLETE, "no token");
    append(&t->token, &token);
    gss_release_buffer(&minor, &token);
    t->front = t->token.length < 32 ? t->token.length : 32;
}

static void
make(struct round *r, enum gss_kind kind, struct gss_token *t)
{
    memset(t, 0, offsetof(struct gss_token, token));
    t->token.length = t->front = t->back = 0;
    t->kind = kind;
    t->by_wrap = kind != GSS_KIND_MIC && r->shape.call == GSS_UNWRAP;
    if (kind == GSS_KIND_MIC)
        make_mic(r, t);
    else if (t->by_wrap)
        make_wrap(r, t);
    else
        make_parts(r, t);
}

/* As Windows lays it out: what is behind the message comes first. */
static void
rotate_for_two(const struct round *r, struct gss_token *t)
{
    size_t EC = 0, RRC = t->back;

    if (r->shape.old || t->kind == GSS_KIND_MIC)
        return;
    fuzz_rotate(&t->token, t->back);
    if (r->shape.dce && t->kind == GSS_KIND_SEALED)
        EC = (size_t)t->token.bytes[4] << 8 | t->token.bytes[5];
    RRC -= EC;
    t->token.bytes[6] = (unsigned char)(RRC >> 8);
    t->token.bytes[7] = (unsigned char)RRC;
    t->front += t->back;
    t->back = 0;
}

/* ---- delivery -------------------------------------------------------- */

/*
 * Where all padding of RFC 1964 is in DATA, it stays with the message.  The
 * end of the message may be in PADDING: where the caller keeps the two apart
 * itself (DCE style, more than one DATA) nobody moves it, and what is in DATA
 * is its beginning.
 */
static bool
sent(const struct gss_shape *s, const struct gss_token *t,
     const struct gss_said *said)
{
    bool apart = s->old && said->entries > 0 && (s->dce || s->pieces > 0);
    size_t spare = s->old && said->entries > 0 ? 8 : 0;
    size_t elsewhere = apart ? fuzz_smaller(t->back, s->message_length) : 0;

    return said->length + elsewhere >= s->message_length &&
        said->length <= s->message_length + spare &&
        memcmp(said->message, s->message,
               fuzz_smaller(said->length, s->message_length)) == 0;
}

static bool
same(const struct round *r)
{
    const struct gss_said *a = &r->stock, *b = &r->ours;

    return a->major == b->major && a->conf == b->conf && a->qop == b->qop &&
        a->length == b->length && a->entries == b->entries &&
        (a->length == 0 || memcmp(a->message, b->message, a->length) == 0) &&
        memcmp(a->lengths, b->lengths,
               (size_t)a->entries * sizeof(a->lengths[0])) == 0;
}

/* Those that take no MIC give a message. */
static bool
gives_message(enum gss_call call)
{
    return call != GSS_VERIFY_MIC && call != GSS_VERIFY_MIC_IOV;
}

static bool
is_documented(OM_uint32 major)
{
    OM_uint32 error = GSS_ROUTINE_ERROR(major);

    return GSS_CALLING_ERROR(major) == 0 &&
        (error == 0 || error == GSS_S_DEFECTIVE_TOKEN ||
         error == GSS_S_BAD_SIG || error == GSS_S_FAILURE);
}

static void
judge_ours(const struct round *r)
{
    const struct gss_said *said = &r->ours;
    enum gss_kind kinds[] = { r->made.kind, r->other.kind };
    bool found = false;
    size_t i;

    must(r, is_documented(said->major), "a status nobody has heard of");
    if (GSS_ERROR(said->major)) {
        must(r, said->length == 0, "a message with an error");
        return;
    }
    for (i = 0; i < 2; i++) {
        found = found || (kinds[i] != GSS_KIND_MIC) ==
            gives_message(r->shape.call);
    }
    must(r, found, "another kind is taken");
    if (gives_message(r->shape.call) && said->major == GSS_S_COMPLETE)
        must(r, sent(&r->shape, &r->changed, said), "another message");
}

static void
compare(struct round *r, const struct gss_token *t)
{
    must(r, same(r) || gss_intended(&r->shape, t, &r->stock, &r->ours) !=
         NULL, "they differ");
}

/* The changed token. */
static void
try_changed(struct round *r)
{
    bool never = gss_stock_never(&r->shape, &r->changed, r->as_made);

    gss_deliver(r->ends->ours, true, &r->shape, &r->changed, &r->ours);
    if (never)
        r->stock.major = GSS_S_FAILURE;
    else
        gss_deliver(r->ends->stock, false, &r->shape, &r->changed,
                    &r->stock);
    judge_ours(r);
    if (!never)
        compare(r, &r->changed);
}

/* A token as it was made, by what opens all such; whether both find that it is
 * new, or not if they have had it. */
static void
try_genuine(struct round *r, const struct gss_token *t, bool stock_had,
            bool ours_had, const char *what)
{
    struct gss_shape shape = r->shape;

    shape.call = t->kind == GSS_KIND_MIC ? GSS_VERIFY_MIC : t->by_wrap ?
        GSS_UNWRAP : GSS_UNWRAP_PARTS;
    shape.pieces = 0;
    gss_deliver(r->ends->ours, true, &shape, t, &r->ours);
    gss_deliver(r->ends->stock, false, &shape, t, &r->stock);
    must(r, (r->stock.major == GSS_S_DUPLICATE_TOKEN) == stock_had &&
         (r->ours.major == GSS_S_DUPLICATE_TOKEN) == ours_had, what);
    must(r, stock_had || r->stock.major == GSS_S_COMPLETE, what);
    must(r, ours_had || r->ours.major == GSS_S_COMPLETE, what);
    must(r, t->kind == GSS_KIND_MIC || ours_had ||
         sent(&shape, t, &r->ours), what);
    must(r, stock_had != ours_had || same(r), "they differ of a good one");
}

/* ---- the round ------------------------------------------------------- */

static void
start(struct round *r, const enum gss_call *calls, size_t count)
{
    struct gss_shape *s = &r->shape;
    unsigned int flags;
    size_t i;

    r->pair = fuzz_byte(&r->in) % fuzz_pairs();
    flags = fuzz_byte(&r->in);
    r->ends = ends_of(r->pair, (flags & 1) != 0);
    s->call = calls[(flags >> 1) % count];
    s->old = fuzz_is_old(r->pair);
    s->dce = fuzz_mode_of(r->pair) == FUZZ_DCE_STYLE;
    s->message = r->message;
    s->message_length = fuzz_number(&r->in) % GSS_MESSAGE_MAX;
    /* DES3 has no padding then. */
    if (s->old && s->dce)
        s->message_length -= s->message_length % 8;
    s->assoc = r->assoc;
    flags = fuzz_byte(&r->in);
    if (s->call > GSS_UNWRAP && (flags & 1) != 0)
        s->assoc_length = fuzz_byte(&r->in) % GSS_ASSOC_MAX;
    if ((flags & 2) != 0)
        s->pieces = fuzz_byte(&r->in);
    s->empty_first = (flags & 4) != 0;
    s->no_trailer = (flags & 8) != 0;
    s->flags = (flags & 16) != 0 ? 0xfff00000u : 0;
    for (i = 0; i < sizeof(r->message); i++)
        r->message[i] = (unsigned char)(i * 7 + 3);
    for (i = 0; i < sizeof(r->assoc); i++)
        r->assoc[i] = (unsigned char)(i * 5 + 1);
}

/* The kind that the call is for, but for one time in four. */
static enum gss_kind
choose(struct round *r)
{
    unsigned int byte = fuzz_byte(&r->in);
    enum gss_kind kind = GSS_KIND_MIC;

    if ((byte & 0xc0) == 0)
        kind = (enum gss_kind)(byte % GSS_KINDS);
    else if (gives_message(r->shape.call))
        kind = (byte & 1) != 0 ? GSS_KIND_SEALED : GSS_KIND_SIGNED;
    return kind;
}

static void
change(struct round *r)
{
    r->changed = r->made;
    if (r->shape.call == GSS_UNWRAP_TWO)
        rotate_for_two(r, &r->changed);
    r->as_made = true;
    while (r->in.left > 0) {
        r->as_made = false;
        if (!fuzz_change(&r->changed.token, &r->in, &r->other.token)) {
            r->changed.front = fuzz_number(&r->in) % (FUZZ_TOKEN_MAX + 1);
            r->changed.back = fuzz_number(&r->in) % 64;
        }
    }
}

/* Whether it was the token's number that was taken; of the token before both
 * know that it is a duplicate. */
static bool
took(const struct gss_said *said)
{
    return !GSS_ERROR(said->major) &&
        (said->major & GSS_S_DUPLICATE_TOKEN) == 0;
}

/* Nobody signs the number of RC4. */
static bool
other_number(const struct round *r)
{
    return r->shape.old && !GSS_ERROR(r->ours.major) &&
        r->ours.major != GSS_S_COMPLETE &&
        r->ours.major != GSS_S_DUPLICATE_TOKEN;
}

/* Stock has taken what is refused on purpose, with a number of its own. */
static bool
stock_alone(const struct round *r)
{
    return !GSS_ERROR(r->stock.major) && GSS_ERROR(r->ours.major);
}

void
gss_round(const unsigned char *input, size_t length,
          const enum gss_call *calls, size_t count)
{
    static struct round r;
    bool stock_took, ours_took;

    memset(&r.shape, 0, sizeof(r.shape));
    r.in.next = input;
    r.in.left = length;
    start(&r, calls, count);
    make(&r, choose(&r), &r.other);
    make(&r, choose(&r), &r.made);
    change(&r);
    try_genuine(&r, &r.other, false, false, "a good one before");
    try_changed(&r);
    if (other_number(&r) || stock_alone(&r)) {
        forget(r.ends);
        return;
    }
    stock_took = took(&r.stock);
    ours_took = took(&r.ours);
    try_genuine(&r, &r.made, stock_took, ours_took, "a good one behind");
}
