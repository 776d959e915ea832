/* SPDX-License-Identifier: MIT */
/*
 * Where a step is done: in the first thread of the process mostly, but a
 * share of the steps elsewhere.
 *
 * A child does the step on its copy of everything and is gone; then the step
 * is done here as well, from where the child began.  Both must see the same,
 * but no sealed token may be the same.  Memory that runs out is a child's
 * affair too: it makes the call that failed again, and from then on sees what
 * is seen here.
 */
#ifndef TESTS_REALM_DIFF_PLACE_H
#define TESTS_REALM_DIFF_PLACE_H

#include "realm/diff/world.h"

/* What the record calls it. */
const char *place_name(enum place place);

/* Whether steps must have been taken there in a run of a module's world. */
bool place_is_possible(enum place place);

void place_step(struct world *world, const struct step *step,
                step_function *run);

#endif
