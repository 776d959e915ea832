/* SPDX-License-Identifier: MIT */
/*
 * shim/base/lock.c, and all that keeps state: a child, forked while other
 * threads are at work, can go on with everything.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "asan_fork.h"
#include "base/lock.h"
#include "unit/old_kernel.h"
#include "unit/unit.h"

#define DETECT_ALL (ISC_RET_REPLAY_DETECT | ISC_RET_SEQUENCE_DETECT)

#define WORKERS 3
#define FORKS 150
#define CHILD_SECONDS 20

static _Atomic bool stop;
static _Atomic int trouble;

static pid_t
raw_fork(void)
{
#ifdef __s390x__
    return (pid_t)syscall(SYS_clone, 0, SIGCHLD, 0, 0, 0);
#else
    return (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
#endif
}

struct shared {
    const SECPKG_KERNEL_FUNCTION_TABLE *table;
    struct unit_pair pair;
    unsigned char packed[KSP_PACKED_MAX];
    SecBuffer data;
};

/* Sign, verify, seal and open with a pair. */
static int
exchange(const SECPKG_KERNEL_FUNCTION_TABLE *t, const struct unit_pair *pair,
         bool alone)
{
    unsigned char text[] = "text", token[100];
    SecBuffer buffers[2] = {
        { sizeof(text) - 1, SECBUFFER_DATA, text },
        { sizeof(token), SECBUFFER_TOKEN, token }
    };
    SecBufferDesc desc = { SECBUFFER_VERSION, 2, buffers };
    NTSTATUS status;
    int wrong = 0;

    wrong += t->Sign(pair->initiator, 0, &desc, 0) != SEC_E_OK;
    status = t->Verify(pair->acceptor, &desc, 0, NULL);
    wrong += status != SEC_E_OK &&
        (alone || status != SEC_E_OUT_OF_SEQUENCE);
    buffers[1].cbBuffer = sizeof(token);
    wrong += t->Seal(pair->initiator, 0, &desc, 0) != SEC_E_OK;
    status = t->Unseal(pair->acceptor, &desc, 0, NULL);
    wrong += status != SEC_E_OK &&
        (alone || status != SEC_E_OUT_OF_SEQUENCE);
    wrong += memcmp(text, "text", sizeof(text)) != 0;
    return wrong;
}

/* A context of one's own, from beginning to end. */
static int
come_and_go(struct shared *s)
{
    LSA_SEC_HANDLE handle = 0;
    SecBuffer packed = { 0, 0, NULL };
    int wrong = 0;

    wrong += s->table->InitContext(1, &s->data, &handle) != SEC_E_OK;
    wrong += s->table->ExportContext(handle, 0, &packed, NULL) != SEC_E_OK;
    free(packed.pvBuffer);
    wrong += s->table->DeleteContext(handle, NULL) != SEC_E_OK;
    return wrong;
}

static void *
worker(void *argument)
{
    struct shared *s = argument;
    int wrong = 0;

    while (!atomic_load(&stop)) {
        wrong += exchange(s->table, &s->pair, false);
        wrong += come_and_go(s);
    }
    atomic_fetch_add(&trouble, wrong);
    return NULL;
}

/* The child's work: what was there, and something new. */
static int
child(struct shared *s)
{
    int wrong = 0, i;

    for (i = 0; i < 20; i++) {
        wrong += come_and_go(s);
        wrong += exchange(s->table, &s->pair, false);
    }
    return wrong;
}

static int
fork_once(struct shared *s)
{
    int status = -1;
    pid_t pid = fork();

    if (pid == 0) {
        alarm(CHILD_SECONDS);
        _exit(child(s) == 0 ? 0 : 1);
    }
    ck_assert_int_gt(pid, 0);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    return status;
}

static void
share(struct shared *s)
{
    KSP_PACKED_CONTEXT p = unit_packed(0, KSP_ROLE_INITIATOR, DETECT_ALL, 1);

    s->table = unit_package();
    s->pair = unit_pair((size_t)0, DETECT_ALL, 1);
    s->data.pvBuffer = s->packed;
    assert_status(KspPackContext(&p, s->packed, sizeof(s->packed),
                                 &s->data.cbBuffer), SEC_E_OK);
}

START_TEST(test_busy)
{
    pthread_t threads[WORKERS];
    static struct shared s;
    int i;

    old_kernel = _i == 1;
    asan_fork_arm();
    share(&s);
    for (i = 0; i < WORKERS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, worker, &s), 0);
    for (i = 0; i < unit_rounds(FORKS); i++)
        ck_assert_int_eq(fork_once(&s), 0);
    atomic_store(&stop, true);
    for (i = 0; i < WORKERS; i++)
        pthread_join(threads[i], NULL);
    ck_assert_int_eq(trouble, 0);
    unit_pair_delete(&s.pair);
}
END_TEST

/* ---- locks ----------------------------------------------------------- */

static pthread_barrier_t locked, seen;

