/* SPDX-License-Identifier: MIT */
/*
 * Tokens of RFC 1964 and RFC 4757, for contexts of DES3 and RC4.  Their
 * framing is in cases_framing.c.
 *
 * O1. Too short or too long (CVE-2014-4341, CVE-2014-4342: up to the
 *     checksum, up to the confounder, not a byte of padding), the framing
 *     right for what is there, or missing.  SEC_E_INVALID_TOKEN while the
 *     header or the confounder is not whole, or the parts do not fit;
 *     else, and when it is too long, the checksum does not fit:
 *     SEC_E_MESSAGE_ALTERED.  A MIC that goes on behind its checksum, and
 *     blocks that are not whole, are SEC_E_INVALID_TOKEN.
 *
 * O2. Padding that says it is longer than the message (CVE-2014-4341), or of
 *     no bytes, under a right checksum.  SEC_E_INVALID_TOKEN; for gss_unwrap
 *     the first is SEC_E_MESSAGE_ALTERED, as if the checksum were wrong, so
 *     that nobody can ask about padding; and the second is taken.  Padding
 *     of more than a block, or of other bytes than its length, is taken.
 *     Without a PADDING buffer nobody looks at it.
 *
 * O3. SGN_ALG, SEAL_ALG or filler of another kind of token under a right
 *     checksum (CVE-2014-4342).  SEC_E_INVALID_TOKEN.  SEAL_ALG that says
 *     sealed of a token that is not, and the other way round, are
 *     SEC_E_MESSAGE_ALTERED.
 *
 * O4. TOK_ID.  The checksum covers it, but that of DES3 is made alike for a
 *     MIC and for a wrap token, so that a MIC of the right bytes was a wrap
 *     token to MIT, and a deletion token (CVE-2014-5352) a MIC of nothing.
 *     Only a token of the kind asked for is taken: SEC_E_INVALID_TOKEN,
 *     once the checksum was right, else SEC_E_MESSAGE_ALTERED.  TOK_IDs that
 *     RFC 1964 does not have are SEC_E_INVALID_TOKEN at once.
 *
 * O5. Direction.  Four bytes that are not alike, SEC_E_MESSAGE_ALTERED with
 *     KSP_SEQ_UNREADABLE; those of the receiver, or of nobody, under a right
 *     checksum: SEC_E_MESSAGE_ALTERED with KSP_SEQ_REFLECTED.
 *
 * O6. A checksum that is right for something else, another key, one bit
 *     other; with RC4 also a message encrypted for another number.
 *     SEC_E_MESSAGE_ALTERED.
 *
 * O7. Tokens of RFC 4121 under the same key, and what only has such a TOK_ID:
 *     SEC_E_INVALID_TOKEN.
 */
#include <string.h>

#include "invalid/cases.h"
#include "ksp/message.h"

#define APPENDED_MAX 20

static enum forge_kind
kind_of(unsigned int variant)
{
    static const enum forge_kind kinds[] = {
        FORGE_MIC, FORGE_SIGNED, FORGE_SEALED
    };

    return kinds[variant % 3];
}

static void
finish(const struct forge_party *p, struct forge_old *t, NTSTATUS status,
       struct forged *out)
{
    forge_old(p, t, out);
    forge_old_want(p, t, status, out);
}

/* Its number cannot be read: that is seen before the parts are. */
static void
want_unreadable(const struct forge_party *p, const struct forge_old *t,
                struct forged *out)
{
    if (t->mic) {
        forged_want(out, ALTERED, ALTERED);
        if (!p->gss_wrap && !p->dce)
            out->want[FORM_IN_PLACE] = out->want[FORM_COPY] = INVALID;
    }
}

static size_t
block_of(const struct forge_party *p)
{
    return p->enctype->block_size;
}

/* ---- O1 -------------------------------------------------------------- */

static void
want_streams(struct forged *out, NTSTATUS status)
{
    out->want[FORM_IN_PLACE] = out->want[FORM_COPY] = status;
}

/* `left` bytes from TOK_ID on. */
static void
want_of_length(const struct forge_party *p, const struct forge_old *t,
               size_t left, bool framed, struct forged *out)
{
    size_t head = OLD_SIGNED + OLD_SND_SEQ + p->enctype->cksum_length;
    size_t confounder = head + OLD_CONFOUNDER;
    bool whole = !t->encrypt || (left - head) % block_of(p) == 0;
    bool padded = left > confounder ||
        (left == confounder && (p->gss_wrap || p->dce));

    if (left < head || t->mic) {
        /* The checksum of a MIC with more behind it is right. */
        forged_want(out, INVALID, INVALID);
        if (t->mic && padded &&
            !(framed && p->dce && left > confounder))
            want_streams(out, ALTERED);
    } else {
        forged_want(out, t->encrypt || (framed && p->dce &&
                                        left > confounder) ?
                    INVALID : ALTERED,
                    left < confounder || !whole ? INVALID : ALTERED);
        if (!padded)
            want_streams(out, INVALID);
    }
}

