/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "bridge/minor.h"
#include "mech/messages/stock.h"
#include "mech/messages/token_framing.h"

#define FLAG_SENT_BY_ACCEPTOR 0x01
#define FLAG_SEALED 0x02

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

bool
gssksp_stock_genuine(OM_uint32 major, ULONG verdict)
{
    return !GSS_ERROR(major) ||
        (major == GSS_S_BAD_MIC && verdict == KSP_SEQ_REFLECTED);
}

static bool
is_sealed(const gss_buffer_desc *token)
{
    const unsigned char *p = token->value;

    return (p[2] & FLAG_SEALED) != 0;
}

OM_uint32
gssksp_stock_no_memory(const struct gssksp_ctx *ctx, bool parts,
                       OM_uint32 major, OM_uint32 minor)
{
    return major == GSS_S_FAILURE && (ctx->rfc1964 || parts) &&
        minor == gssksp_minor(GSSKSP_MINOR_NOMEM) ? GSS_S_BAD_MIC : major;
}

void
gssksp_stock_qop_state(const struct gssksp_ctx *ctx,
                       const gss_buffer_desc *token, gss_qop_t *qop_state)
{
    static const unsigned char tok_ids[][2] = {
        { 0x04, 0x04 }, { 0x05, 0x04 }, { 0x04, 0x05 }
    };
    size_t i;

    for (i = 0; i < sizeof(tok_ids) / sizeof(tok_ids[0]); i++) {
        if (qop_state != NULL && !ctx->rfc1964 && token->length >= 2 &&
            memcmp(token->value, tok_ids[i], 2) == 0)
            *qop_state = GSS_C_QOP_DEFAULT;
    }
}

void
gssksp_stock_conf_state(const struct gssksp_ctx *ctx,
                        const gss_buffer_desc *token, int *conf_state)
{
    if (conf_state != NULL && !ctx->rfc1964 &&
        has_header(token, 0x05, 0x04) &&
        from_peer(ctx, token))
        *conf_state = is_sealed(token);
}

/* Stock goes by the TOK_ID to the code for tokens of RFC 4121, or of RFC 1964
 * where the first byte is less. */
static bool
has_known_id(const gss_buffer_desc *token)
{
    static const unsigned char tok_ids[][2] = {
        { 0x04, 0x04 }, { 0x05, 0x04 }, { 0x04, 0x05 },
        { 0x01, 0x01 }, { 0x02, 0x01 }, { 0x01, 0x02 }
    };
    bool known = false;
    size_t i;

    for (i = 0; i < sizeof(tok_ids) / sizeof(tok_ids[0]); i++) {
        if (token->length >= 2 && memcmp(token->value, tok_ids[i], 2) == 0)
            known = true;
    }
    return known;
}

/* Bytes of a wrap token before its message. */
static size_t
before_message(const struct gssksp_ctx *ctx, bool sealed)
{
    return GSSKSP_HEADER + (sealed ? ctx->confounder : 0);
}

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

/* Of a token that stock cannot take: behind a TOK_ID it knows it gives no
 * reason. */
static OM_uint32
defective_minor(const struct gssksp_ctx *ctx, const gss_buffer_desc *token,
                OM_uint32 minor)
{
    gss_buffer_desc inside = *token;

    if (gssksp_framed_for_other(ctx, token))
        minor = gssksp_minor(GSSKSP_MINOR_WRONG_MECH);
    else if ((!ctx->rfc1964 || gssksp_framing(ctx, token, &inside)) &&
             has_known_id(&inside))
        minor = gssksp_minor(GSSKSP_MINOR_NO_REASON);
    return minor;
}

OM_uint32
gssksp_stock_minor(const struct gssksp_ctx *ctx,
                   const gss_buffer_desc *token, OM_uint32 major,
                   OM_uint32 minor)
{
    if (major == GSS_S_DEFECTIVE_TOKEN)
        minor = defective_minor(ctx, token, minor);
    else if (major == GSS_S_BAD_MIC && !ctx->rfc1964 &&
             token->length >= GSSKSP_HEADER)
        minor = gssksp_minor(why_bad(ctx, token));
    return minor;
}

static size_t
EC_of(const unsigned char *header)
{
    return (size_t)header[4] << 8 | header[5];
}

/* Stock wants the lengths it would have made itself. */
static bool
wrong_lengths(const struct gssksp_ctx *ctx, const gss_buffer_desc *header,
              const gss_buffer_desc *trailer)
{
    bool sealed = is_sealed(header);
    size_t before = before_message(ctx, sealed);
    size_t after = ctx->cksum;

    if (sealed)
        after += EC_of(header->value) + GSSKSP_HEADER;
    return trailer == NULL ? header->length != before + after :
        header->length != before || trailer->length != after;
}

static OM_uint32
rfc4121_parts_minor(const struct gssksp_ctx *ctx,
                    const gss_buffer_desc *header,
                    const gss_buffer_desc *trailer, OM_uint32 major,
                    OM_uint32 minor)
{
    enum gssksp_minor why = GSSKSP_MINOR_NO_REASON;
    const unsigned char *p = header->value;

    minor = gssksp_stock_minor(ctx, header, major, minor);
    if (major == GSS_S_BAD_MIC && header->length >= GSSKSP_HEADER &&
        from_peer(ctx, header)) {
        if (wrong_lengths(ctx, header, trailer))
            why = GSSKSP_MINOR_BAD_MSIZE;
        else if (is_sealed(header))
            why = GSSKSP_MINOR_BAD_INTEGRITY;
        minor = gssksp_minor(why);
    } else if (major == GSS_S_DEFECTIVE_TOKEN && has_known_id(header) &&
               p[0] < 0x04 && trailer != NULL && trailer->length > 0) {
        /* RFC 1964 has no trailer. */
        minor = gssksp_minor(GSSKSP_MINOR_BAD_MSIZE);
    }
    return minor;
}

