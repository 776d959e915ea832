/* SPDX-License-Identifier: MIT */
/*
 * A page whose bytes change under the reader: every instruction that touches
 * it is seen, and behind one of them a byte of the page is changed, as
 * another process could do that has the same memory.
 */
#ifndef TESTS_WATCH_H
#define TESTS_WATCH_H

#include <stddef.h>

/* Processors whose single step we know. */
#if defined(__linux__) && defined(__x86_64__)
#define WATCH_CAN 1
#else
#define WATCH_CAN 0
#endif

#define WATCH_LENGTH 4096

/* The page; the same for the whole process. */
unsigned char *watch_page(void);

/*
 * Watch from here on.  Behind the touch number `when` (from 1 on, 0: never)
 * the byte `at` of the page is changed by `flip`.
 */
void watch_begin(size_t at, unsigned char flip, unsigned long when);

/* Watch no more.  How many touches there were. */
unsigned long watch_end(void);

#endif
