/* SPDX-License-Identifier: MIT */
/*
 * shim/bridge/trace_sink.c: signals around a line, and what stays of a
 * descriptor that cannot be had; test_trace.c has the rest.  In front of the
 * library's functions are the test's.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "bridge/trace_sink.h"
#include "unit/unit.h"

static struct gssksp_sink sink;

/* ---- the library's functions ---------------------------------------- */

static bool no_status;

int
fstat(int fd, struct stat *status)
{
    if (no_status) {
        errno = EIO;
        return -1;
    }
    return fstatat(fd, "", status, AT_EMPTY_PATH);
}

static int blocked;             /* calls */
static sigset_t set;            /* of the last */

int
pthread_sigmask(int how, const sigset_t *restrict mask,
                sigset_t *restrict before)
{
    if (how == SIG_BLOCK) {
        blocked++;
        set = *mask;
    }
    return sigprocmask(how, mask, before);
}

static int asked;               /* what waits */

int
sigpending(sigset_t *waiting)
{
    asked++;
    return (int)syscall(SYS_rt_sigpending, waiting, NSIG / 8);
}

/* So that what is not set has no good value by chance. */
static void
use_stack(void)
{
    volatile unsigned char bytes[16384];
    size_t i;

    for (i = 0; i < sizeof(bytes); i++)
        bytes[i] = 0xff;
}

static bool
put(void)
{
    use_stack();
    return gssksp_sink_put(&sink, "line\n", 5);
}

/* ---- opening -------------------------------------------------------- */

static int
descriptors(void)
{
    int count = 0, fd;

    for (fd = 0; fd < 1024; fd++)
        count += fcntl(fd, F_GETFD) != -1;
    return count;
}

/* What cannot be looked at is not written to, and does not stay open. */
START_TEST(test_no_status)
{
    int before = descriptors(), fd;

    fd = open("/dev/null", O_WRONLY);
    sink.fd = GSSKSP_SINK_NOT_OPENED;
    no_status = true;
    ck_assert(!gssksp_sink_open(&sink, fd));
    no_status = false;
    ck_assert(!gssksp_sink_is_open(&sink));
    ck_assert_int_eq(descriptors(), before);
}
END_TEST

/* ---- a limit of file size ------------------------------------------- */

/* Check writes to files of its own: no assertion between two of these. */
static void
limit_length(rlim_t most)
{
    struct rlimit l = { most, RLIM_INFINITY };

    if (setrlimit(RLIMIT_FSIZE, &l) != 0)
        abort();
}

/* The length of a file that had `before` bytes and gets lines, until one is
 * lost, where the process may write `most` bytes to it. */
static off_t
length_with(off_t before, rlim_t most)
{
    char path[] = "/tmp/ksp-sink.XXXXXX";
    int fd = mkstemp(path), i;
    struct stat status;
    bool opened;

    ck_assert_int_ge(fd, 0);
    unlink(path);
    ck_assert_int_eq(fcntl(fd, F_SETFL, O_APPEND), 0);
    ck_assert_int_eq(ftruncate(fd, before), 0);
    sink.fd = GSSKSP_SINK_NOT_OPENED;
    limit_length(most);
    opened = gssksp_sink_open(&sink, fd);
    for (i = 0; i < 3 && put(); i++)
        continue;
    limit_length(RLIM_INFINITY);
    ck_assert(opened && gssksp_sink_is_open(&sink));
    ck_assert_int_eq(fstat(sink.fd, &status), 0);
    close(sink.fd);
    return status.st_size;
}

/* Whole lines or none: what is cut off would be joined to the next. */
START_TEST(test_limit)
{
    ck_assert_int_eq(length_with(100, 0), 100);
    ck_assert_int_eq(length_with(100, 50), 100);
    ck_assert_int_eq(length_with(100, 100), 100);
    ck_assert_int_eq(length_with(100, 101), 100);
    ck_assert_int_eq(length_with(100, 104), 100);
    ck_assert_int_eq(length_with(100, 105), 105);
    ck_assert_int_eq(length_with(100, 109), 105);
    ck_assert_int_eq(length_with(100, 110), 110);
    ck_assert_int_eq(length_with(100, RLIM_INFINITY), 115);
}
END_TEST

