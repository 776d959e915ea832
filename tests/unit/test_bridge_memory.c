/* SPDX-License-Identifier: MIT */
/*
 * shim/bridge: no memory for any step of a call, and what is left allocated
 * after one.  The linker puts our functions in front of those that the
 * bridge calls; libkrb5 itself would not survive everywhere.
 */
#include <errno.h>
#include <krb5.h>
#include <profile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bridge/minor.h"
#include "bridge/policy_read.h"
#include "bridge/service_name.h"
#include "bridge/trace_settings.h"
#include "unit/unit.h"
#include "unit/unit_memory.h"

#define CONF \
    "[libdefaults]\n dns_lookup_realm = false\n%s" \
    "[domain_realm]\n .known = KNOWN\n" \
    "[appdefaults]\n gss-ksp = {\n refuse_enctypes = rc4-hmac\n" \
    " trace = /trace\n trace_messages = slapd\n }\n"
#define RC4 23
#define DES3 16

static char path[] = "/tmp/ksp-memory.XXXXXX";

static void
configure(bool realm)
{
    FILE *file = fopen(path, "w");

    ck_assert_ptr_nonnull(file);
    fprintf(file, CONF, realm ? " default_realm = DEFAULT\n" : "");
    fclose(file);
}

/* ---- steps that can fail -------------------------------------------- */

static unsigned long fails_at;  /* which from here on; 0: none */
static bool failed;
static krb5_error_code why = ENOMEM;

static bool
fails(void)
{
    bool now = fails_at > 0 && --fails_at == 0;

    failed = failed || now;
    return now;
}

char *__real_strdup(const char *text);
char *__wrap_strdup(const char *text);
char *__real_strndup(const char *text, size_t length);
char *__wrap_strndup(const char *text, size_t length);
krb5_error_code __real_krb5_init_context(krb5_context *context);
krb5_error_code __wrap_krb5_init_context(krb5_context *context);
krb5_error_code __real_krb5_parse_name_flags(krb5_context context,
                                             const char *text, int flags,
                                             krb5_principal *principal);
krb5_error_code __wrap_krb5_parse_name_flags(krb5_context context,
                                             const char *text, int flags,
                                             krb5_principal *principal);
krb5_error_code __real_krb5_get_host_realm(krb5_context context,
                                           const char *host, char ***realms);
krb5_error_code __wrap_krb5_get_host_realm(krb5_context context,
                                           const char *host, char ***realms);
krb5_error_code __real_krb5_get_default_realm(krb5_context context,
                                              char **realm);
krb5_error_code __wrap_krb5_get_default_realm(krb5_context context,
                                              char **realm);
krb5_error_code __real_krb5_set_principal_realm(krb5_context context,
                                                krb5_principal principal,
                                                const char *realm);
krb5_error_code __wrap_krb5_set_principal_realm(krb5_context context,
                                                krb5_principal principal,
                                                const char *realm);
OM_uint32 __real_gss_import_name(OM_uint32 *status, gss_buffer_t buffer,
                                 gss_OID type, gss_name_t *imported);
OM_uint32 __wrap_gss_import_name(OM_uint32 *status, gss_buffer_t buffer,
                                 gss_OID type, gss_name_t *imported);
krb5_error_code __real_krb5_get_profile(krb5_context context,
                                        profile_t *profile);
krb5_error_code __wrap_krb5_get_profile(krb5_context context,
                                        profile_t *profile);
krb5_error_code __real_krb5_get_default_config_files(char ***files);
krb5_error_code __wrap_krb5_get_default_config_files(char ***files);
long __real_profile_init(const char **files, profile_t *profile);
long __wrap_profile_init(const char **files, profile_t *profile);
long __real_profile_iterator_create(profile_t profile, const char *const *at,
                                    int flags, void **iterator);
long __wrap_profile_iterator_create(profile_t profile, const char *const *at,
                                    int flags, void **iterator);
long __real_profile_iterator(void **iterator, char **of, char **value);
long __wrap_profile_iterator(void **iterator, char **of, char **value);
long __real_profile_get_string(profile_t profile, const char *a,
                               const char *b, const char *c, const char *d,
                               char **value);
long __wrap_profile_get_string(profile_t profile, const char *a,
                               const char *b, const char *c, const char *d,
                               char **value);
long __real_profile_get_values(profile_t profile, const char *const *at,
                               char ***values);
long __wrap_profile_get_values(profile_t profile, const char *const *at,
                               char ***values);

char *
__wrap_strdup(const char *text)
{
    return fails() ? NULL : __real_strdup(text);
}

char *
__wrap_strndup(const char *text, size_t length)
{
    return fails() ? NULL : __real_strndup(text, length);
}

