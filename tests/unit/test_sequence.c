/* SPDX-License-Identifier: MIT */
/* shim/core/sequence.c: numbers given, and numbers judged. */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "base/lock.h"
#include "core/sequence.h"
#include "unit/unit_core.h"

#define DETECT_ALL (ISC_RET_REPLAY_DETECT | ISC_RET_SEQUENCE_DETECT)
#define LIMIT ((uint64_t)INT64_MAX)

/* Initial numbers on both sides, and who numbers. */
static struct ksp_context *
context(uint64_t initial, ULONG attributes, ULONG flags)
{
    KSP_PACKED_CONTEXT p = unit_packed(0, KSP_ROLE_INITIATOR, attributes, 1);

    p.Flags = flags;
    p.SendInitial = initial;
    p.RecvInitial = initial;
    return unit_core_context(&p);
}

/* ---- numbers of messages sent --------------------------------------- */

struct reservation {
    uint64_t wanted;
    uint64_t number;        /* 0: refused */
};

static const struct reservation own[] = {
    { 0, 1 }, { 0, 2 }, { 1, 3 }, { 100, 4 }, { UINT64_MAX, 5 }, { 0, 6 }
};

static const struct reservation callers[] = {
    { 0, 1 }, { 0, 2 }, { 10, 10 }, { 0, 11 }, { 5, 5 }, { 0, 12 },
    { 12, 12 }, { 0, 13 }, { LIMIT + 1, 0 }, { UINT64_MAX, 0 }, { 0, 14 },
    { UINT64_C(1) << 32, UINT64_C(1) << 32 },
    { 0, (UINT64_C(1) << 32) + 1 }, { 1, 1 }, { LIMIT, LIMIT }, { 3, 3 }
};

/* The last ones go past 2^64. */
static const uint64_t initials[] = {
    0, 1, 0x3fffffff, 0xffffffff, UINT64_MAX - 2, UINT64_MAX
};

#define N_INITIALS (sizeof(initials) / sizeof(initials[0]))

static void
assert_reserved(struct ksp_context *c, uint64_t initial,
                const struct reservation *rows, size_t count)
{
    uint64_t number, SND_SEQ;
    size_t i;

    for (i = 0; i < count; i++) {
        number = SND_SEQ = 7;
        assert_status(ksp_sequence_reserve(c, rows[i].wanted, &number,
                                           &SND_SEQ),
                      rows[i].number == 0 ? SEC_E_INVALID_PARAMETER :
                      SEC_E_OK);
        ck_assert_uint_eq(number, rows[i].number);
        ck_assert_uint_eq(SND_SEQ, rows[i].number == 0 ? 0 :
                          initial + rows[i].number - 1);
    }
}

START_TEST(test_own)
{
    struct ksp_context *c = context(initials[_i], DETECT_ALL, 0);

    assert_reserved(c, initials[_i], own, sizeof(own) / sizeof(own[0]));
    ksp_context_free(&c);
}
END_TEST

/* By the flag of the packed context, or by that of the context. */
START_TEST(test_callers)
{
    uint64_t initial = initials[(size_t)_i / 2];
    struct ksp_context *c = _i % 2 != 0 ?
        context(initial, DETECT_ALL, KSP_PACKED_CALLERS_NUMBERS) :
        context(initial, DETECT_ALL | ISC_RET_DATAGRAM, 0);

    assert_reserved(c, initial, callers,
                    sizeof(callers) / sizeof(callers[0]));
    ksp_context_free(&c);
}
END_TEST

/* What was not made gives its number back, if no later one was taken. */
START_TEST(test_return)
{
    struct ksp_context *c = context(1000, 0, 0);
    uint64_t first, second, SND_SEQ;

    ksp_sequence_reserve(c, 0, &first, &SND_SEQ);
    ksp_sequence_return(c, first);
    ksp_sequence_reserve(c, 0, &first, &SND_SEQ);
    ck_assert_uint_eq(first, 1);
    ck_assert_uint_eq(SND_SEQ, 1000);
    ksp_sequence_reserve(c, 0, &second, &SND_SEQ);
    ck_assert_uint_eq(second, 2);
    ksp_sequence_return(c, first);
    ksp_sequence_reserve(c, 0, &first, &SND_SEQ);
    ck_assert_uint_eq(first, 3);
    ck_assert_uint_eq(SND_SEQ, 1002);
    ksp_sequence_return(c, 3);
    ksp_sequence_return(c, 3);
    ksp_sequence_reserve(c, 0, &first, &SND_SEQ);
    ck_assert_uint_eq(first, 3);
    ksp_context_free(&c);
}
END_TEST

