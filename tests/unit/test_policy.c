/* SPDX-License-Identifier: MIT */
/* shim/bridge/policy*.c: lists of enctypes, and what krb5.conf may say; and
 * FIPS mode, which is what a test says. */
#include "config.h"

#include <krb5.h>
#include <profile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bridge/fips.h"
#include "bridge/policy.h"
#include "bridge/policy_read.h"
#include "bridge/trace.h"
#include "crypto/provider.h"
#include "crypto/rfc1964.h"
#include "unit/unit.h"

#define DES3 16
#define RC4 23
#define RC4_EXP 24
#define ALL { DES3, RC4, RC4_EXP }
#define N_OLDER 3
#define NOBODY 65534

static const int32_t older[N_OLDER] = ALL;

/* That a policy refuses those enctypes, and no others; and has a reason if it
 * should have one that holds `why`. */
static void
check_policy(const struct gssksp_policy *policy, const int32_t *enctypes,
             const char *why)
{
    bool want;
    size_t i, j;

    for (i = 0; i < N_OLDER; i++) {
        want = false;
        for (j = 0; j < N_OLDER; j++)
            want = want || enctypes[j] == older[i];
        ck_assert_int_eq(gssksp_policy_has(policy->refused, older[i]), want);
    }
    ck_assert(!gssksp_policy_has(policy->refused, 18));
    ck_assert_int_eq(policy->in_doubt, why != NULL);
    if (why == NULL)
        ck_assert_str_eq(policy->why, "");
    else
        ck_assert_msg(strstr(policy->why, why) != NULL, "%s", policy->why);
}

static const struct {
    const char *list;
    int32_t enctypes[N_OLDER];
    const char *why;
} rows[] = {
    { "", { 0 }, NULL },
    { " , \t,", { 0 }, NULL },
    { "des3", { DES3 }, NULL },
    { "rc4", { RC4, RC4_EXP }, NULL },
    { "RC4,DES3", ALL, NULL },
    { "arcfour-hmac", { RC4 }, NULL },
    { "rc4-hmac", { RC4 }, NULL },
    { "  rc4-hmac-exp\tdes3-cbc-sha1 ", { RC4_EXP, DES3 }, NULL },
    { "des3\r\ndes3", { DES3 }, NULL },
    { "rc4 rc4 rc4 rc4 rc4 rc4 rc4 rc4 rc4 rc4 rc4 rc4 rc4 rc4 rc4 des3", ALL,
      NULL },
    /* Not for here, or nobody's. */
    { "des3 aes256-cts-hmac-sha1-96", ALL, "\"aes256-cts-hmac-sha1-96\" is" },
    { "aes", ALL, "\"aes\" is not understood" },
    { "rc4;des3", ALL, "\"rc4;des3\" is not understood" },
    { "rc5", ALL, "\"rc5\" is not understood" },
    { "des", ALL, "\"des\"" },
    { "des3x", ALL, "\"des3x\"" },
    { "xrc4 rc5", ALL, "\"xrc4\"" },
    { "-rc4", ALL, "\"-rc4\"" },
    { "DEFAULT", ALL, "\"DEFAULT\"" },
    { "des3 # old", ALL, "\"#\"" },
    { "ar\ncf\001our", ALL, "\"ar\" is" },
    { "r\001c", ALL, "\"r?c\" is not understood" },
    /* One that has as many letters as there is room for. */
    { "des3-cbc-sha1-and-more-than-des3-cbc-sh2", ALL,
      "\"des3-cbc-sha1-and-more-than-des3-cbc-sh2\" is not understood" },
    { "nothing-is-as-long-as-this-word-which-has-no-meaning des3", ALL,
      "\"nothing-is-as-long-as-this-word-which-ha\"" },
};

START_TEST(test_list)
{
    struct gssksp_policy policy = { .refused = 0 };

    gssksp_policy_add(&policy, rows[_i].list);
    check_policy(&policy, rows[_i].enctypes, rows[_i].why);
}
END_TEST

/* All of them, and no other. */
START_TEST(test_everything)
{
    struct gssksp_policy policy = { .refused = 0 };

    gssksp_policy_add(&policy, "rc4 des3");
    ck_assert_uint_eq(policy.refused, gssksp_policy_everything());
}
END_TEST

static const struct {
    const char *list;
    const char *text;
} texts[] = {
    { "", "refuses nothing" },
    { "rc4", "refuses arcfour-hmac arcfour-hmac-exp" },
    { "rc5", "refuses des3-cbc-sha1 arcfour-hmac arcfour-hmac-exp: "
      "\"rc5\" is not understood" },
};

