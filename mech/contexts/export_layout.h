/* SPDX-License-Identifier: MIT */
/*
 * Numbers inside an exported context of MIT krb5.
 *
 * An exported context is imported by the real mechanism, here or in a
 * process without the module, so what leaves us is its own token; but the
 * numbers in it are those of the hand-over.  They are replaced where they
 * are known to stand, and only after what stands there was found to be
 * what the mechanism told us at hand-over.
 */
#ifndef MECH_CONTEXTS_EXPORT_LAYOUT_H
#define MECH_CONTEXTS_EXPORT_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gssksp_numbers {
    uint64_t send_initial;
    uint64_t send_count;
    uint64_t recv_initial;
    uint64_t recv_next;     /* relative to recv_initial */
    uint64_t recv_map;      /* bit i: number recv_next - 1 - i was seen */
    bool replay;
    bool sequence;
    bool narrow;            /* numbers of 32 bits: an RFC 1964 context */
};

/* Put the numbers into `token`.  False, with the token unchanged, if it
 * has another layout or does not hold the numbers of the hand-over. */
bool gssksp_layout_patch(unsigned char *token, size_t length,
                         const struct gssksp_numbers *numbers);

#endif