#define RESERVE_THREADS 4
#define RESERVE_COUNT 20000

static unsigned char taken[RESERVE_THREADS * RESERVE_COUNT + 1];

static void *
reserve_many(void *argument)
{
    struct ksp_context *c = argument;
    uint64_t number, SND_SEQ, *mine;
    size_t i;

    mine = calloc(RESERVE_COUNT, sizeof(*mine));
    for (i = 0; mine != NULL && i < RESERVE_COUNT; i++) {
        (void)ksp_sequence_reserve(c, 0, &number, &SND_SEQ);
        mine[i] = number;
    }
    return mine;
}

START_TEST(test_no_repeats)
{
    struct ksp_context *c = context(5, 0, _i == 0 ? 0 :
                                    KSP_PACKED_CALLERS_NUMBERS);
    pthread_t threads[RESERVE_THREADS];
    void *numbers[RESERVE_THREADS];
    size_t i, j, wrong = 0;

    for (i = 0; i < RESERVE_THREADS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, reserve_many, c),
                         0);
    }
    for (i = 0; i < RESERVE_THREADS; i++)
        pthread_join(threads[i], &numbers[i]);
    for (i = 0; i < RESERVE_THREADS; i++) {
        uint64_t *mine = numbers[i];

        ck_assert_ptr_nonnull(mine);
        for (j = 0; j < RESERVE_COUNT; j++) {
            if (mine[j] == 0 || mine[j] >= sizeof(taken) || taken[mine[j]])
                wrong++;
            else
                taken[mine[j]] = 1;
        }
        free(mine);
    }
    ck_assert_uint_eq(wrong, 0);
    ksp_context_free(&c);
}
END_TEST

/* Once closed, with the numbers of that moment, there is no number, whoever
 * gives it, and no message is in order. */
START_TEST(test_closed)
{
    struct ksp_context *c = context(1000, DETECT_ALL, _i == 0 ? 0 :
                                    KSP_PACKED_CALLERS_NUMBERS);
    KSP_PACKED_CONTEXT p;
    uint64_t number, SND_SEQ;
    ULONG verdict;

    c->each_once = _i == 2;
    ksp_sequence_reserve(c, 0, &number, &SND_SEQ);
    ksp_sequence_reserve(c, 0, &number, &SND_SEQ);
    ksp_sequence_judge(c, 1000, 0, &number, &verdict);
    ck_assert(!ksp_sequence_close_unused(c));
    assert_status(ksp_sequence_describe(c, &p), SEC_E_OK);
    ck_assert_uint_eq(p.SendCount, 2);
    assert_status(ksp_sequence_close(c, &p), SEC_E_OK);
    ck_assert_uint_eq(p.SendCount, 2);
    ck_assert_uint_eq(p.RecvNext, 1);
    ck_assert_uint_eq(p.RecvMap, 1);
    assert_status(ksp_sequence_reserve(c, 0, &number, &SND_SEQ),
                  SEC_E_INVALID_HANDLE);
    assert_status(ksp_sequence_reserve(c, 7, &number, &SND_SEQ),
                  SEC_E_INVALID_HANDLE);
    ck_assert_uint_eq(number, 0);
    ksp_sequence_return(c, 2);
    assert_status(ksp_sequence_reserve(c, 0, &number, &SND_SEQ),
                  SEC_E_INVALID_HANDLE);
    assert_status(ksp_sequence_judge(c, 1001, 0, &number, &verdict),
                  SEC_E_OUT_OF_SEQUENCE);
    ck_assert_uint_eq(verdict, KSP_SEQ_OLD);
    assert_status(ksp_sequence_describe(c, &p), SEC_E_INVALID_HANDLE);
    assert_status(ksp_sequence_close(c, &p), SEC_E_INVALID_HANDLE);
    ksp_context_free(&c);
}
END_TEST

