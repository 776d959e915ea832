/* SPDX-License-Identifier: MIT */
/*
 * Memory of this program and its libraries, in one thread at a time: what a
 * call leaves allocated, and what it does where there is none.
 */
#ifndef TESTS_UNIT_UNIT_MEMORY_H
#define TESTS_UNIT_UNIT_MEMORY_H

#include <stdbool.h>

/* Whether memory can run short here: not with every sanitizer and library. */
bool unit_memory_fails(void);

/* From here on blocks are counted, and the n-th allocation fails (0: none). */
void unit_memory_begin(unsigned long n);

/* And no more: how many blocks are left. */
long unit_memory_end(void);

#endif
