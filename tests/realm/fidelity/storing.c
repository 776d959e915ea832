/* SPDX-License-Identifier: MIT */
/* Credentials into stores, by gss_store_cred and gss_store_cred_into: types
 * of caches, those that are there already, the default one. */
#include <krb5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "realm/fidelity/ends.h"

/* Who is in a cache, and in the collection's default one. */
static void
show_owner(const char *label, const char *cache)
{
    krb5_context context = NULL;
    krb5_ccache ccache = NULL;
    krb5_principal owner = NULL;
    char *name = NULL;

    if (krb5_init_context(&context) == 0 &&
        krb5_cc_resolve(context, cache, &ccache) == 0 &&
        krb5_cc_get_principal(context, ccache, &owner) == 0)
        krb5_unparse_name(context, owner, &name);
    say(label, "%s", name != NULL ? name : "nobody");
    krb5_free_unparsed_name(context, name);
    krb5_free_principal(context, owner);
    if (ccache != NULL)
        krb5_cc_close(context, ccache);
    krb5_free_context(context);
}

static void
show_result(const char *label, OM_uint32 major, OM_uint32 minor,
            gss_OID mech, gss_OID_set stored, gss_cred_usage_t usage)
{
    OM_uint32 ignored;

    result(label, major, minor);
    say(label, "usage %d", usage);
    /* For all mechanisms it shows the module's OID. */
    if (mech != GSS_C_NO_OID)
        say_oid_set(label, stored);
    gss_release_oid_set(&ignored, &stored);
}

static void
show_into(gss_cred_id_t cred, gss_cred_usage_t usage, gss_OID mech,
          int overwrite, int dflt, const char *cache)
{
    gss_key_value_element_desc element = { "ccache", cache };
    gss_key_value_set_desc store = { 1, &element };
    gss_OID_set stored = GSS_C_NO_OID_SET;
    gss_cred_usage_t stored_usage = 77;
    OM_uint32 major, minor;

    say("into", "usage %d, overwrite %d, default %d", usage, overwrite,
        dflt);
    major = gss_store_cred_into(&minor, cred, usage, mech,
                                (OM_uint32)overwrite, (OM_uint32)dflt,
                                &store, &stored, &stored_usage);
    show_result("into", major, minor, mech, stored, stored_usage);
    show_owner("owner", cache);
}

static void
show_plain(gss_cred_id_t cred, gss_cred_usage_t usage, gss_OID mech,
           int overwrite, int dflt, const char *cache)
{
    gss_OID_set stored = GSS_C_NO_OID_SET;
    gss_cred_usage_t stored_usage = 77;
    OM_uint32 major, minor;

    say("plain", "usage %d, overwrite %d, default %d", usage, overwrite,
        dflt);
    major = gss_store_cred(&minor, cred, usage, mech, (OM_uint32)overwrite,
                           (OM_uint32)dflt, &stored, &stored_usage);
    show_result("plain", major, minor, mech, stored, stored_usage);
    show_owner("owner", cache);
}

/* Twice, so that the second finds the first; the other credential too. */
static void
show_ways(gss_cred_id_t cred, gss_cred_id_t other, gss_OID mech,
          const char *cache)
{
    static const gss_cred_usage_t usages[] = {
        GSS_C_INITIATE, GSS_C_BOTH, GSS_C_ACCEPT, 7
    };
    size_t i;
    int n;

    for (i = 0; i < sizeof(usages) / sizeof(usages[0]); i++)
        show_into(cred, usages[i], mech, 0, 0, cache);
    for (n = 0; n < 4; n++) {
        show_into(other, GSS_C_INITIATE, mech, n & 1, n >> 1, cache);
        show_into(cred, GSS_C_INITIATE, mech, n & 1, n >> 1, cache);
    }
}

static const struct {
    const char *label;
    const char *before;
    int in_dir; /* the directory for files comes in between */
    const char *after;
} caches[] = {
    { "file", "FILE:", 1, "/into" },
    { "file without type", "", 1, "/without" },
    { "memory", "MEMORY:into", 0, "" },
    { "directory", "DIR:", 1, "/collection" },
    { "in a directory", "DIR::", 1, "/collection/tkt_into" },
    { "no directory", "DIR:", 1, "/none/none" },
    { "nowhere", "FILE:/nonexistent/into", 0, "" },
    { "no type", "NOTYPE:x", 0, "" },
    { "empty", "", 0, "" }
};

#define N_CACHES (sizeof(caches) / sizeof(caches[0]))

