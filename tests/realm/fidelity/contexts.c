/* SPDX-License-Identifier: MIT */
/*
 * Contexts as far as names, credentials and mechanisms are concerned; the
 * messages have a test of their own (the differential one).
 */
#include <stdio.h>
#include <string.h>

#include "realm/fidelity/ends.h"
#include "realm/fidelity/fidelity.h"

static void
show_inquire(const char *step, gss_ctx_id_t context)
{
    gss_name_t source = GSS_C_NO_NAME, target = GSS_C_NO_NAME;
    gss_OID mech = GSS_C_NO_OID;
    OM_uint32 major, minor, lifetime = 0, flags = 0;
    int local = -1, opened = -1;

    enter(step);
    major = gss_inquire_context(&minor, context, &source, &target, &lifetime,
                                &mech, &flags, &local, &opened);
    if (result("inquire", major, minor)) {
        say_name("source", source);
        say_name("target", target);
        say_lifetime("lifetime", lifetime);
        say_oid("mech", mech);
        say("inquire", "flags %x, local %d, open %d", flags, local, opened);
    }
    gss_release_name(&minor, &source);
    gss_release_name(&minor, &target);
    leave();
}

static void
show_equal(const char *label, gss_name_t a, gss_name_t b)
{
    OM_uint32 major, minor;
    int equal = -1;

    major = gss_compare_name(&minor, a, b, &equal);
    result(label, major, minor);
    say(label, "equal %d", equal);
}

/* All values of an attribute.  A PAC has keys and times in it, so only
 * lengths are shown. */
static void
show_attribute(gss_name_t name, gss_buffer_t attr)
{
    gss_buffer_desc value = GSS_C_EMPTY_BUFFER, shown = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;
    int authenticated, complete, more = -1, limit = 16;

    say_buffer("attribute", attr);
    do {
        authenticated = complete = -1;
        major = gss_get_name_attribute(&minor, name, attr, &authenticated,
                                       &complete, &value, &shown, &more);
        result("get", major, minor);
        say("get", "authenticated %d, complete %d, more %d, %zu bytes",
            authenticated, complete, more, value.length);
        gss_release_buffer(&minor, &value);
        gss_release_buffer(&minor, &shown);
    } while (!GSS_ERROR(major) && more != 0 && --limit > 0);
}

static void
show_attributes(const char *step, gss_name_t name)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, none = text_buffer("none");
    gss_buffer_set_t attrs = GSS_C_NO_BUFFER_SET;
    gss_name_t back = GSS_C_NO_NAME;
    OM_uint32 major, minor;
    size_t i;

    enter(step);
    major = gss_inquire_name(&minor, name, NULL, NULL, &attrs);
    result("attributes", major, minor);
    for (i = 0; attrs != GSS_C_NO_BUFFER_SET && i < attrs->count; i++)
        show_attribute(name, &attrs->elements[i]);
    gss_release_buffer_set(&minor, &attrs);
    show_attribute(name, &none);
    major = gss_export_name_composite(&minor, name, &token);
    result("composite", major, minor);
    say("composite", "%zu bytes", token.length);
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

static void
show_accounts(gss_name_t client)
{
    static const char *const accounts[] = { "user", "root", "nobody" };
    gss_buffer_desc buffer = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;
    size_t i;

    major = gss_localname(&minor, client, GSS_C_NO_OID, &buffer);
    result("localname", major, minor);
    say_buffer("localname", &buffer);
    gss_release_buffer(&minor, &buffer);
    major = gss_localname(&minor, client, &mechs[0].oid, &buffer);
    result("localname krb5", major, minor);
    say_buffer("localname krb5", &buffer);
    gss_release_buffer(&minor, &buffer);
    for (i = 0; i < sizeof(accounts) / sizeof(accounts[0]); i++)
        say(accounts[i], "userok %d", gss_userok(client, accounts[i]));
}

/* Copies, round trips and comparisons of a name made by accept. */
static void
show_client(const struct recipe *recipe, gss_name_t client)
{
    gss_name_t user = import("user", GSS_C_NT_USER_NAME);
    gss_name_t other = import("root", GSS_C_NT_USER_NAME);
    gss_name_t copy = GSS_C_NO_NAME, canonical = GSS_C_NO_NAME;
    OM_uint32 major, minor;

    enter("client");
    say_name("name", client);
    show_equal("user", client, user);
    show_equal("user turned", user, client);
    show_equal("other", client, other);
    major = gss_duplicate_name(&minor, client, &copy);
    if (result("duplicate", major, minor)) {
        say_name("duplicate", copy);
        show_equal("duplicate", client, copy);
        show_attributes("duplicate", copy);
    }
    major = gss_canonicalize_name(&minor, client, recipe->mech, &canonical);
    if (result("canonicalize", major, minor))
        say_name("canonical", canonical);
    show_accounts(client);
    show_attributes("attributes", client);
    leave();
    gss_release_name(&minor, &user);
    gss_release_name(&minor, &other);
    gss_release_name(&minor, &copy);
    gss_release_name(&minor, &canonical);
}

