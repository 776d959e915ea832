/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "bridge/minor.h"
#include "mech/messages/stock_status.h"

#define FLAG_SENT_BY_ACCEPTOR 0x01
#define FLAG_SEALED 0x02

/* Bytes, of RC4 and DES3. */
#define RFC1964_CONFOUNDER 8

/* ---- reading a header ----------------------------------------------- */

static bool
has_header(const gss_buffer_desc *token, unsigned int id0, unsigned int id1)
{
    const unsigned char *p = token->value;

    return token->length >= GSSKSP_HEADER && p[0] == id0 && p[1] == id1 &&
        p[3] == 0xff;
}

static bool
from_peer(const struct gssksp_ctx *ctx, const gss_buffer_desc *token)
{
    const unsigned char *p = token->value;

    return ((p[2] & FLAG_SENT_BY_ACCEPTOR) != 0) == ctx->initiator;
}

static bool
is_sealed(const gss_buffer_desc *token)
{
    const unsigned char *p = token->value;

    return (p[2] & FLAG_SEALED) != 0;
}

static size_t
EC_of(const gss_buffer_desc *token)
{
    const unsigned char *p = token->value;

    return (size_t)p[4] << 8 | p[5];
}

/* The TOK_IDs that stock knows: those of RFC 4121, then RFC 1964's. */
static const unsigned char tok_ids[][2] = {
    { 0x04, 0x04 }, { 0x05, 0x04 }, { 0x04, 0x05 },
    { 0x01, 0x01 }, { 0x02, 0x01 }, { 0x01, 0x02 }
};

#define RFC_4121_IDS 3
#define ALL_IDS (sizeof(tok_ids) / sizeof(tok_ids[0]))

/* Whether one of the first `count` TOK_IDs begins the token. */
static bool
has_id(const gss_buffer_desc *token, size_t count)
{
    bool known = false;
    size_t i;

    for (i = 0; i < count && !known && token->length >= 2; i++)
        known = memcmp(token->value, tok_ids[i], 2) == 0;
    return known;
}

/* ---- lengths of RFC 4121's wrap tokens ------------------------------ */

/* Bytes before the message. */
static size_t
before_message(const struct gssksp_ctx *ctx, bool sealed)
{
    return GSSKSP_HEADER + (sealed ? ctx->confounder : 0);
}

/* Bytes behind it, as a token with a header says. */
static size_t
after_message(const struct gssksp_ctx *ctx, const gss_buffer_desc *token)
{
    return ctx->cksum +
        (is_sealed(token) ? EC_of(token) + GSSKSP_HEADER : 0);
}

/* Whether a token in one piece is too short for its parts. */
static bool
lacks_parts(const struct gssksp_ctx *ctx, const gss_buffer_desc *token)
{
    return token->length < GSSKSP_HEADER ||
        token->length < before_message(ctx, is_sealed(token)) +
        after_message(ctx, token);
}

/* Whether parts have other lengths than stock would have made them. */
static bool
wrong_lengths(const struct gssksp_ctx *ctx, const gss_buffer_desc *header,
              const gss_buffer_desc *trailer)
{
    size_t before = before_message(ctx, is_sealed(header));
    size_t after = after_message(ctx, header);

    return trailer == NULL ? header->length != before + after :
        header->length != before || trailer->length != after;
}

/* ---- before the package has the token ------------------------------- */

/* Whether krb5 1.22's reader would have the token. */
static bool
read_anew(const struct gssksp_ctx *ctx, const struct gssksp_received *r)
{
    return ctx->stock_reads_anew &&
        (r->form == GSSKSP_MIC || r->form == GSSKSP_WRAP);
}

static bool
shows_qop(const struct gssksp_ctx *ctx, const struct gssksp_received *r)
{
    if (read_anew(ctx, r))
        return true;
    if (ctx->rfc1964)
        return false;
    /* Stock does not look further at a stream that is too short. */
    return has_id(&r->token, RFC_4121_IDS) &&
        !(r->form == GSSKSP_STREAM && lacks_parts(ctx, &r->token));
}

static bool
shows_conf(const struct gssksp_ctx *ctx, const struct gssksp_received *r)
{
    return r->form == GSSKSP_WRAP && !ctx->rfc1964 &&
        !ctx->stock_reads_anew && has_header(&r->token, 0x05, 0x04) &&
        from_peer(ctx, &r->token);
}

