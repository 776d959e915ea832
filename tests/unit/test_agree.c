/* SPDX-License-Identifier: MIT */
/*
 * shim/crypto: two providers of one enctype are the same to the wire.
 * Random messages of every length 0 to 700 and a few long ones, cut into
 * random spans, signed by one and verified by the other, sealed by one and
 * unsealed by the other.
 */
#include "config.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/provider.h"
#include "ksp/winerror.h"
#include "unit/unit.h"

#define SMALL_MAX 700
#define LARGE_MAX (1024 * 1024 + 13)
#define SPANS_MAX 40

/* RFC 4121 key usages. */
static const uint32_t usages[] = { 22, 23, 24, 25 };

static const size_t large[] = { 4096, 65535, 65536, LARGE_MAX };

/* A small generator of our own, so that a failure can be repeated. */
static uint64_t state;

static uint32_t
next_random(void)
{
    state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (uint32_t)(state >> 33);
}

static void
fill_random(unsigned char *p, size_t length)
{
    while (length-- > 0)
        *p++ = (unsigned char)next_random();
}

/* Cut `length` bytes at `data` into spans, some of them empty and some
 * only signed. */
static size_t
cut(unsigned char *data, size_t length, bool mixed, struct ksp_span *spans)
{
    size_t count = 0, n;

    while (length > 0 && count < SPANS_MAX - 1) {
        n = next_random() % 4 == 0 ? length : next_random() % (length + 1);
        n = next_random() % 3 == 0 && n > 20 ? n % 20 : n;
        spans[count].data = data;
        spans[count].length = n;
        spans[count].kind = mixed && next_random() % 4 == 0 ?
            KSP_SPAN_SIGN : KSP_SPAN_SEAL;
        spans[count].from = NULL;
        data += n;
        length -= n;
        count++;
    }
    spans[count].data = data;
    spans[count].length = length;
    spans[count].kind = KSP_SPAN_SEAL;
    spans[count].from = NULL;
    return count + 1;
}

struct pair {
    const struct ksp_provider *p[2];
    const struct ksp_enctype *enctype;
    struct ksp_key *key[2];
};

static void
pair_init(struct pair *pair, const struct ksp_enctype *enctype,
          uint32_t usage)
{
    unsigned char contents[KSP_KEY_MAX];
    int i;

    pair->enctype = enctype;
    pair->p[0] = &ksp_provider_krb5;
    pair->p[1] = ksp_provider_for(enctype);
    fill_random(contents, sizeof(contents));
    for (i = 0; i < 2; i++) {
        ck_assert_int_eq(pair->p[i]->key_new(enctype, contents, usage,
                                             &pair->key[i]), SEC_E_OK);
    }
}

static void
pair_done(struct pair *pair)
{
    int i;

    for (i = 0; i < 2; i++)
        pair->p[i]->key_free(&pair->key[i]);
}

static void
check_sign(struct pair *pair, unsigned char *data, size_t length)
{
    unsigned char cksum[2][KSP_CKSUM_MAX];
    struct ksp_span spans[SPANS_MAX];
    size_t count;
    int i;

    count = cut(data, length, true, spans);
    for (i = 0; i < 2; i++) {
        ck_assert_int_eq(pair->p[i]->sign(pair->key[i], spans, count,
                                          cksum[i]), SEC_E_OK);
    }
    ck_assert_mem_eq(cksum[0], cksum[1], pair->enctype->cksum_length);
    cksum[0][next_random() % pair->enctype->cksum_length] ^= 1;
    ck_assert_int_eq(pair->p[0]->verify(pair->key[0], spans, count,
                                        cksum[1]), SEC_E_OK);
    ck_assert_int_eq(pair->p[1]->verify(pair->key[1], spans, count,
                                        cksum[0]), SEC_E_MESSAGE_ALTERED);
}

/* The spans' bytes go to `elsewhere`, and rubbish to their place. */
static void
move_away(struct ksp_span *spans, size_t count, unsigned char *elsewhere)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (spans[i].kind == KSP_SPAN_SEAL) {
            if (spans[i].length > 0) {
                memcpy(elsewhere, spans[i].data, spans[i].length);
                memset(spans[i].data, 0xee, spans[i].length);
            }
            spans[i].from = elsewhere;
            elsewhere += spans[i].length;
        }
    }
}

