/* SPDX-License-Identifier: MIT */
/* Names. */
#include <string.h>

#include "realm/fidelity/fidelity.h"

/* Exported name tokens go in as text, so no zero octets. */
static const struct {
    const char *text;
    const gss_OID *type;
} samples[] = {
    { "user", &GSS_C_NT_USER_NAME },
    { "root", &GSS_C_NT_USER_NAME },
    { "user@KSP.TEST", &GSS_C_NT_USER_NAME },
    { "user@OTHER.TEST", (const gss_OID *)&GSS_KRB5_NT_PRINCIPAL_NAME },
    { "a/b/c@KSP.TEST", (const gss_OID *)&GSS_KRB5_NT_PRINCIPAL_NAME },
    { "host@localhost", &GSS_C_NT_HOSTBASED_SERVICE },
    { "host", &GSS_C_NT_HOSTBASED_SERVICE },
    { "0", &GSS_C_NT_STRING_UID_NAME },
    { "4294967294", &GSS_C_NT_STRING_UID_NAME },
    { "notdigits", &GSS_C_NT_STRING_UID_NAME },
    { "abcd", &GSS_C_NT_MACHINE_UID_NAME },
    { "WELLKNOWN/ANONYMOUS@WELLKNOWN:ANONYMOUS", &GSS_C_NT_ANONYMOUS },
    { "bad\\", (const gss_OID *)&GSS_KRB5_NT_PRINCIPAL_NAME },
    { "user", NULL }
};

#define N_SAMPLES (sizeof(samples) / sizeof(samples[0]))

static void
show_compare(const char *step, gss_name_t a, gss_name_t b)
{
    OM_uint32 major, minor;
    int equal = -1;

    enter(step);
    major = gss_compare_name(&minor, a, b, &equal);
    result("compare", major, minor);
    say("compare", "%d", equal);
    leave();
}

static void
show_attributes(const char *step, gss_name_t name)
{
    gss_buffer_desc attr = text_buffer("local-login-user");
    gss_buffer_desc value = GSS_C_EMPTY_BUFFER, shown = GSS_C_EMPTY_BUFFER;
    gss_buffer_set_t attrs = GSS_C_NO_BUFFER_SET;
    gss_any_t any = NULL;
    OM_uint32 major, minor;
    int authenticated = -1, complete = -1, more = 0, is_mn = -1;
    size_t i;

    enter(step);
    major = gss_inquire_name(&minor, name, &is_mn, NULL, &attrs);
    result("inquire", major, minor);
    say("inquire", "mn %d, attributes %s", is_mn,
        attrs == GSS_C_NO_BUFFER_SET ? "none" : "some");
    for (i = 0; attrs != GSS_C_NO_BUFFER_SET && i < attrs->count; i++)
        say_buffer("attribute", &attrs->elements[i]);
    gss_release_buffer_set(&minor, &attrs);
    major = gss_get_name_attribute(&minor, name, &attr, &authenticated,
                                   &complete, &value, &shown, &more);
    result("get", major, minor);
    say("get", "authenticated %d, complete %d, more %d", authenticated,
        complete, more);
    major = gss_set_name_attribute(&minor, name, 1, &attr, &attr);
    result("set", major, minor);
    major = gss_delete_name_attribute(&minor, name, &attr);
    result("delete", major, minor);
    major = gss_map_name_to_any(&minor, name, 1, &attr, &any);
    result("map", major, minor);
    leave();
}

static void
show_accounts(const char *step, gss_name_t name, gss_OID mech)
{
    static const char *const accounts[] = { "user", "root", "nobody" };
    gss_buffer_desc local = GSS_C_EMPTY_BUFFER;
    gss_name_t user;
    OM_uint32 major, minor;
    size_t i;

    enter(step);
    major = gss_localname(&minor, name, mech, &local);
    say("localname", "%08x", major);
    say_buffer("localname", &local);
    gss_release_buffer(&minor, &local);
    major = gss_localname(&minor, name, GSS_C_NO_OID, &local);
    say("localname of any", "%08x", major);
    say_buffer("localname of any", &local);
    gss_release_buffer(&minor, &local);
    for (i = 0; i < sizeof(accounts) / sizeof(accounts[0]); i++) {
        say(accounts[i], "userok %d",
            gss_userok(name, accounts[i]));
        user = import(accounts[i], GSS_C_NT_USER_NAME);
        major = gss_authorize_localname(&minor, name, user);
        result(accounts[i], major, minor);
        gss_release_name(&minor, &user);
    }
    user = import("0", GSS_C_NT_STRING_UID_NAME);
    major = gss_authorize_localname(&minor, name, user);
    result("uid", major, minor);
    gss_release_name(&minor, &user);
    leave();
}

