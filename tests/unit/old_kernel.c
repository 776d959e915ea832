/* SPDX-License-Identifier: MIT */
/* In the place of the C library's madvise. */
#include <errno.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "unit/old_kernel.h"

bool old_kernel;

int
madvise(void *memory, size_t size, int advice)
{
    int result = -1;

    errno = EINVAL;
    if (!old_kernel)
        result = (int)syscall(SYS_madvise, memory, size, advice);
    return result;
}
