/* SPDX-License-Identifier: MIT */
/*
 * A buffer list, sorted: what it holds one of, and the spans it covers.
 *
 * Types are compared without their attribute bits.  DATA with
 * SECBUFFER_READONLY_WITH_CHECKSUM is covered but not encrypted; DATA with
 * SECBUFFER_READONLY alone is by definition not part of the message;
 * every other DATA buffer is a part of it, in list order.  What cannot be
 * covered is refused.
 */
#ifndef SHIM_CORE_BUFFERS_H
#define SHIM_CORE_BUFFERS_H

#include "crypto/provider.h"
#include "ksp/message.h"
#include "ksp/sspi.h"

/* Spans a function may add after those of the list. */
#define KSP_SPANS_EXTRA 4
#define KSP_SPANS_FIXED 16

struct ksp_message {
    SecBuffer *token;
    SecBuffer *trailer;         /* SECBUFFER_STREAM_TRAILER */
    SecBuffer *padding;
    SecBuffer *stream;
    KSP_MESSAGE_PARAMS *params;
    /* The last DATA buffer that is not read-only, and how many. */
    SecBuffer *data;
    size_t data_count;
    size_t data_span;           /* its place among the spans */
    size_t padding_span;        /* PADDING comes before this one */
    struct ksp_span *spans;
    size_t count;
    struct ksp_span fixed[KSP_SPANS_FIXED];
};

/*
 * Sort the list `desc`.  On any return ksp_message_done must follow.
 * Errors: SEC_E_INVALID_TOKEN (a second TOKEN, or TOKEN beside STREAM),
 * SEC_E_INVALID_PARAMETER (no list, another ulVersion, a length without
 * memory, a second STREAM, trailer, padding or parameters, parameters of
 * another size, a type not known here), SEC_E_INSUFFICIENT_MEMORY.
 */
SECURITY_STATUS ksp_message_sort(const SecBufferDesc *desc,
                                 struct ksp_message *message);
void ksp_message_done(struct ksp_message *message);

/* Append a span; there is room for KSP_SPANS_EXTRA. */
static inline void
ksp_message_add(struct ksp_message *message, unsigned char *data,
                size_t length, enum ksp_span_kind kind)
{
    struct ksp_span *span = &message->spans[message->count++];

    span->data = data;
    span->length = length;
    span->kind = kind;
    span->from = NULL;
}

/* Put one before the span `at`; the place of the DATA buffer moves. */
void ksp_message_insert(struct ksp_message *message, size_t at,
                        unsigned char *data, size_t length,
                        enum ksp_span_kind kind);

/* Bytes of the SEAL spans. */
size_t ksp_message_sealed(const struct ksp_message *message);

/* Whether the list is one for a MIC token of `needed` bytes.  Errors:
 * SEC_E_INVALID_TOKEN (no TOKEN, or STREAM or STREAM_TRAILER),
 * SEC_E_BUFFER_TOO_SMALL. */
SECURITY_STATUS ksp_message_mic_room(const struct ksp_message *message,
                                     size_t needed);

/* Wipe the SEAL spans: nobody may use what is half done. */
void ksp_message_wipe(const struct ksp_message *message);

/* The number asked for: the wide one, or the argument. */
static inline uint64_t
ksp_message_wanted(const struct ksp_message *message, ULONG MessageSeqNo)
{
    return message->params != NULL && message->params->MessageSeqNo != 0 ?
        message->params->MessageSeqNo : MessageSeqNo;
}

/* The call's wide flags; 0 without parameters. */
static inline ULONG
ksp_message_flags(const struct ksp_message *message)
{
    return message->params != NULL ? message->params->Flags : 0;
}

/* Report number and verdict in the wide form, if the caller has one. */
static inline void
ksp_message_report(struct ksp_message *message, uint64_t number,
                   uint32_t verdict)
{
    if (message->params != NULL) {
        message->params->MessageSeqNo = number;
        message->params->Verdict = verdict;
    }
}

/* The same without a number, of a message that is not genuine. */
static inline void
ksp_message_blame(struct ksp_message *message, uint32_t verdict)
{
    if (message->params != NULL)
        message->params->Verdict = verdict;
}

#endif
