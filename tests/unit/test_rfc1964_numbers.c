/* SPDX-License-Identifier: MIT */
/*
 * Sequence numbers of 32 bits, of RC4 and DES3 contexts: they pass 2^32 and
 * end before one comes again.  With RC4 the caller's come once too.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/context.h"
#include "core/context_handle.h"
#include "core/sequence.h"
#include "unit/unit_older.h"

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

/* ---- how it travels -------------------------------------------------- */

#define AT_SND_SEQ (13 + 8)
#define AT_SGN_CKSUM (13 + 16)

/* RFC 1964 has the low byte first, RFC 4757 the high one; who sent it follows,
 * four times. */
START_TEST(test_bytes)
{
    static const unsigned char des3[2][8] = {
        { 0x44, 0x33, 0x22, 0x11, 0, 0, 0, 0 },
        { 0x88, 0x77, 0x66, 0x55, 0xff, 0xff, 0xff, 0xff },
    }, rc4[2][8] = {
        { 0x11, 0x22, 0x33, 0x44, 0, 0, 0, 0 },
        { 0x55, 0x66, 0x77, 0x88, 0xff, 0xff, 0xff, 0xff },
    };
    size_t enctype = DES3 + (size_t)_i / 2;
    struct unit_pair pair = unit_pair(enctype, 0, 1);
    LSA_SEC_HANDLE sender = _i % 2 == 0 ? pair.initiator : pair.acceptor;
    struct ksp_context *c = ksp_handle_acquire(sender);
    unsigned char *token;

    (void)unit_mic(sender, MESSAGE, MESSAGE_LENGTH, &token);
    c->key_1964->cipher->number(c->key_1964, token + AT_SGN_CKSUM, false,
                                token + AT_SND_SEQ);
    ck_assert_mem_eq(token + AT_SND_SEQ, (enctype == DES3 ? des3 : rc4)
                     [_i % 2], 8);
    free(token);
    ksp_handle_release(sender);
    unit_pair_delete(&pair);
}
END_TEST

/* ---- which number is meant ------------------------------------------- */

#define INITIAL 1000u
#define TWO_32 ((uint64_t)1 << 32)

/* Of a context that expects `next` (0 is the first): what is thought of a
 * number that comes with these 32 bits, and which it is. */
static const struct {
    uint64_t next;
    uint32_t SND_SEQ;
    uint64_t number;
    ULONG sequence;             /* with both detections */
    ULONG replay;               /* with that of replays only */
} meant[] = {
#define V(s, r) KSP_SEQ_##s, KSP_SEQ_##r
    { 10, INITIAL + 10, 11, V(IN_ORDER, IN_ORDER) },
    { 10, INITIAL + 11, 12, V(GAP, IN_ORDER) },
    { 10, INITIAL + 5, 6, V(UNSEQUENCED, IN_ORDER) },
    /* Half of all are ahead, half behind. */
    { 10, INITIAL + 10 + INT32_MAX, (uint64_t)INT32_MAX + 11,
      V(GAP, IN_ORDER) },
    { 10, INITIAL + 10 + INT32_MAX + 1u, (uint64_t)10 - INT32_MAX,
      V(UNSEQUENCED, OLD) },
    { 0, INITIAL - 1, 0, V(UNSEQUENCED, IN_ORDER) },
    /* The last there is, and what comes behind it. */
    { TWO_32 - 5, INITIAL - 1, TWO_32, V(GAP, IN_ORDER) },
    { TWO_32 - 5, INITIAL, TWO_32 + 1, V(UNSEQUENCED, OLD) },
    { TWO_32 - 5, INITIAL + 7, TWO_32 + 8, V(UNSEQUENCED, OLD) },
    { TWO_32, INITIAL, TWO_32 + 1, V(UNSEQUENCED, OLD) },
    { TWO_32, INITIAL - 1, TWO_32, V(UNSEQUENCED, IN_ORDER) },
    { TWO_32, INITIAL + 1 + INT32_MAX, TWO_32 - INT32_MAX,
      V(UNSEQUENCED, OLD) },
#undef V
};

#define N_MEANT (sizeof(meant) / sizeof(meant[0]))

START_TEST(test_meant)
{
    bool sequence = _i % 2 != 0;
    KSP_PACKED_CONTEXT p = unit_packed(DES3, KSP_ROLE_INITIATOR,
                                       unit_detection(sequence ? 3 : 1), 1);
    LSA_SEC_HANDLE ContextId;
    struct ksp_context *c;
    uint64_t number;
    ULONG want, verdict;
    size_t i = (size_t)_i / 2;

    p.RecvInitial = INITIAL;
    p.RecvNext = meant[i].next;
    ContextId = unit_context(&p);
    c = ksp_handle_acquire(ContextId);
    want = sequence ? meant[i].sequence : meant[i].replay;
    assert_status(ksp_sequence_judge(c, meant[i].SND_SEQ, 0, &number,
                                     &verdict), want == KSP_SEQ_IN_ORDER ?
                  SEC_E_OK : SEC_E_OUT_OF_SEQUENCE);
    ck_assert_uint_eq(verdict, want);
    ck_assert_uint_eq(number, meant[i].number);
    ksp_handle_release(ContextId);
    unit_delete(ContextId);
}
END_TEST

