/* SPDX-License-Identifier: MIT */
/* tools/status/trusted.c: whose files may be loaded, and by which ways. */
#include <check.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/status/trusted.h"
#include "unit/unit.h"

static char room[64];

/* A directory of ours, in one that all may write to. */
static void
make_room(void)
{
    char path[PATH_MAX];

    (void)snprintf(room, sizeof(room), "/tmp/ksp-trusted.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(room));
    umask(022);
    (void)snprintf(path, sizeof(path),
                   "cd %s && mkdir own all sticky && : >own/file && "
                   ": >all/file && : >sticky/file && : >own/all && "
                   "ln -s own/file link && ln -s %s/all/file around && "
                   "ln -s ../own/file all/back && ln -s own turn && "
                   "ln -s loop loop && ln -s ./sticky/none none && "
                   "chmod 666 own/all && chmod 777 all && "
                   "chmod 1777 sticky", room, room);
    ck_assert_int_eq(system(path), 0);
}

static void
leave_room(void)
{
    char command[128];

    (void)snprintf(command, sizeof(command), "rm -rf %s", room);
    ck_assert_int_eq(system(command), 0);
}

static const struct {
    const char *path;
    bool trusted;
} ours[] = {
    { "own/file", true },
    { "own/none", true },           /* nobody else can make it */
    { "own/none/more", true },
    { "own/../own//./file", true },
    { "link", true },
    { "turn/file", true },
    { "sticky/file", true },
    { "sticky/none", false },       /* anybody can */
    { "none", false },
    { "own/all", false },
    { "all/file", false },
    { "all/none", false },
    { "all/../own/file", false },   /* it may be another directory by then */
    { "all/back", false },
    { "around", false },
    { "loop", false }
};

#define N_OURS (sizeof(ours) / sizeof(ours[0]))

START_TEST(test_ours)
{
    char path[PATH_MAX], why[320];
    bool trusted;

    make_room();
    (void)snprintf(path, sizeof(path), "%s/%s", room, ours[_i].path);
    trusted = trusted_file(path, geteuid(), why, sizeof(why));
    ck_assert_msg(trusted == ours[_i].trusted, "%s: %s", path, why);
    ck_assert_int_eq(why[0] == '\0', trusted);
    leave_room();
}
END_TEST

/* A user who is neither root nor who made the files. */
START_TEST(test_others)
{
    char path[PATH_MAX], why[320], want[320];

    make_room();
    (void)snprintf(path, sizeof(path), "%s/own/file", room);
    if (geteuid() == 0)
        ck_assert_int_eq(chown(path, 12345, 0), 0);
    (void)snprintf(want, sizeof(want), "%s%s is not root's", room,
                   geteuid() == 0 ? "/own/file" : "");
    ck_assert(!trusted_file(path, 54321, why, sizeof(why)));
    ck_assert_str_eq(why, want);
    leave_room();
}
END_TEST

START_TEST(test_names)
{
    char path[2 * PATH_MAX], why[320];

    ck_assert(!trusted_file("own/file", geteuid(), why, sizeof(why)));
    ck_assert(!trusted_file("", geteuid(), why, sizeof(why)));
    ck_assert(!trusted_file("/proc/self/root/etc/passwd", geteuid(), why,
                            sizeof(why)));
    memset(path, '/', sizeof(path));
    path[sizeof(path) - 1] = '\0';
    ck_assert(!trusted_file(path, geteuid(), why, sizeof(why)));
    memset(path, 'x', PATH_MAX - 1);
    path[0] = '/';
    path[PATH_MAX - 1] = '\0';
    ck_assert(!trusted_file(path, geteuid(), why, sizeof(why)));
}
END_TEST

START_TEST(test_lists)
{
    char paths[PATH_MAX], why[320];

    make_room();
    (void)snprintf(paths, sizeof(paths), "%s/own/file:%s/own/none:", room,
                   room);
    ck_assert(trusted_files(paths, geteuid(), why, sizeof(why)));
    (void)snprintf(paths, sizeof(paths), "%s/own/file:%s/own/all", room,
                   room);
    ck_assert(!trusted_files(paths, geteuid(), why, sizeof(why)));
    ck_assert_ptr_nonnull(strstr(why, "own/all"));
    ck_assert(trusted_files("", geteuid(), why, sizeof(why)));
    leave_room();
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("trusted");
    TCase *tc = tcase_create("trusted");

    tcase_add_loop_test(tc, test_ours, 0, N_OURS);
    tcase_add_test(tc, test_others);
    tcase_add_test(tc, test_names);
    tcase_add_test(tc, test_lists);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
