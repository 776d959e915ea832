/* SPDX-License-Identifier: MIT */
/*
 * S4U2Self and S4U2Proxy: the service host/localhost takes the place of a
 * user, whose ticket it has or not, at HTTP/localhost, which the realm
 * allows, and at other services, which it does not (kdb_delegation.c).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "realm/fidelity/ends.h"

#define SERVICE "host@localhost"
#define ALLOWED "HTTP@localhost"
#define FORBIDDEN "host@trusted.localhost"

static gss_OID_desc impersonator = {
    11, (void *)"\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x05\x0e"
};

/* The keytab beside the environment's. */
static void
other_keytab(const char *name, char *path, size_t size)
{
    const char *keytab = getenv("KRB5_KTNAME");
    const char *end = strrchr(keytab, '/');

    snprintf(path, size, "%.*s/%s", (int)(end - keytab), keytab, name);
}

/* The service, which has its tickets by its keytab. */
static gss_cred_id_t
service_cred(gss_OID mech, gss_cred_usage_t usage,
             const struct fidelity_args *args)
{
    char cache[1024];
    gss_key_value_element_desc elements[] = {
        { "client_keytab", getenv("KRB5_KTNAME") },
        { "ccache", cache }
    };
    gss_name_t name = import(SERVICE, GSS_C_NT_HOSTBASED_SERVICE);
    gss_cred_id_t cred;
    OM_uint32 minor;

    snprintf(cache, sizeof(cache), "FILE:%s/service.cc", args->dir);
    cred = acquire_from("service", name, mech, usage, elements, 2);
    gss_release_name(&minor, &name);
    return cred;
}

/* ---- a credential of another --------------------------------------- */

static void
show_use_at(const char *service, gss_OID mech, gss_cred_id_t cred,
            const char *keytab)
{
    gss_key_value_element_desc element = { "keytab", keytab };
    struct recipe recipe = {
        .mech = mech,
        .flags = GSS_C_MUTUAL_FLAG | GSS_C_DELEG_FLAG,
        .initiator_cred = cred
    };
    struct both_ends ends = { 0 };
    OM_uint32 minor;

    enter(service);
    recipe.target = import(service, GSS_C_NT_HOSTBASED_SERVICE);
    recipe.acceptor_cred = acquire_from("acceptor", GSS_C_NO_NAME, mech,
                                        GSS_C_ACCEPT, &element, 1);
    if (establish(&recipe, &ends)) {
        say_name("client", ends.client);
        if (ends.delegated != GSS_C_NO_CREDENTIAL)
            say_cred("delegated", ends.delegated);
    }
    leave();
    gss_release_name(&minor, &recipe.target);
    gss_release_cred(&minor, &recipe.acceptor_cred);
    release_ends(&ends);
}

static void
show_use(gss_OID mech, gss_cred_id_t cred)
{
    char keytab[1024];

    other_keytab("http.keytab", keytab, sizeof(keytab));
    show_use_at(ALLOWED, mech, cred, keytab);
    show_use_at(FORBIDDEN, mech, cred, getenv("KRB5_KTNAME"));
    show_use_at(SERVICE, mech, cred, getenv("KRB5_KTNAME"));
}

static void
show_impersonator(gss_cred_id_t cred)
{
    gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
    OM_uint32 major, minor;
    size_t i;

    major = gss_inquire_cred_by_oid(&minor, cred, &impersonator, &set);
    result("impersonator", major, minor);
    for (i = 0; set != GSS_C_NO_BUFFER_SET && i < set->count; i++)
        say_buffer("impersonator", &set->elements[i]);
    gss_release_buffer_set(&minor, &set);
}

static void
show_stored(gss_cred_id_t cred, const struct fidelity_args *args)
{
    char cache[1024];
    gss_key_value_element_desc element = { "ccache", cache };
    gss_key_value_set_desc store = { 1, &element };
    gss_cred_usage_t usage = 77;
    gss_cred_id_t back;
    OM_uint32 major, minor;

    snprintf(cache, sizeof(cache), "FILE:%s/impersonated.cc", args->dir);
    major = gss_store_cred_into(&minor, cred, GSS_C_INITIATE, mech_of("krb5"),
                                1, 0, &store, NULL, &usage);
    result("store", major, minor);
    say("store", "usage %d", usage);
    back = acquire_from("from store", GSS_C_NO_NAME, mech_of("krb5"),
                        GSS_C_INITIATE, &element, 1);
    if (back != GSS_C_NO_CREDENTIAL) {
        say_cred("from store", back);
        show_impersonator(back);
        show_use(mech_of("krb5"), back);
    }
    gss_release_cred(&minor, &back);
}

static void
show_moved(gss_OID mech, gss_cred_id_t cred)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    gss_cred_id_t back = GSS_C_NO_CREDENTIAL;
    OM_uint32 major, minor;

    major = gss_export_cred(&minor, cred, &token);
    if (result("export", major, minor)) {
        major = gss_import_cred(&minor, &token, &back);
        if (result("import", major, minor)) {
            say_cred("imported", back);
            show_impersonator(back);
            show_use(mech, back);
        }
    }
    gss_release_cred(&minor, &back);
    gss_release_buffer(&minor, &token);
}

