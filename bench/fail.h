/* SPDX-License-Identifier: MIT */
/*
 * A benchmark of failures is of no use: whatever goes wrong ends the
 * process, with a line on stderr and exit status 1.
 */
#ifndef BENCH_FAIL_H
#define BENCH_FAIL_H

#include <gssapi/gssapi.h>
#include <stdbool.h>
#include <stddef.h>

/* Goes on if `good`. */
void must(const char *what, bool good);

/* Goes on if a GSS call gave GSS_S_COMPLETE without supplementary bits. */
void must_complete(const char *what, OM_uint32 major);

/* Zeroed memory for free(). */
void *must_calloc(size_t n, size_t size);

#endif
