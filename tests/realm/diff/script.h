/* SPDX-License-Identifier: MIT */
/*
 * The script: an endless row of steps, the same for the same seed.  A step
 * carries a seed of its own for its details, so that how much chance one step
 * takes does not move the next.
 */
#ifndef TESTS_REALM_DIFF_SCRIPT_H
#define TESTS_REALM_DIFF_SCRIPT_H

#include "realm/endpoint.h"
#include "realm/rng.h"

enum step_kind {
    STEP_ESTABLISH,
    STEP_GET_MIC,
    STEP_WRAP,
    STEP_WRAP_AEAD,
    STEP_WRAP_IOV,
    STEP_WRAP_IOV_LENGTH,
    STEP_GET_MIC_IOV,
    STEP_GET_MIC_IOV_LENGTH,
    STEP_SIZE_LIMIT,
    STEP_DROP,
    STEP_DELIVER,
    STEP_DAMAGE,
    STEP_TRANSFER,
    STEP_CONTEXT_TIME,
    STEP_INQUIRE,
    STEP_INQUIRE_OID,
    STEP_PSEUDO_RANDOM,
    STEP_PROCESS_TOKEN,
    STEP_LUCID,
    STEP_KINDS
};

/* Where a step is done (diff_place.h). */
enum place {
    PLACE_HERE,
    PLACE_THREAD,               /* in a new thread */
    PLACE_FORK,                 /* in a child too, made by fork */
    PLACE_UNDERSCORE_FORK,      /* by _Fork, without its handlers */
    PLACE_CLONE,                /* by the system call */
    PLACE_FILTER,               /* in a child that allows few system calls */
    PLACE_SHORTAGE,             /* in one that is out of memory once */
    PLACE_MOVE,                 /* in a child, and all that follows as well */
    PLACES
};

struct step {
    uint32_t number;            /* from 0 */
    enum step_kind kind;
    enum side side;             /* that acts; of a delivery, that sent */
    enum place place;
    struct rng rng;             /* for the details */
};

/* What a script puts its weight on. */
enum script_mode {
    MODE_MIXED,                 /* everything; gaps of 62 at most */
    MODE_GAPS,                  /* gaps up to 200 */
    MODE_IOV,                   /* buffer lists */
    MODE_DAMAGE,                /* changed tokens */
    MODE_ESTABLISH,             /* many short-lived contexts */
    MODES
};

struct script {
    struct rng rng;
    enum script_mode mode;
    uint32_t number;            /* of the next step */
    uint32_t until_new_context; /* steps left with this context */
};

/* The mode called `name`; MODES if there is none. */
enum script_mode script_mode_named(const char *name);
const char *script_mode_name(enum script_mode mode);

void script_start(struct script *script, enum script_mode mode,
                  uint64_t seed);

/* `alive`: there is a context; otherwise the step is an establishment. */
void script_next(struct script *script, bool alive, struct step *step);

#endif
