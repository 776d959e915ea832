/* SPDX-License-Identifier: MIT */
/* Comparison of checksums, and choices of which no time tells. */
#ifndef SHIM_BASE_EQUAL_H
#define SHIM_BASE_EQUAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The same value; the compiler does not know that, so it can draw no
 * conclusions from it and leave nothing out. */
static inline uint32_t
ksp_hidden(uint32_t value)
{
#ifdef __GNUC__
    __asm__("" : "+r"(value));
    return value;
#else
    volatile uint32_t hidden = value;

    return hidden;
#endif
}

/* Whether two strings of `length` bytes are equal; takes the same time
 * whichever bytes differ. */
static inline bool
ksp_equal(const unsigned char *a, const unsigned char *b, size_t length)
{
    uint32_t different = 0, x, y;
    size_t i;

    for (i = 0; i + sizeof(x) <= length; i += sizeof(x)) {
        memcpy(&x, a + i, sizeof(x));
        memcpy(&y, b + i, sizeof(y));
        different = ksp_hidden(different | (x ^ y));
    }
    for (; i < length; i++)
        different = ksp_hidden(different | (uint32_t)(a[i] ^ b[i]));
    return different == 0;
}

/* All bits of it, or none: whether `value` is not 0.  No branch. */
static inline uint32_t
ksp_mask(uint32_t value)
{
    value = ksp_hidden(value);
    return ksp_hidden(0u - ((value | (0u - value)) >> 31));
}

/* `a` where the mask is all bits, `b` where it is none.  No branch. */
static inline uint32_t
ksp_choose(uint32_t mask, uint32_t a, uint32_t b)
{
    return ksp_hidden((a & mask) | (b & ~mask));
}

#endif
