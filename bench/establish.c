/* SPDX-License-Identifier: MIT */
/*
 * Time to establish a context, both sides together, and to delete it; and of
 * that, the deletion of both, which have had no message: thread CPU time.
 * Once with credentials that were acquired before, once with the default
 * ones, which the library looks up each time.
 */
#include <stdlib.h>

#include "bench.h"
#include "connect.h"
#include "fail.h"
#include "figures.h"

#define PAIRS 20

struct times {
    double all;
    double deletion;
};

static struct times
time_pairs(const struct connector *connector)
{
    struct gss_pair pairs[PAIRS];
    struct times times;
    double begin, establishment;
    size_t i;

    begin = figures_now(CLOCK_THREAD_CPUTIME_ID);
    for (i = 0; i < PAIRS; i++)
        connect_pair(connector, &pairs[i]);
    establishment = figures_now(CLOCK_THREAD_CPUTIME_ID) - begin;
    for (i = 0; i < PAIRS; i++)
        connect_count(&pairs[i]);
    begin = figures_now(CLOCK_THREAD_CPUTIME_ID);
    for (i = 0; i < PAIRS; i++)
        connect_drop(&pairs[i]);
    times.deletion =
        (figures_now(CLOCK_THREAD_CPUTIME_ID) - begin) / PAIRS;
    times.all = establishment / PAIRS + times.deletion;
    return times;
}

static void
time_connector(const struct bench *bench, const char *name, bool acquire)
{
    struct subject subject = { "establish", name, 0, 1, "ns" };
    double *all = must_calloc(bench->batches, sizeof(*all));
    double *deletions = must_calloc(bench->batches, sizeof(*deletions));
    struct connector connector;
    struct times times;
    size_t i;

    connector_open(&connector, bench->target, acquire);
    /* Gets the ticket, and fills the caches. */
    (void)time_pairs(&connector);
    for (i = 0; i < bench->batches; i++) {
        times = time_pairs(&connector);
        all[i] = times.all;
        deletions[i] = times.deletion;
    }
    figures_print(&subject, all, bench->batches);
    subject.kind = "delete";
    figures_print(&subject, deletions, bench->batches);
    connector_close(&connector);
    free(all);
    free(deletions);
}

void
bench_establish(const struct bench *bench)
{
    time_connector(bench, "credentials_acquired", true);
    time_connector(bench, "credentials_default", false);
    connect_report();
}
