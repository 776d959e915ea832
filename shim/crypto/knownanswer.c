/* SPDX-License-Identifier: MIT */
#include <nettle/nettle-meta.h>
#include <nettle/version.h>
#include <stdatomic.h>
#include <string.h>

#include "crypto/cts.h"
#include "crypto/derive.h"
#include "crypto/hmac.h"
#include "crypto/knownanswer.h"
#include "crypto/rfc1964.h"

#define USAGE 24
#define NUMBER 0x12345678

/* The message: blocks of every cipher; with the last byte left out, it also
 * has a block that is not full. */
#define LENGTH 128
#define TAIL 32
#define DIGEST_START 8
#define ANSWER_MAX (2 * KSP_CKSUM_MAX + TAIL)

struct answer {
    unsigned char bytes[ANSWER_MAX];
    size_t length;
};

enum verdict { UNKNOWN, RIGHT, WRONG };

static const struct {
    int32_t enctype;
    const struct ksp_1964_cipher *cipher;   /* NULL: of RFC 4121 */
    const struct nettle_hash *hash;
    unsigned int digest_size;
    unsigned int block_size;
    size_t context_size;
    const char *digest;                     /* of the message, its start */
    const char *answer;
} known[] = {
    { 16, &ksp_1964_des3, &nettle_sha1, SHA1_DIGEST_SIZE, SHA1_BLOCK_SIZE,
      sizeof(struct sha1_ctx), "312ebe5f72f4f881",
      "b44a4387f981d830152fa8c47ba76e8e942924323d57d619913ad77d95158816"
      "78fbecacbd9b34a68559ad2c694687164e754c2ef47c1d5dbbcdb2270724415e"
      "7b98b5d2" },
    { 17, NULL, &nettle_sha1, SHA1_DIGEST_SIZE, SHA1_BLOCK_SIZE,
      sizeof(struct sha1_ctx), "312ebe5f72f4f881",
      "2171a9f78b1c4305807f33644ff35fd69f711e9c99b8a711ec11a5907663c4b2"
      "ae987d0cfa9d214e722376b33201c4d6103c6f3d3dc972a0" },
    { 18, NULL, &nettle_sha1, SHA1_DIGEST_SIZE, SHA1_BLOCK_SIZE,
      sizeof(struct sha1_ctx), "312ebe5f72f4f881",
      "e0c3cb733745b17bf6cb75228dc9bebda6c375c75aa58539eabf1c8bb3d68113"
      "05b0d0a18b8f553de815dbf3014c0201423f46417beefc4e" },
    { 19, NULL, &nettle_sha256, SHA256_DIGEST_SIZE, SHA256_BLOCK_SIZE,
      sizeof(struct sha256_ctx), "a1e19a9775b673aa",
      "7d9f194da0f29058ffe96b0f8bca87b2a4a2f2118ef72ea2cbd3b129f32daab2"
      "3115484db1069096a87a9940935e05bf0d17507d5d806ec9195b21f3f750f8ed" },
    { 20, NULL, KSP_SHA384, SHA384_DIGEST_SIZE, SHA384_BLOCK_SIZE,
      KSP_SHA384_STATE, "d78925b139fac64d",
      "9201989eb5353c75c847143e0e7d182369d19c5d609c7b26cf5cbddee2dbd2a7"
      "ab0ee6a8d4a5ba0d95932fbc06e363bbb63d6bc679fcfbda381791271af70b8a"
      "1519a617329e15c6576422f6e73b1f04" },
    { 23, &ksp_1964_arcfour, &nettle_md5, MD5_DIGEST_SIZE, MD5_BLOCK_SIZE,
      sizeof(struct md5_ctx), "47b784a1ce728073",
      "2496e5226c72f08ac592ea502b71ae622c3fdce43f84246cfd616b8e530eb9b2"
      "9e44c7906f8955269dd7050ad3370e3d0724415e7b98b5d2" },
    { 24, &ksp_1964_arcfour_exp, &nettle_md5, MD5_DIGEST_SIZE, MD5_BLOCK_SIZE,
      sizeof(struct md5_ctx), "47b784a1ce728073",
      "2496e5226c72f08a6908b5b4db3ac38ffbe27f9f979e5970deb5ac79e95fe183"
      "47a1b9bdac98bee05b1a70291f5028510724415e7b98b5d2" },
};

#define KNOWN (sizeof(known) / sizeof(known[0]))

static _Atomic enum verdict verdicts[KNOWN];

static void
fill(unsigned char *out, size_t length)
{
    size_t i;

    for (i = 0; i < length; i++)
        out[i] = (unsigned char)(i * 29 + 7);
}

static void
note(struct answer *a, const unsigned char *bytes, size_t length)
{
    memcpy(a->bytes + a->length, bytes, length);
    a->length += length;
}

/* ---- RFC 4121 -------------------------------------------------------- */

static void
note_hmac(struct answer *a, const struct ksp_enctype *et,
          const struct nettle_hash *hash, const unsigned char *key,
          unsigned char kind, const struct ksp_span *message)
{
    unsigned char derived[KSP_KEY_MAX], cksum[KSP_CKSUM_MAX];
    union ksp_hash_state state;
    struct ksp_hmac_key hmac;
    size_t length;

    length = ksp_derive(et, key, USAGE, kind, derived);
    ksp_hmac_set_key(&hmac, hash, derived, length);
    ksp_hmac_begin(&hmac, &state);
    ksp_hmac_add_spans(&hmac, &state, message, 1);
    ksp_hmac_end(&hmac, &state, cksum, et->cksum_length);
    note(a, cksum, et->cksum_length);
}

