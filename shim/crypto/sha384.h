/* SPDX-License-Identifier: MIT */
/*
 * Whose SHA-384 the messages of aes256-cts-hmac-sha384-192 are hashed with:
 * nettle's, or with --with-libcrypto-sha384 that of OpenSSL's libcrypto.
 * docs/why-not-another-library.md has the reasons.
 */
#ifndef SHIM_CRYPTO_SHA384_H
#define SHIM_CRYPTO_SHA384_H

#include "config.h"

#include <nettle/nettle-meta.h>

#ifdef HAVE_LIBCRYPTO_SHA384

/* Bytes of its state. */
#define KSP_SHA384_STATE 216

extern const struct nettle_hash ksp_sha384_libcrypto;
#define KSP_SHA384 (&ksp_sha384_libcrypto)

#else

#define KSP_SHA384_STATE sizeof(struct sha512_ctx)
#define KSP_SHA384 (&nettle_sha384)

#endif
#endif
