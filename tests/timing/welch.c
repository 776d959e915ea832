/* SPDX-License-Identifier: MIT */
#include "timing/welch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double crops[] = { 50, 75, 90, 95, 99, 100 };

static int
compare(const void *a, const void *b)
{
    uint64_t x, y;

    memcpy(&x, a, sizeof(x));
    memcpy(&y, b, sizeof(y));
    return (x > y) - (x < y);
}

/* Means and variances as they grow (Welford). */
struct sums {
    double n, mean, squares;
};

static void
add(struct sums *s, double x)
{
    double apart = x - s->mean;

    s->n++;
    s->mean += apart / s->n;
    s->squares += apart * (x - s->mean);
}

static struct welch
crop(const struct welch_times *times, uint64_t limit)
{
    struct sums s[2] = { { 0, 0, 0 }, { 0, 0, 0 } };
    struct welch w = { 0, { 0, 0 }, 0 };
    double error;
    size_t i;

    for (i = 0; i < times->count; i++) {
        if (times->cycles[i] <= limit)
            add(&s[times->random[i]], (double)times->cycles[i]);
    }
    w.means[0] = s[0].mean;
    w.means[1] = s[1].mean;
    w.kept = 100 * (s[0].n + s[1].n) / (double)times->count;
    if (s[0].n < 2 || s[1].n < 2)
        return w;
    error = s[0].squares / (s[0].n - 1) / s[0].n +
        s[1].squares / (s[1].n - 1) / s[1].n;
    if (error > 0)
        w.t = (s[0].mean - s[1].mean) / sqrt(error);
    return w;
}

struct welch
welch_of(const struct welch_times *times)
{
    uint64_t *sorted = malloc(times->count * sizeof(*sorted));
    struct welch w, most = { 0, { 0, 0 }, 0 };
    size_t i, at;

    if (sorted == NULL)
        abort();
    memcpy(sorted, times->cycles, times->count * sizeof(*sorted));
    qsort(sorted, times->count, sizeof(*sorted), compare);
    for (i = 0; i < sizeof(crops) / sizeof(crops[0]); i++) {
        at = (size_t)((double)times->count * crops[i] / 100);
        w = crop(times, sorted[at > 0 ? at - 1 : 0]);
        if (fabs(w.t) >= fabs(most.t))
            most = w;
    }
    free(sorted);
    return most;
}
