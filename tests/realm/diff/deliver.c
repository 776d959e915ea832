/* SPDX-License-Identifier: MIT */
/*
 * The steps that give a token to somebody: which token, in what order, whole
 * or damaged.
 */
#include "realm/diff/parcel.h"

#include <stdlib.h>

/* MIT's window is right up to a gap of 62. */
#define WIDEST_GAP 62

/* Which of the tokens made goes next. */
enum pick { PICK_NEXT, PICK_LATEST, PICK_ANY, PICK_REPEAT, PICK_OLDEST };

static enum pick
random_pick(struct rng *rng)
{
    static const enum pick picks[20] = {
        PICK_NEXT, PICK_NEXT, PICK_NEXT, PICK_NEXT, PICK_NEXT, PICK_NEXT,
        PICK_NEXT, PICK_NEXT, PICK_NEXT, PICK_NEXT, PICK_NEXT, PICK_NEXT,
        PICK_LATEST, PICK_LATEST, PICK_ANY, PICK_ANY, PICK_ANY, PICK_REPEAT,
        PICK_REPEAT, PICK_OLDEST
    };

    return picks[rng_below(rng, 20)];
}

/* Not so far ahead that MIT's window goes wrong, unless that is wanted. */
static uint64_t
within_gap(const struct world *world, const struct pool *pool,
           uint64_t number)
{
    if (world->script.mode != MODE_GAPS && number > pool->top + WIDEST_GAP)
        number = pool->top + WIDEST_GAP;
    if (number < pool_oldest(pool))
        number = pool_oldest(pool);
    return number;
}

/* The next in order; now and then some are left out on the way. */
static uint64_t
next_number(struct pool *pool, struct rng *rng)
{
    uint64_t waiting = pool->made - pool->cursor;

    if (pool->cursor < pool_oldest(pool))
        pool->cursor = pool_oldest(pool);
    if (waiting > 8 && rng_chance(rng, 25))
        pool->cursor += rng_below(rng, (size_t)(pool->made - pool->cursor));
    return pool->cursor < pool->made ? pool->cursor : pool->made - 1;
}

static uint64_t
choose_number(const struct world *world, struct pool *pool, struct rng *rng)
{
    uint64_t oldest = pool_oldest(pool), number = oldest;

    switch (random_pick(rng)) {
    case PICK_NEXT:
        number = next_number(pool, rng);
        break;
    case PICK_LATEST:
        number = pool->made - 1;
        break;
    case PICK_ANY:
        number = oldest + rng_below(rng, (size_t)(pool->made - oldest));
        break;
    case PICK_REPEAT:
        number = pool->cursor > oldest ? pool->cursor - 1 : oldest;
        break;
    case PICK_OLDEST:
        break;
    }
    return within_gap(world, pool, number);
}

static void
note_delivery(struct pool *pool, struct token *token)
{
    token->delivered++;
    if (token->number >= pool->top)
        pool->top = token->number + 1;
    if (token->number >= pool->cursor)
        pool->cursor = token->number + 1;
}

static void
describe(struct record *record, const struct token *token)
{
    record_what(record, ", %s #%llu%s, %zu bytes",
                token->wrap ? "wrap token" : "MIC",
                (unsigned long long)token->number,
                token->conf ? " sealed" : "", token->length);
}

static void
hand_over(struct world *world, struct step *step, const struct token *token,
          enum side receiver, bool damage)
{
    struct parcel parcel;
    bool any_form = rng_chance(&step->rng, 5);

    describe(world->record, token);
    parcel_open(&parcel, token, receiver, world->dce);
    parcel.foreign = token == world->stranger[step->side];
    if (damage)
        parcel_damage(&parcel, world, &step->rng);
    parcel_receive(&parcel, world, &step->rng, any_form);
    parcel_close(&parcel);
}

/* A token of this context, whole. */
void
step_deliver(struct world *world, struct step *step)
{
    struct pool *pool = &world->pool[step->side];
    struct token *token;
    uint64_t number;

    if (pool->made > 0) {
        number = choose_number(world, pool, &step->rng);
        token = pool_get(pool, number);
        world->record->has_number = 1;
        world->record->number = world->used_before[step->side] + number;
        note_delivery(pool, token);
        hand_over(world, step, token, other_side(step->side), false);
    } else {
        record_what(world->record, ", nothing to deliver");
    }
}

/*
 * A token that was damaged, that goes back to its sender, or that belongs to
 * another context.
 */
void
step_damage(struct world *world, struct step *step)
{
    struct pool *pool = &world->pool[step->side];
    struct token *stranger = world->stranger[step->side];
    uint64_t number, oldest = pool_oldest(pool);

    if (stranger != NULL && rng_chance(&step->rng, 3)) {
        record_what(world->record, ", of another context");
        hand_over(world, step, stranger, other_side(step->side), false);
    } else if (pool->made == 0) {
        record_what(world->record, ", nothing to damage");
    } else {
        number = oldest + rng_below(&step->rng, (size_t)(pool->made - oldest));
        world->record->has_number = 1;
        number = within_gap(world, pool, number);
        world->record->number = world->used_before[step->side] + number;
        if (rng_chance(&step->rng, 6)) {
            record_what(world->record, ", back to its sender");
            world->record->has_number = 0;
            hand_over(world, step, pool_get(pool, number), step->side, false);
        } else {
            hand_over(world, step, pool_get(pool, number),
                      other_side(step->side), true);
        }
    }
}
