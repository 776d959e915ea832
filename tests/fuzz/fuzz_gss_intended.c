/* SPDX-License-Identifier: MIT */
/*
 * The differences that are intended: docs/differences.md, in full in
 * tests/realm/invalid/intended.c and tests/realm/diff/intended.c.
 */
#include <string.h>

#include "fuzz/fuzz_gss.h"

#define HEADER 16
#define OID_LENGTH 9            /* of Kerberos, with which tokens are framed */
#define FRAMED 0x60

static bool
is_stream(const struct gss_shape *s)
{
    return s->call >= GSS_UNWRAP_STREAM;
}

static bool
is_list(const struct gss_shape *s)
{
    return s->call != GSS_VERIFY_MIC && s->call != GSS_UNWRAP;
}

/* ---- what there is of the token -------------------------------------- */

/* What is looked at: the HEADER of parts, else all. */
static size_t
seen_of(const struct gss_shape *s, const struct gss_token *t)
{
    bool parts = s->call == GSS_UNWRAP_PARTS || s->call == GSS_UNWRAP_TWO;

    return parts && t->front < t->token.length ? t->front : t->token.length;
}

static bool
is_framed(const struct gss_token *t)
{
    return t->token.length > 0 && t->token.bytes[0] == FRAMED;
}

/* Where TOK_ID is, behind framing if there is any. */
static size_t
find_tok_id(const struct gss_token *t)
{
    const unsigned char *b = t->token.bytes;
    size_t at = 0;

    if (t->token.length > 2 && is_framed(t))
        at = 2 + ((b[1] & 0x80) != 0 ? b[1] & 0x7fu : 0) + 2 + OID_LENGTH;
    return at;
}

static bool
has_id(const struct gss_token *t, size_t at, const unsigned char ids[3][2])
{
    size_t i;

    for (i = 0; i < 3 && t->token.length >= at + 2; i++) {
        if (memcmp(t->token.bytes + at, ids[i], 2) == 0)
            return true;
    }
    return false;
}

static bool
is_cfx(const struct gss_token *t, size_t at)
{
    static const unsigned char ids[3][2] = { { 4, 4 }, { 5, 4 }, { 4, 5 } };

    return has_id(t, at, ids);
}

static bool
is_old_id(const struct gss_token *t, size_t at)
{
    static const unsigned char ids[3][2] = { { 1, 1 }, { 2, 1 }, { 1, 2 } };

    return has_id(t, at, ids);
}

bool
gss_stock_never(const struct gss_shape *s, const struct gss_token *t,
                bool as_made)
{
    size_t at = find_tok_id(t), seen = seen_of(s, t);
    bool never;

    /* The glue answers for it. */
    if (t->token.length == 0)
        return true;
    if (s->old)
        never = is_list(s) && ((!(is_stream(s) && s->dce) && is_cfx(t, at)) ||
            (!is_stream(s) && s->call != GSS_VERIFY_MIC_IOV && !as_made));
    else
        never = (s->call == GSS_VERIFY_MIC_IOV && seen == HEADER) ||
            (is_stream(s) && !s->dce && at + HEADER <= t->token.length &&
             is_old_id(t, at));
    return never;
}

/* ---- rows ------------------------------------------------------------ */

struct pair {
    const struct gss_shape *shape;
    const struct gss_token *token;
    const struct gss_said *stock, *ours;
};

static bool
any_RRC(const struct pair *p)
{
    return !p->shape->old && !is_stream(p->shape) && is_list(p->shape) &&
        p->shape->call != GSS_VERIFY_MIC_IOV &&
        p->stock->major == GSS_S_DEFECTIVE_TOKEN && is_cfx(p->token, 0);
}

static bool
filler(const struct pair *p)
{
    static const unsigned char all[] = { 0xff, 0xff, 0xff, 0xff };

    return !p->shape->old && p->shape->call == GSS_VERIFY_MIC_IOV &&
        !GSS_ERROR(p->stock->major) && p->ours->major == GSS_S_BAD_SIG &&
        memcmp(p->token->token.bytes + 4, all, sizeof(all)) != 0;
}

/* krb5 1.22 says FAILURE.  Of a token with another fault as well ours may
 * name that. */
