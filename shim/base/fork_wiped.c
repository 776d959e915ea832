/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stddef.h>

#ifndef _WIN32
#include <sys/mman.h>
#endif

#include "base/fork_wiped.h"

#if defined(MADV_WIPEONFORK) && defined(MADV_DONTDUMP)

/* No advice.  Emulators have been seen that accept any and do nothing. */
#define NO_ADVICE (-1)

static bool
wiped_on_fork(void *memory, size_t size)
{
    return madvise(memory, size, NO_ADVICE) != 0 &&
        madvise(memory, size, MADV_WIPEONFORK) == 0;
}

void *
ksp_fork_wiped_new(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED) {
        memory = NULL;
    } else if (!wiped_on_fork(memory, size)) {
        ksp_fork_wiped_free(memory, size);
        memory = NULL;
    } else {
        (void)madvise(memory, size, MADV_DONTDUMP);
    }
    return memory;
}

void
ksp_fork_wiped_free(void *memory, size_t size)
{
    if (memory != NULL)
        (void)munmap(memory, size);
}

#else

void *
ksp_fork_wiped_new(size_t size)
{
    (void)size;
    return NULL;
}

void
ksp_fork_wiped_free(void *memory, size_t size)
{
    (void)memory;
    (void)size;
}

#endif
