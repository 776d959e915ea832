/* SPDX-License-Identifier: MIT */
/*
 * shim/crypto/provider_krb5.c, and the provider the package uses, which is
 * another one for some enctypes: through the provider interface.
 */
#include "config.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/provider.h"
#include "unit/unit.h"

#define USAGE 24

/* Each enctype with the one provider, then each with the other. */
#define ROWS (2 * UNIT_ENCTYPES)

static struct ksp_key *
new_key(int row, uint32_t usage)
{
    const struct ksp_enctype *et =
        ksp_enctype_at((size_t)row % UNIT_ENCTYPES);
    const struct ksp_provider *provider = row < UNIT_ENCTYPES ?
        &ksp_provider_krb5 : ksp_provider_for(et);
    unsigned char contents[KSP_KEY_MAX];
    struct ksp_key *key = NULL;
    size_t i;

    for (i = 0; i < sizeof(contents); i++)
        contents[i] = (unsigned char)(i * 13);
    assert_status(provider->key_new(et, contents, usage, &key), SEC_E_OK);
    ck_assert_ptr_nonnull(key);
    ck_assert_ptr_eq(key->enctype, et);
    ck_assert_ptr_eq(key->provider, provider);
    /* It keeps a copy. */
    memset(contents, 0, sizeof(contents));
    return key;
}

static void
free_key(struct ksp_key *key)
{
    const struct ksp_provider *provider = key->provider;

    provider->key_free(&key);
    ck_assert_ptr_null(key);
    provider->key_free(&key);
}

/* The AES families are nettle's where there is nettle, unless only the
 * reference is wanted; all others are libkrb5's. */
START_TEST(test_chosen)
{
    const struct ksp_enctype *et = ksp_enctype_at((size_t)_i);
    const char *faster = "krb5";

#ifdef HAVE_NETTLE
    if (et->enctype >= 17 && et->enctype <= 20)
        faster = "nettle";
#endif
    ck_assert(!ksp_provider_is_reference_only());
    ck_assert_str_eq(ksp_provider_for(et)->name, faster);
    ck_assert(ksp_provider_for(et)->has(et));
    ksp_provider_use_reference_only(true);
    ck_assert(ksp_provider_is_reference_only());
    ck_assert_ptr_eq(ksp_provider_for(et), &ksp_provider_krb5);
    ksp_provider_use_reference_only(false);
    ck_assert_str_eq(ksp_provider_for(et)->name, faster);
}
END_TEST

/* ---- one thread ----------------------------------------------------- */

/* Lists of spans over one text: the checksum is that of the text. */
START_TEST(test_splits)
{
    struct ksp_key *key = new_key(_i, USAGE);
    unsigned char text[100], whole[KSP_CKSUM_MAX], got[KSP_CKSUM_MAX];
    struct ksp_span one = {
        .data = text, .length = sizeof(text), .kind = KSP_SPAN_SIGN
    };
    struct ksp_span spans[sizeof(text)];
    size_t length = key->enctype->cksum_length, step, count, at;

    for (at = 0; at < sizeof(text); at++)
        text[at] = (unsigned char)at;
    assert_status(key->provider->sign(key, &one, 1, whole), SEC_E_OK);
    for (step = 1; step < sizeof(text); step++) {
        for (count = at = 0; at < sizeof(text); at += step, count++) {
            spans[count].data = text + at;
            spans[count].length = sizeof(text) - at < step ?
                sizeof(text) - at : step;
            spans[count].kind = count % 2 == 0 ? KSP_SPAN_SIGN :
                KSP_SPAN_SEAL;
            spans[count].from = NULL;
        }
        memset(got, 0, sizeof(got));
        assert_status(key->provider->sign(key, spans, count, got), SEC_E_OK);
        ck_assert_mem_eq(got, whole, length);
        assert_status(key->provider->verify(key, spans, count, whole),
                      SEC_E_OK);
    }
    free_key(key);
}
END_TEST

