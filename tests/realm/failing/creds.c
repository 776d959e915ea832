/* SPDX-License-Identifier: MIT */
/* Credentials. */
#include <gssapi/gssapi_krb5.h>
#include <stdlib.h>
#include <string.h>

#include "realm/failing/failing.h"
#include "realm/gss_oids.h"

/* What is asked for, by the parameter of an operation. */
static const struct {
    gss_cred_usage_t usage;
    gss_OID mechs;
    size_t count;
} requests[] = {
    { GSS_C_INITIATE, &oid_krb5, 1 },
    { GSS_C_ACCEPT, &oid_krb5, 1 },
    { GSS_C_BOTH, &oid_krb5, 1 },
    { GSS_C_INITIATE, &oid_spnego, 1 },
    { GSS_C_ACCEPT, &oid_spnego, 1 },
    { GSS_C_INITIATE, &oid_iakerb, 1 },
    { GSS_C_ACCEPT, NULL, 0 },
};

gss_cred_id_t
failing_cred(gss_cred_usage_t usage)
{
    gss_OID_set_desc mechs = { 1, &oid_krb5 };
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    OM_uint32 minor;

    must(gss_acquire_cred(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &mechs,
                          usage, &cred, NULL, NULL) == GSS_S_COMPLETE,
         "no credential");
    return cred;
}

static uint32_t
act_acquire(struct failing_scene *s)
{
    ULONG i = s->op->number;
    gss_OID_set_desc mechs = { requests[i].count, requests[i].mechs };
    OM_uint32 time;

    return gss_acquire_cred(&s->minor, GSS_C_NO_NAME, GSS_C_INDEFINITE,
                            mechs.count > 0 ? &mechs : GSS_C_NO_OID_SET,
                            requests[i].usage, &s->cred_out, &s->set_out,
                            &time);
}

/* Whose it is, and for which mechanisms. */
static void
say_cred(struct failing_scene *s, gss_cred_id_t cred)
{
    gss_OID_set mechs = GSS_C_NO_OID_SET;
    gss_name_t name = GSS_C_NO_NAME;
    gss_cred_usage_t usage = 7;
    OM_uint32 minor;

    say(s, " %08lx",
        (unsigned long)gss_inquire_cred(&minor, cred, &name, NULL, &usage,
                                        &mechs));
    say(s, " usage=%d mechs=%zu", usage,
        mechs != GSS_C_NO_OID_SET ? mechs->count : 0);
    if (name != GSS_C_NO_NAME)
        failing_say_name(s, name);
    (void)gss_release_name(&minor, &name);
    (void)gss_release_oid_set(&minor, &mechs);
}

static void
look_cred(struct failing_scene *s)
{
    say_cred(s, s->cred_out);
}

static uint32_t
act_acquire_from(struct failing_scene *s)
{
    gss_key_value_element_desc element = {
        "ccache", getenv("KRB5CCNAME")
    };
    gss_key_value_set_desc store = { 1, &element };
    gss_OID_set_desc mechs = { 1, &oid_krb5 };

    return gss_acquire_cred_from(&s->minor, GSS_C_NO_NAME, GSS_C_INDEFINITE,
                                 &mechs, GSS_C_INITIATE, &store,
                                 &s->cred_out, NULL, NULL);
}

static void
make_name(struct failing_scene *s)
{
    s->name = failing_krb5_name("user@KSP.TEST",
                                (gss_OID)GSS_KRB5_NT_PRINCIPAL_NAME);
}

/* A name of a realm that is nowhere: no KDC is asked. */
static uint32_t
act_password(struct failing_scene *s)
{
    gss_buffer_desc password = { 3, (void *)(uintptr_t)"abc" };
    gss_OID_set_desc mechs = { 1, &oid_krb5 };

    return gss_acquire_cred_with_password(&s->minor, s->name, &password,
                                          GSS_C_INDEFINITE, &mechs,
                                          GSS_C_INITIATE, &s->cred_out,
                                          NULL, NULL);
}

static void
make_both(struct failing_scene *s)
{
    make_name(s);
    s->cred = failing_cred(GSS_C_BOTH);
}

static uint32_t
act_impersonate(struct failing_scene *s)
{
    gss_OID_set_desc mechs = { 1, &oid_krb5 };

    return gss_acquire_cred_impersonate_name(&s->minor, s->cred, s->name,
                                             GSS_C_INDEFINITE, &mechs,
                                             GSS_C_INITIATE, &s->cred_out,
                                             NULL, NULL);
}

/* Another mechanism to what there is, in a new credential: the glue copies
 * the old one. */
static uint32_t
act_add(struct failing_scene *s)
{
    return gss_add_cred(&s->minor, s->cred, GSS_C_NO_NAME, &oid_iakerb,
                        GSS_C_BOTH, GSS_C_INDEFINITE, GSS_C_INDEFINITE,
                        &s->cred_out, NULL, NULL, NULL);
}

/* The same into the old one. */
static uint32_t
act_add_here(struct failing_scene *s)
{
    return gss_add_cred(&s->minor, s->cred, GSS_C_NO_NAME, &oid_iakerb,
                        GSS_C_BOTH, GSS_C_INDEFINITE, GSS_C_INDEFINITE, NULL,
                        NULL, NULL, NULL);
}

static void
look_own(struct failing_scene *s)
{
    say_cred(s, s->cred);
}

static uint32_t
act_add_impersonate(struct failing_scene *s)
{
    return gss_add_cred_impersonate_name(&s->minor, GSS_C_NO_CREDENTIAL,
                                         s->cred, s->name, &oid_krb5,
                                         GSS_C_INITIATE, GSS_C_INDEFINITE,
                                         GSS_C_INDEFINITE, &s->cred_out,
                                         NULL, NULL, NULL);
}

