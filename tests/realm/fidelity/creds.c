/* SPDX-License-Identifier: MIT */
/* Credentials: acquiring, adding, exporting, storing. */
#include <stdio.h>
#include <string.h>

#include "realm/fidelity/fidelity.h"

static const gss_cred_usage_t usages[] = {
    GSS_C_BOTH, GSS_C_INITIATE, GSS_C_ACCEPT
};
static const char *const usage_labels[] = { "both", "initiate", "accept" };

#define N_USAGES (sizeof(usages) / sizeof(usages[0]))

/* Exported and imported; the token holds times and keys, so its length is
 * not shown, only its frame. */
static void
show_export(gss_cred_id_t cred)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, frame;
    gss_cred_id_t back = GSS_C_NO_CREDENTIAL;
    OM_uint32 major, minor;

    enter("export");
    major = gss_export_cred(&minor, cred, &token);
    if (result("export", major, minor)) {
        frame = token;
        frame.length = 4 + mechs[0].oid.length;
        if (token.length >= frame.length)
            say_buffer("frame", &frame);
        major = gss_import_cred(&minor, &token, &back);
        if (result("import", major, minor))
            say_cred("imported", back);
        gss_release_cred(&minor, &back);
        token.length--;
        major = gss_import_cred(&minor, &token, &back);
        result("import truncated", major, minor);
        token.length++;
    }
    gss_release_buffer(&minor, &token);
    leave();
}

static void
show_acquire(const char *step, gss_name_t name, gss_OID_set set,
             gss_cred_usage_t usage, gss_const_key_value_set_t store)
{
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    gss_OID_set actual = GSS_C_NO_OID_SET;
    OM_uint32 major, minor, lifetime = 0;

    enter(step);
    major = gss_acquire_cred_from(&minor, name, GSS_C_INDEFINITE, set, usage,
                                  store, &cred, &actual, &lifetime);
    if (result("acquire", major, minor)) {
        say_lifetime("lifetime", lifetime);
        say_oid_set("actual", actual);
        say_cred("cred", cred);
        show_export(cred);
    }
    gss_release_oid_set(&minor, &actual);
    gss_release_cred(&minor, &cred);
    leave();
}

/* All mechanisms, and each one, for every usage. */
static void
show_acquire_all(const char *step, gss_name_t name,
                 gss_const_key_value_set_t store)
{
    gss_OID_set_desc one = { 1, NULL };
    size_t i, j;

    enter(step);
    for (i = 0; i < N_USAGES; i++) {
        enter(usage_labels[i]);
        show_acquire("all", name, GSS_C_NO_OID_SET, usages[i], store);
        for (j = 0; j < n_mechs; j++) {
            one.elements = &mechs[j].oid;
            show_acquire(mechs[j].label, name, &one, usages[i], store);
        }
        leave();
    }
    leave();
}

static void
show_names_of_creds(const struct fidelity_args *args)
{
    gss_name_t user = import("user", GSS_C_NT_USER_NAME);
    gss_name_t other = import("other", GSS_C_NT_USER_NAME);
    gss_name_t service = import(args->target, GSS_C_NT_HOSTBASED_SERVICE);
    gss_name_t canonical = GSS_C_NO_NAME;
    OM_uint32 minor;

    show_acquire_all("default", GSS_C_NO_NAME, NULL);
    show_acquire_all("user", user, NULL);
    show_acquire_all("other", other, NULL);
    show_acquire_all("service", service, NULL);
    gss_canonicalize_name(&minor, user, &mechs[0].oid, &canonical);
    show_acquire_all("canonical user", canonical, NULL);
    gss_release_name(&minor, &user);
    gss_release_name(&minor, &other);
    gss_release_name(&minor, &service);
    gss_release_name(&minor, &canonical);
}

static void
show_store_element(const char *key, const char *value)
{
    gss_key_value_element_desc element = { key, value };
    gss_key_value_set_desc store = { 1, &element };

    enter(key);
    show_acquire_all(value, GSS_C_NO_NAME, &store);
    leave();
}

static void
show_cred_stores(void)
{
    gss_key_value_set_desc empty = { 0, NULL };

    show_store_element("ccache", "FILE:/nonexistent/cache");
    show_store_element("ccache", "BADTYPE:x");
    show_store_element("keytab", "FILE:/nonexistent/keytab");
    show_store_element("client_keytab", "FILE:/nonexistent/keytab");
    show_store_element("unknown", "value");
    show_acquire_all("empty store", GSS_C_NO_NAME, &empty);
}