START_TEST(test_text)
{
    struct gssksp_policy policy = { .refused = 0 };
    char text[GSSKSP_POLICY_TEXT];

    gssksp_policy_add(&policy, texts[_i].list);
    gssksp_policy_describe(&policy, text);
    ck_assert_str_eq(text, texts[_i].text);
}
END_TEST

/* A reason that is too long is cut, and the text holds it. */
START_TEST(test_long)
{
    struct gssksp_policy policy = { .refused = 0 };
    char text[GSSKSP_POLICY_TEXT], name[1000];

    memset(name, 'x', sizeof(name));
    name[sizeof(name) - 1] = '\0';
    gssksp_policy_refuse_all(&policy, "%s", name);
    ck_assert_uint_eq(strlen(policy.why), sizeof(policy.why) - 1);
    gssksp_policy_describe(&policy, text);
    ck_assert_ptr_nonnull(strstr(text, policy.why));
}
END_TEST

/* ---- krb5.conf ------------------------------------------------------ */

#define OURS(text) "[appdefaults]\n gss-ksp = {\n" text "\n }\n"

/* One file, or two. */
static const struct {
    const char *files[2];
    int32_t enctypes[N_OLDER];
    const char *why;
} configs[] = {
    { { "[libdefaults]\n default_realm = A\n" }, { 0 }, NULL },
    { { OURS("refuse_enctypes = rc4") }, { RC4, RC4_EXP }, NULL },
    { { OURS("refuse_enctypes = \"\"") }, { 0 }, NULL },
    { { OURS("") }, { 0 }, NULL },
    { { OURS("refuse_enctypes = rc4;des3") }, ALL, "\"rc4;des3\"" },
    { { OURS("refuse_enctypes = des3\n refuse_enctypes = arcfour-hmac") },
      { DES3, RC4 }, NULL },
    { { OURS("refuse_enctypes = des3\n refuse_enctypes = aes") }, ALL,
      "\"aes\"" },
    { { OURS("refuse_enctypes = des3") OURS("refuse_enctypes = rc4-hmac") },
      { DES3, RC4 }, NULL },
    { { OURS("refuse_enctypes = des3"), OURS("refuse_enctypes = rc4-hmac") },
      { DES3, RC4 }, NULL },
    { { "", OURS("refuse_enctypes = des3") }, { DES3 }, NULL },
    /* The other places krb5.conf(5) has. */
    { { OURS("A.REALM = {\n refuse_enctypes = des3\n }") }, { DES3 }, NULL },
    { { "[appdefaults]\n A.REALM = {\n refuse_enctypes = des3\n }\n" },
      { DES3 }, NULL },
    { { "[appdefaults]\n refuse_enctypes = des3\n" }, { DES3 }, NULL },
    { { "[appdefaults]\n refuse_enctypes = des3\n A = {\n"
        " refuse_enctypes = rc4-hmac\n }\n gss-ksp = {\n B = {\n"
        " refuse_enctypes = rc4-hmac-exp\n }\n }\n" }, ALL, NULL },
    /* Other people's. */
    { { "[appdefaults]\n pam = {\n forwardable = true\n A = {\n x = y\n z ="
        " {\n }\n }\n }\n forwardable = false\n" }, { 0 }, NULL },
    { { "[libdefaults]\n refuse_enctypes = rc4\n" }, { 0 }, NULL },
    /* Ours, and nothing that we know. */
    { { OURS("refuse_enctype = rc4") }, ALL, "refuse_enctype in gss-ksp" },
    { { OURS("A.REALM = {\n refuse = rc4\n }") }, ALL, "refuse in A.REALM" },
    { { OURS("A.REALM = {\n B = {\n }\n }") }, ALL, "B in A.REALM" },
    { { OURS("refuse_enctypes = {\n rc4 = 1\n }") }, ALL,
      "refuse_enctypes in gss-ksp" },
    { { "[appdefaults]\n gss-ksp = rc4\n" }, ALL, "gss-ksp in appdefaults" },
    /* Not even libkrb5 understands it, or it cannot be read. */
    { { OURS("refuse_enctypes =") }, ALL, "krb5.conf cannot be read" },
    { { OURS("refuse_enctypes = des3") "}\n" }, ALL, "krb5.conf cannot be" },
    { { OURS("refuse_enctypes = des3"), "[libdefaults\n" }, ALL,
      "krb5.conf cannot be read" },
    { { "include /nonexistent/file\n" }, ALL, "krb5.conf cannot be read" },
};

static char paths[2][32];

static void
write_file(char *path, const char *contents)
{
    FILE *file;
    int fd;

    strcpy(path, "/tmp/ksp-policy.XXXXXX");
    fd = mkstemp(path);
    file = fdopen(fd, "w");
    ck_assert_ptr_nonnull(file);
    fputs(contents, file);
    fclose(file);
}

