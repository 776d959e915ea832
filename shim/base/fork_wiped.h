/* SPDX-License-Identifier: MIT */
/*
 * Memory that does not go through a fork: the child of fork, _Fork or a
 * clone without CLONE_VM, from wherever it was called, finds zeros in its
 * place.  The kernel sees to it, so nothing has to be registered and nothing
 * can be missed.  It is not in core dumps either.
 */
#ifndef SHIM_BASE_FORK_WIPED_H
#define SHIM_BASE_FORK_WIPED_H

#include <stddef.h>

/* `size` bytes of zeros, from a page's beginning; NULL where the system has
 * no such memory. */
void *ksp_fork_wiped_new(size_t size);

/* Give it back; NULL is allowed. */
void ksp_fork_wiped_free(void *memory, size_t size);

#endif
