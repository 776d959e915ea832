/* SPDX-License-Identifier: MIT */
#include "realm/diff/script.h"

#include <string.h>

struct mode {
    const char *name;
    uint32_t shortest, longest;         /* life of a context in steps */
    unsigned char weight[STEP_KINDS];
};

static const struct mode modes[MODES] = {
    [MODE_MIXED] = {
        "mixed", 100, 900,
        {
            [STEP_GET_MIC] = 14,
            [STEP_WRAP] = 16,
            [STEP_WRAP_AEAD] = 5,
            [STEP_WRAP_IOV] = 16,
            [STEP_WRAP_IOV_LENGTH] = 4,
            [STEP_GET_MIC_IOV] = 6,
            [STEP_GET_MIC_IOV_LENGTH] = 2,
            [STEP_SIZE_LIMIT] = 2,
            [STEP_DROP] = 1,
            [STEP_DELIVER] = 75,
            [STEP_DAMAGE] = 50,
            [STEP_TRANSFER] = 1,
            [STEP_CONTEXT_TIME] = 1,
            [STEP_INQUIRE] = 1,
            [STEP_INQUIRE_OID] = 1,
            [STEP_PSEUDO_RANDOM] = 1,
            [STEP_PROCESS_TOKEN] = 1,
            [STEP_LUCID] = 1
        }
    },
    [MODE_GAPS] = {
        "gaps", 300, 2000,
        {
            [STEP_GET_MIC] = 40,
            [STEP_WRAP] = 10,
            [STEP_DROP] = 6,
            [STEP_DELIVER] = 60
        }
    },
    [MODE_IOV] = {
        "iov", 100, 900,
        {
            [STEP_WRAP] = 5,
            [STEP_WRAP_AEAD] = 10,
            [STEP_WRAP_IOV] = 40,
            [STEP_WRAP_IOV_LENGTH] = 20,
            [STEP_GET_MIC_IOV] = 20,
            [STEP_GET_MIC_IOV_LENGTH] = 10,
            [STEP_DELIVER] = 100,
            [STEP_DAMAGE] = 20
        }
    },
    [MODE_DAMAGE] = {
        "damage", 500, 2000,
        {
            [STEP_GET_MIC] = 4,
            [STEP_WRAP] = 6,
            [STEP_WRAP_IOV] = 6,
            [STEP_GET_MIC_IOV] = 2,
            [STEP_DELIVER] = 12,
            [STEP_DAMAGE] = 160
        }
    },
    [MODE_ESTABLISH] = {
        "establish", 3, 12,
        {
            [STEP_GET_MIC] = 10,
            [STEP_WRAP] = 10,
            [STEP_DELIVER] = 20,
            [STEP_TRANSFER] = 5,
            [STEP_CONTEXT_TIME] = 5,
            [STEP_INQUIRE] = 10,
            [STEP_INQUIRE_OID] = 10,
            [STEP_PSEUDO_RANDOM] = 5,
            [STEP_PROCESS_TOKEN] = 3,
            [STEP_LUCID] = 5
        }
    }
};

enum script_mode
script_mode_named(const char *name)
{
    unsigned mode = 0;

    while (mode < MODES && strcmp(modes[mode].name, name) != 0)
        mode++;
    return (enum script_mode)mode;
}

const char *
script_mode_name(enum script_mode mode)
{
    return modes[mode].name;
}

void
script_start(struct script *script, enum script_mode mode, uint64_t seed)
{
    memset(script, 0, sizeof(*script));
    script->rng.state = seed;
    script->mode = mode;
}

static enum step_kind
choose_kind(struct script *script)
{
    const unsigned char *weight = modes[script->mode].weight;
    unsigned total = 0, kind;
    uint32_t pick;

    for (kind = 0; kind < STEP_KINDS; kind++)
        total += weight[kind];
    pick = rng_below(&script->rng, total);
    for (kind = 0; pick >= weight[kind]; kind++)
        pick -= weight[kind];
    return (enum step_kind)kind;
}

/* Percent; what is left is done here. */
static const unsigned char place_percent[PLACES] = {
    [PLACE_THREAD] = 3, [PLACE_FORK] = 1, [PLACE_UNDERSCORE_FORK] = 1,
    [PLACE_CLONE] = 1, [PLACE_FILTER] = 1, [PLACE_SHORTAGE] = 2,
    [PLACE_MOVE] = 1
};

static enum place
choose_place(struct rng *rng)
{
    uint32_t pick = rng_below(rng, 100);
    unsigned place = PLACE_THREAD;

    while (place < PLACES && pick >= place_percent[place])
        pick -= place_percent[place++];
    return place < PLACES ? (enum place)place : PLACE_HERE;
}

void
script_next(struct script *script, bool alive, struct step *step)
{
    const struct mode *mode = &modes[script->mode];

    step->number = script->number++;
    step->kind = choose_kind(script);
    step->side = rng_below(&script->rng, 2) == 0 ? INITIATOR : ACCEPTOR;
    step->rng.state = rng_next(&script->rng);
    step->place = choose_place(&step->rng);
    if (!alive || script->until_new_context == 0) {
        step->kind = STEP_ESTABLISH;
        script->until_new_context = mode->shortest +
            rng_below(&script->rng, mode->longest - mode->shortest);
    } else {
        script->until_new_context--;
    }
}
