/* SPDX-License-Identifier: MIT */
/* Messages of RFC 1964 and RFC 4757: their lengths. */
#include "core/protocol.h"
#include "core/rfc1964_seal.h"
#include "core/rfc1964_token.h"

/* With the longest framing there can be. */
static void
sizes(const struct ksp_context *c, struct ksp_sizes *sizes)
{
    size_t head = ksp_1964_head(c, false);

    sizes->mic = ksp_1964_framing(c, head) + head;
    sizes->header = ksp_1964_wrap_header(c, ksp_context_dce(c),
                                         KSP_1964_LONGEST, 0);
    sizes->trailer = 0;
    sizes->block = c->key_1964->cipher->padding;
    sizes->message = KSP_1964_MESSAGE_MAX;
}

static void
lengths(const struct ksp_context *c, KSP_MESSAGE_LENGTHS *l)
{
    bool dce = ksp_1964_dce(c, l->Flags);
    size_t padding = ksp_1964_padding(c, dce, l->cbMessage);

    l->cbPadding = (ULONG)padding;
    l->cbHeader = (ULONG)ksp_1964_wrap_header(c, dce, l->cbMessage, padding);
    l->cbTrailer = 0;
}

const struct ksp_messages ksp_rfc1964 = {
    .sizes = sizes,
    .lengths = lengths,
    .make_mic = ksp_rfc1964_make_mic,
    .check_mic = ksp_rfc1964_check_mic,
    .make_wrap = ksp_rfc1964_make_wrap,
    .open_wrap = ksp_rfc1964_open_wrap,
};