/* Closed while it had sent nothing; what it has seen comes later. */
START_TEST(test_closed_unused)
{
    struct ksp_context *c = context(1000, DETECT_ALL, _i == 0 ? 0 :
                                    KSP_PACKED_CALLERS_NUMBERS);
    KSP_PACKED_CONTEXT p;
    uint64_t number, SND_SEQ;
    ULONG verdict;

    c->each_once = _i == 2;
    ck_assert(ksp_sequence_close_unused(c));
    ck_assert(ksp_sequence_close_unused(c));
    assert_status(ksp_sequence_reserve(c, 0, &number, &SND_SEQ),
                  SEC_E_INVALID_HANDLE);
    assert_status(ksp_sequence_reserve(c, 7, &number, &SND_SEQ),
                  SEC_E_INVALID_HANDLE);
    assert_status(ksp_sequence_judge(c, 1000, 0, &number, &verdict),
                  SEC_E_OK);
    assert_status(ksp_sequence_close(c, &p), SEC_E_OK);
    ck_assert_uint_eq(p.SendCount, 0);
    ck_assert_uint_eq(p.RecvNext, 1);
    ksp_context_free(&c);
}
END_TEST

/* ---- numbers of messages received ----------------------------------- */

/* Number of the message, that asked for, and what is said. */
static const struct {
    uint64_t message;
    uint64_t wanted;
    ULONG own;              /* verdict with own numbering */
    ULONG callers;          /* and with the caller's */
} judged[] = {
#define V(own, callers) KSP_SEQ_##own, KSP_SEQ_##callers
    { 1, 1, V(IN_ORDER, IN_ORDER) },
    { 2, 0, V(IN_ORDER, IN_ORDER) },
    { 3, 4, V(IN_ORDER, MISMATCH) },
    /* The window did not see the one that was not asked for. */
    { 3, 3, V(DUPLICATE, IN_ORDER) },
    { 4, 0, V(IN_ORDER, IN_ORDER) },
    { 6, 6, V(GAP, GAP) },
    { 5, 6, V(UNSEQUENCED, MISMATCH) },
    { 5, 5, V(DUPLICATE, UNSEQUENCED) },
    { 100, 0, V(GAP, GAP) },
    { 100, 100, V(DUPLICATE, DUPLICATE) },
    { 101, 1, V(IN_ORDER, MISMATCH) },
    { 200, UINT64_MAX, V(GAP, MISMATCH) },
#undef V
};

#define N_JUDGED (sizeof(judged) / sizeof(judged[0]))

START_TEST(test_judged)
{
    uint64_t initial = initials[(size_t)_i / 2], number;
    bool by_caller = _i % 2 != 0;
    struct ksp_context *c = context(initial, DETECT_ALL, by_caller ?
                                    KSP_PACKED_CALLERS_NUMBERS : 0);
    ULONG verdict, want;
    size_t i;

    for (i = 0; i < N_JUDGED; i++) {
        struct ksp_window before = c->window;

        want = by_caller ? judged[i].callers : judged[i].own;
        number = verdict = 77;
        assert_status(ksp_sequence_judge(c, initial + judged[i].message - 1,
                                         judged[i].wanted, &number,
                                         &verdict),
                      want == KSP_SEQ_IN_ORDER ? SEC_E_OK :
                      SEC_E_OUT_OF_SEQUENCE);
        ck_assert_uint_eq(verdict, want);
        ck_assert_uint_eq(number, judged[i].message);
        if (want == KSP_SEQ_MISMATCH) {
            ck_assert_uint_eq(c->window.next, before.next);
            ck_assert_uint_eq(c->window.map, before.map);
        }
    }
    ksp_context_free(&c);
}
END_TEST

