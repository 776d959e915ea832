/* SPDX-License-Identifier: MIT */
/* Credential stores to acquire from: every key, with what is there, with
 * what is not, and keys together. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "realm/fidelity/ends.h"

#define MAX_ELEMENTS 3

/* "%s" in a value is the realm's directory, "%f" that for files. */
static const struct {
    const char *label;
    const char *name; /* of a user; NULL: none */
    gss_key_value_element_desc elements[MAX_ELEMENTS];
} stores[] = {
    { "keytab", NULL, { { "keytab", "FILE:%s/service.keytab" } } },
    { "other keytab", NULL, { { "keytab", "FILE:%s/http.keytab" } } },
    { "no keytab", NULL, { { "keytab", "FILE:%s/none.keytab" } } },
    { "keytab of no type", NULL, { { "keytab", "NOTYPE:x" } } },
    { "client keytab", NULL, {
        { "client_keytab", "FILE:%s/client.keytab" },
        { "ccache", "FILE:%f/client.cc" } } },
    { "client keytab and a name", "root", {
        { "client_keytab", "FILE:%s/client.keytab" },
        { "ccache", "FILE:%f/root.cc" } } },
    { "client keytab and a wrong name", "pass", {
        { "client_keytab", "FILE:%s/client.keytab" },
        { "ccache", "FILE:%f/pass.cc" } } },
    { "client keytab into memory", "root", {
        { "client_keytab", "FILE:%s/client.keytab" },
        { "ccache", "MEMORY:root" } } },
    { "no client keytab", "user", {
        { "client_keytab", "FILE:%s/none.keytab" },
        { "ccache", "FILE:%f/none.cc" } } },
    { "ccache", NULL, { { "ccache", "FILE:%f/client.cc" } } },
    { "ccache of another", "user", { { "ccache", "FILE:%f/root.cc" } } },
    { "ccache and its name", "root", { { "ccache", "FILE:%f/root.cc" } } },
    { "no ccache", NULL, { { "ccache", "FILE:%f/none.cc" } } },
    { "ccache in memory", NULL, { { "ccache", "MEMORY:root" } } },
    { "no directory", NULL, { { "ccache", "DIR:%f/none" } } },
    { "rcache", NULL, { { "rcache", "none:" } } },
    { "rcache file", NULL, { { "rcache", "file2:%f/rcache" } } },
    { "rcache of no type", NULL, { { "rcache", "notype:x" } } },
    { "rcache and keytab", NULL, {
        { "rcache", "file2:%f/rcache" },
        { "keytab", "FILE:%s/service.keytab" } } },
    { "password", "pass", { { "password", "secret" } } },
    { "wrong password", "pass", { { "password", "wrong" } } },
    { "empty password", "pass", { { "password", "" } } },
    { "password of nobody", NULL, { { "password", "secret" } } },
    { "password of no such user", "nosuchuser", {
        { "password", "secret" } } },
    { "password that has expired", "expired", { { "password", "secret" } } },
    { "password of one who has expired", "gone", {
        { "password", "secret" } } },
    { "password and ccache", "pass", {
        { "password", "secret" }, { "ccache", "FILE:%f/client.cc" } } },
    { "password and client keytab", "pass", {
        { "password", "secret" },
        { "client_keytab", "FILE:%s/client.keytab" } } },
    { "password and keytab", "pass", {
        { "password", "secret" },
        { "keytab", "FILE:%s/service.keytab" } } },
    { "verified password", "pass", {
        { "password", "secret" }, { "verify", "host@localhost" } } },
    { "verified by its name", "pass", {
        { "password", "secret" }, { "verify", "host/localhost" } } },
    { "verified by another keytab", "pass", {
        { "password", "secret" }, { "verify", "HTTP/localhost" },
        { "keytab", "FILE:%s/http.keytab" } } },
    { "verified by anyone", "pass", {
        { "password", "secret" }, { "verify", "" } } },
    { "verified by nobody", "pass", {
        { "password", "secret" }, { "verify", "host/nowhere" } } },
    { "wrong password, verified", "pass", {
        { "password", "wrong" }, { "verify", "host/localhost" } } },
    { "only verified", "pass", { { "verify", "host/localhost" } } },
    { "unknown key", NULL, { { "unknown", "value" } } },
    { "unknown key beside another", NULL, {
        { "unknown", "value" }, { "ccache", "FILE:%f/client.cc" } } },
    { "empty key", NULL, { { "", "value" } } },
    { "empty value", NULL, { { "ccache", "" } } },
    { "twice the same", NULL, {
        { "ccache", "FILE:%f/client.cc" },
        { "ccache", "FILE:%f/client.cc" } } },
    { "twice", NULL, {
        { "ccache", "FILE:%f/client.cc" },
        { "ccache", "FILE:%f/root.cc" } } },
    { "keytab twice", NULL, {
        { "keytab", "FILE:%s/service.keytab" },
        { "keytab", "FILE:%s/http.keytab" } } },
    { "unknown twice", NULL, {
        { "unknown", "1" }, { "unknown", "2" } } }
};

