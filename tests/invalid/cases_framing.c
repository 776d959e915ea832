/* SPDX-License-Identifier: MIT */
/*
 * The framing of RFC 2743 section 3.1 around tokens of RFC 1964 that have
 * nothing else wrong with them.  It must say the length of just what is
 * behind it, and name the mechanism of the context; all else is
 * SEC_E_INVALID_TOKEN.
 *
 * D1. None.  MIT takes such a token, and so does the package.
 *
 * D2. A length of no certain value (BER's indefinite one), once, and many
 *     times inside each other (CVE-2020-28196: a decoder without a limit to
 *     that).
 *
 * D3. A length of too many bytes, though its value is right.
 *
 * D4. A length of up to four bytes, more than DER would have: taken, as MIT
 *     does.
 *
 * D5. A length that is not that of the token (CVE-2024-37371; GHSL-2023-011
 *     and -019 to -021 of another mechanism): a byte more or less, none, one
 *     that is negative as an int, or right but for a bit over the 32nd; and a
 *     token that ends too early.
 *
 * D6. Framing that ends inside the OID, its outer length being right.
 *
 * D7. Another tag than that of an OID, an OID longer or shorter than it is,
 *     one that goes beyond the end, of a length in the long form; another
 *     mechanism's OID.
 *
 * D8. Framing twice.
 *
 * D9. Parts of which the first ends inside the framing or the header
 *     (CVE-2014-4341: the rest was read from behind it); whole it is good.
 */
#include <stdlib.h>
#include <string.h>

#include "invalid/cases.h"

static enum forge_kind
kind_of(unsigned int variant)
{
    static const enum forge_kind kinds[] = {
        FORGE_MIC, FORGE_SIGNED, FORGE_SEALED
    };

    return kinds[variant % 3];
}

/* A good token without framing. */
static void
start(const struct forge_party *p, unsigned int variant,
      struct forge_old *t, struct forged *out)
{
    forge_old_start(p, kind_of(variant), t);
    forge_old_inside(p, t, out);
    forged_want(out, INVALID, INVALID);
}

static bool
make_none(const struct forge_party *p, unsigned int variant,
          struct forged *out)
{
    struct forge_old t;

    start(p, variant, &t, out);
    forge_old_want(p, &t, SEC_E_OK, out);
    /* Nothing says that its framing is that of DCE style. */
    if (variant % 3 == 1)
        out->want[FORM_VERIFY] = ALTERED;
    return variant < 3;
}

#define NESTED 2000

static bool
make_indefinite(const struct forge_party *p, unsigned int variant,
                struct forged *out)
{
    unsigned int which = variant / 3, i;
    unsigned char nested[2 * NESTED];
    struct forge_old t;

    start(p, variant, &t, out);
    forge_frame(p, out, forge_inside(p, out), 0);
    out->bytes[1] = 0x80;
    if (which == 1) {
        /* With the end-of-contents that belongs to it. */
        memset(nested, 0, 2);
        out->bytes = realloc(out->bytes, out->length + 2);
        if (out->bytes == NULL)
            abort();
        memset(out->bytes + out->length, 0, 2);
        out->length += 2;
    } else if (which == 2) {
        for (i = 0; i < NESTED; i++) {
            nested[2 * i] = 0x60;
            nested[2 * i + 1] = 0x80;
        }
        forge_prepend(out, nested, sizeof(nested));
    }
    return which < 3;
}

static bool
make_many_bytes(const struct forge_party *p, unsigned int variant,
                struct forged *out)
{
    static const size_t bytes[] = { 6, 7, 9, 10, 17, 127, 128 };
    struct forge_old t;

    start(p, variant, &t, out);
    forge_frame(p, out, forge_inside(p, out), bytes[variant / 3 % 7]);
    return variant / 3 < 7;
}

static bool
make_not_minimal(const struct forge_party *p, unsigned int variant,
                 struct forged *out)
{
    size_t bytes = 2 + variant / 3;
    struct forge_old t;
    NTSTATUS streams;

    start(p, variant, &t, out);
    forge_frame(p, out, forge_inside(p, out), bytes);
    streams = out->want[FORM_COPY];
    forge_old_want(p, &t, SEC_E_OK, out);
    /* Where the length does not count the message, only the framing that
     * Seal makes tells where that is. */
    if (p->dce && !t.mic)
        out->want[FORM_IN_PLACE] = out->want[FORM_COPY] = streams;
    return bytes <= 5;
}

static bool
make_wrong_length(const struct forge_party *p, unsigned int variant,
                  struct forged *out)
{
    unsigned int which = variant / 3;
    struct forge_old t;
    size_t right;

    start(p, variant, &t, out);
    right = forge_inside(p, out);
    {
        const size_t says[] = { right - 1, right + 1, 0, 1,
                                2 + p->oid_length, right + 0x100,
                                0x7fffffff, 0x80000000 | right, 0xffffffff,
                                0xffffffff - right };

        if (which < 10)
            forge_frame(p, out, says[which], 0);
        else
            forge_frame(p, out, (UINT64_C(1) << 32) | right, which - 4);
    }
    return which < 13;
}