/* With no detection nothing but the caller's number counts. */
START_TEST(test_no_detection)
{
    struct ksp_context *c = context(9, 0, KSP_PACKED_CALLERS_NUMBERS);
    static const uint64_t SND_SEQs[] = { 9, 9, 8, UINT64_MAX, 1000, 0 };
    uint64_t number;
    ULONG verdict;
    size_t i;

    for (i = 0; i < sizeof(SND_SEQs) / sizeof(SND_SEQs[0]); i++) {
        assert_status(ksp_sequence_judge(c, SND_SEQs[i], 0, &number,
                                         &verdict), SEC_E_OK);
        ck_assert_uint_eq(number, SND_SEQs[i] - 8);
        ck_assert_uint_eq(verdict, KSP_SEQ_IN_ORDER);
    }
    assert_status(ksp_sequence_judge(c, 12, 5, &number, &verdict),
                  SEC_E_OUT_OF_SEQUENCE);
    ck_assert_uint_eq(verdict, KSP_SEQ_MISMATCH);
    ck_assert_uint_eq(number, 4);
    assert_status(ksp_sequence_judge(c, 12, 4, &number, &verdict), SEC_E_OK);
    ck_assert_uint_eq(c->window.next, 0);
    ksp_context_free(&c);
}
END_TEST

/* SND_SEQ passes 2^64 in the middle of all this, and nobody notices. */
START_TEST(test_wraparound)
{
    static const struct {
        uint64_t SND_SEQ;
        ULONG verdict;
    } rows[] = {
        { UINT64_MAX - 2, KSP_SEQ_IN_ORDER },
        { UINT64_MAX - 1, KSP_SEQ_IN_ORDER },
        { 0, KSP_SEQ_GAP },
        { UINT64_MAX, KSP_SEQ_UNSEQUENCED },
        { UINT64_MAX, KSP_SEQ_DUPLICATE },
        { UINT64_MAX - 2, KSP_SEQ_DUPLICATE },
        { 1, KSP_SEQ_IN_ORDER },
        { 70, KSP_SEQ_GAP },
        { UINT64_MAX - 1, KSP_SEQ_UNSEQUENCED },
        { 69, KSP_SEQ_UNSEQUENCED },
        { 70, KSP_SEQ_DUPLICATE },
        { 71, KSP_SEQ_IN_ORDER },
    };
    struct ksp_context *c = context(UINT64_MAX - 2, DETECT_ALL, 0);
    uint64_t number;
    ULONG verdict;
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ksp_sequence_judge(c, rows[i].SND_SEQ, 0, &number, &verdict);
        ck_assert_uint_eq(verdict, rows[i].verdict);
        ck_assert_uint_eq(number, rows[i].SND_SEQ + 4);
    }
    ksp_context_free(&c);
}
END_TEST

/* The last number there is: the next is none, and the count stays. */
START_TEST(test_last)
{
    KSP_PACKED_CONTEXT p = unit_packed(0, KSP_ROLE_INITIATOR, DETECT_ALL, 1);
    struct ksp_context *c;
    uint64_t number, SND_SEQ;
    int i;

    p.SendCount = LIMIT - 1;
    c = unit_core_context(&p);
    assert_status(ksp_sequence_reserve(c, 0, &number, &SND_SEQ), SEC_E_OK);
    ck_assert_uint_eq(number, LIMIT);
    for (i = 0; i < 3; i++) {
        assert_status(ksp_sequence_reserve(c, 0, &number, &SND_SEQ),
                      SEC_E_CONTEXT_EXPIRED);
        ck_assert_uint_eq(number, 0);
        ck_assert_uint_eq(SND_SEQ, 0);
        ck_assert_uint_eq(ksp_sequence_sent(c), LIMIT);
    }
    /* As it is for a moment while a thread finds that out. */
    atomic_store(&c->sent, LIMIT + 1);
    assert_status(ksp_sequence_describe(c, &p), SEC_E_OK);
    ck_assert_uint_eq(p.SendCount, LIMIT);
    ksp_context_free(&c);
}
END_TEST

/* ---- the context's lock --------------------------------------------- */

/* A lock that stays with somebody is the end of the program, soon. */
#define SECONDS 30

/* The lock is free again. */
static void
assert_free(const struct ksp_context *c)
{
    ck_assert(!c->busy);
    ck_assert(ksp_lock_unless_held(c->lock));
    ksp_unlock(c->lock);
}

