/* SPDX-License-Identifier: MIT */
/*
 * The locks of the package: a fixed set, shared by all contexts.
 *
 * A fork waits until none of them is held, so that the child finds every
 * one free and what they protect whole.  That is why they are few, held
 * for a few instructions only, and never two at a time.
 */
#ifndef CORE_LOCK_H
#define CORE_LOCK_H

#include <stdint.h>

/* The lock of the handle table and of the registry. */
#define KSP_LOCK_TABLE 0

/* The lock for something known by a number: a context by its handle. */
unsigned int ksp_lock_for(uintptr_t number);

void ksp_lock(unsigned int which);
void ksp_unlock(unsigned int which);

/* Arrange for forks; to be called before the first context exists.  Any
 * number of times, any thread. */
void ksp_lock_prepare_forks(void);

#endif
