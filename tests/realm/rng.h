/* SPDX-License-Identifier: MIT */
/*
 * A small random number generator, the same on every machine: the scripts of
 * the differential driver are known by their seed alone (splitmix64, by
 * Sebastiano Vigna, placed in the public domain).
 */
#ifndef TESTS_REALM_RNG_H
#define TESTS_REALM_RNG_H

#include <stdbool.h>
#include <stdint.h>

struct rng {
    uint64_t state;
};

static inline uint64_t
rng_next(struct rng *rng)
{
    uint64_t z = (rng->state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* A number from 0 to n - 1; 0 if n is 0. */
static inline uint32_t
rng_below(struct rng *rng, size_t n)
{
    uint64_t r = rng_next(rng);

    return n == 0 ? 0 : (uint32_t)(r % n);
}

/* True in `percent` of 100 cases. */
static inline bool
rng_chance(struct rng *rng, unsigned percent)
{
    return rng_below(rng, 100) < percent;
}

#endif