void
gssksp_stock_states(const struct gssksp_ctx *ctx,
                    const struct gssksp_received *r)
{
    if (r->qop_state != NULL && shows_qop(ctx, r))
        *r->qop_state = GSS_C_QOP_DEFAULT;
    if (r->conf_state != NULL && shows_conf(ctx, r))
        *r->conf_state = is_sealed(&r->token);
}

/* The length of a token that is longer than any: stock has it in an int, and
 * the token is then never as long as it says. */
static size_t
as_int(size_t length)
{
    uint32_t low = (uint32_t)length;

    return low <= INT32_MAX ? low : 0;
}

/* Framing for another mechanism; krb5 1.22 does not say so any more. */
static enum gssksp_minor
wrong_mech(const struct gssksp_ctx *ctx)
{
    return ctx->stock_reads_anew ? GSSKSP_MINOR_BAD_TOK_HEADER :
        GSSKSP_MINOR_WRONG_MECH;
}

/* Why stock refuses a stream without looking for a TOK_ID. */
static enum gssksp_minor
why_refused(const struct gssksp_ctx *ctx, const gss_buffer_desc *stream,
            size_t length)
{
    enum gssksp_minor why = GSSKSP_MINOR_BAD_TOK_HEADER;
    gss_buffer_desc content;

    if (gssksp_framed_for_other(ctx, stream))
        why = wrong_mech(ctx);
    else if (gssksp_framing(ctx, stream, &content) && length >= 2)
        why = GSSKSP_MINOR_NO_REASON;
    return why;
}

bool
gssksp_stock_refuses_stream(const struct gssksp_ctx *ctx,
                            const gss_buffer_desc *stream, OM_uint32 *minor)
{
    bool too_long = stream->length > UINT32_MAX;
    gss_buffer_desc inside = *stream;
    bool refused;

    *minor = 0;
    if (too_long)
        inside.length = as_int(stream->length);
    refused = too_long ||
        (ctx->rfc1964 && !gssksp_framing(ctx, stream, &inside)) ||
        inside.length < GSSKSP_HEADER;
    if (refused)
        *minor = gssksp_minor(why_refused(ctx, stream, inside.length));
    return refused;
}

/* ---- the major status of a refused token ---------------------------- */

/* The package judges as these forms do. */
static OM_uint32
same_major(const struct gssksp_ctx *ctx, const struct gssksp_received *r,
           ULONG verdict, OM_uint32 major)
{
    (void)ctx;
    (void)r;
    (void)verdict;
    return major;
}

/* Whether a token, with its framing or without, is longer than a MIC. */
static bool
longer_than_mic(const struct gssksp_ctx *ctx, const gss_buffer_desc *token)
{
    size_t framing = 2 + 2 + ctx->mech->length;
    gss_buffer_desc inside;

    return gssksp_framing(ctx, token, &inside) &&
        inside.length > ctx->mic - framing;
}

/* Stock takes a wrong filler, where EC and RRC would be, for a wrong
 * checksum; and an RFC 1964 token that is too long for a defective one. */
static OM_uint32
mic_iov_major(const struct gssksp_ctx *ctx, const struct gssksp_received *r,
              ULONG verdict, OM_uint32 major)
{
    if (r->padded)
        return major;
    if (major == GSS_S_DEFECTIVE_TOKEN && !ctx->rfc1964 &&
        has_header(&r->token, 0x04, 0x04))
        major = GSS_S_BAD_MIC;
    else if (major == GSS_S_BAD_MIC && ctx->rfc1964 &&
             verdict != KSP_SEQ_UNREADABLE &&
             longer_than_mic(ctx, &r->token))
        major = GSS_S_DEFECTIVE_TOKEN;
    return major;
}

/* EC of a token that is only signed; `token` has a header. */
static bool
wrong_EC(const struct gssksp_ctx *ctx, const gss_buffer_desc *token)
{
    return from_peer(ctx, token) && !is_sealed(token) &&
        EC_of(token) != ctx->cksum;
}

/* Stock looks at the lengths of a stream, and at EC of a token that is
 * only signed, before it calculates anything. */
