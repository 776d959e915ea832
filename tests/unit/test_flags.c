/* SPDX-License-Identifier: MIT */
/* shim/bridge/flags.c: context flags, row by row, both ways. */
#include <stdlib.h>

#include "bridge/flags.h"
#include "unit/unit.h"

/* GSS, ISC_RET_*, ASC_RET_*; 0 where SSPI has no word for it. */
static const struct {
    OM_uint32 flag;
    ULONG isc;
    ULONG asc;
} rows[] = {
    { 1, 0x1, 0x1 },                    /* DELEG */
    { 2, 0x2, 0x2 },                    /* MUTUAL */
    { 4, 0x4, 0x4 },                    /* REPLAY */
    { 8, 0x8, 0x8 },                    /* SEQUENCE */
    { 0x10, 0x10, 0x10 },               /* CONF */
    { 0x20, 0x10000, 0x20000 },         /* INTEG */
    { 0x40, 0x40000, 0x100000 },        /* ANON */
    { 0x80, 0, 0 },                     /* PROT_READY */
    { 0x100, 0, 0 },                    /* TRANS */
    { 0x800, 0, 0 },                    /* CHANNEL_BOUND */
    { 0x1000, 0x200, 0x200 },           /* DCE_STYLE */
    { 0x2000, 0x20000, 0x80000 },       /* IDENTIFY */
    { 0x4000, 0x4000, 0x8000 },         /* EXTENDED_ERROR */
    { 0x8000, 0, 0 },                   /* DELEG_POLICY */
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

static ULONG
attribute(size_t i, bool initiator)
{
    return initiator ? rows[i].isc : rows[i].asc;
}

START_TEST(test_row)
{
    int initiator;

    for (initiator = 0; initiator < 2; initiator++) {
        ULONG want = attribute((size_t)_i, initiator != 0);

        ck_assert_uint_eq(gssksp_attributes_of(rows[_i].flag,
                                               initiator != 0), want);
        if (want != 0) {
            ck_assert_uint_eq(gssksp_flags_of(want, initiator != 0),
                              rows[_i].flag);
        }
    }
}
END_TEST

/* Bits without a row are nothing, either way. */
START_TEST(test_other_bits)
{
    int initiator, bit;
    OM_uint32 flag;
    ULONG known;
    size_t i;

    for (initiator = 0; initiator < 2; initiator++) {
        for (bit = 0; bit < 32; bit++) {
            known = 0;
            flag = 0;
            for (i = 0; i < N_ROWS; i++) {
                if (rows[i].flag == 1u << bit)
                    known = attribute(i, initiator != 0);
                if (attribute(i, initiator != 0) == 1u << bit)
                    flag = rows[i].flag;
            }
            ck_assert_uint_eq(gssksp_attributes_of(1u << bit,
                                                   initiator != 0), known);
            ck_assert_uint_eq(gssksp_flags_of(1u << bit, initiator != 0),
                              flag);
        }
    }
}
END_TEST

/* Every set of flags is the sum of its rows. */
START_TEST(test_sets)
{
    bool initiator = _i != 0, same = true;
    ULONG set, want;
    OM_uint32 flags, back;
    size_t i;

    for (set = 0; set < 1u << N_ROWS && same; set++) {
        flags = want = back = 0;
        for (i = 0; i < N_ROWS; i++) {
            if ((set & 1u << i) != 0) {
                flags |= rows[i].flag;
                want |= attribute(i, initiator);
                back |= attribute(i, initiator) != 0 ? rows[i].flag : 0;
            }
        }
        same = gssksp_attributes_of(flags, initiator) == want &&
            gssksp_flags_of(want, initiator) == back;
    }
    ck_assert(same);
    ck_assert_uint_eq(gssksp_attributes_of(0, initiator), 0);
    ck_assert_uint_eq(gssksp_flags_of(0, initiator), 0);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("flags");
    TCase *tc = tcase_create("flags");

    tcase_add_loop_test(tc, test_row, 0, N_ROWS);
    tcase_add_test(tc, test_other_bits);
    tcase_add_loop_test(tc, test_sets, 0, 2);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
