/* SPDX-License-Identifier: MIT */
/* Credentials: options, questions by OID, storing. */
#include <krb5.h>
#include <stdio.h>

#include "realm/fidelity/fidelity.h"

/* GSS_KRB5_GET_CRED_IMPERSONATOR and an OID nobody knows. */
static gss_OID_desc impersonator = {
    11, (void *)"\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x05\x0e"
};
static gss_OID_desc unknown = { 3, (void *)"\x2a\x03\x04" };

static void
show_by_oid(const char *step, gss_cred_id_t cred, gss_OID oid)
{
    gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
    OM_uint32 major, minor;
    size_t i;

    enter(step);
    major = gss_inquire_cred_by_oid(&minor, cred, oid, &set);
    result("inquire", major, minor);
    say("set", "%s", set == GSS_C_NO_BUFFER_SET ? "none" : "some");
    for (i = 0; set != GSS_C_NO_BUFFER_SET && i < set->count; i++)
        say_buffer("element", &set->elements[i]);
    gss_release_buffer_set(&minor, &set);
    leave();
}

static void
show_set(gss_cred_id_t cred)
{
    krb5_enctype enctypes[] = { ENCTYPE_AES256_CTS_HMAC_SHA1_96 };
    krb5_enctype none[] = { 9999 };
    gss_buffer_desc value = text_buffer("value");
    OM_uint32 major, minor;

    major = gss_krb5_set_allowable_enctypes(&minor, cred, 1, enctypes);
    result("enctypes", major, minor);
    major = gss_krb5_set_allowable_enctypes(&minor, cred, 1, none);
    result("no enctypes", major, minor);
    major = gss_set_cred_option(&minor, &cred, GSS_KRB5_CRED_NO_CI_FLAGS_X,
                                GSS_C_NO_BUFFER);
    result("no ci flags", major, minor);
    major = gss_set_cred_option(&minor, &cred, &unknown, &value);
    result("unknown", major, minor);
}

static int
count_tickets(krb5_context context, krb5_ccache cache)
{
    krb5_cc_cursor cursor;
    krb5_creds creds;
    int n = 0;

    if (krb5_cc_start_seq_get(context, cache, &cursor) == 0) {
        while (krb5_cc_next_cred(context, cache, &cursor, &creds) == 0) {
            krb5_free_cred_contents(context, &creds);
            n++;
        }
        krb5_cc_end_seq_get(context, cache, &cursor);
    }
    return n;
}

/* gss_krb5_copy_ccache into a new cache. */
static void
show_copy_ccache(gss_cred_id_t cred)
{
    krb5_context context = NULL;
    krb5_ccache cache = NULL;
    krb5_principal client = NULL;
    OM_uint32 major, minor;

    if (krb5_init_context(&context) == 0 &&
        krb5_parse_name(context, "user", &client) == 0 &&
        krb5_cc_new_unique(context, "MEMORY", NULL, &cache) == 0 &&
        krb5_cc_initialize(context, cache, client) == 0) {
        major = gss_krb5_copy_ccache(&minor, cred, cache);
        result("copy ccache", major, minor);
        say("copy ccache", "%d tickets", count_tickets(context, cache));
    }
    if (cache != NULL)
        krb5_cc_destroy(context, cache);
    krb5_free_principal(context, client);
    krb5_free_context(context);
}

static void
show_neg_mechs(gss_cred_id_t cred)
{
    gss_OID_set_desc one = { 1, &mechs[0].oid };
    OM_uint32 major, minor;

    major = gss_set_neg_mechs(&minor, cred, &one);
    result("set neg mechs", major, minor);
}

static void
show_store_one(const char *step, gss_cred_id_t cred, gss_OID mech,
               gss_const_key_value_set_t store)
{
    gss_OID_set stored = GSS_C_NO_OID_SET;
    gss_cred_usage_t usage = -1;
    OM_uint32 major, minor;

    enter(step);
    major = gss_store_cred_into(&minor, cred, GSS_C_INITIATE, mech, 1, 0,
                                store, &stored, &usage);
    result("store", major, minor);
    say("usage", "%d", usage);
    if (mech != GSS_C_NO_OID)
        say_oid_set("stored", stored);
    gss_release_oid_set(&minor, &stored);
    leave();
}

