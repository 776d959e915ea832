/* SPDX-License-Identifier: MIT */
/* shim/bridge/service_name.c: a service's principal as it is spelt, and whose
 * realm it is in. */
#include <krb5.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bridge/service_name.h"
#include "unit/unit.h"

/* ---- the host ------------------------------------------------------- */

static const struct {
    const char *text;
    const char *host;
} hosts[] = {
    { "svc/host", "host" },
    { "svc/host.example", "host.example" },
    { "svc/host:88", "host" },
    { "svc/host:88/name", "host" },
    { "svc/host/name:1", "host" },
    { "svc/host@REALM", "host" },
    { "svc/host:88@REALM:1", "host" },
    { "svc/", "" },
    { "svc/:88", "" },
    { "svc/2001:db8::1", "2001:db8::1" },
    { "svc/::", "::" },
    { "svc/[2001:db8::1]", "2001:db8::1" },
    { "svc/[2001:db8::1]:88", "2001:db8::1" },
    { "svc/[::1", "[::1" },
    { "svc/[::1/]", "[::1" },
    { "svc/a]:88", "a]" },
};

#define N_HOSTS (sizeof(hosts) / sizeof(hosts[0]))

START_TEST(test_host)
{
    char *host = gssksp_service_host(hosts[_i].text);

    ck_assert_str_eq(host, hosts[_i].host);
    free(host);
}
END_TEST

/* ---- the name ------------------------------------------------------- */

/* Make a krb5.conf, with a default realm or without. */
static void
configure(const char *default_realm)
{
    static char name[] = "/tmp/test_service_name.XXXXXX";
    int file = mkstemp(name);
    FILE *out = fdopen(file, "w");

    ck_assert_ptr_nonnull(out);
    fprintf(out, "[libdefaults]\n%s%s\ndns_lookup_realm = false\n"
            "[domain_realm]\n.known.test = KNOWN.TEST\n",
            default_realm != NULL ? "default_realm = " : "",
            default_realm != NULL ? default_realm : "");
    fclose(out);
    setenv("KRB5_CONFIG", name, 1);
}

static void
forget(void)
{
    (void)unlink(getenv("KRB5_CONFIG"));
}

static const struct {
    const char *text;
    bool acceptor;
    const char *name;           /* as libkrb5 prints it */
} names[] = {
    { "svc/host.known.test", false, "svc/host.known.test@KNOWN.TEST" },
    { "svc/host.known.test", true, "svc/host.known.test@KNOWN.TEST" },
    { "svc/host.known.test:88", false, "svc/host.known.test:88@KNOWN.TEST" },
    { "svc/host.known.test:88/x", true,
      "svc/host.known.test:88/x@KNOWN.TEST" },
    { "svc/HOST.known.test", false, "svc/HOST.known.test@KNOWN.TEST" },
    /* The KDC is to find it, or it is the acceptor's own. */
    { "svc/host.other", false, "svc/host.other@" },
    { "svc/host.other", true, "svc/host.other@DEFAULT.TEST" },
};

#define N_NAMES (sizeof(names) / sizeof(names[0]))

START_TEST(test_name)
{
    struct gssksp_service_name name = GSSKSP_NO_SERVICE;
    OM_uint32 major = 7, minor = 7;
    krb5_context context;
    char *text;

    configure("DEFAULT.TEST");
    gssksp_service_import(names[_i].text, names[_i].acceptor, &name, &major,
                          &minor);
    ck_assert_uint_eq(major, GSS_S_COMPLETE);
    ck_assert_uint_eq(minor, 0);
    ck_assert_ptr_nonnull(name.gss);
    ck_assert_int_eq(krb5_init_context(&context), 0);
    ck_assert_int_eq(krb5_unparse_name(context, name.principal, &text), 0);
    ck_assert_str_eq(text, names[_i].name);
    /* For which KDCs make referrals. */
    ck_assert_int_eq(((krb5_principal)name.principal)->type,
                     KRB5_NT_SRV_INST);
    krb5_free_unparsed_name(context, text);
    krb5_free_context(context);
    gssksp_service_release(&name);
    ck_assert_ptr_null(name.gss);
    ck_assert_ptr_null(name.principal);
    gssksp_service_release(&name);
    forget();
}
END_TEST

static void
assert_none(const char *text, bool acceptor, krb5_error_code code)
{
    struct gssksp_service_name name = { (gss_name_t)&name, &name };
    OM_uint32 major = 7, minor = 7;

    gssksp_service_import(text, acceptor, &name, &major, &minor);
    ck_assert_uint_eq(major, GSS_S_FAILURE);
    ck_assert_uint_eq(minor, (OM_uint32)code);
    ck_assert_ptr_null(name.gss);
    ck_assert_ptr_null(name.principal);
    gssksp_service_release(&name);
}

START_TEST(test_no_name)
{
    configure(NULL);
    assert_none("svc/host@REALM", false, KRB5_PARSE_MALFORMED);
    assert_none("svc/host.other", true, KRB5_CONFIG_NODEFREALM);
    forget();
}
END_TEST

#ifdef __GLIBC__
static void
come_and_go(int times)
{
    struct gssksp_service_name name;
    OM_uint32 major, minor;
    int i;

    for (i = 0; i < 4 * times; i++) {
        gssksp_service_import((i & 1) == 0 ? "svc/host.other" :
                              "svc/host@REALM", (i & 2) != 0, &name, &major,
                              &minor);
        gssksp_service_release(&name);
    }
}

/* Names that were made, and those that could not be.  A piece left by each
 * fourth call is 16,000 bytes; libraries may keep some of their own. */
START_TEST(test_nothing_is_left)
{
    size_t before;

    configure(_i == 0 ? "DEFAULT.TEST" : NULL);
    come_and_go(20);
    before = mallinfo2().uordblks;
    come_and_go(500);
    ck_assert_uint_lt(mallinfo2().uordblks, before + 8000);
    forget();
}
END_TEST
#endif

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("service_name");
    TCase *tc = tcase_create("service_name");

    tcase_add_loop_test(tc, test_host, 0, N_HOSTS);
    tcase_add_loop_test(tc, test_name, 0, N_NAMES);
    tcase_add_test(tc, test_no_name);
#ifdef __GLIBC__
    tcase_add_loop_test(tc, test_nothing_is_left, 0, 2);
#endif
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
