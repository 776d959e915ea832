/* SPDX-License-Identifier: MIT */
/* What has to hold, or the process ends, with a line on stderr. */
#ifndef TESTS_FUZZ_FUZZ_MUST_H
#define TESTS_FUZZ_FUZZ_MUST_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static inline void
must(bool held, const char *what)
{
    if (!held) {
        fprintf(stderr, "%s\n", what);
        abort();
    }
}

#endif