/* It is still ours. */
static void
assert_held(const struct ksp_context *c, bool busy)
{
    ck_assert_int_eq(c->busy, busy);
    ck_assert(!ksp_lock_unless_held(c->lock));
}

static struct ksp_context *interrupted;
static volatile sig_atomic_t seen_busy;

static void
look(int number)
{
    (void)number;
    seen_busy = seen_busy || interrupted->busy;
}

/* A signal that comes in the middle of a number finds the context busy. */
START_TEST(test_busy)
{
    struct itimerval often = { { 0, 50 }, { 0, 50 } }, never = { 0 };
    struct ksp_context *c = context(1000, DETECT_ALL, 0);
    time_t end = time(NULL) + 20;
    uint64_t number;
    ULONG verdict;

    interrupted = c;
    seen_busy = 0;
    ck_assert(signal(SIGALRM, look) != SIG_ERR);
    ck_assert_int_eq(setitimer(ITIMER_REAL, &often, NULL), 0);
    while (!seen_busy && time(NULL) < end)
        ksp_sequence_judge(c, 1000, 0, &number, &verdict);
    ck_assert_int_eq(setitimer(ITIMER_REAL, &never, NULL), 0);
    ck_assert(seen_busy);
    assert_free(c);
    ck_assert(signal(SIGALRM, SIG_DFL) != SIG_ERR);
    ksp_context_free(&c);
}
END_TEST

/* Every function that takes the lock has given it back when it returns; who
 * has interrupted its holder, in a number of another context, has all the
 * same, and leaves the lock to the holder. */
START_TEST(test_lock)
{
    bool held = _i != 0;
    struct ksp_context *c = context(1000, DETECT_ALL,
                                    KSP_PACKED_CALLERS_NUMBERS);
    KSP_PACKED_CONTEXT p;
    uint64_t number, SND_SEQ;
    ULONG verdict;
    int i;

    (void)alarm(SECONDS);
    c->each_once = true;
    for (i = 0; i < 7; i++) {
        if (held)
            ksp_lock(c->lock);
        if (i == 0 || i == 2) {
            assert_status(ksp_sequence_reserve(c, 3, &number, &SND_SEQ),
                          SEC_E_OK);
        } else if (i == 1) {
            ksp_sequence_return(c, 3);
        } else if (i == 3) {
            assert_status(ksp_sequence_judge(c, 1000, 0, &number, &verdict),
                          SEC_E_OK);
        } else if (i == 4) {
            assert_status(ksp_sequence_describe(c, &p), SEC_E_OK);
            ck_assert_uint_eq(p.SendCount, 3);
            ck_assert_uint_eq(p.RecvNext, 1);
        } else if (i == 5) {
            ck_assert(!ksp_sequence_close_unused(c));
        } else {
            assert_status(ksp_sequence_close(c, &p), SEC_E_OK);
            ck_assert_uint_eq(p.SendCount, 3);
        }
        if (held) {
            assert_held(c, false);
            ksp_unlock(c->lock);
        }
        assert_free(c);
    }
    (void)alarm(0);
    ksp_context_free(&c);
}
END_TEST

/* Who has interrupted a number of this very context finds it closed, and
 * changes nothing. */
