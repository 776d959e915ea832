/* SPDX-License-Identifier: MIT */
/*
 * RC4 as RFC 4757 has it in tokens (sections 7.2 and 7.3).  With K the
 * session key and MD5-HMAC written H(key, data):
 *
 *      SGN_CKSUM  the first 8 bytes of
 *                 H(H(K, "signaturekey" 0), MD5(T | header | ...))
 *                 with T = 15 for MIC tokens and 13 for wrap tokens
 *      SND_SEQ    RC4 with H(H(K, 0), SGN_CKSUM)
 *      message    RC4 with H(H(K ^ F0..F0, 0), number)
 *
 * T and 0 are four bytes, the lowest first; the number's highest is first.
 * The exportable kind salts with "fortybits" before the 0, and of the inner
 * H of the two ciphers only 7 bytes count.
 *
 * Inner keys are hashed once per context.
 */
#include <nettle/arcfour.h>
#include <nettle/md5.h>
#include <nettle/nettle-meta.h>
#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"
#include "crypto/confounder.h"
#include "crypto/hmac.h"
#include "crypto/knownanswer.h"
#include "crypto/rfc1964.h"
#include "crypto/stack_wipe.h"

#define ENCTYPE_ARCFOUR_HMAC 23
#define ENCTYPE_ARCFOUR_HMAC_EXP 24

#define KEY_LENGTH 16
#define SGN_CKSUM_LENGTH 8
#define EXPORTABLE_LENGTH 7
#define EXPORTABLE_FILL 0xab

#define T_MIC 15
#define T_WRAP 13

struct arcfour_key {
    struct ksp_1964_key head;
    struct ksp_hmac_key sign;
    struct ksp_hmac_key number;
    struct ksp_hmac_key crypt;
};

static void
md5_hmac(const struct ksp_hmac_key *key, const unsigned char *data,
         size_t length, unsigned char *out, size_t out_length)
{
    union ksp_hash_state state;

    ksp_hmac_begin(key, &state);
    ksp_hmac_add(key, &state, data, length);
    ksp_hmac_end(key, &state, out, out_length);
}

/* The H whose key is H(base, data); `exportable` weakens it. */
static void
derive(const unsigned char *base, const void *data, size_t length,
       bool exportable, struct ksp_hmac_key *out)
{
    struct ksp_hmac_key outer;
    unsigned char key[KEY_LENGTH];

    ksp_hmac_set_key(&outer, &nettle_md5, base, KEY_LENGTH);
    md5_hmac(&outer, data, length, key, sizeof(key));
    if (exportable) {
        memset(key + EXPORTABLE_LENGTH, EXPORTABLE_FILL,
               sizeof(key) - EXPORTABLE_LENGTH);
    }
    ksp_hmac_set_key(out, &nettle_md5, key, sizeof(key));
    ksp_wipe(key, sizeof(key));
    ksp_wipe(&outer, sizeof(outer));
}

static void
derive_cipher(const unsigned char *base, bool exportable,
              struct ksp_hmac_key *out)
{
    static const unsigned char plain[4] = { 0 };
    static const unsigned char salted[14] = "fortybits";

    if (exportable)
        derive(base, salted, sizeof(salted), true, out);
    else
        derive(base, plain, sizeof(plain), false, out);
}

/* With a frame of its own, for ksp_stack_wipe: compilers keep parts of a key
 * in it, too. */
static void __attribute__((noinline))
derive_all(struct arcfour_key *k, const unsigned char *contents,
           bool exportable)
{
    static const char signaturekey[] = "signaturekey";
    unsigned char flipped[KEY_LENGTH];
    size_t i;

    for (i = 0; i < KEY_LENGTH; i++)
        flipped[i] = contents[i] ^ 0xf0;
    derive(contents, signaturekey, sizeof(signaturekey), false, &k->sign);
    derive_cipher(contents, exportable, &k->number);
    derive_cipher(flipped, exportable, &k->crypt);
    ksp_wipe(flipped, sizeof(flipped));
}

