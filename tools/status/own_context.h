/* SPDX-License-Identifier: MIT */
/*
 * A context with oneself, from the ticket and the keytab that are at hand: the
 * one proof that leaves nothing out.  It asks the KDC for a ticket and puts it
 * into the credential cache, so it is made only if somebody wants it.
 */
#ifndef TOOLS_STATUS_OWN_CONTEXT_H
#define TOOLS_STATUS_OWN_CONTEXT_H

#include <stdbool.h>

#include "tools/status/module_try.h"

struct own_context {
    bool tried;
    bool made;                  /* and a message went each way */
    bool ours;                  /* by the package */
    char peer[128];             /* the keytab's principal */
    char error[256];            /* if it was not made: the library's words */
};

/* In a child, with this process's environment and rights. */
void own_context_make(const struct module_tries *tries,
                      struct own_context *result);

#endif
