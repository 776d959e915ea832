/* SPDX-License-Identifier: MIT */
/*
 * MIC tokens of RFC 4121 (section 4.2.6.1).
 *
 * M1. Too short or too long (CVE-2024-37371, CVE-2026-89537 of Linux:
 *     lengths looked at after the bytes were).  A token of every length.
 *     Less than a header is no token, SEC_E_INVALID_TOKEN; what has a header
 *     and not just the enctype's checksum behind it does not fit the
 *     message, SEC_E_MESSAGE_ALTERED.  MIT 1.20 stops the process when
 *     gss_verify_mic_iov gets a header alone.
 *
 * M2. A checksum that does not fit (CVE-2025-57736 of MIT's krb5 1.22, whose
 *     gss_verify_mic did not hold to it).  A bit of each of its bytes is
 *     another; or it is right for another message, another header or another
 *     usage of the key, or was made with another key: a wrap token's checksum
 *     must be no MIC.  SEC_E_MESSAGE_ALTERED.
 *
 * M3. Filler that is not FF, under a checksum that is right for it: not the
 *     token that the RFC draws, SEC_E_INVALID_TOKEN.
 *
 * M4. Direction.  A token of the receiver's own, come back; one of the peer's
 *     with the flag of the receiver's under a right checksum; one of the
 *     receiver's own that says to be the peer's.  SEC_E_MESSAGE_ALTERED.
 *
 * M5. TOK_ID.  A deletion token (CVE-2014-5352: gss_process_context_token
 *     freed the context) is no MIC, nor is anything else of another TOK_ID
 *     whose checksum is right: SEC_E_INVALID_TOKEN, before the context or
 *     its numbers are touched.
 *
 * M6. Flags.  One that says that the other key was used is wrong,
 *     SEC_E_MESSAGE_ALTERED.  Reserved flags under a right checksum, and the
 *     acceptor's subkey where there is none, are to be ignored (RFC 4121
 *     section 4.2.2): taken.
 */
#include <string.h>

#include "invalid/cases.h"

/* Unseal says the same to every MIC of the peer's. */
static bool
finish(const struct forge_party *p, const struct forge_cfx *t,
       NTSTATUS verify, struct forged *out)
{
    forge_cfx(p, t, out);
    forged_want(out, verify, INVALID);
    return true;
}

#define APPENDED_MAX 40

static bool
make_length(const struct forge_party *p, unsigned int variant,
            struct forged *out)
{
    struct forge_cfx t;
    size_t full;

    forge_cfx_start(p, FORGE_MIC, &t);
    forge_cfx(p, &t, out);
    full = out->length;
    if (variant < full) {
        out->cut = variant;
    } else {
        out->appended = variant - full + 1;
    }
    forged_want(out, variant < CFX_HEADER ? INVALID : ALTERED, INVALID);
    return variant < full + APPENDED_MAX;
}

static bool
make_checksum_bit(const struct forge_party *p, unsigned int variant,
                  struct forged *out)
{
    struct forge_cfx t;
    bool more;

    forge_cfx_start(p, FORGE_MIC, &t);
    finish(p, &t, ALTERED, out);
    more = CFX_HEADER + variant < out->length;
    if (more)
        out->bytes[CFX_HEADER + variant] ^= (unsigned char)(1 << variant % 8);
    return more;
}

/* Right for something else. */
static bool
make_checksum_other(const struct forge_party *p, unsigned int variant,
                    struct forged *out)
{
    static const unsigned char other_key[KSP_KEY_MAX] = { 1 };
    struct forge_party stranger = *p;
    struct forge_cfx t;

    forge_cfx_start(p, FORGE_MIC, &t);
    switch (variant) {
    case 0:
        t.text_length--;
        break;
    case 1:
        t.text_length = 0;
        break;
    case 2:
        t.copy[CFX_SND_SEQ + 7] ^= 1;
        break;
    case 3:
        memset(t.copy, 0, CFX_HEADER);
        break;
    case 4:
        t.usage = forge_usage(p->acceptor, false);
        break;
    case 5:
        t.usage = forge_usage(!p->acceptor, true);
        break;
    default:
        stranger.keys[t.key] = other_key;
        break;
    }
    finish(&stranger, &t, ALTERED, out);
    return variant < 7;
}

