/* SPDX-License-Identifier: MIT */
#include "unit/unit_core.h"

struct ksp_context *
unit_core_context(const KSP_PACKED_CONTEXT *packed)
{
    unsigned char bytes[KSP_PACKED_MAX];
    struct ksp_context *c = NULL;
    ULONG length;

    assert_status(KspPackContext(packed, bytes, sizeof(bytes), &length),
                  SEC_E_OK);
    assert_status(ksp_context_new(bytes, length, &c), SEC_E_OK);
    return c;
}

static SECURITY_STATUS
no_sign(struct ksp_key *key, const struct ksp_span *spans, size_t count,
        unsigned char *cksum)
{
    (void)key;
    (void)spans;
    (void)count;
    (void)cksum;
    return SEC_E_INTERNAL_ERROR;
}

static SECURITY_STATUS
no_seal(struct ksp_key *key, unsigned char *confounder,
        const struct ksp_span *spans, size_t count, unsigned char *cksum)
{
    (void)confounder;
    return no_sign(key, spans, count, cksum);
}

struct ksp_provider
unit_broken_provider(const struct ksp_provider *whole)
{
    struct ksp_provider broken = *whole;

    broken.sign = no_sign;
    broken.seal = no_seal;
    return broken;
}