krb5_error_code
__wrap_krb5_init_context(krb5_context *context)
{
    return fails() ? why : __real_krb5_init_context(context);
}

/* It may have written there. */
krb5_error_code
__wrap_krb5_parse_name_flags(krb5_context context, const char *text,
                             int flags, krb5_principal *principal)
{
    if (!fails())
        return __real_krb5_parse_name_flags(context, text, flags, principal);
    *principal = (krb5_principal)(uintptr_t)text;
    return why;
}

krb5_error_code
__wrap_krb5_get_host_realm(krb5_context context, const char *host,
                           char ***realms)
{
    return fails() ? why :
        __real_krb5_get_host_realm(context, host, realms);
}

krb5_error_code
__wrap_krb5_get_default_realm(krb5_context context, char **realm)
{
    return fails() ? why : __real_krb5_get_default_realm(context, realm);
}

krb5_error_code
__wrap_krb5_set_principal_realm(krb5_context context,
                                krb5_principal principal, const char *realm)
{
    return fails() ? why :
        __real_krb5_set_principal_realm(context, principal, realm);
}

/* And so may it. */
OM_uint32
__wrap_gss_import_name(OM_uint32 *status, gss_buffer_t buffer, gss_OID type,
                       gss_name_t *imported)
{
    if (!fails())
        return __real_gss_import_name(status, buffer, type, imported);
    *status = (OM_uint32)why;
    *imported = (gss_name_t)(uintptr_t)status;
    return GSS_S_FAILURE;
}

krb5_error_code
__wrap_krb5_get_profile(krb5_context context, profile_t *profile)
{
    return fails() ? why : __real_krb5_get_profile(context, profile);
}

krb5_error_code
__wrap_krb5_get_default_config_files(char ***files)
{
    return fails() ? why : __real_krb5_get_default_config_files(files);
}

long
__wrap_profile_init(const char **files, profile_t *profile)
{
    return fails() ? why : __real_profile_init(files, profile);
}

long
__wrap_profile_iterator_create(profile_t profile, const char *const *at,
                               int flags, void **iterator)
{
    return fails() ? why :
        __real_profile_iterator_create(profile, at, flags, iterator);
}

/* The name and the value are for nobody then. */
long
__wrap_profile_iterator(void **iterator, char **of, char **value)
{
    return fails() ? why : __real_profile_iterator(iterator, of, value);
}

long
__wrap_profile_get_string(profile_t profile, const char *a, const char *b,
                          const char *c, const char *d, char **value)
{
    return fails() ? why :
        __real_profile_get_string(profile, a, b, c, d, value);
}

long
__wrap_profile_get_values(profile_t profile, const char *const *at,
                          char ***values)
{
    return fails() ? why : __real_profile_get_values(profile, at, values);
}

/* ---- the calls: true if it did all it is for ------------------------ */

static struct gssksp_service_name name;
static OM_uint32 major, minor;

/* There is a name, of that realm, or there is none and a reason. */
static bool
imported(const char *text, bool acceptor, const char *realm)
{
    krb5_principal principal;

    name.gss = (gss_name_t)(uintptr_t)text;
    name.principal = &name;
    major = minor = 7;
    gssksp_service_import(text, acceptor, &name, &major, &minor);
    principal = name.principal;
    return major == GSS_S_COMPLETE && minor == 0 && name.gss != NULL &&
        principal != NULL && principal->realm.length == strlen(realm) &&
        memcmp(principal->realm.data, realm, strlen(realm)) == 0;
}

static bool
no_name(void)
{
    return major == GSS_S_FAILURE && name.gss == NULL &&
        name.principal == NULL;
}

static bool
import_for_client(void)
{
    bool whole = imported("svc/host.known", false, "KNOWN");

    gssksp_service_release(&name);
    return whole;
}

static bool
import_for_acceptor(void)
{
    bool whole = imported("svc/host", true, "DEFAULT");

    gssksp_service_release(&name);
    return whole;
}

static bool
import_malformed(void)
{
    return !imported("svc/host@REALM", true, "") && no_name() &&
        minor == (OM_uint32)KRB5_PARSE_MALFORMED;
}

/* One cannot be found out without memory. */
static bool
import_without_realm(void)
{
    return !imported("svc/host", true, "") && no_name() &&
        minor == (OM_uint32)KRB5_CONFIG_NODEFREALM;
}

static char text_of[128];

static bool
get_text(void)
{
    gss_buffer_desc text = { 7, text_of };
    OM_uint32 given = gssksp_minor_text(&minor, EINVAL, &text);
    bool whole = given == GSS_S_COMPLETE;

    major = given;
    if (whole)
        snprintf(text_of, sizeof(text_of), "%s", (char *)text.value);
    else
        snprintf(text_of, sizeof(text_of), "%d", (int)text.length);
    free(text.value);
    return whole;
}

