/* SPDX-License-Identifier: MIT */
/* mech/policy.c: lists of enctypes. */
#include <krb5.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "policy.h"
#include "unit.h"

#define DES3 16
#define RC4 23
#define RC4_EXP 24

static const struct {
    const char *list;
    size_t count;
    int32_t enctypes[3];
} rows[] = {
    { "", 0, { 0 } },
    { " , \t,", 0, { 0 } },
    { "des3", 1, { DES3 } },
    { "rc4", 2, { RC4, RC4_EXP } },
    { "RC4,DES3", 3, { RC4, RC4_EXP, DES3 } },
    { "arcfour-hmac", 1, { RC4 } },
    { "rc4-hmac", 1, { RC4 } },
    { "  rc4-hmac-exp\tdes3-cbc-sha1 ", 2, { RC4_EXP, DES3 } },
    /* Not for here, or nobody's. */
    { "aes256-cts-hmac-sha1-96 aes", 0, { 0 } },
    { "rc5 des des3x xrc4", 0, { 0 } },
    { "nothing-is-as-long-as-this-word-which-has-no-meaning des3", 1,
      { DES3 } },
};

START_TEST(test_parse)
{
    int32_t got[3] = { 0, 0, 0 };

    ck_assert_uint_eq(gssksp_policy_parse(rows[_i].list, got, 3),
                      rows[_i].count);
    ck_assert_mem_eq(got, rows[_i].enctypes, sizeof(got));
}
END_TEST

START_TEST(test_room)
{
    int32_t got[3] = { 7, 7, 7 };

    ck_assert_uint_eq(gssksp_policy_parse("rc4 rc4 des3", got, 2), 2);
    ck_assert_int_eq(got[1], RC4_EXP);
    ck_assert_int_eq(got[2], 7);
    ck_assert_uint_eq(gssksp_policy_parse("rc4", got, 1), 1);
    ck_assert_uint_eq(gssksp_policy_parse("des3", got, 0), 0);
}
END_TEST

/* Each in a process of its own: the file is read once. */
static void
with_file(const char *contents)
{
    static char path[] = "/tmp/ksp-policy.XXXXXX";
    int fd = mkstemp(path);
    FILE *file = fdopen(fd, "w");

    ck_assert_ptr_nonnull(file);
    fputs(contents, file);
    fclose(file);
    ck_assert_int_eq(setenv("KRB5_CONFIG", path, 1), 0);
    (void)gssksp_refused(RC4);
    unlink(path);
}

START_TEST(test_refused)
{
    with_file("[appdefaults]\n gss-ksp = {\n  refuse_enctypes = rc4\n }\n");
    ck_assert(gssksp_refused(RC4));
    ck_assert(gssksp_refused(RC4_EXP));
    ck_assert(!gssksp_refused(DES3));
    ck_assert(!gssksp_refused(18));
}
END_TEST

START_TEST(test_not_asked)
{
    with_file("[libdefaults]\n default_realm = A\n");
    ck_assert(!gssksp_refused(RC4));
    ck_assert(!gssksp_refused(DES3));
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("policy");
    TCase *tc = tcase_create("policy");

    tcase_add_loop_test(tc, test_parse, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tc, test_room);
    tcase_add_test(tc, test_refused);
    tcase_add_test(tc, test_not_asked);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
