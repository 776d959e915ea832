/* SPDX-License-Identifier: MIT */
#include "bridge/package.h"
#include "ksp/winerror.h"
#include "mech/messages/lengths.h"
#include "mech/messages/message.h"

/* Bytes of padding that an RFC 1964 token has at most. */
#define PADDING_MAX 8

/* The parts of an RFC 4121 token are as long for every message. */
static struct gssksp_lengths
rfc4121_lengths(const struct gssksp_ctx *ctx, bool sealed, bool iov)
{
    struct gssksp_lengths l = { GSSKSP_HEADER, 0, ctx->cksum };

    if (sealed) {
        l.before += ctx->confounder;
        l.after += GSSKSP_HEADER + (iov ? ctx->filler : 0);
    }
    return l;
}

static struct gssksp_lengths
rfc1964_lengths(const struct gssksp_ctx *ctx, bool sealed, bool iov,
                size_t length)
{
    KSP_MESSAGE_LENGTHS m = {
        .fQOP = gssksp_fQOP(sealed),
        .Flags = iov ? 0 : KSP_MESSAGE_GSS_WRAP,
        .cbMessage = length < UINT32_MAX ? (ULONG)length : UINT32_MAX,
    };
    struct gssksp_lengths l = { 0, 0, 0 };

    if (gssksp_query(ctx->ContextId, KSP_ATTR_MESSAGE_LENGTHS, &m) ==
        SEC_E_OK) {
        l.before = m.cbHeader;
        l.padding = m.cbPadding;
    }
    return l;
}

struct gssksp_lengths
gssksp_lengths(const struct gssksp_ctx *ctx, bool sealed, bool iov,
               size_t length)
{
    return ctx->rfc1964 ? rfc1964_lengths(ctx, sealed, iov, length) :
        rfc4121_lengths(ctx, sealed, iov);
}

size_t
gssksp_overhead(const struct gssksp_lengths *lengths)
{
    return lengths->before + lengths->padding + lengths->after;
}

/* The lengths of header and padding depend on the message, so the first guess
 * may be a few bytes short.  Stock has these lengths in ints. */
static OM_uint32
longest_1964(const struct gssksp_ctx *ctx, bool sealed, OM_uint32 room)
{
    struct gssksp_lengths l = gssksp_lengths(ctx, sealed, false, room);
    size_t overhead = l.before + PADDING_MAX;
    OM_uint32 most = room < INT32_MAX ? room : INT32_MAX;
    OM_uint32 length = most > overhead ? most - (OM_uint32)overhead : 0;
    bool more = true;

    while (more) {
        l = gssksp_lengths(ctx, sealed, false, (size_t)length + 1);
        more = gssksp_overhead(&l) + length + 1 <= most;
        length += more;
    }
    return length;
}

OM_uint32
gssksp_longest(const struct gssksp_ctx *ctx, bool sealed, OM_uint32 room)
{
    struct gssksp_lengths l;
    size_t overhead;

    if (ctx->rfc1964)
        return longest_1964(ctx, sealed, room);
    l = rfc4121_lengths(ctx, sealed, false);
    overhead = gssksp_overhead(&l);
    return room > overhead ? room - (OM_uint32)overhead : 0;
}
