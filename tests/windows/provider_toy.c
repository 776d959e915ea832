/* SPDX-License-Identifier: MIT */
/*
 * A provider without cryptography, for the core built as a DLL of Windows,
 * where neither libkrb5 nor nettle is at hand: the "checksum" is a sum, and
 * sealing changes nothing.  Only for tests/wine.sh and tests/musl.sh.
 */
#include <stdlib.h>
#include <string.h>

#include "ksp/winerror.h"
#include "crypto/provider.h"

static const struct ksp_provider toy;

static bool
has(const struct ksp_enctype *enctype)
{
    (void)enctype;
    return true;
}

static SECURITY_STATUS
key_new(const struct ksp_enctype *enctype, const unsigned char *contents,
        uint32_t usage, struct ksp_key **key)
{
    (void)contents;
    (void)usage;
    *key = calloc(1, sizeof(**key));
    if (*key != NULL) {
        (*key)->provider = &toy;
        (*key)->enctype = enctype;
    }
    return *key != NULL ? SEC_E_OK : SEC_E_INSUFFICIENT_MEMORY;
}

static void
key_free(struct ksp_key **key)
{
    free(*key);
    *key = NULL;
}

static SECURITY_STATUS
sign(struct ksp_key *key, const struct ksp_span *spans, size_t count,
     unsigned char *cksum)
{
    unsigned int sum = 1;
    size_t i, j;

    for (i = 0; i < count; i++) {
        ksp_span_bring(&spans[i], 0, spans[i].length);
        for (j = 0; j < spans[i].length; j++)
            sum = sum * 31 + spans[i].data[j];
    }
    memset(cksum, (int)(sum & 0xff), key->enctype->cksum_length);
    return SEC_E_OK;
}

static SECURITY_STATUS
verify(struct ksp_key *key, const struct ksp_span *spans, size_t count,
       const unsigned char *cksum)
{
    unsigned char expected[KSP_CKSUM_MAX];

    (void)sign(key, spans, count, expected);
    return memcmp(expected, cksum, key->enctype->cksum_length) == 0 ?
        SEC_E_OK : SEC_E_MESSAGE_ALTERED;
}

static SECURITY_STATUS
seal(struct ksp_key *key, unsigned char *confounder,
     const struct ksp_span *spans, size_t count, unsigned char *cksum)
{
    memset(confounder, 0, key->enctype->confounder);
    return sign(key, spans, count, cksum);
}

static SECURITY_STATUS
unseal(struct ksp_key *key, unsigned char *confounder,
       const struct ksp_span *spans, size_t count, unsigned char *cksum)
{
    (void)confounder;
    return verify(key, spans, count, cksum);
}

static const struct ksp_provider toy = {
    .name = "toy", .has = has, .key_new = key_new, .key_free = key_free,
    .sign = sign, .verify = verify, .seal = seal, .unseal = unseal
};

const struct ksp_provider *
ksp_provider_for(const struct ksp_enctype *enctype)
{
    (void)enctype;
    return &toy;
}

void
ksp_provider_use_reference_only(bool only)
{
    (void)only;
}

bool
ksp_provider_is_reference_only(void)
{
    return false;
}
