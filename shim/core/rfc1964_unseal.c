/* SPDX-License-Identifier: MIT */
/*
 * Wrap tokens, receiving side.  rfc1964_token.h draws the token.
 *
 * Two shapes come in:
 *   TOKEN, DATA ..., PADDING   as Seal made them
 *   STREAM, DATA               the whole token; see ksp/ntsecpkg.h
 *
 * The checksum covers the padding, and is compared before anybody looks at
 * it: so a wrong padding cannot be told from a wrong checksum by its time.
 * Nor can a number that cannot be read.  DES3 encrypts it under the key of the
 * messages: a quick answer would tell, of any block put in its place, whether
 * the last four bytes in the clear are alike.
 */
#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"
#include "base/equal.h"
#include "base/once.h"
#include "base/wipe.h"
#include "core/protocol.h"
#include "core/rfc1964_seal.h"
#include "core/rfc1964_token.h"
#include "core/sequence.h"
#include "ksp/winerror.h"

struct opening {
    struct ksp_context *c;
    struct ksp_message *m;
    struct ksp_1964_start start;
    bool sealed;
    bool dce;
    bool reflected;
    bool misfit;                /* header or message is too short */
    size_t sealed_length;       /* of confounder, message and padding */
    uint32_t SND_SEQ;
    unsigned char *confounder;
    /* Of a STREAM: what stands behind the confounder; a copy unless the
     * caller wants the message where it is. */
    unsigned char *body;
    size_t body_length;
    unsigned char *copy;
    size_t copy_length;
    size_t message_length;
    /* The last byte of all that is signed tells the padding: it is opened
     * in memory of our own, and its home is where it came from. */
    unsigned char last;
    unsigned char *last_home;
};

/* GSS_Unwrap looks at some things later than its IOV form. */
static bool
is_gss_wrap(const struct opening *o)
{
    return (ksp_message_flags(o->m) & KSP_MESSAGE_GSS_WRAP) != 0;
}

/* ---- the two shapes ------------------------------------------------- */

static void
take_last(struct opening *o, unsigned char *home)
{
    ksp_take(&o->last, home, 1);
    o->last_home = home;
}

/* PADDING among the spans, its last byte apart. */
static void
cover_padding(struct opening *o, unsigned char *padding, size_t length)
{
    struct ksp_message *m = o->m;

    take_last(o, padding + length - 1);
    ksp_message_insert(m, m->padding_span, padding, length - 1,
                       KSP_SPAN_SEAL);
    ksp_message_insert(m, m->padding_span, &o->last, 1, KSP_SPAN_SEAL);
}

static SECURITY_STATUS
open_parts(struct opening *o)
{
    struct ksp_message *m = o->m;
    size_t padding = m->padding != NULL ? m->padding->cbBuffer : 0;
    size_t head = ksp_1964_head(o->c, true), total;
    unsigned char *start = m->token->pvBuffer;
    SECURITY_STATUS status = SEC_E_INVALID_TOKEN;

    if (m->trailer != NULL && m->trailer->cbBuffer != 0)
        return SEC_E_INVALID_TOKEN;
    total = m->token->cbBuffer;
    if (!o->dce)
        total += ksp_message_sealed(m) + padding;
    status = ksp_1964_read(o->c, true, start, m->token->cbBuffer, total,
                           KSP_1964_NUMBERED, &o->start, &o->sealed);
    if (status != SEC_E_OK)
        return status;
    o->misfit = o->start.framing + head != m->token->cbBuffer;
    o->confounder = start + m->token->cbBuffer - KSP_1964_CONFOUNDER;
    if (padding > 0)
        cover_padding(o, m->padding->pvBuffer, padding);
    o->sealed_length = KSP_1964_CONFOUNDER + ksp_message_sealed(m);
    return status;
}

/* The last byte of padding follows all else that is signed, wherever in the
 * list that stands. */
static void
cover_body(struct opening *o)
{
    size_t last = o->body_length > 0 ? 1 : 0;

    o->m->spans[o->m->data_span].data = o->body;
    o->m->spans[o->m->data_span].length = o->body_length - last;
    if (last > 0) {
        take_last(o, o->body + o->body_length - 1);
        ksp_message_add(o->m, &o->last, 1, KSP_SPAN_SEAL);
    }
}

/* Where the confounder and what follows it are opened: in STREAM, or in a
 * copy. */
static SECURITY_STATUS
place_body(struct opening *o, unsigned char *confounder, size_t length)
{
    SECURITY_STATUS status = SEC_E_OK;

    o->confounder = confounder;
    if (o->m->data->pvBuffer != NULL) {
        o->copy = malloc(length);
        o->confounder = o->copy;
        if (o->copy != NULL) {
            o->copy_length = length;
            memcpy(o->copy, confounder, length);
        } else {
            status = SEC_E_INSUFFICIENT_MEMORY;
        }
    }
    if (status == SEC_E_OK) {
        o->body = o->confounder + KSP_1964_CONFOUNDER;
        o->body_length = length - KSP_1964_CONFOUNDER;
        cover_body(o);
    }
    return status;
}

