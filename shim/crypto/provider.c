/* SPDX-License-Identifier: MIT */
/* Which provider serves an enctype. */
#include "config.h"

#include <stdatomic.h>

#include "crypto/provider.h"

static atomic_bool reference_only;

/* Those that are faster than the reference, which has every enctype. */
static const struct ksp_provider *const faster[] = {
#ifdef HAVE_NETTLE
    &ksp_provider_nettle,
#endif
    NULL
};

const struct ksp_provider *
ksp_provider_for(const struct ksp_enctype *enctype)
{
    const struct ksp_provider *const *p = faster;

    while (*p != NULL && (reference_only || !(*p)->has(enctype)))
        p++;
    return *p != NULL ? *p : &ksp_provider_krb5;
}

void
ksp_provider_use_reference_only(bool only)
{
    reference_only = only;
}

bool
ksp_provider_is_reference_only(void)
{
    return reference_only;
}
