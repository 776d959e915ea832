/* SPDX-License-Identifier: MIT */
/*
 * Two models of the receive window, so that the parent knows which verdict
 * each world must give: the right one, and MIT's, which is the same but for
 * the width of the shift after a gap (g_seqstate_check shifts a 64-bit map by
 * the distance plus one without a bound; on the machines we know a shift by n
 * is one by n modulo 64).
 */
#ifndef TESTS_REALM_DIFF_WINDOW_H
#define TESTS_REALM_DIFF_WINDOW_H

#include <gssapi/gssapi.h>
#include <stdbool.h>
#include <stdint.h>

struct window {
    bool replay;            /* GSS_C_REPLAY_FLAG */
    bool sequence;          /* GSS_C_SEQUENCE_FLAG */
    bool unbounded_shift;   /* MIT's */
    uint64_t next;          /* one more than the highest number seen */
    uint64_t seen;          /* bit i: number next - 1 - i was seen */
};

/* `used`: so many numbers from 0 on have been seen already. */
void window_start(struct window *window, OM_uint32 flags,
                  bool unbounded_shift, uint32_t used);

/* The supplementary bit for a genuine token with this number, or 0; the
 * window takes note of it. */
OM_uint32 window_check(struct window *window, uint64_t number);

#endif
