/* SPDX-License-Identifier: MIT */
/*
 * A few pools for all threads, in memory that a forked child finds zero: all
 * of them free and empty there.
 *
 * A pool's word holds who is at it and how many bytes are left.  Who takes
 * bytes puts a mark of its own there, and at the end the rest and no mark,
 * if the mark is there still.  It is not in a child that was forked in
 * between, by a signal handler: its copy of the taker then leaves the pool
 * as it is and forgets the bytes, which are the parent's.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

#include "base/fork_wiped.h"
#include "base/portable.h"
#include "crypto/confounder.h"
#include "crypto/random.h"

/* Confounders for 64 messages: a system call for fewer is felt. */
#define POOL_SIZE 1024

#define POOLS_BITS 4
#define POOLS ((size_t)1 << POOLS_BITS)
#define CACHE_LINE 64

/* A pool's word: the mark, 0 for nobody, above the bytes that are left. */
#define LEFT_BITS 16
#define LEFT_MAX (((uint64_t)1 << LEFT_BITS) - 1)

struct pool {
    _Alignas(CACHE_LINE) _Atomic uint64_t word;
    unsigned char bytes[POOL_SIZE];
};

static _Atomic(struct pool *) pools;

void
ksp_confounder_prepare(void)
{
    struct pool *known = atomic_load(&pools), *made;

    if (known == NULL) {
        made = ksp_fork_wiped_new(POOLS * sizeof(*made));
        if (!atomic_compare_exchange_strong(&pools, &known, made))
            ksp_fork_wiped_free(made, POOLS * sizeof(*made));
    }
}

/* A mark that nobody else has while `frame` is on the stack. */
static uint64_t
mark_of(const void *frame)
{
    return (uint64_t)(uintptr_t)frame << LEFT_BITS;
}

/* Threads begin at different pools, each always at the same. */
static size_t
first_pool(void)
{
    uint64_t self = (uint64_t)(uintptr_t)pthread_self();

    return (size_t)(self * UINT64_C(0x9e3779b97f4a7c15) >>
                    (64 - POOLS_BITS));
}

/* Put a mark on the first pool that has none; NULL if all have.  *word is
 * what the pool's word is then. */
static struct pool *
acquire(uint64_t mark, uint64_t *word)
{
    struct pool *p = atomic_load_explicit(&pools, memory_order_acquire);
    struct pool *found = NULL, *next;
    size_t first = first_pool(), i;
    uint64_t left;

    for (i = 0; p != NULL && i < POOLS && found == NULL; i++) {
        next = &p[(first + i) % POOLS];
        left = atomic_load_explicit(&next->word, memory_order_relaxed);
        *word = mark | left;
        if (left <= LEFT_MAX &&
            atomic_compare_exchange_strong_explicit(&next->word, &left,
                                                    *word,
                                                    memory_order_acquire,
                                                    memory_order_relaxed))
            found = next;
    }
    return found;
}

/* Take the mark off; false if it was gone. */
static bool
release(struct pool *p, uint64_t word, uint64_t left)
{
    return atomic_compare_exchange_strong_explicit(&p->word, &word, left,
                                                   memory_order_release,
                                                   memory_order_relaxed);
}

/* *refused: the system has nothing to give. */
static bool
take(struct pool *p, uint64_t word, unsigned char *out, size_t length,
     bool *refused)
{
    uint64_t left = word & LEFT_MAX;

    if (left < length) {
        *refused = !ksp_random(p->bytes, sizeof(p->bytes));
        left = *refused ? 0 : sizeof(p->bytes);
    }
    if (!*refused) {
        left -= length;
        memcpy(out, p->bytes + left, length);
        /* The C library's own: the test of this file forks in it. */
        explicit_bzero(p->bytes + left, length);
    }
    return release(p, word, left) && !*refused;
}

bool
ksp_confounder(unsigned char *out, size_t length)
{
    uint64_t word = 0;
    bool refused = false;
    struct pool *p;

    p = acquire(mark_of(&word), &word);
    return (p != NULL && take(p, word, out, length, &refused)) ||
        (!refused && ksp_random(out, length));
}
