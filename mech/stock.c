/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "stock.h"

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

static bool
is_one_of(const gss_buffer_desc *token, const unsigned char (*tok_ids)[2],
          size_t count)
{
    bool found = false;
    size_t i;

    for (i = 0; i < count; i++)
        found |= token->length >= 2 &&
            memcmp(token->value, tok_ids[i], 2) == 0;
    return found;
}

/* MIC, wrap and deletion tokens of RFC 4121. */
static const unsigned char new_kinds[][2] = {
    { 0x04, 0x04 }, { 0x05, 0x04 }, { 0x04, 0x05 }
};

/* Those of RFC 1964. */
static const unsigned char old_kinds[][2] = {
    { 0x01, 0x01 }, { 0x02, 0x01 }, { 0x01, 0x02 }
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

void
gssksp_stock_qop_state(const gss_buffer_desc *token, gss_qop_t *qop_state)
{
    if (qop_state != NULL && is_one_of(token, new_kinds, COUNT(new_kinds)))
        *qop_state = GSS_C_QOP_DEFAULT;
}

void
gssksp_stock_conf_state(const struct gssksp_ctx *ctx,
                        const gss_buffer_desc *token, int *conf_state)
{
    const unsigned char *p = token->value;

    if (conf_state != NULL && has_header(token, 0x05, 0x04) &&
        from_peer(ctx, token))
        *conf_state = (p[2] & FLAG_SEALED) != 0;
}

static size_t
EC_of(const unsigned char *header)
{
    return (size_t)header[4] << 8 | header[5];
}

static bool
is_sealed(const gss_buffer_desc *token)
{
    const unsigned char *p = token->value;

    return has_header(token, 0x05, 0x04) && (p[2] & FLAG_SEALED) != 0;
}

/*
 * A token that is not genuine has no minor status if it is signed, one of
 * the decryption if it is sealed, and another if its size alone shows it.
 * One that is defective has one only if it is of no kind known.
 */
static OM_uint32
minor_of_refused(const struct gssksp_ctx *ctx, const gss_buffer_desc *token,
                 bool wrong_size, OM_uint32 major, OM_uint32 minor)
{
    enum gssksp_minor code = GSSKSP_MINOR_NONE;

    if (major == GSS_S_DEFECTIVE_TOKEN) {
        if (!is_one_of(token, new_kinds, COUNT(new_kinds)) &&
            !is_one_of(token, old_kinds, COUNT(old_kinds)))
            code = GSSKSP_MINOR_BAD_TOK_HEADER;
        minor = gssksp_minor(code);
    } else if (major == GSS_S_BAD_MIC && token->length >= GSSKSP_HEADER) {
        if (!from_peer(ctx, token))
            code = GSSKSP_MINOR_BAD_DIRECTION;
        else if (wrong_size)
            code = GSSKSP_MINOR_BAD_MSIZE;
        else if (is_sealed(token))
            code = GSSKSP_MINOR_BAD_INTEGRITY;
        minor = gssksp_minor(code);
    }
    return minor;
}

OM_uint32
gssksp_stock_minor(const struct gssksp_ctx *ctx,
                   const gss_buffer_desc *token, OM_uint32 major,
                   OM_uint32 minor)
{
    bool wrong_size = false;

    if (has_header(token, 0x04, 0x04))
        wrong_size = token->length != GSSKSP_HEADER + ctx->cksum;
    else if (is_sealed(token))
        wrong_size = token->length <
            GSSKSP_HEADER + ctx->confounder + ctx->cksum;
    return minor_of_refused(ctx, token, wrong_size, major, minor);
}

OM_uint32
gssksp_stock_parts_minor(const struct gssksp_ctx *ctx,
                         const gss_buffer_desc *header,
                         const gss_buffer_desc *trailer, OM_uint32 major,
                         OM_uint32 minor)
{
    size_t before = GSSKSP_HEADER, after = ctx->cksum;
    bool wrong_size;

    if (is_sealed(header)) {
        before += ctx->confounder;
        after += EC_of(header->value) + GSSKSP_HEADER;
    }
    wrong_size = trailer != NULL ?
        header->length != before || trailer->length != after :
        header->length != before + after;
    return minor_of_refused(ctx, header, wrong_size, major, minor);
}

/* Stock finds a wrong filler where EC and RRC would be by the checksum. */
OM_uint32
gssksp_stock_mic_iov(const gss_buffer_desc *token, OM_uint32 major)
{
    if (major == GSS_S_DEFECTIVE_TOKEN && has_header(token, 0x04, 0x04))
        major = GSS_S_BAD_MIC;
    return major;
}

bool
gssksp_stock_stream_short(const struct gssksp_ctx *ctx,
                          const gss_buffer_desc *token)
{
    const unsigned char *p = token->value;
    size_t least = GSSKSP_HEADER + ctx->cksum;

    if (token->length >= GSSKSP_HEADER && (p[2] & FLAG_SEALED) != 0)
        least += ctx->confounder + EC_of(p) + GSSKSP_HEADER;
    return token->length < least;
}

/* EC of a token that is only signed; `token` has a header. */
static bool
wrong_EC(const struct gssksp_ctx *ctx, const gss_buffer_desc *token)
{
    const unsigned char *p = token->value;

    return from_peer(ctx, token) && (p[2] & FLAG_SEALED) == 0 &&
        EC_of(p) != ctx->cksum;
}

OM_uint32
gssksp_stock_stream_minor(const struct gssksp_ctx *ctx,
                          const gss_buffer_desc *token, OM_uint32 major,
                          OM_uint32 minor)
{
    if (major == GSS_S_DEFECTIVE_TOKEN &&
        is_one_of(token, new_kinds, COUNT(new_kinds)) &&
        gssksp_stock_stream_short(ctx, token))
        minor = gssksp_minor(GSSKSP_MINOR_BAD_MSIZE);
    else
        minor = gssksp_stock_minor(ctx, token, major, minor);
    return minor;
}

/* Stock looks at the lengths of a stream, and at EC of a token that is
 * only signed, before it calculates anything. */
OM_uint32
gssksp_stock_wrap_iov(const struct gssksp_ctx *ctx,
                      const gss_buffer_desc *token, bool stream,
                      OM_uint32 major)
{
    if (major == GSS_S_BAD_MIC &&
        ((stream && gssksp_stock_stream_short(ctx, token)) ||
         (has_header(token, 0x05, 0x04) && wrong_EC(ctx, token))))
        major = GSS_S_DEFECTIVE_TOKEN;
    return major;
}
