/* SPDX-License-Identifier: MIT */
/*
 * Triple DES in tokens framed as RFC 1964 wants them, as MIT has always
 * done it (no RFC describes it):
 *
 *      SGN_CKSUM  HMAC-SHA1 with the key derived for checksums of usage 23,
 *                 for MIC and wrap tokens alike (RFC 3961 section 6.3)
 *      SND_SEQ    DES3-CBC, the initial vector is the start of SGN_CKSUM
 *      message    DES3-CBC, the initial vector is 0
 *
 * Both ciphers use the session key itself.
 */
#include <nettle/cbc.h>
#include <nettle/des.h>
#include <nettle/nettle-meta.h>
#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"
#include "crypto/block_spans.h"
#include "crypto/confounder.h"
#include "crypto/derive.h"
#include "crypto/hmac.h"
#include "crypto/knownanswer.h"
#include "crypto/rfc1964.h"
#include "crypto/stack_wipe.h"

#define ENCTYPE_DES3_CBC_SHA1 16
#define USAGE_SIGN 23
#define BLOCK DES3_BLOCK_SIZE

struct des3_key {
    struct ksp_1964_key head;
    struct ksp_hmac_key sign;
    struct des3_ctx des3;
};

/*
 * A DES key from 56 bits (RFC 3961 section 6.3.1): seven bytes keep their
 * upper seven bits, the eighth collects their lowest ones; then parity.
 */
static void
des_key_of_bits(const unsigned char *bits, unsigned char *key)
{
    unsigned int last = 0, i;

    for (i = 0; i < 7; i++) {
        key[i] = bits[i];
        last |= (bits[i] & 1u) << (i + 1);
    }
    key[7] = (unsigned char)last;
    des_fix_parity(DES_KEY_SIZE, key, key);
}

/* DK of RFC 3961 section 5.1: encrypt the folded constant, then what came
 * of it, until there are 168 bits. */
static void
derive_checksum_key(const struct des3_ctx *des3, unsigned char *key)
{
    static const unsigned char constant[] = {
        0, 0, 0, USAGE_SIGN, KSP_DERIVE_CHECKSUM
    };
    unsigned char bits[3 * BLOCK], block[BLOCK];
    size_t i;

    ksp_n_fold(constant, sizeof(constant), block, sizeof(block));
    for (i = 0; i < 3; i++) {
        des3_encrypt(des3, BLOCK, block, block);
        memcpy(bits + i * BLOCK, block, BLOCK);
    }
    for (i = 0; i < 3; i++)
        des_key_of_bits(bits + i * 7, key + i * DES_KEY_SIZE);
    ksp_wipe(bits, sizeof(bits));
    ksp_wipe(block, sizeof(block));
}

static struct ksp_1964_key *
key_new(const struct ksp_enctype *enctype, const unsigned char *contents)
{
    struct des3_key *k = calloc(1, sizeof(*k));
    unsigned char derived[DES3_KEY_SIZE];

    if (k != NULL) {
        ksp_confounder_prepare();
        k->head.cipher = &ksp_1964_des3;
        k->head.enctype = enctype;
        /* It says whether the key is a weak one; the peers chose it. */
        (void)des3_set_key(&k->des3, contents);
        derive_checksum_key(&k->des3, derived);
        ksp_hmac_set_key(&k->sign, &nettle_sha1, derived, sizeof(derived));
        ksp_wipe(derived, sizeof(derived));
        ksp_stack_wipe();
    }
    return k != NULL ? &k->head : NULL;
}

static void
key_free(struct ksp_1964_key *key)
{
    ksp_wipe(key, sizeof(struct des3_key));
    free(key);
}

static void
checksum(const struct ksp_1964_key *key, bool mic,
         const struct ksp_span *spans, size_t count,
         unsigned char *SGN_CKSUM)
{
    const struct des3_key *k = (const struct des3_key *)key;
    union ksp_hash_state state;

    (void)mic;
    ksp_hmac_begin(&k->sign, &state);
    ksp_hmac_add_spans(&k->sign, &state, spans, count);
    ksp_hmac_end(&k->sign, &state, SGN_CKSUM, key->enctype->cksum_length);
    ksp_stack_wipe_message();
}

/* A key, and what the next block needs. */
struct cbc {
    const struct des3_ctx *des3;
    unsigned char iv[BLOCK];
};

static void
encrypt_run(void *cipher, unsigned char *data, size_t length)
{
    struct cbc *cbc = cipher;

    cbc_encrypt(cbc->des3, (nettle_cipher_func *)des3_encrypt, BLOCK,
                cbc->iv, length, data, data);
}

static void
decrypt_run(void *cipher, unsigned char *data, size_t length)
{
    struct cbc *cbc = cipher;

    cbc_decrypt(cbc->des3, (nettle_cipher_func *)des3_decrypt, BLOCK,
                cbc->iv, length, data, data);
}

static void
number(const struct ksp_1964_key *key, const unsigned char *SGN_CKSUM,
       bool encrypt, unsigned char *SND_SEQ)
{
    const struct des3_key *k = (const struct des3_key *)key;
    struct cbc cbc = { &k->des3, { 0 } };

    memcpy(cbc.iv, SGN_CKSUM, sizeof(cbc.iv));
    (encrypt ? encrypt_run : decrypt_run)(&cbc, SND_SEQ, KSP_1964_SND_SEQ);
}

static void
crypt(const struct ksp_1964_key *key, uint32_t number, bool encrypt,
      const struct ksp_span *spans, size_t count)
{
    const struct des3_key *k = (const struct des3_key *)key;
    struct ksp_place p = ksp_place_start(spans, count);
    struct cbc cbc = { &k->des3, { 0 } };

    (void)number;
    ksp_place_run(&p, ksp_place_total(spans, count), BLOCK,
                  encrypt ? encrypt_run : decrypt_run, &cbc);
    ksp_stack_wipe_message();
}

const struct ksp_1964_cipher ksp_1964_des3 = {
    .enctype = ENCTYPE_DES3_CBC_SHA1,
    .SGN_ALG = 0x0004,
    .SEAL_ALG = 0x0002,
    .big_endian = false,
    .padding = BLOCK,
    .works = ksp_known_answer,
    .random = ksp_confounder,
    .key_new = key_new,
    .key_free = key_free,
    .checksum = checksum,
    .number = number,
    .crypt = crypt,
};
