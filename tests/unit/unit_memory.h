/* SPDX-License-Identifier: MIT */
/* Blocks of memory that this program and its libraries have in one thread: the
 * program's malloc is in front of the C library's. */
#ifndef TESTS_UNIT_UNIT_MEMORY_H
#define TESTS_UNIT_UNIT_MEMORY_H

#include <stdbool.h>
#include <stdlib.h>

#include "sanitizers.h"

/* Where that can be: not with ThreadSanitizer, which has not started when
 * malloc is called first, nor with a C library of no such names. */
#if SANITIZED_ADDRESS || (defined(__GLIBC__) && !SANITIZED_THREAD)
#define UNIT_MEMORY_CAN_FAIL 1
#else
#define UNIT_MEMORY_CAN_FAIL 0
#endif

/* How many there are now, for a difference.  0 where they cannot be counted:
 * what AddressSanitizer has in place of strdup does not call malloc; it looks
 * for what is left itself. */
long unit_memory_blocks(void);

/* Allocation number `at` from here on fails; 0: none. */
void unit_memory_fail(unsigned long at);

/* Whether it did; none fails any more.  What was to fail and did not, was not
 * needed. */
bool unit_memory_failed(void);

#endif
