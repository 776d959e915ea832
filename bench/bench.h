/* SPDX-License-Identifier: MIT */
/*
 * The benchmarks of the program `bench`: public GSS-API only, so that the
 * same program with the same arguments measures stock MIT Kerberos or the
 * module, as GSS_MECH_CONFIG says (see run).
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdbool.h>
#include <stddef.h>

#define BENCH_SIZES 32

struct bench {
    const char *target;             /* a service, hostbased */
    size_t batches;                 /* samples of each figure */
    double batch_ns;                /* about how long one takes */
    size_t contexts;                /* pairs held at once for `memory` */
    const char *only;               /* operations of `messages`, separated
                                     * by commas; NULL: all */
    bool large;                     /* count page faults, too */
    size_t sizes[BENCH_SIZES];      /* of messages, in bytes */
    size_t nsizes;
};

/* Each prints rows (figures.h) and then, or before, what worked on the
 * messages (connect.h). */
void bench_messages(const struct bench *bench);
void bench_large(const struct bench *bench);
void bench_establish(const struct bench *bench);
void bench_many(const struct bench *bench);
void bench_memory(const struct bench *bench);
void bench_threads(const struct bench *bench);

#endif