static OM_uint32
wrap_iov_major(const struct gssksp_ctx *ctx, const struct gssksp_received *r,
               ULONG verdict, OM_uint32 major)
{
    const gss_buffer_desc *token = &r->token;

    (void)verdict;
    if (major == GSS_S_BAD_MIC && !ctx->rfc1964 &&
        ((r->form == GSSKSP_STREAM && lacks_parts(ctx, token)) ||
         (has_header(token, 0x05, 0x04) && wrong_EC(ctx, token))))
        major = GSS_S_DEFECTIVE_TOKEN;
    return major;
}

/* ---- and its minor status ------------------------------------------- */

/* Why a token with a good header is not genuine. */
static enum gssksp_minor
why_bad(const struct gssksp_ctx *ctx, const gss_buffer_desc *token)
{
    enum gssksp_minor why = GSSKSP_MINOR_NO_REASON;

    if (!from_peer(ctx, token)) {
        why = GSSKSP_MINOR_BAD_DIRECTION;
    } else if (has_header(token, 0x04, 0x04)) {
        if (token->length != GSSKSP_HEADER + ctx->cksum)
            why = GSSKSP_MINOR_BAD_MSIZE;
    } else if (is_sealed(token)) {
        why = GSSKSP_MINOR_BAD_INTEGRITY;
        if (token->length < before_message(ctx, true) + ctx->cksum)
            why = GSSKSP_MINOR_BAD_MSIZE;
    }
    return why;
}

/* Of a token that stock cannot take.  If it knows the TOK_ID it gives no
 * reason. */
static OM_uint32
defective_minor(const struct gssksp_ctx *ctx, const gss_buffer_desc *token,
                OM_uint32 minor)
{
    gss_buffer_desc inside = *token;

    if (gssksp_framed_for_other(ctx, token))
        minor = gssksp_minor(wrong_mech(ctx));
    else if ((!ctx->rfc1964 || gssksp_framing(ctx, token, &inside)) &&
             has_id(&inside, ALL_IDS))
        minor = gssksp_minor(GSSKSP_MINOR_NO_REASON);
    return minor;
}

static OM_uint32
whole_minor(const struct gssksp_ctx *ctx, const struct gssksp_received *r,
            OM_uint32 major, OM_uint32 minor)
{
    if (major == GSS_S_DEFECTIVE_TOKEN)
        minor = defective_minor(ctx, &r->token, minor);
    else if (major == GSS_S_BAD_MIC && !ctx->rfc1964 &&
             r->token.length >= GSSKSP_HEADER)
        minor = gssksp_minor(why_bad(ctx, &r->token));
    return minor;
}

/* Why parts whose header is good, and the peer's, are not genuine. */
static enum gssksp_minor
why_parts_bad(const struct gssksp_ctx *ctx, const struct gssksp_received *r)
{
    enum gssksp_minor why = GSSKSP_MINOR_NO_REASON;

    if (wrong_lengths(ctx, &r->token, r->trailer))
        why = GSSKSP_MINOR_BAD_MSIZE;
    else if (is_sealed(&r->token))
        why = GSSKSP_MINOR_BAD_INTEGRITY;
    return why;
}

static bool
has_trailer(const struct gssksp_received *r)
{
    return r->trailer != NULL && r->trailer->length > 0;
}

static bool
has_rfc1964_id(const gss_buffer_desc *token)
{
    return has_id(token, ALL_IDS) && !has_id(token, RFC_4121_IDS);
}

static OM_uint32
rfc4121_parts_minor(const struct gssksp_ctx *ctx,
                    const struct gssksp_received *r, OM_uint32 major,
                    OM_uint32 minor)
{
    minor = whole_minor(ctx, r, major, minor);
    if (major == GSS_S_BAD_MIC && r->token.length >= GSSKSP_HEADER &&
        from_peer(ctx, &r->token))
        minor = gssksp_minor(why_parts_bad(ctx, r));
    else if (major == GSS_S_DEFECTIVE_TOKEN && has_trailer(r) &&
             has_rfc1964_id(&r->token))
        /* RFC 1964 has no trailer. */
        minor = gssksp_minor(GSSKSP_MINOR_BAD_MSIZE);
    return minor;
}

/* RFC 1964 has no trailer.  Framing counts all parts but the trailer, and
 * then its length is what stock finds wrong. */
