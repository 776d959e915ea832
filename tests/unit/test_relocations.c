/* SPDX-License-Identifier: MIT */
/*
 * mech/load/relocations.c.  This program and the libraries it loads must not
 * refer to gss_krb5_import_cred, which libgssapi_krb5 defines.
 */
#include <check.h>
#include <dlfcn.h>
#include <gssapi/gssapi.h>

#include "mech/load/relocations.h"
#include "unit/unit.h"

static const struct {
    const char *symbol;
    bool refers;
} symbols[] = {
    /* Called below, so undefined here. */
    { "gss_indicate_mechs", true },
    /* Not called here but by libgssapi_krb5, from libkrb5. */
    { "krb5_init_context", true },
    /* Defined in a loaded library, referred to by none. */
    { "gss_krb5_import_cred", false },
    { "gss_indicate_mech", false },
    { "gss_indicate_mechs_", false },
    { "no_such_function", false }
};

#define N_SYMBOLS (sizeof(symbols) / sizeof(symbols[0]))

START_TEST(test_references)
{
    ck_assert_int_eq(gssksp_process_refers_to(symbols[_i].symbol),
                     symbols[_i].refers);
}
END_TEST

/* The third row would pass for a library that is not there. */
START_TEST(test_telltale_is_defined)
{
    gss_OID_set set = GSS_C_NO_OID_SET;
    OM_uint32 minor;

    ck_assert_uint_eq(gss_indicate_mechs(&minor, &set), GSS_S_COMPLETE);
    gss_release_oid_set(&minor, &set);
    ck_assert_ptr_nonnull(dlsym(RTLD_DEFAULT, "gss_krb5_import_cred"));
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("relocations");
    TCase *tc = tcase_create("relocations");

    tcase_add_loop_test(tc, test_references, 0, N_SYMBOLS);
    tcase_add_test(tc, test_telltale_is_defined);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
