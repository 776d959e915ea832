/* SPDX-License-Identifier: MIT */
/*
 * Wrap tokens of RFC 4121 (sections 4.2.4, 4.2.5, 4.2.6.2), sealed and only
 * signed.
 *
 * W1. Too short or too long (CVE-2024-37371; CVE-2026-89542 of Linux;
 *     GHSL-2023-011 and -019 to -021 of another mechanism: what a length
 *     says was read before it was compared with what is there).  A token of
 *     every length, whole and parted.  Less than a header is SEC_E_INVALID_TOKEN,
 *     and so is a signed token with less behind it than EC says;
 *     all else is SEC_E_MESSAGE_ALTERED.
 *
 * W2. EC beside the encryption and EC inside it differ (CVE-2024-37370: the
 *     one outside was believed, so anybody could cut the message short).
 *     SEC_E_INVALID_TOKEN.  Where the token is parted, the parts fit one of
 *     the two: the wrong one is SEC_E_INVALID_TOKEN as well, by EC or RRC;
 *     when the parts do not fit what the header says they are
 *     SEC_E_MESSAGE_ALTERED.
 *
 * W3. EC is larger than the body, inside and outside (CVE-2024-37370: the
 *     length of the message became a huge number).  SEC_E_INVALID_TOKEN; of
 *     parts as in W2.
 *
 * W4. The encryption is genuine but holds less than a copy of the header
 *     (CVE-2024-37371: bytes before the buffer were read).
 *     SEC_E_INVALID_TOKEN; parts of other lengths than Seal makes are
 *     SEC_E_MESSAGE_ALTERED, or SEC_E_INVALID_TOKEN when RRC differs too.
 *
 * W5. The copy of the header differs from the header, in any byte but those
 *     of RRC, which it does not know.  TOK_ID of another kind of token,
 *     flags, another number.  SEC_E_INVALID_TOKEN.
 *
 * W6. RRC.  It is covered by nothing, and any is right if the token is
 *     rotated by it, also by more than the body is long: taken (MIT's
 *     gss_unwrap_iov takes one value only).  When it is not rotated like
 *     that, checksum or decryption fail: SEC_E_MESSAGE_ALTERED.
 *
 * W7. EC of a token that is only signed is its checksum's length.  Any other
 *     is SEC_E_MESSAGE_ALTERED, one beyond the end of a whole token
 *     SEC_E_INVALID_TOKEN.
 *
 * W8. A checksum that is right for something else: EC as it was sent and not
 *     0, the header before the message, a MIC's or the other direction's
 *     usage of the key, another key, one bit other.  SEC_E_MESSAGE_ALTERED.
 *
 * W9. Flags.  Sealed that is not, not sealed that is; the other key (of two).
 *     SEC_E_MESSAGE_ALTERED.  Reserved ones are to be ignored: taken.
 *
 * W10. Direction, as M4.
 *
 * W11. Filler that is not FF under a right checksum; TOK_ID of a MIC or of a
 *      deletion token (CVE-2014-5352).  SEC_E_INVALID_TOKEN.
 */
#include <stdlib.h>
#include <string.h>

#include "invalid/cases.h"

#define APPENDED_MAX 40

static enum forge_kind
kind_of(unsigned int variant)
{
    return variant % 2 == 0 ? FORGE_SEALED : FORGE_SIGNED;
}

static void
put16(unsigned char *at, size_t value)
{
    at[0] = (unsigned char)(value >> 8);
    at[1] = (unsigned char)value;
}

/* Verify says the same to every wrap token of the peer's. */
static void
finish(const struct forge_party *p, const struct forge_cfx *t,
       NTSTATUS unseal, struct forged *out)
{
    forge_cfx(p, t, out);
    forged_want(out, INVALID, unseal);
}

static void
want_streams(struct forged *out, NTSTATUS status)
{
    out->want[FORM_IN_PLACE] = out->want[FORM_COPY] = status;
}

/* ---- W1 -------------------------------------------------------------- */

static bool
make_length(const struct forge_party *p, unsigned int variant,
            struct forged *out)
{
    size_t at = variant / 2, full;
    struct forge_cfx t;

