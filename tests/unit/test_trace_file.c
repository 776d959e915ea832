/* SPDX-License-Identifier: MIT */
/*
 * shim/bridge/trace_file.c: which file is opened, and why another is not; what
 * stays open of one that is not.  What lstat says can be the test's own, as if
 * the file were another by then.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bridge/trace_file.h"
#include "unit/unit.h"
#include "unit/unit_file.h"

#define NOBODY 65534
#define SOMEBODY 1234
#define NO_FILE "no file with a single name, of this user's or root's"
#define NO_OUTPUT "it is not open for writing, or a device"

static char directory[] = "/tmp/ksp-file.XXXXXX";
static char path[64], other[64];
static const char *why;
static const char *shown;       /* whose status lstat gives, or NULL */

int
lstat(const char *restrict name, struct stat *restrict status)
{
    return fstatat(AT_FDCWD, shown != NULL ? shown : name, status,
                   AT_SYMLINK_NOFOLLOW);
}

static void
set_up(void)
{
    strcpy(strrchr(directory, '.'), ".XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(directory));
    ck_assert_int_eq(chmod(directory, 0777), 0);
    snprintf(path, sizeof(path), "%s/trace", directory);
    snprintf(other, sizeof(other), "%s/other", directory);
    why = "none";
    shown = NULL;
}

static void
tear_down(void)
{
    ck_assert_int_eq(seteuid(getuid()), 0);
    unlink(path);
    unlink(other);
    rmdir(directory);
}

static void
make_file(const char *name, uid_t owner, mode_t mode)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL, 0600);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(fchown(fd, owner, (gid_t)-1), 0);
    ck_assert_int_eq(fchmod(fd, mode), 0);
    close(fd);
}

/* That a file is opened, and would be, or neither; and why. */
static void
assert_opened(const char *name, const char *reason)
{
    int before = unit_descriptors(), fd;

    ck_assert_int_eq(gssksp_trace_file_is_fit(name, &why), reason == NULL);
    if (reason != NULL)
        ck_assert_str_eq(why, reason);
    ck_assert_int_eq(unit_descriptors(), before);
    why = "none";
    fd = gssksp_trace_file_open(name, &why);
    ck_assert_int_eq(fd >= 0, reason == NULL);
    if (reason != NULL)
        ck_assert_str_eq(why, reason);
    ck_assert_int_eq(unit_descriptors(), before + (fd >= 0));
    if (fd >= 0)
        close(fd);
}

START_TEST(test_made)
{
    struct stat status;

    assert_opened(path, NULL);
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode, S_IFREG | 0600);
    assert_opened(path, NULL);
}
END_TEST

/* It is not waited for, and another program does not have it. */
START_TEST(test_flags)
{
    int fd = gssksp_trace_file_open(path, &why), i;

    for (i = 0; i < 2; i++) {
        ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
        ck_assert_int_eq(fcntl(fd, F_GETFL) &
                         (O_ACCMODE | O_APPEND | O_NONBLOCK),
                         O_WRONLY | O_APPEND | O_NONBLOCK);
        close(fd);
        fd = gssksp_trace_file_open(path, &why);
    }
    close(fd);
}
END_TEST

START_TEST(test_no_place)
{
    char below[128];

    assert_opened("/no/such/directory/trace", "No such file or directory");
    make_file(path, geteuid(), 0600);
    snprintf(below, sizeof(below), "%s/below", path);
    ck_assert_int_eq(gssksp_trace_file_open(below, &why), -1);
    ck_assert_str_eq(why, "Not a directory");
    ck_assert(!gssksp_trace_file_is_fit(below, &why));
}
END_TEST

/* Nobody but root can try these. */
static const struct {
    uid_t owner;
    mode_t mode;
    const char *reason;
} owners[] = {
    { NOBODY, 0600, NULL },
    { 0, 0666, NULL },
    { 0, 0600, "Permission denied" },
    { SOMEBODY, 0666, NO_FILE }
};

#define N_OWNERS (sizeof(owners) / sizeof(owners[0]))

START_TEST(test_owner)
{
    if (geteuid() != 0)
        return;
    make_file(path, owners[_i].owner, owners[_i].mode);
    ck_assert_int_eq(seteuid(NOBODY), 0);
    assert_opened(path, owners[_i].reason);
}
END_TEST

