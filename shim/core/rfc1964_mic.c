/* SPDX-License-Identifier: MIT */
/* MIC tokens: RFC 1964 section 1.2.1, RFC 4757 section 7.2. */
#include "base/cursor.h"
#include "base/equal.h"
#include "base/wipe.h"
#include "core/protocol.h"
#include "core/rfc1964_token.h"
#include "core/sequence.h"
#include "ksp/winerror.h"

static void
checksum(const struct ksp_context *c, struct ksp_message *m,
         const unsigned char *header, unsigned char *SGN_CKSUM)
{
    ksp_message_insert(m, 0, (unsigned char *)(uintptr_t)header,
                       KSP_1964_SIGNED, KSP_SPAN_SIGN);
    c->key_1964->cipher->checksum(c->key_1964, true, m->spans, m->count,
                                  SGN_CKSUM);
}

SECURITY_STATUS
ksp_rfc1964_make_mic(struct ksp_context *c, struct ksp_message *m,
                     uint64_t wanted)
{
    size_t inside = ksp_1964_head(c, false);
    size_t needed = ksp_1964_framing(c, inside) + inside;
    unsigned char *header;
    uint64_t number, SND_SEQ;
    SECURITY_STATUS status;

    status = ksp_message_mic_room(m, needed);
    if (status == SEC_E_OK)
        status = ksp_sequence_reserve(c, wanted, &number, &SND_SEQ);
    if (status != SEC_E_OK)
        return status;
    header = ksp_1964_write(c, KSP_1964_MIC, false, inside,
                            m->token->pvBuffer);
    checksum(c, m, header, header + KSP_1964_AT_SGN_CKSUM);
    ksp_1964_write_number(c, SND_SEQ, header);
    m->token->cbBuffer = (ULONG)needed;
    if (m->padding != NULL)
        m->padding->cbBuffer = 0;
    ksp_message_report(m, number, KSP_SEQ_IN_ORDER);
    return status;
}

/* Bytes behind it would be signed by nobody. */
static bool
ends_with_checksum(const struct ksp_context *c, const SecBuffer *token,
                   const struct ksp_1964_start *start)
{
    return start->framing + ksp_1964_head(c, false) == token->cbBuffer;
}

static SECURITY_STATUS
compare(const struct ksp_context *c, struct ksp_message *m,
        const struct ksp_1964_start *start)
{
    const unsigned char *header = start->header;
    unsigned char expected[KSP_CKSUM_MAX];
    SECURITY_STATUS status = SEC_E_OK;

    checksum(c, m, header, expected);
    if (!ksp_equal(expected, header + KSP_1964_AT_SGN_CKSUM,
                   c->enctype->cksum_length))
        status = SEC_E_MESSAGE_ALTERED;
    else if (ksp_load_be16(header) != KSP_1964_MIC ||
             !ends_with_checksum(c, m->token, start))
        status = SEC_E_INVALID_TOKEN;
    ksp_wipe(expected, sizeof(expected));
    return status;
}

SECURITY_STATUS
ksp_rfc1964_check_mic(struct ksp_context *c, struct ksp_message *m,
                      uint64_t wanted)
{
    struct ksp_1964_start start;
    bool sealed, reflected;
    uint32_t SND_SEQ, unreadable, verdict = KSP_SEQ_IN_ORDER;
    uint64_t number;
    SECURITY_STATUS status = SEC_E_INVALID_TOKEN;

    if (m->token == NULL || m->stream != NULL || m->trailer != NULL ||
        (m->padding != NULL && m->padding->cbBuffer != 0))
        return SEC_E_INVALID_TOKEN;
    status = ksp_1964_read(c, false, m->token->pvBuffer, m->token->cbBuffer,
                           m->token->cbBuffer, ksp_1964_head(c, false),
                           &start, &sealed);
    if (status != SEC_E_OK)
        return status;
    /* The time does not tell whether the number could be read. */
    unreadable = ksp_1964_read_number(c, start.header, &SND_SEQ, &reflected);
    status = compare(c, m, &start);
    ksp_1964_say_unreadable(unreadable, &status, &verdict);
    if (status == SEC_E_OK && reflected) {
        verdict = KSP_SEQ_REFLECTED;
        status = SEC_E_MESSAGE_ALTERED;
    }
    if (status == SEC_E_OK) {
        status = ksp_sequence_judge(c, SND_SEQ, wanted, &number, &verdict);
        ksp_message_report(m, number, verdict);
    } else {
        ksp_message_blame(m, verdict);
    }
    return status;
}
