/* SPDX-License-Identifier: MIT */
/* mech/load/program.c; the rule for setuid programs is beside/setuid.sh's. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mech/load/program.h"
#include "unit/unit.h"

static char directory[] = "/tmp/ksp-program.XXXXXX", link_path[64];

/* What the kernel's link says. */
static const struct {
    const char *target;
    bool is;
} targets[] = {
    { "/usr/sbin/gssproxy", true },
    { "/gssproxy/gssproxy", true },
    { "/usr/sbin/gssproxy (deleted)", true },
    { "/usr/sbin/gssproxy-mech", false },
    { "/usr/sbin/gssprox", false },
    { "/usr/sbin/xgssproxy", false },
    { "/usr/sbin/gssproxy/", false },
    { "/usr/sbin/gssproxy/other", false },
    { "gssproxy", false },
    { " (deleted)", false }
};

#define N_TARGETS (sizeof(targets) / sizeof(targets[0]))

START_TEST(test_targets)
{
    ck_assert_ptr_nonnull(mkdtemp(directory));
    strcpy(link_path, directory);
    strcat(link_path, "/exe");
    ck_assert_int_eq(symlink(targets[_i].target, link_path), 0);
    ck_assert_int_eq(gssksp_program_is(link_path, "gssproxy"),
                     targets[_i].is);
    unlink(link_path);
    rmdir(directory);
}
END_TEST

/* No link, or no link at all. */
START_TEST(test_nothing_to_read)
{
    ck_assert(!gssksp_program_is("/no/such/proc/self/exe", "gssproxy"));
    ck_assert(!gssksp_program_is("/", "gssproxy"));
}
END_TEST

/* A script of libtool's may stand in front of it, with "lt-" in the name. */
START_TEST(test_this_program)
{
    ck_assert(gssksp_program_is(GSSKSP_EXECUTABLE, "test_program") ||
              gssksp_program_is(GSSKSP_EXECUTABLE, "lt-test_program"));
    ck_assert(!gssksp_program_is(GSSKSP_EXECUTABLE, "gssproxy"));
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("program");
    TCase *tc = tcase_create("program");

    tcase_add_loop_test(tc, test_targets, 0, N_TARGETS);
    tcase_add_test(tc, test_nothing_to_read);
    tcase_add_test(tc, test_this_program);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
