/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the soak share; soak/main.c says what it is.  What cannot
 * go on ends the process.
 */
#ifndef TESTS_REALM_SOAK_SOAK_H
#define TESTS_REALM_SOAK_SOAK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "realm/talk.h"

#define SOAK_THREADS 64

struct soak_options {
    const char *target;         /* hostbased */
    bool stock;                 /* no module: one thread at a context */
    unsigned threads;
    unsigned contexts;          /* in pairs */
    unsigned seconds;
    unsigned long count;        /* establishments */
    const char *face;           /* gss, sspi or both */
};

void soak_die(const char *what);

/* ---- used.c: numbers, each once ------------------------------------- */

#define USED_MAX 65536u

/* The numbers of one direction of one context. */
struct used {
    uint64_t first;             /* the number that was used first */
    _Atomic uint32_t count;
    _Atomic uint64_t bits[USED_MAX / 64];
};

void used_begin(struct used *used, const struct parcel *first);
/* False if it was used already, or cannot be. */
bool used_note(struct used *used, const struct parcel *parcel);
/* Whether they are all of a row. */
bool used_without_gaps(const struct used *used);

/* ---- memory.c ------------------------------------------------------- */

struct memory {
    long resident;              /* KiB */
    long heap;                  /* KiB in use */
};

struct memory memory_now(void);

/* ---- the two -------------------------------------------------------- */

/* Print TAP and figures in comments; the number of failures. */
unsigned soak_messages(const struct soak_options *options);
unsigned soak_establishments(const struct soak_options *options);

unsigned soak_ok(bool good, const char *name);

#endif
