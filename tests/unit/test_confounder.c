/* SPDX-License-Identifier: MIT */
/*
 * shim/crypto/confounder.c, with kernels of several kinds: nobody gets bytes
 * that somebody else had, whatever the processes and threads do.
 *
 * The functions of the C library that it calls are defined here, so that the
 * kernel can be another one, and a process can fork in the middle.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crypto/confounder.h"
#include "crypto/rfc1964.h"
#include "unit/unit.h"
#include "unit/unit_older.h"

#define LENGTH 16
#define TAKEN 70                /* more than a pool has */
#define ONE_FILL 11             /* getrandoms that give but a few bytes */
#define CHILD_SECONDS 20

/* More threads, and more calls inside each other, than there are pools. */
#define THREADS 24
#define EACH 1000
#define DEPTH 20
#define POOLS 16

struct confounder {
    unsigned char bytes[LENGTH];
};

/* ---- the kernel ------------------------------------------------------ */

/* What it knows of memory that is wiped on fork: all, nothing, or nothing
 * without saying so. */
enum { KNOWS, REFUSES, PRETENDS };
static int wiping;

static bool no_getrandom, no_device;
static atomic_int getrandoms;
static int opens;

/* Called once, when random bytes have been had and when they are wiped. */
static void (*in_fill)(void), (*in_copy)(void);

static void
call_once_only(void (**hook)(void))
{
    void (*function)(void) = *hook;

    if (function != NULL) {
        *hook = NULL;
        function();
    }
}

int
madvise(void *memory, size_t size, int advice)
{
    int result = 0;

    if (wiping == KNOWS) {
        result = (int)syscall(SYS_madvise, memory, size, advice);
    } else if (wiping == REFUSES) {
        errno = EINVAL;
        result = -1;
    }
    return result;
}

/* The C library's. */
static long
kernel_call(long number, const long a[6])
{
    long (*call)(long, ...) = (long (*)(long, ...))dlsym(RTLD_NEXT,
                                                         "syscall");

    return call(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

/* Gives few bytes at once. */
static long
few_random(long a[6])
{
    long n = -1;

    getrandoms++;
    if (no_getrandom) {
        errno = ENOSYS;
    } else {
        if (a[1] > 100)
            a[1] = 100;
        n = kernel_call(SYS_getrandom, a);
        call_once_only(&in_fill);
    }
    return n;
}

long
syscall(long number, ...)
{
    va_list arguments;
    long a[6];
    int i;

    va_start(arguments, number);
    for (i = 0; i < 6; i++)
        a[i] = va_arg(arguments, long);
    va_end(arguments);
    return number == SYS_getrandom ? few_random(a) : kernel_call(number, a);
}

int
open(const char *path, int flags, ...)
{
    va_list arguments;
    mode_t mode;

    va_start(arguments, flags);
    mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    opens++;
    if (no_device && strcmp(path, "/dev/urandom") == 0)
        path = "/nowhere";
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

void __explicit_bzero_chk(void *memory, size_t length, size_t size);

void
__explicit_bzero_chk(void *memory, size_t length, size_t size)
{
    (void)size;
    memset(memory, 0, length);
    __asm__ volatile("" : : "r"(memory) : "memory");
    call_once_only(&in_copy);
}

void
explicit_bzero(void *memory, size_t length)
{
    __explicit_bzero_chk(memory, length, length);
}

/* ---- confounders ----------------------------------------------------- */

static int
compare(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct confounder));
}

/* Sorts them. */
static bool
all_different(struct confounder *list, size_t count)
{
    static const struct confounder zeros;
    bool different = true;
    size_t i;

    qsort(list, count, sizeof(*list), compare);
    for (i = 0; i < count; i++) {
        different = different && compare(&list[i], &zeros) != 0 &&
            (i == 0 || compare(&list[i - 1], &list[i]) != 0);
    }
    return different;
}

static bool
take(struct confounder *list, size_t count)
{
    bool good = true;
    size_t i;

    for (i = 0; i < count; i++)
        good = ksp_confounder(list[i].bytes, LENGTH) && good;
    return good;
}

/* ---- ways to fork ---------------------------------------------------- */

static pid_t child;
static int fds[2];

static void
by_fork(void)
{
    child = fork();
}

static void
by_clone(void)
{
#ifdef __s390x__
    child = (pid_t)syscall(SYS_clone, 0, SIGCHLD, 0, 0, 0);
#else
    child = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
#endif
}

/* Of new C libraries. */
static void
by_Fork(void)
{
    void *found = dlsym(RTLD_DEFAULT, "_Fork");
    pid_t (*function)(void);

    if (found != NULL) {
        memcpy(&function, &found, sizeof(function));
        child = function();
    } else {
        by_clone();
    }
}

static void
handler(int signal)
{
    (void)signal;
    by_fork();
}

static void
by_handler(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof(action));
    action.sa_handler = handler;
    ck_assert_int_eq(sigaction(SIGUSR1, &action, NULL), 0);
    ck_assert_int_eq(raise(SIGUSR1), 0);
}

