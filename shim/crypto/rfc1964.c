/* SPDX-License-Identifier: MIT */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "crypto/rfc1964.h"
#include "ksp/winerror.h"

/* libkrb5 has no public function for the ciphers of RFC 4757. */
static const struct ksp_1964_cipher *const ciphers[] = {
#ifdef HAVE_NETTLE
    &ksp_1964_arcfour,
    &ksp_1964_arcfour_exp,
    &ksp_1964_des3,
#endif
    NULL
};

const struct ksp_1964_cipher *
ksp_1964_cipher_for(const struct ksp_enctype *enctype)
{
    const struct ksp_1964_cipher *const *c = ciphers;
    bool usable;

    while (*c != NULL && (*c)->enctype != enctype->enctype)
        c++;
    usable = *c != NULL && !ksp_provider_is_reference_only() &&
        (*c)->works(enctype);
    return usable ? *c : NULL;
}

SECURITY_STATUS
ksp_1964_key_new(const struct ksp_enctype *enctype,
                 const unsigned char *contents, struct ksp_1964_key **key)
{
    const struct ksp_1964_cipher *cipher = ksp_1964_cipher_for(enctype);
    SECURITY_STATUS status = SEC_E_CRYPTO_SYSTEM_INVALID;

    *key = NULL;
    if (cipher != NULL) {
        *key = cipher->key_new(enctype, contents);
        status = *key != NULL ? SEC_E_OK : SEC_E_INSUFFICIENT_MEMORY;
    }
    return status;
}

void
ksp_1964_key_free(struct ksp_1964_key **key)
{
    if (*key != NULL)
        (*key)->cipher->key_free(*key);
    *key = NULL;
}
