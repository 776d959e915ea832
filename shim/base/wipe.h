/* SPDX-License-Identifier: MIT */
/* Clearing of memory that held keys or plaintext. */
#ifndef SHIM_BASE_WIPE_H
#define SHIM_BASE_WIPE_H

#include <stddef.h>

/* Set `length` bytes at `p` to 0; never left out by the compiler. */
void ksp_wipe(void *p, size_t length);

#endif
