/* SPDX-License-Identifier: MIT */
/* shim/core/rotate.c, against one byte at a time. */
#include <stdlib.h>
#include <string.h>

#include "core/rotate.h"
#include "unit/unit.h"

#define TOTAL_MAX 40

/* Lengths of spans; a negative one is only signed. */
static const int splits[][6] = {
    { 0 },
    { 1 },
    { 17 },
    { 5, 14 },
    { 1, 1, 1, 1 },
    { -4 },
    { -4, 9 },
    { 9, -4 },
    { 9, -4, 3, -1, 20 },
    { 0, 7, 0, -3, 0, 1 },
};

#define N_SPLITS (sizeof(splits) / sizeof(splits[0]))

/* Fill the spans with consecutive numbers: from 0 on in those that are
 * sealed, from 200 in the others. */
static size_t
fill(int row, struct ksp_span *spans, size_t *count)
{
    unsigned char next = 0, other = 200;
    size_t i, j;

    *count = 6;
    for (i = 0; i < 6; i++) {
        int n = splits[row][i];

        spans[i].kind = n < 0 ? KSP_SPAN_SIGN : KSP_SPAN_SEAL;
        spans[i].from = NULL;
        spans[i].length = (size_t)abs(n);
        spans[i].data = n == 0 ? NULL : malloc(spans[i].length);
        for (j = 0; j < spans[i].length; j++)
            spans[i].data[j] = n < 0 ? other++ : next++;
    }
    return next;
}

START_TEST(test_left)
{
    struct ksp_span spans[6];
    size_t count, total, by, i, j, at;
    unsigned char other;

    for (by = 0; by < 3 * TOTAL_MAX + 1; by++) {
        size_t turn = by == 3 * TOTAL_MAX ? SIZE_MAX : by;

        total = fill(_i, spans, &count);
        assert_status(ksp_rotate_left(spans, count, turn), SEC_E_OK);
        at = 0;
        other = 200;
        for (i = 0; i < count; i++) {
            for (j = 0; j < spans[i].length; j++) {
                ck_assert_uint_eq(spans[i].data[j],
                                  spans[i].kind == KSP_SPAN_SIGN ? other++ :
                                  (at++ + turn % total) % total);
            }
            free(spans[i].data);
        }
    }
}
END_TEST

/* What was there before is given, unless nothing moved; and comes back. */
START_TEST(test_back)
{
    unsigned char *before, text[TOTAL_MAX];
    struct ksp_span spans[6];
    size_t count, total, by, i, j, at;

    for (by = 0; by < 2 * TOTAL_MAX; by++) {
        total = fill(_i, spans, &count);
        assert_status(ksp_rotate_left_from(spans, count, by, &before),
                      SEC_E_OK);
        ck_assert_int_eq(before != NULL, total > 0 && by % total != 0);
        for (i = 0; i < total; i++)
            text[i] = (unsigned char)i;
        if (before != NULL) {
            ck_assert_mem_eq(before, text, total);
            ksp_rotate_back(spans, count, before);
        }
        for (i = at = 0; i < count; i++) {
            for (j = 0; j < spans[i].length; j++) {
                if (spans[i].kind == KSP_SPAN_SEAL)
                    ck_assert_uint_eq(spans[i].data[j], at++);
            }
            free(spans[i].data);
        }
        free(before);
    }
}
END_TEST

/* Where a part is that lies in one piece. */
START_TEST(test_place)
{
    unsigned char in[12];
    size_t total = (size_t)_i, by, offset, length, start;

    for (by = 0; by <= 2 * total + 1; by++) {
        for (offset = 0; offset <= total; offset++) {
            for (length = 1; offset + length <= total; length++) {
                start = (by + offset) % total;
                ck_assert_ptr_eq(ksp_rotated_place(in, total, by, offset,
                                                   length),
                                 start + length <= total ? in + start : NULL);
            }
        }
    }
    ck_assert_ptr_eq(ksp_rotated_place(in, 0, 7, 0, 0), in);
}
END_TEST

/* Any part of a string of any length, rotated by anything. */
START_TEST(test_copy)
{
    unsigned char in[12], *out;
    size_t total = (size_t)_i, by, offset, length, i;

    for (i = 0; i < sizeof(in); i++)
        in[i] = (unsigned char)i;
    for (by = 0; by <= 2 * total + 1; by++) {
        for (offset = 0; offset <= total; offset++) {
            for (length = 0; offset + length <= total; length++) {
                out = malloc(length + 1);
                memset(out, 77, length + 1);
                ksp_rotated_copy(out, in, total, by, offset, length);
                for (i = 0; i < length; i++) {
                    ck_assert_uint_eq(out[i],
                                      (by + offset + i) % total);
                }
                ck_assert_uint_eq(out[length], 77);
                free(out);
            }
        }
    }
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("rotate");
    TCase *tc = tcase_create("rotate");

    tcase_add_loop_test(tc, test_left, 0, N_SPLITS);
    tcase_add_loop_test(tc, test_back, 0, N_SPLITS);
    tcase_add_loop_test(tc, test_place, 0, 12);
    tcase_add_loop_test(tc, test_copy, 0, 12);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
