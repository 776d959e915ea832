/* SPDX-License-Identifier: MIT */
/* shim/base/equal.h */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/equal.h"
#include "unit/unit.h"

#define LONGEST 48

/* Every length, every byte, every bit; in memory of the exact length. */
START_TEST(test_differences)
{
    size_t length = (size_t)_i, i;
    unsigned char *a = malloc(length + 1), *b = malloc(length + 1);
    int bit;

    memset(a, 0x5a, length);
    memset(b, 0x5a, length);
    /* Nothing behind the end is looked at. */
    a[length] = 1;
    b[length] = 2;
    ck_assert(ksp_equal(a, b, length));
    for (i = 0; i < length; i++) {
        for (bit = 0; bit < 8; bit++) {
            b[i] ^= (unsigned char)(1 << bit);
            ck_assert(!ksp_equal(a, b, length));
            ck_assert(!ksp_equal(b, a, length));
            b[i] ^= (unsigned char)(1 << bit);
        }
    }
    free(a);
    free(b);
}
END_TEST

/* Differences do not outweigh each other. */
START_TEST(test_two_differences)
{
    unsigned char a[LONGEST] = { 0 }, b[LONGEST] = { 0 };
    size_t i, j;

    for (i = 0; i < LONGEST; i++) {
        for (j = 0; j < i; j++) {
            b[i] = b[j] = 0x80;
            ck_assert(!ksp_equal(a, b, LONGEST));
            b[i] = b[j] = 0;
        }
    }
}
END_TEST

/* Each bit alone, none and all. */
START_TEST(test_mask)
{
    int bit;

    ck_assert_uint_eq(ksp_mask(0), 0);
    ck_assert_uint_eq(ksp_mask(UINT32_MAX), UINT32_MAX);
    for (bit = 0; bit < 32; bit++)
        ck_assert_uint_eq(ksp_mask(UINT32_C(1) << bit), UINT32_MAX);
}
END_TEST

START_TEST(test_choose)
{
    ck_assert_uint_eq(ksp_choose(UINT32_MAX, 0x80090301, 7), 0x80090301);
    ck_assert_uint_eq(ksp_choose(0, 0x80090301, 7), 7);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("equal");
    TCase *tc = tcase_create("equal");

    tcase_add_loop_test(tc, test_differences, 0, LONGEST + 1);
    tcase_add_test(tc, test_two_differences);
    tcase_add_test(tc, test_mask);
    tcase_add_test(tc, test_choose);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
