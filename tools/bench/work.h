/* SPDX-License-Identifier: MIT */
/* What a process of world.h does: contexts with itself, and calls on them.
 * A failure of a call that is timed ends it. */
#ifndef TOOLS_BENCH_WORK_H
#define TOOLS_BENCH_WORK_H

#include "tools/bench/world.h"

/* As mech.conf.in lists it. */
#define WORK_MODULE_OID "1.2.840.113556.1.8000.2554.33097.60584.52822." \
    "16575.37340.378155.9188810.1"

void work_begin(struct world_about *about);

double work_measure(size_t row);

#endif
