/* SPDX-License-Identifier: MIT */
#include "base/portable.h"
#include "base/wipe.h"

void
ksp_wipe(void *p, size_t length)
{
    if (length > 0)
        explicit_bzero(p, length);
}
