/* SPDX-License-Identifier: MIT */
/* Flags of contexts, and what changes them: who is asked, options of the
 * credential, an anonymous client. */
#include <krb5.h>
#include <string.h>

#include "realm/fidelity/ends.h"

/* Made by fidelity.sh; its tickets say that it may be delegated to. */
#define TRUSTED "host@trusted.localhost"

static const struct {
    const char *label;
    OM_uint32 flags;
} asked[] = {
    { "none", 0 },
    { "deleg", GSS_C_DELEG_FLAG },
    { "mutual", GSS_C_MUTUAL_FLAG },
    { "replay", GSS_C_REPLAY_FLAG },
    { "sequence", GSS_C_SEQUENCE_FLAG },
    { "conf", GSS_C_CONF_FLAG },
    { "integ", GSS_C_INTEG_FLAG },
    { "anon", GSS_C_ANON_FLAG },
    { "prot ready", GSS_C_PROT_READY_FLAG },
    { "trans", GSS_C_TRANS_FLAG },
    { "bound", GSS_C_CHANNEL_BOUND_FLAG },
    { "DCE style", GSS_C_DCE_STYLE },
    { "identify", GSS_C_IDENTIFY_FLAG },
    { "extended error", GSS_C_EXTENDED_ERROR_FLAG },
    { "deleg policy", GSS_C_DELEG_POLICY_FLAG },
    { "deleg policy or not", GSS_C_DELEG_POLICY_FLAG | GSS_C_DELEG_FLAG },
    { "DCE style identify", GSS_C_DCE_STYLE | GSS_C_IDENTIFY_FLAG },
    { "all", 0xffffffff & ~(OM_uint32)GSS_C_DCE_STYLE }
};

#define N_ASKED (sizeof(asked) / sizeof(asked[0]))

/* What can be done with it, beside what the flags say. */
static void
show_ends(const struct both_ends *ends)
{
    gss_buffer_desc message = text_buffer("message");
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, out = GSS_C_EMPTY_BUFFER;
    gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
    OM_uint32 major, minor, ignored;
    int conf = 77;

    say_name("client", ends->client);
    say("delegated", "%s",
        ends->delegated != GSS_C_NO_CREDENTIAL ? "yes" : "no");
    major = gss_wrap(&minor, ends->initiator, 1, 0, &message, &conf, &token);
    result("wrap", major, minor);
    say("wrap", "conf %d", conf);
    conf = 77;
    major = gss_unwrap(&minor, ends->acceptor, &token, &out, &conf, NULL);
    result("unwrap", major, minor);
    say("unwrap", "conf %d", conf);
    gss_release_buffer(&ignored, &token);
    gss_release_buffer(&ignored, &out);
    major = gss_inquire_sec_context_by_oid(&minor, ends->initiator,
                                           GSS_C_INQ_SSPI_SESSION_KEY, &set);
    result("key", major, minor);
    if (set != GSS_C_NO_BUFFER_SET && set->count > 1)
        say_buffer("key", &set->elements[1]);
    gss_release_buffer_set(&ignored, &set);
}

static void
show_asked(const struct recipe *recipe)
{
    struct both_ends ends = { 0 };

    enter(recipe->label);
    if (establish(recipe, &ends))
        show_ends(&ends);
    leave();
    release_ends(&ends);
}

static void
show_all(const char *step, const char *target, struct recipe *recipe)
{
    size_t i;

    enter(step);
    recipe->target = import(target, GSS_C_NT_HOSTBASED_SERVICE);
    for (i = 0; i < N_ASKED; i++) {
        recipe->label = asked[i].label;
        recipe->flags = asked[i].flags;
        show_asked(recipe);
    }
    gss_release_name(&(OM_uint32){ 0 }, &recipe->target);
    leave();
}

/* ---- options of credentials ---------------------------------------- */

static void
show_no_ci(const char *label, const char *target, gss_buffer_t value)
{
    gss_OID mech = mech_of(label);
    struct recipe recipe = { .mech = mech };
    OM_uint32 major, minor;

    recipe.initiator_cred = acquire_from("initiator", GSS_C_NO_NAME, mech,
                                         GSS_C_INITIATE, NULL, 0);
    recipe.acceptor_cred = acquire_from("acceptor", GSS_C_NO_NAME, mech,
                                        GSS_C_ACCEPT, NULL, 0);
    major = gss_set_cred_option(&minor, &recipe.initiator_cred,
                                GSS_KRB5_CRED_NO_CI_FLAGS_X, value);
    result("no ci", major, minor);
    show_all(label, target, &recipe);
    gss_release_cred(&minor, &recipe.initiator_cred);
    gss_release_cred(&minor, &recipe.acceptor_cred);
}

