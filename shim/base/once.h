/* SPDX-License-Identifier: MIT */
/*
 * Bytes of a token are read once.  It may be in memory that others write to
 * while it is opened; what is decided from a byte read twice was decided
 * about two tokens.
 */
#ifndef SHIM_BASE_ONCE_H
#define SHIM_BASE_ONCE_H

#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

/* Copy bytes that will not be looked at where they were.  The fence keeps a
 * compiler from reading them again in place of the copy. */
static inline void
ksp_take(void *out, const void *in, size_t length)
{
    if (length > 0)
        memcpy(out, in, length);
    atomic_signal_fence(memory_order_seq_cst);
}

#endif
