/* SPDX-License-Identifier: MIT */
/*
 * Loading an interposer as MIT's library does, to see what the library says
 * nothing about: why it cannot be loaded, and what it offers.
 */
#ifndef TOOLS_STATUS_MODULE_TRY_H
#define TOOLS_STATUS_MODULE_TRY_H

#include <stdbool.h>

#include "gssapi/gssapi_ksp_state.h"
#include "tools/status/listing.h"

struct module_try {
    bool untried;               /* nobody has loaded it, for `error`; whether
                                 * it can be is not known */
    bool loads;                 /* it is in memory, and has the function */
    char error[512];            /* why not */
    bool asked;                 /* it came back from that function */
    unsigned int mechanisms;    /* how many it offers to interpose */
    bool kerberos;              /* krb5 is one of them */
    bool has_state;             /* it is gss_ksp.so, and says: */
    struct gss_ksp_state state;
};

/* In a child, with this process's environment and rights. */
void module_try(const struct listing_entry *entry, struct module_try *result);

/* What is known without loading it, which is not to be done because of
 * `why`. */
void module_try_not(const struct listing_entry *entry, const char *why,
                    struct module_try *result);

/*
 * In a child that is about to let the library load what is listed: the module
 * is only looked at there, and writes no trace.  `tries` are of each entry of
 * the listing; another module than ours is not touched.
 */
struct module_tries {
    const struct listing *listing;
    const struct module_try *tries;
};

void module_tries_look(const struct module_tries *tries);

#endif
