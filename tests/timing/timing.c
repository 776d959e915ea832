/* SPDX-License-Identifier: MIT */
/*
 * timing [ROW]: whether the time of a call tells what it must not; prints a
 * table, of those rows alone whose name has ROW in it.
 *
 * Each row has two classes of tokens.  Calls of either are drawn at random and
 * measured one by one in cycles; the statistic is Welch's t (welch.h).  A row
 * has failed if |t| was above LIMIT in each of RUNS runs: 4.5 is what the
 * method's authors take for a difference that may be, 10 for one that is.  A
 * control row compares as one must not, and has to fail.
 *
 * TIMING_SAMPLES in the environment is how many calls a run has.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#if defined(__x86_64__) || defined(__i386__)
#include <x86intrin.h>
#endif

#include "base/equal.h"
#include "timing/rows.h"
#include "timing/welch.h"

#define LIMIT 10.0
#define RUNS 3
#define SAMPLES 60000

/* Tokens that are made beforehand, so that making them is not felt. */
#define BATCH 256

/* Calls before the first that counts. */
#define WARM 2000

struct sample {
    unsigned char bytes[SUBJECT_MAX];
    bool random;
};

static size_t samples = SAMPLES;
static int failures;

static void
end(const char *what, NTSTATUS status)
{
    fprintf(stderr, "timing: %s %08lx\n", what, (unsigned long)(ULONG)status);
    exit(2);
}

static uint64_t
cycles(void)
{
#if defined(__x86_64__) || defined(__i386__)
    uint64_t now;

    _mm_lfence();
    now = __rdtsc();
    _mm_lfence();
    return now;
#elif defined(__aarch64__)
    uint64_t now;

    __asm__ volatile("isb; mrs %0, cntvct_el0; isb" : "=r"(now));
    return now;
#else
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
#endif
}

/* ---- what is called ------------------------------------------------- */

struct job {
    const struct row *row;
    struct subject *s;          /* NULL: two strings are compared */
    size_t length;              /* of these */
    bool early;                 /* and it ends at the first difference */
};

static const unsigned char zeros[SUBJECT_MAX];

static bool
equal_early(const unsigned char *a, const unsigned char *b, size_t length)
{
    size_t i = 0;

    while (i < length && ksp_hidden(a[i]) == b[i])
        i++;
    return i == length;
}

static NTSTATUS
call(const struct job *job, unsigned char *bytes)
{
    bool equal;

    if (job->s != NULL)
        return subject_take(job->s, bytes);
    equal = job->early ? equal_early(zeros, bytes, job->length) :
        ksp_equal(zeros, bytes, job->length);
    return equal ? SEC_E_OK : SEC_E_MESSAGE_ALTERED;
}

static void
fill_one(const struct job *job, struct sample *sample)
{
    sample->random = row_random(2) == 1;
    memset(sample->bytes, 0, sizeof(sample->bytes));
    if (job->s != NULL) {
        row_make(job->s);
        memcpy(sample->bytes, job->s->bytes, job->s->length);
        job->row->change(job->s, sample->random, sample->bytes);
    } else {
        sample->bytes[sample->random ? row_random((uint32_t)job->length) :
                      0] = 1;
    }
}

static void
fill(const struct job *job, struct sample *batch)
{
    size_t i;

    for (i = 0; i < BATCH; i++)
        fill_one(job, &batch[i]);
}

/* ---- one run -------------------------------------------------------- */

static void
measure(const struct job *job, struct welch_times *times)
{
    static struct sample batch[BATCH];
    static unsigned char bytes[SUBJECT_MAX];
    NTSTATUS status, expected = job->row != NULL ? job->row->status :
        SEC_E_MESSAGE_ALTERED;
    bool either = job->row != NULL && job->row->status == ROW_EITHER;
    size_t i, at, n = 0;
    uint64_t start;

    for (i = 0; i < WARM + times->count; i++) {
        at = i % BATCH;
        if (at == 0)
            fill(job, batch);
        memcpy(bytes, batch[at].bytes, sizeof(bytes));
        start = cycles();
        status = call(job, bytes);
        start = cycles() - start;
        if (status != expected && !either)
            end("a call said", status);
        if (i >= WARM) {
            times->cycles[n] = start;
            times->random[n++] = batch[at].random;
        }
    }
}

