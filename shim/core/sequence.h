/* SPDX-License-Identifier: MIT */
/*
 * Numbers of messages: who gives them, and what the receiver thinks of
 * them.
 *
 * A number n counts from 1; it travels as initial + n - 1.  With own
 * numbering the context counts and the caller's number is not looked at;
 * with the caller's, 0 means "the next after the highest so far" for a
 * message sent and "whatever it is" for one received.
 *
 * Of a context that was closed nobody gets a number, and no number of a
 * message received is called in order.
 *
 * A signal handler may use other contexts than the one whose message it has
 * interrupted.  The one that it has interrupted in the middle of a number is
 * out of its reach: a number to send that may be used once only is
 * SEC_E_OUT_OF_SEQUENCE, one received KSP_SEQ_OLD, and it cannot be described.
 */
#ifndef SHIM_CORE_SEQUENCE_H
#define SHIM_CORE_SEQUENCE_H

#include "core/context.h"

/*
 * Reserve the number of a message to send: *number, and SND_SEQ in
 * *SND_SEQ.  Any thread.  No number of the context's own is given out twice;
 * what the caller wants is, if it wants it twice, but for a cipher that has
 * its key of the number.  Then it must be higher than all before, or one
 * that was skipped: `skipped` has a bit for each of the last 64, bit i for
 * `skipped_at` - i.
 * Errors: SEC_E_CONTEXT_EXPIRED (the context has no more numbers: INT64_MAX
 * of them, or 2^32 where they travel with 32 bits), SEC_E_INVALID_PARAMETER
 * (the caller's own number is more than that), SEC_E_OUT_OF_SEQUENCE (it was
 * used, or may have been), SEC_E_INVALID_HANDLE (closed).
 */
SECURITY_STATUS ksp_sequence_reserve(struct ksp_context *context,
                                     uint64_t wanted, uint64_t *number,
                                     uint64_t *SND_SEQ);

/*
 * Give the number back: the message was not made.  One of the context's own
 * is given out again, if no other thread has taken one since.  One of the
 * caller's can be used by it, but `sent` stays: it may not have been the
 * highest.
 */
void ksp_sequence_return(struct ksp_context *context, uint64_t number);

/* Write SendCount, SendSkipped, RecvNext and RecvMap, as they are at one
 * moment.  Error: SEC_E_INVALID_HANDLE (closed). */
SECURITY_STATUS ksp_sequence_describe(struct ksp_context *context,
                                      KSP_PACKED_CONTEXT *out);

/* The same, and close the context: it is the last moment. */
SECURITY_STATUS ksp_sequence_close(struct ksp_context *context,
                                   KSP_PACKED_CONTEXT *out);

/* What `sent` is, or was when it was closed. */
uint64_t ksp_sequence_sent(const struct ksp_context *context);

/* Close it for messages to send if none was sent yet; ksp_sequence_close may
 * follow.  False if one was. */
bool ksp_sequence_close_unused(struct ksp_context *context);

/*
 * Judge a message whose checksum was right.  *number is its number,
 * *verdict KSP_SEQ_*.  Of a number of 32 bits the one nearest to the one
 * expected is meant; after 2^32 of them none is in order any more.
 * Errors: SEC_E_OUT_OF_SEQUENCE for any verdict but KSP_SEQ_IN_ORDER; the
 * window is left alone by KSP_SEQ_MISMATCH.  Where the window is another's
 * since, nobody here can tell: KSP_SEQ_OLD.
 */
SECURITY_STATUS ksp_sequence_judge(struct ksp_context *context,
                                   uint64_t SND_SEQ, uint64_t wanted,
                                   uint64_t *number, uint32_t *verdict);

#endif
