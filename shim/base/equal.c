/* SPDX-License-Identifier: MIT */
#include "base/equal.h"

bool
ksp_equal(const unsigned char *a, const unsigned char *b, size_t length)
{
    volatile unsigned int different = 0;
    size_t i;

    for (i = 0; i < length; i++)
        different |= (unsigned int)(a[i] ^ b[i]);
    return different == 0;
}