static bool
dce_key(const struct pair *p)
{
    return p->shape->dce && !p->shape->old &&
        (p->stock->major == GSS_S_BAD_SIG ||
         p->stock->major == GSS_S_FAILURE) &&
        (p->ours->major == GSS_S_BAD_SIG ||
         p->ours->major == GSS_S_DEFECTIVE_TOKEN) &&
        p->stock->conf == GSS_CONF_UNSET && p->ours->conf != GSS_CONF_UNSET;
}

static bool
framed_in_list(const struct pair *p)
{
    return !p->shape->old && is_list(p->shape) && is_framed(p->token) &&
        GSS_ERROR(p->stock->major) && GSS_ERROR(p->ours->major);
}

static bool
unsigned_bytes(const struct pair *p)
{
    return p->shape->old && p->shape->call == GSS_VERIFY_MIC &&
        !GSS_ERROR(p->stock->major) &&
        p->ours->major == GSS_S_DEFECTIVE_TOKEN;
}

static bool
other_kind(const struct pair *p)
{
    return p->shape->old && !GSS_ERROR(p->stock->major) &&
        p->ours->major == GSS_S_DEFECTIVE_TOKEN &&
        is_old_id(p->token, find_tok_id(p->token));
}

static bool
cfx_for_old(const struct pair *p)
{
    return p->shape->old && !is_list(p->shape) &&
        p->ours->major == GSS_S_DEFECTIVE_TOKEN &&
        is_cfx(p->token, find_tok_id(p->token));
}

/* More bytes of it than any token needs, or a long form for that of the OID:
 * no encoder writes such lengths. */
static bool
long_lengths(const struct pair *p)
{
    const unsigned char *b = p->token->token.bytes;
    size_t length = p->token->token.length, at;

    if (!is_framed(p->token) || length < 4 ||
        p->ours->major != GSS_S_DEFECTIVE_TOKEN)
        return false;
    at = 2 + ((b[1] & 0x80) != 0 ? b[1] & 0x7fu : 0);
    return b[1] > 0x84 || (at + 1 < length && (b[at + 1] & 0x80) != 0);
}

static bool
behind_header(const struct pair *p)
{
    return !p->shape->old && p->shape->call == GSS_UNWRAP_PARTS &&
        !GSS_ERROR(p->stock->major) && p->ours->major == GSS_S_BAD_SIG &&
        seen_of(p->shape, p->token) > HEADER;
}

/* A number that nobody has signed, more than half of all ahead: to MIT it is
 * ahead, to ours behind. */
static bool
far_number(const struct pair *p)
{
    const struct gss_said *a = p->stock, *b = p->ours;

    return p->shape->old && a->major == GSS_S_GAP_TOKEN &&
        b->major == GSS_S_UNSEQ_TOKEN && a->conf == b->conf &&
        a->qop == b->qop && a->length == b->length &&
        (a->length == 0 || memcmp(a->message, b->message, a->length) == 0);
}

static bool
is_refusal(OM_uint32 major)
{
    return major == GSS_S_BAD_SIG || major == GSS_S_DEFECTIVE_TOKEN;
}

/* Of a token with two faults either may be named; that one alone is named as
 * stock does is for tests/invalid.sh, which makes one at a time. */
static bool
two_faults(const struct pair *p)
{
    return is_refusal(p->stock->major) && is_refusal(p->ours->major) &&
        p->stock->conf == p->ours->conf && p->stock->qop == p->ours->qop;
}

static const struct {
    bool (*is)(const struct pair *p);
    const char *why;
} rows[] = {
    { any_RRC, "any RRC" },
    { filler, "filler of a MIC in a list" },
    { dce_key, "conf_state in DCE style" },
    { framed_in_list, "framing in a list" },
    { unsigned_bytes, "bytes behind a MIC" },
    { other_kind, "a token of another kind" },
    { cfx_for_old, "a token of RFC 4121" },
    { long_lengths, "lengths in DER" },
    { behind_header, "bytes behind the header" },
    { far_number, "a number far ahead" },
    { two_faults, "two faults" },
};

const char *
gss_intended(const struct gss_shape *shape, const struct gss_token *token,
             const struct gss_said *stock, const struct gss_said *ours)
{
    struct pair p = { shape, token, stock, ours };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].is(&p))
            return rows[i].why;
    }
    return NULL;
}
