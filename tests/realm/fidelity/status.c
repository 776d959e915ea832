/* SPDX-License-Identifier: MIT */
/* Texts of status codes, asked for in every way there is. */
#include <errno.h>
#include <krb5.h>
#include <string.h>

#include "realm/fidelity/fidelity.h"

static gss_OID_desc unknown = { 3, (void *)"\x2a\x03\x04" };
static gss_OID_desc empty = { 0, NULL };

/* All texts of one code. */
static void
show_text(const char *step, OM_uint32 code, int type, gss_OID mech)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, ignored, context = 0;
    int limit = 10;

    enter(step);
    do {
        major = gss_display_status(&minor, code, type, mech, &context,
                                   &text);
        say("status", "%08x, context %x", major, context);
        say("status", "%.*s", (int)text.length,
            text.value != NULL ? (char *)text.value : "");
        gss_release_buffer(&ignored, &text);
    } while (major == GSS_S_COMPLETE && context != 0 && --limit > 0);
    leave();
}

static void
show_by_all(OM_uint32 code, int type)
{
    size_t i;

    say("code", "%08x", code);
    for (i = 0; i < n_mechs; i++)
        show_text(mechs[i].label, code, type, &mechs[i].oid);
    show_text("no mechanism", code, type, GSS_C_NO_OID);
    show_text("unknown mechanism", code, type, &unknown);
    show_text("empty mechanism", code, type, &empty);
}

/* Every routine error, calling error and bit, and some at once. */
static void
show_majors(void)
{
    static const OM_uint32 together[] = {
        GSS_S_CALL_BAD_STRUCTURE | GSS_S_NO_CRED,
        GSS_S_CALL_INACCESSIBLE_READ | GSS_S_BAD_NAME | GSS_S_OLD_TOKEN,
        GSS_S_DUPLICATE_TOKEN | GSS_S_OLD_TOKEN | GSS_S_UNSEQ_TOKEN |
            GSS_S_GAP_TOKEN | GSS_S_CONTINUE_NEEDED,
        GSS_S_FAILURE | GSS_S_GAP_TOKEN, 0xffffffff, 0xffff0000, 0x0000ffff,
        0x80000000
    };
    OM_uint32 code;
    size_t i;

    enter("major");
    for (code = 0; code <= 25; code++)
        show_by_all(code << GSS_C_ROUTINE_ERROR_OFFSET, GSS_C_GSS_CODE);
    for (code = 0; code <= 4; code++)
        show_by_all(code << GSS_C_CALLING_ERROR_OFFSET, GSS_C_GSS_CODE);
    for (code = 1; code <= 0x40; code <<= 1)
        show_by_all(code, GSS_C_GSS_CODE);
    for (i = 0; i < sizeof(together) / sizeof(together[0]); i++)
        show_by_all(together[i], GSS_C_GSS_CODE);
    leave();
}

/* Codes nobody gave, in any type. */
static void
show_minors(void)
{
    static const OM_uint32 codes[] = {
        0, 1, ENOENT, ENOMEM, EINVAL, 9999, 0x7fffffff, 0x80000000,
        0xffffffff, 0x476b7370, (OM_uint32)KRB5_CC_NOTFOUND,
        (OM_uint32)KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN, 39756039u, 2249944328u
    };
    static const int types[] = { GSS_C_MECH_CODE, 0, 3, -1 };
    size_t i, j;

    enter("minor");
    for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        for (j = 0; j < sizeof(types) / sizeof(types[0]); j++) {
            say("type", "%d", types[j]);
            show_by_all(codes[i], types[j]);
        }
    }
    leave();
}

/* ---- codes of failures --------------------------------------------- */

/* "wrong" has no texts without the module. */
static void
show_failure(const char *step, OM_uint32 major, OM_uint32 minor)
{
    size_t i;

    enter(step);
    say("failure", "%08x", major);
    for (i = 0; i < n_mechs; i++)
        show_text(mechs[i].label, minor, GSS_C_MECH_CODE, &mechs[i].oid);
    show_text("no mechanism", minor, GSS_C_MECH_CODE, GSS_C_NO_OID);
    show_text("unknown mechanism", minor, GSS_C_MECH_CODE, &unknown);
    show_text("as a major", major, GSS_C_GSS_CODE, GSS_C_NO_OID);
    leave();
}

static OM_uint32
fail_cred(OM_uint32 *minor, gss_OID mech, const char *cache)
{
    gss_key_value_element_desc element = { "ccache", cache };
    gss_key_value_set_desc store = { 1, &element };
    gss_OID_set_desc one = { 1, mech };
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    OM_uint32 major, ignored;

    major = gss_acquire_cred_from(minor, GSS_C_NO_NAME, 0, &one,
                                  GSS_C_INITIATE, &store, &cred, NULL, NULL);
    gss_release_cred(&ignored, &cred);
    return major;
}

static OM_uint32
fail_init(OM_uint32 *minor, gss_OID mech, const char *service)
{
    gss_name_t name = import(service, GSS_C_NT_HOSTBASED_SERVICE);
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    OM_uint32 major, ignored;

    major = gss_init_sec_context(minor, GSS_C_NO_CREDENTIAL, &context, name,
                                 mech, 0, 0, NULL, NULL, NULL, &token, NULL,
                                 NULL);
    gss_release_buffer(&ignored, &token);
    gss_delete_sec_context(&ignored, &context, GSS_C_NO_BUFFER);
    gss_release_name(&ignored, &name);
    return major;
}

/* One after the other, then the first again: the text of a code is that of
 * its last failure. */
static void
show_failures(const char *label)
{
    gss_OID mech = mech_of(label);
    OM_uint32 major[5], minor[5];
    size_t i;

    enter(label);
    major[0] = fail_cred(&minor[0], mech, "FILE:/nonexistent/one");
    major[1] = fail_cred(&minor[1], mech, "FILE:/nonexistent/two");
    major[2] = fail_cred(&minor[2], mech, "NOTYPE:x");
    major[3] = fail_init(&minor[3], mech, "nosuch@localhost");
    major[4] = fail_init(&minor[4], mech, "nosuch@elsewhere");
    for (i = 0; i < 5; i++)
        show_failure("failure", major[i], minor[i]);
    major[0] = fail_cred(&minor[0], mech, "FILE:/nonexistent/three");
    show_failure("again", major[0], minor[0]);
    leave();
}

static void
show_arguments_of(void)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor, context = 0;

    enter("arguments");
    say("no minor", "%08x", gss_display_status(NULL, 0, GSS_C_GSS_CODE, NULL,
                                               &context, &text));
    say("no context", "%08x", gss_display_status(&minor, 0, GSS_C_GSS_CODE,
                                                 NULL, NULL, &text));
    say("no text", "%08x", gss_display_status(&minor, 0, GSS_C_GSS_CODE,
                                              NULL, &context, NULL));
    context = 77;
    say("a context", "%08x", gss_display_status(&minor, GSS_S_NO_CRED,
                                                GSS_C_GSS_CODE, NULL,
                                                &context, &text));
    say_buffer("a context", &text);
    gss_release_buffer(&minor, &text);
    leave();
}

void
show_status(const struct fidelity_args *args)
{
    (void)args;
    enter("status");
    show_majors();
    show_minors();
    show_failures("krb5");
    show_failures("old");
    show_failures("iakerb");
    show_failures("spnego");
    show_arguments_of();
    leave();
}
