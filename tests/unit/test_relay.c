/* SPDX-License-Identifier: MIT */
/* tools/status/relay.c: what a child writes, how it ends, and how long that
 * may take. */
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "tools/status/relay.h"
#include "unit/unit.h"

#define MANY 100000             /* more than a pipe holds */
#define SOON 1
#define LATE 60

static char out[2 * MANY], err[2 * MANY];

/* Standard output and error are files while `work` is relayed. */
static enum relay_end
run(int (*work)(const void *argument), const void *argument,
    unsigned int seconds, int *detail)
{
    char names[2][32] = { "/tmp/ksp-relay.XXXXXX", "/tmp/ksp-relay.XXXXXX" };
    char *const texts[2] = { out, err };
    FILE *const streams[2] = { stdout, stderr };
    enum relay_end end;
    int saved[2], fd, i;
    ssize_t n;

    for (i = 0; i < 2; i++) {
        (void)fflush(streams[i]);
        saved[i] = dup(1 + i);
        fd = mkstemp(names[i]);
        ck_assert_int_eq(dup2(fd, 1 + i), 1 + i);
        (void)close(fd);
    }
    end = relay(work, argument, seconds, detail);
    for (i = 0; i < 2; i++) {
        (void)fflush(streams[i]);
        (void)lseek(1 + i, 0, SEEK_SET);
        n = read(1 + i, texts[i], sizeof(out) - 1);
        texts[i][n > 0 ? n : 0] = '\0';
        (void)dup2(saved[i], 1 + i);
        (void)close(saved[i]);
        (void)unlink(names[i]);
    }
    return end;
}

static int
speak(const void *argument)
{
    int i;

    for (i = 0; i < MANY; i++)
        putchar(i % 26 + 'a');
    fputs("an error\n", stderr);
    return getchar() == EOF ? *(const int *)argument : 99;
}

START_TEST(test_speaks)
{
    const int status = 3;
    int detail = -1;

    ck_assert_int_eq(run(speak, &status, LATE, &detail), RELAY_DONE);
    ck_assert_int_eq(detail, status);
    ck_assert_uint_eq(strlen(out), MANY);
    ck_assert_int_eq(out[MANY - 1], (MANY - 1) % 26 + 'a');
    ck_assert_str_eq(err, "an error\n");
}
END_TEST

static int
die(const void *argument)
{
    (void)argument;
    puts("a line");
    (void)fflush(stdout);
    (void)signal(SIGTERM, SIG_DFL);
    return raise(SIGTERM);
}

START_TEST(test_dies)
{
    int detail = -1;

    ck_assert_int_eq(run(die, NULL, LATE, &detail), RELAY_SIGNAL);
    ck_assert_int_eq(detail, SIGTERM);
    ck_assert_str_eq(out, "");
}
END_TEST

/* It says something, and then nothing more. */
static int
be_silent(const void *argument)
{
    (void)argument;
    puts("a line");
    (void)fflush(stdout);
    for (;;)
        (void)pause();
    return 0;
}

START_TEST(test_silent)
{
    int detail = -1;

    ck_assert_int_eq(run(be_silent, NULL, SOON, &detail), RELAY_SILENT);
    ck_assert_str_eq(out, "");
}
END_TEST

/* Nothing that somebody waits for is open in who may not come to an end. */
static int
count_open(const void *argument)
{
    int fd, n = 0;

    (void)argument;
    for (fd = 0; fd < 1000; fd++)
        n += fcntl(fd, F_GETFD) >= 0;
    return n;
}

START_TEST(test_descriptors)
{
    int fd = fcntl(0, F_DUPFD, 200), detail, before = count_open(NULL);

    ck_assert_int_ge(fd, 200);
    ck_assert_int_eq(run(count_open, NULL, LATE, &detail), RELAY_DONE);
    ck_assert_int_eq(detail, 3);
    ck_assert_int_eq(count_open(NULL), before);
    (void)close(fd);
}
END_TEST

/* It ends with us also after it has changed its user. */
static int
tell_death_signal(const void *argument)
{
    int signal = -1;

    (void)argument;
    (void)prctl(PR_SET_PDEATHSIG, 0L, 0L, 0L, 0L);
    relay_follow();
    (void)prctl(PR_GET_PDEATHSIG, &signal, 0L, 0L, 0L);
    return signal;
}

START_TEST(test_follows)
{
    int detail;

    ck_assert_int_eq(run(tell_death_signal, NULL, LATE, &detail), RELAY_DONE);
    ck_assert_int_eq(detail, SIGKILL);
    relay_follow();
    (void)prctl(PR_GET_PDEATHSIG, &detail, 0L, 0L, 0L);
    ck_assert_int_ne(detail, SIGKILL);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("relay");
    TCase *tc = tcase_create("relay");

    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, test_speaks);
    tcase_add_test(tc, test_dies);
    tcase_add_test(tc, test_silent);
    tcase_add_test(tc, test_descriptors);
    tcase_add_test(tc, test_follows);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
