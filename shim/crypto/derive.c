/* SPDX-License-Identifier: MIT */
#include <nettle/aes.h>
#include <nettle/nettle-meta.h>
#include <string.h>

#include "base/wipe.h"
#include "crypto/derive.h"
#include "crypto/hmac.h"

#define CONSTANT_LENGTH 5

/* The constant of both derivations: the usage, big-endian, and the kind. */
static void
make_constant(uint32_t usage, unsigned char kind, unsigned char *out)
{
    out[0] = (unsigned char)(usage >> 24);
    out[1] = (unsigned char)(usage >> 16);
    out[2] = (unsigned char)(usage >> 8);
    out[3] = (unsigned char)usage;
    out[4] = kind;
}

/* ---- RFC 3961 ------------------------------------------------------- */

/* Byte `at` of the string that repeats `in`, each time rotated 13 bits
 * further to the right. */
static unsigned int
rotated_byte(const unsigned char *in, size_t length, size_t at)
{
    size_t bits = length * 8;
    size_t back = 13 * (at / length) % bits;
    size_t bit = (at % length * 8 + bits - back) % bits;
    size_t low = bit / 8, high = (low + 1) % length;

    return ((unsigned int)in[low] << 8 | in[high]) >> (8 - bit % 8) & 0xff;
}

/*
 * Repeat and rotate the input to a length both divide, and add the pieces
 * of the output's length with end-around carry.
 */
void
ksp_n_fold(const unsigned char *in, size_t in_length, unsigned char *out,
           size_t out_length)
{
    /* Without a common divisor, the product of the lengths is their least
     * common multiple. */
    size_t total = in_length * out_length, at, i;
    unsigned int sum = 0;

    memset(out, 0, out_length);
    for (at = total; at > 0; at--) {
        i = (at - 1) % out_length;
        sum += rotated_byte(in, in_length, at - 1) + out[i];
        out[i] = (unsigned char)sum;
        sum >>= 8;
    }
    for (i = out_length; i > 0; i--) {
        sum += out[i - 1];
        out[i - 1] = (unsigned char)sum;
        sum >>= 8;
    }
}

static void
aes_block(const struct ksp_enctype *et, const unsigned char *key,
          const unsigned char *in, unsigned char *out)
{
    struct aes128_ctx aes128;
    struct aes256_ctx aes256;

    if (et->key_length == AES128_KEY_SIZE) {
        aes128_set_encrypt_key(&aes128, key);
        aes128_encrypt(&aes128, AES_BLOCK_SIZE, out, in);
        ksp_wipe(&aes128, sizeof(aes128));
    } else {
        aes256_set_encrypt_key(&aes256, key);
        aes256_encrypt(&aes256, AES_BLOCK_SIZE, out, in);
        ksp_wipe(&aes256, sizeof(aes256));
    }
}

/* DK: encrypt the folded constant, then what came of it, until there is
 * enough. */
static size_t
derive_rfc3961(const struct ksp_enctype *et, const unsigned char *base,
               const unsigned char *constant, unsigned char *out)
{
    unsigned char block[AES_BLOCK_SIZE];
    size_t done;

    ksp_n_fold(constant, CONSTANT_LENGTH, block, sizeof(block));
    for (done = 0; done < et->key_length; done += sizeof(block)) {
        aes_block(et, base, block, block);
        memcpy(out + done, block, sizeof(block));
    }
    ksp_wipe(block, sizeof(block));
    return et->key_length;
}

/* ---- RFC 8009 ------------------------------------------------------- */

static size_t
derive_rfc8009(const struct ksp_enctype *et, const unsigned char *base,
               const unsigned char *constant, unsigned char *out)
{
    const struct nettle_hash *hash = et->key_length == AES128_KEY_SIZE ?
        &nettle_sha256 : &nettle_sha384;
    /* Keys for HMAC are as long as the checksum they make. */
    size_t length = constant[CONSTANT_LENGTH - 1] == KSP_DERIVE_ENCRYPT ?
        et->key_length : et->cksum_length;
    /* KDF-HMAC-SHA2: one block of 1 | label | 0 | length in bits. */
    const unsigned char before[4] = { 0, 0, 0, 1 };
    const unsigned char after[5] = {
        0, 0, 0, (unsigned char)(length * 8 >> 8), (unsigned char)(length * 8)
    };
    union ksp_hash_state state;
    struct ksp_hmac_key key;

    ksp_hmac_set_key(&key, hash, base, et->key_length);
    ksp_hmac_begin(&key, &state);
    ksp_hmac_add(&key, &state, before, sizeof(before));
    ksp_hmac_add(&key, &state, constant, CONSTANT_LENGTH);
    ksp_hmac_add(&key, &state, after, sizeof(after));
    ksp_hmac_end(&key, &state, out, length);
    ksp_wipe(&key, sizeof(key));
    return length;
}

/* ---------------------------------------------------------------------- */

typedef size_t derive_function(const struct ksp_enctype *et,
                               const unsigned char *base,
                               const unsigned char *constant,
                               unsigned char *out);

static const struct {
    int32_t enctype;
    derive_function *derive;
} families[] = {
    { 17, derive_rfc3961 }, { 18, derive_rfc3961 },
    { 19, derive_rfc8009 }, { 20, derive_rfc8009 }
};

size_t
ksp_derive(const struct ksp_enctype *enctype, const unsigned char *base,
           uint32_t usage, unsigned char kind, unsigned char *out)
{
    unsigned char constant[CONSTANT_LENGTH];
    size_t length = 0, i;

    make_constant(usage, kind, constant);
    for (i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
        if (families[i].enctype == enctype->enctype)
            length = families[i].derive(enctype, base, constant, out);
    }
    return length;
}
