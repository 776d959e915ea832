/* SPDX-License-Identifier: MIT */
/* shim/core/context.c: a context is what its packed form says. */
#include <stdlib.h>
#include <string.h>

#include "base/lock.h"
#include "unit/unit_core.h"

/* Another value in each field. */
static KSP_PACKED_CONTEXT
sample(size_t enctype, USHORT role, ULONG keys)
{
    KSP_PACKED_CONTEXT p = unit_packed(enctype, role, 0x0102030c, keys);

    p.Flags = KSP_PACKED_CALLERS_NUMBERS;
    p.Mechanism = KSP_MECH_IAKERB;
    p.ExpiryTime = 133000000000000000;
    p.SendCount = 77;
    p.SendSkipped = 0x0fedcba987654321;
    p.RecvNext = 99;
    p.RecvMap = 0x123456789abcdef0;
    return p;
}

/* All of it, and nothing else: not what was in the memory. */
START_TEST(test_described)
{
    bool close = _i % 2 != 0;
    KSP_PACKED_CONTEXT p = sample((size_t)_i / 8, (USHORT)(_i / 2 % 2 + 1),
                                  (ULONG)(_i / 4 % 2 + 1)), got;
    struct ksp_context *c;

    if (close)
        p.Flags = 0;
    c = unit_core_context(&p);
    memset(&got, 7, sizeof(got));
    assert_status(ksp_context_describe(c, close, &got), SEC_E_OK);
    ck_assert_mem_eq(&got, &p, sizeof(p));
    ksp_context_free(&c);
    ck_assert_ptr_null(c);
}
END_TEST

/* The last state is told once. */
START_TEST(test_described_last)
{
    KSP_PACKED_CONTEXT p = sample(0, KSP_ROLE_INITIATOR, 1), got;
    struct ksp_context *c = unit_core_context(&p);

    assert_status(ksp_context_describe(c, false, &got), SEC_E_OK);
    assert_status(ksp_context_describe(c, true, &got), SEC_E_OK);
    assert_status(ksp_context_describe(c, true, &got), SEC_E_INVALID_HANDLE);
    assert_status(ksp_context_describe(c, false, &got),
                  SEC_E_INVALID_HANDLE);
    ksp_context_free(&c);
}
END_TEST

/* No context comes of an error. */
START_TEST(test_errors)
{
    KSP_PACKED_CONTEXT p = unit_packed(0, KSP_ROLE_INITIATOR, 0, 1);
    struct ksp_context *none = NULL, *c;
    unsigned char bytes[KSP_PACKED_MAX];
    ULONG length;

    assert_status(KspPackContext(&p, bytes, sizeof(bytes), &length),
                  SEC_E_OK);
    memset(&c, 7, sizeof(c));
    assert_status(ksp_context_new(bytes, length - 1, &c),
                  SEC_E_INVALID_TOKEN);
    ck_assert_ptr_null(c);
    memset(&c, 7, sizeof(c));
    assert_status(ksp_context_new(NULL, 0, &c), SEC_E_INVALID_TOKEN);
    ck_assert_ptr_null(c);
    /* There is no cipher for it. */
    p.Keys[0].Enctype = 23;
    assert_status(KspPackContext(&p, bytes, sizeof(bytes), &length),
                  SEC_E_OK);
    memset(&c, 7, sizeof(c));
    KspSetFipsMode(TRUE);
    assert_status(ksp_context_new(bytes, length, &c),
                  SEC_E_CRYPTO_SYSTEM_INVALID);
    KspSetFipsMode(FALSE);
    ck_assert_ptr_null(c);
    ksp_context_free(&none);
    ck_assert_ptr_null(none);
}
END_TEST

/* Contexts have locks of their own, apart from the table's of handles. */
START_TEST(test_lock)
{
    KSP_PACKED_CONTEXT p = unit_packed(0, KSP_ROLE_INITIATOR, 0, 1);
    struct ksp_context *c[40];
    int i;

    for (i = 0; i < 40; i++) {
        c[i] = unit_core_context(&p);
        ck_assert_uint_ne(c[i]->lock, KSP_LOCK_TABLE);
        ck_assert_uint_lt(c[i]->lock, KSP_LOCK_COUNT);
    }
    for (i = 0; i < 40; i++)
        ksp_context_free(&c[i]);
}
END_TEST

/* Each detection for itself; the caller's numbers by the flag, or by what
 * kind of context it is. */
START_TEST(test_attributes)
{
    ULONG bit = 1u << _i;
    KSP_PACKED_CONTEXT p = unit_packed(0, KSP_ROLE_INITIATOR, bit, 1);
    struct ksp_context *c = unit_core_context(&p);

    ck_assert_int_eq(c->window.replay, bit == ISC_RET_REPLAY_DETECT);
    ck_assert_int_eq(c->window.sequence, bit == ISC_RET_SEQUENCE_DETECT);
    ck_assert_int_eq(c->callers_numbers, bit == ISC_RET_DATAGRAM);
    ck_assert_int_eq(ksp_context_dce(c), bit == ISC_RET_USED_DCE_STYLE);
    ksp_context_free(&c);
    p.Flags = KSP_PACKED_CALLERS_NUMBERS;
    c = unit_core_context(&p);
    ck_assert(c->callers_numbers);
    ck_assert(!c->each_once);
    ksp_context_free(&c);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("context");
    TCase *tc = tcase_create("context");

    tcase_add_loop_test(tc, test_described, 0, 8 * UNIT_ENCTYPES);
    tcase_add_test(tc, test_described_last);
    tcase_add_test(tc, test_errors);
    tcase_add_test(tc, test_lock);
    tcase_add_loop_test(tc, test_attributes, 0, 32);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
