/* SPDX-License-Identifier: MIT */
/* Mechanisms, and texts of status codes. */
#include <errno.h>
#include <krb5.h>

#include "realm/fidelity/fidelity.h"

static void
show_one(const char *step, gss_OID mech)
{
    gss_OID_set set = GSS_C_NO_OID_SET, known = GSS_C_NO_OID_SET;
    gss_buffer_desc sasl = GSS_C_EMPTY_BUFFER, name = GSS_C_EMPTY_BUFFER;
    gss_buffer_desc description = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    enter(step);
    major = gss_inquire_attrs_for_mech(&minor, mech, &set, &known);
    result("attrs", major, minor);
    say_oid_set("attrs", set);
    say_oid_set("known", known);
    gss_release_oid_set(&minor, &set);
    gss_release_oid_set(&minor, &known);
    major = gss_inquire_names_for_mech(&minor, mech, &set);
    result("names", major, minor);
    say_oid_set("names", set);
    gss_release_oid_set(&minor, &set);
    major = gss_inquire_saslname_for_mech(&minor, mech, &sasl, &name,
                                          &description);
    result("sasl", major, minor);
    say_buffer("sasl", &sasl);
    say_buffer("sasl name", &name);
    say_buffer("sasl description", &description);
    gss_release_buffer(&minor, &sasl);
    gss_release_buffer(&minor, &name);
    gss_release_buffer(&minor, &description);
    leave();
}

static void
show_saslname(const char *text)
{
    gss_buffer_desc buffer = text_buffer(text);
    gss_OID mech = GSS_C_NO_OID;
    OM_uint32 major, minor;

    major = gss_inquire_mech_for_saslname(&minor, &buffer, &mech);
    result(text, major, minor);
    say_oid(text, mech);
}

/* Codes a program has from elsewhere: nothing may recurse or differ. */
static void
show_texts(void)
{
    static const OM_uint32 codes[] = {
        0, ENOENT, EINVAL, ENOMEM, 100001, 0x476b7370, 0xffffffff,
        (OM_uint32)KRB5_CC_NOTFOUND, (OM_uint32)KRB5_BAD_MSIZE
    };
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, context;
    size_t i;

    for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        context = 0;
        major = gss_display_status(&minor, codes[i], GSS_C_MECH_CODE,
                                   &mechs[0].oid, &context, &text);
        say("code", "%08x: %08x", codes[i], major);
        say_buffer("code", &text);
        gss_release_buffer(&minor, &text);
    }
}

static void
show_mechs_for_name(const char *text, gss_const_OID type)
{
    gss_OID_set set = GSS_C_NO_OID_SET;
    gss_name_t name = import(text, type);
    OM_uint32 major, minor;

    major = gss_inquire_mechs_for_name(&minor, name, &set);
    result(text, major, minor);
    say_oid_set(text, set);
    gss_release_oid_set(&minor, &set);
    gss_release_name(&minor, &name);
}

void
show_mechs(const struct fidelity_args *args)
{
    gss_OID_set set = GSS_C_NO_OID_SET;
    OM_uint32 major, minor;
    size_t i;

    (void)args;
    show_texts();
    major = gss_indicate_mechs(&minor, &set);
    result("mechs", major, minor);
    say_oid_set("mechs", set);
    gss_release_oid_set(&minor, &set);
    for (i = 0; i < n_mechs; i++)
        show_one(mechs[i].label, &mechs[i].oid);
    show_one("default", GSS_C_NO_OID);
    show_saslname("GS2-KRB5");
    show_saslname("GS2-IAKERB");
    show_saslname("GS2-NONE");
    show_mechs_for_name("user", GSS_C_NT_USER_NAME);
    show_mechs_for_name("host@localhost", GSS_C_NT_HOSTBASED_SERVICE);
    show_mechs_for_name("user", GSS_C_NT_EXPORT_NAME);
}
