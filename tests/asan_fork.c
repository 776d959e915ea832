/* SPDX-License-Identifier: MIT */
/*
 * AddressSanitizer's allocator of these years has locks that a fork does not
 * wait for, as glibc's does: a child forked while another thread allocates
 * would wait for ever.  A program with this file has a lock around the
 * allocator, and forks only when no thread is inside.  Without
 * AddressSanitizer it is empty.
 */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "asan_fork.h"
#include "sanitizers.h"

#if SANITIZED_ADDRESS

/* Every library's too. */
#define EVERYBODYS __attribute__((visibility("default")))

/* A thread that would fork goes before those that would allocate. */
#define UNLOCKED PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP

static pthread_rwlock_t inside = UNLOCKED;
/* Only a program with threads needs it, and it is not ready in the first
 * moments of one. */
static int armed;

static void
enter(void)
{
    if (armed)
        pthread_rwlock_rdlock(&inside);
}

static void
leave(void)
{
    if (armed)
        pthread_rwlock_unlock(&inside);
}

EVERYBODYS void *
malloc(size_t length)
{
    void *p;

    enter();
    p = __interceptor_malloc(length);
    leave();
    return p;
}

EVERYBODYS void *
calloc(size_t count, size_t length)
{
    void *p;

    enter();
    p = __interceptor_calloc(count, length);
    leave();
    return p;
}

EVERYBODYS void *
realloc(void *p, size_t length)
{
    enter();
    p = __interceptor_realloc(p, length);
    leave();
    return p;
}

EVERYBODYS void
free(void *p)
{
    enter();
    __interceptor_free(p);
    leave();
}

static void
stop(void)
{
    pthread_rwlock_wrlock(&inside);
}

static void
go_on(void)
{
    pthread_rwlock_unlock(&inside);
}

static void
go_on_in_child(void)
{
    static const pthread_rwlock_t unlocked = UNLOCKED;

    inside = unlocked;
}

void
asan_fork_arm(void)
{
    armed = pthread_atfork(stop, go_on, go_on_in_child) == 0;
}

void
asan_fork_exit(int status)
{
    _exit(status);
}

#else

void
asan_fork_arm(void)
{
}

void
asan_fork_exit(int status)
{
    exit(status);
}

#endif
