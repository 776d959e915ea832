/* SPDX-License-Identifier: MIT */
/* Numbers from RFC 3962 (AES-SHA1), 6803 (Camellia) and 8009 (AES-SHA2). */
#include "enctype.h"

static const struct ksp_enctype enctypes[] = {
    { 17, 15, 16, 16, 12, 16,
      "aes128-cts-hmac-sha1-96", "hmac-sha1-96-aes128" },
    { 18, 16, 32, 16, 12, 16,
      "aes256-cts-hmac-sha1-96", "hmac-sha1-96-aes256" },
    { 19, 19, 16, 16, 16, 16,
      "aes128-cts-hmac-sha256-128", "hmac-sha256-128-aes128" },
    { 20, 20, 32, 16, 24, 16,
      "aes256-cts-hmac-sha384-192", "hmac-sha384-192-aes256" },
    { 25, 17, 16, 16, 16, 16,
      "camellia128-cts-cmac", "cmac-camellia128" },
    { 26, 18, 32, 16, 16, 16,
      "camellia256-cts-cmac", "cmac-camellia256" },
};

#define ENCTYPE_COUNT (sizeof(enctypes) / sizeof(enctypes[0]))

const struct ksp_enctype *
ksp_enctype_at(size_t i)
{
    return i < ENCTYPE_COUNT ? &enctypes[i] : NULL;
}

const struct ksp_enctype *
ksp_enctype_find(int32_t enctype)
{
    const struct ksp_enctype *found = NULL;
    size_t i;

    for (i = 0; i < ENCTYPE_COUNT && found == NULL; i++) {
        if (enctypes[i].enctype == enctype)
            found = &enctypes[i];
    }
    return found;
}
