/* SPDX-License-Identifier: MIT */
/*
 * Both ends of a context with oneself, from the ticket and the keytab that are
 * at hand.  Only for a child that ends when it is done with them: nothing is
 * freed, and the library stays as this environment made it.
 */
#ifndef TOOLS_OWN_ENDS_H
#define TOOLS_OWN_ENDS_H

#include <gssapi/gssapi.h>
#include <stdbool.h>

struct own_ends {
    gss_cred_id_t acceptor_cred;
    gss_name_t name;
    gss_ctx_id_t initiator, acceptor;
    char peer[128];             /* the keytab's principal */
    char error[256];            /* of what did not succeed: the library's
                                 * words */
};

/* Whether a step succeeded; if not, `error` says what it was and why. */
bool own_ends_succeeded(struct own_ends *ends, const char *step,
                        OM_uint32 major, OM_uint32 minor);

/* With mutual authentication, replay and sequence detection. */
bool own_ends_establish(struct own_ends *ends);

#endif
