/* SPDX-License-Identifier: MIT */
/*
 * Memory that runs out once: the driver's own malloc, calloc and realloc
 * refuse one call that a library makes (the driver's own calls are neither
 * counted nor refused).  For one thread.
 */
#ifndef TESTS_REALM_DIFF_SHORTAGE_H
#define TESTS_REALM_DIFF_SHORTAGE_H

#include <gssapi/gssapi.h>
#include <stdbool.h>
#include <stdint.h>

/* Whether there is no such malloc: a sanitizer brings its own, and makes
 * system calls of its own as well. */
bool shortage_sanitized(void);

/* Counts from now on, and refuses number `n` from 1; 0 refuses none. */
void shortage_start(uint32_t n);

/* How many calls there were; no more are counted. */
uint32_t shortage_end(void);

/* Whether one was refused since shortage_start. */
bool shortage_struck(void);

/*
 * Whether a GSS call that gave `major` was the one it struck, and failed for
 * it: the program then makes the same call again, with the same arguments.
 */
bool shortage_again(OM_uint32 major);

#endif
