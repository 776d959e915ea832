/* SPDX-License-Identifier: MIT */
/*
 * What the contexts of an enctype must look like from outside; written down
 * from the RFCs, not from what the package says of itself.
 */
#ifndef TESTS_REALM_ENCTYPE_FACTS_H
#define TESTS_REALM_ENCTYPE_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct enctype_facts {
    const char *name;
    bool old_format;        /* RFC 1964 or RFC 4757 framing */
    size_t mic;             /* length of a MIC */
    size_t sealed;          /* what wrap adds, with confidentiality */
    size_t sealed_dce;      /* the same in DCE style, from wrap_iov */
    size_t signed_only;     /* what wrap adds without */
    size_t block;           /* what padding fills; 1 to `block` bytes */
    size_t head;            /* of an old format's wrap token: from TOK_ID to
                             * the end of the confounder */
    /* KEY_INFO of SSPI, as in RFC 3961's registries. */
    size_t key;
    int32_t enctype;
    int32_t cksumtype;
    const char *cipher;
    const char *cksum;
};

/* NULL if there is no such enctype. */
const struct enctype_facts *enctype_named(const char *name);

/* What stands around a message in a wrap token, with no trailer of its own:
 * before it, and behind. */
struct token_lengths {
    size_t header;
    size_t padding;
};

/* For `length` bytes that are sealed or, if not `seal`, would be. */
struct token_lengths enctype_lengths(const struct enctype_facts *facts,
                                     bool dce, bool seal, size_t length);

#endif