static struct gssksp_policy policy;

static bool
read_policy(void)
{
    memset(&policy, 0, sizeof(policy));
    gssksp_policy_read_file(&policy);
    return policy.why[0] == '\0' && !policy.in_doubt &&
        gssksp_policy_has(policy.refused, RC4) &&
        !gssksp_policy_has(policy.refused, DES3);
}

static struct gssksp_trace_settings settings;

static bool
read_settings(void)
{
    memset(&settings, 'x', sizeof(settings));
    gssksp_trace_settings_read("/usr/sbin/slapd", &settings);
    return settings.why == NULL && settings.messages;
}

/* ---- what must hold if it did not ----------------------------------- */

static bool
none_imported(void)
{
    return no_name() && minor == ENOMEM;
}

static bool
no_text(void)
{
    return major == GSS_S_FAILURE && minor == ENOMEM &&
        strcmp(text_of, "0") == 0;
}

/* Refused is what the file says, or all with a reason. */
static bool
all_refused(void)
{
    return policy.refused == gssksp_policy_everything() && policy.in_doubt;
}

/* A place that is not known is said to be so; who is named there is not. */
static bool
no_settings(void)
{
    return settings.why != NULL ? settings.place[0] == '\0' :
        strcmp(settings.place, "/trace") == 0;
}

static const struct {
    bool (*call)(void);
    bool (*failed)(void);
    bool realm;                 /* a default one */
} calls[] = {
    { import_for_client, none_imported, true },
    { import_for_acceptor, none_imported, true },
    { import_malformed, none_imported, true },
    { import_without_realm, none_imported, false },
    { get_text, no_text, true },
    { read_policy, all_refused, true },
    { read_settings, no_settings, true },
};

#define N_CALLS (sizeof(calls) / sizeof(calls[0]))

static void
set_up(void)
{
    int fd;

    strcpy(strrchr(path, '.'), ".XXXXXX");
    fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    close(fd);
    setenv("KRB5_CONFIG", path, 1);
    setenv("LC_ALL", "C", 1);
}

static void
tear_down(void)
{
    unlink(path);
}

/* The first time libraries keep something of their own. */
START_TEST(test_nothing_is_left)
{
    bool whole;
    long left;
    int i;

    configure(calls[_i].realm);
    for (i = 0; i < 3; i++) {
        left = -unit_memory_blocks();
        whole = calls[_i].call();
        left += unit_memory_blocks();
        ck_assert(whole);
        ck_assert(left == 0 || i == 0);
    }
}
END_TEST

/* Each step fails in its turn. */
START_TEST(test_memory_is_short)
{
    unsigned long n = 0;
    bool whole;
    long left;

    configure(calls[_i].realm);
    ck_assert(calls[_i].call());
    do {
        fails_at = ++n;
        failed = false;
        left = -unit_memory_blocks();
        whole = calls[_i].call();
        left += unit_memory_blocks();
        fails_at = 0;
        if (failed && (whole || !calls[_i].failed()))
            ck_abort_msg("step %lu: no error", n);
        if (left != 0)
            ck_abort_msg("step %lu: %ld blocks are left", n, left);
    } while (failed);
    ck_assert(whole);
    ck_assert_uint_gt(n, 1);
}
END_TEST

/* The reason is libkrb5's own. */
START_TEST(test_name_is_not_permitted)
{
    unsigned long n = 0;

    configure(true);
    why = EPERM;
    do {
        fails_at = ++n;
        failed = false;
        (void)imported("svc/host", true, "DEFAULT");
        fails_at = 0;
        ck_assert_int_eq(no_name(), failed);
        ck_assert(!failed || minor == EPERM || minor == ENOMEM);
        gssksp_service_release(&name);
    } while (failed);
    why = ENOMEM;
}
END_TEST

/* What may not be read may have refused anything. */
START_TEST(test_policy_is_not_permitted)
{
    unsigned long n = 0;

    configure(true);
    why = EPERM;
    do {
        fails_at = ++n;
        failed = false;
        (void)read_policy();
        fails_at = 0;
        ck_assert_int_eq(all_refused(), failed);
    } while (failed);
    why = ENOMEM;
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("bridge_memory");
    TCase *tc = tcase_create("bridge_memory");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_loop_test(tc, test_nothing_is_left, 0, N_CALLS);
    tcase_add_loop_test(tc, test_memory_is_short, 0, N_CALLS);
    tcase_add_test(tc, test_name_is_not_permitted);
    tcase_add_test(tc, test_policy_is_not_permitted);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
