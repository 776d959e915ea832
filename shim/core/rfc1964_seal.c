/* SPDX-License-Identifier: MIT */
/*
 * Wrap tokens, sending side: RFC 1964 section 1.2.2, RFC 4757 section 7.3.
 *
 * TOKEN receives all that stands before the message, PADDING what stands
 * behind it: the same layout for Windows and for GSS.  The padding counts
 * itself in each of its bytes.  In DCE style the caller has padded the
 * message; and a message that fills its blocks may go without PADDING, as
 * programs of Windows send it.
 */
#include <string.h>

#include "core/protocol.h"
#include "core/rfc1964_seal.h"
#include "core/rfc1964_token.h"
#include "core/sequence.h"
#include "ksp/winerror.h"

bool
ksp_1964_dce(const struct ksp_context *c, ULONG Flags)
{
    return ksp_context_dce(c) && (Flags & KSP_MESSAGE_GSS_WRAP) == 0;
}

size_t
ksp_1964_padding(const struct ksp_context *c, bool dce, size_t message)
{
    size_t block = c->key_1964->cipher->padding;

    return dce ? 0 : block - message % block;
}

size_t
ksp_1964_wrap_header(const struct ksp_context *c, bool dce, size_t message,
                     size_t padding)
{
    size_t head = ksp_1964_head(c, true);

    return ksp_1964_framing(c, head + (dce ? 0 : message + padding)) + head;
}

/* What goes where. */
struct layout {
    bool dce;
    size_t message;             /* bytes that are sealed or would be */
    size_t padding;
    size_t token;
};

static SECURITY_STATUS
measure(const struct ksp_context *c, const struct ksp_message *m,
        struct layout *l)
{
    SECURITY_STATUS status = SEC_E_BUFFER_TOO_SMALL;

    l->dce = ksp_1964_dce(c, ksp_message_flags(m));
    l->message = ksp_message_sealed(m);
    l->padding = ksp_1964_padding(c, l->dce, l->message);
    if (m->padding == NULL)
        l->padding = 0;
    if (m->padding != NULL && m->padding->cbBuffer < l->padding)
        return SEC_E_BUFFER_TOO_SMALL;
    if ((l->message + l->padding) % c->enctype->block_size != 0)
        return SEC_E_BUFFER_TOO_SMALL;
    if (l->message > KSP_1964_MESSAGE_MAX)
        return SEC_E_BUFFER_TOO_SMALL;
    l->token = ksp_1964_wrap_header(c, l->dce, l->message, l->padding);
    if (m->token->cbBuffer < l->token)
        return SEC_E_BUFFER_TOO_SMALL;
    status = SEC_E_OK;
    return status;
}

/* Header, confounder and padding, each at its place among the spans. */
static SECURITY_STATUS
fill(const struct ksp_context *c, struct ksp_message *m, bool sealed,
     const struct layout *l, unsigned char **header)
{
    size_t head = ksp_1964_head(c, true);
    size_t inside = head + (l->dce ? 0 : l->message + l->padding);
    unsigned char *confounder;
    SECURITY_STATUS status = SEC_E_INTERNAL_ERROR;

    *header = ksp_1964_write(c, KSP_1964_WRAP, sealed, inside,
                             m->token->pvBuffer);
    confounder = *header + head - KSP_1964_CONFOUNDER;
    if (!c->key_1964->cipher->random(confounder, KSP_1964_CONFOUNDER))
        return SEC_E_INTERNAL_ERROR;
    if (l->padding > 0) {
        memset(m->padding->pvBuffer, (int)l->padding, l->padding);
        ksp_message_insert(m, m->padding_span, m->padding->pvBuffer,
                           l->padding, KSP_SPAN_SEAL);
    }
    ksp_message_insert(m, 0, confounder, KSP_1964_CONFOUNDER, KSP_SPAN_SEAL);
    ksp_message_insert(m, 0, *header, KSP_1964_SIGNED, KSP_SPAN_SIGN);
    status = SEC_E_OK;
    return status;
}

static void
protect(const struct ksp_context *c, struct ksp_message *m, bool sealed,
        uint64_t SND_SEQ, unsigned char *header)
{
    const struct ksp_1964_cipher *cipher = c->key_1964->cipher;

    cipher->checksum(c->key_1964, false, m->spans, m->count,
                     header + KSP_1964_AT_SGN_CKSUM);
    ksp_1964_write_number(c, SND_SEQ, header);
    if (sealed)
        cipher->crypt(c->key_1964, (uint32_t)SND_SEQ, true, m->spans,
                      m->count);
}

SECURITY_STATUS
ksp_rfc1964_make_wrap(struct ksp_context *c, struct ksp_message *m,
                      bool sealed, uint64_t wanted)
{
    unsigned char *header;
    uint64_t number, SND_SEQ;
    struct layout l;
    SECURITY_STATUS status = SEC_E_INVALID_TOKEN;

    if (m->token == NULL || m->stream != NULL)
        return SEC_E_INVALID_TOKEN;
    status = measure(c, m, &l);
    if (status == SEC_E_OK)
        status = ksp_sequence_reserve(c, wanted, &number, &SND_SEQ);
    if (status != SEC_E_OK)
        return status;
    status = fill(c, m, sealed, &l, &header);
    if (status != SEC_E_OK) {
        ksp_sequence_return(c, number);
        return status;
    }
    protect(c, m, sealed, SND_SEQ, header);
    m->token->cbBuffer = (ULONG)l.token;
    if (m->padding != NULL)
        m->padding->cbBuffer = (ULONG)l.padding;
    if (m->trailer != NULL)
        m->trailer->cbBuffer = 0;
    ksp_message_report(m, number, KSP_SEQ_IN_ORDER);
    return status;
}
