/* SPDX-License-Identifier: MIT */
/* Names, and what mechanisms say about themselves and their codes. */
#include <gssapi/gssapi_krb5.h>
#include <krb5.h>
#include <string.h>

#include "realm/failing/failing.h"
#include "realm/gss_oids.h"

static char user_text[] = "user@KSP.TEST", other_text[] = "other@KSP.TEST";
static char attribute_text[] = "urn:test:attribute", value_text[] = "value";
static gss_buffer_desc attribute = { sizeof(attribute_text) - 1,
                                     attribute_text };
static gss_buffer_desc value = { sizeof(value_text) - 1, value_text };

static OM_uint32
import(const char *text, gss_OID type, gss_name_t *name)
{
    gss_buffer_desc buffer = { strlen(text), (void *)(uintptr_t)text };
    OM_uint32 minor;

    return gss_import_name(&minor, &buffer, type, name);
}

gss_name_t
failing_krb5_name(const char *text, gss_OID type)
{
    gss_name_t imported = GSS_C_NO_NAME, name = GSS_C_NO_NAME;
    OM_uint32 minor;

    must(import(text, type, &imported) == GSS_S_COMPLETE &&
         gss_canonicalize_name(&minor, imported, &oid_krb5, &name) ==
         GSS_S_COMPLETE, "no name");
    (void)gss_release_name(&minor, &imported);
    return name;
}

static void
say_buffer(struct failing_scene *s, const gss_buffer_desc *buffer)
{
    const unsigned char *p = buffer->value;
    size_t i;

    say(s, " %zu:", buffer->length);
    for (i = 0; i < buffer->length && i < 60; i++)
        say(s, p[i] >= ' ' && p[i] < 127 ? "%c" : "\\%02x", p[i]);
}

void
failing_say_name(struct failing_scene *s, gss_name_t name)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;

    say(s, " %08lx",
        (unsigned long)gss_display_name(&minor, name, &text, NULL));
    say_buffer(s, &text);
    (void)gss_release_buffer(&minor, &text);
}

static void
look_name(struct failing_scene *s)
{
    failing_say_name(s, s->name_out);
}

static void
look_buffer(struct failing_scene *s)
{
    say_buffer(s, &s->out);
}

/* ---- made ----------------------------------------------------------- */

static void
make_user(struct failing_scene *s)
{
    s->name = failing_krb5_name(user_text,
                                (gss_OID)GSS_KRB5_NT_PRINCIPAL_NAME);
}

static void
make_two(struct failing_scene *s)
{
    make_user(s);
    s->other = failing_krb5_name(s->op->number != 0 ? user_text : other_text,
                                 (gss_OID)GSS_KRB5_NT_PRINCIPAL_NAME);
}

/* Of no mechanism. */
static void
make_imported(struct failing_scene *s)
{
    must(import("host@localhost", GSS_C_NT_HOSTBASED_SERVICE, &s->name) ==
         GSS_S_COMPLETE, "no name");
}

static void
make_exported(struct failing_scene *s)
{
    OM_uint32 minor;

    make_user(s);
    must(gss_export_name(&minor, s->name, &s->in) == GSS_S_COMPLETE,
         "no exported name");
}

/* One that a mechanism of ours has for a name of none: the glue imports it
 * where it is compared. */
static void
make_mixed(struct failing_scene *s)
{
    make_user(s);
    must(import(user_text, (gss_OID)GSS_KRB5_NT_PRINCIPAL_NAME, &s->other) ==
         GSS_S_COMPLETE, "no name");
}

/* ---- the calls ------------------------------------------------------ */

static uint32_t
act_canonicalize(struct failing_scene *s)
{
    return gss_canonicalize_name(&s->minor, s->name,
                                 s->op->number == 0 ? &oid_krb5 :
                                 s->op->number == 1 ? &oid_iakerb :
                                 &oid_spnego, &s->name_out);
}

static uint32_t
act_import_exported(struct failing_scene *s)
{
    return gss_import_name(&s->minor, &s->in, GSS_C_NT_EXPORT_NAME,
                           &s->name_out);
}

static uint32_t
act_export(struct failing_scene *s)
{
    return gss_export_name(&s->minor, s->name, &s->out);
}

static uint32_t
act_export_composite(struct failing_scene *s)
{
    return gss_export_name_composite(&s->minor, s->name, &s->out);
}

static uint32_t
act_duplicate(struct failing_scene *s)
{
    return gss_duplicate_name(&s->minor, s->name, &s->name_out);
}

static uint32_t
act_display(struct failing_scene *s)
{
    gss_OID type;

    return gss_display_name(&s->minor, s->name, &s->out, &type);
}