/* And the child of the child is the one that goes on. */
static void
by_two_forks(void)
{
    int status;

    by_fork();
    if (child == 0) {
        by_clone();
        if (child > 0) {
            (void)waitpid(child, &status, 0);
            _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 9);
        }
    }
}

static void (*const ways[])(void) = {
    by_fork, by_Fork, by_clone, by_handler, by_two_forks
};

#define WAYS ((int)(sizeof(ways) / sizeof(ways[0])))

/* The child sends what it has and ends; the parent receives it. */
static void
meet(const void *mine, void *theirs, size_t size)
{
    int status = -1;

    if (child == 0) {
        alarm(CHILD_SECONDS);
        _exit(write(fds[1], mine, size) == (ssize_t)size ? 0 : 8);
    }
    ck_assert_int_gt(child, 0);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    ck_assert_int_eq(read(fds[0], theirs, size), (ssize_t)size);
}

/* Take some, of which the first may be taken while the process forks, and
 * compare with the child's. */
static void
compare_with_child(struct confounder before, void (*way)(void))
{
    struct confounder list[1 + 2 * TAKEN];
    bool good;

    list[0] = before;
    if (way != NULL)
        way();
    good = take(list + 1, TAKEN);
    if (child == 0 && !good)
        _exit(7);
    ck_assert(good);
    meet(list + 1, list + 1 + TAKEN, TAKEN * sizeof(*list));
    ck_assert(all_different(list, 1 + 2 * TAKEN));
}

static void
start(void)
{
    child = -1;
    ck_assert_int_eq(pipe(fds), 0);
    if (wiping == KNOWS && !unit_kernel_wipes("KNOWS"))
        wiping = REFUSES;
    ksp_confounder_prepare();
    getrandoms = 0;
    opens = 0;
}

/* ---- the tests ------------------------------------------------------- */

START_TEST(test_apart)
{
    struct confounder before;

    wiping = _i / WAYS;
    start();
    ck_assert(take(&before, 1));
    compare_with_child(before, ways[_i % WAYS]);
}
END_TEST

/* A signal handler may fork at any moment: while a pool is filled ... */
START_TEST(test_apart_in_fill)
{
    struct confounder before = { { 1 } };

    start();
    if (wiping == KNOWS) {
        in_fill = ways[_i];
        compare_with_child(before, NULL);
    }
}
END_TEST

/* ... and while bytes are taken from it.  Without pools it is as in stock. */
START_TEST(test_apart_in_copy)
{
    struct confounder before;

    start();
    ck_assert(take(&before, 1));
    if (wiping == KNOWS) {
        in_copy = ways[_i];
        compare_with_child(before, NULL);
    }
}
END_TEST

/* A context has them made when it is, so that no message has to; but those of
 * Camellia, which is libkrb5's. */
START_TEST(test_prepared)
{
    size_t enctype = (size_t)_i;
    unsigned char *token;
    struct unit_pair pair;
    int i;

    if (strcmp(KspProviderName(ksp_enctype_at(enctype)->enctype),
               "nettle") != 0 || !unit_kernel_wipes("KNOWS"))
        return;
    pair = unit_pair(enctype, 0, 1);
    getrandoms = 0;
    for (i = 0; i < 40; i++) {
        (void)unit_wrap(pair.initiator, true, unit_text(), 7, &token);
        free(token);
    }
    ck_assert_int_le(getrandoms, ONE_FILL);
    unit_pair_delete(&pair);
}
END_TEST

/* One call fills a pool; where there are no pools, each message makes one as
 * in stock. */
START_TEST(test_system_calls)
{
    struct confounder list[TAKEN];

    wiping = _i;
    start();
    ck_assert(take(list, 64));
    ck_assert_int_eq(getrandoms, wiping == KNOWS ? ONE_FILL : 64);
    ck_assert_int_eq(opens, 0);
    ck_assert(all_different(list, 64));
}
END_TEST

