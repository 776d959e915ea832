/* SPDX-License-Identifier: MIT */
/*
 * Hash and cipher in turn: some bytes are hashed, the same bytes are encrypted
 * or decrypted, then the next.  Each of the two is a chain in which every step
 * waits for the one before; the processor works on both chains at once when
 * their steps lie near each other.
 */
#ifndef SHIM_CRYPTO_IN_TURN_H
#define SHIM_CRYPTO_IN_TURN_H

#include "crypto/cts.h"
#include "crypto/hmac.h"

/* Which of the two is at a byte first. */
enum ksp_turn { KSP_HASH_FIRST, KSP_CIPHER_FIRST };

/*
 * Goes over the SEAL spans with `cipher`, which has begun with them, and adds
 * all spans in their order to `state`, as they were before the cipher or are
 * behind it.  `hashed` is the number of bytes that the state has of this
 * message already.
 */
void ksp_in_turn(struct ksp_cts_run *cipher, const struct ksp_hmac_key *hmac,
                 union ksp_hash_state *state, enum ksp_turn turn,
                 size_t hashed, const struct ksp_span *spans, size_t count);

#endif