    forge_cfx_start(p, kind_of(variant), &t);
    finish(p, &t, ALTERED, out);
    full = out->length;
    if (at < full)
        out->cut = at;
    else
        out->appended = at - full + 1;
    if (at < CFX_HEADER)
        forged_want(out, INVALID, INVALID);
    else if (t.kind == FORGE_SIGNED && at < CFX_HEADER + out->back)
        want_streams(out, INVALID);
    return at < full + APPENDED_MAX;
}

/* ---- W2, W3 ---------------------------------------------------------- */

/* Parts as the bytes are, and a header that says otherwise: `said` differs
 * from the filler there is. */
static void
want_unfit_parts(const struct forge_party *p, struct forged *out)
{
    out->want[FORM_SPLIT] = ALTERED;
    out->want[FORM_WINDOWS] = p->dce ? ALTERED : INVALID;
}

/* Filler there is, EC inside, EC outside. */
static const struct {
    size_t filler, inside, outside;
} ECs[] = {
    { 0, 0, 1 }, { 0, 0, 8 }, { 0, 0, 16 }, { 0, 0, FORGE_TEXT_LENGTH },
    { 0, 0, FORGE_TEXT_LENGTH + 1 }, { 0, 0, 65535 }, { 5, 5, 0 },
    { 5, 5, 4 }, { 5, 5, 6 }, { 16, 16, 0 }, { 5, 0, 5 }, { 0, 5, 0 },
    { 3, 65535, 3 },
};

static bool
make_EC_differs(const struct forge_party *p, unsigned int variant,
                struct forged *out)
{
    unsigned int row = variant / 2, count = sizeof(ECs) / sizeof(ECs[0]);
    bool as_said = variant % 2 != 0, possible;
    struct forge_cfx t;

    forge_cfx_start(p, FORGE_SEALED, &t);
    row = row < count ? row : 0;
    t.filler = ECs[row].filler;
    put16(t.copy + CFX_EC, ECs[row].inside);
    put16(t.header + CFX_EC, ECs[row].outside);
    finish(p, &t, INVALID, out);
    possible = ECs[row].outside <= t.filler + t.text_length;
    /* The parts are those of the EC that is sent. */
    if (as_said && possible) {
        out->back += ECs[row].outside - t.filler;
        out->filler = ECs[row].outside;
    } else if (ECs[row].outside != t.filler) {
        want_unfit_parts(p, out);
    }
    return variant / 2 < count;
}

static bool
make_EC_too_large(const struct forge_party *p, unsigned int variant,
                  struct forged *out)
{
    static const size_t said[] = { FORGE_TEXT_LENGTH + 1, 1000, 65535 };
    struct forge_cfx t;

    forge_cfx_start(p, FORGE_SEALED, &t);
    put16(t.copy + CFX_EC, said[variant % 3]);
    put16(t.header + CFX_EC, said[variant % 3]);
    finish(p, &t, INVALID, out);
    want_unfit_parts(p, out);
    return variant < 3;
}

/* ---- W4, W5 ---------------------------------------------------------- */

static bool
make_short_plaintext(const struct forge_party *p, unsigned int variant,
                     struct forged *out)
{
    struct forge_cfx t;

    forge_cfx_start(p, FORGE_SEALED, &t);
    t.text_length = 0;
    t.copy_length = variant < CFX_HEADER ? variant : 0;
    finish(p, &t, INVALID, out);
    out->want[FORM_SPLIT] = ALTERED;
    return variant < CFX_HEADER;
}

static bool
make_copy_differs(const struct forge_party *p, unsigned int variant,
                  struct forged *out)
{
    struct forge_cfx t;
    bool RRC = variant == CFX_RRC || variant == CFX_RRC + 1;

    forge_cfx_start(p, FORGE_SEALED, &t);
    t.copy[variant % CFX_HEADER] ^= variant % CFX_HEADER == 2 ? 0x40 : 1;
    finish(p, &t, RRC ? SEC_E_OK : INVALID, out);
    return variant < CFX_HEADER;
}

/* Of another token: that of a MIC of the same number, say. */
static bool
make_copy_other(const struct forge_party *p, unsigned int variant,
                struct forged *out)
{
    struct forge_cfx t;