START_TEST(test_no_getrandom)
{
    struct confounder list[TAKEN];

    no_getrandom = true;
    wiping = _i;
    start();
    ck_assert(take(list, TAKEN));
    ck_assert_int_eq(opens, wiping == KNOWS ? 2 : TAKEN);
    ck_assert(all_different(list, TAKEN));
}
END_TEST

/* No message without a confounder; and all is well again afterwards. */
START_TEST(test_no_randomness)
{
    struct confounder list[TAKEN];
    struct unit_pair pair = unit_pair(0, 0, 1);
    struct unit_message m;

    start();
    no_getrandom = true;
    no_device = true;
    ck_assert(!take(list, 1));
    unit_message_init(&m);
    unit_add(&m, SECBUFFER_TOKEN, NULL, 100);
    unit_add(&m, SECBUFFER_DATA, "text", 4);
    assert_status(unit_package()->Seal(pair.initiator, 0, &m.desc, 0),
                  SEC_E_INTERNAL_ERROR);
    no_getrandom = false;
    ck_assert(take(list, TAKEN));
    ck_assert(all_different(list, TAKEN));
    m.buffers[0].cbBuffer = 100;
    assert_status(unit_package()->Seal(pair.initiator, 0, &m.desc, 0),
                  SEC_E_OK);
    unit_message_free(&m);
    unit_pair_delete(&pair);
}
END_TEST

/* One inside the other, as signal handlers can be, each at a pool of its own
 * while there are any. */
static struct confounder inner[DEPTH];
static int depth;

static void
take_inside(void)
{
    struct confounder *mine = &inner[depth++];

    if (depth < DEPTH)
        in_fill = take_inside;
    ck_assert(take(mine, 1));
}

START_TEST(test_inside)
{
    start();
    depth = 0;
    take_inside();
    ck_assert_int_eq(depth, DEPTH);
    ck_assert(wiping != KNOWS ||
              getrandoms == POOLS * 11 + DEPTH - POOLS);
    ck_assert(all_different(inner, DEPTH));
}
END_TEST

static void *
work(void *list)
{
    return take(list, EACH) ? list : NULL;
}

START_TEST(test_threads)
{
    struct confounder *list = calloc(THREADS * EACH, sizeof(*list));
    pthread_t threads[THREADS];
    void *result;
    int i;

    ck_assert_ptr_nonnull(list);
    start();
    for (i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, work,
                                        list + i * EACH), 0);
    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], &result), 0);
        ck_assert_ptr_nonnull(result);
    }
    ck_assert(all_different(list, THREADS * EACH));
    free(list);
}
END_TEST

/* Sealed messages of every enctype with the same number and content: without
 * the confounder they would be the same. */
START_TEST(test_messages)
{
    size_t enctype = (size_t)_i / WAYS, length;
    unsigned char *token, theirs[256];
    struct unit_pair pair;

    if (enctype >= UNIT_ENCTYPES &&
        ksp_1964_cipher_for(ksp_enctype_at(enctype)) == NULL)
        return;
    start();
    pair = unit_pair(enctype, 0, 1);
    (void)unit_wrap(pair.initiator, true, "text", 4, &token);
    free(token);
    ways[_i % WAYS]();
    length = unit_wrap(pair.initiator, true, "text", 4, &token);
    ck_assert_uint_le(length, sizeof(theirs));
    meet(token, theirs, length);
    ck_assert_mem_ne(token + length - LENGTH, theirs + length - LENGTH,
                     LENGTH);
    free(token);
    unit_pair_delete(&pair);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("confounder");
    TCase *tc = tcase_create("confounder");

    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, test_apart, 0, 3 * WAYS);
    tcase_add_loop_test(tc, test_apart_in_fill, 0, WAYS);
    tcase_add_loop_test(tc, test_apart_in_copy, 0, WAYS);
    tcase_add_loop_test(tc, test_system_calls, 0, 3);
    tcase_add_loop_test(tc, test_prepared, 0, END);
    tcase_add_loop_test(tc, test_no_getrandom, 0, 3);
    tcase_add_test(tc, test_no_randomness);
    tcase_add_test(tc, test_inside);
    tcase_add_test(tc, test_threads);
    tcase_add_loop_test(tc, test_messages, 0, END * WAYS);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
