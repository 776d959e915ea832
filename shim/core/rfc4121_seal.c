/* SPDX-License-Identifier: MIT */
/*
 * Wrap tokens, sending side: RFC 4121 section 4.2.6.2.
 *
 * The token, not rotated, is
 *
 *      sealed      header | confounder | message | EC filler | header
 *                  | checksum           (all but the first encrypted)
 *      not sealed  header | message | checksum
 *
 * With a STREAM_TRAILER buffer, what stands before the message goes into
 * TOKEN and what stands after it into the trailer.  Without one, all of it
 * goes into TOKEN: what stands after the message is rotated to the front,
 * and RRC says so.
 */
#include <string.h>

#include "base/cursor.h"
#include "core/context_keys.h"
#include "core/protocol.h"
#include "core/rfc4121_token.h"
#include "core/sequence.h"
#include "ksp/winerror.h"

#define EC_OFFSET 4
#define RRC_OFFSET 6
#define EC_FILLER 0xff

/* Where the parts of a token go. */
struct layout {
    bool sealed;
    uint16_t EC;            /* filler of a sealed token, bytes */
    size_t lead;            /* confounder, bytes */
    size_t tail;            /* filler and copy of the header, bytes */
    size_t cksum;           /* bytes */
    unsigned char *header;
    unsigned char *confounder;
    unsigned char *after;   /* the tail, then the checksum */
};

static void
measure(const struct ksp_context *c, const struct ksp_message *m,
        bool sealed, struct layout *l)
{
    const struct ksp_enctype *et = c->enctype;
    bool dce = ksp_context_dce(c) &&
        (ksp_message_flags(m) & KSP_MESSAGE_GSS_WRAP) == 0;

    memset(l, 0, sizeof(*l));
    l->sealed = sealed;
    l->cksum = et->cksum_length;
    if (sealed) {
        /* Windows wants one block of filler in DCE style. */
        l->EC = (uint16_t)(dce ? et->block_size : 0);
        l->lead = et->confounder;
        l->tail = (size_t)l->EC + KSP_TOKEN_HEADER;
    }
}

/* Check capacities and find the places; changes nothing of the caller. */
static SECURITY_STATUS
place(const struct ksp_message *m, struct layout *l)
{
    SECURITY_STATUS status = SEC_E_INVALID_TOKEN;
    size_t before = KSP_TOKEN_HEADER + l->lead;
    size_t after = l->tail + l->cksum;

    if (m->token == NULL || m->stream != NULL)
        return SEC_E_INVALID_TOKEN;
    status = SEC_E_BUFFER_TOO_SMALL;
    l->header = m->token->pvBuffer;
    if (m->trailer == NULL) {
        if (m->token->cbBuffer < before + after)
            return status;
        l->after = l->header + KSP_TOKEN_HEADER;
        l->confounder = l->after + after;
    } else {
        if (m->token->cbBuffer < before || m->trailer->cbBuffer < after)
            return status;
        l->after = m->trailer->pvBuffer;
        l->confounder = l->header + KSP_TOKEN_HEADER;
    }
    status = SEC_E_OK;
    return status;
}

static SECURITY_STATUS
encrypt(struct ksp_key *key, struct ksp_message *m, const struct layout *l)
{
    memset(l->after, EC_FILLER, l->EC);
    memcpy(l->after + l->EC, l->header, KSP_TOKEN_HEADER);
    ksp_message_add(m, l->after, l->tail, KSP_SPAN_SEAL);
    return key->provider->seal(key, l->confounder, m->spans, m->count,
                               l->after + l->tail);
}

static SECURITY_STATUS
checksum(struct ksp_key *key, struct ksp_message *m, const struct layout *l)
{
    ksp_message_add(m, l->header, KSP_TOKEN_HEADER, KSP_SPAN_SIGN);
    return key->provider->sign(key, m->spans, m->count, l->after);
}

/* The lengths, and the fields the checksum takes as 0. */
static void
finish(struct ksp_message *m, const struct layout *l)
{
    size_t before = KSP_TOKEN_HEADER + l->lead;
    size_t after = l->tail + l->cksum;

    if (!l->sealed)
        ksp_store_be16(l->header + EC_OFFSET, (uint16_t)l->cksum);
    if (m->trailer != NULL) {
        m->trailer->cbBuffer = (ULONG)after;
    } else {
        /* Windows does not count the filler: it rotates by EC + RRC. */
        ksp_store_be16(l->header + RRC_OFFSET, (uint16_t)(after - l->EC));
        before += after;
    }
    m->token->cbBuffer = (ULONG)before;
    if (m->padding != NULL)
        m->padding->cbBuffer = 0;
}

SECURITY_STATUS
ksp_rfc4121_make_wrap(struct ksp_context *c, struct ksp_message *m,
                      bool sealed, uint64_t wanted)
{
    struct ksp_token token = { .TOK_ID = KSP_TOK_WRAP };
    struct ksp_key *key = NULL;
    struct layout l;
    uint64_t number;
    SECURITY_STATUS status;

    measure(c, m, sealed, &l);
    status = place(m, &l);
    if (status == SEC_E_OK)
        status = ksp_context_send_key(c, KSP_KEY_SEAL, &key);
    if (status == SEC_E_OK)
        status = ksp_sequence_reserve(c, wanted, &number, &token.SND_SEQ);
    if (status != SEC_E_OK)
        return status;
    token.Flags = ksp_context_flags(c, sealed);
    token.EC = l.EC;
    ksp_token_write(&token, l.header);
    status = sealed ? encrypt(key, m, &l) : checksum(key, m, &l);
    if (status == SEC_E_OK) {
        finish(m, &l);
        ksp_message_report(m, number, KSP_SEQ_IN_ORDER);
    } else {
        /* The message is as it was: the same call may work yet. */
        ksp_sequence_return(c, number);
    }
    return status;
}
