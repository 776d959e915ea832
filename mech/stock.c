/* SPDX-License-Identifier: MIT */
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

OM_uint32
gssksp_stock_minor(const struct gssksp_ctx *ctx,
                   const gss_buffer_desc *token, OM_uint32 major,
                   OM_uint32 minor)
{
    const unsigned char *p = token->value;

    if (major == GSS_S_BAD_MIC && token->length >= GSSKSP_HEADER &&
        ((p[2] & FLAG_SENT_BY_ACCEPTOR) != 0) != ctx->initiator)
        minor = gssksp_minor(GSSKSP_MINOR_BAD_DIRECTION);
    return minor;
}

/* Stock finds a wrong filler where EC and RRC would be by the checksum. */
OM_uint32
gssksp_stock_mic_iov(const gss_buffer_desc *token, OM_uint32 major)
{
    if (major == GSS_S_DEFECTIVE_TOKEN && has_header(token, 0x04, 0x04))
        major = GSS_S_BAD_MIC;
    return major;
}

/* Stock looks at the lengths of a stream, and at EC of a token that is
 * only signed, before it calculates anything. */
OM_uint32
gssksp_stock_wrap_iov(const struct gssksp_ctx *ctx,
                      const gss_buffer_desc *token, bool stream,
                      OM_uint32 major)
{
    const unsigned char *p = token->value;
    size_t EC, least;
    bool sealed;

    if (major == GSS_S_BAD_MIC && has_header(token, 0x05, 0x04)) {
        sealed = (p[2] & FLAG_SEALED) != 0;
        EC = (size_t)p[4] << 8 | p[5];
        least = GSSKSP_HEADER + ctx->cksum +
            (sealed ? ctx->confounder + EC + GSSKSP_HEADER : 0);
        if ((!sealed && EC != ctx->cksum) ||
            (stream && token->length < least))
            major = GSS_S_DEFECTIVE_TOKEN;
    }
    return major;
}
