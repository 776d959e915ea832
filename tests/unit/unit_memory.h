/* SPDX-License-Identifier: MIT */
/* Blocks of memory that this program and its libraries have in one thread. */
#ifndef TESTS_UNIT_UNIT_MEMORY_H
#define TESTS_UNIT_UNIT_MEMORY_H

/* From here on blocks are counted. */
void unit_memory_begin(void);

/* And no more: how many more there are than at that time.  0 where they cannot
 * be counted, as with some sanitizers and libraries. */
long unit_memory_end(void);

#endif