/* Which nothing but files have. */
START_TEST(test_limit_of_pipe)
{
    int ends[2];
    bool written;

    ck_assert_int_eq(pipe(ends), 0);
    sink.fd = GSSKSP_SINK_NOT_OPENED;
    limit_length(0);
    written = gssksp_sink_open(&sink, ends[1]) && put();
    limit_length(RLIM_INFINITY);
    ck_assert(written);
    close(ends[0]);
    close(sink.fd);
}
END_TEST

/* ---- signals -------------------------------------------------------- */

/* A pipe whose reader is the result. */
static int
open_pipe(void)
{
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    sink.fd = GSSKSP_SINK_NOT_OPENED;
    ck_assert(gssksp_sink_open(&sink, ends[1]));
    return ends[0];
}

static void
close_pipe(int reader)
{
    close(reader);
    close(sink.fd);
}

/* Those that a write may raise, and no others. */
START_TEST(test_blocked)
{
    int reader = open_pipe(), i;

    blocked = asked = 0;
    ck_assert(put());
    ck_assert_int_eq(blocked, 1);
    for (i = 1; i < NSIG; i++) {
        ck_assert_int_eq(sigismember(&set, i) == 1, i == SIGPIPE ||
                         i == SIGXFSZ || i == SIGTTOU);
    }
    /* The program blocks none of them. */
    ck_assert_int_eq(asked, 0);
    close_pipe(reader);
}
END_TEST

static const struct timespec now = { 0, 0 };

/* That one is waiting and no more; it is taken. */
static void
assert_waits(int signal, int times)
{
    sigset_t one;
    int i;

    sigemptyset(&one);
    sigaddset(&one, signal);
    for (i = 0; i < times; i++)
        ck_assert_int_eq(sigtimedwait(&one, NULL, &now), signal);
    ck_assert_int_eq(sigtimedwait(&one, NULL, &now), -1);
}

/* The signal is taken back, and others that wait are the program's. */
START_TEST(test_taken_back)
{
    static const int others[] = { SIGUSR1, SIGUSR2, SIGHUP, SIGTERM };
    int reader = open_pipe();
    sigset_t mine, before;
    size_t i;

    sigemptyset(&mine);
    for (i = 0; i < 4; i++)
        sigaddset(&mine, others[i]);
    sigaddset(&mine, _i == 1 ? SIGPIPE : SIGUSR1);
    ck_assert_int_eq(sigprocmask(SIG_BLOCK, &mine, &before), 0);
    for (i = 0; i < 4; i++)
        raise(others[i]);
    close(reader);
    ck_assert(!put());
    assert_waits(SIGPIPE, 0);
    for (i = 0; i < 4; i++)
        assert_waits(others[i], 1);
    close(sink.fd);
    ck_assert_int_eq(sigprocmask(SIG_SETMASK, &before, NULL), 0);
}
END_TEST

/* The program's own could not be told from ours: it stays, and there is no
 * line. */
START_TEST(test_own_waits)
{
    static const int own[] = { SIGPIPE, SIGXFSZ };
    sigset_t mine, before;
    int reader = open_pipe();

    sigemptyset(&mine);
    sigaddset(&mine, own[_i]);
    ck_assert_int_eq(sigprocmask(SIG_BLOCK, &mine, &before), 0);
    asked = 0;
    ck_assert(put());
    ck_assert_int_eq(asked, 1);
    raise(own[_i]);
    ck_assert(!put());
    assert_waits(own[_i], 1);
    ck_assert(put());
    close_pipe(reader);
    ck_assert_int_eq(sigprocmask(SIG_SETMASK, &before, NULL), 0);
}
END_TEST

START_TEST(test_error)
{
    ck_assert_str_eq(gssksp_sink_error(ENOENT), "No such file or directory");
#ifdef HAVE_STRERRORDESC_NP
    ck_assert_str_eq(gssksp_sink_error(12345), "unknown error");
#endif
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("trace_sink");
    TCase *tc = tcase_create("trace_sink");

    tcase_add_test(tc, test_no_status);
    tcase_add_test(tc, test_limit);
    tcase_add_test(tc, test_limit_of_pipe);
    tcase_add_test(tc, test_blocked);
    tcase_add_loop_test(tc, test_taken_back, 0, 2);
    tcase_add_loop_test(tc, test_own_waits, 0, 2);
    tcase_add_test(tc, test_error);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
