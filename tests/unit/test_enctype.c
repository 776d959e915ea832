/* SPDX-License-Identifier: MIT */
/* shim/crypto/enctype.c: its facts are those of libkrb5. */
#include <krb5.h>
#include <stdlib.h>
#include <string.h>

#include "unit/unit.h"

/* Those of RFC 4121 first. */
static const int32_t numbers[] = { 17, 18, 19, 20, 25, 26, 16, 23, 24 };

#define N_NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

START_TEST(test_rows)
{
    size_t i;

    for (i = 0; i < N_NUMBERS; i++) {
        ck_assert_ptr_nonnull(ksp_enctype_at(i));
        ck_assert_int_eq(ksp_enctype_at(i)->enctype, numbers[i]);
        ck_assert_ptr_eq(ksp_enctype_find(numbers[i]), ksp_enctype_at(i));
        ck_assert_int_eq(ksp_enctype_at(i)->protocol,
                         i < UNIT_ENCTYPES ? KSP_RFC4121 : KSP_RFC1964);
    }
    ck_assert_ptr_null(ksp_enctype_at(N_NUMBERS));
    ck_assert_ptr_null(ksp_enctype_at(SIZE_MAX));
}
END_TEST

START_TEST(test_no_others)
{
    int32_t number;
    size_t i;
    bool known;

    for (number = -200; number < 1000; number++) {
        known = false;
        for (i = 0; i < N_NUMBERS; i++)
            known = known || numbers[i] == number;
        ck_assert_int_eq(ksp_enctype_find(number) != NULL, known);
    }
    ck_assert_ptr_null(ksp_enctype_find(INT32_MIN));
    ck_assert_ptr_null(ksp_enctype_find(INT32_MAX));
}
END_TEST

static unsigned int
length_of(int32_t enctype, krb5_cryptotype type)
{
    unsigned int length = 0;

    ck_assert_int_eq(krb5_c_crypto_length(NULL, enctype, type, &length), 0);
    return length;
}

START_TEST(test_lengths)
{
    const struct ksp_enctype *et = ksp_enctype_at((size_t)_i);
    size_t keybytes, keylength, block_size, cksum_length;

    ck_assert_int_eq(krb5_c_keylengths(NULL, et->enctype, &keybytes,
                                       &keylength), 0);
    ck_assert_uint_eq(et->key_length, keylength);
    ck_assert_int_eq(krb5_c_block_size(NULL, et->enctype, &block_size), 0);
    ck_assert_uint_eq(et->block_size, block_size);
    ck_assert_int_eq(krb5_c_checksum_length(NULL, et->cksumtype,
                                            &cksum_length), 0);
    ck_assert_uint_eq(et->cksum_length, cksum_length);
    ck_assert_uint_eq(et->confounder,
                      length_of(et->enctype, KRB5_CRYPTO_TYPE_HEADER));
    ck_assert_uint_eq(et->cksum_length,
                      length_of(et->enctype, KRB5_CRYPTO_TYPE_TRAILER));
    ck_assert_uint_eq(et->cksum_length,
                      length_of(et->enctype, KRB5_CRYPTO_TYPE_CHECKSUM));
    /* Nothing is padded: the package reports a block size of 1. */
    ck_assert_uint_eq(length_of(et->enctype, KRB5_CRYPTO_TYPE_PADDING), 0);
    ck_assert_uint_le(et->key_length, KSP_KEY_MAX);
    ck_assert_uint_le(et->key_length, KSP_PACKED_KEY_MAX);
    ck_assert_uint_le(et->confounder, KSP_CONFOUNDER_MAX);
    ck_assert_uint_le(et->cksum_length, KSP_CKSUM_MAX);
}
END_TEST

/* Checksum type 0 is libkrb5's word for the mandatory one. */
START_TEST(test_mandatory_checksum)
{
    const struct ksp_enctype *et = ksp_enctype_at((size_t)_i);
    unsigned char contents[KSP_KEY_MAX] = { 1 };
    krb5_keyblock key = { 0 };
    krb5_checksum cksum = { 0 };
    krb5_data data = { 0, 4, (char *)(uintptr_t)"text" };

    key.enctype = et->enctype;
    key.length = et->key_length;
    key.contents = contents;
    ck_assert_int_eq(krb5_c_make_checksum(NULL, 0, &key, 25, &data, &cksum),
                     0);
    ck_assert_int_eq(et->cksumtype, cksum.checksum_type);
    krb5_free_checksum_contents(NULL, &cksum);
}
END_TEST

START_TEST(test_names)
{
    const struct ksp_enctype *et = ksp_enctype_at((size_t)_i);
    krb5_cksumtype cksumtype = 0;
    krb5_enctype enctype = 0;
    char name[100];

    ck_assert_int_eq(krb5_enctype_to_name(et->enctype, FALSE, name,
                                          sizeof(name)), 0);
    ck_assert_str_eq(et->name, name);
    ck_assert_int_eq(krb5_string_to_enctype((char *)(uintptr_t)et->name,
                                            &enctype), 0);
    ck_assert_int_eq(enctype, et->enctype);
    ck_assert_int_eq(krb5_string_to_cksumtype(
        (char *)(uintptr_t)et->cksum_name, &cksumtype), 0);
    ck_assert_int_eq(cksumtype, et->cksumtype);
}
END_TEST

/* What is not in the token of an older one is in none of libkrb5's answers:
 * the confounder of RFC 3961 is not theirs, and RC4's checksum is cut. */
START_TEST(test_older)
{
    const struct ksp_enctype *et = ksp_enctype_at((size_t)_i);
    size_t keybytes, keylength, block_size, cksum_length;
    krb5_cksumtype cksumtype = 0;
    krb5_enctype enctype = 0;

    ck_assert_int_eq(krb5_c_keylengths(NULL, et->enctype, &keybytes,
                                       &keylength), 0);
    ck_assert_uint_eq(et->key_length, keylength);
    ck_assert_int_eq(krb5_c_block_size(NULL, et->enctype, &block_size), 0);
    ck_assert_uint_eq(et->block_size, block_size);
    ck_assert_int_eq(krb5_c_checksum_length(NULL, et->cksumtype,
                                            &cksum_length), 0);
    ck_assert_uint_le(et->cksum_length, cksum_length);
    ck_assert_int_eq(krb5_string_to_enctype((char *)(uintptr_t)et->name,
                                            &enctype), 0);
    ck_assert_int_eq(enctype, et->enctype);
    ck_assert_int_eq(krb5_string_to_cksumtype(
        (char *)(uintptr_t)et->cksum_name, &cksumtype), 0);
    ck_assert_int_eq(cksumtype, et->cksumtype);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("enctype");
    TCase *tc = tcase_create("enctype");

    tcase_add_test(tc, test_rows);
    tcase_add_test(tc, test_no_others);
    tcase_add_loop_test(tc, test_lengths, 0, UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_mandatory_checksum, 0, UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_names, 0, UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_older, UNIT_ENCTYPES, (int)N_NUMBERS);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
