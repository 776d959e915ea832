/* SPDX-License-Identifier: MIT */
/* Numbers from RFC 3962 (AES-SHA1), 6803 (Camellia), 8009 (AES-SHA2), 3961
 * (DES3) and 4757 (RC4). */
#include "crypto/enctype.h"

static const struct ksp_enctype enctypes[] = {
    { 17, 15, 16, 16, 12, 16, KSP_RFC4121,
      "aes128-cts-hmac-sha1-96", "hmac-sha1-96-aes128", false },
    { 18, 16, 32, 16, 12, 16, KSP_RFC4121,
      "aes256-cts-hmac-sha1-96", "hmac-sha1-96-aes256", false },
    { 19, 19, 16, 16, 16, 16, KSP_RFC4121,
      "aes128-cts-hmac-sha256-128", "hmac-sha256-128-aes128", true },
    { 20, 20, 32, 16, 24, 16, KSP_RFC4121,
      "aes256-cts-hmac-sha384-192", "hmac-sha384-192-aes256", true },
    { 25, 17, 16, 16, 16, 16, KSP_RFC4121,
      "camellia128-cts-cmac", "cmac-camellia128", false },
    { 26, 18, 32, 16, 16, 16, KSP_RFC4121,
      "camellia256-cts-cmac", "cmac-camellia256", false },
    { 16, 12, 24, 8, 20, 8, KSP_RFC1964,
      "des3-cbc-sha1-kd", "hmac-sha1-des3-kd", false },
    { 23, -138, 16, 8, 8, 1, KSP_RFC1964,
      "rc4-hmac", "hmac-md5-rc4", false },
    { 24, -138, 16, 8, 8, 1, KSP_RFC1964,
      "rc4-hmac-exp", "hmac-md5-rc4", false },
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
