/* SPDX-License-Identifier: MIT */
/*
 * shim/crypto/in_turn.c and cts.c: hash and cipher in turn give what the two
 * give one after the other, for every length, however the message is cut and
 * wherever it lies.
 */
#include <check.h>
#include <string.h>

#include "crypto/in_turn.h"
#include "unit/unit.h"

#define LONGEST 1100
#define ROOM (LONGEST + 64)
#define SPANS 7

static const struct nettle_hash *const hashes[] = {
    &nettle_sha1, &nettle_sha256, KSP_SHA384
};

#define HASHES 3

/* A message, where its spans are, and what comes of it. */
struct message {
    unsigned char bytes[ROOM];
    struct ksp_span spans[SPANS];
    size_t count;
    unsigned char digest[KSP_DIGEST_MAX];
};

struct keys {
    struct ksp_cts_key encrypt;
    struct ksp_cts_key decrypt;
    struct ksp_hmac_key hmac;
};

static void
keys_init(struct keys *k, size_t cipher_length,
          const struct nettle_hash *hash)
{
    unsigned char contents[32];
    size_t i;

    for (i = 0; i < sizeof(contents); i++)
        contents[i] = (unsigned char)(i * 7 + cipher_length);
    ksp_cts_set_encrypt_key(&k->encrypt, contents, cipher_length);
    ksp_cts_set_decrypt_key(&k->decrypt, contents, cipher_length);
    ksp_hmac_set_key(&k->hmac, hash, contents, 20);
}

static void
add(struct message *m, size_t *at, size_t length, enum ksp_span_kind kind)
{
    m->spans[m->count].data = m->bytes + *at;
    m->spans[m->count].length = length;
    m->spans[m->count].from = NULL;
    m->spans[m->count++].kind = kind;
    *at += length;
}

/* `length` bytes that are sealed, from `at` on and cut at `cut`; with
 * `signs`, spans that are only signed before, between and behind. */
static void
message_init(struct message *m, size_t at, size_t length, size_t cut,
             bool signs)
{
    size_t i;

    for (i = 0; i < sizeof(m->bytes); i++)
        m->bytes[i] = (unsigned char)(i * 29 + (i >> 8));
    m->count = 0;
    if (signs)
        add(m, &at, 5, KSP_SPAN_SIGN);
    add(m, &at, cut, KSP_SPAN_SEAL);
    if (signs)
        add(m, &at, 3, KSP_SPAN_SIGN);
    add(m, &at, length - cut, KSP_SPAN_SEAL);
    if (signs)
        add(m, &at, 9, KSP_SPAN_SIGN);
}

/* The sealed bytes are elsewhere, and rubbish is at their place. */
static void
move_away(struct message *m, unsigned char *elsewhere)
{
    size_t i;

    memcpy(elsewhere, m->bytes, ROOM);
    for (i = 0; i < m->count; i++) {
        if (m->spans[i].kind == KSP_SPAN_SEAL) {
            m->spans[i].from = elsewhere + (m->spans[i].data - m->bytes);
            memset(m->spans[i].data, 0xee, m->spans[i].length);
        }
    }
}

static void
hash(struct message *m, const struct keys *k, size_t before)
{
    static const unsigned char zeros[16];
    union ksp_hash_state state;

    ksp_hmac_begin(&k->hmac, &state);
    ksp_hmac_add(&k->hmac, &state, zeros, before);
    ksp_hmac_add_spans(&k->hmac, &state, m->spans, m->count);
    ksp_hmac_end(&k->hmac, &state, m->digest, k->hmac.hash->digest_size);
}

/* One after the other. */
static void
plainly(struct message *m, const struct keys *k, bool encrypt,
        enum ksp_turn turn, size_t before)
{
    if (turn == KSP_HASH_FIRST)
        hash(m, k, before);
    if (encrypt)
        ksp_cts_encrypt(&k->encrypt, m->spans, m->count);
    else
        ksp_cts_decrypt(&k->decrypt, m->spans, m->count);
    if (turn == KSP_CIPHER_FIRST)
        hash(m, k, before);
}

/* What the call before has left on the stack is none of this one's. */
static void __attribute__((noinline))
dirty_stack(void)
{
    unsigned char below[4096];

    memset(below, 0x5a, sizeof(below));
    __asm__ volatile("" : : "r"(below) : "memory");
}

static void
in_turn(struct message *m, const struct keys *k, bool encrypt,
        enum ksp_turn turn, size_t before)
{
    static const unsigned char zeros[16];
    struct ksp_in_turn_hash hash = {
        &k->hmac, zeros, before, m->digest, k->hmac.hash->digest_size
    };
    struct ksp_cts_run cipher;

    if (encrypt)
        ksp_cts_begin_encrypt(&cipher, &k->encrypt, m->spans, m->count);
    else
        ksp_cts_begin_decrypt(&cipher, &k->decrypt, m->spans, m->count);
    dirty_stack();
    ksp_in_turn(&cipher, &hash, turn, m->spans, m->count);
}

