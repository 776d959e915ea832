/* SPDX-License-Identifier: MIT */
/* Comparison of checksums. */
#ifndef SHIM_BASE_EQUAL_H
#define SHIM_BASE_EQUAL_H

#include <stdbool.h>
#include <stddef.h>

/* Whether two strings of `length` bytes are equal; takes the same time
 * whichever bytes differ. */
bool ksp_equal(const unsigned char *a, const unsigned char *b,
               size_t length);

#endif
