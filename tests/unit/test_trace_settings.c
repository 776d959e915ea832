/* SPDX-License-Identifier: MIT */
/* shim/bridge/trace_settings.c: what of krb5.conf is for the trace. */
#include <check.h>
#include <profile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bridge/trace_settings.h"
#include "mech/load/older_than_listing.h"
#include "unit/unit.h"

#define PROGRAM "/usr/sbin/slapd"

static char path[] = "/tmp/ksp-settings.XXXXXX";
static struct gssksp_trace_settings settings;

static void
set_up(void)
{
    int fd = mkstemp(path);

    ck_assert_int_ge(fd, 0);
    close(fd);
    ck_assert_int_eq(setenv("KRB5_CONFIG", path, 1), 0);
}

static void
tear_down(void)
{
    unlink(path);
}

static void
read_conf(const char *text)
{
    FILE *file = fopen(path, "w");

    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
    memset(&settings, 'x', sizeof(settings));
    gssksp_trace_settings_read(PROGRAM, &settings);
}

static const struct {
    const char *text;
    const char *place;
    bool messages;
} files[] = {
    { "", "", false },
    { "[libdefaults]\ndefault_realm = R\n", "", false },
    { "[appdefaults]\ngss-ksp = {\n}\n", "", false },
    { "[appdefaults]\ngss-ksp = {\ntrace = journal\n}\n", "journal", false },
    { "[appdefaults]\ngss-ksp = {\ntrace = /var/log/a b\n}\n",
      "/var/log/a b", false },
    /* The first of two, as with everything of libkrb5's. */
    { "[appdefaults]\ngss-ksp = {\ntrace = /a\ntrace = /b\n}\n", "/a",
      false },
    { "[appdefaults]\ngss-ksp = {\ntrace = journal\n"
      "trace_messages = sshd slapd\n}\n", "journal", true },
    { "[appdefaults]\ngss-ksp = {\ntrace = journal\n"
      "trace_messages = sshd\ntrace_messages = /usr/sbin/slapd\n}\n",
      "journal", true },
    { "[appdefaults]\ngss-ksp = {\ntrace = journal\n"
      "trace_messages = sshd slap slapd2 /bin/slapd\n}\n", "journal",
      false },
    /* At no other place. */
    { "[appdefaults]\ntrace = journal\n", "", false },
    { "[appdefaults]\nssh = {\ntrace = journal\n}\n", "", false },
    { "[appdefaults]\ngss-ksp = {\nR = {\ntrace = journal\n}\n}\n", "",
      false },
    { "[gss-ksp]\ntrace = journal\n", "", false }
};

#define N_FILES (sizeof(files) / sizeof(files[0]))

START_TEST(test_files)
{
    read_conf(files[_i].text);
    ck_assert_ptr_null(settings.why);
    ck_assert_str_eq(settings.place, files[_i].place);
    ck_assert_int_eq(settings.messages, files[_i].messages);
}
END_TEST

START_TEST(test_no_file)
{
    unlink(path);
    gssksp_trace_settings_read(PROGRAM, &settings);
    ck_assert_ptr_null(settings.why);
    ck_assert_str_eq(settings.place, "");
}
END_TEST

START_TEST(test_broken_file)
{
    read_conf("[appdefaults\n");
    ck_assert_str_eq(settings.why, "krb5.conf cannot be read");
    ck_assert_str_eq(settings.place, "");
}
END_TEST

/* Of several: one that may not be read, which only root can try. */
static void
read_two(const char *text)
{
    char hidden[] = "/tmp/ksp-settings.XXXXXX", both[128];
    FILE *file = fopen(path, "w");
    int fd = mkstemp(hidden);

    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fd, 0);
    fputs(text, file);
    fclose(file);
    ck_assert_int_eq(chmod(path, 0644), 0);
    close(fd);
    snprintf(both, sizeof(both), "%s:%s", hidden, path);
    ck_assert_int_eq(setenv("KRB5_CONFIG", both, 1), 0);
    memset(&settings, 'x', sizeof(settings));
    ck_assert_int_eq(seteuid(65534), 0);
    gssksp_trace_settings_read(PROGRAM, &settings);
    ck_assert_int_eq(seteuid(0), 0);
    unlink(hidden);
}

