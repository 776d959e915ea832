/* SPDX-License-Identifier: MIT */
/*
 * Memory that ends, or begins, where a page is that nobody may touch: a byte
 * too many read or written ends the process.
 */
#ifndef TESTS_INVALID_GUARD_H
#define TESTS_INVALID_GUARD_H

#include <stdbool.h>
#include <stddef.h>

#define GUARD_ROOM 8192
#define GUARD_BESIDE 256          /* bytes that are watched */
#define GUARD_PATTERN 0xa5

/* One place, made at its first use. */
struct guard {
    unsigned char *room;        /* GUARD_ROOM bytes between two such pages */
    unsigned char *start;       /* of what is in it */
    size_t length;
};

/*
 * Put a copy of `length` bytes there (the pattern, if `bytes` is NULL): at
 * the end, or at the beginning.  Without bytes it points to where nobody may
 * look.  What was there before is gone.
 */
unsigned char *guard_put(struct guard *guard, const void *bytes,
                         size_t length, bool at_end);

/* Whether what is beside it, on the open side, is as it was. */
bool guard_kept(const struct guard *guard);

#endif
