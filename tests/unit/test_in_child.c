/* SPDX-License-Identifier: MIT */
/* tools/status/in_child.c and bare.c: what a child may do, and how long. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "tools/status/child.h"
#include "tools/status/in_child.h"
#include "unit/unit.h"

struct found {
    int done;
    pid_t child, other;
    bool session, terminal, descriptor, variable, kept, rights;
    char text[8];
};

static void
look(const void *argument, void *found)
{
    struct found *f = found;
    const char *kept = getenv("GSS_MECH_CONFIG");

    f->session = getsid(0) == getpid();
    f->terminal = open("/dev/tty", O_RDWR) >= 0;
    f->descriptor = fcntl(*(const int *)argument, F_GETFD) >= 0;
    f->variable = getenv("SECRET") != NULL || getenv("GSSKSP_TRACE") != NULL;
    f->kept = kept != NULL && strcmp(kept, "/nowhere") == 0;
    f->rights = prctl(PR_GET_NO_NEW_PRIVS, 0L, 0L, 0L, 0L) == 0;
    f->done = 1;
}

START_TEST(test_bare)
{
    int fd = fcntl(STDERR_FILENO, F_DUPFD, 40), detail;
    struct found f;

    ck_assert_int_ge(fd, 40);
    setenv("SECRET", "of-root", 1);
    setenv("GSSKSP_TRACE", "/nowhere", 1);
    setenv("GSS_MECH_CONFIG", "/nowhere", 1);
    ck_assert_int_eq(in_child(look, &fd, &f, sizeof(f), &detail),
                     CHILD_DONE);
    ck_assert_int_eq(f.done, 1);
    ck_assert(f.session && !f.terminal && !f.descriptor && !f.variable &&
              f.kept && !f.rights);
    ck_assert_str_eq(getenv("SECRET"), "of-root");
    ck_assert_int_eq(fcntl(fd, F_GETFD), 0);
}
END_TEST

/* With a child of its own, which goes on writing. */
static void
hang(const void *argument, void *found)
{
    struct found *f = found;
    sigset_t all;
    pid_t other;

    (void)argument;
    (void)alarm(0);
    (void)sigfillset(&all);
    (void)sigprocmask(SIG_SETMASK, &all, NULL);
    f->child = getpid();
    other = fork();
    if (other != 0)
        f->other = other;
    f->done = 1;
    for (;;)
        (void)pause();
}

START_TEST(test_hang)
{
    struct found f;
    int detail, i;

    ck_assert_int_eq(in_child_for(1, hang, NULL, &f, sizeof(f), &detail),
                     CHILD_TIMEOUT);
    ck_assert_int_eq(f.done, 1);
    ck_assert_int_ne(kill(f.child, 0), 0);
    ck_assert_int_gt(f.other, 0);
    /* Whoever takes orphans in may need a moment to take this one. */
    for (i = 0; i < 200 && kill(-f.child, 0) == 0; i++)
        usleep(10000);
    ck_assert_int_ne(kill(-f.child, SIGCONT), 0);
}
END_TEST

/* One that ends, and leaves another. */
static void
leave(const void *argument, void *found)
{
    struct found *f = found;

    (void)argument;
    f->child = getpid();
    if (fork() == 0) {
        for (;;)
            (void)pause();
    }
}

START_TEST(test_leave)
{
    struct found f;
    int detail, i;

    ck_assert_int_eq(in_child(leave, NULL, &f, sizeof(f), &detail),
                     CHILD_DONE);
    for (i = 0; i < 200 && kill(-f.child, 0) == 0; i++)
        usleep(10000);
    ck_assert_int_ne(kill(-f.child, SIGCONT), 0);
}
END_TEST

/* The one that it leaves has a session of its own, and left another. */
static void
leave_session(const void *argument, void *found)
{
    struct found *f = found;
    int pipes[2];
    char byte;

    (void)argument;
    if (pipe(pipes) != 0)
        return;
    if (fork() != 0) {
        (void)close(pipes[1]);
        (void)!read(pipes[0], &byte, 1);
        return;
    }
    (void)setsid();
    f->child = getpid();
    f->other = fork();
    if (f->other == 0)
        f->other = setsid();
    (void)close(pipes[0]);
    (void)close(pipes[1]);
    for (;;)
        (void)pause();
}

START_TEST(test_leave_session)
{
    struct found f;
    int detail, i;

    if (!child_adopt()) {
        unit_cannot("test_leave_session", "no process adopts orphans");
        return;
    }
    ck_assert_int_eq(in_child(leave_session, NULL, &f, sizeof(f), &detail),
                     CHILD_DONE);
    ck_assert_int_gt(f.child, 0);
    ck_assert_int_gt(f.other, 0);
    for (i = 0; i < 200 && kill(f.other, 0) == 0; i++)
        usleep(10000);
    ck_assert_int_ne(kill(f.child, 0), 0);
    ck_assert_int_ne(kill(f.other, 0), 0);
}
END_TEST

static void
die(const void *argument, void *found)
{
    (void)argument;
    ((struct found *)found)->done = 1;
    (void)signal(SIGTERM, SIG_DFL);
    (void)raise(SIGTERM);
}

static void
give_up(const void *argument, void *found)
{
    (void)argument;
    (void)found;
    _exit(3);
}

START_TEST(test_ends)
{
    struct found f;
    int detail;

    ck_assert_int_eq(in_child(die, NULL, &f, sizeof(f), &detail),
                     CHILD_SIGNAL);
    ck_assert_int_eq(detail, SIGTERM);
    ck_assert_int_eq(f.done, 1);
    ck_assert_int_eq(in_child(give_up, NULL, &f, sizeof(f), &detail),
                     CHILD_NONE);
    ck_assert_int_eq(f.done, 0);
}
END_TEST

/* What is found is anything. */
static void
fill(const void *argument, void *found)
{
    (void)argument;
    memset(found, 0xff, sizeof(struct found));
}

START_TEST(test_anything)
{
    struct found f;
    int detail;

    ck_assert_int_eq(in_child(fill, NULL, &f, sizeof(f), &detail),
                     CHILD_DONE);
    in_child_settle(&f.kept);
    in_child_end(f.text, sizeof(f.text));
    ck_assert_int_eq((int)f.kept, 1);
    ck_assert_uint_eq(strlen(f.text), sizeof(f.text) - 1);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("in_child");
    TCase *tc = tcase_create("in_child");

    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, test_bare);
    tcase_add_test(tc, test_hang);
    tcase_add_test(tc, test_leave);
    tcase_add_test(tc, test_leave_session);
    tcase_add_test(tc, test_ends);
    tcase_add_test(tc, test_anything);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