/* The number of MICs is small: only that each side takes the other's. */
static void
show_mics(const struct both_ends *ends)
{
    gss_buffer_desc message = text_buffer("message");
    gss_buffer_desc mic = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss_get_mic(&minor, ends->initiator, 0, &message, &mic);
    result("mic", major, minor);
    say("mic", "%zu bytes", mic.length);
    major = gss_verify_mic(&minor, ends->acceptor, &message, &mic, NULL);
    result("verify", major, minor);
    major = gss_verify_mic(&minor, ends->initiator, &message, &mic, NULL);
    result("verify reflected", major, minor);
    gss_release_buffer(&minor, &mic);
    major = gss_get_mic(&minor, ends->acceptor, 1, &message, &mic);
    result("mic with qop", major, minor);
    gss_release_buffer(&minor, &mic);
}

/* Stored and taken from there; the store is new each time. */
static void
show_stored(gss_cred_id_t cred)
{
    static int n;
    char cache[32];
    gss_key_value_element_desc element = { "ccache", cache };
    gss_key_value_set_desc store = { 1, &element };
    gss_cred_usage_t usage = 77;
    gss_cred_id_t back;
    OM_uint32 major, minor;

    snprintf(cache, sizeof(cache), "MEMORY:delegated%d", n++);
    major = gss_store_cred_into(&minor, cred, GSS_C_INITIATE, &mechs[0].oid,
                                0, 0, &store, NULL, &usage);
    result("store", major, minor);
    say("store", "usage %d", usage);
    back = acquire_from("from store", GSS_C_NO_NAME, &mechs[0].oid,
                        GSS_C_INITIATE, &element, 1);
    if (back != GSS_C_NO_CREDENTIAL)
        say_cred("from store", back);
    gss_release_cred(&minor, &back);
}

static void
show_delegated(gss_cred_id_t cred, gss_name_t target)
{
    struct recipe again = {
        .target = target, .mech = &mechs[0].oid,
        .flags = GSS_C_MUTUAL_FLAG, .initiator_cred = cred
    };
    struct both_ends ends;
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    gss_cred_id_t back = GSS_C_NO_CREDENTIAL;
    OM_uint32 major, minor;

    enter("delegated");
    say_cred("cred", cred);
    show_stored(cred);
    major = gss_export_cred(&minor, cred, &token);
    if (result("export", major, minor)) {
        major = gss_import_cred(&minor, &token, &back);
        if (result("import", major, minor))
            say_cred("imported", back);
    }
    memset(&ends, 0, sizeof(ends));
    establish(&again, &ends);
    release_ends(&ends);
    leave();
    gss_release_cred(&minor, &back);
    gss_release_buffer(&minor, &token);
}

static void
show_recipe(const struct recipe *recipe)
{
    struct both_ends ends;

    memset(&ends, 0, sizeof(ends));
    enter(recipe->label);
    if (establish(recipe, &ends)) {
        show_inquire("initiator", ends.initiator);
        show_inquire("acceptor", ends.acceptor);
        show_client(recipe, ends.client);
        show_mics(&ends);
        if (ends.delegated != GSS_C_NO_CREDENTIAL)
            show_delegated(ends.delegated, recipe->target);
        else
            say("delegated", "none");
    }
    leave();
    release_ends(&ends);
}

/* A copy of a credential, made by adding an element of another mechanism
 * to it.  It must be of the same mechanism, or it is not found. */
static gss_cred_id_t
copied(const struct mech *mech, gss_cred_id_t cred)
{
    gss_OID other = &mechs[strcmp(mech->label, "wrong") != 0 ? 2 : 1].oid;
    gss_cred_id_t copy = GSS_C_NO_CREDENTIAL;
    OM_uint32 major, minor;

    major = gss_add_cred(&minor, cred, GSS_C_NO_NAME, other, GSS_C_INITIATE,
                         0, 0, &copy, NULL, NULL, NULL);
    result("copy", major, minor);
    return copy;
}

static gss_cred_id_t
reimported(gss_cred_id_t cred)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    gss_cred_id_t back = GSS_C_NO_CREDENTIAL;
    OM_uint32 major, minor;

    major = gss_export_cred(&minor, cred, &token);
    if (result("export", major, minor)) {
        major = gss_import_cred(&minor, &token, &back);
        result("import", major, minor);
    }
    gss_release_buffer(&minor, &token);
    return back;
}

