/* SPDX-License-Identifier: MIT */
/*
 * To be preloaded: memory there is, until a program sets no_memory.  What it
 * has already it can give back.
 */
#include <errno.h>
#include <stddef.h>

#define EXPORT __attribute__((visibility("default")))

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);

EXPORT extern int no_memory;
EXPORT void *malloc(size_t size);
EXPORT void *calloc(size_t count, size_t size);
EXPORT void *realloc(void *memory, size_t size);

int no_memory;

static void *
none(void)
{
    errno = ENOMEM;
    return NULL;
}

void *
malloc(size_t size)
{
    return no_memory ? none() : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
    return no_memory ? none() : __libc_calloc(count, size);
}

void *
realloc(void *memory, size_t size)
{
    return no_memory ? none() : __libc_realloc(memory, size);
}
