/* SPDX-License-Identifier: MIT */
/*
 * What is no token of RFC 4121 at all, for a context of RFC 4121.
 *
 * F1. Tokens of RFC 1964 (CVE-2014-4342: a NULL pointer was read through),
 *     MIC, wrap and deletion, sealed or not, with their framing and without,
 *     of every length (CVE-2014-4341).  SEC_E_INVALID_TOKEN.
 *
 * F2. Framing of RFC 2743 section 3.1 before a good token, right or wrong;
 *     tokens of RFC 4121 have none (section 4.2), and the package takes none
 *     off: SEC_E_INVALID_TOKEN.  MIT's gss_verify_mic and gss_unwrap do, if
 *     it is right, and so does the GSS face.
 *
 * F3. Nothing, and bytes that are nothing: SEC_E_INVALID_TOKEN.
 */
#include <string.h>

#include "invalid/cases.h"

#define OLD_LENGTH 60

/* Nobody can say that its checksum is wrong: there is no key for it. */
static void
make_old(const struct forge_party *p, unsigned int kind, bool framed,
         struct forged *out)
{
    static const unsigned char headers[][OLD_SIGNED] = {
        { 1, 1, 4, 0, 0xff, 0xff, 0xff, 0xff },
        { 2, 1, 4, 0, 0xff, 0xff, 0xff, 0xff },
        { 2, 1, 4, 0, 2, 0, 0xff, 0xff },
        { 2, 1, 0x11, 0, 0x10, 0, 0xff, 0xff },
        { 1, 2, 4, 0, 0xff, 0xff, 0xff, 0xff },
    };

    memset(out, 0, sizeof(*out));
    out->bytes = forge_alloc(OLD_LENGTH);
    out->length = OLD_LENGTH;
    memset(out->bytes, 7, OLD_LENGTH);
    memcpy(out->bytes, headers[kind % 5], OLD_SIGNED);
    out->front = 44;
    out->back = 1;
    out->cut = SIZE_MAX;
    out->verdict = FORGE_ANY_VERDICT;
    out->fixed = true;
    if (framed)
        forge_frame(p, out, 2 + p->oid_length + OLD_LENGTH, 0);
    forged_want(out, INVALID, INVALID);
}

static bool
make_of_1964(const struct forge_party *p, unsigned int variant,
             struct forged *out)
{
    make_old(p, variant / 2, variant % 2 != 0, out);
    return variant < 10;
}

static bool
make_of_1964_cut(const struct forge_party *p, unsigned int variant,
                 struct forged *out)
{
    unsigned int at = variant / 4;

    make_old(p, variant / 2 % 2, variant % 2 != 0, out);
    out->cut = at;
    return at < OLD_LENGTH;
}

static bool
make_framed(const struct forge_party *p, unsigned int variant,
            struct forged *out)
{
    static const enum forge_kind kinds[] = {
        FORGE_MIC, FORGE_SIGNED, FORGE_SEALED
    };
    static const unsigned char krb5_old[] = { 0x2b, 5, 1, 5, 2 };
    static const unsigned char snego[] = { 0x2b, 6, 1, 5, 5, 2 };
    struct forge_party party = *p;
    unsigned int which = variant / 3;
    struct forge_cfx t;
    size_t inside;

    forge_cfx_start(p, kinds[variant % 3], &t);
    forge_cfx(p, &t, out);
    out->fixed = true;
    if (which == 1) {
        party.oid = krb5_old;
        party.oid_length = sizeof(krb5_old);
    } else if (which == 2) {
        party.oid = snego;
        party.oid_length = sizeof(snego);
    }
    inside = forge_inside(&party, out);
    if (which == 3)
        inside--;
    else if (which == 4)
        inside++;
    forge_frame(&party, out, inside, which >= 5 && which < 9 ? which - 3 : 0);
    if (which == 9)
        out->bytes[1] = 0x80;
    forged_want(out, INVALID, INVALID);
    return which < 10;
}

static bool
make_nothing(const struct forge_party *p, unsigned int variant,
             struct forged *out)
{
    static const unsigned char bytes[] = { 0, 0x60, 0xff, 4, 5, 0x30 };
    size_t length = variant / 6;

    (void)p;
    memset(out, 0, sizeof(*out));
    out->length = length;
    out->bytes = forge_alloc(length);
    memset(out->bytes, bytes[variant % 6], length);
    out->front = 16;
    out->cut = SIZE_MAX;
    out->verdict = FORGE_ANY_VERDICT;
    out->fixed = true;
    forged_want(out, INVALID, INVALID);
    return length < 40;
}

const struct invalid_case invalid_foreign[] = {
    { "F1 RFC 1964", make_of_1964 },
    { "F1 RFC 1964, length", make_of_1964_cut },
    { "F2 framing", make_framed },
    { "F3 nothing", make_nothing },
    { NULL, NULL }
};
