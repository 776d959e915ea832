/* SPDX-License-Identifier: MIT */
/*
 * Linked in the place of _exit where reach is counted: children of the
 * command end so, and what they have reached counts.  Other programs may be
 * locked in when they call it, and to count opens files.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

void __gcov_dump(void);
void __real__exit(int status) __attribute__((noreturn));
void __wrap__exit(int status) __attribute__((noreturn));

void
__wrap__exit(int status)
{
    if (strcmp(program_invocation_short_name, "gss-ksp") == 0)
        __gcov_dump();
    __real__exit(status);
}