/* KRB5_CONFIG names them, and one before that is not there. */
static void
write_files(const char *const *contents)
{
    char config[128];

    write_file(paths[0], contents[0]);
    write_file(paths[1], contents[1] != NULL ? contents[1] : "");
    snprintf(config, sizeof(config), "/nonexistent/krb5.conf:%s:%s", paths[0],
             paths[1]);
    ck_assert_int_eq(setenv("KRB5_CONFIG", config, 1), 0);
}

static void
remove_files(void)
{
    unlink(paths[0]);
    unlink(paths[1]);
}

START_TEST(test_file)
{
    struct gssksp_policy policy = { .refused = 0 };

    write_files(configs[_i].files);
    gssksp_policy_read_file(&policy);
    remove_files();
    check_policy(&policy, configs[_i].enctypes, configs[_i].why);
}
END_TEST

/* Whether libkrb5 passes over what comes after a final relation, as it does
 * from krb5 1.22 on. */
static bool
final_hides(void)
{
    const char *const files[2] = { OURS("other* = a"), OURS("other = b") };
    const char *names[] = { "appdefaults", "gss-ksp", "other", NULL };
    krb5_context context;
    profile_t profile;
    char **values;
    bool hides;

    write_files(files);
    ck_assert_int_eq(krb5_init_context(&context), 0);
    ck_assert_int_eq(krb5_get_profile(context, &profile), 0);
    ck_assert_int_eq(profile_get_values(profile, names, &values), 0);
    hides = values[1] == NULL;
    profile_free_list(values);
    profile_release(profile);
    krb5_free_context(context);
    remove_files();
    return hides;
}

/* What libkrb5 does not see does not count. */
START_TEST(test_final)
{
    static const char *const files[2] = {
        OURS("refuse_enctypes* = des3"), OURS("refuse_enctypes = rc4")
    };
    static const int32_t first[N_OLDER] = { DES3 };
    const int32_t *want = final_hides() ? first : older;
    struct gssksp_policy policy = { .refused = 0 };

    write_files(files);
    gssksp_policy_read_file(&policy);
    remove_files();
    check_policy(&policy, want, NULL);
}
END_TEST

START_TEST(test_no_file)
{
    struct gssksp_policy policy = { .refused = 0 };

    ck_assert_int_eq(setenv("KRB5_CONFIG", "/nonexistent/krb5.conf", 1), 0);
    gssksp_policy_read_file(&policy);
    check_policy(&policy, (const int32_t[N_OLDER]){ 0 }, NULL);
}
END_TEST

/* libkrb5 goes on without the one that it may not read. */
START_TEST(test_unreadable)
{
    static const char *const files[2] = { "[libdefaults]\n", "" };
    struct gssksp_policy policy = { .refused = 0 };

    write_files(files);
    ck_assert_int_eq(chmod(paths[_i], 0), 0);
    ck_assert_int_eq(chmod(paths[1 - _i], 0644), 0);
    ck_assert(geteuid() != 0 || seteuid(NOBODY) == 0);
    gssksp_policy_read_file(&policy);
    ck_assert(getuid() != 0 || seteuid(0) == 0);
    remove_files();
    check_policy(&policy, older, paths[_i]);
}
END_TEST

/* ---- loading: each in a process of its own -------------------------- */

static enum gssksp_fips mode = GSSKSP_FIPS_OFF;

/* In place of fips.c's. */
enum gssksp_fips
gssksp_fips_read(const char *path)
{
    ck_assert_str_eq(path, "/proc/sys/crypto/fips_enabled");
    return mode;
}

START_TEST(test_not_loaded)
{
    size_t i;

    for (i = 0; i < N_OLDER; i++)
        ck_assert(gssksp_refused(older[i]));
    ck_assert(gssksp_policy_in_force());
    ck_assert(!gssksp_refused(18));
    ck_assert(!gssksp_policy_in_doubt());
    ck_assert(!gssksp_policy_is_fips());
    ck_assert_str_eq(gssksp_policy_text(), "");
}
END_TEST

static void
load(const char *contents)
{
    const char *const files[2] = { contents, NULL };

    write_files(files);
    gssksp_policy_load();
    remove_files();
}

/* Once: what is written afterwards is for other processes. */
START_TEST(test_load)
{
    load(OURS("refuse_enctypes = rc4"));
    load("[libdefaults]\n");
    ck_assert(gssksp_refused(RC4));
    ck_assert(gssksp_refused(RC4_EXP));
    ck_assert(!gssksp_refused(DES3));
    ck_assert(!gssksp_refused(18));
    ck_assert(gssksp_policy_in_force());
    ck_assert(!gssksp_policy_in_doubt());
    ck_assert(!gssksp_policy_is_fips());
    ck_assert_str_eq(gssksp_policy_text(),
                     "refuses arcfour-hmac arcfour-hmac-exp");
}
END_TEST