/* One that is wanted is the whole of it: there is none above 2^32. */
START_TEST(test_wanted)
{
    static const struct {
        uint64_t wanted;
        ULONG verdict;
    } rows[] = {
        { 11, KSP_SEQ_IN_ORDER }, { 10, KSP_SEQ_MISMATCH },
        { 12, KSP_SEQ_MISMATCH }, { TWO_32 + 11, KSP_SEQ_MISMATCH },
    };
    KSP_PACKED_CONTEXT p = unit_packed(DES3, KSP_ROLE_INITIATOR, 0, 1);
    LSA_SEC_HANDLE ContextId;
    struct ksp_context *c;
    uint64_t number;
    ULONG verdict;
    size_t i;

    p.RecvInitial = INITIAL;
    p.Flags = KSP_PACKED_CALLERS_NUMBERS;
    ContextId = unit_context(&p);
    c = ksp_handle_acquire(ContextId);
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        (void)ksp_sequence_judge(c, INITIAL + 10, rows[i].wanted, &number,
                                 &verdict);
        ck_assert_uint_eq(verdict, rows[i].verdict);
        ck_assert_uint_eq(number, 11);
    }
    ksp_handle_release(ContextId);
    unit_delete(ContextId);
}
END_TEST

/* ---- no number of the caller's twice -------------------------------- */

#define LAST ((uint64_t)1 << 32)
#define USED SEC_E_OUT_OF_SEQUENCE

/* Sign or seal a message with this number, 0 for the next.  A refusal
 * changes nothing; *made is the number the message got. */
static NTSTATUS
make(LSA_SEC_HANDLE ContextId, bool seal, uint64_t number, uint64_t *made)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *t = unit_package();
    struct unit_state before = unit_state(ContextId);
    struct unit_message m;
    unsigned char *token;
    NTSTATUS status;
    size_t i;

    unit_message_init(&m);
    unit_add(&m, SECBUFFER_TOKEN, NULL, 100);
    unit_add(&m, SECBUFFER_DATA, MESSAGE, 7);
    unit_add(&m, SECBUFFER_PADDING, NULL, 8);
    unit_add_params(&m, 0, number);
    status = (seal ? t->Seal : t->Sign)(ContextId, 0, &m.desc, 0);
    *made = m.params.MessageSeqNo;
    if (status != SEC_E_OK) {
        unit_assert_state(ContextId, &before);
        ck_assert_uint_eq(*made, number);
        ck_assert_uint_eq(m.buffers[0].cbBuffer, 100);
        ck_assert_mem_eq(m.buffers[1].pvBuffer, MESSAGE, 7);
        token = m.buffers[0].pvBuffer;
        for (i = 0; i < 100; i++)
            ck_assert_uint_eq(token[i], 0xa5);
    }
    unit_message_free(&m);
    return status;
}

struct row {
    uint64_t number;
    NTSTATUS status;
    uint64_t made;
};

static void
assert_rows(LSA_SEC_HANDLE ContextId, const struct row *rows, size_t count)
{
    uint64_t made;
    size_t i;

    for (i = 0; i < count; i++) {
        assert_status(make(ContextId, i % 2 == 0, rows[i].number, &made),
                      rows[i].status);
        if (rows[i].status == SEC_E_OK)
            ck_assert_uint_eq(made, rows[i].made);
    }
}

#define ASSERT_ROWS(ContextId, rows) \
    assert_rows(ContextId, rows, sizeof(rows) / sizeof(rows[0]))

static LSA_SEC_HANDLE
numbered(size_t enctype)
{
    KSP_PACKED_CONTEXT p = unit_packed(enctype, KSP_ROLE_INITIATOR,
                                       unit_detection(3), 1);

    p.Flags = KSP_PACKED_CALLERS_NUMBERS;
    return unit_context(&p);
}

/* In any order, but each once; a MIC and a wrap token share them.  Of those
 * before the last 64 nobody knows. */
