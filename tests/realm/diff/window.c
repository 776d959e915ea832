/* SPDX-License-Identifier: MIT */
#include "realm/diff/window.h"

#define WINDOW_BITS 64

void
window_start(struct window *window, OM_uint32 flags, bool unbounded_shift,
             uint32_t used)
{
    window->replay = (flags & GSS_C_REPLAY_FLAG) != 0;
    window->sequence = (flags & GSS_C_SEQUENCE_FLAG) != 0;
    window->unbounded_shift = unbounded_shift;
    window->next = used;
    window->seen = (UINT64_C(1) << used) - 1;
}

static OM_uint32
ahead(struct window *window, uint64_t number)
{
    uint64_t gap = number - window->next;
    uint64_t shift = gap + 1;

    if (shift < WINDOW_BITS)
        window->seen <<= shift;
    else if (window->unbounded_shift)
        window->seen <<= shift % WINDOW_BITS;
    else
        window->seen = 0;
    window->seen |= 1;
    window->next = number + 1;
    return gap > 0 && window->sequence ? GSS_S_GAP_TOKEN : 0;
}

static OM_uint32
behind(struct window *window, uint64_t number)
{
    uint64_t distance = window->next - 1 - number;
    uint64_t bit;
    OM_uint32 verdict = window->sequence ? GSS_S_UNSEQ_TOKEN : 0;

    if (distance >= WINDOW_BITS) {
        verdict = window->sequence ? GSS_S_UNSEQ_TOKEN : GSS_S_OLD_TOKEN;
    } else {
        bit = UINT64_C(1) << distance;
        if (window->replay && (window->seen & bit) != 0)
            verdict = GSS_S_DUPLICATE_TOKEN;
        window->seen |= bit;
    }
    return verdict;
}

OM_uint32
window_check(struct window *window, uint64_t number)
{
    OM_uint32 verdict = 0;

    if (window->replay || window->sequence) {
        verdict = number >= window->next ? ahead(window, number) :
            behind(window, number);
    }
    return verdict;
}
