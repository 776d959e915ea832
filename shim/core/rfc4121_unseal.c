/* SPDX-License-Identifier: MIT */
/*
 * Wrap tokens, receiving side.  rfc4121_seal.c draws the token.
 *
 * Three shapes come in:
 *   TOKEN, DATA ..., STREAM_TRAILER   what stands before and after the
 *                                     message, apart
 *   TOKEN, DATA ...                   both in TOKEN, rotated
 *   STREAM, DATA                      the whole token.  A DATA buffer
 *                                     without memory receives a pointer
 *                                     into STREAM, which is overwritten;
 *                                     one with memory, of STREAM or not,
 *                                     receives the message and STREAM is only
 *                                     read.
 *
 * Each is brought to the order in which the token was made, whatever RRC
 * says, and then opened in the same way.
 */
#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"
#include "base/wipe.h"
#include "core/context_keys.h"
#include "core/protocol.h"
#include "core/rfc4121_token.h"
#include "core/rotate.h"
#include "core/sequence.h"
#include "core/sealed_tail.h"
#include "ksp/winerror.h"

/* The body of a short token fits, and confounder, tail and checksum of a
 * long one without filler. */
#define SCRATCH 2048

struct opening {
    struct ksp_context *context;
    struct ksp_message *m;
    struct ksp_token token;
    struct ksp_key *key;
    bool sealed;
    bool dce;
    bool no_copy;               /* no room for EC and a header's copy */
    bool wiped;                 /* what was decrypted for nothing */
    size_t lead;                /* confounder, bytes */
    size_t tail;                /* filler and header copy, bytes */
    size_t cksum;               /* bytes */
    unsigned char *confounder;
    unsigned char *after;       /* tail, then checksum */
    unsigned char *message;     /* of a token in STREAM */
    size_t message_length;
    /* Where a token that is only read is opened, in part or whole. */
    unsigned char *scratch;
    size_t scratch_used;
    unsigned char *allocated;
    size_t allocated_length;
    /* Parts that were rotated, and the string they were before. */
    struct ksp_span *parts;
    size_t parts_count;
    unsigned char *before;
};

/* Lengths of the parts.  EC of a token that is only signed is its
 * checksum's length. */
static SECURITY_STATUS
measure(struct opening *o)
{
    const struct ksp_enctype *et = o->key->enctype;
    SECURITY_STATUS status = SEC_E_OK;

    o->cksum = et->cksum_length;
    if (o->sealed) {
        o->lead = et->confounder;
        o->tail = (size_t)o->token.EC + KSP_TOKEN_HEADER;
    } else if (o->token.EC != o->cksum) {
        status = SEC_E_MESSAGE_ALTERED;
    }
    return status;
}

/*
 * The same for a token in one piece, with a body (all but the header) of
 * `body` bytes.  A sealed one may have no room for EC bytes and a copy of the
 * header; only what is encrypted can prove that it was made so, and it is
 * opened as if there were no EC.
 */
static SECURITY_STATUS
measure_stream(struct opening *o, size_t body)
{
    SECURITY_STATUS status = measure(o);
    size_t edges = o->lead + o->cksum;

    if (!o->sealed && o->token.EC > body) {
        status = SEC_E_INVALID_TOKEN;
    } else if (o->sealed && body < edges) {
        status = SEC_E_MESSAGE_ALTERED;
    } else if (o->sealed && o->tail > body - edges) {
        o->no_copy = true;
        o->tail = body - edges < KSP_TOKEN_HEADER ? body - edges :
            KSP_TOKEN_HEADER;
    }
    return status;
}

/* By how much the body was rotated. */
static size_t
rotation(const struct opening *o)
{
    size_t by = o->token.RRC;

    /* Windows does not count the filler in RRC; a token that was not
     * rotated at all says 0. */
    if (o->dce && o->sealed && by != 0)
        by += o->token.EC;
    return by;
}

/* ---- the three shapes ----------------------------------------------- */

/*
 * Bring TOKEN | DATA | trailer from the rotation the token has to the one
 * its buffers stand for.
 */
