/* SPDX-License-Identifier: MIT */
/*
 * Names with arguments that are not there or have nothing in them, and
 * outputs after a failure.
 */
#include <stdlib.h>
#include <string.h>

#include "realm/fidelity/fidelity.h"

/* What an output is before the call. */
static char poison;

static gss_buffer_desc none = GSS_C_EMPTY_BUFFER;
static gss_buffer_desc no_length = { 0, (void *)"x" };

static const char *
state_of(const void *handle)
{
    const char *state = "some";

    if (handle == NULL)
        state = "none";
    else if (handle == &poison)
        state = "as it was";
    return state;
}

static int
is_real(const void *handle)
{
    return handle != NULL && handle != &poison;
}

/* ---- names --------------------------------------------------------- */

static void
show_import(const char *label, gss_buffer_t text, gss_const_OID type)
{
    gss_name_t name = (gss_name_t)&poison;
    OM_uint32 major, minor, ignored;

    major = gss_import_name(&minor, text, (gss_OID)type, &name);
    result(label, major, minor);
    say(label, "name %s", state_of(name));
    if (is_real(name)) {
        say_name(label, name);
        gss_release_name(&ignored, &name);
    }
}

static void
show_imports(void)
{
    static const struct {
        const char *label;
        const gss_OID *type;
    } types[] = {
        { "user", &GSS_C_NT_USER_NAME },
        { "service", &GSS_C_NT_HOSTBASED_SERVICE },
        { "old service", &GSS_C_NT_HOSTBASED_SERVICE_X },
        { "machine uid", &GSS_C_NT_MACHINE_UID_NAME },
        { "string uid", &GSS_C_NT_STRING_UID_NAME },
        { "anonymous", &GSS_C_NT_ANONYMOUS },
        { "exported", &GSS_C_NT_EXPORT_NAME },
        { "composite", &GSS_C_NT_COMPOSITE_EXPORT },
        { "principal", (const gss_OID *)&GSS_KRB5_NT_PRINCIPAL_NAME }
    };
    gss_OID_desc unknown = { 3, (void *)"\x2a\x03\x04" };
    gss_buffer_desc text = text_buffer("text");
    size_t i;

    enter("import");
    for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        enter(types[i].label);
        show_import("no buffer", GSS_C_NO_BUFFER, *types[i].type);
        show_import("no value", &none, *types[i].type);
        show_import("no length", &no_length, *types[i].type);
        show_import("text", &text, *types[i].type);
        leave();
    }
    show_import("no type", &none, GSS_C_NO_OID);
    show_import("unknown type", &text, &unknown);
    say("no output", "%08x", gss_import_name(&(OM_uint32){ 0 }, &text,
                                             GSS_C_NT_USER_NAME, NULL));
    leave();
}

/* The four octets of the name's length, behind the OID.  MIT asserts that the
 * name ends with the token. */
static int
is_name_length(const gss_buffer_desc *token, size_t i)
{
    const unsigned char *p = token->value;
    size_t at = 4 + ((size_t)p[2] << 8) + p[3];

    return i >= at && i < at + 4;
}

/* Cut and changed. */
static void
show_exported(gss_const_OID type, const gss_buffer_desc *of)
{
    gss_buffer_desc part = *of, copy;
    size_t i;

    for (i = 0; i < of->length; i++) {
        part.length = i;
        say("cut", "%zu", i);
        show_import("cut", &part, type);
    }
    copy.length = of->length;
    copy.value = malloc(copy.length);
    for (i = 0; i < of->length; i++) {
        memcpy(copy.value, of->value, of->length);
        ((unsigned char *)copy.value)[i] ^= 1;
        if (!is_name_length(of, i)) {
            say("changed", "%zu", i);
            show_import("changed", &copy, type);
        }
    }
    free(copy.value);
}

static void
show_exports(const char *label)
{
    gss_name_t user = import("user", GSS_C_NT_USER_NAME);
    gss_name_t name = GSS_C_NO_NAME;
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, ignored;

    enter("exported");
    enter(label);
    major = gss_canonicalize_name(&minor, user, mech_of(label), &name);
    result("canonicalize", major, minor);
    major = gss_export_name(&minor, name, &token);
    if (result("export", major, minor)) {
        show_exported(GSS_C_NT_EXPORT_NAME, &token);
        gss_release_buffer(&ignored, &token);
    }
    enter("composite");
    major = gss_export_name_composite(&minor, name, &token);
    if (result("export", major, minor)) {
        show_import("as exported", &token, GSS_C_NT_EXPORT_NAME);
        show_exported(GSS_C_NT_COMPOSITE_EXPORT, &token);
        gss_release_buffer(&ignored, &token);
    }
    leave();
    leave();
    leave();
    gss_release_name(&ignored, &name);
    gss_release_name(&ignored, &user);
}

