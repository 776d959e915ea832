/* SPDX-License-Identifier: MIT */
/* shim/secur32/given_out.c: memory of the program's that is known by its
 * address. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "ksp/winerror.h"
#include "secur32/secur32.h"
#include "unit/unit.h"

/* Lengths that the head of a block brings around to 0, by 32 bits. */
START_TEST(test_too_much)
{
    size_t k;

    for (k = 0; k < 8; k++) {
        ck_assert_ptr_null(sspi_give(SIZE_MAX - k));
        ck_assert_ptr_null(sspi_give(UINT32_MAX - k));
    }
}
END_TEST

/* More than there are chains; in the order in which they were made, and the
 * other way about.  With few chains it takes longer than a test may. */
START_TEST(test_many)
{
    enum { MANY = 200000 };
    void **blocks = calloc(MANY, sizeof(*blocks));
    size_t i, wrong = 0;

    ck_assert_ptr_nonnull(blocks);
    for (i = 0; i < MANY; i++) {
        blocks[i] = sspi_give(i % 50);
        wrong += blocks[i] == NULL;
    }
    for (i = 0; i < MANY; i++)
        wrong += sspi_take_back(blocks[_i == 0 ? i : MANY - 1 - i]) !=
            SEC_E_OK;
    ck_assert_uint_eq(wrong, 0);
    free(blocks);
}
END_TEST

/* Given back once, at its start; nothing else is followed. */
START_TEST(test_unknown)
{
    char own[64];
    char *block = sspi_give(32);

    ck_assert_int_eq(sspi_take_back(NULL), SEC_E_OK);
    ck_assert_int_eq(sspi_take_back(own), SEC_E_INVALID_PARAMETER);
    ck_assert_int_eq(sspi_take_back(block + 16), SEC_E_INVALID_PARAMETER);
    ck_assert_int_eq(sspi_take_back((void *)(uintptr_t)0x10),
                     SEC_E_INVALID_PARAMETER);
    ck_assert_int_eq(FreeContextBuffer(block), SEC_E_OK);
    ck_assert_int_eq(FreeContextBuffer(block), SEC_E_INVALID_PARAMETER);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("given_out");
    TCase *tc = tcase_create("given_out");

    tcase_add_test(tc, test_too_much);
    tcase_add_loop_test(tc, test_many, 0, 2);
    tcase_add_test(tc, test_unknown);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