START_TEST(test_each_once)
{
    static const struct row rows[] = {
        { 6, SEC_E_OK, 6 }, { 5, SEC_E_OK, 5 }, { 5, USED, 0 },
        { 6, USED, 0 }, { 5, USED, 0 }, { 0, SEC_E_OK, 7 }, { 7, USED, 0 },
        { 7, USED, 0 }, { 1, SEC_E_OK, 1 }, { 1, USED, 0 },
        { 100, SEC_E_OK, 100 }, { 36, USED, 0 }, { 37, SEC_E_OK, 37 },
        { 37, USED, 0 }, { 99, SEC_E_OK, 99 }, { 2, USED, 0 },
        { 0, SEC_E_OK, 101 }, { 37, USED, 0 }, { 38, SEC_E_OK, 38 },
        { 164, SEC_E_OK, 164 }, { 101, USED, 0 }, { 102, SEC_E_OK, 102 },
        { 228, SEC_E_OK, 228 }, { 164, USED, 0 }, { 165, SEC_E_OK, 165 },
        { 1000, SEC_E_OK, 1000 }, { 936, USED, 0 }, { 937, SEC_E_OK, 937 },
        { LAST + 1, SEC_E_INVALID_PARAMETER, 0 },
        { LAST, SEC_E_OK, LAST }, { LAST, USED, 0 },
        { LAST - 64, USED, 0 }, { LAST - 63, SEC_E_OK, LAST - 63 },
        { 0, SEC_E_CONTEXT_EXPIRED, 0 },
    };
    LSA_SEC_HANDLE ContextId = numbered((size_t)_i);

    ASSERT_ROWS(ContextId, rows);
    unit_delete(ContextId);
}
END_TEST

/* The key of the others is not the number: it is the caller's affair. */
START_TEST(test_others_twice)
{
    static const struct row rows[] = {
        { 6, SEC_E_OK, 6 }, { 5, SEC_E_OK, 5 }, { 5, SEC_E_OK, 5 },
        { 6, SEC_E_OK, 6 }, { 0, SEC_E_OK, 7 }, { 100, SEC_E_OK, 100 },
        { 1, SEC_E_OK, 1 },
    };
    LSA_SEC_HANDLE ContextId = numbered((size_t)_i);

    ASSERT_ROWS(ContextId, rows);
    unit_delete(ContextId);
}
END_TEST

/* Export it, change its flags and, with `version` 1, its layout, import. */
static LSA_SEC_HANDLE
move(LSA_SEC_HANDLE ContextId, ULONG Flags, int version)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *t = unit_package();
    unsigned char *bytes;
    LSA_SEC_HANDLE made;
    SecBuffer packed;

    assert_status(t->ExportContext(ContextId,
                                   SECPKG_CONTEXT_EXPORT_DELETE_OLD, &packed,
                                   NULL), SEC_E_OK);
    bytes = packed.pvBuffer;
    bytes[12] = (unsigned char)Flags;
    if (version == 1) {
        bytes[4] = 1;
        memmove(bytes + 80, bytes + 88, packed.cbBuffer - 88);
        packed.cbBuffer -= 8;
    }
    assert_status(t->ImportContext(&packed, NULL, &made), SEC_E_OK);
    KspKernelFunctions.FreeHeap(packed.pvBuffer);
    return made;
}

/* The window goes with the context. */
START_TEST(test_each_once_moved)
{
    static const struct row before[] = {
        { 70, SEC_E_OK, 70 }, { 68, SEC_E_OK, 68 },
    }, after[] = {
        { 70, USED, 0 }, { 68, USED, 0 }, { 6, USED, 0 },
        { 7, SEC_E_OK, 7 }, { 7, USED, 0 }, { 0, SEC_E_OK, 71 },
        { 69, SEC_E_OK, 69 },
    };
    const SECPKG_KERNEL_FUNCTION_TABLE *t = unit_package();
    LSA_SEC_HANDLE ContextId = numbered((size_t)_i);
    SecBuffer packed;

    ASSERT_ROWS(ContextId, before);
    ContextId = move(ContextId, KSP_PACKED_CALLERS_NUMBERS, 2);
    ASSERT_ROWS(ContextId, after);
    assert_status(t->ExportContext(ContextId,
                                   SECPKG_CONTEXT_EXPORT_RESET_NEW, &packed,
                                   NULL), SEC_E_UNSUPPORTED_FUNCTION);
    unit_delete(ContextId);
}
END_TEST

/* Of a packed context without one nothing below the highest is known to be
 * unused. */
START_TEST(test_each_once_version_1)
{
    static const struct row before[] = {
        { 70, SEC_E_OK, 70 },
    }, after[] = {
        { 70, USED, 0 }, { 69, USED, 0 }, { 71, SEC_E_OK, 71 },
        { 73, SEC_E_OK, 73 }, { 72, SEC_E_OK, 72 },
    };
    LSA_SEC_HANDLE ContextId = numbered((size_t)_i);

    ASSERT_ROWS(ContextId, before);
    ContextId = move(ContextId, KSP_PACKED_CALLERS_NUMBERS, 1);
    ASSERT_ROWS(ContextId, after);
    unit_delete(ContextId);
}
END_TEST

