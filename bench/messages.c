/* SPDX-License-Identifier: MIT */
/*
 * Time of each message operation for each size: thread CPU time per call.
 */
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "connect.h"
#include "fail.h"
#include "figures.h"
#include "operations.h"

#define MAX_CALLS 4096
/* Tokens waiting to be checked should not fall out of the cache. */
#define WAITING_BYTES (2u << 20)

static double
now(void)
{
    return figures_now(CLOCK_THREAD_CPUTIME_ID);
}

/* Nanoseconds per call of n calls that make a token. */
static double
time_make(const struct operation *op, const struct work *work, size_t n)
{
    struct item item = { .storage = NULL };
    double begin, end;
    size_t i;

    op->prepare(work, &item);
    begin = now();
    for (i = 0; i < n; i++) {
        op->make(work, &item);
        op->recycle(work, &item);
    }
    end = now();
    op->finish(work, &item);
    return (end - begin) / (double)n;
}

/* The same for n calls that check one. */
static double
time_check(const struct operation *op, const struct work *work, size_t n)
{
    struct item *items = must_calloc(n, sizeof(*items));
    double begin, end;
    size_t i;

    for (i = 0; i < n; i++) {
        op->prepare(work, &items[i]);
        op->make(work, &items[i]);
    }
    begin = now();
    for (i = 0; i < n; i++)
        op->check(work, &items[i]);
    end = now();
    for (i = 0; i < n; i++)
        op->finish(work, &items[i]);
    free(items);
    return (end - begin) / (double)n;
}

static double
time_calls(const struct operation *op, const struct work *work, size_t n)
{
    return op->checks ? time_check(op, work, n) : time_make(op, work, n);
}

static size_t
max_calls(const struct operation *op, size_t size)
{
    size_t calls = MAX_CALLS;

    if (op->checks && WAITING_BYTES / (size + 128) < calls)
        calls = WAITING_BYTES / (size + 128);
    return calls < 2 ? 2 : calls;
}

static void
time_operation(const struct bench *bench, const struct operation *op,
               const struct work *work)
{
    const struct subject subject = {
        "message", op->name, work->message.length, 1, "ns"
    };
    double *samples = must_calloc(bench->batches, sizeof(*samples));
    size_t i, calls, limit = max_calls(op, work->message.length);

    calls = figures_calls(bench->batch_ns, time_calls(op, work, 2), 2, limit);
    /* The first estimate was of cold caches. */
    calls = figures_calls(bench->batch_ns, time_calls(op, work, calls), 2,
                          limit);
    for (i = 0; i < bench->batches; i++)
        samples[i] = time_calls(op, work, calls);
    figures_print(&subject, samples, bench->batches);
    free(samples);
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
time_size(const struct bench *bench, size_t size,
          const struct gss_pair pairs[2])
{
    unsigned char *data = make_data(size);
    struct work work = { .message = { size, data } };
    size_t i;

    for (i = 0; i < operations_count; i++) {
        work.pair = &pairs[operations[i].checks];
        if (bench->only == NULL ||
            strcmp(bench->only, operations[i].name) == 0)
            time_operation(bench, &operations[i], &work);
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
        time_size(bench, bench->sizes[i], pairs);
    for (i = 0; i < 2; i++)
        connect_drop(&pairs[i]);
    connector_close(&connector);
    connect_report();
}
