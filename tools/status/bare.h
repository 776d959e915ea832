/* SPDX-License-Identifier: MIT */
/* A child that is about to run code of somebody else's. */
#ifndef TOOLS_STATUS_BARE_H
#define TOOLS_STATUS_BARE_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * This process, a child of `parent`, keeps nothing that it could give away or
 * use against whoever has started it: it is in a session of its own, without a
 * terminal; its standard descriptors are /dev/null, and it has no others; of
 * the environment it has what Kerberos and GSS-API look at, and what else was
 * there is wiped; it can get no rights by executing something; it leaves no
 * core, writes no large file, takes that many seconds of the processor's, and
 * dies with its parent.  False if it could not be made so.
 */
bool bare_become(pid_t parent, unsigned int seconds);

#endif
