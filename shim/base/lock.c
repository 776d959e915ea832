/* SPDX-License-Identifier: MIT */
/*
 * A lock is one word, which says who has it: taking it and noting by whom is
 * one step, so that a signal handler is never in doubt whether it has
 * interrupted the holder.  Who waits sleeps in the kernel until it is woken.
 *
 * The words are in memory that is zero in a child, and that is a free lock.
 * So nothing has to be called in the child, but for fork(2) there are
 * handlers: they wait for those that other threads hold.
 *
 * A signal handler may fork, and what it has interrupted may hold a lock.
 * The fork does not wait for that one; in the child it is free already when
 * its holder goes on and gives it back.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "base/lock.h"
#include "base/fork_wiped.h"

/* Each is on a cache line of its own, so that contexts do not slow each other
 * down. */
#define CACHE_LINE 64

/* With the holder. */
#define FORKING ((uintptr_t)1)  /* a fork holds it */
#define AWAITED ((uintptr_t)2)  /* somebody sleeps */

/* How long a fork waits: a thread may be stopped by what waits for the
 * fork.  First without giving up the processor, then asleep, each time twice
 * as long as before.  0.7 s in all. */
#define SPINS 2000
#define FIRST_SLEEP 20000L      /* nanoseconds */
#define LAST_SLEEP (FIRST_SLEEP << 14)

struct padded_lock {
    _Alignas(CACHE_LINE) _Atomic uintptr_t word;        /* 0: free */
};

/* Where the system has no memory of the other kind. */
static struct padded_lock plain[KSP_LOCK_COUNT];

static _Atomic(struct padded_lock *) locks;

static atomic_bool handlers;

static struct padded_lock *
make_locks(void)
{
    struct padded_lock *known = NULL, *chosen;
    struct padded_lock *made = ksp_fork_wiped_new(sizeof(plain));

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

/* Leaves the lowest bits free.  Windows counts threads from 1. */
static uintptr_t
self(void)
{
#ifdef _WIN32
    return (uintptr_t)pthread_self() << 2;
#else
    return (uintptr_t)pthread_self();
#endif
}

static uintptr_t
holder_of(const struct padded_lock *l)
{
    return atomic_load_explicit(&l->word, memory_order_relaxed) &
        ~(FORKING | AWAITED);
}

static bool
take(struct padded_lock *l, uintptr_t word)
{
    uintptr_t nobody = 0;

    return atomic_compare_exchange_strong_explicit(&l->word, &nobody, word,
                                                   memory_order_acquire,
                                                   memory_order_relaxed);
}

/* ---- sleep ----------------------------------------------------------- */

#if defined(__linux__) && defined(SYS_futex)

/* As in linux/futex.h, which not every C library comes with. */
#define FUTEX_WAIT_PRIVATE 128
#define FUTEX_WAKE_PRIVATE 129

/* The kernel looks at 32 bits: the lower half. */
static void *
lower_half(struct padded_lock *l)
{
    char *at = (char *)&l->word;

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    at += sizeof(l->word) - sizeof(uint32_t);
#endif
    return at;
}

static void
sleep_while(struct padded_lock *l, uintptr_t word)
{
    int saved = errno;

    (void)syscall(SYS_futex, lower_half(l), FUTEX_WAIT_PRIVATE,
                  (uint32_t)word, NULL, NULL, 0);
    errno = saved;
}

static void
wake_one(struct padded_lock *l)
{
    int saved = errno;

    (void)syscall(SYS_futex, lower_half(l), FUTEX_WAKE_PRIVATE, 1, NULL,
                  NULL, 0);
    errno = saved;
}

#else

static void
sleep_while(struct padded_lock *l, uintptr_t word)
{
    const struct timespec pause = { 0, FIRST_SLEEP };

    if (atomic_load(&l->word) == word)
        (void)nanosleep(&pause, NULL);
}

static void
wake_one(struct padded_lock *l)
{
    (void)l;
}

#endif

/* Who has slept cannot know whether others still do. */
static void
wait_and_take(struct padded_lock *l)
{
    uintptr_t word;

    do {
        word = atomic_load(&l->word);
        if (word != 0 &&
            ((word & AWAITED) != 0 ||
             atomic_compare_exchange_strong(&l->word, &word,
                                            word | AWAITED)))
            sleep_while(l, word | AWAITED);
    } while (!take(l, self() | AWAITED));
}

/* ---------------------------------------------------------------------- */

void
ksp_lock(unsigned int which)
{
    struct padded_lock *l = find(which);

    if (!take(l, self()))
        wait_and_take(l);
}

bool
ksp_lock_unless_held(unsigned int which)
{
    struct padded_lock *l = find(which);
    bool taken = take(l, self());

    if (!taken && holder_of(l) != self()) {
        wait_and_take(l);
        taken = true;
    }
    return taken;
}

/* It is not ours any more in a child that was forked while we had it. */
void
ksp_unlock(unsigned int which)
{
    struct padded_lock *l = find(which);

    if (holder_of(l) == self() &&
        (atomic_exchange_explicit(&l->word, 0, memory_order_release) &
         AWAITED) != 0)
        wake_one(l);
}

/* ---- fork(2) --------------------------------------------------------- */

/* What this thread holds already, it has by another registration, or the
 * fork has interrupted it. */
static void
wait_for(struct padded_lock *l)
{
    struct timespec pause = { 0, FIRST_SLEEP };
    uintptr_t word = self() | FORKING;
    bool over = holder_of(l) == self() || take(l, word);
    int i;

    for (i = 0; i < SPINS && !over; i++)
        over = take(l, word);
    for (; pause.tv_nsec <= LAST_SLEEP && !over; pause.tv_nsec *= 2) {
        (void)nanosleep(&pause, NULL);
        over = take(l, word);
    }
}

static void
before_fork(void)
{
    unsigned int i;

    for (i = 0; i < KSP_LOCK_COUNT; i++)
        wait_for(find(i));
}

/* In both processes. */
static void
after_fork(void)
{
    unsigned int i;
    uintptr_t word;

    for (i = KSP_LOCK_COUNT; i > 0; i--) {
        word = atomic_load(&find(i - 1)->word);
        if ((word & ~AWAITED) == (self() | FORKING))
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
