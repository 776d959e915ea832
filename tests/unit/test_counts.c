/* SPDX-License-Identifier: MIT */
/* shim/core/counts.c: how many messages contexts had, and what became of
 * others. */
#include <check.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "unit/unit.h"

#define TEXT "some text"
#define LENGTH sizeof(TEXT)
#define THREADS 4
#define EACH 500

static KSP_COUNTS counts;

static void
set_up(void)
{
    memset(&counts, 0, sizeof(counts));
    KspCountInto(&counts);
}

static void
tear_down(void)
{
    KspCountInto(NULL);
}

static void
assert_counts(ULONGLONG made, ULONGLONG verified, ULONGLONG sealed,
              ULONGLONG unsealed)
{
    ck_assert_uint_eq(counts.Signed, made);
    ck_assert_uint_eq(counts.Verified, verified);
    ck_assert_uint_eq(counts.Sealed, sealed);
    ck_assert_uint_eq(counts.Unsealed, unsealed);
}

/* One MIC that arrives, and two wrap tokens that do. */
static void
talk(const struct unit_pair *pair)
{
    unsigned char *token;
    size_t length, i;
    ULONG verdict;

    length = unit_mic(pair->initiator, TEXT, LENGTH, &token);
    assert_status(unit_verify(pair->acceptor, TEXT, LENGTH, token, length,
                              &verdict), SEC_E_OK);
    free(token);
    for (i = 0; i < 2; i++) {
        length = unit_wrap(pair->initiator, i == 0, TEXT, LENGTH, &token);
        assert_status(unit_unwrap(pair->acceptor, TEXT, LENGTH, token,
                                  length, &verdict), SEC_E_OK);
        free(token);
    }
}

/* With each detection; and with the caller's numbers, 4. */
static ULONG
attributes(int which)
{
    return which < UNIT_DETECTIONS ? unit_detection(which) :
        ISC_RET_DATAGRAM | ISC_RET_REPLAY_DETECT;
}

START_TEST(test_talk)
{
    struct unit_pair pair = unit_pair(0, attributes(_i), 1);

    talk(&pair);
    talk(&pair);
    assert_counts(0, 0, 0, 0);
    unit_pair_delete(&pair);
    assert_counts(2, 2, 4, 4);
    pair = unit_pair(1, attributes(_i), 2);
    talk(&pair);
    unit_pair_delete(&pair);
    assert_counts(3, 3, 6, 6);
    ck_assert_uint_eq(counts.NotMade + counts.Altered + counts.Invalid +
                      counts.OutOfSequence + counts.NotTaken, 0);
}
END_TEST

/* What was sent before an import is not of this context. */
START_TEST(test_imported)
{
    KSP_PACKED_CONTEXT packed = unit_packed(0, KSP_ROLE_INITIATOR, 0, 1);
    LSA_SEC_HANDLE context;
    unsigned char *token;

    packed.SendCount = 1000;
    context = unit_context(&packed);
    (void)unit_mic(context, TEXT, LENGTH, &token);
    free(token);
    unit_delete(context);
    assert_counts(1, 0, 0, 0);
}
END_TEST

/* Nor is what a context was closed with forgotten: of it nobody gets a
 * number. */
START_TEST(test_closed)
{
    struct unit_pair pair = unit_pair(0, ISC_RET_REPLAY_DETECT, 1);
    ULONG flags = SECPKG_CONTEXT_EXPORT_DELETE_OLD;
    SecBuffer packed;

    if (_i == 0)
        talk(&pair);
    else
        flags |= SECPKG_CONTEXT_EXPORT_RESET_NEW;
    assert_status(unit_package()->ExportContext(pair.initiator, flags,
                                                &packed, NULL), SEC_E_OK);
    KspKernelFunctions.FreeHeap(packed.pvBuffer);
    assert_counts(_i == 0 ? 1 : 0, 0, _i == 0 ? 2 : 0, 0);
    unit_delete(pair.acceptor);
    assert_counts(_i == 0 ? 1 : 0, _i == 0 ? 1 : 0, _i == 0 ? 2 : 0,
                  _i == 0 ? 2 : 0);
}
END_TEST

