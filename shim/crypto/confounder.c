/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/random.h>

#include "confounder.h"

/* Confounders for 64 messages: a system call for fewer is felt. */
#define POOL_SIZE 1024

struct pool {
    unsigned long process;      /* value of `processes` when it was filled */
    size_t left;
    unsigned char bytes[POOL_SIZE];
};

static _Thread_local struct pool pool;

/* One more after each fork: 0 marks a pool that was never filled. */
static atomic_ulong processes = 1;
static pthread_once_t fork_once = PTHREAD_ONCE_INIT;

static void
in_child(void)
{
    atomic_fetch_add(&processes, 1);
}

static void
register_fork_handler(void)
{
    (void)pthread_atfork(NULL, NULL, in_child);
}

static bool
fill(struct pool *p)
{
    size_t have = 0;
    ssize_t n;

    pthread_once(&fork_once, register_fork_handler);
    do {
        n = getrandom(p->bytes + have, sizeof(p->bytes) - have, 0);
        have += n > 0 ? (size_t)n : 0;
    } while (have < sizeof(p->bytes) && (n > 0 || errno == EINTR));
    p->left = have;
    p->process = atomic_load(&processes);
    return have == sizeof(p->bytes);
}

bool
ksp_confounder(unsigned char *out, size_t length)
{
    struct pool *p = &pool;
    bool enough = true;

    if (p->left < length ||
        p->process != atomic_load_explicit(&processes, memory_order_relaxed))
        enough = fill(p);
    if (enough) {
        p->left -= length;
        memcpy(out, p->bytes + p->left, length);
        explicit_bzero(p->bytes + p->left, length);
    }
    return enough;
}
