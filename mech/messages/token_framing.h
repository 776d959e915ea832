/* SPDX-License-Identifier: MIT */
/*
 * RFC 4121 tokens have no framing (section 4.2); stock MIT's gss_unwrap and
 * gss_verify_mic take one that has that of RFC 2743 section 3.1 as well.
 */
#ifndef MECH_MESSAGES_TOKEN_FRAMING_H
#define MECH_MESSAGES_TOKEN_FRAMING_H

#include "mech/mech.h"

/* Framing and header of any token fit, bytes. */
#define GSSKSP_SEEN 64

/*
 * What this face looks at of a token: a copy of its start, made before the
 * package has the token.  Others may write to the memory it is in, and the
 * package does, when a message is opened in place.  `token` has the token's
 * length, and the copy in place of its bytes; so have the functions here and
 * in stock_status.h, which take it for a token.
 */
struct gssksp_seen {
    gss_buffer_desc token;
    unsigned char bytes[GSSKSP_SEEN];
};

/* Look; every byte is read once. */
void gssksp_see(const gss_buffer_desc *token, struct gssksp_seen *seen);

/*
 * The token inside the framing of `ctx`'s mechanism, in the copy.  A token
 * without it, or framed for another mechanism or with wrong lengths, is
 * returned as it is, and is for the package to refuse.
 */
gss_buffer_desc gssksp_token_inside(const struct gssksp_ctx *ctx,
                                    const struct gssksp_seen *seen);

/* The same bytes in the token itself. */
gss_buffer_desc gssksp_unseen(const gss_buffer_desc *token,
                              const struct gssksp_seen *seen,
                              const gss_buffer_desc *inside);

/*
 * What is inside a token, whose framing may be missing, into *inside; false,
 * and the whole token, if it has framing for another mechanism or with wrong
 * lengths.
 */
bool gssksp_framing(const struct gssksp_ctx *ctx,
                    const gss_buffer_desc *token, gss_buffer_desc *inside);

/* Whether a token begins as one with framing does. */
bool gssksp_is_framed(const gss_buffer_desc *token);

/* Whether a token has framing in order, but for another mechanism. */
bool gssksp_framed_for_other(const struct gssksp_ctx *ctx,
                             const gss_buffer_desc *token);

#endif
