/* SPDX-License-Identifier: MIT */
/* Random bytes for confounders, without a system call for each. */
#ifndef CRYPTO_CONFOUNDER_H
#define CRYPTO_CONFOUNDER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Fill `out` with `length` (at most 64) random bytes.  They come from a
 * pool of the calling thread, which getrandom fills; bytes handed out are
 * wiped from it, and a child after fork starts with an empty one.  False if
 * the system has no randomness to give.
 */
bool ksp_confounder(unsigned char *out, size_t length);

#endif
