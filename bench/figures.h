/* SPDX-License-Identifier: MIT */
/*
 * Clock, statistics and output of the benchmarks.
 *
 * Every figure is a cost: the lower the better.  A row on stdout is
 *
 *      kind,op,size,threads,unit,best,median
 *
 * where size is in bytes, and best is a text instead of a number if there
 * was nothing to measure ("crash", "wrong").
 */
#ifndef BENCH_FIGURES_H
#define BENCH_FIGURES_H

#include <stddef.h>
#include <time.h>

/* What a row is about; of static texts. */
struct subject {
    const char *kind;
    const char *op;
    size_t size;
    unsigned threads;
    const char *unit;
};

/* Nanoseconds on a clock: CLOCK_THREAD_CPUTIME_ID for what one thread does,
 * so that other work on the machine counts as little as can be, and
 * CLOCK_MONOTONIC for what several threads do together. */
double figures_now(clockid_t clock);

/* Prints the best and the median of n > 0 samples; sorts them. */
void figures_print(const struct subject *subject, double *samples, size_t n);

/* Prints a row that has a text instead of figures. */
void figures_print_text(const struct subject *subject, const char *text);

/* How many calls fill `wanted` nanoseconds if one takes `each`: low to
 * high. */
size_t figures_calls(double wanted, double each, size_t low, size_t high);

#endif
