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

#endif
