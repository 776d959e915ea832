/* SPDX-License-Identifier: MIT */
/*
 * Keys derived from a protocol key for one usage: RFC 3961 section 5.1
 * with AES (RFC 3962), or RFC 8009 section 5.
 */
#ifndef SHIM_CRYPTO_DERIVE_H
#define SHIM_CRYPTO_DERIVE_H

#include "crypto/enctype.h"

/* The last byte of the constant says what the key is for. */
#define KSP_DERIVE_CHECKSUM 0x99    /* Kc */
#define KSP_DERIVE_ENCRYPT 0xaa     /* Ke */
#define KSP_DERIVE_INTEGRITY 0x55   /* Ki */

/* n-fold of RFC 3961 section 5.1, for lengths (bytes) that have no common
 * divisor. */
void ksp_n_fold(const unsigned char *in, size_t in_length,
                unsigned char *out, size_t out_length);

/*
 * Derive a key from the protocol key `base` (enctype->key_length bytes)
 * into `out`, KSP_KEY_MAX bytes.  Returns its length in bytes, or 0 for an
 * enctype that is not one of the AES families.
 */
size_t ksp_derive(const struct ksp_enctype *enctype,
                  const unsigned char *base, uint32_t usage,
                  unsigned char kind, unsigned char *out);

#endif
