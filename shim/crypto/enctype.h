/* SPDX-License-Identifier: MIT */
/*
 * What tokens need to know of an RFC 3961 enctype, as one table.
 */
#ifndef SHIM_CRYPTO_ENCTYPE_H
#define SHIM_CRYPTO_ENCTYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest key, confounder and checksum of any row, in bytes. */
#define KSP_KEY_MAX 32
#define KSP_CONFOUNDER_MAX 16
#define KSP_CKSUM_MAX 24

/* How messages under an enctype are framed. */
enum ksp_protocol {
    KSP_RFC4121,
    KSP_RFC1964         /* and RFC 4757, which extends it */
};

struct ksp_enctype {
    int32_t enctype;        /* RFC 3961 number, IANA registry */
    int32_t cksumtype;      /* its mandatory checksum type */
    uint32_t key_length;    /* of the protocol key, bytes */
    uint32_t confounder;    /* before the plaintext, bytes */
    uint32_t cksum_length;  /* of a token's checksum, bytes */
    uint32_t block_size;    /* of the cipher, bytes */
    enum ksp_protocol protocol;
    const char *name;       /* as registered with IANA */
    const char *cksum_name;
    bool over_ciphertext;   /* what a sealed message's checksum is of */
};

/* The row of an enctype, or NULL if it is not here.  Static, safe from any
 * thread. */
const struct ksp_enctype *ksp_enctype_find(int32_t enctype);

/* The rows in order, for tests and for listing; NULL past the last. */
const struct ksp_enctype *ksp_enctype_at(size_t i);

#endif
