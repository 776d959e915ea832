/* SPDX-License-Identifier: MIT */
/* Forks of a program with threads under AddressSanitizer. */
#ifndef TESTS_ASAN_FORK_H
#define TESTS_ASAN_FORK_H

/* From now on forks wait for the allocator; before there are threads. */
void asan_fork_arm(void);

/* exit(), of a child of theirs: what the threads it has not got had in hand
 * would be taken for leaks. */
_Noreturn void asan_fork_exit(int status);

#endif