static SECURITY_STATUS
rotate_parts(struct opening *o, size_t stands_for)
{
    struct ksp_message *m = o->m;
    size_t in_token = m->token->cbBuffer - KSP_TOKEN_HEADER;
    size_t in_trailer = m->trailer != NULL ? m->trailer->cbBuffer : 0;
    size_t total = in_token + ksp_message_sealed(m) + in_trailer;
    SECURITY_STATUS status = SEC_E_OK;
    struct ksp_span *parts;
    size_t by;

    if (rotation(o) == stands_for || total == 0)
        return SEC_E_OK;
    by = (rotation(o) % total + total - stands_for % total) % total;
    status = SEC_E_INSUFFICIENT_MEMORY;
    parts = calloc(m->count + 2, sizeof(*parts));
    if (parts == NULL)
        return status;
    parts[0].data = (unsigned char *)m->token->pvBuffer + KSP_TOKEN_HEADER;
    parts[0].length = in_token;
    parts[0].kind = KSP_SPAN_SEAL;
    memcpy(parts + 1, m->spans, m->count * sizeof(*parts));
    if (in_trailer > 0) {
        parts[m->count + 1].data = m->trailer->pvBuffer;
        parts[m->count + 1].length = in_trailer;
    }
    parts[m->count + 1].kind = KSP_SPAN_SEAL;
    o->parts = parts;
    o->parts_count = m->count + 2;
    status = ksp_rotate_left_from(parts, o->parts_count, by, &o->before);
    return status;
}

static SECURITY_STATUS
open_parts(struct opening *o)
{
    struct ksp_message *m = o->m;
    size_t in_token = m->token->cbBuffer - KSP_TOKEN_HEADER;
    size_t in_trailer = m->trailer != NULL ? m->trailer->cbBuffer : 0;
    size_t in_front;
    unsigned char *body;
    SECURITY_STATUS status;

    body = (unsigned char *)m->token->pvBuffer + KSP_TOKEN_HEADER;
    status = measure(o);
    if (status != SEC_E_OK)
        return status;
    in_front = m->trailer != NULL ? 0 : o->tail + o->cksum;
    if (in_token != o->lead + in_front ||
        in_trailer != o->tail + o->cksum - in_front) {
        /* RRC and the lengths disagree: one is not from the sender. */
        status = rotation(o) == in_front ? SEC_E_MESSAGE_ALTERED :
            SEC_E_INVALID_TOKEN;
        return status;
    }
    status = rotate_parts(o, in_front);
    o->confounder = body + in_front;
    o->after = m->trailer != NULL ? m->trailer->pvBuffer : body;
    return status;
}

/* The message stays where it is in STREAM. */
static SECURITY_STATUS
open_in_place(struct opening *o, unsigned char *body, size_t length)
{
    struct ksp_span whole = {
        .data = body, .length = length, .kind = KSP_SPAN_SEAL
    };
    struct ksp_span *data = &o->m->spans[o->m->data_span];
    SECURITY_STATUS status;

    status = ksp_rotate_left(&whole, 1, rotation(o));
    if (status == SEC_E_OK) {
        /* Says how the bytes lie now; not covered by any checksum. */
        ksp_store_be16(body - KSP_TOKEN_HEADER + 6, 0);
        o->confounder = body;
        data->data = body + o->lead;
        data->length = length - o->lead - o->tail - o->cksum;
        o->after = data->data + data->length;
    }
    return status;
}

/* A place of ours for `length` bytes, which o->confounder will be. */
static SECURITY_STATUS
take_scratch(struct opening *o, size_t length)
{
    if (length <= SCRATCH) {
        o->confounder = o->scratch;
        o->scratch_used = length;
    } else {
        o->allocated = malloc(length);
        o->allocated_length = length;
        o->confounder = o->allocated;
    }
    return o->confounder != NULL ? SEC_E_OK : SEC_E_INSUFFICIENT_MEMORY;
}

/* A short token is copied whole: it is quickest in one piece, and the
 * message leaves it when it has been found genuine. */
static SECURITY_STATUS
copy_whole(struct opening *o, const unsigned char *body, size_t length,
           struct ksp_span *data)
{
    SECURITY_STATUS status = take_scratch(o, length);

    if (status == SEC_E_OK) {
        ksp_rotated_copy(o->confounder, body, length, rotation(o), 0,
                         length);
        data->data = o->confounder + o->lead;
        o->after = data->data + data->length;
    }
    return status;
}

/* Of a long one the message is copied once, to where the caller wants it, and
 * by whoever opens it, if it lies in one piece; its edges to a place of
 * ours. */
static SECURITY_STATUS
copy_parts(struct opening *o, const unsigned char *body, size_t length,
           struct ksp_span *data)
{
    size_t after = o->tail + o->cksum;
    SECURITY_STATUS status = take_scratch(o, o->lead + after);