static void
show_conversions_of(const char *step, gss_name_t name)
{
    gss_OID_desc unknown = { 3, (void *)"\x2a\x03\x04" };
    gss_name_t out = (gss_name_t)&poison;
    gss_buffer_desc text = { 77, NULL };
    OM_uint32 major, minor, ignored;
    gss_OID type = (gss_OID)&poison;

    enter(step);
    major = gss_canonicalize_name(&minor, name, GSS_C_NO_OID, &out);
    result("canonicalize for no mechanism", major, minor);
    say("out", "%s", state_of(out));
    if (is_real(out))
        gss_release_name(&ignored, &out);
    out = (gss_name_t)&poison;
    major = gss_canonicalize_name(&minor, name, &unknown, &out);
    result("canonicalize for an unknown one", major, minor);
    say("out", "%s", state_of(out));
    out = (gss_name_t)&poison;
    major = gss_duplicate_name(&minor, name, &out);
    result("duplicate", major, minor);
    say("out", "%s", state_of(out));
    if (is_real(out))
        gss_release_name(&ignored, &out);
    major = gss_export_name(&minor, name, &text);
    result("export", major, minor);
    say_buffer("export", &text);
    gss_release_buffer(&ignored, &text);
    major = gss_export_name_composite(&minor, name, &text);
    result("composite", major, minor);
    say_buffer("composite", &text);
    gss_release_buffer(&ignored, &text);
    major = gss_display_name(&minor, name, &text, &type);
    result("display", major, minor);
    say("type", "%s", state_of(type));
    gss_release_buffer(&ignored, &text);
    major = gss_display_name(&minor, name, &text, NULL);
    result("display without type", major, minor);
    gss_release_buffer(&ignored, &text);
    major = gss_display_name(&minor, name, NULL, NULL);
    result("display without text", major, minor);
    leave();
}

static void
show_comparisons_of(gss_name_t name)
{
    OM_uint32 major, minor;
    int equal = 77;

    enter("compare");
    major = gss_compare_name(&minor, name, GSS_C_NO_NAME, &equal);
    result("second", major, minor);
    say("second", "%d", equal);
    major = gss_compare_name(&minor, GSS_C_NO_NAME, name, &equal);
    result("first", major, minor);
    say("first", "%d", equal);
    major = gss_compare_name(&minor, name, name, NULL);
    result("no result", major, minor);
    major = gss_compare_name(&minor, name, name, &equal);
    result("itself", major, minor);
    say("itself", "%d", equal);
    leave();
}

static void
show_types_of(const char *step, gss_name_t name)
{
    static const gss_OID *const types[] = {
        &GSS_C_NT_USER_NAME, &GSS_C_NT_HOSTBASED_SERVICE,
        &GSS_C_NT_EXPORT_NAME, &GSS_C_NT_ANONYMOUS,
        (const gss_OID *)&GSS_KRB5_NT_PRINCIPAL_NAME
    };
    gss_buffer_desc text = { 77, NULL };
    OM_uint32 major, minor, ignored;
    size_t i;

    enter(step);
    for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        major = gss_display_name_ext(&minor, name, *types[i], &text);
        result("display ext", major, minor);
        say_buffer("display ext", &text);
        gss_release_buffer(&ignored, &text);
    }
    major = gss_display_name_ext(&minor, name, GSS_C_NO_OID, &text);
    result("display ext without type", major, minor);
    leave();
}

