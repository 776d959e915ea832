/* SPDX-License-Identifier: MIT */
/* How long the parts of a wrap token are. */
#ifndef MECH_MESSAGES_LENGTHS_H
#define MECH_MESSAGES_LENGTHS_H

#include "mech/mech.h"

/* Bytes of the parts of a wrap token around a message. */
struct gssksp_lengths {
    size_t before;
    size_t padding;
    size_t after;
};

/*
 * The lengths for a message of `length` bytes, sealed or not, as an IOV
 * (where DCE style makes a difference) or as gss_wrap's one piece.
 */
struct gssksp_lengths gssksp_lengths(const struct gssksp_ctx *ctx,
                                     bool sealed, bool iov, size_t length);

/* Bytes a wrap token has beside its message. */
size_t gssksp_overhead(const struct gssksp_lengths *lengths);

/* The longest message whose token, in one piece, has `room` bytes at most. */
OM_uint32 gssksp_longest(const struct gssksp_ctx *ctx, bool sealed,
                         OM_uint32 room);

#endif
