/* SPDX-License-Identifier: MIT */
/*
 * Memory of one context, as the difference that many make: idle ones, and
 * ones that have signed, sealed, verified and unsealed a message.  "heap" is
 * what malloc has given away, "rss" what the kernel counts.
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
print_one(const char *op, double bytes, size_t pairs)
{
    const struct subject subject = { "memory", op, 0, 1, "bytes" };
    double each = bytes / (2.0 * (double)pairs);

    figures_print(&subject, &each, 1);
}

/* A message of each kind there and back: both ends have used all their
 * keys then. */
static void
exchange(const struct gss_pair *pair)
{
    struct gss_pair reversed = { .end = { pair->end[1], pair->end[0] } };
    char text[] = "a message of no importance";
    struct work work = { .message = { sizeof(text), text } };
    const struct gss_pair *turns[2] = { pair, &reversed };
    struct item item;
    size_t turn, i;

    for (turn = 0; turn < 2; turn++) {
        work.pair = turns[turn];
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
drop_all(struct gss_pair *pairs, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        connect_drop(&pairs[i]);
}

void
bench_memory(const struct bench *bench)
{
    size_t n = bench->contexts, i;
    struct gss_pair *pairs = must_calloc(n + WARM_UP, sizeof(*pairs));
    struct usage before, idle, used;
    struct connector connector;

    connector_open(&connector, bench->target, true);
    /* Have the array in memory, and what the library makes only once. */
    memset(pairs, 1, (n + WARM_UP) * sizeof(*pairs));
    connect_all(&connector, pairs, WARM_UP);
    for (i = 0; i < WARM_UP; i++)
        exchange(&pairs[i]);
    drop_all(pairs, WARM_UP);

    before = usage_now();
    connect_all(&connector, pairs, n);
    idle = usage_now();
    for (i = 0; i < n; i++) {
        connect_count(&pairs[i]);
        exchange(&pairs[i]);
    }
    used = usage_now();
    print_one("idle_heap", idle.heap - before.heap, n);
    print_one("idle_rss", idle.rss - before.rss, n);
    print_one("used_heap", used.heap - before.heap, n);
    print_one("used_rss", used.rss - before.rss, n);
    drop_all(pairs, n);
    connector_close(&connector);
    free(pairs);
    connect_report();
}