static uint32_t
act_display_ext(struct failing_scene *s)
{
    return gss_display_name_ext(&s->minor, s->name, GSS_C_NT_USER_NAME,
                                &s->out);
}

static uint32_t
act_compare(struct failing_scene *s)
{
    s->conf_state = 7;
    return gss_compare_name(&s->minor, s->name, s->other, &s->conf_state);
}

static void
look_compare(struct failing_scene *s)
{
    say(s, " equal=%d", s->conf_state);
}

static uint32_t
act_inquire(struct failing_scene *s)
{
    gss_OID mech = GSS_C_NO_OID;
    OM_uint32 major, minor;
    int is_mn = 7;

    major = gss_inquire_name(&s->minor, s->name, &is_mn, &mech,
                             &s->buffers_out);
    (void)gss_release_oid(&minor, &mech);
    return major;
}

static void
look_buffers(struct failing_scene *s)
{
    size_t i;

    for (i = 0; s->buffers_out != NULL && i < s->buffers_out->count; i++)
        say_buffer(s, &s->buffers_out->elements[i]);
}

static uint32_t
act_get_attribute(struct failing_scene *s)
{
    int authenticated, complete, more = -1;
    gss_buffer_desc display = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss_get_name_attribute(&s->minor, s->name, &attribute,
                                   &authenticated, &complete, &s->out,
                                   &display, &more);
    (void)gss_release_buffer(&minor, &display);
    return major;
}

static uint32_t
act_set_attribute(struct failing_scene *s)
{
    return gss_set_name_attribute(&s->minor, s->name, 1, &attribute, &value);
}

static uint32_t
act_delete_attribute(struct failing_scene *s)
{
    return gss_delete_name_attribute(&s->minor, s->name, &attribute);
}

static uint32_t
act_map(struct failing_scene *s)
{
    gss_any_t mapped = NULL;

    return gss_map_name_to_any(&s->minor, s->name, 0, &attribute, &mapped);
}

static uint32_t
act_localname(struct failing_scene *s)
{
    return gss_localname(&s->minor, s->name,
                         s->op->number != 0 ? &oid_krb5 : GSS_C_NO_OID,
                         &s->out);
}

static uint32_t
act_authorize(struct failing_scene *s)
{
    gss_name_t local = GSS_C_NO_NAME;
    OM_uint32 major, minor;

    must(import("user", GSS_C_NT_USER_NAME, &local) == GSS_S_COMPLETE,
         "no name");
    major = gss_authorize_localname(&s->minor, s->name, local);
    (void)gss_release_name(&minor, &local);
    return major;
}

/* Whoever is not told that he may has not been let in. */
static uint32_t
act_userok(struct failing_scene *s)
{
    return gss_userok(s->name, "user") ? GSS_S_COMPLETE : GSS_S_UNAUTHORIZED;
}

/* ---- the mechanisms ------------------------------------------------- */

static uint32_t
act_names_for_mech(struct failing_scene *s)
{
    return gss_inquire_names_for_mech(&s->minor, &oid_krb5, &s->set_out);
}

static uint32_t
act_attrs_for_mech(struct failing_scene *s)
{
    gss_OID_set known = GSS_C_NO_OID_SET;
    OM_uint32 major, minor;

    major = gss_inquire_attrs_for_mech(&s->minor, &oid_krb5, &s->set_out,
                                       &known);
    (void)gss_release_oid_set(&minor, &known);
    return major;
}

static void
look_set(struct failing_scene *s)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;
    size_t i;

    for (i = 0; s->set_out != NULL && i < s->set_out->count; i++) {
        (void)gss_oid_to_str(&minor, &s->set_out->elements[i], &text);
        say_buffer(s, &text);
        (void)gss_release_buffer(&minor, &text);
    }
}

static uint32_t
act_saslname(struct failing_scene *s)
{
    gss_buffer_desc mech = GSS_C_EMPTY_BUFFER, text = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss_inquire_saslname_for_mech(&s->minor, &oid_krb5, &s->out,
                                          &mech, &text);
    (void)gss_release_buffer(&minor, &mech);
    (void)gss_release_buffer(&minor, &text);
    return major;
}

static uint32_t
act_mech_for_saslname(struct failing_scene *s)
{
    gss_buffer_desc name = { 12, (void *)(uintptr_t)"GS2-KRB5-PLUS" };
    gss_OID mech = GSS_C_NO_OID;

    return gss_inquire_mech_for_saslname(&s->minor, &name, &mech);
}

static uint32_t
act_mech_invoke(struct failing_scene *s)
{
    return gssspi_mech_invoke(&s->minor, &oid_krb5, &oid_nobody, &value);
}