#define N_STORES (sizeof(stores) / sizeof(stores[0]))

struct store {
    gss_key_value_set_desc set;
    gss_key_value_element_desc elements[MAX_ELEMENTS];
    char values[MAX_ELEMENTS][1024];
};

/* The realm's directory is that of the keytab. */
static void
fill_in(const char *pattern, const struct fidelity_args *args, char *value,
        size_t size)
{
    const char *keytab = strchr(getenv("KRB5_KTNAME"), '/');
    const char *place = strchr(pattern, '%');

    if (place == NULL)
        snprintf(value, size, "%s", pattern);
    else if (place[1] == 'f')
        snprintf(value, size, "%.*s%s%s", (int)(place - pattern), pattern,
                 args->dir, place + 2);
    else
        snprintf(value, size, "%.*s%.*s%s", (int)(place - pattern), pattern,
                 (int)(strrchr(keytab, '/') - keytab), keytab, place + 2);
}

static void
make_store(size_t which, const struct fidelity_args *args,
           struct store *store)
{
    const gss_key_value_element_desc *from = stores[which].elements;
    size_t i;

    memset(store, 0, sizeof(*store));
    store->set.elements = store->elements;
    for (i = 0; i < MAX_ELEMENTS && from[i].key != NULL; i++) {
        fill_in(from[i].value, args, store->values[i],
                sizeof(store->values[i]));
        store->elements[i].key = from[i].key;
        store->elements[i].value = store->values[i];
        store->set.count++;
    }
}

/* ---- what was acquired --------------------------------------------- */

static void
show_initiator(gss_OID mech, gss_cred_id_t cred,
               const struct fidelity_args *args)
{
    struct recipe recipe = { .mech = mech, .initiator_cred = cred };
    struct both_ends ends = { 0 };
    OM_uint32 minor;

    enter("as initiator");
    recipe.target = import(args->target, GSS_C_NT_HOSTBASED_SERVICE);
    if (establish(&recipe, &ends))
        say_name("client", ends.client);
    leave();
    gss_release_name(&minor, &recipe.target);
    release_ends(&ends);
}

/* The same token twice: with a replay cache the second is a replay. */
static void
show_acceptor_of(const char *target, gss_OID mech, gss_cred_id_t cred)
{
    struct recipe recipe = { .mech = mech, .acceptor_cred = cred };
    struct both_ends ends = { 0 };
    gss_buffer_desc copy = GSS_C_EMPTY_BUFFER;
    gss_ctx_id_t replayed = GSS_C_NO_CONTEXT;
    OM_uint32 minor;

    enter(target);
    recipe.target = import(target, GSS_C_NT_HOSTBASED_SERVICE);
    if (!GSS_ERROR(init_leg(&recipe, &ends))) {
        copy.value = malloc(ends.request.length);
        copy.length = ends.request.length;
        memcpy(copy.value, ends.request.value, copy.length);
        accept_leg(&recipe, &ends);
        replayed = ends.acceptor;
        ends.acceptor = GSS_C_NO_CONTEXT;
        ends.request = copy;
        gss_release_buffer(&minor, &ends.reply);
        accept_leg(&recipe, &ends);
    }
    leave();
    gss_delete_sec_context(&minor, &replayed, GSS_C_NO_BUFFER);
    gss_release_name(&minor, &recipe.target);
    release_ends(&ends);
}

