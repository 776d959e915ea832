/* SPDX-License-Identifier: MIT */
#include "realm/diff/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "realm/diff/place.h"

struct step_entry {
    const char *name;
    step_function *run;
};

static const struct step_entry steps[STEP_KINDS] = {
    [STEP_ESTABLISH] = { "establish", step_establish },
    [STEP_GET_MIC] = { "get_mic", step_get_mic },
    [STEP_WRAP] = { "wrap", step_wrap },
    [STEP_WRAP_AEAD] = { "wrap_aead", step_wrap_aead },
    [STEP_WRAP_IOV] = { "wrap_iov", step_wrap_iov },
    [STEP_WRAP_IOV_LENGTH] = { "wrap_iov_length", step_wrap_iov_length },
    [STEP_GET_MIC_IOV] = { "get_mic_iov", step_get_mic_iov },
    [STEP_GET_MIC_IOV_LENGTH] = {
        "get_mic_iov_length", step_get_mic_iov_length
    },
    [STEP_SIZE_LIMIT] = { "wrap_size_limit", step_size_limit },
    [STEP_DROP] = { "drop", step_drop },
    [STEP_DELIVER] = { "deliver", step_deliver },
    [STEP_DAMAGE] = { "damage", step_damage },
    [STEP_TRANSFER] = { "export and import", step_transfer },
    [STEP_CONTEXT_TIME] = { "context_time", step_context_time },
    [STEP_INQUIRE] = { "inquire_context", step_inquire },
    [STEP_INQUIRE_OID] = { "inquire_by_oid", step_inquire_oid },
    [STEP_PSEUDO_RANDOM] = { "pseudo_random", step_pseudo_random },
    [STEP_PROCESS_TOKEN] = { "process_context_token", step_process_token },
    [STEP_LUCID] = { "lucid", step_lucid }
};

/* Lengths of messages: below `below`, in `percent` of the cases. */
static const struct {
    unsigned percent;
    uint32_t below;
} message_sizes[] = {
    { 6, 1 }, { 6, 2 }, { 58, 70 }, { 24, 400 }, { 5, 5000 }, { 1, 100000 }
};

unsigned char *
random_message(struct rng *rng, size_t *length)
{
    uint32_t pick = rng_below(rng, 100);
    unsigned char *message;
    uint64_t chunk;
    size_t i;

    for (i = 0; pick >= message_sizes[i].percent; i++)
        pick -= message_sizes[i].percent;
    *length = rng_below(rng, message_sizes[i].below);
    message = malloc(*length + 1);
    if (message == NULL) {
        perror("malloc");
        exit(1);
    }
    for (i = 0; i < *length; i += sizeof(chunk)) {
        chunk = rng_next(rng);
        memcpy(message + i, &chunk,
               *length - i < sizeof(chunk) ? *length - i : sizeof(chunk));
    }
    return message;
}

gss_qop_t
random_qop(struct rng *rng)
{
    static const gss_qop_t qops[] = { 1, 2, 4, 0x80000001, 0xffffffff };
    gss_qop_t qop = GSS_C_QOP_DEFAULT;

    if (rng_chance(rng, 3))
        qop = qops[rng_below(rng, sizeof(qops) / sizeof(qops[0]))];
    return qop;
}

int *
random_state(struct rng *rng, int *storage)
{
    *storage = -77;
    return rng_chance(rng, 5) ? NULL : storage;
}

gss_qop_t *
random_qop_state(struct rng *rng, gss_qop_t *storage)
{
    *storage = 0x5a5a;
    return rng_chance(rng, 5) ? NULL : storage;
}

void
world_start(struct world *world, struct record *record,
            enum script_mode mode, uint64_t seed)
{
    memset(world, 0, sizeof(*world));
    world->record = record;
    script_start(&world->script, mode, seed);
}

void
world_step(struct world *world)
{
    struct step step;

    script_next(&world->script, world->alive, &step);
    record_start(world->record, step.number);
    record_what(world->record, "%s, %s", steps[step.kind].name,
                step.side == INITIATOR ? "initiator" : "acceptor");
    place_step(world, &step, steps[step.kind].run);
}

void
world_end(struct world *world)
{
    enum side side;

    pair_close(&world->pair);
    for (side = INITIATOR; side <= ACCEPTOR; side++) {
        token_free(pool_reset(&world->pool[side]));
        token_free(world->stranger[side]);
    }
}
