/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"
#include "core/buffers.h"
#include "ksp/winerror.h"

/* Where a buffer that may come once is kept; SEC_E_OK if it is the first
 * of its kind. */
static SECURITY_STATUS
keep_one(SecBuffer **place, SecBuffer *buffer, SECURITY_STATUS twice)
{
    SECURITY_STATUS status = *place == NULL ? SEC_E_OK : twice;

    *place = buffer;
    return status;
}

static SECURITY_STATUS
keep_params(struct ksp_message *m, SecBuffer *b)
{
    SECURITY_STATUS status = SEC_E_INVALID_PARAMETER;
    KSP_MESSAGE_PARAMS *params = b->pvBuffer;

    if (m->params == NULL && b->cbBuffer == sizeof(*params) &&
        params->cbSize == sizeof(*params) &&
        (params->Flags & ~(ULONG)KSP_MESSAGE_GSS_WRAP) == 0) {
        m->params = params;
        status = SEC_E_OK;
    }
    return status;
}

static SECURITY_STATUS
keep_data(struct ksp_message *m, SecBuffer *b)
{
    bool sign = (b->BufferType & SECBUFFER_READONLY_WITH_CHECKSUM) != 0;
    bool readonly = (b->BufferType & SECBUFFER_READONLY) != 0;

    if (sign || !readonly) {
        ksp_message_add(m, b->pvBuffer, b->cbBuffer,
                        sign ? KSP_SPAN_SIGN : KSP_SPAN_SEAL);
    }
    if (!sign && !readonly) {
        m->data = b;
        m->data_span = m->count - 1;
        m->data_count++;
    }
    return SEC_E_OK;
}

static SECURITY_STATUS
keep(struct ksp_message *m, SecBuffer *b)
{
    SECURITY_STATUS status = SEC_E_INVALID_PARAMETER;
    ULONG type = b->BufferType & ~(ULONG)SECBUFFER_ATTRMASK;

    if (b->cbBuffer > 0 && b->pvBuffer == NULL && type != SECBUFFER_EMPTY)
        return SEC_E_INVALID_PARAMETER;
    switch (type) {
    case SECBUFFER_EMPTY:
        status = SEC_E_OK;
        break;
    case SECBUFFER_DATA:
        status = keep_data(m, b);
        break;
    case SECBUFFER_TOKEN:
        status = keep_one(&m->token, b, SEC_E_INVALID_TOKEN);
        break;
    case SECBUFFER_STREAM_TRAILER:
        status = keep_one(&m->trailer, b, SEC_E_INVALID_PARAMETER);
        break;
    case SECBUFFER_PADDING:
        m->padding_span = m->count;
        status = keep_one(&m->padding, b, SEC_E_INVALID_PARAMETER);
        break;
    case SECBUFFER_STREAM:
        status = keep_one(&m->stream, b, SEC_E_INVALID_PARAMETER);
        break;
    case SECBUFFER_PKG_PARAMS:
        status = keep_params(m, b);
        break;
    default:
        break;
    }
    return status;
}

/* Field by field: compilers make a slow loop of clearing it whole, and the
 * fixed spans are written before they are read. */
static void
clear(struct ksp_message *m)
{
    m->token = NULL;
    m->trailer = NULL;
    m->padding = NULL;
    m->stream = NULL;
    m->params = NULL;
    m->data = NULL;
    m->data_count = 0;
    m->data_span = 0;
    m->padding_span = 0;
    m->spans = m->fixed;
    m->count = 0;
}

SECURITY_STATUS
ksp_message_sort(const SecBufferDesc *desc, struct ksp_message *message)
{
    SECURITY_STATUS status = SEC_E_INVALID_PARAMETER;
    ULONG i;

    clear(message);
    if (desc == NULL || desc->ulVersion != SECBUFFER_VERSION ||
        (desc->pBuffers == NULL && desc->cBuffers > 0))
        return SEC_E_INVALID_PARAMETER;
    if (desc->cBuffers > KSP_SPANS_FIXED - KSP_SPANS_EXTRA) {
        message->spans = calloc((size_t)desc->cBuffers + KSP_SPANS_EXTRA,
                                sizeof(*message->spans));
        status = SEC_E_INSUFFICIENT_MEMORY;
        if (message->spans == NULL)
            return status;
    }
    status = SEC_E_OK;
    for (i = 0; i < desc->cBuffers && status == SEC_E_OK; i++)
        status = keep(message, &desc->pBuffers[i]);
    if (status == SEC_E_OK && message->token != NULL &&
        message->stream != NULL)
        status = SEC_E_INVALID_TOKEN;
    return status;
}

void
ksp_message_done(struct ksp_message *message)
{
    if (message->spans != message->fixed)
        free(message->spans);
    message->spans = NULL;
}

void
ksp_message_insert(struct ksp_message *message, size_t at,
                   unsigned char *data, size_t length,
                   enum ksp_span_kind kind)
{
    struct ksp_span *place = &message->spans[at];

    memmove(place + 1, place, (message->count - at) * sizeof(*place));
    place->data = data;
    place->length = length;
    place->kind = kind;
    place->from = NULL;
    message->count++;
    if (message->data_span >= at)
        message->data_span++;
    if (message->padding_span >= at)
        message->padding_span++;
}

size_t
ksp_message_sealed(const struct ksp_message *message)
{
    size_t total = 0, i;

    for (i = 0; i < message->count; i++) {
        if (message->spans[i].kind == KSP_SPAN_SEAL)
            total += message->spans[i].length;
    }
    return total;
}

SECURITY_STATUS
ksp_message_mic_room(const struct ksp_message *message, size_t needed)
{
    SECURITY_STATUS status = SEC_E_OK;

    if (message->token == NULL || message->stream != NULL ||
        message->trailer != NULL)
        status = SEC_E_INVALID_TOKEN;
    else if (message->token->cbBuffer < needed)
        status = SEC_E_BUFFER_TOO_SMALL;
    return status;
}

void
ksp_message_wipe(const struct ksp_message *message)
{
    size_t i;

    for (i = 0; i < message->count; i++) {
        if (message->spans[i].kind == KSP_SPAN_SEAL)
            ksp_wipe(message->spans[i].data, message->spans[i].length);
    }
}
