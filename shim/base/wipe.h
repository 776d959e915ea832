/* SPDX-License-Identifier: MIT */
/* Clearing of memory that held keys or plaintext. */
#ifndef SHIM_BASE_WIPE_H
#define SHIM_BASE_WIPE_H

#include <stddef.h>
#include <string.h>

#include "base/portable.h"

/* Set `length` bytes at `p` to 0; never left out by the compiler, which must
 * take it that somebody looks at them.  Inline: the C library's function for
 * it costs more than the few bytes of a message. */
static inline void
ksp_wipe(void *p, size_t length)
{
#ifdef __GNUC__
    if (length > 0)
        memset(p, 0, length);
    __asm__ volatile("" : : "r"(p) : "memory");
#else
    if (length > 0)
        explicit_bzero(p, length);
#endif
}

#endif
