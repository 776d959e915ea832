/* SPDX-License-Identifier: MIT */
/*
 * A page whose bytes change under the reader: every instruction that touches
 * it is seen, and behind one of them a byte of the page is changed, as
 * another process could do that has the same memory.
 */
#ifndef TESTS_WATCH_H
#define TESTS_WATCH_H

#include <stdbool.h>
#include <stddef.h>

/* Processors whose single step we know. */
#if defined(__linux__) && defined(__x86_64__)
#define WATCH_CAN 1
#else
#define WATCH_CAN 0
#endif

#define WATCH_LENGTH 4096

/* More touches than are seen; bytes that one instruction reads at most. */
#define WATCH_TOUCHES 4096
#define WATCH_WIDEST 64

/* The page; the same for the whole process. */
unsigned char *watch_page(void);

/*
 * Watch from here on.  Behind the touch number `when` (from 1 on, 0: never)
 * the byte `at` of the page is changed by `flip`.
 */
void watch_begin(size_t at, unsigned char flip, unsigned long when);

/* Watch no more.  How many touches there were, up to the change. */
unsigned long watch_end(void);

/*
 * Whether the touch behind number `when` of the last watch without a change
 * may be one of the byte `at`.  If not, it makes no difference whether the
 * byte changes before that touch or behind it.
 */
bool watch_matters(size_t at, unsigned long when);

#endif
