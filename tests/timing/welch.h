/* SPDX-License-Identifier: MIT */
/*
 * Whether two sorts of calls take different times: Welch's t over cycles that
 * were counted in turn, as Reparaz, Balasch and Verbauwhede have it ("Dude,
 * is my code constant time?", 2017).
 */
#ifndef TESTS_TIMING_WELCH_H
#define TESTS_TIMING_WELCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct welch_times {
    uint64_t *cycles;
    bool *random;               /* of the second class */
    size_t count;
};

struct welch {
    double t;                   /* the greatest of all crops, with its sign */
    double means[2];            /* cycles, of that crop */
    double kept;                /* of all measurements, per cent */
};

/* What is slow is slow for reasons of its own: t is taken of the quickest
 * half, of nine in ten and so on, and of all. */
struct welch welch_of(const struct welch_times *times);

#endif
