/* SPDX-License-Identifier: MIT */
#include "core/window.h"
#include "ksp/message.h"

#define WINDOW_BITS 64

/* The number is `ahead` places after the one expected. */
static uint32_t
advance(struct ksp_window *w, uint64_t ahead)
{
    /* A shift by the width of the map or more is not defined in C: then
     * nothing that was seen is inside the window any more. */
    w->map = ahead < WINDOW_BITS - 1 ? w->map << (ahead + 1) : 0;
    w->map |= 1;
    w->next += ahead + 1;
    return ahead > 0 && w->sequence ? KSP_SEQ_GAP : KSP_SEQ_IN_ORDER;
}

/* The number is `behind` places before the one expected, at least 1. */
static uint32_t
look_back(struct ksp_window *w, uint64_t behind)
{
    uint32_t late = w->sequence ? KSP_SEQ_UNSEQUENCED : KSP_SEQ_IN_ORDER;
    uint32_t verdict;
    uint64_t bit;

    if (behind > WINDOW_BITS) {
        verdict = w->sequence ? KSP_SEQ_UNSEQUENCED : KSP_SEQ_OLD;
    } else {
        bit = (uint64_t)1 << (behind - 1);
        verdict = w->replay && (w->map & bit) != 0 ? KSP_SEQ_DUPLICATE :
            late;
        w->map |= bit;
    }
    return verdict;
}

uint32_t
ksp_window_check(struct ksp_window *window, uint64_t relative)
{
    uint32_t verdict = KSP_SEQ_IN_ORDER;
    uint64_t ahead = relative - window->next;

    if (window->replay || window->sequence) {
        if (ahead <= UINT64_MAX / 2)
            verdict = advance(window, ahead);
        else
            verdict = look_back(window, window->next - relative);
    }
    return verdict;
}
