/* SPDX-License-Identifier: MIT */
/* mech/contexts/export_layout.c, on tokens made up here. */
#include <krb5.h>
#include <stdlib.h>
#include <string.h>

#include "mech/contexts/export_layout.h"
#include "unit/unit.h"

#define FIXED 88
#define STATE 48
#define LENGTH 300

static const struct gssksp_numbers numbers = {
    UINT64_C(0x1020304050607080), 5, UINT64_C(0x1121314151617181), 70,
    UINT64_C(0xfedcba9876543210), true, false, false
};

static void
put_be(unsigned char *out, uint64_t value, size_t length)
{
    while (length > 0) {
        out[--length] = (unsigned char)value;
        value >>= 8;
    }
}

/* The sequence state as it lies in memory, between two tags. */
static void
put_state(unsigned char *out, int replay, int sequence, uint64_t base,
          uint64_t next, uint64_t map)
{
    uint64_t mask = UINT64_MAX;

    put_be(out, (uint32_t)KV5M_GSS_QUEUE, 4);
    memcpy(out + 4, &replay, 4);
    memcpy(out + 8, &sequence, 4);
    memcpy(out + 12, &mask, 8);
    memcpy(out + 20, &base, 8);
    memcpy(out + 28, &next, 8);
    memcpy(out + 36, &map, 8);
    put_be(out + 44, (uint32_t)KV5M_GSS_QUEUE, 4);
}

/* A token as it is at hand-over, with its state at `at`. */
static void
make_token(unsigned char *token, size_t at)
{
    uint64_t random = 99;
    size_t i;

    for (i = 0; i < LENGTH; i++)
        token[i] = (unsigned char)unit_random(&random);
    put_be(token + 72, numbers.send_initial, 8);
    put_be(token + 80, numbers.recv_initial, 8);
    put_state(token + at, 1, 0, numbers.recv_initial, 0, 0);
}

/* Wherever the state stands behind the fixed part, and to the very end. */
START_TEST(test_patched)
{
    unsigned char token[LENGTH], want[LENGTH];
    size_t at;

    for (at = FIXED; at + STATE <= LENGTH; at++) {
        make_token(token, at);
        memcpy(want, token, LENGTH);
        put_be(want + 72, numbers.send_initial + 5, 8);
        put_state(want + at, 1, 0, numbers.recv_initial, 70,
                  numbers.recv_map);
        ck_assert(gssksp_layout_patch(token, LENGTH, &numbers));
        ck_assert_mem_eq(token, want, LENGTH);
    }
}
END_TEST

START_TEST(test_detections)
{
    unsigned char token[LENGTH];
    struct gssksp_numbers n = numbers;
    int said, meant;

    for (said = 0; said < UNIT_DETECTIONS; said++) {
        for (meant = 0; meant < UNIT_DETECTIONS; meant++) {
            make_token(token, 100);
            put_state(token + 100, said & 1, said >> 1, n.recv_initial, 0,
                      0);
            n.replay = (meant & 1) != 0;
            n.sequence = (meant & 2) != 0;
            ck_assert_int_eq(gssksp_layout_patch(token, LENGTH, &n),
                             said == meant);
        }
    }
}
END_TEST

START_TEST(test_wraparound)
{
    unsigned char token[LENGTH], want[8];
    struct gssksp_numbers n = numbers;

    n.send_initial = UINT64_MAX - 1;
    make_token(token, 100);
    put_be(token + 72, n.send_initial, 8);
    put_be(want, 3, 8);
    ck_assert(gssksp_layout_patch(token, LENGTH, &n));
    ck_assert_mem_eq(token + 72, want, 8);
}
END_TEST

/* ---- another layout ------------------------------------------------- */

static void
assert_refused(const unsigned char *bytes, size_t length)
{
    unsigned char *token = unit_copy(bytes, length);

    ck_assert(!gssksp_layout_patch(token, length, &numbers));
    if (length > 0)
        ck_assert_mem_eq(token, bytes, length);
    free(token);
}

/* Each bit of what must be there. */
START_TEST(test_bits)
{
    unsigned char token[LENGTH];
    size_t bit;

    make_token(token, 100);
    for (bit = 0; bit < LENGTH * 8; bit++) {
        size_t byte = bit / 8;

        if ((byte >= 72 && byte < FIXED) ||
            (byte >= 100 && byte < 100 + STATE)) {
            token[byte] ^= (unsigned char)(1 << bit % 8);
            assert_refused(token, LENGTH);
            token[byte] ^= (unsigned char)(1 << bit % 8);
        }
    }
    ck_assert(gssksp_layout_patch(token, LENGTH, &numbers));
}
END_TEST

START_TEST(test_truncated)
{
    unsigned char token[LENGTH];
    size_t cut;

    make_token(token, LENGTH - STATE);
    for (cut = 0; cut < LENGTH; cut++)
        assert_refused(token, cut);
    ck_assert(gssksp_layout_patch(token, LENGTH, &numbers));
}
END_TEST

/* Two places that might be it: nobody knows which. */
START_TEST(test_two)
{
    unsigned char token[LENGTH];

    make_token(token, 100);
    put_state(token + 200, 1, 0, numbers.recv_initial, 0, 0);
    assert_refused(token, LENGTH);
    /* Not two: the other one is of another peer. */
    put_state(token + 200, 1, 0, numbers.recv_initial + 1, 0, 0);
    ck_assert(gssksp_layout_patch(token, LENGTH, &numbers));
}
END_TEST

/* A state that reaches into the fixed part is none, nor is a token that
 * was patched before. */
START_TEST(test_elsewhere)
{
    unsigned char token[LENGTH];

    make_token(token, 100);
    memset(token + 100, 0, STATE);
    put_state(token + 16, 1, 0, numbers.recv_initial, 0, 0);
    assert_refused(token, LENGTH);
    make_token(token, 100);
    ck_assert(gssksp_layout_patch(token, LENGTH, &numbers));
    assert_refused(token, LENGTH);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("export_layout");
    TCase *tc = tcase_create("export_layout");

    tcase_add_test(tc, test_patched);
    tcase_add_test(tc, test_detections);
    tcase_add_test(tc, test_wraparound);
    tcase_add_test(tc, test_bits);
    tcase_add_test(tc, test_truncated);
    tcase_add_test(tc, test_two);
    tcase_add_test(tc, test_elsewhere);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
