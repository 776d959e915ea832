/* SPDX-License-Identifier: MIT */
/*
 * The ways a token may be damaged on its way.
 */
#include "realm/diff/parcel.h"

#include <stdlib.h>
#include <string.h>

#define CFX_HEADER 16

typedef void damage_function(struct parcel *parcel, struct world *world,
                             struct rng *rng);

static void
replace_bytes(struct parcel *parcel, const void *bytes, size_t length)
{
    unsigned char *copy = copy_bytes(bytes, length);

    free(parcel->bytes);
    parcel->bytes = copy;
    parcel->length = length;
}

/* Where the number is in an RFC 1964 token: after the framing, TOK_ID,
 * SGN_ALG, SEAL_ALG and filler. */
static size_t
old_number_at(const struct token *token)
{
    return token_framing(token) + 8;
}

/* RFC 4757 does not protect the number: it would become any other. */
static uint32_t
skip_open_number(const struct parcel *parcel, uint32_t bit)
{
    uint32_t at;

    if (parcel->token->old_format) {
        at = (uint32_t)old_number_at(parcel->token);
        if (bit >= 8 * at && bit < 8 * (at + 4))
            bit += 32;
    }
    return bit;
}

/*
 * krb5 1.21 passes over framing whose length is one it cannot hold, and takes
 * what follows; where that is the token itself, the number in it is used up in
 * one world only.  Such a length becomes one of four bytes.
 */
static void
shorten_framing(struct parcel *parcel)
{
    unsigned char *p = parcel->bytes;

    if (parcel->token->old_format && parcel->length >= 2 && p[0] == 0x60 &&
        p[1] > 0x84)
        p[1] = 0x84;
}

/* Every bit in turn. */
static void
flip(struct parcel *parcel, struct world *world, struct rng *rng)
{
    uint32_t bit;

    (void)rng;
    if (parcel->length > 0) {
        bit = world->next_bit++ % (uint32_t)(8 * parcel->length);
        bit = skip_open_number(parcel, bit);
        parcel->bytes[bit / 8] ^= (unsigned char)(0x80u >> (bit % 8));
        shorten_framing(parcel);
        record_what(world->record, ", bit %u flipped", (unsigned)bit);
    }
}

/* Every length in turn. */
static void
cut(struct parcel *parcel, struct world *world, struct rng *rng)
{
    size_t length;

    (void)rng;
    if (parcel->length > 0) {
        length = world->next_cut++ % parcel->length;
        replace_bytes(parcel, parcel->bytes, length);
        record_what(world->record, ", cut to %zu", length);
    }
}

/*
 * What is too much needs a DATA buffer, or it would be left out of a list and
 * the token be whole.  And of an RFC 1964 token that is padding alone one
 * wrong byte is right now and then.
 */
static bool
can_extend(const struct token *token)
{
    bool data = !token->wrap;
    unsigned i;

    for (i = 0; i < token->pieces; i++)
        data = data || !token->piece[i].sign_only;
    return data && (!token->old_format || token->data > 0);
}

static void
extend(struct parcel *parcel, struct world *world, struct rng *rng)
{
    size_t extra = 1 + rng_below(rng, 40), old = parcel->length;
    unsigned char *longer;

    if (!can_extend(parcel->token))
        extra = 0;
    longer = copy_bytes(NULL, old + extra);
    memcpy(longer, parcel->bytes, old);
    if (extra > 0)
        longer[old] = (unsigned char)rng_below(rng, 256);
    free(parcel->bytes);
    parcel->bytes = longer;
    parcel->length = old + extra;
    record_what(world->record, ", %zu bytes appended", extra);
}

static void
set_flags(struct parcel *parcel, struct world *world, struct rng *rng)
{
    unsigned flags = rng_chance(rng, 80) ? rng_below(rng, 8) :
        rng_below(rng, 256);

    if (parcel->length > 2)
        parcel->bytes[2] = (unsigned char)flags;
    record_what(world->record, ", flags %02x", flags);
}

static void
set_filler(struct parcel *parcel, struct world *world, struct rng *rng)
{
    unsigned filler = rng_below(rng, 255);

    if (parcel->length > 3)
        parcel->bytes[3] = (unsigned char)filler;
    record_what(world->record, ", filler %02x", filler);
}

