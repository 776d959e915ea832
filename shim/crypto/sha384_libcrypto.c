/* SPDX-License-Identifier: MIT */
/*
 * libcrypto's SHA-384 in the shape of nettle's hashes.  These functions are
 * deprecated since OpenSSL 3.0, and the only ones of the kind that touch
 * nothing a program shares: no memory, no lock, no configuration.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <nettle/sha2.h>
#include <openssl/sha.h>
#include <string.h>

#include "base/wipe.h"
#include "crypto/sha384.h"

_Static_assert(sizeof(SHA512_CTX) == KSP_SHA384_STATE,
               "the state is as large as it is said to be");

static void
init(void *state)
{
    (void)SHA384_Init(state);
}

static void
update(void *state, size_t length, const uint8_t *data)
{
    (void)SHA384_Update(state, data, length);
}

/* As nettle's: the first `length` bytes, and the state is as after init. */
static void
digest(void *state, size_t length, uint8_t *out)
{
    unsigned char whole[SHA384_DIGEST_SIZE];

    (void)SHA384_Final(whole, state);
    memcpy(out, whole, length);
    ksp_wipe(whole, sizeof(whole));
    init(state);
}

const struct nettle_hash ksp_sha384_libcrypto = {
    .name = "sha384",
    .context_size = sizeof(SHA512_CTX),
    .digest_size = SHA384_DIGEST_SIZE,
    .block_size = SHA384_BLOCK_SIZE,
    .init = init,
    .update = update,
    .digest = digest,
};
