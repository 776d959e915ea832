/* SPDX-License-Identifier: MIT */
/*
 * Memory that does not go through a fork: the child of fork, _Fork or a
 * clone without CLONE_VM, from wherever it was called, finds zeros in its
 * place.  The kernel sees to it, so nothing has to be registered and nothing
 * can be missed.  It is not in core dumps either.
 */
#ifndef SHIM_BASE_UNFORKED_H
#define SHIM_BASE_UNFORKED_H

#include <stddef.h>

/* `size` bytes of zeros, from a page's beginning; NULL where the system has
 * no such memory. */
void *ksp_unforked_new(size_t size);

/* Give it back; NULL is allowed. */
void ksp_unforked_free(void *memory, size_t size);

#endif
