/* SPDX-License-Identifier: MIT */
/* Messages of RFC 4121: their lengths. */
#include "core/protocol.h"
#include "core/rfc4121_token.h"

/* What stands before and after the message of a sealed token. */
static size_t
header_length(const struct ksp_context *c)
{
    return KSP_TOKEN_HEADER + c->enctype->confounder;
}

static size_t
trailer_length(const struct ksp_context *c, bool filler)
{
    return (filler ? c->enctype->block_size : 0) + KSP_TOKEN_HEADER +
        c->enctype->cksum_length;
}

static void
sizes(const struct ksp_context *c, struct ksp_sizes *sizes)
{
    sizes->mic = KSP_TOKEN_HEADER + c->enctype->cksum_length;
    sizes->header = header_length(c);
    sizes->trailer = trailer_length(c, ksp_context_dce(c));
    /* Ciphertext stealing: a message of any length, not padded. */
    sizes->block = 1;
    sizes->message = UINT32_MAX - sizes->header - sizes->trailer;
}

static void
lengths(const struct ksp_context *c, KSP_MESSAGE_LENGTHS *l)
{
    bool filler = ksp_context_dce(c) &&
        (l->Flags & KSP_MESSAGE_GSS_WRAP) == 0;

    l->cbPadding = 0;
    if (l->fQOP == 0) {
        l->cbHeader = (ULONG)header_length(c);
        l->cbTrailer = (ULONG)trailer_length(c, filler);
    } else {
        l->cbHeader = KSP_TOKEN_HEADER;
        l->cbTrailer = c->enctype->cksum_length;
    }
}

const struct ksp_messages ksp_rfc4121 = {
    .sizes = sizes,
    .lengths = lengths,
    .make_mic = ksp_rfc4121_make_mic,
    .check_mic = ksp_rfc4121_check_mic,
    .make_wrap = ksp_rfc4121_make_wrap,
    .open_wrap = ksp_rfc4121_open_wrap,
};