    forge_cfx_start(p, FORGE_SEALED, &t);
    switch (variant) {
    case 0:
        t.copy[0] = 4;
        break;
    case 1:
        t.copy[0] = 4;
        t.copy[1] = 5;
        break;
    case 2:
        t.copy[2] ^= 1;
        break;
    case 3:
        t.copy[2] ^= 2;
        break;
    case 4:
        t.copy[2] ^= 4;
        break;
    case 5:
        memset(t.copy, 0, CFX_HEADER);
        break;
    default:
        t.header[CFX_SND_SEQ + 7]++;
        break;
    }
    finish(p, &t, INVALID, out);
    return variant < 7;
}

/* ---- W6 -------------------------------------------------------------- */

static void
turn(struct forged *out, size_t by)
{
    unsigned char *turned = forge_alloc(out->length);
    size_t body = out->length - CFX_HEADER, i;

    memcpy(turned, out->bytes, CFX_HEADER);
    for (i = 0; i < body; i++)
        turned[CFX_HEADER + (i + by) % body] = out->bytes[CFX_HEADER + i];
    memcpy(out->bytes, turned, out->length);
    free(turned);
}

static bool
make_RRC(const struct forge_party *p, unsigned int variant,
         struct forged *out)
{
    unsigned int which = variant / 4;
    bool turned = variant / 2 % 2 != 0;
    struct forge_cfx t;
    size_t body;

    forge_cfx_start(p, kind_of(variant), &t);
    finish(p, &t, SEC_E_OK, out);
    body = out->length - CFX_HEADER;
    {
        const size_t by[] = { 1, 16, body - 1, body, body + 1, 2 * body + 3,
                              0x8000, 65535 };
        size_t RRC = by[which % 8];

        put16(out->bytes + CFX_RRC, RRC);
        if (turned)
            turn(out, RRC);
        else if (RRC % body != 0)
            forged_want(out, INVALID, ALTERED);
    }
    out->fixed = true;
    return which < 8;
}

/* ---- W7, W8 ---------------------------------------------------------- */

static bool
make_EC_signed(const struct forge_party *p, unsigned int variant,
               struct forged *out)
{
    struct forge_cfx t;
    size_t body;

    forge_cfx_start(p, FORGE_SIGNED, &t);
    finish(p, &t, ALTERED, out);
    body = out->length - CFX_HEADER;
    {
        const size_t said[] = { 0, 1, out->back - 1, out->back + 1, body,
                                body + 1, 1000, 65535 };

        put16(out->bytes + CFX_EC, said[variant % 8]);
        if (said[variant % 8] > body)
            want_streams(out, INVALID);
    }
    return variant < 8;
}

static bool
make_checksum_other(const struct forge_party *p, unsigned int variant,
                    struct forged *out)
{
    static const unsigned char other_key[KSP_KEY_MAX] = { 1 };
    struct forge_party stranger = *p;
    /* The last two are no different from W5 for a sealed token. */
    unsigned int which = variant < 6 ? variant / 2 : variant - 3;
    struct forge_cfx t;

    forge_cfx_start(p, variant < 6 ? kind_of(variant) : FORGE_SIGNED, &t);
    if (which == 0)
        t.usage = forge_usage(p->acceptor, true);
    else if (which == 1)
        t.usage = forge_usage(!p->acceptor, false);
    else if (which == 2)
        stranger.keys[t.key] = other_key;
    else if (which == 3)
        memcpy(t.copy, t.header, CFX_HEADER);
    else
        t.copy[CFX_SND_SEQ + 7] ^= 1;
    finish(&stranger, &t, ALTERED, out);
    return variant < 8;
}

/* A bit of each byte behind the header. */
static bool
make_bit(const struct forge_party *p, unsigned int variant,
         struct forged *out)
{
    size_t at = CFX_HEADER + variant / 2;
    struct forge_cfx t;
    bool more;

    forge_cfx_start(p, kind_of(variant), &t);
    finish(p, &t, ALTERED, out);
    more = at < out->length;
    if (more)
        out->bytes[at] ^= (unsigned char)(1 << at % 8);
    return more;
}