static enum gssksp_minor
why_no_trailer(const struct gssksp_ctx *ctx, const gss_buffer_desc *header)
{
    return ctx->dce_style || !gssksp_is_framed(header) ?
        GSSKSP_MINOR_BAD_MSIZE : GSSKSP_MINOR_BAD_TOK_HEADER;
}

/* Of an RFC 1964 token in parts stock gives few reasons. */
static OM_uint32
rfc1964_parts_minor(const struct gssksp_ctx *ctx,
                    const struct gssksp_received *r, OM_uint32 major,
                    OM_uint32 minor)
{
    if (major == GSS_S_DEFECTIVE_TOKEN && has_trailer(r))
        minor = gssksp_minor(why_no_trailer(ctx, &r->token));
    else if (major == GSS_S_DEFECTIVE_TOKEN ||
             minor == gssksp_minor(GSSKSP_MINOR_BAD_DIRECTION))
        minor = gssksp_minor(GSSKSP_MINOR_NO_REASON);
    return minor;
}

static OM_uint32
parts_minor(const struct gssksp_ctx *ctx, const struct gssksp_received *r,
            OM_uint32 major, OM_uint32 minor)
{
    return ctx->rfc1964 ? rfc1964_parts_minor(ctx, r, major, minor) :
        rfc4121_parts_minor(ctx, r, major, minor);
}

/* In an IOV stock does not say that an RFC 1964 token was reflected. */
static OM_uint32
whole_iov_minor(const struct gssksp_ctx *ctx,
                const struct gssksp_received *r, OM_uint32 major,
                OM_uint32 minor)
{
    minor = whole_minor(ctx, r, major, minor);
    if (ctx->rfc1964 && minor == gssksp_minor(GSSKSP_MINOR_BAD_DIRECTION))
        minor = gssksp_minor(GSSKSP_MINOR_NO_REASON);
    return minor;
}

static OM_uint32
stream_minor(const struct gssksp_ctx *ctx, const struct gssksp_received *r,
             OM_uint32 major, OM_uint32 minor)
{
    return !ctx->rfc1964 && major == GSS_S_DEFECTIVE_TOKEN &&
        has_id(&r->token, RFC_4121_IDS) && lacks_parts(ctx, &r->token) ?
        gssksp_minor(GSSKSP_MINOR_BAD_MSIZE) :
        whole_iov_minor(ctx, r, major, minor);
}

/* ---- krb5 1.22's reader of tokens in one piece ---------------------- */

/* What is inside the framing; of other framing it takes none off. */
static gss_buffer_desc
read_inside(const struct gssksp_ctx *ctx, const struct gssksp_received *r)
{
    gss_buffer_desc inside;

    (void)gssksp_framing(ctx, &r->token, &inside);
    return inside;
}

/* It goes by the TOK_ID: RFC 4121's, or RFC 1964's. */
static bool
begins(const gss_buffer_desc *token, enum gssksp_form form, bool rfc1964)
{
    static const unsigned char ids[2][2][2] = {
        [GSSKSP_MIC] = { { 0x04, 0x04 }, { 0x01, 0x01 } },
        [GSSKSP_WRAP] = { { 0x05, 0x04 }, { 0x02, 0x01 } }
    };

    return token->length >= 2 &&
        memcmp(token->value, ids[form][rfc1964], 2) == 0;
}

/* It wants the whole header of RFC 4121 in order, before the direction. */
static bool
rfc4121_in_order(const struct gssksp_ctx *ctx,
                 const struct gssksp_received *r)
{
    static const unsigned char filler[] = { 0xff, 0xff, 0xff, 0xff };
    const gss_buffer_desc *token = &r->token;
    const unsigned char *p = token->value;

    if (!begins(token, r->form, false) || token->length < GSSKSP_HEADER ||
        p[3] != 0xff)
        return false;
    if (r->form == GSSKSP_MIC)
        return memcmp(p + 4, filler, sizeof(filler)) == 0;
    return !wrong_EC(ctx, token);
}

/* A MIC of RFC 1964 has one length; a wrap token has a confounder and a byte
 * of padding behind as much. */