static SECURITY_STATUS
open_stream(struct opening *o)
{
    SecBuffer *stream = o->m->stream;
    unsigned char *start = stream->pvBuffer, *confounder;
    size_t head = ksp_1964_head(o->c, true), before, total;
    bool gss_wrap = is_gss_wrap(o);
    SECURITY_STATUS status;

    before = ksp_1964_framing(o->c, head) + head;
    total = o->dce && before < stream->cbBuffer ? before : stream->cbBuffer;
    status = ksp_1964_read(o->c, true, start, stream->cbBuffer, total,
                           ksp_1964_head(o->c, false), &o->start,
                           &o->sealed);
    if (status != SEC_E_OK)
        return status;
    before = o->start.framing + head;
    status = SEC_E_INVALID_TOKEN;
    /* There must be padding. */
    if (!gss_wrap && !o->dce && stream->cbBuffer <= before)
        return status;
    status = SEC_E_OK;
    o->misfit = stream->cbBuffer < before;
    o->sealed_length = stream->cbBuffer - (before - KSP_1964_CONFOUNDER);
    confounder = start + before - KSP_1964_CONFOUNDER;
    if (!o->misfit) {
        status = place_body(o, confounder, stream->cbBuffer - before +
                            KSP_1964_CONFOUNDER);
    }
    return status;
}

/* Which buffers there must be. */
static SECURITY_STATUS
check_buffers(const struct ksp_message *m)
{
    SECURITY_STATUS status = SEC_E_OK;

    if ((m->token == NULL && m->stream == NULL) ||
        (m->stream != NULL && m->padding != NULL &&
         m->padding->cbBuffer != 0))
        status = SEC_E_INVALID_TOKEN;
    else if (m->stream != NULL && (m->data_count != 1 || m->trailer != NULL))
        status = SEC_E_INVALID_PARAMETER;
    return status;
}

/* ---- opening it ----------------------------------------------------- */

static void
crypt(struct opening *o, bool encrypt)
{
    o->c->key_1964->cipher->crypt(o->c->key_1964, o->SND_SEQ, encrypt,
                                  o->m->spans, o->m->count);
}

static SECURITY_STATUS
decrypt(struct opening *o, uint32_t *verdict)
{
    SECURITY_STATUS status = SEC_E_INVALID_TOKEN;

    *verdict = KSP_SEQ_UNALIGNED;
    if (o->sealed && o->sealed_length % o->c->enctype->block_size != 0)
        return SEC_E_INVALID_TOKEN;
    *verdict = KSP_SEQ_IN_ORDER;
    if (o->misfit)
        return SEC_E_INVALID_TOKEN;
    ksp_message_insert(o->m, 0, o->confounder, KSP_1964_CONFOUNDER,
                       KSP_SPAN_SEAL);
    if (o->sealed)
        crypt(o, false);
    status = SEC_E_OK;
    return status;
}

static SECURITY_STATUS
check(struct opening *o)
{
    const unsigned char *header = o->start.header;
    unsigned char expected[KSP_CKSUM_MAX];
    SECURITY_STATUS status = SEC_E_OK;

    ksp_message_insert(o->m, 0, (unsigned char *)(uintptr_t)header,
                       KSP_1964_SIGNED, KSP_SPAN_SIGN);
    o->c->key_1964->cipher->checksum(o->c->key_1964, false, o->m->spans,
                                     o->m->count, expected);
    if (!ksp_equal(expected, header + KSP_1964_AT_SGN_CKSUM,
                   o->c->enctype->cksum_length))
        status = SEC_E_MESSAGE_ALTERED;
    else if (ksp_load_be16(header) != KSP_1964_WRAP)
        status = SEC_E_INVALID_TOKEN;
    ksp_wipe(expected, sizeof(expected));
    return status;
}

/*
 * How much padding there is; the last byte says it.  GSS_Unwrap takes a
 * token without any and calls a wrong one a wrong checksum; the IOV forms
 * want one byte at least.
 */
static SECURITY_STATUS
measure_stream(struct opening *o)
{
    bool gss_wrap = is_gss_wrap(o);
    size_t padding = 0;
    SECURITY_STATUS status = gss_wrap ? SEC_E_MESSAGE_ALTERED :
        SEC_E_INVALID_TOKEN;

    if (!o->dce) {
        /* An empty body ends with the confounder. */
        padding = o->body_length > 0 ? o->last :
            o->confounder[KSP_1964_CONFOUNDER - 1];
        if (padding > o->body_length || (padding == 0 && !gss_wrap))
            return status;
    }
    o->message_length = o->body_length - padding;
    status = o->m->data->pvBuffer != NULL &&
        o->m->data->cbBuffer < o->message_length ?
        SEC_E_BUFFER_TOO_SMALL : SEC_E_OK;
    return status;
}