static void
show_enctypes_of(const char *label, const char *target, krb5_enctype mine,
                 krb5_enctype theirs)
{
    gss_OID mech = mech_of(label);
    struct recipe recipe = {
        .label = label, .mech = mech, .flags = GSS_C_MUTUAL_FLAG
    };
    OM_uint32 major, minor;

    say("enctypes", "%d %d", mine, theirs);
    recipe.target = import(target, GSS_C_NT_HOSTBASED_SERVICE);
    recipe.initiator_cred = acquire_from("initiator", GSS_C_NO_NAME, mech,
                                         GSS_C_INITIATE, NULL, 0);
    recipe.acceptor_cred = acquire_from("acceptor", GSS_C_NO_NAME, mech,
                                        GSS_C_ACCEPT, NULL, 0);
    major = gss_krb5_set_allowable_enctypes(&minor, recipe.initiator_cred, 1,
                                            &mine);
    result("initiator", major, minor);
    major = gss_krb5_set_allowable_enctypes(&minor, recipe.acceptor_cred, 1,
                                            &theirs);
    result("acceptor", major, minor);
    show_asked(&recipe);
    release_recipe(&recipe);
}

static void
show_enctypes(const char *label, const char *target)
{
    static const krb5_enctype enctypes[] = {
        ENCTYPE_AES128_CTS_HMAC_SHA1_96, ENCTYPE_AES256_CTS_HMAC_SHA384_192,
        ENCTYPE_CAMELLIA128_CTS_CMAC, ENCTYPE_ARCFOUR_HMAC
    };
    size_t i, j;

    enter("enctypes");
    for (i = 0; i < sizeof(enctypes) / sizeof(enctypes[0]); i++) {
        for (j = 0; j < sizeof(enctypes) / sizeof(enctypes[0]); j++)
            show_enctypes_of(label, target, enctypes[i], enctypes[j]);
    }
    leave();
}

/* ---- for how long --------------------------------------------------- */

static void
show_times(const char *label, const char *target)
{
    static const OM_uint32 times[] = {
        1, 100, 5000, 100000000, GSS_C_INDEFINITE
    };
    struct recipe recipe = { .mech = mech_of(label), .label = label };
    struct both_ends ends = { 0 };
    OM_uint32 major, minor, lifetime;
    size_t i;

    enter("times");
    enter(label);
    recipe.target = import(target, GSS_C_NT_HOSTBASED_SERVICE);
    for (i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        recipe.time_req = times[i];
        say("asked", "%u", times[i]);
        if (establish(&recipe, &ends)) {
            lifetime = 77;
            major = gss_context_time(&minor, ends.acceptor, &lifetime);
            result("acceptor", major, minor);
            say_lifetime("acceptor", lifetime);
        }
        release_ends(&ends);
        memset(&ends, 0, sizeof(ends));
    }
    leave();
    leave();
    gss_release_name(&minor, &recipe.target);
}

/* ---- an anonymous client ------------------------------------------- */

static void
show_anonymous(const char *label, const struct fidelity_args *args)
{
    gss_key_value_element_desc element = { "password", args->password };
    gss_OID mech = mech_of(label);
    gss_name_t name = import("WELLKNOWN/ANONYMOUS@KSP.TEST",
                             GSS_KRB5_NT_PRINCIPAL_NAME);
    struct recipe recipe = { .mech = mech };
    OM_uint32 minor;

    enter("anonymous");
    recipe.initiator_cred = acquire_from("anonymous", name, mech,
                                         GSS_C_INITIATE, &element, 1);
    if (recipe.initiator_cred != GSS_C_NO_CREDENTIAL) {
        say_cred("cred", recipe.initiator_cred);
        show_all(label, args->target, &recipe);
    }
    leave();
    gss_release_name(&minor, &name);
    gss_release_cred(&minor, &recipe.initiator_cred);
}

void
show_flags(const struct fidelity_args *args)
{
    gss_buffer_desc empty = GSS_C_EMPTY_BUFFER;
    struct recipe krb5 = { .mech = mech_of("krb5") };
    struct recipe spnego = { .mech = mech_of("spnego") };
    struct recipe iakerb = plain_recipe(mech_of("iakerb"), 0, args);

    enter("flags");
    show_all("krb5", args->target, &krb5);
    show_all("krb5, trusted", TRUSTED, &krb5);
    show_all("spnego", args->target, &spnego);
    show_all("spnego, trusted", TRUSTED, &spnego);
    gss_release_name(&(OM_uint32){ 0 }, &iakerb.target);
    show_all("iakerb", args->target, &iakerb);
    release_recipe(&iakerb);
    enter("no ci");
    show_no_ci("krb5", args->target, &empty);
    show_no_ci("spnego", args->target, GSS_C_NO_BUFFER);
    leave();
    show_enctypes("krb5", args->target);
    show_enctypes("spnego", args->target);
    show_times("krb5", args->target);
    show_times("spnego", args->target);
    show_anonymous("krb5", args);
    show_anonymous("spnego", args);
    leave();
}
