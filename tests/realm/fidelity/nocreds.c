/* SPDX-License-Identifier: MIT */
/* Credential and mechanism calls without what they need. */
#include <string.h>

#include "realm/fidelity/fidelity.h"

static gss_OID_desc unknown = { 3, (void *)"\x2a\x03\x04" };
static gss_OID_desc impersonator = {
    11, (void *)"\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x05\x0e"
};

static void
show_acquire(const char *label, gss_OID_set set, int usage)
{
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    gss_OID_set actual = GSS_C_NO_OID_SET;
    OM_uint32 major, minor, ignored, lifetime = 77;

    major = gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, set, usage, &cred,
                             &actual, &lifetime);
    result(label, major, minor);
    say_lifetime(label, lifetime);
    say(label, "cred %s", cred != GSS_C_NO_CREDENTIAL ? "some" : "none");
    say_oid_set(label, actual);
    gss_release_oid_set(&ignored, &actual);
    gss_release_cred(&ignored, &cred);
}

static void
show_acquires(void)
{
    gss_OID_desc two[2] = { *mech_of("krb5"), unknown };
    gss_OID_desc same[2] = { *mech_of("krb5"), *mech_of("krb5") };
    gss_OID_set_desc empty = { 0, NULL }, one = { 1, &unknown };
    gss_OID_set_desc both = { 2, two }, twice = { 2, same };
    OM_uint32 major, minor;

    show_acquire("empty set", &empty, GSS_C_INITIATE);
    show_acquire("unknown mechanism", &one, GSS_C_INITIATE);
    show_acquire("one of two", &both, GSS_C_INITIATE);
    show_acquire("twice the same", &twice, GSS_C_INITIATE);
    show_acquire("usage 3", GSS_C_NO_OID_SET, 3);
    show_acquire("usage -1", GSS_C_NO_OID_SET, -1);
    major = gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, GSS_C_NO_OID_SET,
                             GSS_C_INITIATE, NULL, NULL, NULL);
    result("no output", major, minor);
}

static void
show_default_cred(void)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, value = text_buffer("x");
    gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
    gss_cred_id_t none = GSS_C_NO_CREDENTIAL;
    OM_uint32 major, minor, ignored;

    enter("default");
    say_cred("cred", GSS_C_NO_CREDENTIAL);
    major = gss_inquire_cred(&minor, GSS_C_NO_CREDENTIAL, NULL, NULL, NULL,
                             NULL);
    result("inquire nothing", major, minor);
    major = gss_inquire_cred_by_mech(&minor, GSS_C_NO_CREDENTIAL, &unknown,
                                     NULL, NULL, NULL, NULL);
    result("inquire unknown", major, minor);
    major = gss_inquire_cred_by_oid(&minor, GSS_C_NO_CREDENTIAL,
                                    &impersonator, &set);
    result("by oid", major, minor);
    gss_release_buffer_set(&ignored, &set);
    major = gss_export_cred(&minor, GSS_C_NO_CREDENTIAL, &token);
    result("export", major, minor);
    gss_release_buffer(&ignored, &token);
    major = gss_store_cred(&minor, GSS_C_NO_CREDENTIAL, GSS_C_INITIATE,
                           mech_of("krb5"), 1, 0, NULL, NULL);
    result("store", major, minor);
    major = gss_set_cred_option(&minor, &none, &unknown, &value);
    result("option", major, minor);
    major = gss_set_neg_mechs(&minor, GSS_C_NO_CREDENTIAL, NULL);
    result("neg mechs", major, minor);
    say("release nothing", "%08x", gss_release_cred(&minor, &none));
    leave();
}

static void
show_import_of(const char *label, const void *bytes, size_t length)
{
    gss_buffer_desc token = { length, (void *)(uintptr_t)bytes };
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    OM_uint32 major, minor, ignored;

    major = gss_import_cred(&minor, &token, &cred);
    result(label, major, minor);
    say(label, "cred %s", cred != GSS_C_NO_CREDENTIAL ? "some" : "none");
    gss_release_cred(&ignored, &cred);
}

static void
show_imports(void)
{
    static const char krb5[] =
        "\0\0\0\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02";

    enter("import");
    show_import_of("nothing", NULL, 0);
    show_import_of("no length", "x", 0);
    show_import_of("garbage", "not a credential", 16);
    show_import_of("OID only", krb5, sizeof(krb5) - 1);
    show_import_of("empty element", "\0\0\0\x09\x2a\x86\x48\x86\xf7\x12\x01"
                   "\x02\x02\0\0\0\0", 17);
    show_import_of("garbage element", "\0\0\0\x09\x2a\x86\x48\x86\xf7\x12"
                   "\x01\x02\x02\0\0\0\x04\x00[1]", 21);
    show_import_of("JSON", "\0\0\0\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"
                   "\0\0\0\x0a[\"x\",null]", 27);
    show_import_of("long element", "\0\0\0\x09\x2a\x86\x48\x86\xf7\x12\x01"
                   "\x02\x02\xff\xff\xff\xff" "a", 18);
    show_import_of("unknown OID", "\0\0\0\x03\x2a\x03\x04\0\0\0\x01x", 12);
    leave();
}

/* Which mechanisms have what attributes. */
static void
show_by_attrs(void)
{
    gss_OID_desc wanted[1] = { *GSS_C_MA_MECH_CONCRETE };
    gss_OID_desc except[1] = { *GSS_C_MA_DEPRECATED };
    gss_OID_set_desc desired = { 1, wanted }, excepted = { 1, except };
    gss_OID_set set = GSS_C_NO_OID_SET;
    OM_uint32 major, minor;

    enter("by attributes");
    major = gss_indicate_mechs_by_attrs(&minor, &desired, GSS_C_NO_OID_SET,
                                        GSS_C_NO_OID_SET, &set);
    result("desired", major, minor);
    say_oid_set("desired", set);
    gss_release_oid_set(&minor, &set);
    major = gss_indicate_mechs_by_attrs(&minor, GSS_C_NO_OID_SET, &excepted,
                                        GSS_C_NO_OID_SET, &set);
    result("excepted", major, minor);
    say_oid_set("excepted", set);
    gss_release_oid_set(&minor, &set);
    major = gss_indicate_mechs_by_attrs(&minor, GSS_C_NO_OID_SET,
                                        GSS_C_NO_OID_SET, &desired, &set);
    result("critical", major, minor);
    say_oid_set("critical", set);
    gss_release_oid_set(&minor, &set);
    leave();
}

void
show_no_creds(const struct fidelity_args *args)
{
    (void)args;
    enter("nocreds");
    show_acquires();
    show_default_cred();
    show_imports();
    show_by_attrs();
    leave();
}
