/* SPDX-License-Identifier: MIT */
/* Channel bindings: those of one side against those of the other. */
#include <string.h>

#include "realm/fidelity/ends.h"

enum which { NONE, EMPTY, ONE, OTHER, ADDRESS, N_WHICH };

static const char *const labels[N_WHICH] = {
    "none", "empty", "one", "other", "address"
};

static gss_channel_bindings_t
bindings_of(enum which which)
{
    static struct gss_channel_bindings_struct all[N_WHICH];
    gss_channel_bindings_t bindings = &all[which];

    memset(bindings, 0, sizeof(*bindings));
    bindings->initiator_addrtype = GSS_C_AF_UNSPEC;
    bindings->acceptor_addrtype = GSS_C_AF_UNSPEC;
    if (which == ONE || which == ADDRESS)
        bindings->application_data = text_buffer("tls-unique:one");
    if (which == OTHER)
        bindings->application_data = text_buffer("tls-unique:two");
    if (which == ADDRESS) {
        bindings->initiator_addrtype = GSS_C_AF_INET;
        bindings->initiator_address.value = (void *)"\x7f\0\0\1";
        bindings->initiator_address.length = 4;
    }
    return which == NONE ? GSS_C_NO_CHANNEL_BINDINGS : bindings;
}

static void
show_pair(struct recipe *recipe, enum which mine, enum which theirs)
{
    struct both_ends ends;

    memset(&ends, 0, sizeof(ends));
    enter(labels[mine]);
    enter(labels[theirs]);
    recipe->initiator_bindings = bindings_of(mine);
    recipe->acceptor_bindings = bindings_of(theirs);
    establish(recipe, &ends);
    leave();
    leave();
    release_ends(&ends);
}

static void
show_all_pairs(const char *step, gss_OID mech, OM_uint32 flags,
               const struct fidelity_args *args)
{
    struct recipe recipe = plain_recipe(mech, flags, args);
    int mine, theirs;

    enter(step);
    for (mine = NONE; mine < N_WHICH; mine++) {
        for (theirs = NONE; theirs < N_WHICH; theirs++)
            show_pair(&recipe, (enum which)mine, (enum which)theirs);
    }
    leave();
    release_recipe(&recipe);
}

void
show_bindings(const struct fidelity_args *args)
{

    enter("bindings");
    show_all_pairs("krb5", mech_of("krb5"), GSS_C_MUTUAL_FLAG, args);
    show_all_pairs("one way", mech_of("krb5"), 0, args);
    show_all_pairs("said to be bound", mech_of("krb5"),
                   GSS_C_MUTUAL_FLAG | GSS_C_CHANNEL_BOUND_FLAG, args);
    show_all_pairs("DCE style", mech_of("krb5"),
                   GSS_C_MUTUAL_FLAG | GSS_C_DCE_STYLE, args);
    show_all_pairs("iakerb", mech_of("iakerb"), GSS_C_MUTUAL_FLAG, args);
    show_all_pairs("spnego", mech_of("spnego"),
                   GSS_C_MUTUAL_FLAG | GSS_C_CHANNEL_BOUND_FLAG, args);
    leave();
}
