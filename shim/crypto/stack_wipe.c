/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/wipe.h"
#include "crypto/stack_wipe.h"

/* As far as the frames of our functions and nettle's go, where each of them
 * has 160 bytes before anything of its own (s390x). */
#define DEPTH 2048

void __attribute__((noinline))
ksp_stack_wipe(void)
{
    unsigned char below[DEPTH];

    ksp_wipe(below, sizeof(below));
}
