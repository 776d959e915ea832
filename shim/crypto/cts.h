/* SPDX-License-Identifier: MIT */
/*
 * AES in CBC mode with ciphertext stealing (RFC 3962 section 5, initial
 * vector 0) over scattered memory, in place.
 */
#ifndef SHIM_CRYPTO_CTS_H
#define SHIM_CRYPTO_CTS_H

#include <nettle/aes.h>

#include "crypto/provider.h"

#define KSP_CTS_BLOCK 16

/* A key for one direction. */
struct ksp_cts_key {
    bool wide;                  /* AES-256, else AES-128 */
    union {
        struct aes128_ctx aes128;
        struct aes256_ctx aes256;
    } u;
};

void ksp_cts_set_encrypt_key(struct ksp_cts_key *key,
                             const unsigned char *contents, size_t length);
void ksp_cts_set_decrypt_key(struct ksp_cts_key *key,
                             const unsigned char *contents, size_t length);

/* The SEAL spans, as one string of at least one block. */
void ksp_cts_encrypt(const struct ksp_cts_key *key,
                     const struct ksp_span *spans, size_t count);
void ksp_cts_decrypt(const struct ksp_cts_key *key,
                     const struct ksp_span *spans, size_t count);

#endif
