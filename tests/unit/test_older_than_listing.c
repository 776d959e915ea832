/* SPDX-License-Identifier: MIT */
/* mech/load/older_than_listing.c: the comparison of times, the sign of
 * libkrb5, and the two together. */
#include <check.h>
#include <krb5.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "mech/load/older_than_listing.h"
#include "mech/load/standaside.h"
#include "unit/unit.h"

#define S INT64_C(1000000000)   /* a second */
#define YEAR (365 * 86400 * S)
#define NOW (55 * YEAR)         /* since the epoch */

/* Ages, in the order in which a story tells them. */
static const struct {
    const char *what;
    int64_t uptime;
    int64_t program;            /* started so long ago */
    int64_t listing;            /* changed so long ago */
    bool before;
    bool future;
} stories[] = {
    { "a daemon, and the module is installed", YEAR, 100 * S, 5 * S, true,
      false },
    { "a program started afterwards", YEAR, 5 * S, 100 * S, false, false },
    { "started since the boot, listed before it", 100 * S, 99 * S, YEAR,
      false, false },
    { "the first process, listed at once", 3 * S, 3 * S, 0, true, false },
    { "executed by the script that wrote the file", YEAR, 2 * S, 1 * S,
      false, false },
    { "a nanosecond more", YEAR, 2 * S + 1, 1 * S, true, false },
    { "just listed, just started", YEAR, 0, 0, false, false },
    { "started while the clock was ahead of the file's", YEAR, 5 * S,
      -100 * S, true, true },
    { "the same, started long ago", YEAR, 100 * S, -100 * S, true, true },
    { "clocks of different grain", YEAR, 0, -S, false, false },
    { "a nanosecond more than grain", YEAR, 0, -S - 1, true, true },
    { "a file of the epoch", YEAR, YEAR, NOW, false, false },
};

#define N_STORIES (sizeof(stories) / sizeof(stories[0]))

START_TEST(test_times)
{
    struct gssksp_times times = {
        .now = NOW, .changed = NOW - stories[_i].listing,
        .running = stories[_i].uptime,
        .started = stories[_i].uptime - stories[_i].program
    };

    ck_assert_msg(gssksp_started_before(&times) == stories[_i].before, "%s",
                  stories[_i].what);
    ck_assert_msg(gssksp_listed_in_future(&times) == stories[_i].future,
                  "%s", stories[_i].what);
    /* The clock is set after both: they are as old as they were. */
    times.now += YEAR;
    times.changed += YEAR;
    ck_assert_int_eq(gssksp_started_before(&times), stories[_i].before);
}
END_TEST

static void
use_kerberos(void)
{
    krb5_context context;

    ck_assert_int_eq(krb5_init_context(&context), 0);
    krb5_free_context(context);
}

START_TEST(test_in_use)
{
    ck_assert(!gssksp_kerberos_in_use());
    ck_assert(!gssksp_kerberos_in_use());
    use_kerberos();
    ck_assert(gssksp_kerberos_in_use());
}
END_TEST

/* ---- this program ---------------------------------------------------- */

static char config[] = "/tmp/ksp-older_than_listing.XXXXXX";

/* A file for GSS_MECH_CONFIG, made when the program had run long enough. */
static void
list_late(void)
{
    struct timespec pause = { 1, 200000000 };
    int fd;

    nanosleep(&pause, NULL);
    fd = mkstemp(config);
    ck_assert_int_ge(fd, 0);
    close(fd);
    setenv("GSS_MECH_CONFIG", config, 1);
}

START_TEST(test_late)
{
    const char *reason = NULL;

    unsetenv("GSSKSP_ENABLE");
    list_late();
    ck_assert_ptr_null(gssksp_older_than_listing());
    ck_assert(!gssksp_stands_aside(&reason));
    use_kerberos();
    ck_assert_ptr_nonnull(gssksp_older_than_listing());
    ck_assert(gssksp_stands_aside(&reason));
    ck_assert_str_eq(reason,
                     "the program used Kerberos before the module was listed");
    setenv("GSSKSP_ENABLE", "always", 1);
    ck_assert(!gssksp_stands_aside(&reason));
    ck_assert_int_eq(unlink(config), 0);
}
END_TEST

/* Listed before: by a file that is there as long as the system, and where
 * there is none at all. */
static const char *const earlier[] = { "/", "/nonexistent" };

START_TEST(test_not_late)
{
    setenv("GSS_MECH_CONFIG", earlier[_i], 1);
    use_kerberos();
    ck_assert(gssksp_kerberos_in_use());
    ck_assert_ptr_null(gssksp_older_than_listing());
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("older_than_listing");
    TCase *tc = tcase_create("older_than_listing");

    tcase_add_loop_test(tc, test_times, 0, N_STORIES);
    tcase_add_test(tc, test_in_use);
    tcase_add_test(tc, test_late);
    tcase_add_loop_test(tc, test_not_late, 0, 2);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