/* A token of which `left` bytes are there from TOK_ID on; true if those are
 * too few.  The framing, if any, says so. */
static bool
make_left(const struct forge_party *p, enum forge_kind kind, bool framed,
          size_t left, struct forged *out)
{
    struct forge_old t;
    size_t full;

    forge_old_start(p, kind, &t);
    forge_old_inside(p, &t, out);
    full = out->length;
    out->cut = left;
    if (framed) {
        /* In DCE style the message does not count. */
        forge_frame(p, out, 2 + p->oid_length +
                    (p->dce && !t.mic && left > out->front ? out->front :
                     left), 0);
        out->cut += out->length - full;
    }
    out->appended = left > full ? left - full : 0;
    want_of_length(p, &t, left, framed, out);
    return left < full;
}

static bool
make_short(const struct forge_party *p, unsigned int variant,
           struct forged *out)
{
    enum forge_kind kind = kind_of(variant);
    bool framed = variant / 3 % 2 != 0;

    if (!make_left(p, kind, framed, variant / 6, out)) {
        forged_free(out);
        (void)make_left(p, kind, framed, 0, out);
    }
    return variant / 6 < 80;
}

/* By as many bytes and more. */
static bool
make_longer(const struct forge_party *p, enum forge_kind kind, bool framed,
            size_t by, struct forged *out)
{
    size_t left = 0;

    while (make_left(p, kind, framed, left, out)) {
        forged_free(out);
        left++;
    }
    forged_free(out);
    (void)make_left(p, kind, framed, left + by, out);
    return by <= APPENDED_MAX;
}

static bool
make_long(const struct forge_party *p, unsigned int variant,
          struct forged *out)
{
    return make_longer(p, kind_of(1 + variant % 2), variant / 2 % 2 != 0,
                       1 + variant / 4, out);
}

static bool
make_mic_long(const struct forge_party *p, unsigned int variant,
              struct forged *out)
{
    return make_longer(p, FORGE_MIC, variant % 2 != 0, 1 + variant / 2, out);
}

/* Header and message are parted a few bytes from where they should be. */
static bool
make_parted_elsewhere(const struct forge_party *p, unsigned int variant,
                      struct forged *out)
{
    static const int by[] = { -1, 1, -8, 8, -16, 16, -45, 2 };
    unsigned int which = variant / 2;
    struct forge_old t;

    forge_old_start(p, kind_of(1 + variant % 2), &t);
    finish(p, &t, INVALID, out);
    out->front = (size_t)((long)out->front + by[which % 8]);
    want_streams(out, SEC_E_OK);
    return which < 8;
}

/* ---- O2 -------------------------------------------------------------- */

static bool
make_padding_long(const struct forge_party *p, unsigned int variant,
                  struct forged *out)
{
    static const unsigned char says[] = { 100, 255, 0, 0 };
    unsigned int which = variant / 2;
    NTSTATUS stream = p->gss_wrap ? ALTERED : INVALID;
    struct forge_old t;

    forge_old_start(p, kind_of(1 + variant % 2), &t);
    if (t.padding_length > 0) {
        t.padding[t.padding_length - 1] = which == 2 ?
            (unsigned char)(t.text_length + t.padding_length + 1) :
            says[which % 4];
    }
    finish(p, &t, INVALID, out);
    if (which == 3 && p->gss_wrap) {
        stream = SEC_E_OK;
        out->delivered = t.text_length + t.padding_length;
    }
    want_streams(out, stream);
    out->want[FORM_WINDOWS] = SEC_E_OK;
    return which < 4 && t.padding_length > 0;
}

/* Into the message, or with any bytes before the last. */
static bool
make_padding_odd(const struct forge_party *p, unsigned int variant,
                 struct forged *out)
{
    unsigned int which = variant / 2;
    struct forge_old t;

    forge_old_start(p, kind_of(1 + variant % 2), &t);
    memset(t.padding, 0xee, t.padding_length);
    if (t.padding_length > 0) {
        t.padding[t.padding_length - 1] =
            (unsigned char)(t.padding_length + (which == 0 ? 9 :
                            which == 1 ? t.text_length : 0));
    }
    finish(p, &t, SEC_E_OK, out);
    out->delivered -= which == 0 ? 9 : which == 1 ? t.text_length : 0;
    return which < 3 && t.padding_length > 0;
}

