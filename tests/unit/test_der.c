/* SPDX-License-Identifier: MIT */
/* shim/base/der.c: tags and lengths, in every form there is. */
#include <stdlib.h>
#include <string.h>

#include "base/der.h"
#include "unit/unit.h"

#define TAG 0x60

static const struct {
    unsigned char bytes[8];
    size_t there;
    bool taken;
    size_t length;
    size_t left;
} heads[] = {
    { { TAG, 0x03, 1, 2, 3 }, 5, true, 3, 3 },
    { { TAG, 0x00 }, 2, true, 0, 0 },
    { { TAG, 0x7f, 1 }, 3, true, 127, 1 },
    { { TAG, 0x81, 0x80, 1 }, 4, true, 128, 1 },
    { { TAG, 0x81, 0x02, 1, 2 }, 5, true, 2, 2 },
    { { TAG, 0x82, 0x01, 0x02 }, 4, true, 258, 0 },
    { { TAG, 0x84, 0x01, 0x02, 0x03, 0x04 }, 6, true, 0x01020304, 0 },
    { { TAG, 0x84, 0, 0, 0, 1, 9 }, 7, true, 1, 1 },
    /* Of indefinite length: it has none, and not 128. */
    { { TAG, 0x80, 1 }, 3, true, 0, 1 },
    { { TAG, 0x85, 0, 0, 0, 0, 1 }, 7, false, 0, 7 },
    { { TAG, 0xff, 1 }, 3, false, 0, 3 },
    { { TAG, 0x82, 0x01 }, 3, false, 0, 3 },
    { { TAG }, 1, false, 0, 1 },
    { { 0 }, 0, false, 0, 0 }
};
#define HEADS (int)(sizeof(heads) / sizeof(heads[0]))

/* In memory that ends where the bytes do. */
static struct ksp_der
put(int i, unsigned char **memory)
{
    struct ksp_der d = { NULL, heads[i].there };

    *memory = malloc(heads[i].there > 0 ? heads[i].there : 1);
    ck_assert_ptr_nonnull(*memory);
    memcpy(*memory, heads[i].bytes, heads[i].there);
    d.next = *memory;
    return d;
}

START_TEST(test_head)
{
    unsigned char *memory, tag = 1;
    struct ksp_der d = put(_i, &memory);
    size_t length = 1;

    ck_assert(ksp_der_head(&d, &tag, &length) == heads[_i].taken);
    ck_assert_uint_eq(tag, heads[_i].taken ? TAG : 0);
    ck_assert_uint_eq(length, heads[_i].length);
    ck_assert_uint_eq(d.left, heads[_i].left);
    ck_assert_ptr_eq(d.next, memory + heads[_i].there - heads[_i].left);
    free(memory);
}
END_TEST

START_TEST(test_enter)
{
    unsigned char *memory;
    struct ksp_der d = put(_i, &memory);
    size_t length;

    ck_assert(ksp_der_enter(&d, TAG, &length) ==
              (heads[_i].taken && heads[_i].length <= heads[_i].left));
    free(memory);
    d = put(_i, &memory);
    ck_assert(!ksp_der_enter(&d, TAG + 1, &length));
    free(memory);
}
END_TEST

/* One byte of length, also where it looks like the long form. */
START_TEST(test_oid)
{
    static const unsigned char bytes[] = { 0x06, 0x02, 1, 2, 3 };
    unsigned char long_form[2 + 0x81] = { 0x06, 0x81, 0x01, 1 };
    struct ksp_der d = { bytes, sizeof(bytes) };
    const unsigned char *oid;
    size_t length;

    ck_assert(ksp_der_oid(&d, &oid, &length));
    ck_assert_ptr_eq(oid, bytes + 2);
    ck_assert_uint_eq(length, 2);
    ck_assert_uint_eq(d.left, 1);
    ck_assert(!ksp_der_oid(&d, &oid, &length));
    d = (struct ksp_der){ bytes, 3 };
    ck_assert(!ksp_der_oid(&d, &oid, &length));
    ck_assert_uint_eq(d.left, 3);
    d = (struct ksp_der){ long_form, 4 };
    ck_assert(!ksp_der_oid(&d, &oid, &length));
    d = (struct ksp_der){ long_form, sizeof(long_form) };
    ck_assert(ksp_der_oid(&d, &oid, &length));
    ck_assert_uint_eq(length, 0x81);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("der");
    TCase *tc = tcase_create("der");

    tcase_add_loop_test(tc, test_head, 0, HEADS);
    tcase_add_loop_test(tc, test_enter, 0, HEADS);
    tcase_add_test(tc, test_oid);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
