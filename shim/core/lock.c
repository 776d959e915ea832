/* SPDX-License-Identifier: MIT */
#include <pthread.h>

#include "lock.h"

/* One for the table and 16 for contexts, each on a cache line of its own
 * so that contexts do not slow each other down. */
#define LOCK_COUNT 17
#define CACHE_LINE 64

struct padded_lock {
    _Alignas(CACHE_LINE) pthread_mutex_t mutex;
};

#define UNLOCKED { PTHREAD_MUTEX_INITIALIZER }
#define UNLOCKED_4 UNLOCKED, UNLOCKED, UNLOCKED, UNLOCKED

static struct padded_lock locks[LOCK_COUNT] = {
    UNLOCKED, UNLOCKED_4, UNLOCKED_4, UNLOCKED_4, UNLOCKED_4
};

static pthread_once_t fork_once = PTHREAD_ONCE_INIT;

unsigned int
ksp_lock_for(uintptr_t number)
{
    return 1 + (unsigned int)(number % (LOCK_COUNT - 1));
}

void
ksp_lock(unsigned int which)
{
    pthread_mutex_lock(&locks[which].mutex);
}

void
ksp_unlock(unsigned int which)
{
    pthread_mutex_unlock(&locks[which].mutex);
}

static void
before_fork(void)
{
    unsigned int i;

    for (i = 0; i < LOCK_COUNT; i++)
        ksp_lock(i);
}

static void
after_fork(void)
{
    unsigned int i;

    for (i = LOCK_COUNT; i > 0; i--)
        ksp_unlock(i - 1);
}

static void
register_fork_handlers(void)
{
    (void)pthread_atfork(before_fork, after_fork, after_fork);
}

void
ksp_lock_prepare_forks(void)
{
    pthread_once(&fork_once, register_fork_handlers);
}
