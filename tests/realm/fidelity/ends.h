/* SPDX-License-Identifier: MIT */
/*
 * Both ends of a context for fidelity, established leg by leg.
 */
#ifndef TESTS_REALM_FIDELITY_ENDS_H
#define TESTS_REALM_FIDELITY_ENDS_H

#include "realm/fidelity/fidelity.h"

/* What one establishment is made with. */
struct recipe {
    const char *label;
    gss_name_t target;
    gss_OID mech;
    OM_uint32 flags;
    OM_uint32 time_req;
    gss_cred_id_t initiator_cred;
    gss_cred_id_t acceptor_cred;
    gss_channel_bindings_t initiator_bindings;
    gss_channel_bindings_t acceptor_bindings;
};

/*
 * To the service of the arguments, with default credentials.  IAKERB has
 * none for an acceptor, and with a ticket at hand the initiator's first token
 * is its last, after which MIT's acceptor says it is complete and has no
 * context: so that one is made with a password.
 */
struct recipe plain_recipe(gss_OID mech, OM_uint32 flags,
                           const struct fidelity_args *args);
void release_recipe(struct recipe *recipe);

/* Starts as zeroes; release_ends in any case. */
struct both_ends {
    gss_ctx_id_t initiator;
    gss_ctx_id_t acceptor;
    gss_name_t client;
    gss_cred_id_t delegated;
    gss_OID init_mech;
    gss_OID accepted_mech;
    /* The tokens on their way; each leg takes one and makes the other. */
    gss_buffer_desc request;
    gss_buffer_desc reply;
};

/* One call of gss_init_sec_context or gss_accept_sec_context and a line on
 * what it gave.  Lengths of tokens are not shown: they hold random numbers
 * and times.  Return the major status. */
OM_uint32 init_leg(const struct recipe *recipe, struct both_ends *ends);
OM_uint32 accept_leg(const struct recipe *recipe, struct both_ends *ends);

/* Passes tokens until both are done or one fails.  Returns 1 if both are
 * complete. */
int establish(const struct recipe *recipe, struct both_ends *ends);

/* Whether messages are those of RFC 4121, or else of RFC 1964 or 4757.
 * Makes a MIC. */
int is_rfc4121(gss_ctx_id_t context);

void release_ends(struct both_ends *ends);

/* ---- what two sections show of established ends -------------------- */

/* fidelity_broken.c: tokens changed and cut; DCE style or not. */
void show_broken_tokens(const struct both_ends *ends, int dce);

/* fidelity_iov.c: messages in parts. */
void show_iov_lists(const struct both_ends *ends);

#endif
