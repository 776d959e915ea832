/* SPDX-License-Identifier: MIT */
/*
 * What the tokens of RFC 1964 and RFC 4757 ask of cryptography: a checksum,
 * a cipher for the sequence number and one for the message.
 *
 * A key is made once per context; both directions and all uses share it.
 * It never changes, so any number of threads may use it.
 */
#ifndef SHIM_CRYPTO_RFC1964_H
#define SHIM_CRYPTO_RFC1964_H

#include <stdbool.h>

#include "crypto/provider.h"

/* Bytes of SND_SEQ, and of what of the token's header is signed. */
#define KSP_1964_SND_SEQ 8
#define KSP_1964_SIGNED 8

struct ksp_1964_cipher;

/* The head of each cipher's own key structure. */
struct ksp_1964_key {
    const struct ksp_1964_cipher *cipher;
    const struct ksp_enctype *enctype;
};

struct ksp_1964_cipher {
    int32_t enctype;
    uint16_t SGN_ALG;
    uint16_t SEAL_ALG;
    bool big_endian;            /* the number inside SND_SEQ */
    size_t padding;             /* a message fills blocks of this, bytes */
    bool keyed_by_number;       /* one number twice is one key twice */

    /* Whether what is below does its work in this process. */
    bool (*works)(const struct ksp_enctype *enctype);

    /* Random bytes for a confounder, at most 64; false if there are none. */
    bool (*random)(unsigned char *out, size_t length);

    /* NULL when memory is short. */
    struct ksp_1964_key *(*key_new)(const struct ksp_enctype *enctype,
                                    const unsigned char *contents);
    void (*key_free)(struct ksp_1964_key *key);

    /* SGN_CKSUM over all spans in order, enctype->cksum_length bytes, of a
     * MIC or a wrap token. */
    void (*checksum)(const struct ksp_1964_key *key, bool mic,
                     const struct ksp_span *spans, size_t count,
                     unsigned char *SGN_CKSUM);

    /* Encrypt or decrypt SND_SEQ in place. */
    void (*number)(const struct ksp_1964_key *key,
                   const unsigned char *SGN_CKSUM, bool encrypt,
                   unsigned char *SND_SEQ);

    /*
     * Encrypt or decrypt the SEAL spans in place, as one string of the
     * message with number `number`.  Its length must be a multiple of
     * enctype->block_size.
     */
    void (*crypt)(const struct ksp_1964_key *key, uint32_t number,
                  bool encrypt, const struct ksp_span *spans, size_t count);
};

/* The cipher of an enctype, or NULL if this build has none, or none that works
 * in this process, or only the reference provider is to be used. */
const struct ksp_1964_cipher *
ksp_1964_cipher_for(const struct ksp_enctype *enctype);

/*
 * Make a key from enctype->key_length bytes.  *key is NULL on error.
 * Errors: SEC_E_CRYPTO_SYSTEM_INVALID (no cipher), SEC_E_INSUFFICIENT_MEMORY.
 */
SECURITY_STATUS ksp_1964_key_new(const struct ksp_enctype *enctype,
                                 const unsigned char *contents,
                                 struct ksp_1964_key **key);

/* Wipe and free *key and set it to NULL; NULL is allowed. */
void ksp_1964_key_free(struct ksp_1964_key **key);

/* Not there in a build --without-nettle: rfc1964_arcfour.c,
 * rfc1964_des3.c. */
extern const struct ksp_1964_cipher ksp_1964_arcfour;
extern const struct ksp_1964_cipher ksp_1964_arcfour_exp;
extern const struct ksp_1964_cipher ksp_1964_des3;

#endif
