/* SPDX-License-Identifier: MIT */
/*
 * The locks of the package: a fixed set, shared by all contexts.
 *
 * A child finds every one free, however it was forked; where the system has
 * no memory that is wiped on fork, after fork(2) alone.  And fork(2) waits
 * until none of them is held by another thread, so that the child finds what
 * they protect whole.  That is why they are few, held for a few instructions
 * only, and never two at a time.
 */
#ifndef SHIM_BASE_LOCK_H
#define SHIM_BASE_LOCK_H

#include <stdbool.h>
#include <stdint.h>

/* The lock of the handle table and of the registry. */
#define KSP_LOCK_TABLE 0

/* That one, and 16 for contexts. */
#define KSP_LOCK_COUNT 17

/* The lock for something known by a number: a context by its handle. */
unsigned int ksp_lock_for(uintptr_t number);

void ksp_lock(unsigned int which);
void ksp_unlock(unsigned int which);

/*
 * The same for who may be a signal handler: false, and nothing is to be given
 * back, if this very thread has the lock, which the handler has interrupted.
 * What the lock protects may be in the middle of a change then, and does not
 * change by itself until the handler returns.
 */
bool ksp_lock_unless_held(unsigned int which);

/* Arrange for forks; to be called before a context is made.  Any number of
 * times, any thread.  False if memory is too short for it. */
bool ksp_lock_prepare_forks(void);

#endif
