/* SPDX-License-Identifier: MIT */
/* What one call of an operation costs. */
#ifndef BENCH_COST_H
#define BENCH_COST_H

#include <stddef.h>

#include "operations.h"

/* What a call took; or, while it is under way, where it began. */
struct cost {
    double ns;              /* CPU time of the thread */
    double faults;          /* pages */
};

/* Of each of n calls, one after the other.  n is at least 2. */
struct cost cost_of(const struct operation *op, const struct work *work,
                    size_t n);

/* How many calls fill a batch of so many nanoseconds. */
size_t cost_calibrate(double batch_ns, const struct operation *op,
                      const struct work *work);

#endif
