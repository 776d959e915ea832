/* SPDX-License-Identifier: MIT */
/* The enctypes whose contexts this build has: the first of them. */
#ifndef TESTS_FUZZ_FUZZ_ENCTYPES_H
#define TESTS_FUZZ_FUZZ_ENCTYPES_H

#include "crypto/enctype.h"
#include "crypto/rfc1964.h"

static inline size_t
fuzz_enctypes(void)
{
    size_t n = 0;

    while (ksp_enctype_at(n) != NULL && (ksp_enctype_at(n)->protocol ==
           KSP_RFC4121 || ksp_1964_cipher_for(ksp_enctype_at(n)) != NULL))
        n++;
    return n;
}

#endif