static struct ksp_1964_key *
key_new(const struct ksp_enctype *enctype, const unsigned char *contents)
{
    bool exportable = enctype->enctype == ENCTYPE_ARCFOUR_HMAC_EXP;
    struct arcfour_key *k = calloc(1, sizeof(*k));

    if (k != NULL) {
        ksp_confounder_prepare();
        k->head.cipher = exportable ? &ksp_1964_arcfour_exp :
            &ksp_1964_arcfour;
        k->head.enctype = enctype;
        derive_all(k, contents, exportable);
        ksp_stack_wipe();
    }
    return k != NULL ? &k->head : NULL;
}

static void
key_free(struct ksp_1964_key *key)
{
    ksp_wipe(key, sizeof(struct arcfour_key));
    free(key);
}

static void
checksum(const struct ksp_1964_key *key, bool mic,
         const struct ksp_span *spans, size_t count,
         unsigned char *SGN_CKSUM)
{
    const struct arcfour_key *k = (const struct arcfour_key *)key;
    const unsigned char T[4] = { mic ? T_MIC : T_WRAP, 0, 0, 0 };
    unsigned char digest[MD5_DIGEST_SIZE];
    struct md5_ctx md5;
    size_t i;

    md5_init(&md5);
    md5_update(&md5, sizeof(T), T);
    for (i = 0; i < count; i++) {
        if (spans[i].length > 0)
            md5_update(&md5, spans[i].length, spans[i].data);
    }
    md5_digest(&md5, sizeof(digest), digest);
    md5_hmac(&k->sign, digest, sizeof(digest), SGN_CKSUM, SGN_CKSUM_LENGTH);
    /* The end of the message is in there still. */
    ksp_wipe(&md5, sizeof(md5));
    ksp_wipe(digest, sizeof(digest));
    ksp_stack_wipe_message();
}

/* RC4 with a key made for one token. */
static void
begin(const struct ksp_hmac_key *hmac, const unsigned char *data,
      size_t length, struct arcfour_ctx *rc4)
{
    unsigned char key[KEY_LENGTH];

    md5_hmac(hmac, data, length, key, sizeof(key));
    arcfour_set_key(rc4, sizeof(key), key);
    ksp_wipe(key, sizeof(key));
}

static void
number(const struct ksp_1964_key *key, const unsigned char *SGN_CKSUM,
       bool encrypt, unsigned char *SND_SEQ)
{
    const struct arcfour_key *k = (const struct arcfour_key *)key;
    struct arcfour_ctx rc4;

    (void)encrypt;
    begin(&k->number, SGN_CKSUM, SGN_CKSUM_LENGTH, &rc4);
    arcfour_crypt(&rc4, KSP_1964_SND_SEQ, SND_SEQ, SND_SEQ);
    ksp_wipe(&rc4, sizeof(rc4));
}

static void
crypt(const struct ksp_1964_key *key, uint32_t number, bool encrypt,
      const struct ksp_span *spans, size_t count)
{
    const struct arcfour_key *k = (const struct arcfour_key *)key;
    const unsigned char be[4] = {
        (unsigned char)(number >> 24), (unsigned char)(number >> 16),
        (unsigned char)(number >> 8), (unsigned char)number
    };
    struct arcfour_ctx rc4;
    size_t i;

    (void)encrypt;
    begin(&k->crypt, be, sizeof(be), &rc4);
    for (i = 0; i < count; i++) {
        if (spans[i].kind == KSP_SPAN_SEAL && spans[i].length > 0)
            arcfour_crypt(&rc4, spans[i].length, spans[i].data,
                          spans[i].data);
    }
    ksp_wipe(&rc4, sizeof(rc4));
    ksp_stack_wipe_message();
}

/* They differ in what key_new derives from the key. */
#define ARCFOUR(number_of_enctype) { \
    .enctype = number_of_enctype, \
    .SGN_ALG = 0x0011, \
    .SEAL_ALG = 0x0010, \
    .big_endian = true, \
    .padding = 1, \
    .keyed_by_number = true, \
    .works = ksp_known_answer, \
    .random = ksp_confounder, \
    .key_new = key_new, \
    .key_free = key_free, \
    .checksum = checksum, \
    .number = number, \
    .crypt = crypt, \
}

const struct ksp_1964_cipher ksp_1964_arcfour =
    ARCFOUR(ENCTYPE_ARCFOUR_HMAC);

const struct ksp_1964_cipher ksp_1964_arcfour_exp =
    ARCFOUR(ENCTYPE_ARCFOUR_HMAC_EXP);
