/* SPDX-License-Identifier: MIT */
/*
 * nettle's primitives one by one: the yardsticks of goals.csv.
 */
#ifndef BENCH_ALONE_H
#define BENCH_ALONE_H

#include <stddef.h>

/*
 * Times each HMAC over `size` bytes and each CBC encryption of the whole
 * blocks of it: `batches` samples of about `ns` nanoseconds.  Prints a row
 * of the kind "alone" for each (figures.h); CBC has none below a block.
 */
void alone_print(size_t size, size_t batches, double ns);

#endif
