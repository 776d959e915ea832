/* SPDX-License-Identifier: MIT */
#include "realm/enctype_facts.h"

#include <string.h>

/*
 * RFC 4121 section 4.2.6: a MIC is 16 bytes and the checksum.  Section 4.2.4:
 * a sealed token is 16 bytes, a confounder of 16, the data, 16 bytes of
 * copied header, and the checksum; DCE style has 16 more of EC.  Checksums:
 * RFC 3962 (12), RFC 8009 (16 and 24), RFC 6803 (16).
 *
 * RFC 4757 section 7 and RFC 1964 section 1.2: a header of 16, the checksum
 * (8 or 20) and, unless it is a MIC, a confounder of 8; and the framing of
 * RFC 2743 section 3.1, of 13 to 17 bytes as it counts the message.  `sealed`
 * is the most, without padding.
 */
static const struct enctype_facts enctypes[] = {
    { "aes128-cts-hmac-sha1-96", false, 28, 60, 76, 28, 1, 0, 16, 17, 15,
      "aes128-cts-hmac-sha1-96", "hmac-sha1-96-aes128" },
    { "aes256-cts-hmac-sha1-96", false, 28, 60, 76, 28, 1, 0, 32, 18, 16,
      "aes256-cts-hmac-sha1-96", "hmac-sha1-96-aes256" },
    { "aes128-cts-hmac-sha256-128", false, 32, 64, 80, 32, 1, 0, 16, 19, 19,
      "aes128-cts-hmac-sha256-128", "hmac-sha256-128-aes128" },
    { "aes256-cts-hmac-sha384-192", false, 40, 72, 88, 40, 1, 0, 32, 20, 20,
      "aes256-cts-hmac-sha384-192", "hmac-sha384-192-aes256" },
    { "camellia128-cts-cmac", false, 32, 64, 80, 32, 1, 0, 16, 25, 17,
      "camellia128-cts-cmac", "cmac-camellia128" },
    { "camellia256-cts-cmac", false, 32, 64, 80, 32, 1, 0, 32, 26, 18,
      "camellia256-cts-cmac", "cmac-camellia256" },
    { "arcfour-hmac", true, 37, 49, 45, 49, 1, 32, 16, 23, -138,
      "rc4-hmac", "hmac-md5-rc4" },
    { "des3-cbc-sha1", true, 49, 61, 57, 61, 8, 44, 24, 16, 12,
      "des3-cbc-sha1-kd", "hmac-sha1-des3-kd" },
};

const struct enctype_facts *
enctype_named(const char *name)
{
    const struct enctype_facts *found = NULL;
    size_t i;

    for (i = 0; i < sizeof(enctypes) / sizeof(enctypes[0]); i++) {
        if (strcmp(enctypes[i].name, name) == 0)
            found = &enctypes[i];
    }
    return found;
}

/* Tag and length of the framing, and the OID of 9 bytes with its own. */
static size_t
framing(size_t inside)
{
    size_t oid = 11, counted = oid + inside;

    return 2u + (counted > 0x7f) + (counted > 0xff) + (counted > 0xffff) +
        (counted > 0xffffff) + oid;
}

struct token_lengths
enctype_lengths(const struct enctype_facts *facts, bool dce, bool seal,
                size_t length)
{
    struct token_lengths l = { 0, 0 };

    if (facts->old_format) {
        l.padding = dce ? 0 : facts->block - length % facts->block;
        l.header = framing(facts->head + (dce ? 0 : length + l.padding)) +
            facts->head;
    } else {
        l.header = !seal ? facts->signed_only : dce ? facts->sealed_dce :
            facts->sealed;
    }
    return l;
}
