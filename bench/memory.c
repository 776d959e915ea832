/* SPDX-License-Identifier: MIT */
/*
 * Memory of one context, as the difference that many make: idle ones, and
 * ones that have signed, sealed, verified and unsealed a message; with
 * credentials that both sides acquired once ("acquired"), and without, so
 * that the library finds them for each context ("default").  "heap" is what
 * malloc has given away, by side; "rss" what the kernel counts, the mean of
 * both sides.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "connect.h"
#include "fail.h"
#include "figures.h"
#include "operations.h"

#define WARM_UP 16

struct usage {
    double heap;
    double rss;
};

static double
resident_bytes(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    unsigned long pages = 0;

    must("/proc/self/statm", file != NULL);
    must("statm", fscanf(file, "%*u %lu", &pages) == 1);
    fclose(file);
    return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

static struct usage
usage_now(void)
{
    struct mallinfo2 info = mallinfo2();
    struct usage usage = {
        (double)info.uordblks + (double)info.hblkhd, resident_bytes()
    };

    return usage;
}

static void
print_one(const char *credentials, const char *state, const char *what,
          double each)
{
    char op[80];
    const struct subject subject = { "memory", op, 0, 1, "bytes" };

    snprintf(op, sizeof(op), "%s_%s_%s", credentials, state, what);
    figures_print(&subject, &each, 1);
}

/* A message of each kind there and back: both ends have used all their
 * keys then. */
static void
exchange(const struct gss_pair *pair)
{
    char text[] = "a message of no importance";
    struct work work = { .message = { sizeof(text), text } };
    struct item item;
    size_t turn, i;

    for (turn = 0; turn < 2; turn++) {
        work.maker = pair->end[turn].ctx;
        work.checker = pair->end[1 - turn].ctx;
        for (i = 0; i < operations_count; i++) {
            if (operations[i].checks) {
                memset(&item, 0, sizeof(item));
                operations[i].prepare(&work, &item);
                operations[i].make(&work, &item);
                operations[i].check(&work, &item);
                operations[i].finish(&work, &item);
            }
        }
    }
}

static void
connect_all(const struct connector *connector, struct gss_pair *pairs,
            size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        connect_pair(connector, &pairs[i]);
}

static void
drop_all(struct gss_pair *pairs, enum side side, size_t n)
{
    OM_uint32 minor;
    size_t i;

    for (i = 0; i < n; i++)
        gss_delete_sec_context(&minor, &pairs[i].end[side].ctx,
                               GSS_C_NO_BUFFER);
}

/* What one side takes is what comes back when it is deleted. */
static void
measure(const struct connector *connector, const char *credentials, bool use,
        struct gss_pair *pairs, size_t n)
{
    const char *state = use ? "used" : "idle";
    struct usage before, full, half, after;
    double count = (double)n;
    size_t i;

    malloc_trim(0);
    before = usage_now();
    connect_all(connector, pairs, n);
    for (i = 0; i < n; i++) {
        connect_count(&pairs[i]);
        if (use)
            exchange(&pairs[i]);
    }
    full = usage_now();
    drop_all(pairs, INITIATOR, n);
    half = usage_now();
    drop_all(pairs, ACCEPTOR, n);
    after = usage_now();
    print_one(credentials, state, "initiator_heap",
              (full.heap - half.heap) / count);
    print_one(credentials, state, "acceptor_heap",
              (half.heap - after.heap) / count);
    print_one(credentials, state, "both_rss",
              (full.rss - before.rss) / (2.0 * count));
}

static void
measure_with(const struct bench *bench, bool acquire, struct gss_pair *pairs)
{
    const char *credentials = acquire ? "acquired" : "default";
    struct connector connector;
    size_t i;

    connector_open(&connector, bench->target, acquire);
    /* What the library makes only once is there before. */
    connect_all(&connector, pairs, WARM_UP);
    for (i = 0; i < WARM_UP; i++)
        exchange(&pairs[i]);
    drop_all(pairs, INITIATOR, WARM_UP);
    drop_all(pairs, ACCEPTOR, WARM_UP);
    measure(&connector, credentials, false, pairs, bench->contexts);
    measure(&connector, credentials, true, pairs, bench->contexts);
    connector_close(&connector);
}

void
bench_memory(const struct bench *bench)
{
    size_t n = bench->contexts + WARM_UP;
    struct gss_pair *pairs = must_calloc(n, sizeof(*pairs));

    /* Have the array in memory. */
    memset(pairs, 1, n * sizeof(*pairs));
    measure_with(bench, true, pairs);
    measure_with(bench, false, pairs);
    free(pairs);
    connect_report();
}
