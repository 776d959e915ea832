/* SPDX-License-Identifier: MIT */
/*
 * What RFC 2743 section 1.2.3 and ksp/message.h say of numbers, in the
 * simplest words: a list of those that were seen.
 */
#ifndef TESTS_FUZZ_WINDOW_MODEL_H
#define TESTS_FUZZ_WINDOW_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#define WINDOW_MODEL 64

struct window_model {
    bool replay, sequence;
    bool narrow;                /* numbers travel with 32 bits */
    uint64_t next;              /* one more than the highest */
    bool seen[WINDOW_MODEL];    /* next - 1 - i */
};

void window_model_set(struct window_model *w, uint64_t next, uint64_t map);
uint64_t window_model_map(const struct window_model *w);

/* Judge and note number *relative (which is widened); a KSP_SEQ_*. */
uint32_t window_model_judge(struct window_model *w, uint64_t *relative);

#endif
