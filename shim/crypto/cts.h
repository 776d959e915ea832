/* SPDX-License-Identifier: MIT */
/*
 * AES in CBC mode with ciphertext stealing (RFC 3962 section 5, initial
 * vector 0) over scattered memory, in place.
 */
#ifndef SHIM_CRYPTO_CTS_H
#define SHIM_CRYPTO_CTS_H

#include <nettle/aes.h>

#include "crypto/block_spans.h"
#include "crypto/provider.h"

#define KSP_CTS_BLOCK 16

/* Bytes that are decrypted at a time. */
#define KSP_CTS_PIECE 128

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

/*
 * The SEAL spans, as one string of at least one block: begin, then the next
 * bytes any number of times, each a multiple of the block and `plain` bytes
 * in all, then the end, which does the two blocks that are left, or the only
 * one.  What has been gone over does not change any more.
 */
struct ksp_cts_run {
    const struct ksp_cts_key *key;
    ksp_block_run *cbc;         /* over a struct ksp_cts_run */
    struct ksp_place place;
    size_t plain;               /* bytes that are plain CBC */
    size_t last;                /* bytes of the last block */
    bool stolen;                /* there is more than one block */
    _Alignas(KSP_CTS_BLOCK) unsigned char iv[KSP_CTS_BLOCK];
    unsigned char piece[KSP_CTS_PIECE];
};

void ksp_cts_begin_encrypt(struct ksp_cts_run *run,
                           const struct ksp_cts_key *key,
                           const struct ksp_span *spans, size_t count);
void ksp_cts_begin_decrypt(struct ksp_cts_run *run,
                           const struct ksp_cts_key *key,
                           const struct ksp_span *spans, size_t count);
void ksp_cts_next(struct ksp_cts_run *run, size_t length);

/* The same where `data` is the place, for many calls in one span: the place
 * stays where it is. */
static inline void
ksp_cts_here(struct ksp_cts_run *run, unsigned char *data, size_t length)
{
    run->cbc(run, data, length);
}

/* Bytes that the end does. */
static inline size_t
ksp_cts_rest(const struct ksp_cts_run *run)
{
    return run->last + (run->stolen ? KSP_CTS_BLOCK : 0);
}

/* Nothing of the message stays in *run. */
void ksp_cts_end(struct ksp_cts_run *run);

/* All of it at once. */
void ksp_cts_encrypt(const struct ksp_cts_key *key,
                     const struct ksp_span *spans, size_t count);
void ksp_cts_decrypt(const struct ksp_cts_key *key,
                     const struct ksp_span *spans, size_t count);

#endif
