/* SPDX-License-Identifier: MIT */
/* SPNEGO: what gss_set_neg_mechs lets each side choose from. */
#include <string.h>

#include "realm/fidelity/ends.h"

#define MAX_MECHS 3

static const struct choice {
    const char *label;
    const char *mechs[MAX_MECHS]; /* NULL: none; "unknown" is nobody's */
} choices[] = {
    { "krb5", { "krb5" } },
    { "old", { "old" } },
    { "iakerb", { "iakerb" } },
    { "iakerb, krb5", { "iakerb", "krb5" } },
    { "krb5, iakerb", { "krb5", "iakerb" } },
    { "unknown, krb5", { "unknown", "krb5" } },
    { "unknown", { "unknown" } },
    { "spnego", { "spnego" } },
    { "empty", { NULL } }
};

#define N_CHOICES (sizeof(choices) / sizeof(choices[0]))

static void
make_set(const struct choice *choice, gss_OID_desc *elements,
         gss_OID_set_desc *set)
{
    static const gss_OID_desc unknown = { 3, (void *)"\x2a\x03\x04" };
    size_t i;

    for (i = 0; i < MAX_MECHS && choice->mechs[i] != NULL; i++)
        elements[i] = strcmp(choice->mechs[i], "unknown") == 0 ? unknown :
            *mech_of(choice->mechs[i]);
    set->count = i;
    set->elements = elements;
}

static gss_cred_id_t
choosing_cred(const char *label, gss_cred_usage_t usage,
              const struct choice *choice)
{
    gss_OID_desc elements[MAX_MECHS];
    gss_OID_set_desc set;
    gss_cred_id_t cred;
    OM_uint32 major, minor;

    cred = acquire_from(label, GSS_C_NO_NAME, mech_of("spnego"), usage, NULL,
                        0);
    make_set(choice, elements, &set);
    major = gss_set_neg_mechs(&minor, cred, &set);
    result(label, major, minor);
    return cred;
}

static void
show_choices(const struct choice *mine, const struct choice *theirs,
             const char *service)
{
    struct recipe recipe = {
        .mech = mech_of("spnego"),
        .flags = GSS_C_MUTUAL_FLAG | GSS_C_INTEG_FLAG
    };
    struct both_ends ends = { 0 };
    gss_buffer_desc message = text_buffer("message");
    gss_buffer_desc mic = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, ignored;

    enter(mine->label);
    enter(theirs->label);
    recipe.target = import(service, GSS_C_NT_HOSTBASED_SERVICE);
    recipe.initiator_cred = choosing_cred("initiator", GSS_C_INITIATE, mine);
    recipe.acceptor_cred = choosing_cred("acceptor", GSS_C_ACCEPT, theirs);
    if (establish(&recipe, &ends)) {
        say_name("client", ends.client);
        major = gss_get_mic(&minor, ends.initiator, 0, &message, &mic);
        result("mic", major, minor);
        major = gss_verify_mic(&minor, ends.acceptor, &message, &mic, NULL);
        result("verify", major, minor);
        gss_release_buffer(&ignored, &mic);
    }
    leave();
    leave();
    release_ends(&ends);
    release_recipe(&recipe);
}

/* On a credential that SPNEGO has no part in. */
static void
show_no_spnego(void)
{
    gss_OID_set_desc one = { 1, mech_of("krb5") };
    gss_cred_id_t cred;
    OM_uint32 major, minor;

    cred = acquire_from("krb5", GSS_C_NO_NAME, mech_of("krb5"),
                        GSS_C_INITIATE, NULL, 0);
    major = gss_set_neg_mechs(&minor, cred, &one);
    result("krb5 only", major, minor);
    major = gss_set_neg_mechs(&minor, cred, GSS_C_NO_OID_SET);
    result("no set", major, minor);
    gss_release_cred(&minor, &cred);
}

void
show_negotiate(const struct fidelity_args *args)
{
    size_t i, j;

    enter("negotiate");
    for (i = 0; i < N_CHOICES; i++) {
        for (j = 0; j < N_CHOICES; j++)
            show_choices(&choices[i], &choices[j], args->target);
    }
    show_no_spnego();
    leave();
}
