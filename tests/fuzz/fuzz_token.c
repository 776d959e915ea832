/* SPDX-License-Identifier: MIT */
/*
 * Genuine tokens that were changed: fuzz_round.
 *
 * libFuzzer: -max_len=200
 */
#include "fuzz/fuzz.h"
#include "fuzz/target.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    (void)fuzz_round(data, size);
    return 0;
}
