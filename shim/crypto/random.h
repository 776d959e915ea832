/* SPDX-License-Identifier: MIT */
/* The system's randomness. */
#ifndef SHIM_CRYPTO_RANDOM_H
#define SHIM_CRYPTO_RANDOM_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Fill `out` with `length` random bytes of getrandom, or of /dev/urandom
 * where that gives none (an old kernel, a filter of system calls); libkrb5
 * looks in the same places.  False if the system has no randomness to give.
 */
bool ksp_random(unsigned char *out, size_t length);

#endif
