/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/random.h>

#include "confounder.h"

/* getrandom gives up to 256 bytes whole, whatever signals come. */
#define POOL_SIZE 256

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
    ssize_t n;

    pthread_once(&fork_once, register_fork_handler);
    do {
        n = getrandom(p->bytes, sizeof(p->bytes), 0);
    } while (n < 0 && errno == EINTR);
    p->left = n > 0 ? (size_t)n : 0;
    p->process = atomic_load(&processes);
    return p->left == sizeof(p->bytes);
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
