/* SPDX-License-Identifier: MIT */
/*
 * Pairs of contexts for the benchmarks, both ends in this process, and the
 * proof of what works on their messages.  Failures end the process.
 */
#ifndef BENCH_CONNECT_H
#define BENCH_CONNECT_H

#include <stdbool.h>
#include <stddef.h>

#include "realm/gss_pair.h"

/* What all pairs share: the service and the credentials. */
struct connector {
    const char *target;
    struct dialog dialog;
    struct endpoint end[2];
};

/* A connector whose two sides acquire their credential once, or leave it to
 * the library each time. */
void connector_open(struct connector *c, const char *target, bool acquire);
void connector_close(struct connector *c);

/*
 * Establishes a context: mutual, with replay and sequence detection,
 * confidentiality and integrity.  The pair's credentials belong to the
 * connector, so it is ended by connect_drop, not pair_close.
 */
void connect_pair(const struct connector *c, struct gss_pair *pair);
void connect_drop(struct gss_pair *pair);

/*
 * Prints the length of a MIC, which tells the enctype of a context's key:
 *
 *      mic,LENGTH
 */
void connect_tell_enctype(const char *target);

/*
 * Asks both ends of a pair whether the module's package has them
 * (endpoint.h, context_is_ours) and counts.  connect_report prints
 *
 *      contexts,N,OURS
 *
 * for the ends counted by this process so far, and starts again at 0.
 */
void connect_count(const struct gss_pair *pair);
void connect_report(void);

#endif