static void *
hold(void *which)
{
    ksp_lock(*(const unsigned int *)which);
    pthread_barrier_wait(&locked);
    pthread_barrier_wait(&seen);
    ksp_unlock(*(const unsigned int *)which);
    return NULL;
}

static void
use_all(void)
{
    unsigned int i;

    for (i = 0; i < KSP_LOCK_COUNT; i++) {
        ksp_lock(i);
        ksp_unlock(i);
    }
}

static void
wait_well(pid_t pid)
{
    int status = -1;

    ck_assert_int_gt(pid, 0);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(status, 0);
}

/* No handler runs there, and the thread that holds a lock is not there. */
START_TEST(test_raw)
{
    unsigned int which = (unsigned int)_i;
    pthread_t thread;
    pid_t pid;

    if (!unit_kernel_wipes("test_raw"))
        return;
    ck_assert_int_eq(pthread_barrier_init(&locked, NULL, 2), 0);
    ck_assert_int_eq(pthread_barrier_init(&seen, NULL, 2), 0);
    ck_assert(ksp_lock_prepare_forks());
    ck_assert_int_eq(pthread_create(&thread, NULL, hold, &which), 0);
    pthread_barrier_wait(&locked);
    pid = raw_fork();
    if (pid == 0) {
        alarm(CHILD_SECONDS);
        use_all();
        _exit(0);
    }
    wait_well(pid);
    pthread_barrier_wait(&seen);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    use_all();
}
END_TEST

static pid_t forked;
static bool raw;

static void
handler(int signal)
{
    (void)signal;
    forked = raw ? raw_fork() : fork();
}

/* A signal comes while the lock is held; its handler forks, and both
 * processes go on. */
START_TEST(test_handler)
{
    struct sigaction action;

    old_kernel = _i >= 2;
    raw = _i % 2 == 1;
    memset(&action, 0, sizeof(action));
    action.sa_handler = handler;
    ck_assert_int_eq(sigaction(SIGUSR1, &action, NULL), 0);
    ck_assert(ksp_lock_prepare_forks());
    alarm(CHILD_SECONDS);
    ksp_lock(3);
    ck_assert_int_eq(raise(SIGUSR1), 0);
    ksp_unlock(3);
    use_all();
    if (forked == 0)
        _exit(0);
    wait_well(forked);
}
END_TEST

/* Parent and child each have their own numbers from then on, and each
 * its own confounders. */
START_TEST(test_apart)
{
    struct unit_pair pair = unit_pair(0, DETECT_ALL, 1);
    unsigned char *mine, theirs[200];
    struct unit_state before;
    size_t length, got = 0;
    int fds[2], status = -1;
    pid_t pid;

    length = unit_wrap(pair.initiator, true, "text", 4, &mine);
    free(mine);
    before = unit_state(pair.initiator);
    ck_assert_int_eq(pipe(fds), 0);
    pid = fork();
    if (pid == 0) {
        alarm(CHILD_SECONDS);
        length = unit_wrap(pair.initiator, true, "text", 4, &mine);
        got = (size_t)write(fds[1], mine, length);
        _exit(got == length ? 0 : 1);
    }
    ck_assert_int_gt(pid, 0);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(status, 0);
    unit_assert_state(pair.initiator, &before);
    got = (size_t)read(fds[0], theirs, sizeof(theirs));
    ck_assert_uint_eq(got, length);
    ck_assert_uint_eq(unit_wrap(pair.initiator, true, "text", 4, &mine),
                      length);
    ck_assert_mem_eq(mine, theirs, 16);
    ck_assert_mem_ne(mine + 16, theirs + 16, 16);
    free(mine);
    close(fds[0]);
    close(fds[1]);
    unit_pair_delete(&pair);
}
END_TEST

static void *
take_unless_held(void *which)
{
    bool taken = ksp_lock_unless_held(*(const unsigned int *)which);

    if (taken)
        ksp_unlock(*(const unsigned int *)which);
    return taken ? which : NULL;
}

/* Who has a lock is told so; another thread waits for it. */
START_TEST(test_held)
{
    unsigned int which = (unsigned int)_i;
    pthread_t thread;
    void *result;

    ck_assert(ksp_lock_unless_held(which));
    ck_assert(!ksp_lock_unless_held(which));
    ck_assert_int_eq(pthread_create(&thread, NULL, take_unless_held, &which),
                     0);
    usleep(20000);
    ck_assert_int_eq(pthread_tryjoin_np(thread, &result), EBUSY);
    ksp_unlock(which);
    ck_assert_int_eq(pthread_join(thread, &result), 0);
    ck_assert_ptr_eq(result, &which);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("fork");
    TCase *tc = tcase_create("fork");

    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, test_busy, 0, 2);
    tcase_add_loop_test(tc, test_raw, 0, KSP_LOCK_COUNT);
    tcase_add_loop_test(tc, test_handler, 0, 4);
    tcase_add_test(tc, test_apart);
    tcase_add_loop_test(tc, test_held, 0, KSP_LOCK_COUNT);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
