/* SPDX-License-Identifier: MIT */
/* What a target is for libFuzzer, and for replay.c. */
#ifndef TESTS_FUZZ_TARGET_H
#define TESTS_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

/* Try one input.  The process ends, with a line on stderr, if something does
 * not hold.  Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
