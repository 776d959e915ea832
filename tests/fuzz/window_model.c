/* SPDX-License-Identifier: MIT */
#include "fuzz/window_model.h"
#include "ksp/message.h"

#define CIRCLE ((uint64_t)1 << 32)

void
window_model_set(struct window_model *w, uint64_t next, uint64_t map)
{
    int i;

    w->next = next;
    for (i = 0; i < WINDOW_MODEL; i++)
        w->seen[i] = (map >> i & 1) != 0;
}

uint64_t
window_model_map(const struct window_model *w)
{
    uint64_t map = 0;
    int i;

    for (i = WINDOW_MODEL - 1; i >= 0; i--)
        map = map << 1 | (w->seen[i] ? 1 : 0);
    return map;
}

static uint64_t
distance(uint64_t a, uint64_t b)
{
    return a - b < b - a ? a - b : b - a;
}

/* Of all numbers with these low 32 bits the one nearest to the next; of two
 * that are as near, the one behind. */
static uint64_t
widened(uint64_t low, uint64_t next)
{
    uint64_t here = (next & ~(CIRCLE - 1)) | (low & (CIRCLE - 1));
    uint64_t best = here - CIRCLE;

    if (distance(here, next) < distance(best, next))
        best = here;
    if (distance(here + CIRCLE, next) < distance(best, next))
        best = here + CIRCLE;
    return best;
}

static bool
is_behind(uint64_t number, uint64_t next)
{
    return number - next > UINT64_MAX / 2;
}

/* `next` is one more; nothing is said of the number that was it. */
static void
move_on(struct window_model *w)
{
    int i;

    for (i = WINDOW_MODEL - 1; i > 0; i--)
        w->seen[i] = w->seen[i - 1];
    w->seen[0] = false;
    w->next++;
}

static uint32_t
judge_ahead(struct window_model *w, uint64_t number)
{
    bool gap = number != w->next;

    if (number - w->next > WINDOW_MODEL)
        window_model_set(w, number, 0);
    while (w->next != number)
        move_on(w);
    move_on(w);
    w->seen[0] = true;
    return gap && w->sequence ? KSP_SEQ_GAP : KSP_SEQ_IN_ORDER;
}

static uint32_t
judge_behind(struct window_model *w, uint64_t number)
{
    uint64_t back = w->next - number;
    uint32_t verdict = KSP_SEQ_IN_ORDER;

    if (back > WINDOW_MODEL)
        return w->sequence ? KSP_SEQ_UNSEQUENCED : KSP_SEQ_OLD;
    if (w->seen[back - 1] && w->replay)
        verdict = KSP_SEQ_DUPLICATE;
    else if (w->sequence)
        verdict = KSP_SEQ_UNSEQUENCED;
    w->seen[back - 1] = true;
    return verdict;
}

uint32_t
window_model_judge(struct window_model *w, uint64_t *relative)
{
    if (w->narrow)
        *relative &= CIRCLE - 1;
    if (!w->replay && !w->sequence)
        return KSP_SEQ_IN_ORDER;
    if (w->narrow) {
        *relative = widened(*relative, w->next);
        if (!is_behind(*relative, 0) && *relative >= CIRCLE)
            return w->sequence ? KSP_SEQ_UNSEQUENCED : KSP_SEQ_OLD;
    }
    return is_behind(*relative, w->next) ? judge_behind(w, *relative) :
        judge_ahead(w, *relative);
}
