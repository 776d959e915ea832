/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "cost.h"

#include <stdlib.h>
#include <sys/resource.h>

#include "fail.h"
#include "figures.h"

#define MAX_CALLS 4096
/* Tokens waiting to be checked should not fall out of the cache. */
#define WAITING_BYTES (2u << 20)

static struct cost
cost_now(void)
{
    struct rusage usage;
    struct cost now = { 0, 0 };

    must("getrusage", getrusage(RUSAGE_THREAD, &usage) == 0);
    now.faults = (double)usage.ru_minflt;
    now.ns = figures_now(CLOCK_THREAD_CPUTIME_ID);
    return now;
}

/* What each of n calls took that began there and end here. */
static struct cost
cost_since(struct cost begin, size_t n)
{
    struct cost cost = {
        (figures_now(CLOCK_THREAD_CPUTIME_ID) - begin.ns) / (double)n, 0
    };

    cost.faults = (cost_now().faults - begin.faults) / (double)n;
    return cost;
}

/* n calls that make a token. */
static struct cost
cost_of_making(const struct operation *op, const struct work *work, size_t n)
{
    struct item item = { .storage = NULL };
    struct cost begin, cost;
    size_t i;

    op->prepare(work, &item);
    begin = cost_now();
    for (i = 0; i < n; i++) {
        op->make(work, &item);
        op->recycle(work, &item);
    }
    cost = cost_since(begin, n);
    op->finish(work, &item);
    return cost;
}

/* n calls that check one. */
static struct cost
cost_of_checking(const struct operation *op, const struct work *work,
                 size_t n)
{
    struct item *items = must_calloc(n, sizeof(*items));
    struct cost begin, cost;
    size_t i;

    for (i = 0; i < n; i++) {
        op->prepare(work, &items[i]);
        op->make(work, &items[i]);
    }
    begin = cost_now();
    for (i = 0; i < n; i++)
        op->check(work, &items[i]);
    cost = cost_since(begin, n);
    for (i = 0; i < n; i++)
        op->finish(work, &items[i]);
    free(items);
    return cost;
}

struct cost
cost_of(const struct operation *op, const struct work *work, size_t n)
{
    return op->checks ? cost_of_checking(op, work, n) :
        cost_of_making(op, work, n);
}

static size_t
max_calls(const struct operation *op, size_t size)
{
    size_t calls = MAX_CALLS;

    if (op->checks && WAITING_BYTES / (size + 128) < calls)
        calls = WAITING_BYTES / (size + 128);
    return calls < 2 ? 2 : calls;
}

/* The first estimate is of cold caches. */
size_t
cost_calibrate(double batch_ns, const struct operation *op,
               const struct work *work)
{
    size_t pass, calls = 2, limit = max_calls(op, work->message.length);

    for (pass = 0; pass < 2; pass++) {
        calls = figures_calls(batch_ns, cost_of(op, work, calls).ns, 2, limit);
        if (calls == 2)
            break;
    }
    return calls;
}