static void
note_cts(struct answer *a, const struct ksp_enctype *et,
         const unsigned char *key, struct ksp_span *message)
{
    unsigned char derived[KSP_KEY_MAX];
    struct ksp_cts_key cts;
    size_t length;

    length = ksp_derive(et, key, USAGE, KSP_DERIVE_ENCRYPT, derived);
    ksp_cts_set_encrypt_key(&cts, derived, length);
    ksp_cts_encrypt(&cts, message, 1);
    note(a, message->data + message->length - TAIL, TAIL);
    ksp_cts_set_decrypt_key(&cts, derived, length);
    ksp_cts_decrypt(&cts, message, 1);
}

static void
answer_4121(struct answer *a, const struct ksp_enctype *et,
            const struct nettle_hash *hash, const unsigned char *key,
            struct ksp_span message)
{
    message.length--;
    note_hmac(a, et, hash, key, KSP_DERIVE_CHECKSUM, &message);
    note_hmac(a, et, hash, key, KSP_DERIVE_INTEGRITY, &message);
    note_cts(a, et, key, &message);
}

/* ---- RFC 1964 -------------------------------------------------------- */

/* False if memory was short. */
static bool
answer_1964(struct answer *a, size_t i, const struct ksp_enctype *et,
            const unsigned char *contents, struct ksp_span *message)
{
    unsigned char cksum[KSP_CKSUM_MAX], number[KSP_1964_SND_SEQ];
    const struct ksp_1964_cipher *c = known[i].cipher;
    struct ksp_1964_key *key = c->key_new(et, contents);

    if (key != NULL) {
        c->checksum(key, true, message, 1, cksum);
        note(a, cksum, et->cksum_length);
        fill(number, sizeof(number));
        c->number(key, cksum, true, number);
        note(a, number, sizeof(number));
        c->crypt(key, NUMBER, true, message, 1);
        note(a, message->data + message->length - TAIL, TAIL);
        c->crypt(key, NUMBER, false, message, 1);
        c->number(key, cksum, false, number);
        note(a, number, sizeof(number));
        c->key_free(key);
    }
    return key != NULL;
}

/* ---------------------------------------------------------------------- */

static bool
is_hex(const unsigned char *bytes, size_t length, const char *hex)
{
    static const char digits[] = "0123456789abcdef";
    bool same = strlen(hex) == 2 * length;
    size_t i;

    for (i = 0; i < length && same; i++) {
        same = hex[2 * i] == digits[bytes[i] >> 4] &&
            hex[2 * i + 1] == digits[bytes[i] & 15];
    }
    return same;
}

/* What nettle itself says of a hash. */
static bool
described(size_t i)
{
    const struct nettle_hash *hash = known[i].hash;

    return nettle_version_major() == NETTLE_VERSION_MAJOR &&
        hash->digest_size == known[i].digest_size &&
        hash->block_size == known[i].block_size &&
        hash->context_size == known[i].context_size &&
        hash->init != NULL && hash->update != NULL && hash->digest != NULL;
}

/* First of all: in a state that it did not make a hash may write anywhere. */
static bool
hashes(size_t i, const struct ksp_span *message)
{
    unsigned char digest[DIGEST_START];
    union ksp_hash_state state;

    /* A function that does nothing must leave nothing right behind. */
    memset(&state, 0, sizeof(state));
    memset(digest, 0, sizeof(digest));
    known[i].hash->init(&state);
    known[i].hash->update(&state, message->length, message->data);
    known[i].hash->digest(&state, sizeof(digest), digest);
    return is_hex(digest, sizeof(digest), known[i].digest);
}

static enum verdict
examine(size_t i, const struct ksp_enctype *et)
{
    unsigned char key[KSP_KEY_MAX], text[LENGTH], back[LENGTH];
    struct ksp_span message = {
        .data = text, .length = sizeof(text), .kind = KSP_SPAN_SEAL
    };
    struct answer a = { { 0 }, 0 };
    enum verdict verdict = WRONG;
    bool done = true;

    fill(key, sizeof(key));
    fill(text, sizeof(text));
    fill(back, sizeof(back));
    if (!described(i) || !hashes(i, &message))
        return verdict;
    if (known[i].cipher != NULL)
        done = answer_1964(&a, i, et, key, &message);
    else
        answer_4121(&a, et, known[i].hash, key, message);
    if (!done)
        verdict = UNKNOWN;
    else if (is_hex(a.bytes, a.length, known[i].answer) &&
             memcmp(text, back, sizeof(text)) == 0)
        verdict = RIGHT;
    return verdict;
}

bool
ksp_known_answer(const struct ksp_enctype *enctype)
{
    enum verdict verdict = WRONG;
    size_t i;

    for (i = 0; i < KNOWN; i++) {
        if (known[i].enctype == enctype->enctype) {
            verdict = atomic_load(&verdicts[i]);
            if (verdict == UNKNOWN) {
                verdict = examine(i, enctype);
                atomic_store(&verdicts[i], verdict);
            }
        }
    }
    return verdict != WRONG;
}