/* ---- other ways of acquiring --------------------------------------- */

static void
show_password(const char *user, const char *text, gss_OID mech)
{
    gss_buffer_desc password = text_buffer(text);
    gss_OID_set_desc one = { 1, mech };
    gss_name_t name = import(user, GSS_C_NT_USER_NAME);
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    gss_OID_set actual = GSS_C_NO_OID_SET;
    OM_uint32 major, minor, lifetime = 0;

    enter("password");
    enter(user);
    major = gss_acquire_cred_with_password(&minor, name, &password, 0,
                                           mech != NULL ? &one : NULL,
                                           GSS_C_INITIATE, &cred, &actual,
                                           &lifetime);
    if (result("acquire", major, minor)) {
        say_lifetime("lifetime", lifetime);
        say_oid_set("actual", actual);
        say_cred("cred", cred);
        show_export(cred);
    }
    leave();
    leave();
    gss_release_oid_set(&minor, &actual);
    gss_release_cred(&minor, &cred);
    gss_release_name(&minor, &name);
}

static void
show_passwords(const struct fidelity_args *args)
{
    size_t i;

    show_password("pass", args->password, NULL);
    for (i = 0; i < n_mechs; i++) {
        enter(mechs[i].label);
        show_password("pass", args->password, &mechs[i].oid);
        show_password("pass", "wrong", &mechs[i].oid);
        show_password("nobody", "wrong", &mechs[i].oid);
        show_password("pass", "", &mechs[i].oid);
        leave();
    }
}

static void
show_impersonate(const struct mech *mech)
{
    gss_OID_set_desc one = { 1, (gss_OID)&mech->oid };
    gss_name_t name = import("pass", GSS_C_NT_USER_NAME);
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL, self = GSS_C_NO_CREDENTIAL;
    OM_uint32 major, minor, lifetime = 0;

    enter("impersonate");
    enter(mech->label);
    major = gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &one, GSS_C_INITIATE,
                             &self, NULL, NULL);
    if (result("self", major, minor)) {
        major = gss_acquire_cred_impersonate_name(&minor, self, name, 0,
                                                  &one, GSS_C_INITIATE,
                                                  &cred, NULL, &lifetime);
        if (result("acquire", major, minor))
            say_cred("cred", cred);
    }
    leave();
    leave();
    gss_release_cred(&minor, &cred);
    gss_release_cred(&minor, &self);
    gss_release_name(&minor, &name);
}

/* One mechanism after the other, in place and into a copy. */
static void
show_add(const struct mech *first, const struct mech *second)
{
    gss_OID_set_desc one = { 1, (gss_OID)&first->oid };
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL, copy = GSS_C_NO_CREDENTIAL;
    gss_OID_set actual = GSS_C_NO_OID_SET;
    OM_uint32 major, minor, initiate = 0, accept = 0;

    enter(first->label);
    enter(second->label);
    major = gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &one, GSS_C_BOTH,
                             &cred, NULL, NULL);
    if (result("acquire", major, minor)) {
        major = gss_add_cred(&minor, cred, GSS_C_NO_NAME,
                             (gss_OID)&second->oid, GSS_C_BOTH, 0, 0, &copy,
                             &actual, &initiate, &accept);
        if (result("copy", major, minor)) {
            say_lifetime("initiate", initiate);
            say_lifetime("accept", accept);
            say_oid_set("actual", actual);
            say_cred("copy", copy);
            show_export(copy);
        }
        gss_release_oid_set(&minor, &actual);
        major = gss_add_cred(&minor, cred, GSS_C_NO_NAME,
                             (gss_OID)&second->oid, GSS_C_INITIATE, 0, 0,
                             NULL, &actual, &initiate, &accept);
        if (result("in place", major, minor)) {
            say_oid_set("actual", actual);
            say_cred("in place", cred);
        }
        gss_release_oid_set(&minor, &actual);
    }
    leave();
    leave();
    gss_release_cred(&minor, &copy);
    gss_release_cred(&minor, &cred);
}

void
show_creds(const struct fidelity_args *args)
{
    size_t i, j;

    enter("creds");
    show_names_of_creds(args);
    show_cred_stores();
    show_passwords(args);
    for (i = 0; i < n_mechs; i++)
        show_impersonate(&mechs[i]);
    enter("add");
    for (i = 0; i < n_mechs; i++) {
        for (j = 0; j < n_mechs; j++)
            show_add(&mechs[i], &mechs[j]);
    }
    leave();
    leave();
}
