/* SPDX-License-Identifier: MIT */
#include "figures.h"

#include <stdio.h>
#include <stdlib.h>

double
figures_now(clockid_t clock)
{
    struct timespec now = { 0, 0 };

    clock_gettime(clock, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static int
compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void
print_subject(const struct subject *s)
{
    printf("%s,%s,%zu,%u,%s,", s->kind, s->op, s->size, s->threads, s->unit);
}

void
figures_print(const struct subject *subject, double *samples, size_t n)
{
    qsort(samples, n, sizeof(samples[0]), compare);
    print_subject(subject);
    printf("%.1f,%.1f\n", samples[0], samples[n / 2]);
    fflush(stdout);
}

void
figures_print_text(const struct subject *subject, const char *text)
{
    print_subject(subject);
    printf("%s,%s\n", text, text);
    fflush(stdout);
}

size_t
figures_calls(double wanted, double each, size_t low, size_t high)
{
    double calls = wanted / (each > 1.0 ? each : 1.0);
    size_t n = high;

    if (calls < (double)high)
        n = (size_t)calls;
    return n < low ? low : n;
}