/* Through gss_export_name_composite and back. */
static void
show_composite(const char *step, gss_name_t name)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    gss_name_t back = GSS_C_NO_NAME;
    OM_uint32 major, minor;

    enter(step);
    major = gss_export_name_composite(&minor, name, &token);
    result("composite", major, minor);
    say_buffer("composite", &token);
    if (token.length > 0) {
        major = gss_import_name(&minor, &token, GSS_C_NT_COMPOSITE_EXPORT,
                                &back);
        if (result("from composite", major, minor))
            say_name("from composite", back);
    }
    gss_release_name(&minor, &back);
    gss_release_buffer(&minor, &token);
    leave();
}

/* Exported, imported, made a name of the mechanism again. */
static void
show_reimport(const char *step, gss_name_t name, gss_OID mech)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    gss_name_t back = GSS_C_NO_NAME, canonical = GSS_C_NO_NAME;
    OM_uint32 major, minor;

    enter(step);
    major = gss_export_name(&minor, name, &token);
    if (!GSS_ERROR(major))
        major = gss_import_name(&minor, &token, GSS_C_NT_EXPORT_NAME, &back);
    if (result("reimport", major, minor)) {
        say_name("reimport", back);
        show_composite("reimport", back);
        major = gss_canonicalize_name(&minor, back, mech, &canonical);
        if (result("reimport mn", major, minor)) {
            say_name("reimport mn", canonical);
            show_compare("reimport mn", name, canonical);
            show_composite("reimport mn", canonical);
        }
    }
    gss_release_name(&minor, &canonical);
    gss_release_name(&minor, &back);
    gss_release_buffer(&minor, &token);
    leave();
}

static void
show_mech_name(const char *step, gss_name_t name, gss_OID mech)
{
    gss_name_t canonical = GSS_C_NO_NAME, copy = GSS_C_NO_NAME;
    gss_buffer_desc shown = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    enter(step);
    major = gss_canonicalize_name(&minor, name, mech, &canonical);
    if (result("canonicalize", major, minor)) {
        say_name("name", canonical);
        show_composite("composite", canonical);
        major = gss_display_name_ext(&minor, canonical, GSS_C_NT_USER_NAME,
                                     &shown);
        result("display ext", major, minor);
        say_buffer("display ext", &shown);
        gss_release_buffer(&minor, &shown);
        major = gss_duplicate_name(&minor, canonical, &copy);
        if (result("duplicate", major, minor)) {
            say_name("duplicate", copy);
            show_compare("duplicate", canonical, copy);
            show_compare("origin", canonical, name);
            show_compare("origin turned", name, canonical);
        }
        show_accounts("accounts", canonical, mech);
        show_reimport("exported", canonical, mech);
        show_attributes("attributes", canonical);
        show_composite("after", canonical);
    }
    gss_release_name(&minor, &copy);
    gss_release_name(&minor, &canonical);
    leave();
}

/* Every pair of canonical krb5 names. */
static void
show_pairs(void)
{
    gss_name_t names[N_SAMPLES], name;
    OM_uint32 minor;
    size_t i, j;

    for (i = 0; i < N_SAMPLES; i++) {
        names[i] = GSS_C_NO_NAME;
        name = import(samples[i].text,
                      samples[i].type != NULL ? *samples[i].type : NULL);
        gss_canonicalize_name(&minor, name, &mechs[0].oid, &names[i]);
        gss_release_name(&minor, &name);
    }
    for (i = 0; i < N_SAMPLES; i++) {
        enter(samples[i].text);
        for (j = 0; j < N_SAMPLES; j++)
            show_compare(samples[j].text, names[i], names[j]);
        leave();
    }
    for (i = 0; i < N_SAMPLES; i++)
        gss_release_name(&minor, &names[i]);
}

void
show_names(const struct fidelity_args *args)
{
    gss_name_t name;
    OM_uint32 minor;
    size_t i, j;

    (void)args;
    for (i = 0; i < N_SAMPLES; i++) {
        name = import(samples[i].text,
                      samples[i].type != NULL ? *samples[i].type : NULL);
        enter(samples[i].text);
        say_name("name", name);
        for (j = 0; name != GSS_C_NO_NAME && j < n_mechs; j++)
            show_mech_name(mechs[j].label, name, &mechs[j].oid);
        leave();
        gss_release_name(&minor, &name);
    }
    show_pairs();
}