static void
show_impersonated(const char *step, gss_OID mech, gss_cred_id_t cred,
                  const struct fidelity_args *args)
{
    enter(step);
    if (cred != GSS_C_NO_CREDENTIAL) {
        show_impersonator(cred);
        say_cred("cred", cred);
        show_use(mech, cred);
        enter("moved");
        show_moved(mech, cred);
        leave();
        show_stored(cred, args);
    }
    leave();
}

/* ---- S4U2Self ------------------------------------------------------ */

static void
show_acquire(const char *user, gss_cred_usage_t usage, gss_OID mech,
             gss_cred_id_t service, const struct fidelity_args *args)
{
    gss_OID_set_desc one = { 1, mech };
    gss_name_t name = import(user, GSS_C_NT_USER_NAME);
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    OM_uint32 major, minor, lifetime = 77;

    enter(user);
    say("usage", "%d", usage);
    major = gss_acquire_cred_impersonate_name(&minor, service, name, 0, &one,
                                              usage, &cred, NULL, &lifetime);
    result("acquire", major, minor);
    say_lifetime("acquire", lifetime);
    show_impersonated("acquired", mech, cred, args);
    leave();
    gss_release_cred(&minor, &cred);
    gss_release_name(&minor, &name);
}

/* Added to nothing, or to another credential in place.  Not into a copy:
 * MIT's shares memory with what it is a copy of. */
static void
show_add(const char *step, gss_OID mech, gss_cred_id_t to,
         gss_cred_id_t service, const struct fidelity_args *args)
{
    int in_place = to != GSS_C_NO_CREDENTIAL;
    gss_name_t name = import("pass", GSS_C_NT_USER_NAME);
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    gss_OID_set actual = GSS_C_NO_OID_SET;
    OM_uint32 major, minor, initiate = 77, accept = 77;

    enter(step);
    major = gss_add_cred_impersonate_name(&minor, to, service, name, mech,
                                          GSS_C_INITIATE, 0, 0,
                                          in_place ? NULL : &cred, &actual,
                                          &initiate, &accept);
    result("add", major, minor);
    say_lifetime("initiate", initiate);
    say_lifetime("accept", accept);
    say_oid_set("actual", actual);
    show_impersonated("added", mech, in_place ? to : cred, args);
    leave();
    gss_release_oid_set(&minor, &actual);
    gss_release_cred(&minor, &cred);
    gss_release_name(&minor, &name);
}

static void
show_adds(gss_OID mech, gss_cred_id_t service,
          const struct fidelity_args *args)
{
    gss_OID other = mech_of(mech == mech_of("old") ? "krb5" : "old");
    gss_cred_id_t to;
    OM_uint32 minor;

    show_add("to nothing", mech, GSS_C_NO_CREDENTIAL, service, args);
    to = acquire_from("other", GSS_C_NO_NAME, other, GSS_C_INITIATE, NULL, 0);
    show_add("in place", mech, to, service, args);
    gss_release_cred(&minor, &to);
}

static void
show_self(const char *label, const struct fidelity_args *args)
{
    static const gss_cred_usage_t usages[] = { GSS_C_INITIATE, GSS_C_ACCEPT,
                                               GSS_C_BOTH };
    gss_OID mech = mech_of(label);
    gss_cred_id_t service = service_cred(mech, GSS_C_INITIATE, args);
    OM_uint32 minor;
    size_t i;

    enter("self");
    enter(label);
    for (i = 0; i < sizeof(usages) / sizeof(usages[0]); i++)
        show_acquire("pass", usages[i], mech, service, args);
    show_acquire("nosuchuser", GSS_C_INITIATE, mech, service, args);
    show_acquire("pass", GSS_C_INITIATE, mech, GSS_C_NO_CREDENTIAL, args);
    show_adds(mech, service, args);
    leave();
    leave();
    gss_release_cred(&minor, &service);
}

/* ---- S4U2Proxy with what an acceptor has got ----------------------- */

/* An acceptor that can initiate gets a credential without delegation. */
static void
show_proxy(const char *label, const struct fidelity_args *args)
{
    gss_OID mech = mech_of(label);
    struct recipe recipe = { .mech = mech, .flags = GSS_C_MUTUAL_FLAG };
    struct both_ends ends = { 0 };

    enter("proxy");
    enter(label);
    recipe.target = import(SERVICE, GSS_C_NT_HOSTBASED_SERVICE);
    recipe.acceptor_cred = service_cred(mech, GSS_C_BOTH, args);
    if (establish(&recipe, &ends)) {
        say_name("client", ends.client);
        show_impersonated("delegated", mech, ends.delegated, args);
        /* The context outlives its credential. */
        show_impersonator(recipe.acceptor_cred);
    }
    leave();
    leave();
    release_recipe(&recipe);
    release_ends(&ends);
}

void
show_s4u(const struct fidelity_args *args)
{
    enter("s4u");
    show_self("krb5", args);
    show_self("old", args);
    show_self("spnego", args);
    show_proxy("krb5", args);
    show_proxy("spnego", args);
    leave();
}