    if (status == SEC_E_OK) {
        o->after = o->confounder + o->lead;
        ksp_rotated_copy(o->confounder, body, length, rotation(o), 0,
                         o->lead);
        data->from = ksp_rotated_place(body, length, rotation(o), o->lead,
                                       data->length);
        if (data->from == NULL)
            ksp_rotated_copy(data->data, body, length, rotation(o), o->lead,
                             data->length);
        ksp_rotated_copy(o->after, body, length, rotation(o),
                         o->lead + data->length, after);
    }
    return status;
}

/* Numbers, for pointers into two objects do not compare. */
static bool
meets_stream(const struct opening *o, const struct ksp_span *data)
{
    uintptr_t stream = (uintptr_t)o->m->stream->pvBuffer;
    uintptr_t place = (uintptr_t)data->data;

    return place < stream ? stream - place < data->length :
        place - stream < o->m->stream->cbBuffer;
}

/* STREAM is only read; the message goes into memory of the caller's.  Where
 * that is part of STREAM, not before all of it has been read. */
static SECURITY_STATUS
open_copy(struct opening *o, const unsigned char *body, size_t length)
{
    struct ksp_span *data = &o->m->spans[o->m->data_span];
    size_t wanted = length - o->lead - o->tail - o->cksum;
    SECURITY_STATUS status = SEC_E_BUFFER_TOO_SMALL;

    if (data->length >= wanted) {
        data->length = wanted;
        status = length <= SCRATCH || meets_stream(o, data) ?
            copy_whole(o, body, length, data) :
            copy_parts(o, body, length, data);
    }
    return status;
}

static SECURITY_STATUS
open_stream(struct opening *o)
{
    unsigned char *body;
    size_t length;
    SECURITY_STATUS status;

    body = (unsigned char *)o->m->stream->pvBuffer + KSP_TOKEN_HEADER;
    length = o->m->stream->cbBuffer - KSP_TOKEN_HEADER;
    status = measure_stream(o, length);
    if (status == SEC_E_OK) {
        status = o->m->data->pvBuffer == NULL ?
            open_in_place(o, body, length) : open_copy(o, body, length);
    }
    o->message = o->m->spans[o->m->data_span].data;
    o->message_length = o->m->spans[o->m->data_span].length;
    return status;
}

/* ---- opening it ----------------------------------------------------- */

/* The copy of the header inside the encryption; it does not know RRC. */
static bool
header_copied(const struct opening *o, const unsigned char *copy)
{
    unsigned char header[KSP_TOKEN_HEADER];

    ksp_token_write(&o->token, header);
    return !o->no_copy && memcmp(copy, header, 6) == 0 &&
        memcmp(copy + 8, header + 8, 8) == 0;
}

/* The message goes into memory that is not the token's. */
static bool
is_copied(const struct opening *o)
{
    return o->m->stream != NULL && o->m->data->pvBuffer != NULL;
}

/* `copy` is where the copy of the header will be. */
static SECURITY_STATUS
unseal(struct opening *o, const unsigned char *copy)
{
    struct ksp_message *m = o->m;
    SECURITY_STATUS status;

    status = o->key->provider->unseal(o->key, o->confounder, m->spans,
                                      m->count, o->after + o->tail);
    if (status == SEC_E_OK && !header_copied(o, copy))
        status = SEC_E_INVALID_TOKEN;
    /* Otherwise the token is as it was, and can be opened yet: it may be
     * another context's. */
    o->wiped = status == SEC_E_INVALID_TOKEN ||
        (status == SEC_E_MESSAGE_ALTERED && !ksp_provider_keeps(o->key)) ||
        (status != SEC_E_OK && is_copied(o));
    if (o->wiped)
        ksp_message_wipe(m);
    return status;
}

static SECURITY_STATUS
decrypt(struct opening *o)
{
    struct ksp_tail tail;
    SECURITY_STATUS status;

    ksp_message_add(o->m, o->after, o->tail, KSP_SPAN_SEAL);
    if (is_copied(o)) {
        status = unseal(o, o->after + o->tail - KSP_TOKEN_HEADER);
    } else {
        ksp_tail_take(&tail, o->key->enctype, o->m, &o->confounder);
        status = unseal(o, tail.bytes + KSP_TAIL - KSP_TOKEN_HEADER);
        ksp_tail_return(&tail);
    }
    return status;
}

