/* SPDX-License-Identifier: MIT */
/* MIC tokens: RFC 4121 section 4.2.6.1. */
#include "core/context_keys.h"
#include "core/protocol.h"
#include "core/rfc4121_token.h"
#include "core/sequence.h"
#include "ksp/winerror.h"

SECURITY_STATUS
ksp_rfc4121_make_mic(struct ksp_context *c, struct ksp_message *m,
                     uint64_t wanted)
{
    size_t needed = KSP_TOKEN_HEADER + c->enctype->cksum_length;
    struct ksp_token token = { KSP_TOK_MIC, 0, 0xffff, 0xffff, 0 };
    struct ksp_key *key = NULL;
    unsigned char *out;
    uint64_t number;
    SECURITY_STATUS status;

    status = ksp_message_mic_room(m, needed);
    if (status == SEC_E_OK)
        status = ksp_context_send_key(c, KSP_KEY_SIGN, &key);
    if (status == SEC_E_OK)
        status = ksp_sequence_reserve(c, wanted, &number, &token.SND_SEQ);
    if (status != SEC_E_OK)
        return status;
    token.Flags = ksp_context_flags(c, false);
    out = m->token->pvBuffer;
    ksp_token_write(&token, out);
    ksp_message_add(m, out, KSP_TOKEN_HEADER, KSP_SPAN_SIGN);
    status = key->provider->sign(key, m->spans, m->count,
                                 out + KSP_TOKEN_HEADER);
    if (status == SEC_E_OK) {
        m->token->cbBuffer = (ULONG)needed;
        if (m->padding != NULL)
            m->padding->cbBuffer = 0;
        ksp_message_report(m, number, KSP_SEQ_IN_ORDER);
    } else {
        ksp_sequence_return(c, number);
    }
    return status;
}

SECURITY_STATUS
ksp_rfc4121_check_mic(struct ksp_context *c, struct ksp_message *m,
                      uint64_t wanted)
{
    unsigned char header[KSP_TOKEN_HEADER], *in;
    struct ksp_token token;
    struct ksp_key *key;
    uint64_t number;
    uint32_t verdict;
    SECURITY_STATUS status = SEC_E_INVALID_TOKEN;

    if (m->token == NULL || m->stream != NULL || m->trailer != NULL ||
        (m->padding != NULL && m->padding->cbBuffer != 0))
        return SEC_E_INVALID_TOKEN;
    in = m->token->pvBuffer;
    status = ksp_token_read(in, m->token->cbBuffer, KSP_TOK_MIC,
                            c->initiator, &token);
    if (status != SEC_E_OK)
        return status;
    status = ksp_context_receive_key(c, KSP_KEY_SIGN, token.Flags, &key);
    if (status != SEC_E_OK)
        return status;
    status = SEC_E_MESSAGE_ALTERED;
    if (m->token->cbBuffer - KSP_TOKEN_HEADER != key->enctype->cksum_length)
        return status;
    /* What was looked at is what the checksum is over. */
    ksp_token_write(&token, header);
    ksp_message_add(m, header, KSP_TOKEN_HEADER, KSP_SPAN_SIGN);
    status = key->provider->verify(key, m->spans, m->count,
                                   in + KSP_TOKEN_HEADER);
    if (status != SEC_E_OK)
        return status;
    status = ksp_sequence_judge(c, token.SND_SEQ, wanted, &number, &verdict);
    ksp_message_report(m, number, verdict);
    return status;
}
