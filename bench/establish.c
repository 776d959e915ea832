/* SPDX-License-Identifier: MIT */
/*
 * Time to establish a context, both sides together, and to delete it: thread
 * CPU time.  Once with credentials that were acquired before, once with the
 * default ones, which the library looks up each time.
 */
#include <stdlib.h>

#include "bench.h"
#include "connect.h"
#include "fail.h"
#include "figures.h"

#define PAIRS 20

static double
time_pairs(const struct connector *connector)
{
    struct gss_pair pairs[PAIRS];
    double begin, time;
    size_t i;

    begin = figures_now(CLOCK_THREAD_CPUTIME_ID);
    for (i = 0; i < PAIRS; i++)
        connect_pair(connector, &pairs[i]);
    time = figures_now(CLOCK_THREAD_CPUTIME_ID) - begin;
    for (i = 0; i < PAIRS; i++)
        connect_count(&pairs[i]);
    begin = figures_now(CLOCK_THREAD_CPUTIME_ID);
    for (i = 0; i < PAIRS; i++)
        connect_drop(&pairs[i]);
    return (time + figures_now(CLOCK_THREAD_CPUTIME_ID) - begin) / PAIRS;
}

static void
time_connector(const struct bench *bench, const char *name, bool acquire)
{
    const struct subject subject = { "establish", name, 0, 1, "ns" };
    double *samples = must_calloc(bench->batches, sizeof(*samples));
    struct connector connector;
    size_t i;

    connector_open(&connector, bench->target, acquire);
    /* Gets the ticket, and fills the caches. */
    (void)time_pairs(&connector);
    for (i = 0; i < bench->batches; i++)
        samples[i] = time_pairs(&connector);
    figures_print(&subject, samples, bench->batches);
    connector_close(&connector);
    free(samples);
}

void
bench_establish(const struct bench *bench)
{
    time_connector(bench, "credentials_acquired", true);
    time_connector(bench, "credentials_default", false);
    connect_report();
}