/* The checksum is over a header whose EC and RRC are 0. */
static SECURITY_STATUS
check(struct opening *o)
{
    unsigned char header[KSP_TOKEN_HEADER];
    struct ksp_token token = o->token;
    SECURITY_STATUS status;

    token.EC = 0;
    token.RRC = 0;
    ksp_token_write(&token, header);
    ksp_message_add(o->m, header, sizeof(header), KSP_SPAN_SIGN);
    status = o->key->provider->verify(o->key, o->m->spans, o->m->count,
                                      o->after);
    /* A copy made for the caller is nothing to look at either. */
    if (status != SEC_E_OK && is_copied(o))
        ksp_message_wipe(o->m);
    return status;
}

/* Tell the caller where the message of a STREAM is: inside it, or in the
 * memory meant for it. */
static void
deliver(struct opening *o)
{
    SecBuffer *data = o->m->data;

    if (o->m->stream != NULL) {
        if (data->pvBuffer == NULL)
            data->pvBuffer = o->message;
        else if (data->pvBuffer != o->message && o->message_length > 0)
            memcpy(data->pvBuffer, o->message, o->message_length);
        data->cbBuffer = (ULONG)o->message_length;
    }
}

/* Which buffers there must be, and where the header is. */
static SECURITY_STATUS
find_header(const struct ksp_message *m, SecBuffer **header)
{
    SECURITY_STATUS status = SEC_E_INVALID_TOKEN;

    *header = m->stream != NULL ? m->stream : m->token;
    if (*header == NULL ||
        (m->padding != NULL && m->padding->cbBuffer != 0))
        return SEC_E_INVALID_TOKEN;
    if (m->stream != NULL && (m->data_count != 1 || m->trailer != NULL))
        return SEC_E_INVALID_PARAMETER;
    status = SEC_E_OK;
    return status;
}

/* What may be read before it is found. */
static void
begin(struct opening *o, struct ksp_context *c, struct ksp_message *m,
      unsigned char *scratch)
{
    o->context = c;
    o->m = m;
    o->no_copy = false;
    o->wiped = false;
    o->lead = 0;
    o->tail = 0;
    o->scratch = scratch;
    o->scratch_used = 0;
    o->allocated = NULL;
    o->parts = NULL;
    o->before = NULL;
}

/* Parts that were moved and not opened lie as they did, and the header says
 * how. */
static void
end(struct opening *o, SECURITY_STATUS status)
{
    if (status != SEC_E_OK && o->before != NULL && !o->wiped)
        ksp_rotate_back(o->parts, o->parts_count, o->before);
    free(o->before);
    free(o->parts);
    if (o->allocated != NULL)
        ksp_wipe(o->allocated, o->allocated_length);
    free(o->allocated);
    ksp_wipe(o->scratch, o->scratch_used);
}

static SECURITY_STATUS
open_wrap(struct opening *o)
{
    SECURITY_STATUS status;
    SecBuffer *header;

    status = find_header(o->m, &header);
    if (status == SEC_E_OK) {
        status = ksp_token_read(header->pvBuffer, header->cbBuffer,
                                KSP_TOK_WRAP, o->context->initiator,
                                &o->token);
    }
    if (status != SEC_E_OK)
        return status;
    o->sealed = (o->token.Flags & KSP_FLAG_SEALED) != 0;
    o->dce = ksp_context_dce(o->context) &&
        (ksp_message_flags(o->m) & KSP_MESSAGE_GSS_WRAP) == 0;
    status = ksp_context_receive_key(o->context, KSP_KEY_SEAL,
                                     o->token.Flags, &o->key);
    if (status != SEC_E_OK)
        return status;
    status = o->m->stream != NULL ? open_stream(o) : open_parts(o);
    if (status == SEC_E_OK)
        status = o->sealed ? decrypt(o) : check(o);
    return status;
}

SECURITY_STATUS
ksp_rfc4121_open_wrap(struct ksp_context *c, struct ksp_message *m,
                      uint64_t wanted, bool *sealed)
{
    unsigned char scratch[SCRATCH];
    struct opening o;
    uint64_t number;
    uint32_t verdict;
    SECURITY_STATUS opened, status;

    begin(&o, c, m, scratch);
    opened = open_wrap(&o);
    status = opened;
    if (opened == SEC_E_OK) {
        deliver(&o);
        *sealed = o.sealed;
        status = ksp_sequence_judge(c, o.token.SND_SEQ, wanted, &number,
                                    &verdict);
        ksp_message_report(m, number, verdict);
    }
    end(&o, opened);
    return status;
}