/* All the same byte. */
static bool
make_checksum_plain(const struct forge_party *p, unsigned int variant,
                    struct forged *out)
{
    struct forge_cfx t;

    forge_cfx_start(p, FORGE_MIC, &t);
    finish(p, &t, ALTERED, out);
    memset(out->bytes + CFX_HEADER, variant == 0 ? 0 : 0xff,
           out->length - CFX_HEADER);
    return variant < 2;
}

static bool
make_filler(const struct forge_party *p, unsigned int variant,
            struct forged *out)
{
    struct forge_cfx t;

    forge_cfx_start(p, FORGE_MIC, &t);
    if (variant < 5)
        t.header[3 + variant] = 0;
    else
        memset(t.header + 3, 0, 5);
    memcpy(t.copy, t.header, CFX_HEADER);
    return finish(p, &t, INVALID, out) && variant < 6;
}

static bool
make_direction(const struct forge_party *p, unsigned int variant,
               struct forged *out)
{
    struct forge_cfx t;

    forge_cfx_start(p, FORGE_MIC, &t);
    if (variant != 1)
        t.usage = forge_usage(!p->acceptor, true);
    if (variant != 2)
        t.header[2] ^= 1;
    memcpy(t.copy, t.header, CFX_HEADER);
    forge_cfx(p, &t, out);
    forged_want(out, ALTERED, variant == 2 ? INVALID : ALTERED);
    return variant < 3;
}

static bool
make_tok_id(const struct forge_party *p, unsigned int variant,
            struct forged *out)
{
    static const unsigned char ids[][2] = {
        { 4, 5 }, { 1, 1 }, { 1, 2 }, { 2, 1 }, { 0, 0 }, { 4, 0 }, { 0, 4 },
        { 5, 5 }, { 0xff, 0xff }, { 0x60, 0x1a }, { 5, 4 }
    };
    unsigned int count = sizeof(ids) / sizeof(ids[0]);
    struct forge_cfx t;

    forge_cfx_start(p, FORGE_MIC, &t);
    if (variant < count)
        memcpy(t.header, ids[variant], 2);
    memcpy(t.copy, t.header, CFX_HEADER);
    finish(p, &t, INVALID, out);
    /* As a wrap token it would have a checksum of EC bytes, more than there
     * are. */
    if (variant == count - 1)
        out->want[FORM_SPLIT] = out->want[FORM_WINDOWS] = ALTERED;
    return variant < count;
}

static bool
make_other_key(const struct forge_party *p, unsigned int variant,
               struct forged *out)
{
    struct forge_cfx t;

    forge_cfx_start(p, FORGE_MIC, &t);
    t.header[2] ^= 4;
    memcpy(t.copy, t.header, CFX_HEADER);
    return finish(p, &t, p->key_count > 1 ? ALTERED : SEC_E_OK, out) &&
        variant < 1;
}

static bool
make_reserved(const struct forge_party *p, unsigned int variant,
              struct forged *out)
{
    static const unsigned char flags[] = { 0x02, 0x08, 0x80, 0xf8 };
    struct forge_cfx t;

    forge_cfx_start(p, FORGE_MIC, &t);
    t.header[2] |= flags[variant % sizeof(flags)];
    memcpy(t.copy, t.header, CFX_HEADER);
    return finish(p, &t, SEC_E_OK, out) && variant < sizeof(flags);
}

const struct invalid_case invalid_mic[] = {
    { "M1 length", make_length },
    { "M2 checksum, a bit", make_checksum_bit },
    { "M2 checksum of something else", make_checksum_other },
    { "M2 checksum of one byte", make_checksum_plain },
    { "M3 filler", make_filler },
    { "M4 direction", make_direction },
    { "M5 TOK_ID", make_tok_id },
    { "M6 the other key", make_other_key },
    { "M6 reserved flags", make_reserved },
    { NULL, NULL }
};