/* ---- W9, W10, W11 ---------------------------------------------------- */

static bool
make_sealed_flag(const struct forge_party *p, unsigned int variant,
                 struct forged *out)
{
    struct forge_cfx t;

    forge_cfx_start(p, kind_of(variant), &t);
    t.header[2] ^= 2;
    if (variant >= 2)
        t.copy[2] ^= 2;
    /* EC as a token that is only signed has it. */
    if (variant == 4)
        put16(t.header + CFX_EC, p->enctype->cksum_length);
    finish(p, &t, ALTERED, out);
    /* RRC is that of another layout. */
    if (t.kind == FORGE_SIGNED || variant == 4)
        out->want[FORM_WINDOWS] = INVALID;
    return variant < 5;
}

static bool
make_other_key(const struct forge_party *p, unsigned int variant,
               struct forged *out)
{
    struct forge_cfx t;

    forge_cfx_start(p, kind_of(variant), &t);
    t.header[2] ^= 4;
    t.copy[2] ^= 4;
    finish(p, &t, p->key_count > 1 ? ALTERED : SEC_E_OK, out);
    return variant < 2;
}

static bool
make_reserved(const struct forge_party *p, unsigned int variant,
              struct forged *out)
{
    static const unsigned char flags[] = { 0x08, 0x80, 0xf8 };
    unsigned char flag = flags[variant / 2 % sizeof(flags)];
    struct forge_cfx t;

    forge_cfx_start(p, kind_of(variant), &t);
    t.header[2] |= flag;
    t.copy[2] |= flag;
    finish(p, &t, SEC_E_OK, out);
    return variant / 2 < sizeof(flags);
}

static bool
make_direction(const struct forge_party *p, unsigned int variant,
               struct forged *out)
{
    unsigned int which = variant / 2;
    struct forge_cfx t;

    forge_cfx_start(p, kind_of(variant), &t);
    if (which != 1)
        t.usage = forge_usage(!p->acceptor, false);
    if (which != 2) {
        t.header[2] ^= 1;
        t.copy[2] ^= 1;
    }
    forge_cfx(p, &t, out);
    forged_want(out, which == 2 ? INVALID : ALTERED, ALTERED);
    return which < 3;
}

static bool
make_filler(const struct forge_party *p, unsigned int variant,
            struct forged *out)
{
    static const unsigned char fillers[] = { 0, 0xfe };
    struct forge_cfx t;

    forge_cfx_start(p, kind_of(variant), &t);
    t.header[3] = t.copy[3] = fillers[variant / 2 % 2];
    finish(p, &t, INVALID, out);
    return variant < 4;
}

static bool
make_tok_id(const struct forge_party *p, unsigned int variant,
            struct forged *out)
{
    static const unsigned char ids[][2] = {
        { 4, 4 }, { 4, 5 }, { 1, 1 }, { 1, 2 }, { 2, 1 }, { 0, 0 }, { 5, 5 },
        { 0xff, 0xff }
    };
    unsigned int which = variant / 2;
    struct forge_cfx t;

    forge_cfx_start(p, kind_of(variant), &t);
    memcpy(t.header, ids[which % 8], 2);
    memcpy(t.copy, ids[which % 8], 2);
    finish(p, &t, INVALID, out);
    return which < 8;
}

const struct invalid_case invalid_wrap[] = {
    { "W1 length", make_length },
    { "W2 EC differs inside", make_EC_differs },
    { "W3 EC too large", make_EC_too_large },
    { "W4 short plaintext", make_short_plaintext },
    { "W5 copy of the header, a bit", make_copy_differs },
    { "W5 copy of another header", make_copy_other },
    { "W6 RRC", make_RRC },
    { "W7 EC of a signed token", make_EC_signed },
    { "W8 checksum of something else", make_checksum_other },
    { "W8 a bit", make_bit },
    { "W9 sealed or not", make_sealed_flag },
    { "W9 the other key", make_other_key },
    { "W9 reserved flags", make_reserved },
    { "W10 direction", make_direction },
    { "W11 filler", make_filler },
    { "W11 TOK_ID", make_tok_id },
    { NULL, NULL }
};