/* The same for parts: more of it than PADDING holds was in DATA.  Without
 * PADDING, or without just one DATA, the caller knows better. */
static SECURITY_STATUS
measure_parts(struct opening *o)
{
    const SecBuffer *padding = o->m->padding;
    size_t more;
    SECURITY_STATUS status = SEC_E_OK;

    if (o->m->data_count == 1)
        o->message_length = o->m->data->cbBuffer;
    if (o->dce || padding == NULL || padding->cbBuffer == 0 ||
        o->m->data_count != 1)
        return SEC_E_OK;
    status = SEC_E_INVALID_TOKEN;
    if (o->last < padding->cbBuffer)
        return status;
    more = o->last - padding->cbBuffer;
    if (more > o->message_length)
        return status;
    o->message_length -= more;
    status = SEC_E_OK;
    return status;
}

static void
deliver(struct opening *o)
{
    SecBuffer *data = o->m->data;

    if (o->m->stream != NULL) {
        if (data->pvBuffer == NULL)
            data->pvBuffer = o->body;
        else if (o->message_length > 0)
            memcpy(data->pvBuffer, o->body, o->message_length);
        data->cbBuffer = (ULONG)o->message_length;
    } else if (o->m->data_count == 1) {
        data->cbBuffer = (ULONG)o->message_length;
        if (o->m->padding != NULL && !o->dce)
            o->m->padding->cbBuffer = 0;
    }
}

/* The token may be another context's: it can be opened yet.  Of a copy nothing
 * is left. */
static void
refuse(struct opening *o)
{
    if (o->copy != NULL)
        ksp_message_wipe(o->m);
    else
        crypt(o, true);
}

/* Whatever the number is, as much is done for the message. */
static SECURITY_STATUS
judge(struct opening *o, uint32_t unreadable, uint32_t *verdict)
{
    SECURITY_STATUS status = decrypt(o, verdict);
    bool decrypted = status == SEC_E_OK && o->sealed;

    if (status == SEC_E_OK)
        status = check(o);
    if (status == SEC_E_OK) {
        status = o->m->stream != NULL ? measure_stream(o) :
            measure_parts(o);
    }
    ksp_1964_say_unreadable(unreadable, &status, verdict);
    if (status == SEC_E_OK && o->reflected) {
        *verdict = KSP_SEQ_REFLECTED;
        status = SEC_E_MESSAGE_ALTERED;
    }
    /* A plain token is as it came. */
    if (status != SEC_E_OK && decrypted)
        refuse(o);
    if (decrypted && o->last_home != NULL)
        *o->last_home = o->last;
    return status;
}

static SECURITY_STATUS
open_wrap(struct opening *o, uint32_t *verdict)
{
    SECURITY_STATUS status = check_buffers(o->m);
    uint32_t unreadable;

    if (status == SEC_E_OK)
        status = o->m->stream != NULL ? open_stream(o) : open_parts(o);
    if (status == SEC_E_OK) {
        unreadable = ksp_1964_read_number(o->c, o->start.header, &o->SND_SEQ,
                                          &o->reflected);
        status = judge(o, unreadable, verdict);
    }
    return status;
}

SECURITY_STATUS
ksp_rfc1964_open_wrap(struct ksp_context *c, struct ksp_message *m,
                      uint64_t wanted, bool *sealed)
{
    struct opening o = { .c = c, .m = m };
    uint32_t verdict = KSP_SEQ_IN_ORDER;
    uint64_t number;
    SECURITY_STATUS status;

    o.dce = ksp_1964_dce(c, ksp_message_flags(m));
    status = open_wrap(&o, &verdict);
    /* Of a token that is genuine, but our own, the parts have the lengths
     * they would have had. */
    if (status == SEC_E_OK || verdict == KSP_SEQ_REFLECTED) {
        *sealed = o.sealed;
        if (status == SEC_E_OK || m->stream == NULL)
            deliver(&o);
    }
    if (status == SEC_E_OK) {
        status = ksp_sequence_judge(c, o.SND_SEQ, wanted, &number, &verdict);
        ksp_message_report(m, number, verdict);
    } else {
        ksp_message_blame(m, verdict);
    }
    ksp_wipe(&o.last, sizeof(o.last));
    if (o.copy != NULL)
        ksp_wipe(o.copy, o.copy_length);
    free(o.copy);
    return status;
}
