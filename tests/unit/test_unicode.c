/* SPDX-License-Identifier: MIT */
/* shim/base/unicode.c */
#include <stdlib.h>
#include <string.h>

#include "base/unicode.h"
#include "unit/unit.h"

#define INVALID KSP_UNICODE_INVALID

/* The edges of each length. */
static const struct {
    uint32_t c;
    const char *utf8;
    size_t length8;
    uint16_t utf16[2];
    size_t length16;
} valid[] = {
    { 0, "\0", 1, { 0 }, 1 },
    { 'a', "a", 1, { 'a' }, 1 },
    { 0x7f, "\x7f", 1, { 0x7f }, 1 },
    { 0x80, "\xc2\x80", 2, { 0x80 }, 1 },
    { 0x7ff, "\xdf\xbf", 2, { 0x7ff }, 1 },
    { 0x800, "\xe0\xa0\x80", 3, { 0x800 }, 1 },
    { 0xd7ff, "\xed\x9f\xbf", 3, { 0xd7ff }, 1 },
    { 0xe000, "\xee\x80\x80", 3, { 0xe000 }, 1 },
    { 0xffff, "\xef\xbf\xbf", 3, { 0xffff }, 1 },
    { 0x10000, "\xf0\x90\x80\x80", 4, { 0xd800, 0xdc00 }, 2 },
    { 0x10ffff, "\xf4\x8f\xbf\xbf", 4, { 0xdbff, 0xdfff }, 2 },
};

/* How many bytes at the start belong to what is not valid. */
static const struct {
    const char *utf8;
    size_t length;
    size_t step;
} damaged8[] = {
    { "\x80", 1, 1 },                   /* the middle of one */
    { "\xc0\xaf", 2, 1 },               /* a shorter form exists */
    { "\xc1\xbf", 2, 1 },
    { "\xe0\x9f\xbf", 3, 1 },
    { "\xf0\x8f\xbf\xbf", 4, 1 },
    { "\xed\xa0\x80", 3, 1 },           /* a surrogate */
    { "\xf4\x90\x80\x80", 4, 1 },       /* beyond the last */
    { "\xf5\x80\x80\x80", 4, 1 },
    { "\xff", 1, 1 },
    { "\xc3z", 2, 1 },                  /* the end is missing */
    { "\xe2\x82z", 3, 2 },
    { "\xf0\x9d\x84z", 4, 3 },
    { "\xe2\x82", 2, 2 },               /* and nothing follows */
    { "\xf0\x9d\x84", 3, 3 },
};

static const struct {
    uint16_t utf16[2];
    size_t length;
} damaged16[] = {
    { { 0xd800, 'a' }, 2 },             /* a first half alone */
    { { 0xdbff, 0xd800 }, 2 },
    { { 0xdbff, 0xe000 }, 2 },
    { { 0xd800 }, 1 },                  /* at the end */
    { { 0xdc00, 0xd800 }, 2 },          /* a second half first */
    { { 0xdfff }, 1 },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* In a block of just that size, so that a byte too many is found out. */
static size_t
read8(const char *bytes, size_t length, uint32_t *c)
{
    unsigned char *block = malloc(length);
    size_t step;

    ck_assert_ptr_nonnull(block);
    memcpy(block, bytes, length);
    step = ksp_utf8_read(block, length, c);
    free(block);
    return step;
}

/* At an odd address. */
static size_t
read16(const uint16_t *units, size_t count, uint32_t *c)
{
    unsigned char *block = malloc(1 + count * sizeof(*units));
    size_t step;

    ck_assert_ptr_nonnull(block);
    memcpy(block + 1, units, count * sizeof(*units));
    step = ksp_utf16_read(block + 1, count, c);
    free(block);
    return step;
}

START_TEST(test_valid)
{
    char bytes[KSP_UTF8_MOST];
    uint16_t units[KSP_UTF16_MOST];
    uint32_t c;
    size_t i;

    for (i = 0; i < COUNT(valid); i++) {
        ck_assert_uint_eq(read8(valid[i].utf8, valid[i].length8, &c),
                          valid[i].length8);
        ck_assert_uint_eq(c, valid[i].c);
        ck_assert_uint_eq(ksp_utf8_write(c, bytes), valid[i].length8);
        ck_assert_mem_eq(bytes, valid[i].utf8, valid[i].length8);
        ck_assert_uint_eq(read16(valid[i].utf16, valid[i].length16, &c),
                          valid[i].length16);
        ck_assert_uint_eq(c, valid[i].c);
        ck_assert_uint_eq(ksp_utf16_write(c, units), valid[i].length16);
        ck_assert_mem_eq(units, valid[i].utf16,
                         valid[i].length16 * sizeof(*units));
    }
}
END_TEST

START_TEST(test_damaged)
{
    uint32_t c;
    size_t i;

    for (i = 0; i < COUNT(damaged8); i++) {
        ck_assert_uint_eq(read8(damaged8[i].utf8, damaged8[i].length, &c),
                          damaged8[i].step);
        ck_assert_uint_eq(c, INVALID);
    }
    for (i = 0; i < COUNT(damaged16); i++) {
        ck_assert_uint_eq(read16(damaged16[i].utf16, damaged16[i].length, &c),
                          1);
        ck_assert_uint_eq(c, INVALID);
    }
}
END_TEST

/* Every character there is, and back. */
START_TEST(test_all)
{
    char bytes[KSP_UTF8_MOST];
    uint16_t units[KSP_UTF16_MOST];
    uint32_t c, got, wrong = 0;
    size_t length;

    for (c = 0; c <= 0x10ffff; c++) {
        if (c == 0xd800)
            c = 0xe000;
        length = ksp_utf8_write(c, bytes);
        wrong += ksp_utf8_read((unsigned char *)bytes, length, &got) !=
            length || got != c;
        length = ksp_utf16_write(c, units);
        wrong += ksp_utf16_read(units, length, &got) != length || got != c;
    }
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("unicode");
    TCase *tc = tcase_create("unicode");

    tcase_add_test(tc, test_valid);
    tcase_add_test(tc, test_damaged);
    tcase_add_test(tc, test_all);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