/* Of one mechanism, for the service the contexts are made with. */
static gss_cred_id_t
acceptor_cred(const struct mech *mech, const struct fidelity_args *args)
{
    gss_OID_set_desc one = { 1, (gss_OID)&mech->oid };
    gss_name_t service = import(args->target, GSS_C_NT_HOSTBASED_SERVICE);
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    OM_uint32 major, minor;

    major = gss_acquire_cred(&minor, service, 0, &one, GSS_C_ACCEPT, &cred,
                             NULL, NULL);
    result("acceptor", major, minor);
    gss_release_name(&minor, &service);
    return cred;
}

static gss_cred_id_t
password_cred(const struct mech *mech, const struct fidelity_args *args)
{
    gss_OID_set_desc one = { 1, (gss_OID)&mech->oid };
    gss_buffer_desc password = text_buffer(args->password);
    gss_name_t name = import("pass", GSS_C_NT_USER_NAME);
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    OM_uint32 major, minor;

    major = gss_acquire_cred_with_password(&minor, name, &password, 0, &one,
                                           GSS_C_INITIATE, &cred, NULL,
                                           NULL);
    result("password", major, minor);
    gss_release_name(&minor, &name);
    return cred;
}

static void
show_with_defaults(const struct mech *mech, gss_name_t target)
{
    struct recipe recipe = {
        .label = "default", .target = target,
        .mech = (gss_OID)&mech->oid, .flags = GSS_C_MUTUAL_FLAG
    };
    gss_name_t other = import("host@nowhere.invalid",
                              GSS_C_NT_HOSTBASED_SERVICE);
    OM_uint32 minor;

    show_recipe(&recipe);
    recipe.label = "no such service";
    recipe.target = other;
    show_recipe(&recipe);
    recipe.label = "no mutual";
    recipe.target = target;
    recipe.flags = 0;
    show_recipe(&recipe);
    recipe.label = "delegation";
    recipe.flags = GSS_C_MUTUAL_FLAG | GSS_C_DELEG_FLAG;
    show_recipe(&recipe);
    gss_release_name(&minor, &other);
}

/* Consumes the credential: used as it is, as a copy, exported and imported
 * again. */
static void
show_with_cred(const struct mech *mech, gss_name_t target,
               gss_cred_id_t cred, const struct fidelity_args *args)
{
    struct recipe recipe = {
        .label = "acquired", .target = target,
        .mech = (gss_OID)&mech->oid,
        .flags = GSS_C_MUTUAL_FLAG | GSS_C_DELEG_FLAG | GSS_C_CONF_FLAG |
            GSS_C_INTEG_FLAG | GSS_C_SEQUENCE_FLAG | GSS_C_REPLAY_FLAG,
        .initiator_cred = cred, .acceptor_cred = acceptor_cred(mech, args)
    };
    OM_uint32 minor;

    show_recipe(&recipe);
    recipe.label = "copied";
    recipe.initiator_cred = copied(mech, cred);
    if (recipe.initiator_cred != GSS_C_NO_CREDENTIAL)
        show_recipe(&recipe);
    gss_release_cred(&minor, &recipe.initiator_cred);
    recipe.label = "imported";
    recipe.initiator_cred = reimported(cred);
    if (recipe.initiator_cred != GSS_C_NO_CREDENTIAL)
        show_recipe(&recipe);
    gss_release_cred(&minor, &recipe.initiator_cred);
    gss_release_cred(&minor, &recipe.acceptor_cred);
    gss_release_cred(&minor, &cred);
}

/* The default credential is "user": one that is lost on the way shows. */
static void
show_mech(const struct mech *mech, gss_name_t target,
          const struct fidelity_args *args)
{
    gss_OID_set_desc one = { 1, (gss_OID)&mech->oid };
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    OM_uint32 major, minor;

    enter(mech->label);
    show_with_defaults(mech, target);
    major = gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &one, GSS_C_INITIATE,
                             &cred, NULL, NULL);
    result("acquire", major, minor);
    show_with_cred(mech, target, cred, args);
    enter("password");
    show_with_cred(mech, target, password_cred(mech, args), args);
    leave();
    leave();
}

void
show_contexts(const struct fidelity_args *args)
{
    gss_name_t target = import(args->target, GSS_C_NT_HOSTBASED_SERVICE);
    OM_uint32 minor;
    size_t i;

    enter("contexts");
    for (i = 0; i < n_mechs; i++)
        show_mech(&mechs[i], target, args);
    leave();
    gss_release_name(&minor, &target);
}
