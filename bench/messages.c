/* SPDX-License-Identifier: MIT */
/*
 * Time of each message operation for each size: thread CPU time per call; of
 * large messages page faults, too, as a library that gives away fresh memory
 * each time pays for them.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "connect.h"
#include "cost.h"
#include "fail.h"
#include "figures.h"
#include "operations.h"

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
    size_t i, calls = cost_calibrate(bench->batch_ns, op, work);
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
    const struct gss_pair *pair;
    size_t i;

    for (i = 0; i < operations_count; i++) {
        pair = &pairs[operations[i].checks];
        work.maker = pair->end[INITIATOR].ctx;
        work.checker = pair->end[ACCEPTOR].ctx;
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
