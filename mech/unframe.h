/* SPDX-License-Identifier: MIT */
/*
 * RFC 4121 tokens have no framing (section 4.2); stock MIT's gss_unwrap and
 * gss_verify_mic take one that has that of RFC 2743 section 3.1 as well.
 */
#ifndef MECH_UNFRAME_H
#define MECH_UNFRAME_H

#include "mech.h"

/*
 * The token inside the framing of `ctx`'s mechanism.  A token without it,
 * or framed for another mechanism or with wrong lengths, is returned as it
 * is, and is for the package to refuse.  No memory changes hands.
 */
gss_buffer_desc gssksp_unframe(const struct gssksp_ctx *ctx,
                               const gss_buffer_desc *token);

/*
 * What is inside a token, whose framing may be missing, into *inside; false
 * if it has framing for another mechanism or with wrong lengths.
 */
bool gssksp_framing(const struct gssksp_ctx *ctx,
                    const gss_buffer_desc *token, gss_buffer_desc *inside);

/* Whether a token begins as one with framing does. */
bool gssksp_is_framed(const gss_buffer_desc *token);

/* Whether a token has framing in order, but for another mechanism. */
bool gssksp_framed_for_other(const struct gssksp_ctx *ctx,
                             const gss_buffer_desc *token);

#endif
