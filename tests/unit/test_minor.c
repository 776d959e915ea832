/* SPDX-License-Identifier: MIT */
/* shim/bridge/minor.c and mech/forward/status_text.c: numbers and texts of
 * stock. */
#include <check.h>
#include <errno.h>
#include <krb5.h>
#include <string.h>

#include "bridge/minor.h"
#include "bridge/oids.h"
#include "mech/gssi.h"
#include "unit/unit.h"

/* The texts are those of MIT's error tables ggss, k5g and krb5: they hold
 * only if the numbers do. */
static const struct {
    enum gssksp_minor code;
    const char *text;
} shared[] = {
    { GSSKSP_MINOR_BAD_TOK_HEADER, "Token header is malformed or corrupt" },
    { GSSKSP_MINOR_BAD_DIRECTION, "Packet was replayed in wrong direction" },
    { GSSKSP_MINOR_WRONG_MECH, "Mechanism is incorrect" },
    { GSSKSP_MINOR_UNKNOWN_QOP,
      "Unknown quality of protection specified" },
    { GSSKSP_MINOR_CTX_INCOMPLETE,
      "Attempt to use incomplete security context" },
    { GSSKSP_MINOR_BAD_MSIZE,
      "Message size is incompatible with encryption type" },
    { GSSKSP_MINOR_BAD_SEQ, "Sequence number in token is corrupt" },
    { GSSKSP_MINOR_NOPERM_ETYPE, "Encryption type not permitted" },
    { GSSKSP_MINOR_BAD_INTEGRITY, "Decrypt integrity check failed" },
    { GSSKSP_MINOR_NOMEM, "Cannot allocate memory" },
    { GSSKSP_MINOR_INVAL, "Invalid argument" }
};

#define N_SHARED (sizeof(shared) / sizeof(shared[0]))

static const enum gssksp_minor own[] = {
    GSSKSP_MINOR_NO_PACKAGE, GSSKSP_MINOR_INTERNAL,
    GSSKSP_MINOR_NUMBER_USED, GSSKSP_MINOR_NO_EXPORT
};

#define N_OWN (sizeof(own) / sizeof(own[0]))

/* The libraries register their error tables at the first call. */
static void
register_tables(void)
{
    gss_OID_set set = GSS_C_NO_OID_SET;
    krb5_context context = NULL;
    OM_uint32 minor;

    ck_assert_int_eq(krb5_init_context(&context), 0);
    krb5_free_context(context);

    ck_assert_uint_eq(gss_indicate_mechs(&minor, &set), GSS_S_COMPLETE);
    gss_release_oid_set(&minor, &set);
}

static void
assert_text(const gss_buffer_desc *got, const char *want)
{
    ck_assert_ptr_nonnull(got->value);
    ck_assert_uint_eq(got->length, strlen(want));
    ck_assert_str_eq(got->value, want);
}

START_TEST(test_shared_text)
{
    gss_buffer_desc text = { 7, NULL };
    OM_uint32 major, minor = 7, value = gssksp_minor(shared[_i].code);

    ck_assert_uint_ne(value, 0);
    ck_assert(!gssksp_minor_is_ours(value));
    major = gssksp_minor_text(&minor, value, &text);
    ck_assert_uint_eq(major, GSS_S_COMPLETE);
    ck_assert_uint_eq(minor, 0);
    assert_text(&text, shared[_i].text);
    gss_release_buffer(&minor, &text);
}
END_TEST

START_TEST(test_own_text)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, value = gssksp_minor(own[_i]);

    ck_assert(gssksp_minor_is_ours(value));
    major = gssksp_minor_text(&minor, value, &text);
    ck_assert_uint_eq(major, GSS_S_COMPLETE);
    ck_assert_int_eq(strncmp(text.value, "gss-ksp: ", 9), 0);
    gss_release_buffer(&minor, &text);
}
END_TEST