/* From the caller's numbers to own ones and back. */
START_TEST(test_each_once_switched)
{
    static const struct row first[] = {
        { 6, SEC_E_OK, 6 }, { 3, SEC_E_OK, 3 },
    }, own[] = {
        { 0, SEC_E_OK, 7 }, { 5, SEC_E_OK, 8 },
    }, last[] = {
        { 8, USED, 0 }, { 7, USED, 0 }, { 6, USED, 0 }, { 3, USED, 0 },
        { 5, SEC_E_OK, 5 }, { 5, USED, 0 }, { 9, SEC_E_OK, 9 },
    };
    LSA_SEC_HANDLE ContextId = numbered((size_t)_i);

    ASSERT_ROWS(ContextId, first);
    ContextId = move(ContextId, 0, 2);
    ASSERT_ROWS(ContextId, own);
    ContextId = move(ContextId, KSP_PACKED_CALLERS_NUMBERS, 2);
    ASSERT_ROWS(ContextId, last);
    unit_delete(ContextId);
}
END_TEST

/* A message that was not made gives its number back to the caller, but not
 * to the count. */
START_TEST(test_each_once_returned)
{
    LSA_SEC_HANDLE ContextId = numbered((size_t)_i);
    struct ksp_context *c = ksp_handle_acquire(ContextId);
    uint64_t number, SND_SEQ;

    assert_status(ksp_sequence_reserve(c, 9, &number, &SND_SEQ), SEC_E_OK);
    ksp_sequence_return(c, 9);
    assert_status(ksp_sequence_reserve(c, 0, &number, &SND_SEQ), SEC_E_OK);
    ck_assert_uint_eq(number, 10);
    assert_status(ksp_sequence_reserve(c, 9, &number, &SND_SEQ), SEC_E_OK);
    assert_status(ksp_sequence_reserve(c, 9, &number, &SND_SEQ), USED);
    ck_assert_uint_eq(number, 0);
    ck_assert_uint_eq(SND_SEQ, 0);
    assert_status(ksp_sequence_reserve(c, 8, &number, &SND_SEQ), SEC_E_OK);
    assert_status(ksp_sequence_reserve(c, 80, &number, &SND_SEQ), SEC_E_OK);
    /* Too late to come back. */
    ksp_sequence_return(c, 8);
    assert_status(ksp_sequence_reserve(c, 8, &number, &SND_SEQ), USED);
    ksp_sequence_return(c, 80 - 64);
    assert_status(ksp_sequence_reserve(c, 80 - 64, &number, &SND_SEQ), USED);
    assert_status(ksp_sequence_reserve(c, 80, &number, &SND_SEQ), USED);
    ksp_handle_release(ContextId);
    unit_delete(ContextId);
}
END_TEST

#define CLAIMERS 4
#define CLAIMED 20000

static _Atomic unsigned char claimed[CLAIMED + 1];

static void *
claim(void *context)
{
    uint64_t number, SND_SEQ, i;

    for (i = 1; i <= CLAIMED; i++) {
        if (ksp_sequence_reserve(context, i, &number, &SND_SEQ) == SEC_E_OK)
            claimed[number]++;
    }
    return NULL;
}

/* Several threads want every number: one gets it. */
START_TEST(test_each_once_threads)
{
    LSA_SEC_HANDLE ContextId = numbered((size_t)_i);
    struct ksp_context *c = ksp_handle_acquire(ContextId);
    pthread_t threads[CLAIMERS];
    int i;

    for (i = 1; i <= CLAIMED; i++)
        claimed[i] = 0;
    for (i = 0; i < CLAIMERS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, claim, c), 0);
    for (i = 0; i < CLAIMERS; i++)
        pthread_join(threads[i], NULL);
    for (i = 1; i <= CLAIMED; i++)
        ck_assert_uint_eq(claimed[i], 1);
    ksp_handle_release(ContextId);
    unit_delete(ContextId);
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
    tcase_add_loop_test(tc, test_bytes, 0, 2 * OLDER);
    tcase_add_loop_test(tc, test_meant, 0, 2 * N_MEANT);
    tcase_add_test(tc, test_wanted);
    tcase_add_loop_test(tc, test_each_once, RC4, END);
    tcase_add_loop_test(tc, test_others_twice, 0, RC4);
    tcase_add_loop_test(tc, test_each_once_moved, RC4, END);
    tcase_add_loop_test(tc, test_each_once_version_1, RC4, END);
    tcase_add_loop_test(tc, test_each_once_switched, RC4, END);
    tcase_add_loop_test(tc, test_each_once_returned, RC4, END);
    tcase_add_loop_test(tc, test_each_once_threads, RC4, END);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
