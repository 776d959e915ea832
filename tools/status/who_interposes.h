/* SPDX-License-Identifier: MIT */
/*
 * Who stands in front of Kerberos: asked of MIT's library itself, in a child
 * with this process's environment and rights.  A name that was made for the
 * mechanism bears the object identifier of who made it, and the library lets
 * that be seen.  Needs no credential and no network.
 */
#ifndef TOOLS_STATUS_WHO_INTERPOSES_H
#define TOOLS_STATUS_WHO_INTERPOSES_H

#include "tools/status/module_try.h"

enum interposing {
    INTERPOSING_UNKNOWN,        /* no name could be made */
    INTERPOSING_NOBODY,         /* stock Kerberos */
    INTERPOSING_OURS,
    INTERPOSING_OTHER,
    INTERPOSING_DIES            /* the program that asks does not survive */
};

enum interposing who_interposes(const struct module_tries *tries);

#endif