/* ---- O3, O4 ---------------------------------------------------------- */

static const struct {
    unsigned char at, bytes[2];
} algorithms[] = {
    { 2, { 0, 0 } }, { 2, { 1, 0 } }, { 2, { 3, 0 } }, { 2, { 4, 1 } },
    { 2, { 0xff, 0xff } }, { 4, { 0, 0 } }, { 4, { 1, 0 } },
    { 4, { 0xff, 0 } }, { 4, { 0, 0xff } }, { 6, { 0, 0 } },
    { 6, { 0xff, 0xfe } }, { 6, { 0, 0xff } },
};

static bool
make_algorithm(const struct forge_party *p, unsigned int variant,
               struct forged *out)
{
    unsigned int row = variant / 3;
    unsigned int count = sizeof(algorithms) / sizeof(algorithms[0]);
    struct forge_old t;

    forge_old_start(p, kind_of(variant), &t);
    memcpy(t.header + algorithms[row % count].at,
           algorithms[row % count].bytes, 2);
    finish(p, &t, INVALID, out);
    forged_want(out, INVALID, INVALID);
    return row < count;
}

/* Of the other kind of cipher, or that of a token that is sealed where none
 * is. */
static bool
make_other_algorithm(const struct forge_party *p, unsigned int variant,
                     struct forged *out)
{
    bool des3 = block_of(p) > 1;
    struct forge_old t, sealed;

    forge_old_start(p, kind_of(variant), &t);
    forge_old_start(p, FORGE_SEALED, &sealed);
    if (variant < 3) {
        t.header[2] = des3 ? 0x11 : 4;
    } else if (variant < 6) {
        t.header[4] = des3 ? 0x10 : 2;
        t.header[5] = 0;
    } else {
        memcpy(t.header + 4, sealed.header + 4, 2);
    }
    finish(p, &t, INVALID, out);
    forged_want(out, INVALID, INVALID);
    return variant < 7;
}

static bool
make_sealed_or_not(const struct forge_party *p, unsigned int variant,
                   struct forged *out)
{
    struct forge_old t;

    forge_old_start(p, kind_of(1 + variant % 2), &t);
    t.encrypt = !t.encrypt;
    finish(p, &t, ALTERED, out);
    return variant < 2;
}

static void
make_with_tok_id(const struct forge_party *p, unsigned int variant,
                 const unsigned char *id, struct forged *out)
{
    struct forge_old t;

    forge_old_start(p, kind_of(variant), &t);
    memcpy(t.header, id, 2);
    finish(p, &t, INVALID, out);
    forged_want(out, INVALID, INVALID);
}

static bool
make_tok_id_unknown(const struct forge_party *p, unsigned int variant,
                    struct forged *out)
{
    static const unsigned char ids[][2] = {
        { 0, 0 }, { 1, 0 }, { 2, 2 }, { 1, 3 }, { 0xff, 0xff }
    };

    make_with_tok_id(p, variant, ids[variant / 3 % 5], out);
    return variant / 3 < 5;
}

/* With what is a header in RFC 4121, and its filler. */
static bool
make_tok_id_cfx(const struct forge_party *p, unsigned int variant,
                struct forged *out)
{
    static const unsigned char ids[][2] = { { 4, 4 }, { 5, 4 }, { 4, 5 } };

    make_with_tok_id(p, variant, ids[variant / 3 % 3], out);
    return variant / 3 < 3;
}

/* Made as one kind, called another; the checksum is right for what the
 * receiver will make of it. */
static bool
make_tok_id_other(const struct forge_party *p, unsigned int variant,
                  struct forged *out)
{
    static const unsigned char ids[][2] = { { 1, 1 }, { 2, 1 }, { 1, 2 } };
    unsigned int which = variant / 3;
    struct forge_old t;
    bool own;

    forge_old_start(p, kind_of(variant), &t);
    own = memcmp(t.header, ids[which % 3], 2) == 0;
    memcpy(t.header, ids[which % 3], 2);
    finish(p, &t, own ? SEC_E_OK : INVALID, out);
    return which < 3;
}

/* A MIC of just the bytes that a wrap token would have (the peer signs what
 * it is asked to), and a wrap token's checksum of the message as its MIC.
 * RC4 puts into the checksum which it is. */
static bool
make_mic_as_wrap(const struct forge_party *p, unsigned int variant,
                 struct forged *out)
{
    bool mic = variant % 2 != 0;
    struct forge_old t;

