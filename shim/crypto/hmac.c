/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/wipe.h"
#include "crypto/hmac.h"

#define BLOCK_MAX SHA512_BLOCK_SIZE
#define INNER_PAD 0x36
#define OUTER_PAD 0x5c

/* Bytes that stay in the processor's first cache. */
#define NEAR 4096

/* Bytes of a state before its block; knownanswer.c would find another
 * layout. */
static const struct {
    const struct nettle_hash *hash;
    size_t kept;
} states[] = {
    { &nettle_md5, KSP_HMAC_BEFORE(struct md5_ctx) },
    { &nettle_sha1, KSP_HMAC_BEFORE(struct sha1_ctx) },
    { &nettle_sha256, KSP_HMAC_BEFORE(struct sha256_ctx) },
    { &nettle_sha384, KSP_HMAC_BEFORE(struct sha512_ctx) },
};

static size_t
kept_of(const struct nettle_hash *hash)
{
    size_t i;

    for (i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
        if (states[i].hash == hash)
            return states[i].kept;
    }
    return hash->context_size;
}

static void
hash_padded_key(const struct ksp_hmac_key *key, const unsigned char *contents,
                size_t length, unsigned char pad, unsigned char *out)
{
    const struct nettle_hash *hash = key->hash;
    unsigned char block[BLOCK_MAX];
    union ksp_hash_state state;
    size_t i;

    memset(block, pad, hash->block_size);
    for (i = 0; i < length; i++)
        block[i] ^= contents[i];
    hash->init(&state);
    hash->update(&state, hash->block_size, block);
    memcpy(out, &state, key->kept);
    ksp_wipe(block, sizeof(block));
    ksp_wipe(&state, sizeof(state));
}

void
ksp_hmac_set_key(struct ksp_hmac_key *key, const struct nettle_hash *hash,
                 const unsigned char *contents, size_t length)
{
    key->hash = hash;
    key->kept = kept_of(hash);
    hash_padded_key(key, contents, length, INNER_PAD, key->inner);
    hash_padded_key(key, contents, length, OUTER_PAD, key->outer);
}

void
ksp_hmac_begin(const struct ksp_hmac_key *key, union ksp_hash_state *state)
{
    memcpy(state, key->inner, key->kept);
}

void
ksp_hmac_add(const struct ksp_hmac_key *key, union ksp_hash_state *state,
             const unsigned char *data, size_t length)
{
    if (length > 0)
        key->hash->update(state, length, data);
}

/* What is copied is hashed while it is near. */
static void
add_copied(const struct ksp_hmac_key *key, union ksp_hash_state *state,
           const struct ksp_span *span)
{
    size_t at, n;

    for (at = 0; at < span->length; at += n) {
        n = span->length - at < NEAR ? span->length - at : NEAR;
        ksp_span_bring(span, at, n);
        ksp_hmac_add(key, state, span->data + at, n);
    }
}

void
ksp_hmac_add_spans(const struct ksp_hmac_key *key,
                   union ksp_hash_state *state,
                   const struct ksp_span *spans, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (spans[i].from != NULL)
            add_copied(key, state, &spans[i]);
        else
            ksp_hmac_add(key, state, spans[i].data, spans[i].length);
    }
}

void
ksp_hmac_end(const struct ksp_hmac_key *key, union ksp_hash_state *state,
             unsigned char *out, size_t length)
{
    unsigned char digest[KSP_DIGEST_MAX];

    key->hash->digest(state, key->hash->digest_size, digest);
    memcpy(state, key->outer, key->kept);
    key->hash->update(state, key->hash->digest_size, digest);
    /* Afterwards the state is as after init: nothing to wipe. */
    key->hash->digest(state, length, out);
}