/* A 16-bit field of the header at `at`. */
static void
set_field(struct parcel *parcel, struct world *world, struct rng *rng,
          size_t at, const char *name)
{
    size_t rest = parcel->length < CFX_HEADER ? 0 :
        parcel->length - CFX_HEADER;
    const size_t values[] = {
        0, 1, 12, 16, 24, 28, 44, rest, rest - 16, rest + 1, 0x7fff, 0xffff
    };
    size_t value = values[rng_below(rng, sizeof(values) / sizeof(values[0]))];

    if (parcel->length >= at + 2) {
        parcel->bytes[at] = (unsigned char)(value >> 8);
        parcel->bytes[at + 1] = (unsigned char)value;
    }
    record_what(world->record, ", %s %zu", name, value & 0xffff);
}

static void
set_ec(struct parcel *parcel, struct world *world, struct rng *rng)
{
    set_field(parcel, world, rng, 4, "EC");
}

static void
set_rrc(struct parcel *parcel, struct world *world, struct rng *rng)
{
    set_field(parcel, world, rng, 6, "RRC");
}

/* A true rotation with its RRC: no damage at all. */
static void
rotate(struct parcel *parcel, struct world *world, struct rng *rng)
{
    const struct token *token = parcel->token;
    unsigned rrc = rng_below(rng, rng_chance(rng, 20) ? 0x10000 : 100);

    if (token->wrap && !token->old_format && token->length > CFX_HEADER) {
        parcel_rotate(parcel, rrc);
        record_what(world->record, ", rotated by RRC %u", rrc);
    }
}

static void
set_token_id(struct parcel *parcel, struct world *world, struct rng *rng)
{
    static const unsigned char ids[][2] = {
        { 4, 4 }, { 5, 4 }, { 4, 5 }, { 1, 1 }, { 1, 2 }, { 2, 1 }, { 0, 0 },
        { 4, 1 }, { 0xff, 0xff }
    };
    const unsigned char *id = ids[rng_below(rng, sizeof(ids) / 2)];

    if (!parcel->token->old_format && parcel->length >= 2)
        memcpy(parcel->bytes, id, 2);
    record_what(world->record, ", TOK_ID %02x%02x", id[0], id[1]);
}

/* Another number: the token is forged then. */
static void
set_number(struct parcel *parcel, struct world *world, struct rng *rng)
{
    size_t at = 8 + rng_below(rng, 8);

    if (parcel->length > at)
        parcel->bytes[at] ^= (unsigned char)(1 + rng_below(rng, 255));
    record_what(world->record, ", byte %zu of the number changed", at - 8);
}

static void
empty(struct parcel *parcel, struct world *world, struct rng *rng)
{
    (void)rng;
    replace_bytes(parcel, NULL, 0);
    record_what(world->record, ", empty");
}

/* The framing of RFC 2743 section 3.1, which RFC 4121 tokens do not have. */
static void
frame(struct parcel *parcel, struct world *world, struct rng *rng)
{
    static const unsigned char krb5[] = {
        6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 1, 2, 2
    };
    size_t inner = sizeof(krb5) + parcel->length;
    unsigned char *framed;
    bool wrong = rng_chance(rng, 30);

    if (inner < 0x10000 && !parcel->token->old_format) {
        framed = copy_bytes(NULL, 4 + inner);
        framed[0] = 0x60;
        framed[1] = 0x82;
        framed[2] = (unsigned char)(inner >> 8);
        framed[3] = (unsigned char)inner;
        memcpy(framed + 4, krb5, sizeof(krb5));
        framed[14] ^= wrong ? 1 : 0;
        memcpy(framed + 15, parcel->bytes, parcel->length);
        free(parcel->bytes);
        parcel->bytes = framed;
        parcel->length = 4 + inner;
        record_what(world->record, ", framed%s", wrong ? " wrongly" : "");
    }
}

/* The token is all right, the message is not. */
static void
change_message(struct parcel *parcel, struct world *world, struct rng *rng)
{
    size_t at;

    if (parcel->plain_length > 0) {
        at = rng_below(rng, parcel->plain_length);
        if (rng_chance(rng, 70))
            parcel->plain[at] ^= (unsigned char)(1u << rng_below(rng, 8));
        else
            parcel->plain_length = at;
        record_what(world->record, ", message changed at %zu", at);
    }
}

static const struct {
    unsigned percent;
    damage_function *damage;
} damages[] = {
    { 30, flip }, { 18, cut }, { 5, extend }, { 8, set_flags },
    { 2, set_filler }, { 8, set_ec }, { 7, set_rrc }, { 8, rotate },
    { 3, set_token_id }, { 3, set_number }, { 1, empty }, { 3, frame },
    { 4, change_message }
};

void
parcel_damage(struct parcel *parcel, struct world *world, struct rng *rng)
{
    uint32_t pick = rng_below(rng, 100);
    size_t i;

    for (i = 0; pick >= damages[i].percent; i++)
        pick -= damages[i].percent;
    damages[i].damage(parcel, world, rng);
}
