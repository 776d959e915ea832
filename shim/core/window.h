/* SPDX-License-Identifier: MIT */
/*
 * The receive window of one direction: which of the last 64 numbers were
 * seen.  Numbers here are relative to the initial one of the peer, so that
 * the wraparound of SND_SEQ needs no thought.
 */
#ifndef SHIM_CORE_WINDOW_H
#define SHIM_CORE_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

struct ksp_window {
    bool replay;        /* replay detection was negotiated */
    bool sequence;      /* sequence detection was negotiated */
    uint64_t next;      /* one more than the highest number seen */
    uint64_t map;       /* bit i: number next - 1 - i was seen */
};

/*
 * Judge the number `relative` of a message whose checksum was right, and
 * note it.  Returns KSP_SEQ_IN_ORDER, _DUPLICATE, _OLD, _UNSEQUENCED or
 * _GAP.  With neither detection nothing is noted and all is in order.
 * RFC 2743 section 1.2.3 says what the verdicts mean; a number is "behind"
 * when it lies in the half circle before `next`.  Not locked here.
 */
uint32_t ksp_window_check(struct ksp_window *window, uint64_t relative);

#endif
