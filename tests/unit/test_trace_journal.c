/* SPDX-License-Identifier: MIT */
/* shim/bridge/trace_journal.c: a socket to a journal. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "bridge/trace_journal.h"
#include "unit/unit.h"

static struct sockaddr_un address = { .sun_family = AF_UNIX };
static char directory[] = "/tmp/ksp-journal.XXXXXX";
static const char *why;

static void
set_up(void)
{
    strcpy(strrchr(directory, '.'), ".XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(directory));
    snprintf(address.sun_path, sizeof(address.sun_path), "%s/socket",
             directory);
    why = NULL;
}

static void
tear_down(void)
{
    unlink(address.sun_path);
    rmdir(directory);
}

static int
make_journal(int type)
{
    int fd = socket(AF_UNIX, type, 0);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof(address)),
                     0);
    return fd;
}

/* Neither this nor another program waits for it or has it by accident. */
START_TEST(test_connected)
{
    int reader = make_journal(SOCK_DGRAM);
    int fd = gssksp_trace_journal_open(address.sun_path, &why);
    char text[8];

    ck_assert_int_ge(fd, 0);
    ck_assert_ptr_null(why);
    ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
    ck_assert_int_eq(fcntl(fd, F_GETFL) & O_NONBLOCK, O_NONBLOCK);
    ck_assert_int_eq(recv(reader, text, sizeof(text), MSG_DONTWAIT), -1);
    ck_assert_int_eq(send(fd, "line", 4, MSG_NOSIGNAL), 4);
    ck_assert_int_eq(recv(reader, text, sizeof(text), MSG_DONTWAIT), 4);
    close(fd);
    close(reader);
}
END_TEST

/* A program may have closed its standard input. */
START_TEST(test_lowest_number)
{
    int reader = make_journal(SOCK_DGRAM), input = dup(0), fd;

    ck_assert_int_ge(input, 3);
    close(0);
    fd = gssksp_trace_journal_open(address.sun_path, &why);
    close(fd);
    ck_assert_int_eq(dup2(input, 0), 0);
    ck_assert_int_eq(fd, 0);
    ck_assert_ptr_null(why);
    close(input);
    close(reader);
}
END_TEST

/* The number that a socket would have is free again. */
static void
assert_none(const char *reason)
{
    int next = dup(0);

    close(next);
    ck_assert_int_eq(gssksp_trace_journal_open(address.sun_path, &why), -1);
    ck_assert_str_eq(why, reason);
    ck_assert_int_eq(dup(0), next);
    close(next);
}

START_TEST(test_nobody)
{
    assert_none("No such file or directory");
    close(make_journal(SOCK_DGRAM));
    assert_none("Connection refused");
}
END_TEST

START_TEST(test_no_datagrams)
{
    int reader = make_journal(SOCK_STREAM);

    assert_none("Protocol wrong type for socket");
    close(reader);
}
END_TEST

START_TEST(test_no_descriptor)
{
    struct rlimit limit, none;
    int fd;

    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    none = limit;
    none.rlim_cur = 0;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
    fd = gssksp_trace_journal_open(address.sun_path, &why);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    ck_assert_int_eq(fd, -1);
    ck_assert_str_eq(why, "Too many open files");
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("trace_journal");
    TCase *tc = tcase_create("trace_journal");

    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_test(tc, test_connected);
    tcase_add_test(tc, test_lowest_number);
    tcase_add_test(tc, test_nobody);
    tcase_add_test(tc, test_no_datagrams);
    tcase_add_test(tc, test_no_descriptor);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
