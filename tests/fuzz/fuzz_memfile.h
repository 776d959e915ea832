/* SPDX-License-Identifier: MIT */
/* One file in memory, for what reads files. */
#ifndef TESTS_FUZZ_FUZZ_MEMFILE_H
#define TESTS_FUZZ_FUZZ_MEMFILE_H

#include <sys/mman.h>
#include <unistd.h>

#include "fuzz/fuzz_must.h"

/* Its path, in static memory; it holds those bytes now and no others. */
static inline const char *
memfile(const void *bytes, size_t length)
{
    static char path[64];
    static int file = -1;

    if (file < 0) {
        file = memfd_create("fuzz", MFD_CLOEXEC);
        (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
    }
    must(file >= 0 && ftruncate(file, 0) == 0 &&
         pwrite(file, bytes, length, 0) == (ssize_t)length, "no file");
    return path;
}

#endif
