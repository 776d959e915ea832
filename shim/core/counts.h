/* SPDX-License-Identifier: MIT */
/*
 * Messages are counted where that costs nothing: MICs not at all, they are
 * what is left of all messages when those that were wrapped are taken away.
 */
#ifndef SHIM_CORE_COUNTS_H
#define SHIM_CORE_COUNTS_H

#include "core/context.h"

/* Adds what is known of a context that is about to be freed. */
void ksp_counts_add(const struct ksp_context *context);

/* What is refused. */
void ksp_counts_not_made(void);
void ksp_counts_not_taken(NTSTATUS status);

static inline void
ksp_count_one(_Atomic uint64_t *count)
{
    (void)atomic_fetch_add_explicit(count, 1, memory_order_relaxed);
}

/* After each message that was made, or not. */
static inline void
ksp_count_made(struct ksp_context *c, bool mic, NTSTATUS status)
{
    if (status != 0)
        ksp_counts_not_made();
    else if (!mic)
        ksp_count_one(&c->sealed);
    else if (c->callers_numbers)
        ksp_count_one(&c->mics);
}

/* After each that was taken, or not.  Those in order the judge of their number
 * has counted (sequence.c). */
static inline void
ksp_count_taken(struct ksp_context *c, bool mic, NTSTATUS status)
{
    if (status != 0)
        ksp_counts_not_taken(status);
    else if (!mic)
        ksp_count_one(&c->unsealed);
}

#endif
