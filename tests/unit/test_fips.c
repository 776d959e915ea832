/* SPDX-License-Identifier: MIT */
/* shim/bridge/fips.c, and what KspSetFipsMode makes of it. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bridge/fips.h"
#include "crypto/provider.h"
#include "crypto/rfc1964.h"
#include "ksp/kerberos.h"
#include "unit/unit.h"

static const struct {
    const char *contents;
    enum gssksp_fips mode;
} rows[] = {
    { "0\n", GSSKSP_FIPS_OFF },
    { "0", GSSKSP_FIPS_OFF },
    { "1\n", GSSKSP_FIPS_ON },
    { "1", GSSKSP_FIPS_ON },
    { "", GSSKSP_FIPS_UNKNOWN },
    { "\n", GSSKSP_FIPS_UNKNOWN },
    { "00\n", GSSKSP_FIPS_UNKNOWN },
    { "2\n", GSSKSP_FIPS_UNKNOWN },
    { "-1\n", GSSKSP_FIPS_UNKNOWN },
    { "0\n1\n", GSSKSP_FIPS_UNKNOWN },
    { "0 and more than there is room for", GSSKSP_FIPS_UNKNOWN },
};

START_TEST(test_contents)
{
    char path[] = "/tmp/ksp-fips.XXXXXX";
    FILE *file = fdopen(mkstemp(path), "w");
    enum gssksp_fips mode;

    ck_assert_ptr_nonnull(file);
    fputs(rows[_i].contents, file);
    fclose(file);
    mode = gssksp_fips_read(path);
    unlink(path);
    ck_assert_int_eq(mode, rows[_i].mode);
}
END_TEST

/* No file is no FIPS mode; one that cannot be read may be. */
START_TEST(test_no_contents)
{
    ck_assert_int_eq(gssksp_fips_read("/nonexistent/fips_enabled"),
                     GSSKSP_FIPS_OFF);
    ck_assert_int_eq(gssksp_fips_read("/dev/null/fips_enabled"),
                     GSSKSP_FIPS_OFF);
    ck_assert_int_eq(gssksp_fips_read("/dev/null"), GSSKSP_FIPS_UNKNOWN);
    ck_assert_int_eq(gssksp_fips_read("/"), GSSKSP_FIPS_UNKNOWN);
}
END_TEST

/* The linker puts it in front of open(), by either name. */
static int opened, flags;

int __real_open(const char *path, int how, ...);
int __wrap_open(const char *path, int how, ...);
int __wrap_open64(const char *path, int how, ...);

int
__wrap_open(const char *path, int how, ...)
{
    opened++;
    flags = how;
    return __real_open(path, how);
}

int
__wrap_open64(const char *path, int how, ...)
{
    return __wrap_open(path, how);
}

/* No program that is executed in another thread has it. */
START_TEST(test_opened)
{
    opened = 0;
    (void)gssksp_fips_read("/dev/null");
    ck_assert_int_eq(opened, 1);
    ck_assert_int_eq(flags, O_RDONLY | O_CLOEXEC | O_NOCTTY);
}
END_TEST

/* The lowest number too, and it is free again. */
START_TEST(test_closed)
{
    int input = dup(0), next;
    enum gssksp_fips mode;

    close(0);
    mode = gssksp_fips_read("/dev/null");
    next = dup(input);
    ck_assert_int_eq(dup2(input, 0), 0);
    close(input);
    ck_assert_int_eq(mode, GSSKSP_FIPS_UNKNOWN);
    ck_assert_int_eq(next, 0);
}
END_TEST

/* How many enctypes libkrb5 serves, how many have a cipher of RFC 1964. */
static void
count(size_t *krb5, size_t *ciphers)
{
    const struct ksp_enctype *et;
    size_t i;

    *krb5 = *ciphers = 0;
    for (i = 0; (et = ksp_enctype_at(i)) != NULL; i++) {
        *krb5 += ksp_provider_for(et) == &ksp_provider_krb5;
        *ciphers += ksp_1964_cipher_for(et) != NULL;
    }
}

START_TEST(test_mode)
{
    size_t krb5, ciphers, krb5_before, ciphers_before, all = 0;

    while (ksp_enctype_at(all) != NULL)
        all++;
    count(&krb5_before, &ciphers_before);
    KspSetFipsMode(TRUE);
    count(&krb5, &ciphers);
    ck_assert_uint_eq(krb5, all);
    ck_assert_uint_eq(ciphers, 0);
    KspSetFipsMode(FALSE);
    count(&krb5, &ciphers);
    ck_assert_uint_eq(krb5, krb5_before);
    ck_assert_uint_eq(ciphers, ciphers_before);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("fips");
    TCase *tc = tcase_create("fips");

    tcase_add_loop_test(tc, test_contents, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tc, test_no_contents);
    tcase_add_test(tc, test_opened);
    tcase_add_test(tc, test_closed);
    tcase_add_test(tc, test_mode);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
