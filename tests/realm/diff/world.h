/* SPDX-License-Identifier: MIT */
/*
 * A world of the differential driver: runs the script on contexts of its own
 * and makes one record for each step.  What it does next depends on the seed
 * and on its own sending side only, never on how a token was received, so two
 * worlds stay in step as long as their records agree.
 */
#ifndef TESTS_REALM_DIFF_WORLD_H
#define TESTS_REALM_DIFF_WORLD_H

#include "realm/diff/record.h"
#include "realm/diff/script.h"
#include "realm/diff/token.h"
#include "realm/gss_pair.h"

struct world {
    const char *target;         /* the service */
    const char *tgt_only;       /* for struct dialog */
    bool old_format;            /* its key is of an RFC 1964 enctype */
    struct script script;
    struct record *record;      /* of the step at work */

    struct gss_pair pair;
    struct dialog dialog;       /* how the pair was made */
    bool alive;
    bool dce;                   /* of the pair */
    unsigned checksum;          /* length of its RFC 4121 checksums */
    bool detection;             /* replay or sequence detection is on */
    uint32_t used_before[2];    /* numbers a side used up before its first
                                 * token of ours */
    bool imported[2];           /* the end was exported and imported */
    bool seen_first[2];         /* first_number is set */
    uint64_t first_number[2];   /* SND_SEQ of a side's first token */
    struct pool pool[2];        /* tokens by sender */
    struct token *stranger[2];  /* a token of an earlier pair */

    bool ours;                  /* both ends are the package's */
    unsigned moves;             /* children this world went on in */
    bool lies;                  /* what a child saw is falsified */
    FILE *to;                   /* where the records go */

    uint32_t next_bit;          /* to flip next */
    uint32_t next_cut;          /* to cut off next */
};

/*
 * A world without a context; target, tgt_only, old_format and `to` are for
 * the caller to set.  `record` is where each step is taken down; it may be in
 * memory shared with a process that wants to know in which step this one has
 * died.
 */
void world_start(struct world *world, struct record *record,
                 enum script_mode mode, uint64_t seed);

/* One step; its record is in *world->record afterwards. */
void world_step(struct world *world);

void world_end(struct world *world);

/* What contexts of record->dialog are called. */
const char *dialog_name(uint32_t dialog);

/* ---- helpers shared by the step functions -------------------------- */

static inline gss_ctx_id_t
world_context(struct world *world, enum side side)
{
    return world->pair.end[side].ctx;
}

static inline enum side
other_side(enum side side)
{
    return side == INITIATOR ? ACCEPTOR : INITIATOR;
}

/* A message of random length and content, to be freed. */
unsigned char *random_message(struct rng *rng, size_t *length);

/* Mostly 0; now and then a QOP nobody supports. */
gss_qop_t random_qop(struct rng *rng);

/* Where the caller wants a value: &storage, set to a value no call gives, or
 * NULL now and then. */
int *random_state(struct rng *rng, int *storage);
gss_qop_t *random_qop_state(struct rng *rng, gss_qop_t *storage);

/* Step functions: diff_context.c, diff_make.c, diff_deliver.c. */
typedef void step_function(struct world *world, struct step *step);

step_function step_establish, step_transfer, step_context_time, step_inquire,
    step_inquire_oid, step_pseudo_random, step_process_token, step_lucid,
    step_size_limit;
step_function step_get_mic, step_wrap, step_wrap_aead, step_wrap_iov,
    step_wrap_iov_length, step_get_mic_iov, step_get_mic_iov_length,
    step_drop;
step_function step_deliver, step_damage;

#endif
