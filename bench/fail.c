/* SPDX-License-Identifier: MIT */
#include "fail.h"

#include <stdio.h>
#include <stdlib.h>

void
must(const char *what, bool good)
{
    if (!good) {
        fprintf(stderr, "bench: %s: failed\n", what);
        exit(1);
    }
}

void
must_complete(const char *what, OM_uint32 major)
{
    if (major != GSS_S_COMPLETE) {
        fprintf(stderr, "bench: %s: major status %08x\n", what,
                (unsigned)major);
        exit(1);
    }
}

void *
must_calloc(size_t n, size_t size)
{
    void *memory = calloc(n, size);

    must("calloc", memory != NULL);
    return memory;
}