/* Refused: counted at once, and in no other place. */
START_TEST(test_refused)
{
    struct unit_pair pair = unit_pair(0, ISC_RET_REPLAY_DETECT, 1);
    unsigned char *token;
    size_t length = unit_mic(pair.initiator, TEXT, LENGTH, &token);
    ULONG verdict;

    token[length - 1] ^= 1;
    assert_status(unit_verify(pair.acceptor, TEXT, LENGTH, token, length,
                              &verdict), SEC_E_MESSAGE_ALTERED);
    ck_assert_uint_eq(counts.Altered, 1);
    token[length - 1] ^= 1;
    token[0] ^= 1;
    assert_status(unit_verify(pair.acceptor, TEXT, LENGTH, token, length,
                              &verdict), SEC_E_INVALID_TOKEN);
    ck_assert_uint_eq(counts.Invalid, 1);
    token[0] ^= 1;
    assert_status(unit_verify(pair.acceptor, TEXT, LENGTH, token, length,
                              &verdict), SEC_E_OK);
    assert_status(unit_verify(pair.acceptor, TEXT, LENGTH, token, length,
                              &verdict), SEC_E_OUT_OF_SEQUENCE);
    ck_assert_uint_eq(counts.OutOfSequence, 1);
    free(token);
    unit_pair_delete(&pair);
    assert_counts(1, 1, 0, 0);
    ck_assert_uint_eq(counts.Altered + counts.Invalid + counts.OutOfSequence,
                      3);
}
END_TEST

START_TEST(test_not_made)
{
    struct unit_pair pair = unit_pair(0, 0, 1);
    struct unit_message m;

    unit_message_init(&m);
    unit_add(&m, SECBUFFER_DATA, TEXT, LENGTH);
    unit_add(&m, SECBUFFER_TOKEN, NULL, 1);
    assert_status(unit_package()->Sign(pair.initiator, 0, &m.desc, 0),
                  SEC_E_BUFFER_TOO_SMALL);
    assert_status(unit_package()->Seal(pair.initiator, 5, &m.desc, 0),
                  SEC_E_QOP_NOT_SUPPORTED);
    ck_assert_uint_eq(counts.NotMade, 2);
    ck_assert_ptr_ne(unit_add(&m, SECBUFFER_DATA, NULL, 0), NULL);
    unit_message_free(&m);
    unit_pair_delete(&pair);
    assert_counts(0, 0, 0, 0);
}
END_TEST

static struct unit_pair shared;

static void *
make_and_take(void *ignored)
{
    unsigned char *token;
    size_t length;
    ULONG verdict;
    int i;

    for (i = 0; i < EACH; i++) {
        length = unit_wrap(shared.initiator, true, TEXT, LENGTH, &token);
        (void)unit_unwrap(shared.acceptor, TEXT, LENGTH, token, length,
                          &verdict);
        free(token);
        length = unit_mic(shared.initiator, TEXT, LENGTH, &token);
        (void)unit_verify(shared.acceptor, TEXT, LENGTH, token, length,
                          &verdict);
        free(token);
    }
    return ignored;
}

/* No message is lost where several threads use a context. */
START_TEST(test_threads)
{
    pthread_t threads[THREADS];
    int i;

    shared = unit_pair(0, ISC_RET_REPLAY_DETECT, 1);
    for (i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, make_and_take,
                                        NULL), 0);
    for (i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    unit_pair_delete(&shared);
    ck_assert_uint_eq(counts.Signed, THREADS * EACH);
    ck_assert_uint_eq(counts.Sealed, THREADS * EACH);
    ck_assert_uint_eq(counts.Verified + counts.Unsealed +
                      counts.OutOfSequence, 2 * THREADS * EACH);
    ck_assert_uint_gt(counts.Verified, 0);
    ck_assert_uint_gt(counts.Unsealed, 0);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("counts");
    TCase *tc = tcase_create("counts");

    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_loop_test(tc, test_talk, 0, UNIT_DETECTIONS + 1);
    tcase_add_test(tc, test_imported);
    tcase_add_loop_test(tc, test_closed, 0, 2);
    tcase_add_test(tc, test_refused);
    tcase_add_test(tc, test_not_made);
    tcase_add_test(tc, test_threads);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
