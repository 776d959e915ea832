/* SPDX-License-Identifier: MIT */
/*
 * A token on its way: a copy of one the sender has made, perhaps damaged, and
 * the message that is shown with it.
 */
#ifndef TESTS_REALM_DIFF_PARCEL_H
#define TESTS_REALM_DIFF_PARCEL_H

#include "realm/diff/token.h"
#include "realm/diff/world.h"

struct parcel {
    const struct token *token;      /* what it was */
    enum side receiver;
    unsigned char *bytes;           /* what it is now */
    size_t length;
    unsigned char *plain;           /* the message, all pieces */
    size_t plain_length;
    bool foreign;                   /* of another context */
    bool dce;                       /* the receiving context is DCE style */
};

void parcel_open(struct parcel *parcel, const struct token *token,
                 enum side receiver, bool dce);
void parcel_close(struct parcel *parcel);

/*
 * Damages the parcel in one of many ways and says in the record which.
 * Uses up the world's walk through bits and lengths.
 */
void parcel_damage(struct parcel *parcel, struct world *world,
                   struct rng *rng);

/* See diff_record.h.  MIT expects no rotation when there is a TRAILER. */
enum other_rrc parcel_rrc(const struct parcel *parcel, bool with_trailer);

/* A wrap token that is not sealed and, by its flags, not made under the
 * acceptor's subkey. */
bool parcel_under_initiator_key(const struct parcel *parcel);

/* Replaces the token's rotation by that of another RRC. */
void parcel_rotate(struct parcel *parcel, unsigned rrc);

/* Gives the parcel to the receiving end by some call and takes down what
 * came out.  `any_form`: also by calls that are not for such a token. */
void parcel_receive(struct parcel *parcel, struct world *world,
                    struct rng *rng, bool any_form);

/* Whether the framing of RFC 2743 does not fit what is there, or is not what
 * it was. */
bool parcel_framing_is_wrong(const struct parcel *parcel);

#endif
