/* SPDX-License-Identifier: MIT */
/*
 * HMAC (RFC 2104) with the key's two blocks hashed beforehand: a message
 * costs its own blocks and one more.  A key never changes after
 * ksp_hmac_set_key, so any number of threads may use it.
 */
#ifndef SHIM_CRYPTO_HMAC_H
#define SHIM_CRYPTO_HMAC_H

#include <nettle/md5.h>
#include <nettle/nettle-meta.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <stddef.h>

#include "crypto/provider.h"
#include "crypto/sha384.h"

/* The longest digest of the hashes here, bytes (SHA-384). */
#define KSP_DIGEST_MAX 48

union ksp_hash_state {
    struct md5_ctx md5;
    struct sha1_ctx sha1;
    struct sha256_ctx sha256;
    struct sha512_ctx sha512;
    _Alignas(8) unsigned char sha384[KSP_SHA384_STATE];
};

/*
 * The states after the key's two blocks: what of them matters when a block is
 * full.  The block itself, the last part of nettle's states, does not.  In
 * whole sixteens: the C library copies other lengths with stores that overlap,
 * and the hash would wait for them.
 */
#define KSP_HMAC_BEFORE(state) ((offsetof(state, block) + 15) / 16 * 16)
#ifdef HAVE_LIBCRYPTO_SHA384
#define KSP_HMAC_KEPT KSP_SHA384_STATE
#else
#define KSP_HMAC_KEPT KSP_HMAC_BEFORE(struct sha512_ctx)
#endif

struct ksp_hmac_key {
    const struct nettle_hash *hash;
    size_t kept;                /* bytes of each */
    unsigned char inner[KSP_HMAC_KEPT];
    unsigned char outer[KSP_HMAC_KEPT];
};

/* Prepare `key`; a key longer than the hash's block is not for here. */
void ksp_hmac_set_key(struct ksp_hmac_key *key,
                      const struct nettle_hash *hash,
                      const unsigned char *contents, size_t length);

/* One message: begin, add any number of times, end.  `out` receives the
 * first `length` bytes of the HMAC; the state knows nothing of the key
 * then. */
void ksp_hmac_begin(const struct ksp_hmac_key *key,
                    union ksp_hash_state *state);
void ksp_hmac_add(const struct ksp_hmac_key *key,
                  union ksp_hash_state *state, const unsigned char *data,
                  size_t length);
void ksp_hmac_add_spans(const struct ksp_hmac_key *key,
                        union ksp_hash_state *state,
                        const struct ksp_span *spans, size_t count);
void ksp_hmac_end(const struct ksp_hmac_key *key,
                  union ksp_hash_state *state, unsigned char *out,
                  size_t length);

#endif
