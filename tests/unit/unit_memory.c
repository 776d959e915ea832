/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdlib.h>

#include "sanitizers.h"
#include "unit/unit_memory.h"

#if SANITIZED_THREAD || SANITIZED_ADDRESS
/* The program's malloc is called before ThreadSanitizer has started; and what
 * AddressSanitizer has in place of strdup does not call it.  That looks for
 * blocks that are left itself. */
#define CAN_COUNT 0
#elif defined(__GLIBC__)
/* The C library's own, under names by which a program can reach them. */
#define CAN_COUNT 1
extern void *__libc_malloc(size_t length);
extern void *__libc_calloc(size_t count, size_t length);
extern void *__libc_realloc(void *p, size_t length);
extern void __libc_free(void *p);
#define real_malloc __libc_malloc
#define real_calloc __libc_calloc
#define real_realloc __libc_realloc
#define real_free __libc_free
#else
#define CAN_COUNT 0
#endif

static bool counting;
static long held;

void
unit_memory_begin(void)
{
    held = 0;
    counting = true;
}

long
unit_memory_end(void)
{
    counting = false;
    return held;
}

#if CAN_COUNT

static void *
count(void *p)
{
    held += counting && p != NULL;
    return p;
}

/* Libraries use these as well. */
#define FOR_ALL __attribute__((visibility("default")))

FOR_ALL void *
malloc(size_t length)
{
    return count(real_malloc(length));
}

FOR_ALL void *
calloc(size_t number, size_t length)
{
    return count(real_calloc(number, length));
}

FOR_ALL void *
realloc(void *p, size_t length)
{
    void *made = real_realloc(p, length);

    held += counting && p == NULL && made != NULL;
    return made;
}

FOR_ALL void
free(void *p)
{
    held -= counting && p != NULL;
    real_free(p);
}

#endif
