/* SPDX-License-Identifier: MIT */
/* mech/load/state.c, and gssapi/gssapi_ksp_state.h as readers know it. */
#include "config.h"

#include <check.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bridge/policy.h"
#include "gssapi/gssapi_ksp_state.h"
#include "mech/load/state.h"
#include "unit/unit.h"

extern struct gss_ksp_state gss_ksp_state;

/* Each test is a process of its own: the state begins anew. */

START_TEST(test_layout)
{
    ck_assert_uint_eq(offsetof(struct gss_ksp_state, version), 8);
    ck_assert_uint_eq(offsetof(struct gss_ksp_state, size), 12);
    ck_assert_uint_eq(offsetof(struct gss_ksp_state, state), 16);
    ck_assert_uint_eq(offsetof(struct gss_ksp_state, policy), 20);
    ck_assert_uint_eq(offsetof(struct gss_ksp_state, opened), 24);
    ck_assert_uint_eq(offsetof(struct gss_ksp_state, module), 40);
    ck_assert_uint_eq(offsetof(struct gss_ksp_state, krb5), 72);
    ck_assert_uint_eq(offsetof(struct gss_ksp_state, provider), 104);
    ck_assert_uint_eq(offsetof(struct gss_ksp_state, reason), 136);
    ck_assert_uint_eq(offsetof(struct gss_ksp_state, refuses), 296);
    ck_assert_uint_eq(offsetof(struct gss_ksp_state, trace), 616);
    ck_assert_uint_eq(offsetof(struct gss_ksp_state, degraded), 776);
    ck_assert_uint_eq(offsetof(struct gss_ksp_state, messages), 936);
    ck_assert_uint_eq(offsetof(struct gss_ksp_state, trace_lost), 1008);
    ck_assert_uint_eq(offsetof(struct gss_ksp_state, look), 1016);
    ck_assert_uint_eq(sizeof(struct gss_ksp_state), 1024);
}
END_TEST

START_TEST(test_at_first)
{
    ck_assert_str_eq(gss_ksp_state.magic, GSS_KSP_STATE_MAGIC);
    ck_assert_uint_eq(gss_ksp_state.version, GSS_KSP_STATE_VERSION);
    ck_assert_uint_eq(gss_ksp_state.size, sizeof(gss_ksp_state));
    ck_assert_uint_eq(gss_ksp_state.state, GSS_KSP_STATE_LOADED);
    ck_assert_uint_eq(gss_ksp_state.policy, GSS_KSP_POLICY_UNREAD);
    ck_assert_str_eq(gss_ksp_state.module, PACKAGE_VERSION);
    ck_assert_str_eq(gss_ksp_state.krb5, KRB5_BUILD_VERSION);
}
END_TEST

START_TEST(test_offered)
{
    setenv("KRB5_CONFIG", "/dev/null", 1);
    gssksp_policy_load();
    gssksp_state_offered("why not");
    ck_assert_uint_eq(gss_ksp_state.state, GSS_KSP_STATE_OFFERED);
    ck_assert_str_eq(gss_ksp_state.reason, "why not");
    ck_assert_uint_ne(gss_ksp_state.policy, GSS_KSP_POLICY_UNREAD);
    ck_assert_ptr_nonnull(strstr(gss_ksp_state.refuses, "refuses"));
    ck_assert_str_ne(gss_ksp_state.provider, "");
    gssksp_state_aside("under another OID");
    ck_assert_uint_eq(gss_ksp_state.state, GSS_KSP_STATE_OFFERED);
    gssksp_state_in_use(true);
    ck_assert_uint_eq(gss_ksp_state.state, GSS_KSP_STATE_IN_USE);
    gssksp_state_offered("once more");
    ck_assert_uint_eq(gss_ksp_state.state, GSS_KSP_STATE_IN_USE);
    ck_assert_str_eq(gss_ksp_state.reason, "why not");
}
END_TEST

START_TEST(test_aside)
{
    gssksp_state_aside("why");
    ck_assert_uint_eq(gss_ksp_state.state, GSS_KSP_STATE_ASIDE);
    ck_assert_str_eq(gss_ksp_state.reason, "why");
    gssksp_state_offered("under its own OID");
    ck_assert_uint_eq(gss_ksp_state.state, GSS_KSP_STATE_OFFERED);
    ck_assert_str_eq(gss_ksp_state.reason, "under its own OID");
}
END_TEST

/* Nobody reads: lines at load count as lost as later ones do. */
START_TEST(test_lost_at_load)
{
    int ends[2], error = dup(2);

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(dup2(ends[1], 2), 2);
    setenv("KRB5_CONFIG", "/dev/null", 1);
    setenv("GSSKSP_TRACE", "/dev/stderr", 1);
    gssksp_state_open_trace();
    close(ends[0]);
    gssksp_state_degraded(GSSKSP_DEGRADED_LUCID);
    ck_assert_uint_eq(gss_ksp_state.trace_lost, 1);
    gssksp_policy_load();
    ck_assert_uint_eq(gss_ksp_state.trace_lost, 2);
    gssksp_state_aside("why");
    ck_assert_str_eq(gss_ksp_state.trace, "/dev/stderr, messages");
    ck_assert_int_eq(dup2(error, 2), 2);
}
END_TEST

#define LUCID "MIT's mechanism describes its contexts in another form: " \
    "their messages are stock's"

/* Not only the first; the gravest is there whatever came before it. */
START_TEST(test_degraded)
{
    ck_assert_str_eq(gss_ksp_state.degraded, "");
    gssksp_state_degraded(GSSKSP_DEGRADED_SIGN);
    ck_assert_ptr_nonnull(strstr(gss_ksp_state.degraded, "used Kerberos"));
    gssksp_state_degraded(GSSKSP_DEGRADED_LUCID);
    gssksp_state_degraded(GSSKSP_DEGRADED_LUCID);
    ck_assert_str_eq(gss_ksp_state.degraded, LUCID "; and more");
    gssksp_state_degraded_quietly(GSSKSP_DEGRADED_EXPORT);
    ck_assert_str_eq(gss_ksp_state.degraded, LUCID "; and more");
}
END_TEST

START_TEST(test_counts)
{
    gssksp_state_count(GSSKSP_COUNT_OPENED);
    gssksp_state_count(GSSKSP_COUNT_OPENED);
    gssksp_state_count(GSSKSP_COUNT_CLOSED);
    gssksp_state_count(GSSKSP_COUNT_FORWARDED);
    ck_assert_uint_eq(gss_ksp_state.opened, 2);
    ck_assert_uint_eq(gss_ksp_state.closed, 1);
    ck_assert_uint_eq(gss_ksp_state.forwarded, 1);
    ck_assert_uint_eq(gss_ksp_state.refused, 0);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("state");
    TCase *tc = tcase_create("state");

    tcase_add_test(tc, test_layout);
    tcase_add_test(tc, test_at_first);
    tcase_add_test(tc, test_offered);
    tcase_add_test(tc, test_aside);
    tcase_add_test(tc, test_lost_at_load);
    tcase_add_test(tc, test_degraded);
    tcase_add_test(tc, test_counts);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
