/* SPDX-License-Identifier: MIT */
/*
 * Processes are read by a child, as what is read may be anybody's, and not
 * come.  Who is held by one is left behind, and another reads on with the
 * next.
 */
#ifndef TOOLS_STATUS_PROCESSES_LOOK_H
#define TOOLS_STATUS_PROCESSES_LOOK_H

#include "tools/status/process.h"

/* Those of them that are wanted, as processes_find() says, or all if it is
 * `one`.  They are in order.  NULL without memory. */
struct processes *processes_look(const char *program, const pid_t *pids,
                                 size_t n_pids, bool one);

#endif
