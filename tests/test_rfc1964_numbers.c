/* SPDX-License-Identifier: MIT */
/*
 * Sequence numbers of 32 bits, of RC4 and DES3 contexts: they pass 2^32 and
 * end before one comes again.
 */
#include <stdlib.h>
#include <string.h>

#include "unit_older.h"

static LSA_SEC_HANDLE
near_the_end(USHORT Role, ULONG Flags)
{
    KSP_PACKED_CONTEXT p = unit_packed(RC4, Role, unit_detection(3), 1);

    /* One message before all of them have been sent. */
    p.Flags = Flags;
    p.SendInitial = p.RecvInitial = 0xfffffff0;
    p.SendCount = p.RecvNext = ((uint64_t)1 << 32) - 1;
    p.RecvMap = UINT64_MAX;
    return unit_context(&p);
}

START_TEST(test_last_number)
{
    LSA_SEC_HANDLE initiator = near_the_end(KSP_ROLE_INITIATOR, 0);
    LSA_SEC_HANDLE acceptor = near_the_end(KSP_ROLE_ACCEPTOR, 0);
    struct unit_state before;
    struct unit_message m;
    unsigned char *token;
    ULONG verdict;
    size_t made;

    made = unit_mic(initiator, MESSAGE, MESSAGE_LENGTH, &token);
    assert_status(unit_verify(acceptor, MESSAGE, MESSAGE_LENGTH, token, made,
                              &verdict), SEC_E_OK);
    free(token);
    before = unit_state(initiator);
    unit_message_init(&m);
    unit_add(&m, SECBUFFER_TOKEN, NULL, 100);
    assert_status(unit_package()->Sign(initiator, 0, &m.desc, 0),
                  SEC_E_CONTEXT_EXPIRED);
    unit_assert_state(initiator, &before);
    unit_message_free(&m);
    unit_delete(initiator);
    unit_delete(acceptor);
}
END_TEST

/* The number after the last is the first again: of a peer that goes on, no
 * message is in order. */
START_TEST(test_after_the_last)
{
    KSP_PACKED_CONTEXT p = unit_packed(RC4, KSP_ROLE_INITIATOR, 0, 1);
    LSA_SEC_HANDLE acceptor = near_the_end(KSP_ROLE_ACCEPTOR, 0);
    LSA_SEC_HANDLE initiator;
    unsigned char *token;
    ULONG verdict;
    size_t made;
    int i;

    p.SendInitial = 0xffffffef;
    initiator = unit_context(&p);
    for (i = 0; i < 3; i++) {
        made = unit_mic(initiator, MESSAGE, MESSAGE_LENGTH, &token);
        assert_status(unit_verify(acceptor, MESSAGE, MESSAGE_LENGTH, token,
                                  made, &verdict),
                      i == 0 ? SEC_E_OK : SEC_E_OUT_OF_SEQUENCE);
        ck_assert_uint_eq(verdict, i == 0 ? KSP_SEQ_IN_ORDER :
                          KSP_SEQ_UNSEQUENCED);
        free(token);
    }
    unit_delete(initiator);
    unit_delete(acceptor);
}
END_TEST

/* SND_SEQ passes 2^32 in the middle of a context without anybody's
 * noticing. */
START_TEST(test_wraparound)
{
    KSP_PACKED_CONTEXT p = unit_packed(DES3 + (size_t)_i, KSP_ROLE_INITIATOR,
                                       unit_detection(3), 1);
    LSA_SEC_HANDLE initiator, acceptor;
    unsigned char *token;
    ULONG verdict;
    size_t made;
    int i;

    p.SendInitial = p.RecvInitial = 0xfffffffe;
    initiator = unit_context(&p);
    p.Role = KSP_ROLE_ACCEPTOR;
    acceptor = unit_context(&p);
    for (i = 0; i < 5; i++) {
        made = unit_wrap(initiator, true, MESSAGE, MESSAGE_LENGTH, &token);
        assert_status(unit_unwrap(acceptor, MESSAGE, MESSAGE_LENGTH, token,
                                  made, &verdict), SEC_E_OK);
        free(token);
    }
    unit_delete(initiator);
    unit_delete(acceptor);
}
END_TEST

/* The caller's numbers, up to the last there is. */
START_TEST(test_callers_numbers)
{
    static const struct {
        uint64_t number;
        NTSTATUS sign, verify;
    } rows[] = {
        { 5, SEC_E_OK, SEC_E_OK },
        { 0xffffffff, SEC_E_OK, SEC_E_OK },
        { (uint64_t)1 << 32, SEC_E_OK, SEC_E_OK },
        { ((uint64_t)1 << 32) + 1, SEC_E_INVALID_PARAMETER, 0 },
        { INT64_MAX, SEC_E_INVALID_PARAMETER, 0 },
    };
    struct unit_pair pair = unit_pair(RC4, ISC_RET_DATAGRAM, 1);
    struct unit_message m;
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        unit_message_init(&m);
        unit_add(&m, SECBUFFER_TOKEN, NULL, 37);
        unit_add_params(&m, 0, rows[i].number);
        assert_status(unit_package()->Sign(pair.initiator, 0, &m.desc, 0),
                      rows[i].sign);
        if (rows[i].sign == SEC_E_OK) {
            assert_status(unit_package()->Verify(pair.acceptor, &m.desc, 0,
                                                 NULL), SEC_E_OK);
            ck_assert_uint_eq(m.params.MessageSeqNo, rows[i].number);
            m.params.MessageSeqNo--;
            assert_status(unit_package()->Verify(pair.acceptor, &m.desc, 0,
                                                 NULL),
                          SEC_E_OUT_OF_SEQUENCE);
            ck_assert_uint_eq(m.params.Verdict, KSP_SEQ_MISMATCH);
        }
        unit_message_free(&m);
    }
    unit_pair_delete(&pair);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("rfc1964_numbers");
    TCase *tc = tcase_create("rfc1964_numbers");

    tcase_add_test(tc, test_last_number);
    tcase_add_test(tc, test_after_the_last);
    tcase_add_loop_test(tc, test_wraparound, 0, OLDER);
    tcase_add_test(tc, test_callers_numbers);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
