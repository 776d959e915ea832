/* SPDX-License-Identifier: MIT */
#include "unit/unit_memory.h"

static unsigned long fails_at;
static bool failed;
static long held;

long
unit_memory_blocks(void)
{
    return held;
}

void
unit_memory_fail(unsigned long at)
{
    failed = false;
    fails_at = at;
}

bool
unit_memory_failed(void)
{
    fails_at = 0;
    return failed;
}

#if UNIT_MEMORY_CAN_FAIL

#if SANITIZED_ADDRESS
#define real_malloc __interceptor_malloc
#define real_calloc __interceptor_calloc
#define real_realloc __interceptor_realloc
#define real_free __interceptor_free
#else
/* The C library's own, under names by which a program can reach them. */
extern void *__libc_malloc(size_t length);
extern void *__libc_calloc(size_t count, size_t length);
extern void *__libc_realloc(void *p, size_t length);
extern void __libc_free(void *p);
#define real_malloc __libc_malloc
#define real_calloc __libc_calloc
#define real_realloc __libc_realloc
#define real_free __libc_free
#endif

static bool
fails(void)
{
    bool now = fails_at > 0 && --fails_at == 0;

    failed = failed || now;
    return now;
}

static void *
count(void *p)
{
    held += p != NULL && !SANITIZED_ADDRESS;
    return p;
}

/* Libraries use these as well. */
#define FOR_ALL __attribute__((visibility("default")))

FOR_ALL void *
malloc(size_t length)
{
    return fails() ? NULL : count(real_malloc(length));
}

FOR_ALL void *
calloc(size_t number, size_t length)
{
    return fails() ? NULL : count(real_calloc(number, length));
}

FOR_ALL void *
realloc(void *p, size_t length)
{
    void *made = fails() ? NULL : real_realloc(p, length);

    return p == NULL ? count(made) : made;
}

FOR_ALL void
free(void *p)
{
    held -= p != NULL && !SANITIZED_ADDRESS;
    real_free(p);
}

#endif
