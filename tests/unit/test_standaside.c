/* SPDX-License-Identifier: MIT */
/*
 * mech/load/standaside.c.  This program and the libraries it loads must not
 * refer to gss_krb5_import_cred.
 */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mech/load/standaside.h"
#include "mech/mech.h"
#include "unit/unit.h"

/* The name a program is started under decides nothing. */
START_TEST(test_name_of_caller)
{
    char name[] = "gssproxy";
    const char *reason = NULL;

    program_invocation_short_name = name;
    program_invocation_name = name;
    unsetenv("GSSKSP_ENABLE");
    ck_assert(!gssksp_stands_aside(&reason));
}
END_TEST

static const struct {
    const char *value;
    bool aside;
    const char *reason;
} settings[] = {
    { NULL, false, "the process does not refer to gss_krb5_import_cred" },
    { "", false, "the process does not refer to gss_krb5_import_cred" },
    { "auto", true, "GSSKSP_ENABLE is neither always nor never" },
    { "Always", true, "GSSKSP_ENABLE is neither always nor never" },
    { "always ", true, "GSSKSP_ENABLE is neither always nor never" },
    { " ", true, "GSSKSP_ENABLE is neither always nor never" },
    { "1", true, "GSSKSP_ENABLE is neither always nor never" },
    { "always", false, "GSSKSP_ENABLE=always" },
    { "never", true, "GSSKSP_ENABLE=never" }
};

#define N_SETTINGS (sizeof(settings) / sizeof(settings[0]))

START_TEST(test_settings)
{
    const char *reason = NULL;

    unsetenv("GSSKSP_ENABLE");
    if (settings[_i].value != NULL)
        setenv("GSSKSP_ENABLE", settings[_i].value, 1);
    ck_assert_int_eq(gssksp_stands_aside(&reason), settings[_i].aside);
    ck_assert_str_eq(reason, settings[_i].reason);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("standaside");
    TCase *tc = tcase_create("standaside");

    tcase_add_test(tc, test_name_of_caller);
    tcase_add_loop_test(tc, test_settings, 0, N_SETTINGS);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
