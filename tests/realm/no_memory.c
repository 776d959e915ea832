/* SPDX-License-Identifier: MIT */
/*
 * To be preloaded: memory there is, until a program sets no_memory.  What it
 * has already it can give back.
 *
 * Or NO_MEMORY_AT=N in the environment: the N-th time that the program
 * NO_MEMORY_FOR asks there is none, and with NO_MEMORY_ON=1 neither later; the
 * file NO_MEMORY_SEEN is there then.  Other programs have memory.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);

EXPORT extern int no_memory;
EXPORT void *malloc(size_t size);
EXPORT void *calloc(size_t count, size_t size);
EXPORT void *realloc(void *memory, size_t size);

int no_memory;

/* Which one from here on; 0: none. */
static atomic_ulong at;
static int on;
static const char *seen;

__attribute__((constructor)) static void
start(void)
{
    const char *number = getenv("NO_MEMORY_AT");
    const char *program = getenv("NO_MEMORY_FOR");

    seen = getenv("NO_MEMORY_SEEN");
    on = getenv("NO_MEMORY_ON") != NULL;
    if (number != NULL && program != NULL &&
        strcmp(program, program_invocation_short_name) == 0)
        atomic_store(&at, strtoul(number, NULL, 10));
}

static int
is_time(void)
{
    int now = atomic_load(&at) > 0 && atomic_fetch_sub(&at, 1) == 1;

    if (now) {
        no_memory = on;
        if (seen != NULL)
            (void)close(open(seen, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    }
    return now;
}

static int
is_none(void)
{
    return no_memory || is_time();
}

static void *
none(void)
{
    errno = ENOMEM;
    return NULL;
}

void *
malloc(size_t size)
{
    return is_none() ? none() : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
    return is_none() ? none() : __libc_calloc(count, size);
}

void *
realloc(void *memory, size_t size)
{
    return is_none() ? none() : __libc_realloc(memory, size);
}
