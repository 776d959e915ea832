/* SPDX-License-Identifier: MIT */
/*
 * A heap that watches what is linked into a test, with
 * -Wl,--wrap=malloc,--wrap=calloc,--wrap=free: what is written behind a piece
 * fails the test when it is freed, and pieces are counted.  Check allocates
 * too, in each assertion.
 */
#ifndef TESTS_UNIT_HEAP_H
#define TESTS_UNIT_HEAP_H

#include <stdbool.h>
#include <stddef.h>

/* Forget all, and watch: what is allocated until it is not watched. */
void heap_start(void);
void heap_watch(bool on);

/* Pieces that were allocated, those of them that are not freed, and how many
 * were not all zero when they were freed while it was watched. */
int heap_allocated(void);
int heap_there(void);
int heap_dirty(void);

/* The piece number `at` from here on is not to be had; 0: all are. */
void heap_fail(unsigned long at);

/* To be called once, before the next piece is given. */
void heap_call(void (*function)(void));

#endif