/* ---- all of it ----------------------------------------------------- */

static void
show_store_for(size_t which, gss_OID mech, gss_cred_usage_t usage,
               const struct fidelity_args *args)
{
    struct store store;
    gss_OID_set_desc one = { 1, mech };
    gss_name_t name = GSS_C_NO_NAME;
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    gss_OID_set actual = GSS_C_NO_OID_SET;
    OM_uint32 major, minor, lifetime = 77;

    make_store(which, args, &store);
    if (stores[which].name != NULL)
        name = import(stores[which].name, GSS_C_NT_USER_NAME);
    say("usage", "%d", usage);
    major = gss_acquire_cred_from(&minor, name, 0, &one, usage, &store.set,
                                  &cred, &actual, &lifetime);
    result("acquire", major, minor);
    say_lifetime("acquire", lifetime);
    say_oid_set("acquire", actual);
    if (cred != GSS_C_NO_CREDENTIAL) {
        say_cred("cred", cred);
        if (usage != GSS_C_ACCEPT)
            show_initiator(mech, cred, args);
        if (usage != GSS_C_INITIATE && mech != mech_of("iakerb")) {
            show_acceptor_of(args->target, mech, cred);
            show_acceptor_of("HTTP@localhost", mech, cred);
        }
    }
    gss_release_oid_set(&minor, &actual);
    gss_release_cred(&minor, &cred);
    gss_release_name(&minor, &name);
}

/* gss_add_cred_from on a credential of another mechanism: into a copy, and
 * in place. */
static void
show_add(size_t which, const struct fidelity_args *args)
{
    gss_OID mech = mech_of("krb5");
    struct store store;
    gss_name_t name = GSS_C_NO_NAME;
    gss_cred_id_t cred, copy = GSS_C_NO_CREDENTIAL;
    OM_uint32 major, minor, initiate = 77, accept = 77;

    enter("add");
    make_store(which, args, &store);
    if (stores[which].name != NULL)
        name = import(stores[which].name, GSS_C_NT_USER_NAME);
    cred = acquire_from("other", GSS_C_NO_NAME, mech_of("old"),
                        GSS_C_INITIATE, NULL, 0);
    major = gss_add_cred_from(&minor, cred, name, mech, GSS_C_INITIATE, 0, 0,
                              &store.set, &copy, NULL, &initiate, &accept);
    result("copy", major, minor);
    say_lifetime("copy", initiate);
    say_lifetime("copy", accept);
    if (copy != GSS_C_NO_CREDENTIAL) {
        say_cred("copy", copy);
        show_initiator(mech, copy, args);
    }
    major = gss_add_cred_from(&minor, cred, name, mech, GSS_C_INITIATE, 0, 0,
                              &store.set, NULL, NULL, NULL, NULL);
    if (result("in place", major, minor))
        show_initiator(mech, cred, args);
    major = gss_add_cred_from(&minor, cred, name, mech, GSS_C_INITIATE, 0, 0,
                              &store.set, NULL, NULL, NULL, NULL);
    result("twice", major, minor);
    leave();
    gss_release_cred(&minor, &copy);
    gss_release_cred(&minor, &cred);
    gss_release_name(&minor, &name);
}

static void
show_store(size_t which, const struct fidelity_args *args)
{
    static const char *const labels[] = { "krb5", "iakerb", "spnego" };
    size_t i;

    enter(stores[which].label);
    for (i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        enter(labels[i]);
        show_store_for(which, mech_of(labels[i]), GSS_C_INITIATE, args);
        show_store_for(which, mech_of(labels[i]), GSS_C_ACCEPT, args);
        show_store_for(which, mech_of(labels[i]), GSS_C_BOTH, args);
        leave();
    }
    show_add(which, args);
    leave();
}

void
show_stores(const struct fidelity_args *args)
{
    size_t i;

    enter("stores");
    for (i = 0; i < N_STORES; i++)
        show_store(i, args);
    leave();
}