static uint32_t
act_inquire(struct failing_scene *s)
{
    OM_uint32 time;
    gss_cred_usage_t usage;

    return gss_inquire_cred(&s->minor, s->cred, &s->name_out, &time, &usage,
                            &s->set_out);
}

static void
look_name(struct failing_scene *s)
{
    failing_say_name(s, s->name_out);
}

static uint32_t
act_inquire_by_mech(struct failing_scene *s)
{
    OM_uint32 initiate, accept;
    gss_cred_usage_t usage;

    return gss_inquire_cred_by_mech(&s->minor, s->cred, &oid_krb5,
                                    &s->name_out, &initiate, &accept,
                                    &usage);
}

static uint32_t
act_inquire_by_oid(struct failing_scene *s)
{
    return gss_inquire_cred_by_oid(&s->minor, s->cred, &oid_nobody,
                                   &s->buffers_out);
}

static uint32_t
act_set_option(struct failing_scene *s)
{
    gss_buffer_desc empty = GSS_C_EMPTY_BUFFER;

    return gss_set_cred_option(&s->minor, &s->cred,
                               (gss_OID)GSS_KRB5_CRED_NO_CI_FLAGS_X, &empty);
}

static uint32_t
act_store(struct failing_scene *s)
{
    gss_key_value_element_desc element = { "ccache", "MEMORY:failing" };
    gss_key_value_set_desc store = { 1, &element };

    return gss_store_cred_into(&s->minor, s->cred, GSS_C_INITIATE,
                               &oid_krb5, 1, 0, &store, &s->set_out, NULL);
}

static uint32_t
act_store_default(struct failing_scene *s)
{
    return gss_store_cred(&s->minor, s->cred, GSS_C_INITIATE, &oid_nobody,
                          0, 0, &s->set_out, NULL);
}

static void
make_initiate(struct failing_scene *s)
{
    s->cred = failing_cred(GSS_C_INITIATE);
}

static uint32_t
act_export(struct failing_scene *s)
{
    return gss_export_cred(&s->minor, s->cred, &s->out);
}

static void
look_exported(struct failing_scene *s)
{
    OM_uint32 minor;

    say(s, " %zu import=%08lx", s->out.length,
        (unsigned long)gss_import_cred(&minor, &s->out, &s->cred_out));
    say_cred(s, s->cred_out);
}

static void
make_exported(struct failing_scene *s)
{
    OM_uint32 minor;

    make_initiate(s);
    must(gss_export_cred(&minor, s->cred, &s->in) == GSS_S_COMPLETE,
         "no exported credential");
}

static uint32_t
act_import(struct failing_scene *s)
{
    return gss_import_cred(&s->minor, &s->in, &s->cred_out);
}

static uint32_t
act_release(struct failing_scene *s)
{
    return gss_release_cred(&s->minor, &s->cred);
}

const struct failing_op failing_creds[] = {
    { "gss_acquire_cred, initiate", NULL, act_acquire, look_cred,
      OUT_CRED | OUT_SET, 0 },
    { "gss_acquire_cred, accept", NULL, act_acquire, look_cred,
      OUT_CRED | OUT_SET, 1 },
    { "gss_acquire_cred, both", NULL, act_acquire, look_cred,
      OUT_CRED | OUT_SET, 2 },
    { "gss_acquire_cred, SPNEGO, initiate", NULL, act_acquire, look_cred,
      OUT_CRED | OUT_SET, 3 },
    { "gss_acquire_cred, SPNEGO, accept", NULL, act_acquire, look_cred,
      OUT_CRED | OUT_SET, 4 },
    { "gss_acquire_cred, IAKERB", NULL, act_acquire, look_cred,
      OUT_CRED | OUT_SET, 5 },
    { "gss_acquire_cred, all", NULL, act_acquire, look_cred,
      OUT_CRED | OUT_SET | MAY_DIFFER, 6 },
    { "gss_acquire_cred_from", NULL, act_acquire_from, look_cred, OUT_CRED,
      0 },
    { "gss_acquire_cred_with_password", make_name, act_password, NULL,
      OUT_CRED, 0 },
    { "gss_acquire_cred_impersonate_name", make_both, act_impersonate, NULL,
      OUT_CRED, 0 },
    { "gss_add_cred, new", make_both, act_add, look_cred, OUT_CRED, 0 },
    { "gss_add_cred", make_both, act_add_here, look_own, 0, 0 },
    { "gss_add_cred_impersonate_name", make_both, act_add_impersonate, NULL,
      OUT_CRED, 0 },
    { "gss_inquire_cred", make_both, act_inquire, look_name,
      OUT_NAME | OUT_SET, 0 },
    { "gss_inquire_cred_by_mech", make_both, act_inquire_by_mech, look_name,
      OUT_NAME, 0 },
    { "gss_inquire_cred_by_oid", make_both, act_inquire_by_oid, NULL,
      OUT_BUFFERS, 0 },
    { "gss_set_cred_option", make_initiate, act_set_option, look_own, 0, 0 },
    { "gss_store_cred_into", make_initiate, act_store, NULL, OUT_SET, 0 },
    { "gss_store_cred", make_initiate, act_store_default, NULL, OUT_SET, 0 },
    { "gss_export_cred", make_initiate, act_export, look_exported,
      OUT_BUFFER, 0 },
    { "gss_import_cred", make_exported, act_import, look_cred, OUT_CRED, 0 },
    { "gss_release_cred", make_initiate, act_release, NULL, 0, 0 },
    { NULL, NULL, NULL, NULL, 0, 0 }
};