START_TEST(test_interrupted)
{
    struct ksp_context *c = context(1000, DETECT_ALL,
                                    KSP_PACKED_CALLERS_NUMBERS);
    KSP_PACKED_CONTEXT p, before;
    uint64_t number, SND_SEQ;
    ULONG verdict;

    (void)alarm(SECONDS);
    c->each_once = true;
    assert_status(ksp_sequence_reserve(c, 3, &number, &SND_SEQ), SEC_E_OK);
    assert_status(ksp_sequence_describe(c, &before), SEC_E_OK);
    ksp_lock(c->lock);
    c->busy = true;
    assert_status(ksp_sequence_reserve(c, 7, &number, &SND_SEQ),
                  SEC_E_OUT_OF_SEQUENCE);
    ck_assert_uint_eq(number, 0);
    ksp_sequence_return(c, 3);
    assert_status(ksp_sequence_judge(c, 1000, 0, &number, &verdict),
                  SEC_E_OUT_OF_SEQUENCE);
    ck_assert_uint_eq(verdict, KSP_SEQ_OLD);
    assert_status(ksp_sequence_describe(c, &p), SEC_E_INVALID_HANDLE);
    assert_status(ksp_sequence_close(c, &p), SEC_E_INVALID_HANDLE);
    ck_assert(!ksp_sequence_close_unused(c));
    assert_held(c, true);
    c->busy = false;
    ksp_unlock(c->lock);
    assert_status(ksp_sequence_describe(c, &p), SEC_E_OK);
    ck_assert_uint_eq(p.SendCount, before.SendCount);
    ck_assert_uint_eq(p.SendSkipped, before.SendSkipped);
    ck_assert_uint_eq(p.RecvNext, before.RecvNext);
    ck_assert_uint_eq(p.RecvMap, before.RecvMap);
    assert_status(ksp_sequence_reserve(c, 3, &number, &SND_SEQ),
                  SEC_E_OUT_OF_SEQUENCE);
    (void)alarm(0);
    ksp_context_free(&c);
}
END_TEST

static atomic_bool begun;
static atomic_bool done;

static void *
judge_one(void *context)
{
    uint64_t number;
    ULONG verdict;

    begun = true;
    (void)ksp_sequence_judge(context, 1000, 0, &number, &verdict);
    done = true;
    return NULL;
}

/* A number has the context for itself: others wait, and see it busy. */
START_TEST(test_waits)
{
    const struct timespec moment = { 0, 20000000 };
    struct ksp_context *c = context(1000, DETECT_ALL, 0);
    pthread_t thread;

    (void)alarm(SECONDS);
    begun = done = false;
    ksp_lock(c->lock);
    ck_assert_int_eq(pthread_create(&thread, NULL, judge_one, c), 0);
    while (!begun)
        sched_yield();
    (void)nanosleep(&moment, NULL);
    ck_assert(!done);
    ck_assert_uint_eq(c->window.next, 0);
    ksp_unlock(c->lock);
    pthread_join(thread, NULL);
    ck_assert(done);
    ck_assert_uint_eq(c->window.next, 1);
    assert_free(c);
    (void)alarm(0);
    ksp_context_free(&c);
}
END_TEST

/* ---- through the table ---------------------------------------------- */

/* The caller's number: in the argument, or in the wide form, which wins;
 * and the SND_SEQ of the token, or an error. */
static const struct {
    ULONG argument;
    ULONGLONG wide;
    ULONGLONG number;       /* 0: refused */
} called[] = {
    { 1, 0, 1 },
    { 7, 0, 7 },
    { 0xffffffff, 0, 0xffffffff },
    { 0, 0, 0x100000000 },
    { 3, 12, 12 },
    { 0, 0x100000005, 0x100000005 },
    { 9, 0x100000005, 0x100000005 },
    { 0, LIMIT - 1, LIMIT - 1 },
    { 0, LIMIT, LIMIT },
    { 0, LIMIT + 1, 0 },
    { 5, UINT64_MAX, 0 },
};

#define N_CALLED (sizeof(called) / sizeof(called[0]))

static uint64_t
SND_SEQ_of(const SecBuffer *token)
{
    const unsigned char *bytes = token->pvBuffer;
    uint64_t value = 0;
    int i;

    for (i = 8; i < 16; i++)
        value = value << 8 | bytes[i];
    return value;
}

