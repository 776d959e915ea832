/* SPDX-License-Identifier: MIT */
/*
 * Numbers of messages: who gives them, and what the receiver thinks of
 * them.
 *
 * A number n counts from 1; it travels as initial + n - 1.  With own
 * numbering the context counts and the caller's number is not looked at;
 * with the caller's, 0 means "the next after the highest so far" for a
 * message sent and "whatever it is" for one received.
 */
#ifndef CORE_SEQUENCE_H
#define CORE_SEQUENCE_H

#include "context.h"

/*
 * Reserve the number of a message to send: *number, and SND_SEQ in
 * *SND_SEQ.  Any thread.  No number of the context's own is given out twice;
 * what the caller wants is, if it wants it twice.
 * Errors: SEC_E_CONTEXT_EXPIRED (the context has no more numbers: INT64_MAX
 * of them, or 2^32 where they travel with 32 bits), SEC_E_INVALID_PARAMETER
 * (the caller's own number is more than that).
 */
SECURITY_STATUS ksp_sequence_reserve(struct ksp_context *context,
                                     uint64_t wanted, uint64_t *number,
                                     uint64_t *SND_SEQ);

/* Give the number back, if no other thread has taken one since: the
 * message was not made.  With the caller's numbering it stays used: it may
 * not have been the highest. */
void ksp_sequence_return(struct ksp_context *context, uint64_t number);

/*
 * Judge a message whose checksum was right.  *number is its number,
 * *verdict KSP_SEQ_*.  Of a number of 32 bits the one nearest to the one
 * expected is meant; after 2^32 of them none is in order any more.
 * Errors: SEC_E_OUT_OF_SEQUENCE for any verdict but KSP_SEQ_IN_ORDER; the
 * window is left alone by KSP_SEQ_MISMATCH.
 */
SECURITY_STATUS ksp_sequence_judge(struct ksp_context *context,
                                   uint64_t SND_SEQ, uint64_t wanted,
                                   uint64_t *number, uint32_t *verdict);

#endif
