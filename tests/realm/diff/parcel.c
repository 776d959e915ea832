/* SPDX-License-Identifier: MIT */
#include "realm/diff/parcel.h"

#include <stdlib.h>
#include <string.h>

#define CFX_HEADER 16
#define FLAG_ACCEPTOR 1
#define FLAG_SEALED 2
#define FLAG_ACCEPTOR_SUBKEY 4

void
parcel_open(struct parcel *parcel, const struct token *token,
            enum side receiver, bool dce)
{
    memset(parcel, 0, sizeof(*parcel));
    parcel->dce = dce;
    parcel->token = token;
    parcel->receiver = receiver;
    parcel->bytes = copy_bytes(token->bytes, token->length);
    parcel->length = token->length;
    parcel->plain = copy_bytes(token->plain, token->plain_length);
    parcel->plain_length = token->plain_length;
}

void
parcel_close(struct parcel *parcel)
{
    free(parcel->bytes);
    free(parcel->plain);
    memset(parcel, 0, sizeof(*parcel));
}

static unsigned
load16(const unsigned char *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

static void
store_rrc(unsigned char *bytes, unsigned rrc)
{
    bytes[6] = (unsigned char)(rrc >> 8);
    bytes[7] = (unsigned char)rrc;
}

void
parcel_rotate(struct parcel *parcel, unsigned rrc)
{
    const struct token *token = parcel->token;

    rotate_token(parcel->bytes, parcel->length,
                 token_rotation(token, token_rrc(token)), true);
    rotate_token(parcel->bytes, parcel->length, token_rotation(token, rrc),
                 false);
    store_rrc(parcel->bytes, rrc);
}

/* The SIGN_ONLY pieces of the message are what was signed. */
static bool
same_sign_only(const struct parcel *parcel)
{
    const struct token *token = parcel->token;
    size_t offset = 0, length;
    bool same = true;
    unsigned i;

    for (i = 0; i < token->pieces; i++) {
        length = token->piece[i].length;
        /* One without bytes is what it was, however short the message is. */
        if (token->piece[i].sign_only && length > 0)
            same = same && offset + length <= parcel->plain_length &&
                memcmp(parcel->plain + offset, token->plain + offset,
                       length) == 0;
        offset += length;
    }
    return same;
}

/* A copy of a token without rotation and with an RRC of 0. */
static unsigned char *
rotated_back(const struct token *token, const unsigned char *bytes)
{
    unsigned char *copy = copy_bytes(bytes, token->length);

    rotate_token(copy, token->length,
                 token_rotation(token, load16(bytes + 6)), true);
    store_rrc(copy, 0);
    return copy;
}

/* The same token but for its RRC and the rotation that goes with it. */
static bool
is_genuine(const struct parcel *parcel)
{
    const struct token *token = parcel->token;
    unsigned char *made, *now;
    bool same = false;

    if (parcel->length == token->length && !parcel->foreign &&
        same_sign_only(parcel)) {
        made = rotated_back(token, token->bytes);
        now = rotated_back(token, parcel->bytes);
        same = memcmp(made, now, token->length) == 0;
        free(made);
        free(now);
    }
    return same;
}

/* What MIT looks at before the RRC. */
static bool
reaches_rrc(const struct parcel *parcel)
{
    unsigned direction = parcel->receiver == INITIATOR ? FLAG_ACCEPTOR : 0;

    return parcel->length >= CFX_HEADER && parcel->bytes[0] == 5 &&
        parcel->bytes[1] == 4 && parcel->bytes[3] == 0xff &&
        (parcel->bytes[2] & FLAG_ACCEPTOR) == direction;
}

enum other_rrc
parcel_rrc(const struct parcel *parcel, bool with_trailer)
{
    enum other_rrc kind = RRC_USUAL;
    unsigned expected;

    if (parcel->token->wrap && !parcel->token->old_format &&
        reaches_rrc(parcel)) {
        expected = with_trailer ? 0 :
            token_usual_rrc(parcel->token,
                            (parcel->bytes[2] & FLAG_SEALED) != 0,
                            parcel->dce, load16(parcel->bytes + 4));
        if (load16(parcel->bytes + 6) != expected)
            kind = is_genuine(parcel) ? RRC_OTHER_GENUINE : RRC_OTHER_DAMAGED;
    }
    return kind;
}

bool
parcel_under_initiator_key(const struct parcel *parcel)
{
    return !parcel->token->old_format && reaches_rrc(parcel) &&
        (parcel->bytes[2] & (FLAG_SEALED | FLAG_ACCEPTOR_SUBKEY)) == 0;
}

/* Whether the framing of RFC 2743 says more bytes than there are, or less. */
static bool
framing_does_not_fit(const struct parcel *parcel)
{
    const unsigned char *p = parcel->bytes;
    size_t at = 2, length, count;
    bool fits = true;

    if (parcel->length >= 2 && p[0] == 0x60) {
        length = p[1] < 0x80 ? p[1] : 0;
        count = p[1] < 0x80 ? 0 : p[1] - 0x80u;
        for (; count > 0 && at < parcel->length; count--)
            length = length << 8 | p[at++];
        fits = count == 0 && length == parcel->length - at;
    }
    return !fits;
}

/* That of another context may be for another mechanism. */
static bool
framing_is_altered(const struct parcel *parcel)
{
    const struct token *token = parcel->token;
    size_t n = token->old_format ? token_framing(token) : 0;

    return n > 0 && (parcel->foreign || parcel->length < n ||
                     memcmp(parcel->bytes, token->bytes, n) != 0);
}

bool
parcel_framing_is_wrong(const struct parcel *parcel)
{
    return framing_does_not_fit(parcel) || framing_is_altered(parcel);
}