/* What libkrb5 needs to cut the last two blocks off: at least one more
 * after the confounder, as every RFC 4121 token has. */
static void
check_seal(struct pair *pair, int from, unsigned char *data, size_t length)
{
    const struct ksp_provider *a = pair->p[from], *b = pair->p[!from];
    unsigned char confounder[KSP_CONFOUNDER_MAX], cksum[KSP_CKSUM_MAX];
    unsigned char header[16];
    unsigned char *copy = malloc(length + 1);
    unsigned char *elsewhere = malloc(length + sizeof(header));
    struct ksp_span spans[SPANS_MAX + 1];
    size_t count, i;

    memcpy(header, "0123456789abcdef", sizeof(header));
    memcpy(copy, data, length);
    count = cut(data, length, true, spans);
    spans[count].data = header;
    spans[count].length = sizeof(header);
    spans[count].from = NULL;
    spans[count++].kind = KSP_SPAN_SEAL;
    ck_assert_int_eq(a->seal(pair->key[from], confounder, spans, count,
                             cksum), SEC_E_OK);
    ck_assert_mem_ne(header, "0123456789abcdef", sizeof(header));
    if (next_random() % 2 == 0)
        move_away(spans, count, elsewhere);
    ck_assert_int_eq(b->unseal(pair->key[!from], confounder, spans, count,
                               cksum), SEC_E_OK);
    if (length > 0)
        ck_assert_mem_eq(data, copy, length);
    ck_assert_mem_eq(header, "0123456789abcdef", sizeof(header));

    for (i = 0; i < count; i++)
        spans[i].from = NULL;
    ck_assert_int_eq(a->seal(pair->key[from], confounder, spans, count,
                             cksum), SEC_E_OK);
    if (next_random() % 2 == 0)
        cksum[next_random() % pair->enctype->cksum_length] ^= 0x80;
    else
        header[next_random() % sizeof(header)] ^= 0x01;
    ck_assert_int_eq(b->unseal(pair->key[!from], confounder, spans, count,
                               cksum), SEC_E_MESSAGE_ALTERED);
    free(elsewhere);
    free(copy);
}

/* At every alignment of the data. */
static void
check_length(struct pair *pair, size_t length)
{
    unsigned char *memory = malloc(length + 16);
    unsigned char *data = memory + next_random() % 16;

    fill_random(data, length);
    check_sign(pair, data, length);
    check_seal(pair, 0, data, length);
    check_seal(pair, 1, data, length);
    free(memory);
}

START_TEST(test_every_length)
{
    const struct ksp_enctype *enctype = ksp_enctype_at((size_t)_i);
    struct pair pair;
    size_t u, length;

    state = (uint64_t)_i + 1;
    for (u = 0; u < sizeof(usages) / sizeof(usages[0]); u++) {
        pair_init(&pair, enctype, usages[u]);
        for (length = 0; length <= SMALL_MAX; length++)
            check_length(&pair, length);
        pair_done(&pair);
    }
}
END_TEST

START_TEST(test_large)
{
    const struct ksp_enctype *enctype = ksp_enctype_at((size_t)_i);
    struct pair pair;
    size_t i;

    state = (uint64_t)_i + 100;
    pair_init(&pair, enctype, 24);
    for (i = 0; i < sizeof(large) / sizeof(large[0]); i++)
        check_length(&pair, large[i]);
    pair_done(&pair);
}
END_TEST

#ifdef HAVE_NETTLE
/* Or the tests above compare libkrb5 with itself. */
START_TEST(test_two_providers)
{
    const struct ksp_enctype *enctype;
    size_t i, fast = 0;

    for (i = 0; (enctype = ksp_enctype_at(i)) != NULL; i++) {
        if (enctype->protocol == KSP_RFC4121)
            fast += ksp_provider_for(enctype) != &ksp_provider_krb5;
    }
    ck_assert_uint_eq(fast, 4);
}
END_TEST
#endif

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("agree");
    TCase *tc = tcase_create("agree");

    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, test_every_length, 0, 6);
    tcase_add_loop_test(tc, test_large, 0, 6);
#ifdef HAVE_NETTLE
    tcase_add_test(tc, test_two_providers);
#endif
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