static bool
make_cut(const struct forge_party *p, unsigned int variant,
         struct forged *out)
{
    struct forge_old t;

    start(p, variant, &t, out);
    forge_frame(p, out, forge_inside(p, out), 0);
    out->cut = variant / 3;
    /* In DCE style the length says nothing of the message. */
    if (p->dce && !t.mic && out->cut >= out->front)
        out->cut = 0;
    return variant / 3 < out->length;
}

static bool
make_cut_framing(const struct forge_party *p, unsigned int variant,
                 struct forged *out)
{
    size_t left = variant, n;

    memset(out, 0, sizeof(*out));
    out->bytes = NULL;
    forge_frame(p, out, left, 0);
    n = out->length - (2 + p->oid_length);
    out->cut = n + left;
    out->old = true;
    out->verdict = FORGE_ANY_VERDICT;
    forged_want(out, INVALID, INVALID);
    return left < 2 + p->oid_length;
}

/* The first byte of the OID and its length, or the OID. */
static const struct {
    unsigned char tag, length;
} heads[] = {
    { 0x05, 9 }, { 0x26, 9 }, { 0x60, 9 }, { 0, 9 }, { 6, 0 }, { 6, 8 },
    { 6, 10 }, { 6, 0x7f }, { 6, 0x80 }, { 6, 0x81 }, { 6, 0x89 },
    { 6, 0xff },
};

static bool
make_OID(const struct forge_party *p, unsigned int variant,
         struct forged *out)
{
    static const struct {
        unsigned char length, bytes[10];
    } oids[] = {
        { 6, { 0x2b, 6, 1, 5, 5, 2 } },                     /* SPNEGO */
        { 6, { 0x2b, 6, 1, 5, 2, 5 } },                     /* IAKERB */
        { 9, { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 1, 2, 3 } },
        { 9, { 0x2a, 0x86, 0x48, 0x82, 0xf7, 0x12, 1, 2, 2 } },
        { 10, { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 1, 2, 2, 1 } },
        { 8, { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 1, 2 } },
        { 0, { 0 } },
    };
    unsigned int which = variant / 3;
    unsigned int count = sizeof(heads) / sizeof(heads[0]), at;
    struct forge_party party = *p;
    struct forge_old t;

    start(p, variant, &t, out);
    if (which >= count) {
        party.oid = oids[(which - count) % 7].bytes;
        party.oid_length = oids[(which - count) % 7].length;
    }
    forge_frame(&party, out, forge_inside(&party, out), 0);
    if (which < count) {
        at = (out->bytes[1] & 0x80) != 0 ? 3 : 2;
        out->bytes[at] = heads[which].tag;
        out->bytes[at + 1] = heads[which].length;
    }
    return which < count + 7;
}

/* The long form of the OID's length, all else being right for it. */
static bool
make_OID_long(const struct forge_party *p, unsigned int variant,
              struct forged *out)
{
    unsigned char head[] = { 0x60, 0, 0x06, 0x81, 0 };
    struct forge_old t;

    start(p, variant, &t, out);
    head[1] = (unsigned char)(forge_inside(p, out) + 1);
    head[4] = (unsigned char)p->oid_length;
    forge_prepend(out, p->oid, p->oid_length);
    forge_prepend(out, head, sizeof(head));
    return variant < 3;
}

static bool
make_twice(const struct forge_party *p, unsigned int variant,
           struct forged *out)
{
    struct forge_old t;

    start(p, variant, &t, out);
    forge_frame(p, out, forge_inside(p, out), 0);
    forge_frame(p, out, forge_inside(p, out), 0);
    return variant < 3;
}

static bool
make_parted_early(const struct forge_party *p, unsigned int variant,
                  struct forged *out)
{
    size_t front;
    struct forge_old t;

    start(p, 1 + variant % 2, &t, out);
    forge_frame(p, out, forge_inside(p, out), 0);
    front = out->front;
    forge_old_want(p, &t, SEC_E_OK, out);
    out->want[FORM_SPLIT] = out->want[FORM_WINDOWS] = INVALID;
    out->front = variant / 2;
    return variant / 2 < front;
}

const struct invalid_case invalid_framing[] = {
    { "D1 no framing", make_none },
    { "D2 indefinite length", make_indefinite },
    { "D3 length of many bytes", make_many_bytes },
    { "D4 length of more bytes", make_not_minimal },
    { "D5 wrong length", make_wrong_length },
    { "D5 cut", make_cut },
    { "D6 framing cut", make_cut_framing },
    { "D7 OID", make_OID },
    { "D7 OID, long form", make_OID_long },
    { "D8 framing twice", make_twice },
    { "D9 parted early", make_parted_early },
    { NULL, NULL }
};
