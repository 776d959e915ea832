/* SPDX-License-Identifier: MIT */
/*
 * Time of each message operation for each size: thread CPU time per call; of
 * large messages page faults, too, as a library that gives away fresh memory
 * each time pays for them.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "bench.h"
#include "connect.h"
#include "fail.h"
#include "figures.h"
#include "operations.h"

#define MAX_CALLS 4096
/* Tokens waiting to be checked should not fall out of the cache. */
#define WAITING_BYTES (2u << 20)

/* What a call took; or, while it is under way, where it began. */
struct cost {
    double ns;
    double faults;
};

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

static struct cost
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

/* How many calls fill a batch; the first estimate is of cold caches. */
static size_t
calibrate(const struct bench *bench, const struct operation *op,
          const struct work *work)
{
    size_t pass, calls = 2, limit = max_calls(op, work->message.length);

    for (pass = 0; pass < 2; pass++) {
        calls = figures_calls(bench->batch_ns, cost_of(op, work, calls).ns, 2,
                              limit);
        if (calls == 2)
            break;
    }
    return calls;
}

static void
measure(const struct bench *bench, const struct operation *op,
        const struct work *work)
{
    struct subject subject = {
        bench->large ? "large" : "message", op->name, work->message.length,
        1, "ns"
    };
    double *ns = must_calloc(bench->batches, sizeof(*ns));
    double *faults = must_calloc(bench->batches, sizeof(*faults));
    size_t i, calls = calibrate(bench, op, work);
    struct cost cost;

    for (i = 0; i < bench->batches; i++) {
        cost = cost_of(op, work, calls);
        ns[i] = cost.ns;
        faults[i] = cost.faults;
    }
    figures_print(&subject, ns, bench->batches);
    subject.unit = "faults";
    if (bench->large)
        figures_print(&subject, faults, bench->batches);
    free(ns);
    free(faults);
}

/* Whether a name is one of those that are separated by commas. */
static bool
is_listed(const char *list, const char *name)
{
    size_t length = strlen(name);

    for (; list != NULL; list = strchr(list, ',')) {
        list += *list == ',';
        if (strncmp(list, name, length) == 0 &&
            (list[length] == ',' || list[length] == '\0'))
            return true;
    }
    return false;
}

static unsigned char *
make_data(size_t size)
{
    unsigned char *data = must_calloc(1, size);
    size_t i;

    for (i = 0; i < size; i++)
        data[i] = (unsigned char)(i * 131 + (i >> 8));
    return data;
}

/* Tokens that nobody checks would be a gap in the numbers of those that
 * somebody does: each kind of operation has a pair of its own. */
static void
measure_size(const struct bench *bench, size_t size,
             const struct gss_pair pairs[2])
{
    unsigned char *data = make_data(size);
    struct work work = { .message = { size, data } };
    size_t i;

    for (i = 0; i < operations_count; i++) {
        work.pair = &pairs[operations[i].checks];
        if (bench->only == NULL || is_listed(bench->only, operations[i].name))
            measure(bench, &operations[i], &work);
    }
    free(data);
}

void
bench_messages(const struct bench *bench)
{
    struct connector connector;
    struct gss_pair pairs[2];
    size_t i;

    connector_open(&connector, bench->target, true);
    for (i = 0; i < 2; i++) {
        connect_pair(&connector, &pairs[i]);
        connect_count(&pairs[i]);
    }
    for (i = 0; i < bench->nsizes; i++)
        measure_size(bench, bench->sizes[i], pairs);
    for (i = 0; i < 2; i++)
        connect_drop(&pairs[i]);
    connector_close(&connector);
    connect_report();
}

void
bench_large(const struct bench *bench)
{
    struct bench large = *bench;

    large.large = true;
    bench_messages(&large);
}