static bool
rfc1964_in_order(const struct gssksp_ctx *ctx,
                 const struct gssksp_received *r)
{
    size_t mic = ctx->mic - (2 + 2 + ctx->mech->length);
    gss_buffer_desc inside = read_inside(ctx, r);

    if (!begins(&inside, r->form, true))
        return false;
    return r->form == GSSKSP_MIC ? inside.length == mic :
        inside.length > mic + RFC1964_CONFOUNDER;
}

static OM_uint32
anew_major(const struct gssksp_ctx *ctx, const struct gssksp_received *r,
           ULONG verdict, OM_uint32 major)
{
    bool in_order = ctx->rfc1964 ? rfc1964_in_order(ctx, r) :
        rfc4121_in_order(ctx, r);

    if (!in_order && (major == GSS_S_BAD_MIC ||
                      (major == GSS_S_FAILURE &&
                       verdict == KSP_SEQ_UNALIGNED)))
        major = GSS_S_DEFECTIVE_TOKEN;
    return major;
}

/* Why a token of RFC 4121 with a good header is not genuine. */
static enum gssksp_minor
why_bad_anew(const struct gssksp_ctx *ctx, const struct gssksp_received *r)
{
    return from_peer(ctx, &r->token) && r->form == GSSKSP_MIC ?
        GSSKSP_MINOR_NO_REASON : why_bad(ctx, &r->token);
}

/* It forgets that a wrap token of RFC 1964 was reflected. */
static OM_uint32
anew_minor(const struct gssksp_ctx *ctx, const struct gssksp_received *r,
           OM_uint32 major, OM_uint32 minor)
{
    gss_buffer_desc inside = read_inside(ctx, r);

    if (major == GSS_S_DEFECTIVE_TOKEN)
        minor = gssksp_minor(begins(&inside, r->form, false) ||
                             begins(&inside, r->form, true) ?
                             GSSKSP_MINOR_NO_REASON :
                             GSSKSP_MINOR_BAD_TOK_HEADER);
    else if (major == GSS_S_BAD_MIC && !ctx->rfc1964)
        minor = gssksp_minor(why_bad_anew(ctx, r));
    else if (major == GSS_S_BAD_MIC && r->form == GSSKSP_WRAP &&
             minor == gssksp_minor(GSSKSP_MINOR_BAD_DIRECTION))
        minor = gssksp_minor(GSSKSP_MINOR_NO_REASON);
    return minor;
}

/* ---- what differs between the forms --------------------------------- */

struct form {
    OM_uint32 (*major)(const struct gssksp_ctx *ctx,
                       const struct gssksp_received *r, ULONG verdict,
                       OM_uint32 major);
    OM_uint32 (*minor)(const struct gssksp_ctx *ctx,
                       const struct gssksp_received *r, OM_uint32 major,
                       OM_uint32 minor);
    /* Where memory is short stock says GSS_S_BAD_MIC: of a token of RFC 4121,
     * of one of RFC 1964. */
    bool hides_no_memory[2];
};

static const struct form forms[] = {
    [GSSKSP_MIC] = { same_major, whole_minor, { false, true } },
    [GSSKSP_WRAP] = { same_major, whole_minor, { false, true } },
    [GSSKSP_MIC_IOV] = { mic_iov_major, whole_iov_minor, { true, true } },
    [GSSKSP_PARTS] = { wrap_iov_major, parts_minor, { true, true } },
    [GSSKSP_STREAM] = { wrap_iov_major, stream_minor, { false, false } },
};

/* In place of both forms in one piece. */
static const struct form anew = { anew_major, anew_minor, { false, true } };

OM_uint32
gssksp_stock_says(const struct gssksp_ctx *ctx,
                  const struct gssksp_received *r, ULONG verdict,
                  OM_uint32 major, OM_uint32 *minor)
{
    const struct form *form = read_anew(ctx, r) ? &anew : &forms[r->form];

    major = form->major(ctx, r, verdict, major);
    *minor = form->minor(ctx, r, major, *minor);
    return major;
}

OM_uint32
gssksp_stock_no_memory(const struct gssksp_ctx *ctx, enum gssksp_form form,
                       OM_uint32 major, OM_uint32 minor)
{
    return major == GSS_S_FAILURE &&
        minor == gssksp_minor(GSSKSP_MINOR_NOMEM) &&
        forms[form].hides_no_memory[ctx->rfc1964] ? GSS_S_BAD_MIC : major;
}
