/* SPDX-License-Identifier: MIT */
/*
 * The locks are in memory that is zero in a child, which is what an unlocked
 * mutex is.  So nothing has to be called in the child, but for fork(2) there
 * are handlers: they wait for those that other threads hold.
 *
 * A signal handler may fork, and what it has interrupted may hold a lock.
 * The fork does not wait for that one; in the child it is free already when
 * its holder goes on and gives it back.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "base/lock.h"
#include "base/fork_wiped.h"

/* Each is on a cache line of its own, so that contexts do not slow each other
 * down. */
#define CACHE_LINE 64

/* A signal can come between a lock's taking and the noting of it. */
#define LONGEST_WAIT 1 /* seconds */

struct padded_lock {
    _Alignas(CACHE_LINE) pthread_mutex_t mutex;
    _Atomic uintptr_t holder;   /* 0: nobody */
};

#define UNLOCKED { PTHREAD_MUTEX_INITIALIZER, 0 }
#define UNLOCKED_4 UNLOCKED, UNLOCKED, UNLOCKED, UNLOCKED

/* Where the system has no memory of the other kind. */
static struct padded_lock plain[KSP_LOCK_COUNT] = {
    UNLOCKED, UNLOCKED_4, UNLOCKED_4, UNLOCKED_4, UNLOCKED_4
};

static _Atomic(struct padded_lock *) locks;

static atomic_bool handlers;

/* Zeros are an unlocked mutex in most C libraries, not in all. */
static bool
zero_is_unlocked(void)
{
    static const pthread_mutex_t unlocked = PTHREAD_MUTEX_INITIALIZER;
    static const char zeros[sizeof(unlocked)];

    return memcmp(&unlocked, zeros, sizeof(unlocked)) == 0;
}

static struct padded_lock *
make_locks(void)
{
    struct padded_lock *known = NULL, *made = NULL, *chosen;

    if (zero_is_unlocked())
        made = ksp_fork_wiped_new(sizeof(plain));
    chosen = made != NULL ? made : plain;
    if (!atomic_compare_exchange_strong(&locks, &known, chosen)) {
        ksp_fork_wiped_free(made, sizeof(plain));
        chosen = known;
    }
    return chosen;
}

static struct padded_lock *
find(unsigned int which)
{
    struct padded_lock *first = atomic_load_explicit(&locks,
                                                     memory_order_acquire);

    if (first == NULL)
        first = make_locks();
    return &first[which];
}

unsigned int
ksp_lock_for(uintptr_t number)
{
    return 1 + (unsigned int)(number % (KSP_LOCK_COUNT - 1));
}

static uintptr_t
self(void)
{
    return (uintptr_t)pthread_self();
}

static uintptr_t
holder_of(const struct padded_lock *l)
{
    return atomic_load_explicit(&l->holder, memory_order_relaxed);
}

static void
set_holder(struct padded_lock *l, uintptr_t holder)
{
    atomic_store_explicit(&l->holder, holder, memory_order_relaxed);
}

void
ksp_lock(unsigned int which)
{
    struct padded_lock *l = find(which);

    pthread_mutex_lock(&l->mutex);
    set_holder(l, self());
}

/* Nobody holds it any more in a child that was forked while we did. */
void
ksp_unlock(unsigned int which)
{
    struct padded_lock *l = find(which);

    if (holder_of(l) != 0) {
        set_holder(l, 0);
        pthread_mutex_unlock(&l->mutex);
    }
}

/* ---- fork(2) --------------------------------------------------------- */

/* One that a fork holds; threads are at even addresses. */
static uintptr_t
forking(void)
{
    return self() | 1;
}

/* What this fork holds already, it has by another registration. */
static bool
wait_for(struct padded_lock *l)
{
    struct timespec until = { 0, 0 };
    bool taken = pthread_mutex_trylock(&l->mutex) == 0;

    if (!taken && holder_of(l) != self() && holder_of(l) != forking()) {
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += LONGEST_WAIT;
        taken = pthread_mutex_timedlock(&l->mutex, &until) == 0;
    }
    return taken;
}

static void
before_fork(void)
{
    unsigned int i;

    for (i = 0; i < KSP_LOCK_COUNT; i++) {
        if (wait_for(find(i)))
            set_holder(find(i), forking());
    }
}

/* In both processes. */
static void
after_fork(void)
{
    unsigned int i;

    for (i = KSP_LOCK_COUNT; i > 0; i--) {
        if (holder_of(find(i - 1)) == forking())
            ksp_unlock(i - 1);
    }
}

/* A moment without memory is not the end of it: the next context tries again.
 * Two threads may do so at a time, and then all is called twice. */
bool
ksp_lock_prepare_forks(void)
{
    if (!atomic_load_explicit(&handlers, memory_order_relaxed) &&
        pthread_atfork(before_fork, after_fork, after_fork) == 0)
        atomic_store(&handlers, true);
    return atomic_load(&handlers) || find(0) != plain;
}