static void
compare(const struct keys *k, size_t at, size_t length, size_t cut,
        bool signs)
{
    unsigned char elsewhere[ROOM];
    struct message a, b;
    size_t before;
    int way;

    for (way = 0; way < 4; way++) {
        enum ksp_turn turn = way % 2 ? KSP_HASH_FIRST : KSP_CIPHER_FIRST;
        bool encrypt = way / 2 != 0;

        before = length % 2 * 16;
        message_init(&a, at, length, cut, signs);
        message_init(&b, at, length, cut, signs);
        plainly(&a, k, encrypt, turn, before);
        if (cut % 3 == 1 || length % 5 == 1)
            move_away(&b, elsewhere);
        in_turn(&b, k, encrypt, turn, before);
        if (memcmp(a.bytes, b.bytes, ROOM) != 0 ||
            memcmp(a.digest, b.digest, k->hmac.hash->digest_size) != 0)
            ck_abort_msg("%s, %s, %zu bytes at %zu, cut at %zu",
                         k->hmac.hash->name,
                         encrypt ? "encryption" : "decryption", length, at,
                         cut);
    }
}

START_TEST(test_every_length)
{
    struct keys k;
    size_t length;

    keys_init(&k, _i % 2 ? 16 : 32, hashes[_i / 2]);
    for (length = 16; length <= LONGEST; length++) {
        compare(&k, length % 16, length, 0, false);
        compare(&k, length % 7, length, 16, length % 3 == 0);
    }
}
END_TEST

/* Around each step and block, and wherever the two chains part. */
START_TEST(test_every_cut)
{
    static const size_t lengths[] = { 33, 255, 256, 257, 320, 335, 641 };
    struct keys k;
    size_t i, cut;

    keys_init(&k, _i % 2 ? 16 : 32, hashes[_i / 2]);
    for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        for (cut = 0; cut <= lengths[i]; cut++)
            compare(&k, 0, lengths[i], cut, cut % 2 != 0);
    }
}
END_TEST

/* What was encrypted is decrypted. */
START_TEST(test_back)
{
    struct message m, was;
    struct keys k;
    size_t length;

    keys_init(&k, _i % 2 ? 16 : 32, hashes[_i / 2]);
    for (length = 16; length <= LONGEST; length++) {
        message_init(&m, 1, length, length / 3, length % 2 != 0);
        was = m;
        in_turn(&m, &k, true, KSP_HASH_FIRST, 0);
        ck_assert(memcmp(m.bytes, was.bytes, ROOM) != 0);
        memcpy(was.digest, m.digest, sizeof(m.digest));
        in_turn(&m, &k, false, KSP_CIPHER_FIRST, 0);
        if (memcmp(m.bytes, was.bytes, ROOM) != 0 ||
            memcmp(m.digest, was.digest, k.hmac.hash->digest_size) != 0)
            ck_abort_msg("%zu bytes", length);
    }
}
END_TEST

static void
two_spans(struct message *m, size_t first, enum ksp_span_kind kind,
          size_t length)
{
    size_t at = 0;

    message_init(m, 0, 0, 0, false);
    m->count = 0;
    add(m, &at, first, kind);
    add(m, &at, length, KSP_SPAN_SEAL);
}

static void
compare_two(const struct keys *k, size_t first, enum ksp_span_kind kind,
            size_t length)
{
    struct message a, b;
    int way;

    for (way = 0; way < 4; way++) {
        enum ksp_turn turn = way % 2 ? KSP_HASH_FIRST : KSP_CIPHER_FIRST;

        two_spans(&a, first, kind, length);
        two_spans(&b, first, kind, length);
        plainly(&a, k, way / 2 != 0, turn, length % 2 * 16);
        in_turn(&b, k, way / 2 != 0, turn, length % 2 * 16);
        ck_assert_mem_eq(a.bytes, b.bytes, ROOM);
        ck_assert_mem_eq(a.digest, b.digest, k->hmac.hash->digest_size);
    }
}

/* The first span is only signed, and as long as what is done at once; or it
 * is empty. */
START_TEST(test_first_span)
{
    static const size_t firsts[] = { 0, 63, 64, 128, 300, 512 };
    struct keys k;
    size_t i, length;

    keys_init(&k, 16, hashes[_i / 2]);
    for (i = 0; i < sizeof(firsts) / sizeof(firsts[0]); i++) {
        for (length = 256; length <= 400; length += 9) {
            compare_two(&k, firsts[i], _i % 2 ? KSP_SPAN_SIGN :
                        KSP_SPAN_SEAL, length);
        }
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("in_turn");
    TCase *tc = tcase_create("in_turn");

    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, test_every_length, 0, 2 * HASHES);
    tcase_add_loop_test(tc, test_every_cut, 0, 2 * HASHES);
    tcase_add_loop_test(tc, test_back, 0, 2 * HASHES);
    tcase_add_loop_test(tc, test_first_span, 0, 2 * HASHES);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
