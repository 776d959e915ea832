/* SPDX-License-Identifier: MIT */
/*
 * shim/windows, as far as windows/helpers/ cannot test it, which is a program
 * of Windows as well: what is asked of it in a child, and where a length has
 * 32 bits.
 */
#include <windows.h>

#include <check.h>
#include <stdint.h>

#include "unit/unit.h"

#define SYSTEM \
    (FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER)

/* ---- lengths -------------------------------------------------------- */

/* The smallest that comes to no memory in bytes of 32 bits, and others. */
static const DWORD lengths[] = { 0x80000000, 0x80000001, 0x80000020,
                                 0xffffffff };

#define LENGTHS (sizeof(lengths) / sizeof(lengths[0]))

/* If so many characters are said to be there, they are. */
START_TEST(test_text_length)
{
    WCHAR *text = NULL;
    DWORD length;

    SetLastError(0);
    length = FormatMessageW(SYSTEM, NULL, ERROR_INVALID_DATA, 0,
                            (LPWSTR)&text, lengths[_i], NULL);
    ck_assert_uint_eq(length, 0);
    ck_assert_ptr_null(text);
    ck_assert_uint_eq(GetLastError(), ERROR_NOT_ENOUGH_MEMORY);
}
END_TEST

START_TEST(test_memory_length)
{
    SIZE_T k;

    for (k = 0; k < 64; k++) {
        SetLastError(0);
        ck_assert_ptr_null(LocalAlloc(LPTR, SIZE_MAX - k));
        ck_assert_uint_eq(GetLastError(), ERROR_NOT_ENOUGH_MEMORY);
        ck_assert_ptr_null(HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY,
                                     SIZE_MAX - k));
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("windows");
    TCase *tc = tcase_create("windows");

    tcase_set_timeout(tc, 300);
    tcase_add_loop_test(tc, test_text_length, 0, LENGTHS);
    tcase_add_test(tc, test_memory_length);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