/* Stored in a file, then acquired from it. */
static void
show_store(const struct fidelity_args *args, gss_cred_id_t cred)
{
    char name[1024];
    gss_key_value_element_desc element = { "ccache", name };
    gss_key_value_set_desc store = { 1, &element };
    gss_cred_id_t back = GSS_C_NO_CREDENTIAL;
    gss_OID_set_desc one = { 1, &mechs[0].oid };
    OM_uint32 major, minor;
    size_t i;

    snprintf(name, sizeof(name), "FILE:%s/stored", args->dir);
    for (i = 0; i < n_mechs; i++)
        show_store_one(mechs[i].label, cred, &mechs[i].oid, &store);
    show_store_one("all", cred, GSS_C_NO_OID, &store);
    major = gss_acquire_cred_from(&minor, GSS_C_NO_NAME, 0, &one,
                                  GSS_C_INITIATE, &store, &back, NULL, NULL);
    if (result("from stored", major, minor)) {
        say_cred("from stored", back);
        show_copy_ccache(back);
    }
    gss_release_cred(&minor, &back);
    remove(name + sizeof("FILE:") - 1);
    element.value = "FILE:/nonexistent/cache";
    show_store_one("nowhere", cred, GSS_C_NO_OID, &store);
    show_store_one("nowhere krb5", cred, &mechs[0].oid, &store);
}

static void
show_cred_option(const char *step, gss_OID mech, gss_cred_usage_t usage,
                 const struct fidelity_args *args)
{
    gss_OID_set_desc one = { 1, mech };
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    OM_uint32 major, minor;

    enter(step);
    major = gss_acquire_cred(&minor, GSS_C_NO_NAME, 0,
                             mech != GSS_C_NO_OID ? &one : NULL, usage,
                             &cred, NULL, NULL);
    if (result("acquire", major, minor)) {
        show_by_oid("impersonator", cred, &impersonator);
        show_by_oid("unknown", cred, &unknown);
        /* MIT crashes copying a cache not looked for yet, which the krb5
         * credential inside a SPNEGO one never is. */
        say_cred("cred", cred);
        if (mech != GSS_C_NO_OID && mech != &mechs[n_mechs - 1].oid)
            show_copy_ccache(cred);
        show_neg_mechs(cred);
        show_store(args, cred);
        show_set(cred);
    }
    gss_release_cred(&minor, &cred);
    leave();
}

/* Calls of the mechanism without a credential. */
static void
show_invoke(void)
{
    const char *old = NULL;
    gss_buffer_desc value = text_buffer("value");
    OM_uint32 major, minor;

    major = gss_krb5_ccache_name(&minor, "FILE:/nonexistent/cache", &old);
    result("ccache name", major, minor);
    major = gss_krb5_ccache_name(&minor, NULL, &old);
    result("ccache name back", major, minor);
    say("ccache name", "%s", old != NULL ? old : "none");
    major = gssspi_mech_invoke(&minor, &mechs[0].oid, &unknown, &value);
    result("unknown", major, minor);
    major = gssspi_mech_invoke(&minor, &unknown, &unknown, &value);
    result("unknown mechanism", major, minor);
}

void
show_cred_options(const struct fidelity_args *args)
{
    size_t i;

    enter("options");
    show_cred_option("all", GSS_C_NO_OID, GSS_C_BOTH, args);
    show_cred_option("all initiate", GSS_C_NO_OID, GSS_C_INITIATE, args);
    show_cred_option("all accept", GSS_C_NO_OID, GSS_C_ACCEPT, args);
    for (i = 0; i < n_mechs; i++)
        show_cred_option(mechs[i].label, &mechs[i].oid, GSS_C_INITIATE,
                         args);
    show_invoke();
    leave();
}
