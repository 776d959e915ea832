/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <string.h>

#include "base/wipe.h"
#include "crypto/stack_wipe.h"

/* As far as the frames of our functions and nettle's go, where each of them
 * has 160 bytes before anything of its own (s390x). */
#define DEPTH_NETTLE 2048

/* And libcrypto's, whose code for AVX2 expands two blocks at once. */
#define DEPTH_LIBCRYPTO 8192

#ifdef HAVE_LIBCRYPTO_SHA384
#define DEPTH DEPTH_LIBCRYPTO
#else
#define DEPTH DEPTH_NETTLE
#endif

void __attribute__((noinline))
ksp_stack_wipe(void)
{
    unsigned char below[DEPTH];

    ksp_wipe(below, sizeof(below));
}