/* A code that nobody has entered in the glue's table. */
static uint32_t
act_display_code(struct failing_scene *s)
{
    OM_uint32 more = 0;

    return gss_display_status(&s->minor, (OM_uint32)KRB5KDC_ERR_NAME_EXP,
                              GSS_C_MECH_CODE, &oid_krb5, &more, &s->out);
}

/* One that is in it, of a failure that was. */
static void
make_code(struct failing_scene *s)
{
    gss_OID_set_desc mechs = { 1, &oid_krb5 };

    s->name = failing_krb5_name("nobody@NOWHERE.TEST",
                                (gss_OID)GSS_KRB5_NT_PRINCIPAL_NAME);
    must(gss_acquire_cred(&s->minor, s->name, GSS_C_INDEFINITE, &mechs,
                          GSS_C_INITIATE, &s->cred, NULL, NULL) !=
         GSS_S_COMPLETE && s->minor != 0, "nobody has a credential");
    s->number = s->minor;
}

static uint32_t
act_display_known(struct failing_scene *s)
{
    OM_uint32 more = 0;

    return gss_display_status(&s->minor, s->number, GSS_C_MECH_CODE,
                              &oid_krb5, &more, &s->out);
}

static uint32_t
act_display_major(struct failing_scene *s)
{
    OM_uint32 more = 0;

    return gss_display_status(&s->minor, GSS_S_BAD_MIC, GSS_C_GSS_CODE,
                              &oid_krb5, &more, &s->out);
}

const struct failing_op failing_names[] = {
    { "gss_canonicalize_name, krb5", make_imported, act_canonicalize,
      look_name, OUT_NAME, 0 },
    { "gss_canonicalize_name, IAKERB", make_imported, act_canonicalize,
      look_name, OUT_NAME, 1 },
    { "gss_canonicalize_name, SPNEGO", make_imported, act_canonicalize,
      look_name, OUT_NAME, 2 },
    { "gss_import_name, exported", make_exported, act_import_exported,
      look_name, OUT_NAME, 0 },
    { "gss_export_name", make_user, act_export, look_buffer, OUT_BUFFER, 0 },
    { "gss_export_name_composite", make_user, act_export_composite,
      look_buffer, OUT_BUFFER, 0 },
    { "gss_duplicate_name", make_user, act_duplicate, look_name, OUT_NAME,
      0 },
    { "gss_display_name", make_user, act_display, look_buffer, OUT_BUFFER,
      0 },
    { "gss_display_name_ext", make_user, act_display_ext, look_buffer,
      OUT_BUFFER, 0 },
    { "gss_compare_name, others", make_two, act_compare, look_compare, 0, 0 },
    { "gss_compare_name, equal", make_two, act_compare, look_compare, 0, 1 },
    /* The glue takes a name that it cannot import for another one. */
    { "gss_compare_name, of no mechanism", make_mixed, act_compare,
      look_compare, MAY_DIFFER, 0 },
    { "gss_inquire_name", make_user, act_inquire, look_buffers, OUT_BUFFERS,
      0 },
    { "gss_get_name_attribute", make_user, act_get_attribute, look_buffer,
      OUT_BUFFER, 0 },
    { "gss_set_name_attribute", make_user, act_set_attribute, NULL, 0, 0 },
    { "gss_delete_name_attribute", make_user, act_delete_attribute, NULL, 0,
      0 },
    { "gss_map_name_to_any", make_user, act_map, NULL, 0, 0 },
    { "gss_localname", make_user, act_localname, look_buffer, OUT_BUFFER,
      0 },
    { "gss_localname, krb5", make_user, act_localname, look_buffer,
      OUT_BUFFER, 1 },
    { "gss_authorize_localname", make_user, act_authorize, NULL, 0, 0 },
    { "gss_userok", make_user, act_userok, NULL, 0, 0 },
    { "gss_inquire_names_for_mech", NULL, act_names_for_mech, look_set,
      OUT_SET, 0 },
    { "gss_inquire_attrs_for_mech", NULL, act_attrs_for_mech, look_set,
      OUT_SET, 0 },
    { "gss_inquire_saslname_for_mech", NULL, act_saslname, look_buffer,
      OUT_BUFFER, 0 },
    { "gss_inquire_mech_for_saslname", NULL, act_mech_for_saslname, NULL, 0,
      0 },
    { "gssspi_mech_invoke", NULL, act_mech_invoke, NULL, 0, 0 },
    { "gss_display_status, unknown", NULL, act_display_code, look_buffer,
      OUT_BUFFER, 0 },
    { "gss_display_status, known", make_code, act_display_known, look_buffer,
      OUT_BUFFER, 0 },
    { "gss_display_status, major", NULL, act_display_major, look_buffer,
      OUT_BUFFER, 0 },
    { NULL, NULL, NULL, NULL, 0, 0 }
};