START_TEST(test_load_nothing)
{
    size_t i;

    load("[libdefaults]\n default_realm = A\n");
    for (i = 0; i < N_OLDER; i++)
        ck_assert(!gssksp_refused(older[i]));
    ck_assert(!gssksp_policy_in_force());
    ck_assert_str_eq(gssksp_policy_text(), "refuses nothing");
}
END_TEST

/* What it is stands in the trace. */
START_TEST(test_load_is_traced)
{
    char trace[] = "/tmp/ksp-policy-trace.XXXXXX", text[512];
    int fd = mkstemp(trace);
    ssize_t n;

    setenv("GSSKSP_TRACE", trace, 1);
    setenv("KRB5_CONFIG", "/dev/null", 1);
    gssksp_trace_open(GSSKSP_FACE_GSS);
    load(OURS("refuse_enctypes = des3"));
    n = read(fd, text, sizeof(text) - 1);
    close(fd);
    unlink(trace);
    ck_assert_int_gt(n, 0);
    text[n] = '\0';
    ck_assert_ptr_nonnull(strstr(text, " policy program="));
    ck_assert_ptr_nonnull(strstr(text, ": refuses des3-cbc-sha1\n"));
}
END_TEST

#define REFUSES_ALL "refuses des3-cbc-sha1 arcfour-hmac arcfour-hmac-exp: "

START_TEST(test_load_doubtful)
{
    load(OURS("refuse_enctypes = aes"));
    ck_assert(gssksp_policy_in_doubt());
    ck_assert(!gssksp_policy_is_fips());
    ck_assert_str_eq(gssksp_policy_text(), REFUSES_ALL
                     "\"aes\" is not understood");
}
END_TEST

/* Whether there are ciphers that a validated library has not. */
static bool
has_own_ciphers(void)
{
    const struct ksp_enctype *et;
    bool found = false;
    size_t i;

    for (i = 0; (et = ksp_enctype_at(i)) != NULL; i++)
        found = found || ksp_1964_cipher_for(et) != NULL;
    return found;
}

/* Whoever has switched it on wants just that; where it cannot be known, as
 * much is done, and said to be in doubt. */
static const struct {
    enum gssksp_fips mode;
    bool in_doubt;
    const char *text;
} modes[] = {
    { GSSKSP_FIPS_ON, false, REFUSES_ALL "FIPS mode" },
    { GSSKSP_FIPS_UNKNOWN, true, REFUSES_ALL "FIPS mode, as "
      "/proc/sys/crypto/fips_enabled cannot be read" },
};

START_TEST(test_load_fips)
{
    size_t i;

    mode = modes[_i].mode;
    load("[libdefaults]\n");
    for (i = 0; i < N_OLDER; i++)
        ck_assert(gssksp_refused(older[i]));
    ck_assert(!gssksp_refused(18));
    ck_assert_int_eq(gssksp_policy_in_doubt(), modes[_i].in_doubt);
    ck_assert_int_eq(gssksp_policy_is_fips(), !modes[_i].in_doubt);
    ck_assert_str_eq(gssksp_policy_text(), modes[_i].text);
    ck_assert(!has_own_ciphers());
}
END_TEST

#ifdef HAVE_NETTLE
START_TEST(test_load_without_fips)
{
    load("[libdefaults]\n");
    ck_assert(has_own_ciphers());
}
END_TEST
#endif

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("policy");
    TCase *tc = tcase_create("policy");

    tcase_add_loop_test(tc, test_list, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tc, test_everything);
    tcase_add_loop_test(tc, test_text, 0,
                        (int)(sizeof(texts) / sizeof(texts[0])));
    tcase_add_test(tc, test_long);
    tcase_add_loop_test(tc, test_file, 0,
                        (int)(sizeof(configs) / sizeof(configs[0])));
    tcase_add_test(tc, test_final);
    tcase_add_test(tc, test_no_file);
    tcase_add_loop_test(tc, test_unreadable, 0, 2);
    tcase_add_test(tc, test_not_loaded);
    tcase_add_test(tc, test_load);
    tcase_add_test(tc, test_load_nothing);
    tcase_add_test(tc, test_load_is_traced);
    tcase_add_test(tc, test_load_doubtful);
    tcase_add_loop_test(tc, test_load_fips, 0, 2);
#ifdef HAVE_NETTLE
    tcase_add_test(tc, test_load_without_fips);
#endif
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