static void
cache_name(size_t which, const struct fidelity_args *args, char *name,
           size_t size)
{
    snprintf(name, size, "%s%s%s", caches[which].before,
             caches[which].in_dir ? args->dir : "", caches[which].after);
}

static void
make_collection(const struct fidelity_args *args)
{
    char path[2048];

    snprintf(path, sizeof(path), "%s/collection", args->dir);
    mkdir(path, 0700);
}

/* Named by the store, and as the default of the process. */
static void
show_caches(gss_cred_id_t cred, gss_cred_id_t other, gss_OID mech,
            const struct fidelity_args *args)
{
    const char *before = getenv("KRB5CCNAME");
    char *saved = strdup(before != NULL ? before : "");
    char name[2048];
    size_t i;
    int n;

    make_collection(args);
    for (i = 0; i < N_CACHES; i++) {
        enter(caches[i].label);
        cache_name(i, args, name, sizeof(name));
        show_ways(cred, other, mech, name);
        setenv("KRB5CCNAME", name, 1);
        for (n = 0; n < 4; n++) {
            show_plain(other, GSS_C_INITIATE, mech, n & 1, n >> 1, name);
            show_plain(cred, GSS_C_BOTH, mech, n & 1, n >> 1, name);
        }
        show_plain(cred, GSS_C_ACCEPT, mech, 1, 1, name);
        setenv("KRB5CCNAME", saved, 1);
        leave();
    }
    free(saved);
}

/* ---- other keys, other credentials --------------------------------- */

static void
show_keys_of(const char *label, gss_cred_id_t cred,
             gss_key_value_element_desc *elements, OM_uint32 count)
{
    gss_key_value_set_desc store = { count, elements };
    OM_uint32 major, minor;

    major = gss_store_cred_into(&minor, cred, GSS_C_INITIATE, mech_of("krb5"),
                                1, 0, &store, NULL, NULL);
    result(label, major, minor);
}

static void
show_keys(gss_cred_id_t cred, const struct fidelity_args *args)
{
    char cache[2048];
    gss_key_value_element_desc elements[] = {
        { "unknown", "x" }, { "keytab", "FILE:/nonexistent/x" },
        { "ccache", cache }, { "ccache", cache }
    };

    enter("keys");
    snprintf(cache, sizeof(cache), "FILE:%s/keys", args->dir);
    show_keys_of("none", cred, elements, 0);
    show_keys_of("unknown", cred, elements, 1);
    show_keys_of("keytab", cred, elements + 1, 1);
    show_keys_of("all once", cred, elements, 3);
    show_keys_of("twice", cred, elements, 4);
    show_keys_of("no credential", GSS_C_NO_CREDENTIAL, elements, 3);
    leave();
}

static void
show_for(const char *label, const struct fidelity_args *args)
{
    gss_key_value_element_desc element = { "password", args->password };
    gss_name_t name = import("pass", GSS_C_NT_USER_NAME);
    gss_OID mech = mech_of(label);
    gss_cred_id_t cred, other, acceptor;
    OM_uint32 minor;

    enter(label);
    cred = acquire_from("cred", GSS_C_NO_NAME, mech, GSS_C_INITIATE, NULL, 0);
    other = acquire_from("other", name, mech, GSS_C_INITIATE, &element, 1);
    acceptor = acquire_from("acceptor", GSS_C_NO_NAME, mech, GSS_C_ACCEPT,
                            NULL, 0);
    show_caches(cred, other, mech, args);
    enter("any mechanism");
    show_caches(cred, other, GSS_C_NO_OID, args);
    leave();
    enter("another mechanism");
    show_caches(cred, other, mech_of("old"), args);
    leave();
    show_keys(cred, args);
    enter("acceptor");
    show_into(acceptor, GSS_C_ACCEPT, mech, 1, 0, "MEMORY:acceptor");
    show_into(acceptor, GSS_C_INITIATE, mech, 1, 0, "MEMORY:acceptor");
    leave();
    leave();
    gss_release_cred(&minor, &cred);
    gss_release_cred(&minor, &other);
    gss_release_cred(&minor, &acceptor);
    gss_release_name(&minor, &name);
}

/* A directory is left as one before it left it: so the names are not used
 * again. */
void
show_storing(const struct fidelity_args *args)
{
    static const char *const labels[] = { "krb5", "spnego" };
    struct fidelity_args own = *args;
    char dir[1024];
    size_t i;

    enter("storing");
    for (i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        snprintf(dir, sizeof(dir), "%s/%s", args->dir, labels[i]);
        mkdir(dir, 0700);
        own.dir = dir;
        show_for(labels[i], &own);
    }
    leave();
}