/* Programs log them: they stay what they are. */
START_TEST(test_own_numbers)
{
    static const enum gssksp_minor codes[] = {
        GSSKSP_MINOR_NO_PACKAGE, GSSKSP_MINOR_INTERNAL,
        GSSKSP_MINOR_NO_REASON, GSSKSP_MINOR_NUMBER_USED,
        GSSKSP_MINOR_NO_EXPORT
    };
    size_t i;

    for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        ck_assert_uint_eq(gssksp_minor(codes[i]), 0x476b7370 + i);
}
END_TEST

START_TEST(test_codes_differ)
{
    int i, j;

    ck_assert_uint_eq(gssksp_minor(GSSKSP_MINOR_NONE), 0);
    ck_assert(gssksp_minor_is_ours(gssksp_minor(GSSKSP_MINOR_NO_REASON)));
    ck_assert(!gssksp_minor_is_ours(0));
    for (i = 0; i < GSSKSP_MINOR_COUNT; i++) {
        for (j = 0; j < i; j++)
            ck_assert_uint_ne(gssksp_minor((enum gssksp_minor)i),
                              gssksp_minor((enum gssksp_minor)j));
    }
}
END_TEST

static const OM_uint32 others[] = {
    ENOENT, 1, 100001, 0xffffffff, (OM_uint32)KRB5_CC_NOTFOUND
};

#define N_OTHERS (sizeof(others) / sizeof(others[0]))

START_TEST(test_others_are_not_ours)
{
    ck_assert(!gssksp_minor_is_ours(others[_i]));
}
END_TEST

/* What the glue asks us for.  It has none of the numbers in its table here,
 * so it knows none of them. */
static void
assert_display(OM_uint32 value, const char *want)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor = 7, context = 0;

    major = gssi_display_status(&minor, value, GSS_C_MECH_CODE,
                                gssksp_real_mech(GSS_C_NO_OID), &context,
                                &text);
    ck_assert_uint_eq(major, GSS_S_COMPLETE);
    ck_assert_uint_eq(context, 0);
    assert_text(&text, want);
    gss_release_buffer(&minor, &text);
}

START_TEST(test_display_shared)
{
    assert_display(gssksp_minor(shared[_i].code), shared[_i].text);
}
END_TEST

START_TEST(test_display_own)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor, value = gssksp_minor(own[_i]);

    gssksp_minor_text(&minor, value, &text);
    assert_display(value, text.value);
    gss_release_buffer(&minor, &text);
}
END_TEST

START_TEST(test_display_others)
{
    assert_display(0, "Unknown error");
    assert_display(gssksp_minor(GSSKSP_MINOR_NO_REASON), "Success");
    assert_display(ENOENT, strerror(ENOENT));
    assert_display((OM_uint32)KRB5_CC_NOTFOUND,
                   "Matching credential not found");
}
END_TEST

START_TEST(test_display_types)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor = 7, context = 0;

    major = gssi_display_status(&minor, GSS_S_BAD_MIC, GSS_C_GSS_CODE,
                                GSS_C_NO_OID, &context, &text);
    ck_assert_uint_eq(major, GSS_S_COMPLETE);
    assert_text(&text, "A token had an invalid Message Integrity Check "
                "(MIC)");
    gss_release_buffer(&minor, &text);
    text.length = 7;
    major = gssi_display_status(&minor, 1, 3, GSS_C_NO_OID, &context, &text);
    ck_assert_uint_eq(major, GSS_S_BAD_STATUS);
    ck_assert_uint_eq(text.length, 0);
    ck_assert_ptr_null(text.value);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("minor");
    TCase *tc = tcase_create("minor");

    tcase_add_checked_fixture(tc, register_tables, NULL);
    tcase_add_loop_test(tc, test_shared_text, 0, N_SHARED);
    tcase_add_loop_test(tc, test_own_text, 0, N_OWN);
    tcase_add_test(tc, test_own_numbers);
    tcase_add_test(tc, test_codes_differ);
    tcase_add_loop_test(tc, test_others_are_not_ours, 0, N_OTHERS);
    tcase_add_loop_test(tc, test_display_shared, 0, N_SHARED);
    tcase_add_loop_test(tc, test_display_own, 0, N_OWN);
    tcase_add_test(tc, test_display_others);
    tcase_add_test(tc, test_display_types);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
