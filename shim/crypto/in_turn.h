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

/* What is hashed, and how much of the digest is wanted. */
struct ksp_in_turn_hash {
    const struct ksp_hmac_key *key;
    const unsigned char *prefix;        /* hashed before the spans */
    size_t prefix_length;
    unsigned char *out;
    size_t length;
};

/*
 * Goes over the SEAL spans with `cipher`, which has begun with them, and
 * hashes all spans in their order, as they were before the cipher or are
 * behind it.
 */
void ksp_in_turn(struct ksp_cts_run *cipher,
                 const struct ksp_in_turn_hash *hash, enum ksp_turn turn,
                 const struct ksp_span *spans, size_t count);

#endif