START_TEST(test_one_of_two)
{
    if (geteuid() != 0)
        return;
    read_two("[libdefaults]\ndefault_realm = R\n");
    ck_assert_ptr_nonnull(settings.why);
    ck_assert_str_eq(settings.why, "krb5.conf cannot be read");
    ck_assert_str_eq(settings.place, "");
    ck_assert(!gssksp_kerberos_in_use());
    /* Where the other says it, it is known. */
    read_two("[appdefaults]\ngss-ksp = {\ntrace = journal\n}\n");
    ck_assert_ptr_null(settings.why);
    ck_assert_str_eq(settings.place, "journal");
}
END_TEST

/* A line that libkrb5 cuts off. */
START_TEST(test_long_place)
{
    static char text[PATH_MAX + 100];

    memset(text, '/', sizeof(text) - 1);
    memcpy(text, "[appdefaults]\ngss-ksp = {\ntrace = ", 34);
    memcpy(text + sizeof(text) - 5, "\n}\n", 4);
    read_conf(text);
    ck_assert_ptr_nonnull(settings.why);
    ck_assert_str_eq(settings.place, "");
}
END_TEST

/* One that libkrb5 may have from elsewhere: the linker puts this function in
 * front of its. */
static size_t place_length;

long __real_profile_get_string(profile_t profile, const char *a,
                               const char *b, const char *c, const char *d,
                               char **value);
long __wrap_profile_get_string(profile_t profile, const char *a,
                               const char *b, const char *c, const char *d,
                               char **value);

long
__wrap_profile_get_string(profile_t profile, const char *a, const char *b,
                          const char *c, const char *d, char **value)
{
    if (place_length == 0)
        return __real_profile_get_string(profile, a, b, c, d, value);
    *value = malloc(place_length + 1);
    ck_assert_ptr_nonnull(*value);
    memset(*value, '/', place_length);
    (*value)[place_length] = '\0';
    return 0;
}

START_TEST(test_longest_place)
{
    place_length = PATH_MAX - 1;
    read_conf("");
    ck_assert_ptr_null(settings.why);
    ck_assert_uint_eq(strlen(settings.place), PATH_MAX - 1);
    place_length = PATH_MAX;
    read_conf("");
    ck_assert_str_eq(settings.why, "the path is too long");
    ck_assert_str_eq(settings.place, "");
    place_length = 0;
}
END_TEST

/* Whoever looks afterwards must not find that Kerberos was used. */
START_TEST(test_libkrb5_is_not_in_use)
{
    read_conf("[appdefaults]\ngss-ksp = {\ntrace = journal\n}\n");
    ck_assert_str_eq(settings.place, "journal");
    ck_assert(!gssksp_kerberos_in_use());
}
END_TEST

START_TEST(test_names)
{
    ck_assert(gssksp_trace_names("slapd", PROGRAM));
    ck_assert(gssksp_trace_names(" a,b,\tslapd\n", PROGRAM));
    ck_assert(gssksp_trace_names("unknown", "unknown"));
    ck_assert(!gssksp_trace_names("known", "unknown"));
    ck_assert(!gssksp_trace_names("", PROGRAM));
    ck_assert(!gssksp_trace_names(", ,", PROGRAM));
    ck_assert(!gssksp_trace_names("Slapd sbin/slapd slapd/", PROGRAM));
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("trace_settings");
    TCase *tc = tcase_create("trace_settings");

    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_loop_test(tc, test_files, 0, N_FILES);
    tcase_add_test(tc, test_no_file);
    tcase_add_test(tc, test_broken_file);
    tcase_add_test(tc, test_one_of_two);
    tcase_add_test(tc, test_long_place);
    tcase_add_test(tc, test_longest_place);
    tcase_add_test(tc, test_libkrb5_is_not_in_use);
    tcase_add_test(tc, test_names);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