/* The run whose |t| is the smallest. */
static struct welch
runs(const struct job *job)
{
    struct welch_times times = { NULL, NULL, samples };
    struct welch w, least = { INFINITY, { 0, 0 }, 0 };
    int i;

    times.cycles = calloc(samples, sizeof(*times.cycles));
    times.random = calloc(samples, sizeof(*times.random));
    if (times.cycles == NULL || times.random == NULL)
        end("no memory", 0);
    for (i = 0; i < RUNS && fabs(least.t) > LIMIT; i++) {
        measure(job, &times);
        w = welch_of(&times);
        if (fabs(w.t) < fabs(least.t))
            least = w;
    }
    free(times.cycles);
    free(times.random);
    return least;
}

/* ---- the table ------------------------------------------------------ */

static void
print(const char *what, const char *of, const struct welch *w,
      const char *verdict)
{
    printf("| %s | %s | %.1f | %.0f | %.0f | %s |\n", what, of, w->t,
           w->means[0], w->means[1], verdict);
    fflush(stdout);
}

static void
judge(const struct job *job, const char *what, const char *of)
{
    struct welch w = runs(job);
    bool differs = fabs(w.t) > LIMIT, must = job->early;
    const char *verdict = differs == must ? (must ? "leaks, as it must" :
                                             "alike") :
        must ? "NOT SEEN" : "LEAKS";

    if (job->row != NULL && job->row->public != NULL)
        verdict = job->row->public;
    else
        failures += differs != must;
    print(what, of, &w, verdict);
}

static void
compare_strings(const char *only)
{
    static const size_t lengths[] = { 8, 12, 16, 20, 24 };
    struct job job = { NULL, NULL, 0, false };
    char of[20];
    size_t i;
    int early;

    for (i = 0; i < 2 * sizeof(lengths) / sizeof(lengths[0]); i++) {
        early = i % 2 == 0;
        job.early = early != 0;
        job.length = lengths[i / 2];
        snprintf(of, sizeof(of), "%zu bytes", job.length);
        if (only == NULL || strstr("comparison", only) != NULL)
            judge(&job, early ? "control: a comparison that ends early" :
                  "comparison: a byte, first or any", of);
    }
}

static void
of_subject(struct subject *s, const char *only)
{
    struct job job = { NULL, s, 0, false };

    for (job.row = rows; job.row->what != NULL; job.row++) {
        if (row_is_for(job.row, s) &&
            (only == NULL || strstr(job.row->what, only) != NULL))
            judge(&job, job.row->what, s->enctype->name);
    }
}

int
main(int argc, char **argv)
{
    const char *only = argc > 1 ? argv[1] : NULL;
    const char *wanted = getenv("TIMING_SAMPLES");
    struct subject s;
    size_t n;
    int kind;

    if (wanted != NULL)
        samples = strtoul(wanted, NULL, 10);
    printf("| classes | of | t | cycles, first | cycles, second | |\n"
           "|---|---|--:|--:|--:|---|\n");
    compare_strings(only);
    for (n = 0; ksp_enctype_at(n) != NULL; n++) {
        for (kind = 0; kind < SUBJECT_KINDS; kind++) {
            if (subject_open(&s, n, (enum subject_kind)kind)) {
                of_subject(&s, only);
                subject_close(&s);
            }
        }
    }
    printf("\n%d failed (|t| above %.0f in each of %d runs of %zu calls)\n",
           failures, LIMIT, RUNS, samples);
    return failures > 0;
}