START_TEST(test_verify_bits)
{
    struct ksp_key *key = new_key(_i, USAGE);
    unsigned char text[20] = "some text", *cksum;
    struct ksp_span spans[2] = {
        { text, 10, KSP_SPAN_SIGN, NULL },
        { text + 10, 10, KSP_SPAN_SEAL, NULL }
    };
    size_t length = key->enctype->cksum_length, bit;

    cksum = malloc(length);
    assert_status(key->provider->sign(key, spans, 2, cksum), SEC_E_OK);
    for (bit = 0; bit < length * 8; bit++) {
        cksum[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_status(key->provider->verify(key, spans, 2, cksum),
                      SEC_E_MESSAGE_ALTERED);
        cksum[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    for (bit = 0; bit < sizeof(text) * 8; bit++) {
        text[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_status(key->provider->verify(key, spans, 2, cksum),
                      SEC_E_MESSAGE_ALTERED);
        text[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    assert_status(key->provider->verify(key, spans, 2, cksum), SEC_E_OK);
    free(cksum);
    free_key(key);
}
END_TEST

/* Each bit of confounder, text and checksum of a sealed one. */
START_TEST(test_unseal_bits)
{
    struct ksp_key *key = new_key(_i, USAGE);
    unsigned char made[16 + 30 + KSP_CKSUM_MAX], copy[sizeof(made)];
    struct ksp_span spans[2] = {
        { made + 16, 10, KSP_SPAN_SIGN, NULL },
        { made + 26, 20, KSP_SPAN_SEAL, NULL }
    };
    size_t length = 16 + 30 + key->enctype->cksum_length, bit;

    memset(made, 'x', sizeof(made));
    assert_status(key->provider->seal(key, made, spans, 2, made + 46),
                  SEC_E_OK);
    ck_assert_mem_eq(made + 16, "xxxxxxxxxx", 10);
    memcpy(copy, made, sizeof(made));
    for (bit = 0; bit < length * 8; bit++) {
        memcpy(made, copy, sizeof(made));
        made[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_status(key->provider->unseal(key, made, spans, 2, made + 46),
                      SEC_E_MESSAGE_ALTERED);
    }
    memcpy(made, copy, sizeof(made));
    assert_status(key->provider->unseal(key, made, spans, 2, made + 46),
                  SEC_E_OK);
    for (bit = 26; bit < 46; bit++)
        ck_assert_uint_eq(made[bit], 'x');
    free_key(key);
}
END_TEST

/* Numbers of spans about those that are translated on the stack. */
START_TEST(test_many_spans)
{
    struct ksp_key *key = new_key(_i, USAGE);
    unsigned char *text = malloc(1000), confounder[16];
    unsigned char cksum[KSP_CKSUM_MAX];
    struct ksp_span *spans = calloc(1000, sizeof(*spans));
    static const size_t counts[] = { 0, 1, 13, 14, 15, 16, 17, 18, 1000 };
    size_t i, j;

    for (i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        memset(text, 'y', 1000);
        for (j = 0; j < counts[i]; j++) {
            spans[j].data = text + j;
            spans[j].length = 1;
            spans[j].kind = j % 7 == 6 ? KSP_SPAN_SIGN : KSP_SPAN_SEAL;
        }
        assert_status(key->provider->sign(key, spans, counts[i], cksum),
                      SEC_E_OK);
        assert_status(key->provider->verify(key, spans, counts[i], cksum),
                      SEC_E_OK);
        assert_status(key->provider->seal(key, confounder, spans, counts[i],
                                          cksum), SEC_E_OK);
        assert_status(key->provider->unseal(key, confounder, spans,
                                            counts[i], cksum), SEC_E_OK);
        for (j = 0; j < 1000; j++)
            ck_assert_uint_eq(text[j], 'y');
    }
    free(text);
    free(spans);
    free_key(key);
}
END_TEST

/* What one usage signs or seals another does not take. */
START_TEST(test_usages)
{
    unsigned char text[16] = "fifteen letters", confounder[16];
    unsigned char cksum[KSP_CKSUM_MAX];
    struct ksp_span span = {
        .data = text, .length = sizeof(text), .kind = KSP_SPAN_SEAL
    };
    uint32_t made, taken;

    for (made = 22; made <= 25; made++) {
        for (taken = 22; taken <= 25; taken++) {
            struct ksp_key *from = new_key(_i, made);
            struct ksp_key *to = new_key(_i, taken);
            NTSTATUS want = made == taken ? SEC_E_OK :
                SEC_E_MESSAGE_ALTERED;

            assert_status(from->provider->sign(from, &span, 1, cksum),
                          SEC_E_OK);
            assert_status(to->provider->verify(to, &span, 1, cksum), want);
            assert_status(from->provider->seal(from, confounder, &span, 1,
                                               cksum), SEC_E_OK);
            assert_status(to->provider->unseal(to, confounder, &span, 1,
                                               cksum), want);
            free_key(from);
            free_key(to);
        }
    }
}
END_TEST

/* ---- one key in several threads ------------------------------------- */

#define THREADS 6       /* more than the provider keeps idle keys */
#define ROUNDS 1500

struct share {
    struct ksp_key *key;
    unsigned char number;
    unsigned char cksum[KSP_CKSUM_MAX];     /* of 50 bytes of `number` */
};

static void *
use_key(void *argument)
{
    struct share *s = argument;
    const struct ksp_provider *p = s->key->provider;
    unsigned char text[50], want[50], confounder[16], cksum[KSP_CKSUM_MAX];
    struct ksp_span span = {
        .data = text, .length = sizeof(text), .kind = KSP_SPAN_SEAL
    };
    size_t wrong = 0;
    int i;

    memset(text, s->number, sizeof(text));
    memset(want, s->number, sizeof(want));
    for (i = 0; i < ROUNDS; i++) {
        wrong += p->sign(s->key, &span, 1, cksum) != SEC_E_OK;
        wrong += memcmp(cksum, s->cksum, s->key->enctype->cksum_length) != 0;
        wrong += p->verify(s->key, &span, 1, s->cksum) != SEC_E_OK;
        wrong += p->seal(s->key, confounder, &span, 1, cksum) != SEC_E_OK;
        wrong += p->unseal(s->key, confounder, &span, 1, cksum) != SEC_E_OK;
        wrong += memcmp(text, want, sizeof(text)) != 0;
    }
    return (void *)(uintptr_t)wrong;
}

START_TEST(test_threads)
{
    struct ksp_key *key = new_key(_i, USAGE);
    struct ksp_key *fresh = new_key(_i, USAGE);
    struct share shares[THREADS];
    pthread_t threads[THREADS];
    unsigned char text[50];
    struct ksp_span span = {
        .data = text, .length = sizeof(text), .kind = KSP_SPAN_SEAL
    };
    unsigned char i;
    void *wrong;

    for (i = 0; i < THREADS; i++) {
        memset(text, i, sizeof(text));
        shares[i].key = fresh;
        shares[i].number = i;
        assert_status(key->provider->sign(key, &span, 1, shares[i].cksum),
                      SEC_E_OK);
    }
    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, use_key,
                                        &shares[i]), 0);
    }
    for (i = 0; i < THREADS; i++) {
        pthread_join(threads[i], &wrong);
        ck_assert_ptr_null(wrong);
    }
    free_key(fresh);
    free_key(key);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("provider");
    TCase *tc = tcase_create("provider");

    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, test_chosen, 0, UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_splits, 0, ROWS);
    tcase_add_loop_test(tc, test_verify_bits, 0, ROWS);
    tcase_add_loop_test(tc, test_unseal_bits, 0, ROWS);
    tcase_add_loop_test(tc, test_many_spans, 0, ROWS);
    tcase_add_loop_test(tc, test_usages, 0, ROWS);
    tcase_add_loop_test(tc, test_threads, 0, ROWS);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
