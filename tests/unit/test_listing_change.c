/* SPDX-License-Identifier: MIT */
/* mech/load/listing_change.c.  What a file's change is, stat(2) says here too;
 * the tests are about which files count. */
#include <check.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "mech/load/listing_change.h"
#include "unit/unit.h"

#define NS_PER_SECOND 1000000000

static char directory[] = "/tmp/ksp-listing.XXXXXX";

static const char *const files[] = {
    "a.conf", "b.conf", "other", "link.conf"
};

#define N_FILES (sizeof(files) / sizeof(files[0]))

static const char *
in_directory(const char *name)
{
    static char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s/%s", directory, name);
    return path;
}

/* Longer than the steps of the clock that files are stamped with. */
static void
wait_a_little(void)
{
    struct timespec pause = { 0, 30000000 };

    nanosleep(&pause, NULL);
}

/* Makes the file, or changes it; later than everything before. */
static void
change(const char *name)
{
    FILE *file;

    wait_a_little();
    file = fopen(in_directory(name), "a");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs("# a line\n", file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

/* When the file itself was changed; what a link leads to does not count. */
static int64_t
changed(const char *path)
{
    struct stat status;

    ck_assert_int_eq(lstat(path, &status), 0);
    return (int64_t)status.st_ctim.tv_sec * NS_PER_SECOND +
        status.st_ctim.tv_nsec;
}

static int64_t
noted(const char *path)
{
    int64_t newest = GSSKSP_NEVER;

    gssksp_note_change(path, &newest);
    return newest;
}

static int64_t
noted_all(void)
{
    int64_t newest = GSSKSP_NEVER;

    gssksp_note_changes(directory, &newest);
    return newest;
}

static void
setup(void)
{
    snprintf(directory, sizeof(directory), "/tmp/ksp-listing.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(directory));
}

static void
teardown(void)
{
    size_t i;

    for (i = 0; i < N_FILES; i++)
        unlink(in_directory(files[i]));
    ck_assert_int_eq(rmdir(directory), 0);
}

START_TEST(test_file)
{
    change("a.conf");
    ck_assert_int_eq(noted(in_directory("a.conf")),
                     changed(in_directory("a.conf")));
    ck_assert_int_eq(noted(in_directory("b.conf")), GSSKSP_NEVER);
}
END_TEST

/* A package's file bears the time at which the package was built. */
START_TEST(test_old_file)
{
    struct timespec then[2] = { { 1000000, 0 }, { 1000000, 0 } };
    int64_t before;

    change("a.conf");
    before = changed(in_directory("a.conf"));
    wait_a_little();
    ck_assert_int_eq(utimensat(AT_FDCWD, in_directory("a.conf"), then, 0), 0);
    ck_assert_int_gt(noted(in_directory("a.conf")), before);
}
END_TEST

/* So does one that became readable, or was moved there. */
START_TEST(test_mode)
{
    int64_t before;

    change("a.conf");
    before = changed(in_directory("a.conf"));
    wait_a_little();
    ck_assert_int_eq(chmod(in_directory("a.conf"), 0755), 0);
    ck_assert_int_gt(noted(in_directory("a.conf")), before);
}
END_TEST

START_TEST(test_newest_stays)
{
    int64_t newest = INT64_MAX;

    change("a.conf");
    gssksp_note_change(in_directory("a.conf"), &newest);
    gssksp_note_changes(directory, &newest);
    ck_assert_int_eq(newest, INT64_MAX);
}
END_TEST

START_TEST(test_link)
{
    change("other");
    wait_a_little();
    ck_assert_int_eq(symlink("other", in_directory("link.conf")), 0);
    ck_assert_int_eq(noted(in_directory("link.conf")),
                     changed(in_directory("link.conf")));
    change("other");
    ck_assert_int_eq(noted(in_directory("link.conf")),
                     changed(in_directory("other")));
    ck_assert_int_eq(unlink(in_directory("other")), 0);
    ck_assert_int_eq(noted(in_directory("link.conf")),
                     changed(in_directory("link.conf")));
}
END_TEST

START_TEST(test_directory)
{
    change("a.conf");
    change("b.conf");
    change("other");
    ck_assert_int_eq(noted_all(), changed(directory));
    change("a.conf");
    ck_assert_int_eq(noted_all(), changed(in_directory("a.conf")));
    change("b.conf");
    ck_assert_int_eq(noted_all(), changed(in_directory("b.conf")));
    change("other");
    ck_assert_int_eq(noted_all(), changed(in_directory("b.conf")));
    wait_a_little();
    ck_assert_int_eq(unlink(in_directory("other")), 0);
    ck_assert_int_eq(noted_all(), changed(directory));
}
END_TEST

START_TEST(test_no_directory)
{
    int64_t newest = GSSKSP_NEVER;

    gssksp_note_changes("/nonexistent", &newest);
    ck_assert_int_eq(newest, GSSKSP_NEVER);
}
END_TEST

/* The file of the environment stands for all others; the module, here this
 * program, counts beside it. */
START_TEST(test_environment)
{
    char *program = realpath("/proc/self/exe", NULL);

    ck_assert_ptr_nonnull(program);
    setenv("GSS_MECH_CONFIG", in_directory("other"), 1);
    ck_assert_int_eq(gssksp_listing_changed(), noted(program));
    free(program);
    change("other");
    ck_assert_int_eq(gssksp_listing_changed(),
                     changed(in_directory("other")));
    change("a.conf");
    ck_assert_int_eq(gssksp_listing_changed(),
                     changed(in_directory("other")));
    unsetenv("GSS_MECH_CONFIG");
    ck_assert_int_lt(gssksp_listing_changed(),
                     changed(in_directory("other")));
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("listing");
    TCase *tc = tcase_create("listing");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, test_file);
    tcase_add_test(tc, test_old_file);
    tcase_add_test(tc, test_mode);
    tcase_add_test(tc, test_newest_stays);
    tcase_add_test(tc, test_link);
    tcase_add_test(tc, test_directory);
    tcase_add_test(tc, test_no_directory);
    tcase_add_test(tc, test_environment);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
