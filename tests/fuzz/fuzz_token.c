/* SPDX-License-Identifier: MIT */
/*
 * fuzz_round for libFuzzer.  Not built unless asked for, in a build of its
 * own:
 *
 *     configure CC=clang CFLAGS="-g -O1
 *         -fsanitize=fuzzer-no-link,address,undefined"
 *     make fuzz
 *     tests/fuzz/fuzz_token -max_len=200 -max_total_time=600
 */
#include <stdint.h>

#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    (void)fuzz_round(data, size);
    return 0;
}