    forge_old_start(p, mic ? FORGE_MIC : FORGE_SIGNED, &t);
    t.mic_checksum = !mic;
    if (variant < 2)
        t.header[0] = mic ? 2 : 1;
    finish(p, &t, block_of(p) == 1 ? ALTERED :
           variant < 2 ? INVALID : SEC_E_OK, out);
    return variant < 4;
}

/* ---- O5 -------------------------------------------------------------- */

static bool
make_direction(const struct forge_party *p, unsigned int variant,
               struct forged *out)
{
    unsigned char peer = p->acceptor ? 0xff : 0;
    unsigned int which = variant / 3;
    struct forge_old t;

    forge_old_start(p, kind_of(variant), &t);
    if (which < 4)
        t.SND_SEQ[4 + which] ^= 0x10;
    else
        memset(t.SND_SEQ + 4, which == 4 ? 0xff ^ peer : 0x55, 4);
    finish(p, &t, ALTERED, out);
    out->verdict = which < 4 ? KSP_SEQ_UNREADABLE : KSP_SEQ_REFLECTED;
    if (which < 4)
        want_unreadable(p, &t, out);
    return which < 6;
}

/* ---- O6, O7 ---------------------------------------------------------- */

static bool
make_other_key(const struct forge_party *p, unsigned int variant,
                    struct forged *out)
{
    static const unsigned char other_key[KSP_KEY_MAX] = { 1 };
    struct forge_party stranger = *p;
    struct forge_old t;

    stranger.keys[0] = other_key;
    forge_old_start(p, kind_of(variant), &t);
    finish(&stranger, &t, ALTERED, out);
    want_unreadable(p, &t, out);
    return variant < 3;
}

/* DES3 takes no notice of the number. */
static bool
make_other_number(const struct forge_party *p, unsigned int variant,
                  struct forged *out)
{
    struct forge_old t;

    forge_old_start(p, FORGE_SEALED, &t);
    t.crypt_number++;
    finish(p, &t, block_of(p) == 1 ? ALTERED : SEC_E_OK, out);
    return variant < 1;
}

/* The number is decrypted with the checksum: of DES3, the first 8 bytes are
 * an initial vector, of which 4 to 7 belong to the direction. */
static bool
is_unreadable(const struct forge_party *p, size_t at)
{
    size_t in_cksum = at - (OLD_SIGNED + OLD_SND_SEQ);

    return at < OLD_SIGNED + OLD_SND_SEQ || block_of(p) == 1 ||
        (in_cksum >= 4 && in_cksum < 8);
}

/* A bit of each byte from the direction on: RC4 does not protect the number
 * (RFC 4757 section 7.2). */
static bool
make_bit(const struct forge_party *p, unsigned int variant,
         struct forged *out)
{
    size_t at = OLD_SND_SEQ + 4 + variant / 3;
    struct forge_old t;

    forge_old_start(p, kind_of(variant), &t);
    finish(p, &t, ALTERED, out);
    if (at >= out->length - t.inside)
        at = out->length - t.inside - 1;
    if (is_unreadable(p, at))
        want_unreadable(p, &t, out);
    out->bytes[t.inside + at] ^= (unsigned char)(1 << at % 8);
    return variant / 3 < 80;
}

static bool
make_cfx(const struct forge_party *p, unsigned int variant,
         struct forged *out)
{
    struct forge_cfx t;

    forge_cfx_start(p, kind_of(variant), &t);
    forge_cfx(p, &t, out);
    out->fixed = true;
    forged_want(out, INVALID, INVALID);
    return variant < 3;
}

const struct invalid_case invalid_old[] = {
    { "O1 too short", make_short },
    { "O1 too long", make_long },
    { "O1 MIC too long", make_mic_long },
    { "O1 parted elsewhere", make_parted_elsewhere },
    { "O2 padding long or none", make_padding_long },
    { "O2 padding odd", make_padding_odd },
    { "O3 algorithm", make_algorithm },
    { "O3 another's algorithm", make_other_algorithm },
    { "O3 sealed or not", make_sealed_or_not },
    { "O4 TOK_ID unknown", make_tok_id_unknown },
    { "O4 TOK_ID of another kind", make_tok_id_other },
    { "O4 MIC as wrap", make_mic_as_wrap },
    { "O5 direction", make_direction },
    { "O6 another key", make_other_key },
    { "O6 another number", make_other_number },
    { "O6 a bit", make_bit },
    { "O7 RFC 4121", make_cfx },
    { "O7 TOK_ID of RFC 4121", make_tok_id_cfx },
    { NULL, NULL }
};