static void
show_attributes_of(const char *step, gss_name_t name)
{
    gss_buffer_desc attr = text_buffer("urn:some:attribute");
    gss_buffer_desc value = { 77, NULL }, shown = { 77, NULL };
    gss_buffer_set_t attrs = (gss_buffer_set_t)&poison;
    gss_any_t any = (gss_any_t)&poison;
    gss_OID mech = (gss_OID)&poison;
    OM_uint32 major, minor, ignored;
    int is_mn = 77, authenticated = 77, complete = 77, more = -1;

    enter(step);
    major = gss_inquire_name(&minor, name, &is_mn, NULL, &attrs);
    result("inquire", major, minor);
    say("inquire", "mn %d, attrs %s", is_mn, state_of(attrs));
    if (is_real(attrs))
        gss_release_buffer_set(&ignored, &attrs);
    major = gss_inquire_name(&minor, name, NULL, &mech, NULL);
    result("inquire mech", major, minor);
    say("inquire mech", "%s", state_of(mech));
    major = gss_inquire_name(&minor, name, NULL, NULL, NULL);
    result("inquire nothing", major, minor);
    major = gss_get_name_attribute(&minor, name, &attr, &authenticated,
                                   &complete, &value, &shown, &more);
    result("get", major, minor);
    say("get", "authenticated %d, complete %d, more %d, %zu %zu",
        authenticated, complete, more, value.length, shown.length);
    more = -1;
    major = gss_get_name_attribute(&minor, name, &none, NULL, NULL, NULL,
                                   NULL, &more);
    result("get nothing", major, minor);
    major = gss_get_name_attribute(&minor, name, NULL, NULL, NULL, NULL, NULL,
                                   &more);
    result("get without attribute", major, minor);
    major = gss_get_name_attribute(&minor, name, &attr, NULL, NULL, NULL,
                                   NULL, NULL);
    result("get without more", major, minor);
    major = gss_set_name_attribute(&minor, name, 0, &attr, &none);
    result("set nothing", major, minor);
    major = gss_delete_name_attribute(&minor, name, &none);
    result("delete nothing", major, minor);
    major = gss_map_name_to_any(&minor, name, 1, &attr, &any);
    result("map", major, minor);
    say("map", "%s", state_of(any));
    any = NULL;
    major = gss_release_any_name_mapping(&minor, name, &attr, &any);
    result("release mapping", major, minor);
    leave();
}

static void
show_accounts_of(const char *step, gss_name_t name)
{
    gss_name_t user = import("user", GSS_C_NT_USER_NAME);
    gss_buffer_desc text = { 77, NULL };
    OM_uint32 major, minor, ignored;
    uid_t uid = 77;

    enter(step);
    major = gss_localname(&minor, name, GSS_C_NO_OID, &text);
    result("localname", major, minor);
    say_buffer("localname", &text);
    gss_release_buffer(&ignored, &text);
    major = gss_localname(&minor, name, GSS_C_NO_OID, NULL);
    result("localname without text", major, minor);
    major = gss_pname_to_uid(&minor, name, GSS_C_NO_OID, &uid);
    result("uid", major, minor);
    say("uid", "%d", (int)uid);
    major = gss_authorize_localname(&minor, name, GSS_C_NO_NAME);
    result("authorize nobody", major, minor);
    major = gss_authorize_localname(&minor, name, user);
    result("authorize", major, minor);
    major = gss_authorize_localname(&minor, user, name);
    result("authorize turned", major, minor);
    leave();
    gss_release_name(&ignored, &user);
}

static void
show_name(const char *step, gss_name_t name)
{
    enter(step);
    show_conversions_of("convert", name);
    show_comparisons_of(name);
    show_types_of("types", name);
    show_attributes_of("attributes", name);
    show_accounts_of("accounts", name);
    leave();
}

static void
show_names_of(void)
{
    gss_name_t user = import("user", GSS_C_NT_USER_NAME);
    gss_name_t root = import("root", GSS_C_NT_USER_NAME);
    gss_name_t krb5 = GSS_C_NO_NAME, spnego = GSS_C_NO_NAME;
    OM_uint32 minor;

    show_name("no name", GSS_C_NO_NAME);
    show_name("user", user);
    show_name("root", root);
    gss_canonicalize_name(&minor, user, mech_of("krb5"), &krb5);
    show_name("krb5", krb5);
    gss_canonicalize_name(&minor, root, mech_of("spnego"), &spnego);
    show_name("spnego", spnego);
    say("release nothing", "%08x", gss_release_name(&minor, NULL));
    gss_release_name(&minor, &user);
    say("release twice", "%08x", gss_release_name(&minor, &user));
    gss_release_name(&minor, &root);
    gss_release_name(&minor, &krb5);
    gss_release_name(&minor, &spnego);
}

void
show_arguments(const struct fidelity_args *args)
{
    (void)args;
    enter("arguments");
    show_imports();
    show_exports("krb5");
    show_exports("iakerb");
    show_exports("spnego");
    show_names_of();
    leave();
}
