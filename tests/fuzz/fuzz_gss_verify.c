/* SPDX-License-Identifier: MIT */
/* fuzz_gss.h: tokens for gss_verify_mic and gss_verify_mic_iov, with the
 * module and without.
 *
 * libFuzzer: -max_len=256
 */
#include "fuzz/fuzz_gss.h"
#include "fuzz/target.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum gss_call calls[] = {
        GSS_VERIFY_MIC, GSS_VERIFY_MIC_IOV
    };

    gss_round(data, size, calls, sizeof(calls) / sizeof(calls[0]));
    return 0;
}
