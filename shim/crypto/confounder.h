/* SPDX-License-Identifier: MIT */
/* Random bytes for confounders, without a system call for each. */
#ifndef SHIM_CRYPTO_CONFOUNDER_H
#define SHIM_CRYPTO_CONFOUNDER_H

#include <stdbool.h>
#include <stddef.h>

/* Make the pools; to be called when a key is made.  Any number of times, any
 * thread.  Where there can be none, each message asks the system. */
void ksp_confounder_prepare(void);

/*
 * Fill `out` with `length` (at most 64) random bytes that nobody else gets: no
 * other thread, and no child or parent, however it was forked.  Bytes handed
 * out are wiped from their pool.  Makes no system call but getrandom, and that
 * once for many messages.  False if the system has no randomness to give.
 */
bool ksp_confounder(unsigned char *out, size_t length);

#endif
