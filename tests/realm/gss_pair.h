/* SPDX-License-Identifier: MIT */
/*
 * Both ends of a context in one process.
 */
#ifndef TESTS_REALM_GSS_PAIR_H
#define TESTS_REALM_GSS_PAIR_H

#include "realm/endpoint.h"

struct gss_pair {
    struct endpoint end[2];         /* indexed by enum side */
};

/*
 * Called for every token on its way: `to` is the side that will get it.  May
 * change the bytes and the length (not the pointer), and may call anything on
 * the two ends but must leave their contexts alive.
 */
typedef void pair_watch(void *arg, struct gss_pair *pair, enum side to,
                        gss_buffer_t token);

/*
 * Establishes a context.  True if both sides are complete.  Otherwise the
 * ends tell which status they had.  `watch` may be NULL.  pair_close in any
 * case.
 */
bool pair_open(struct gss_pair *pair, const struct dialog *dialog,
               const char *target, pair_watch *watch, void *arg);

void pair_close(struct gss_pair *pair);

#endif