/* RFC 1964 has no trailer; in framing that counts all parts but it, the
 * length is what stock finds wrong. */
static enum gssksp_minor
why_no_trailer(const struct gssksp_ctx *ctx, const gss_buffer_desc *header)
{
    return ctx->dce_style || !gssksp_is_framed(header) ?
        GSSKSP_MINOR_BAD_MSIZE : GSSKSP_MINOR_BAD_TOK_HEADER;
}

/* Of an RFC 1964 token in parts stock gives few reasons. */
static OM_uint32
rfc1964_parts_minor(const struct gssksp_ctx *ctx,
                    const gss_buffer_desc *header,
                    const gss_buffer_desc *trailer, OM_uint32 major,
                    OM_uint32 minor)
{
    if (major == GSS_S_DEFECTIVE_TOKEN && trailer != NULL &&
        trailer->length > 0)
        minor = gssksp_minor(why_no_trailer(ctx, header));
    else if (major == GSS_S_DEFECTIVE_TOKEN ||
             minor == gssksp_minor(GSSKSP_MINOR_BAD_DIRECTION))
        minor = gssksp_minor(GSSKSP_MINOR_NO_REASON);
    return minor;
}

OM_uint32
gssksp_stock_parts_minor(const struct gssksp_ctx *ctx,
                         const gss_buffer_desc *header,
                         const gss_buffer_desc *trailer, OM_uint32 major,
                         OM_uint32 minor)
{
    return ctx->rfc1964 ?
        rfc1964_parts_minor(ctx, header, trailer, major, minor) :
        rfc4121_parts_minor(ctx, header, trailer, major, minor);
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

/* Stock finds a wrong filler where EC and RRC would be by the checksum; and
 * that an RFC 1964 token is too long without it. */
OM_uint32
gssksp_stock_mic_iov(const struct gssksp_ctx *ctx,
                     const gss_buffer_desc *token, ULONG verdict,
                     OM_uint32 major)
{
    if (major == GSS_S_DEFECTIVE_TOKEN && !ctx->rfc1964 &&
        has_header(token, 0x04, 0x04))
        major = GSS_S_BAD_MIC;
    else if (major == GSS_S_BAD_MIC && ctx->rfc1964 &&
             verdict != KSP_SEQ_UNREADABLE && longer_than_mic(ctx, token))
        major = GSS_S_DEFECTIVE_TOKEN;
    return major;
}

bool
gssksp_stock_stream_short(const struct gssksp_ctx *ctx,
                          const gss_buffer_desc *token)
{
    const unsigned char *p = token->value;
    size_t least = GSSKSP_HEADER + ctx->cksum;

    if (ctx->rfc1964)
        least = 0;
    else if (token->length >= GSSKSP_HEADER && is_sealed(token))
        least += ctx->confounder + EC_of(p) + GSSKSP_HEADER;
    return token->length < least;
}

/* Of an RFC 1964 token stock forgets in an IOV that it was reflected. */
OM_uint32
gssksp_stock_mic_iov_minor(const struct gssksp_ctx *ctx,
                           const gss_buffer_desc *token, OM_uint32 major,
                           OM_uint32 minor)
{
    minor = gssksp_stock_minor(ctx, token, major, minor);
    if (ctx->rfc1964 && minor == gssksp_minor(GSSKSP_MINOR_BAD_DIRECTION))
        minor = gssksp_minor(GSSKSP_MINOR_NO_REASON);
    return minor;
}

OM_uint32
gssksp_stock_stream_minor(const struct gssksp_ctx *ctx,
                          const gss_buffer_desc *token, OM_uint32 major,
                          OM_uint32 minor)
{
    const unsigned char *p = token->value;

    if (!ctx->rfc1964 && major == GSS_S_DEFECTIVE_TOKEN &&
        has_known_id(token) && p[0] >= 0x04 &&
        gssksp_stock_stream_short(ctx, token))
        minor = gssksp_minor(GSSKSP_MINOR_BAD_MSIZE);
    else
        minor = gssksp_stock_mic_iov_minor(ctx, token, major, minor);
    return minor;
}

/* No kind of token is that short, so stock does not look which it is. */
OM_uint32
gssksp_stock_short_minor(const struct gssksp_ctx *ctx,
                         const gss_buffer_desc *token,
                         const gss_buffer_desc *inside)
{
    enum gssksp_minor why = GSSKSP_MINOR_BAD_TOK_HEADER;
    gss_buffer_desc content;

    if (gssksp_framed_for_other(ctx, token))
        why = GSSKSP_MINOR_WRONG_MECH;
    else if (gssksp_framing(ctx, token, &content) && inside->length >= 2)
        why = GSSKSP_MINOR_NO_REASON;
    return gssksp_minor(why);
}

/* EC of a token that is only signed; `token` has a header. */
static bool
wrong_EC(const struct gssksp_ctx *ctx, const gss_buffer_desc *token)
{
    return from_peer(ctx, token) && !is_sealed(token) &&
        EC_of(token->value) != ctx->cksum;
}

/* Stock looks at the lengths of a stream, and at EC of a token that is
 * only signed, before it calculates anything. */
OM_uint32
gssksp_stock_wrap_iov(const struct gssksp_ctx *ctx,
                      const gss_buffer_desc *token, bool stream,
                      OM_uint32 major)
{
    if (major == GSS_S_BAD_MIC && !ctx->rfc1964 &&
        ((stream && gssksp_stock_stream_short(ctx, token)) ||
         (has_header(token, 0x05, 0x04) && wrong_EC(ctx, token))))
        major = GSS_S_DEFECTIVE_TOKEN;
    return major;
}