/* One row, by Sign or by Seal, and its token back with that number. */
static void
assert_called(const struct unit_pair *pair, size_t i, bool seal)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *t = unit_package();
    struct unit_message m;
    SecBuffer *token;
    NTSTATUS status;

    unit_message_init(&m);
    token = unit_add(&m, SECBUFFER_TOKEN, NULL, 100);
    unit_add(&m, SECBUFFER_DATA, "text", 4);
    unit_add_params(&m, 0, called[i].wide);
    status = (seal ? t->Seal : t->Sign)(pair->initiator, 0, &m.desc,
                                        called[i].argument);
    if (called[i].number == 0) {
        assert_status(status, SEC_E_INVALID_PARAMETER);
        ck_assert_uint_eq(token->cbBuffer, 100);
        ck_assert_uint_eq(*(unsigned char *)token->pvBuffer, 0xa5);
        ck_assert_mem_eq(m.buffers[1].pvBuffer, "text", 4);
    } else {
        assert_status(status, SEC_E_OK);
        ck_assert_uint_eq(m.params.MessageSeqNo, called[i].number);
        ck_assert_uint_eq(SND_SEQ_of(token),
                          0x11223344 + called[i].number - 1);
        /* Not this number, then this one. */
        m.params.MessageSeqNo = called[i].number + 1;
        status = (seal ? t->Unseal : t->Verify)(pair->acceptor, &m.desc, 0,
                                                NULL);
        assert_status(status, SEC_E_OUT_OF_SEQUENCE);
        ck_assert_uint_eq(m.params.Verdict, KSP_SEQ_MISMATCH);
        ck_assert_uint_eq(m.params.MessageSeqNo, called[i].number);
        if (!seal) {
            assert_status(t->Verify(pair->acceptor, &m.desc, 77, NULL),
                          SEC_E_OK);
            ck_assert_uint_eq(m.params.Verdict, KSP_SEQ_IN_ORDER);
            m.buffers[2].BufferType = SECBUFFER_EMPTY;
            assert_status(t->Verify(pair->acceptor, &m.desc, 0, NULL),
                          SEC_E_OK);
            assert_status(t->Verify(pair->acceptor, &m.desc, 77, NULL),
                          SEC_E_OUT_OF_SEQUENCE);
        }
    }
    unit_message_free(&m);
}

START_TEST(test_called)
{
    struct unit_pair pair = unit_pair(0, ISC_RET_DATAGRAM, 1);
    size_t i;

    for (i = 0; i < N_CALLED; i++)
        assert_called(&pair, i, _i != 0);
    unit_pair_delete(&pair);
}
END_TEST

/* n = 1, 2, 3 gives the very bytes that own numbering would. */
START_TEST(test_same_bytes)
{
    KSP_PACKED_CONTEXT p = unit_packed((size_t)_i, KSP_ROLE_INITIATOR, 0, 1);
    LSA_SEC_HANDLE by_us, by_caller;
    struct unit_message m;
    unsigned char *token;
    size_t length;
    ULONG n;

    by_us = unit_context(&p);
    p.Flags = KSP_PACKED_CALLERS_NUMBERS;
    by_caller = unit_context(&p);
    for (n = 1; n <= 3; n++) {
        length = unit_mic(by_us, "text", 4, &token);
        unit_message_init(&m);
        unit_add(&m, SECBUFFER_DATA, "text", 4);
        unit_add(&m, SECBUFFER_TOKEN, NULL, length);
        assert_status(unit_package()->Sign(by_caller, 0, &m.desc, n),
                      SEC_E_OK);
        ck_assert_uint_eq(m.buffers[1].cbBuffer, length);
        ck_assert_mem_eq(m.buffers[1].pvBuffer, token, length);
        unit_message_free(&m);
        free(token);
    }
    unit_delete(by_us);
    unit_delete(by_caller);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("sequence");
    TCase *tc = tcase_create("sequence");

    tcase_add_loop_test(tc, test_own, 0, N_INITIALS);
    tcase_add_loop_test(tc, test_callers, 0, 2 * N_INITIALS);
    tcase_add_test(tc, test_return);
    tcase_add_loop_test(tc, test_no_repeats, 0, 2);
    tcase_add_loop_test(tc, test_closed, 0, 3);
    tcase_add_loop_test(tc, test_closed_unused, 0, 3);
    tcase_add_loop_test(tc, test_judged, 0, 2 * N_INITIALS);
    tcase_add_test(tc, test_no_detection);
    tcase_add_test(tc, test_wraparound);
    tcase_add_test(tc, test_last);
    tcase_add_loop_test(tc, test_lock, 0, 2);
    tcase_add_test(tc, test_busy);
    tcase_add_test(tc, test_interrupted);
    tcase_add_test(tc, test_waits);
    tcase_add_loop_test(tc, test_called, 0, 2);
    tcase_add_loop_test(tc, test_same_bytes, 0, UNIT_ENCTYPES);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
