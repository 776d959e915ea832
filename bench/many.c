/* SPDX-License-Identifier: MIT */
/*
 * Many contexts at once, as a server has them: what each takes of the heap,
 * its first message (when keys are made), a message on one picked at random
 * (to find it, and to read what fell out of the cache), and its deletion, in
 * the order in which they were made.  "Sizes" are numbers of contexts, both
 * sides of a pair counted.  Thread CPU time.
 *
 * Deletion is measured twice.  "late": the contexts had their first message
 * when all were made, so that their keys are next to each other in memory;
 * "early": each had it when it was made.  glibc's free() joins a piece of more
 * than 128 bytes with the free ones beside it, and whenever that makes 64 KiB
 * it goes through all small pieces that were freed so far.  Whether it comes
 * to that for every context or for none is a matter of the layout, and makes
 * a factor of two or three.
 */
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "connect.h"
#include "fail.h"
#include "figures.h"

#define PICKS 20000
/* So many contexts are enough for a figure; fewer are made several times. */
#define ENOUGH 20000

enum figure { HEAP, FIRST, RANDOM, LATE, EARLY, FIGURES };

static const char *const names[FIGURES] = {
    "heap", "first_message", "random_message", "delete_late", "delete_early"
};

struct many {
    const struct connector *connector;
    struct gss_pair *pairs;
    size_t n;                       /* contexts, two in each pair */
    uint64_t state;                 /* of the picks */
};

static double
now(void)
{
    return figures_now(CLOCK_THREAD_CPUTIME_ID);
}

static double
heap_bytes(void)
{
    struct mallinfo2 info = mallinfo2();

    return (double)info.uordblks + (double)info.hblkhd;
}

static void
sign(struct many *m, size_t context)
{
    static char text[64];
    gss_buffer_desc message = { sizeof(text), text };
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;

    must_complete("gss_get_mic",
                  gss_get_mic(&minor,
                              m->pairs[context / 2].end[context % 2].ctx,
                              GSS_C_QOP_DEFAULT, &message, &token));
    gss_release_buffer(&minor, &token);
}

/* A linear congruential generator: always the same picks. */
static size_t
pick(struct many *m)
{
    m->state = m->state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(m->state >> 33) % m->n;
}

static double
heap_of_each(struct many *m)
{
    double before = heap_bytes();
    size_t i;

    for (i = 0; i < m->n / 2; i++)
        connect_pair(m->connector, &m->pairs[i]);
    return (heap_bytes() - before) / (double)m->n;
}

static void
connect_and_sign(struct many *m)
{
    size_t i;

    for (i = 0; i < m->n; i++) {
        if (i % 2 == 0)
            connect_pair(m->connector, &m->pairs[i / 2]);
        sign(m, i);
    }
}

static double
time_first(struct many *m)
{
    double begin = now();
    size_t i;

    for (i = 0; i < m->n; i++)
        sign(m, i);
    return (now() - begin) / (double)m->n;
}

static double
time_random(struct many *m)
{
    double begin = now();
    size_t i;

    for (i = 0; i < PICKS; i++)
        sign(m, pick(m));
    return (now() - begin) / PICKS;
}

static double
time_delete(struct many *m)
{
    double begin = now();
    size_t i;

    for (i = 0; i < m->n / 2; i++)
        connect_drop(&m->pairs[i]);
    return (now() - begin) / (double)m->n;
}

static void
count(const struct many *m)
{
    size_t i;

    for (i = 0; i < m->n / 2; i++)
        connect_count(&m->pairs[i]);
}

static void
print(size_t n, double *samples[FIGURES], size_t rounds)
{
    size_t f;

    for (f = 0; f < FIGURES; f++) {
        const struct subject subject = {
            "many", names[f], n, 1, f == HEAP ? "bytes" : "ns"
        };

        figures_print(&subject, samples[f], rounds);
    }
}

static void
measure(const struct bench *bench, struct many *m)
{
    size_t f, i, rounds = m->n > ENOUGH ? 1 : bench->batches;
    double *samples[FIGURES];

    for (f = 0; f < FIGURES; f++)
        samples[f] = must_calloc(rounds, sizeof(*samples[f]));
    for (i = 0; i < rounds; i++) {
        malloc_trim(0);
        samples[HEAP][i] = heap_of_each(m);
        count(m);
        samples[FIRST][i] = time_first(m);
        samples[RANDOM][i] = time_random(m);
        samples[LATE][i] = time_delete(m);
        malloc_trim(0);
        connect_and_sign(m);
        samples[EARLY][i] = time_delete(m);
    }
    print(m->n, samples, rounds);
    for (f = 0; f < FIGURES; f++)
        free(samples[f]);
}

void
bench_many(const struct bench *bench)
{
    struct connector connector;
    struct gss_pair warm;
    struct many m = { .connector = &connector, .state = 1 };
    size_t i;

    connector_open(&connector, bench->target, true);
    /* Gets the ticket. */
    connect_pair(&connector, &warm);
    connect_drop(&warm);
    for (i = 0; i < bench->nsizes; i++) {
        m.n = bench->sizes[i] / 2 * 2;
        must("two contexts", m.n > 0);
        m.pairs = must_calloc(m.n / 2, sizeof(*m.pairs));
        measure(bench, &m);
        free(m.pairs);
    }
    connector_close(&connector);
    connect_report();
}
