/* SPDX-License-Identifier: MIT */
/* shim/base/cursor.c */
#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"
#include "unit/unit.h"

static const unsigned char bytes[] = {
    0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88,
    0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff, 0x01, 0x02
};

/* 2, 4, 8 and 3 bytes: all of them. */
START_TEST(test_read)
{
    unsigned char rest[3];
    struct ksp_reader r;

    ksp_read_init(&r, bytes, sizeof(bytes));
    ck_assert(!ksp_read_complete(&r));
    ck_assert_uint_eq(ksp_read_le16(&r), 0x2211);
    ck_assert_uint_eq(ksp_read_le32(&r), 0x66554433);
    ck_assert_uint_eq(ksp_read_le64(&r), UINT64_C(0xeeddccbbaa998877));
    ck_assert(!ksp_read_complete(&r));
    ksp_read_bytes(&r, rest, 3);
    ck_assert_mem_eq(rest, bytes + 14, 3);
    ck_assert(ksp_read_complete(&r));
    ksp_read_bytes(&r, NULL, 0);
    ck_assert(ksp_read_complete(&r));
}
END_TEST

/* The first error sticks, also where a shorter read would have fitted. */
START_TEST(test_error_sticks)
{
    unsigned char *copy, out[8];
    struct ksp_reader r;
    size_t length;

    for (length = 0; length < 8; length++) {
        copy = unit_copy(bytes, length);
        ksp_read_init(&r, copy, length);
        ck_assert_uint_eq(ksp_read_le64(&r), 0);
        ck_assert(!ksp_read_complete(&r));
        ck_assert_uint_eq(ksp_read_le16(&r), 0);
        ck_assert_uint_eq(ksp_read_le32(&r), 0);
        memset(out, 7, sizeof(out));
        ksp_read_bytes(&r, out, 1);
        ck_assert_uint_eq(out[0], 0);
        ck_assert_uint_eq(out[1], 7);
        ck_assert(!ksp_read_complete(&r));
        free(copy);
    }
}
END_TEST

START_TEST(test_no_memory)
{
    struct ksp_reader r;

    ksp_read_init(&r, NULL, 4);
    ck_assert_uint_eq(ksp_read_le32(&r), 0);
    ck_assert(!ksp_read_complete(&r));
    ksp_read_init(&r, NULL, 0);
    ck_assert(ksp_read_complete(&r));
}
END_TEST

/* With any capacity the writer says what it would need, and never goes
 * past its end. */
START_TEST(test_write)
{
    unsigned char *out;
    struct ksp_writer w;
    size_t capacity;

    for (capacity = 0; capacity <= 17; capacity++) {
        out = malloc(capacity);
        ksp_write_init(&w, out, capacity);
        ksp_write_le16(&w, 0x2211);
        ksp_write_le32(&w, 0x66554433);
        ksp_write_le64(&w, UINT64_C(0xeeddccbbaa998877));
        ksp_write_bytes(&w, bytes + 14, 3);
        ck_assert_uint_eq(w.wanted, 17);
        if (capacity == 17)
            ck_assert_mem_eq(out, bytes, 17);
        free(out);
    }
    ksp_write_init(&w, NULL, 0);
    ksp_write_bytes(&w, NULL, 0);
    ck_assert_uint_eq(w.wanted, 0);
}
END_TEST

/* After one that did not fit nothing is written. */
START_TEST(test_write_stops)
{
    unsigned char out[4] = { 7, 7, 7, 7 };
    struct ksp_writer w;

    ksp_write_init(&w, out, 3);
    ksp_write_le32(&w, 0);
    ksp_write_le16(&w, 0);
    ck_assert_uint_eq(w.wanted, 6);
    ck_assert_mem_eq(out, "\7\7\7\7", 4);
}
END_TEST

START_TEST(test_big_endian)
{
    unsigned char out[8];

    ck_assert_uint_eq(ksp_load_be16(bytes), 0x1122);
    ck_assert_uint_eq(ksp_load_be64(bytes), UINT64_C(0x1122334455667788));
    ck_assert_uint_eq(ksp_load_be64(bytes + 8),
                      UINT64_C(0x99aabbccddeeff01));
    ksp_store_be16(out, 0xfedc);
    ck_assert_mem_eq(out, "\xfe\xdc", 2);
    ksp_store_be64(out, UINT64_C(0x1122334455667788));
    ck_assert_mem_eq(out, bytes, 8);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("cursor");
    TCase *tc = tcase_create("cursor");

    tcase_add_test(tc, test_read);
    tcase_add_test(tc, test_error_sticks);
    tcase_add_test(tc, test_no_memory);
    tcase_add_test(tc, test_write);
    tcase_add_test(tc, test_write_stops);
    tcase_add_test(tc, test_big_endian);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
