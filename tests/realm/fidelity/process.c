/* SPDX-License-Identifier: MIT */
/* What a program sets for all of the process or for a credential, by calls
 * of the krb5 mechanism's own. */
#include <krb5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "realm/fidelity/ends.h"

static void
realm_file(const char *name, char *path, size_t size)
{
    const char *keytab = strchr(getenv("KRB5_KTNAME"), '/');

    snprintf(path, size, "FILE:%.*s/%s",
             (int)(strrchr(keytab, '/') - keytab), keytab, name);
}

static void
show_context_to(const char *service, gss_OID mech, gss_cred_id_t acceptor)
{
    struct recipe recipe = { .mech = mech, .acceptor_cred = acceptor };
    struct both_ends ends = { 0 };
    OM_uint32 minor;

    enter(service);
    recipe.target = import(service, GSS_C_NT_HOSTBASED_SERVICE);
    if (establish(&recipe, &ends))
        say_name("client", ends.client);
    leave();
    gss_release_name(&minor, &recipe.target);
    release_ends(&ends);
}

/* ---- the keytab of acceptors --------------------------------------- */

static void
show_default_acceptors(const char *step)
{
    gss_cred_id_t cred;
    OM_uint32 minor;

    enter(step);
    show_context_to("host@localhost", mech_of("krb5"), GSS_C_NO_CREDENTIAL);
    show_context_to("HTTP@localhost", mech_of("krb5"), GSS_C_NO_CREDENTIAL);
    show_context_to("HTTP@localhost", mech_of("spnego"),
                    GSS_C_NO_CREDENTIAL);
    cred = acquire_from("acceptor", GSS_C_NO_NAME, mech_of("krb5"),
                        GSS_C_ACCEPT, NULL, 0);
    show_context_to("HTTP@localhost", mech_of("krb5"), cred);
    gss_release_cred(&minor, &cred);
    leave();
}

static void
show_keytab(void)
{
    char path[1024];

    enter("keytab");
    show_default_acceptors("before");
    realm_file("http.keytab", path, sizeof(path));
    say("register", "%08x", krb5_gss_register_acceptor_identity(path));
    show_default_acceptors("http");
    say("register", "%08x",
        krb5_gss_register_acceptor_identity("FILE:/nonexistent/keytab"));
    show_default_acceptors("nonexistent");
    say("register", "%08x", krb5_gss_register_acceptor_identity(NULL));
    show_default_acceptors("after");
    leave();
}

/* ---- the cache of initiators --------------------------------------- */

static void
show_default_initiators(const char *step, const struct fidelity_args *args)
{
    gss_cred_id_t cred;
    OM_uint32 minor;

    enter(step);
    show_context_to(args->target, mech_of("krb5"), GSS_C_NO_CREDENTIAL);
    show_context_to(args->target, mech_of("spnego"), GSS_C_NO_CREDENTIAL);
    cred = acquire_from("initiator", GSS_C_NO_NAME, mech_of("krb5"),
                        GSS_C_INITIATE, NULL, 0);
    if (cred != GSS_C_NO_CREDENTIAL)
        say_cred("cred", cred);
    gss_release_cred(&minor, &cred);
    leave();
}

static void
show_named(const char *name, const struct fidelity_args *args)
{
    const char *old = NULL;
    OM_uint32 major, minor;

    major = gss_krb5_ccache_name(&minor, name, &old);
    result("name", major, minor);
    /* The one from before is the environment's, which is not the same from
     * run to run. */
    say("old", "%s", old == NULL ? "none" :
        strncmp(old, "MEMORY:", 7) == 0 ? old : "some");
    show_default_initiators("initiators", args);
}

static void
show_ccache(const struct fidelity_args *args)
{
    gss_key_value_element_desc element = { "password", args->password };
    gss_key_value_element_desc into = { "ccache", "MEMORY:named" };
    gss_key_value_set_desc store = { 1, &into };
    gss_name_t name = import("pass", GSS_C_NT_USER_NAME);
    gss_cred_id_t cred;
    OM_uint32 major, minor;

    enter("ccache");
    cred = acquire_from("pass", name, mech_of("krb5"), GSS_C_INITIATE,
                        &element, 1);
    major = gss_store_cred_into(&minor, cred, GSS_C_INITIATE, mech_of("krb5"),
                                1, 0, &store, NULL, NULL);
    result("store", major, minor);
    show_default_initiators("before", args);
    show_named("MEMORY:named", args);
    show_named("MEMORY:none", args);
    show_named("NOTYPE:x", args);
    show_named(NULL, args);
    leave();
    gss_release_cred(&minor, &cred);
    gss_release_name(&minor, &name);
}

/* ---- the replay cache of a credential ------------------------------ */

/* One token taken twice. */
static void
show_twice(gss_OID mech, gss_cred_id_t acceptor,
           const struct fidelity_args *args)
{
    struct recipe recipe = { .mech = mech, .acceptor_cred = acceptor };
    struct both_ends ends = { 0 }, again = { 0 };
    OM_uint32 minor;

    recipe.target = import(args->target, GSS_C_NT_HOSTBASED_SERVICE);
    if (!GSS_ERROR(init_leg(&recipe, &ends))) {
        again.request.length = ends.request.length;
        again.request.value = malloc(ends.request.length);
        memcpy(again.request.value, ends.request.value,
               ends.request.length);
        accept_leg(&recipe, &ends);
        accept_leg(&recipe, &again);
    }
    gss_release_name(&minor, &recipe.target);
    release_ends(&ends);
    release_ends(&again);
}

/* The environment has none, so that krb5_get_server_rcache gives the one
 * of the environment then. */
static void
show_rcache(const char *label, const struct fidelity_args *args)
{
    krb5_data piece = { 0, 4, (char *)(uintptr_t)"test" };
    krb5_context context = NULL;
    krb5_rcache rcache = NULL;
    char name[1024];
    gss_cred_id_t cred;
    OM_uint32 major, minor;

    enter("rcache");
    enter(label);
    cred = acquire_from("acceptor", GSS_C_NO_NAME, mech_of(label),
                        GSS_C_ACCEPT, NULL, 0);
    show_twice(mech_of(label), cred, args);
    snprintf(name, sizeof(name), "file2:%s/set.rcache", args->dir);
    setenv("KRB5RCACHENAME", name, 1);
    if (krb5_init_context(&context) == 0 &&
        krb5_get_server_rcache(context, &piece, &rcache) == 0) {
        setenv("KRB5RCACHENAME", "none:", 1);
        major = gss_krb5_set_cred_rcache(&minor, cred, rcache);
        result("set", major, minor);
        show_twice(mech_of(label), cred, args);
    }
    setenv("KRB5RCACHENAME", "none:", 1);
    krb5_free_context(context);
    leave();
    leave();
    gss_release_cred(&minor, &cred);
}

void
show_process(const struct fidelity_args *args)
{
    enter("process");
    show_keytab();
    show_ccache(args);
    show_rcache("krb5", args);
    leave();
}