START_TEST(test_no_permission)
{
    if (geteuid() != 0)
        return;
    ck_assert_int_eq(chmod(directory, 0755), 0);
    ck_assert_int_eq(seteuid(NOBODY), 0);
    assert_opened(path, "Permission denied");
}
END_TEST

/* Between the look and the opening the file got a second name. */
START_TEST(test_exchanged)
{
    char before[64];

    snprintf(before, sizeof(before), "%s/before", directory);
    make_file(before, geteuid(), 0600);
    make_file(other, geteuid(), 0600);
    ck_assert_int_eq(link(other, path), 0);
    shown = before;
    assert_opened(path, NO_FILE);
    unlink(other);
    assert_opened(path, NULL);
    unlink(before);
}
END_TEST

/* A program may have closed its standard input; what a test has there is left
 * alone. */
START_TEST(test_lowest_number)
{
    int input = dup(0), fd;

    ck_assert_int_ge(input, 3);
    close(0);
    errno = EEXIST;
    fd = gssksp_trace_file_open(path, &why);
    ck_assert_int_eq(fd, 0);
    ck_assert_str_eq(why, "none");
    close(0);
    fd = gssksp_trace_file_open(path, &why);
    ck_assert_int_eq(fd, 0);
    close(0);
    ck_assert(gssksp_trace_file_is_fit(path, &why));
    ck_assert_int_eq(fcntl(0, F_GETFD), -1);
    unlink(path);
    make_file(other, geteuid(), 0600);
    ck_assert_int_eq(link(other, path), 0);
    ck_assert_int_eq(gssksp_trace_file_open(path, &why), -1);
    ck_assert_int_eq(fcntl(0, F_GETFD), -1);
    ck_assert_int_eq(dup2(input, 0), 0);
    ck_assert_int_eq(gssksp_trace_file_open(path, &why), -1);
    ck_assert_int_ne(fcntl(0, F_GETFD), -1);
    close(input);
}
END_TEST

static const struct {
    const char *name;
    int number;
} standard[] = { { "/dev/stdout", 1 }, { "/dev/stderr", 2 } };

START_TEST(test_standard)
{
    int number = standard[_i].number, saved = dup(number), fd, made;
    struct stat a, b;

    made = open(path, O_WRONLY | O_CREAT, 0600);
    ck_assert_int_eq(dup2(made, number), number);
    fd = gssksp_trace_name_open(standard[_i].name, &why);
    ck_assert_int_eq(fstat(made, &a), 0);
    ck_assert_int_eq(fstat(fd, &b), 0);
    ck_assert_uint_eq(a.st_ino, b.st_ino);
    ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
    close(fd);
    close(number);
    ck_assert_int_eq(gssksp_trace_name_open(standard[_i].name, &why), -1);
    ck_assert_str_eq(why, NO_OUTPUT);
    close(made);
    ck_assert_int_eq(dup2(saved, number), number);
    close(saved);
}
END_TEST

/* One that cannot be opened anew: it is another user's, or there is no number
 * for it. */
START_TEST(test_standard_not_anew)
{
    int number = standard[_i].number, saved = dup(number), ends[2], fd;
    struct rlimit before, none;

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(fchown(ends[1], getuid(), (gid_t)-1), 0);
    ck_assert_int_eq(dup2(ends[1], number), number);
    if (getuid() == 0) {
        ck_assert_int_eq(seteuid(NOBODY), 0);
        fd = gssksp_trace_name_open(standard[_i].name, &why);
        ck_assert_int_eq(seteuid(0), 0);
        ck_assert_int_eq(fd, -1);
        ck_assert_str_eq(why, "Permission denied");
    }
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
    none = before;
    none.rlim_cur = 0;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
    fd = gssksp_trace_name_open(standard[_i].name, &why);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
    ck_assert_int_eq(fd, -1);
    ck_assert_str_eq(why, "Too many open files");
    close(ends[0]);
    close(ends[1]);
    ck_assert_int_eq(dup2(saved, number), number);
    close(saved);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("trace_file");
    TCase *tc = tcase_create("trace_file");

    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_test(tc, test_made);
    tcase_add_test(tc, test_flags);
    tcase_add_test(tc, test_no_place);
    tcase_add_loop_test(tc, test_owner, 0, N_OWNERS);
    tcase_add_test(tc, test_no_permission);
    tcase_add_test(tc, test_exchanged);
    tcase_add_test(tc, test_lowest_number);
    tcase_add_loop_test(tc, test_standard, 0, 2);
    tcase_add_loop_test(tc, test_standard_not_anew, 0, 2);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
