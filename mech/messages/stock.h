/* SPDX-License-Identifier: MIT */
/*
 * Where stock MIT says of a broken token more, or other, than the package's
 * status does, so that a program sees what it always saw.
 */
#ifndef MECH_MESSAGES_STOCK_H
#define MECH_MESSAGES_STOCK_H

#include "ksp/message.h"
#include "mech/mech.h"

/*
 * The minor status for a token refused with `major`, where *minor is what
 * the status table says.  Stock says of a token in the right direction
 * whether a length was wrong or a decryption failed, and nothing of a
 * checksum that is wrong, nor of what it cannot take behind a known TOK_ID.
 */
OM_uint32 gssksp_stock_minor(const struct gssksp_ctx *ctx,
                             const gss_buffer_desc *token, OM_uint32 major,
                             OM_uint32 minor);

/* The same for a wrap token in parts, as an IOV has them; `trailer` is NULL
 * where there is none. */
OM_uint32 gssksp_stock_parts_minor(const struct gssksp_ctx *ctx,
                                   const gss_buffer_desc *header,
                                   const gss_buffer_desc *trailer,
                                   OM_uint32 major, OM_uint32 minor);

/* The same for a wrap token in one piece in an IOV, for one that has wrong
 * framing or, inside it, no room for a header, and for a MIC in an IOV. */
OM_uint32 gssksp_stock_stream_minor(const struct gssksp_ctx *ctx,
                                    const gss_buffer_desc *token,
                                    OM_uint32 major, OM_uint32 minor);
OM_uint32 gssksp_stock_short_minor(const struct gssksp_ctx *ctx,
                                   const gss_buffer_desc *token,
                                   const gss_buffer_desc *inside);
OM_uint32 gssksp_stock_mic_iov_minor(const struct gssksp_ctx *ctx,
                                     const gss_buffer_desc *token,
                                     OM_uint32 major, OM_uint32 minor);

/* The same for what was refused for want of memory, with `minor`: of a token
 * that is in order as far as it has been read stock then says that it is not
 * genuine, where it is one of RFC 1964 or in an IOV of `parts`. */
OM_uint32 gssksp_stock_no_memory(const struct gssksp_ctx *ctx, bool parts,
                                 OM_uint32 major, OM_uint32 minor);

/* Stock sets *qop_state (NULL is allowed) once it has seen that the token
 * begins with a TOK_ID of RFC 4121, and leaves it alone before; that of an
 * RFC 1964 token when it has found the checksum right. */
void gssksp_stock_qop_state(const struct gssksp_ctx *ctx,
                            const gss_buffer_desc *token,
                            gss_qop_t *qop_state);

/* Whether the checksum was right, where `major` and the package's verdict
 * are what came of it. */
bool gssksp_stock_genuine(OM_uint32 major, ULONG verdict);

/* Stock's gss_unwrap sets *conf_state (NULL is allowed) from a header that
 * it found in order, before it knows whether the token is genuine. */
void gssksp_stock_conf_state(const struct gssksp_ctx *ctx,
                             const gss_buffer_desc *token, int *conf_state);

/*
 * Stock's IOV functions name some broken tokens otherwise than gss_unwrap
 * and gss_verify_mic do.  The package judges as the latter; these correct
 * the major status of an IOV form.
 */

/* The status for a MIC token in an IOV that the package refused with
 * `major`. */
OM_uint32 gssksp_stock_mic_iov(const struct gssksp_ctx *ctx,
                               const gss_buffer_desc *token, ULONG verdict,
                               OM_uint32 major);

/* The same for a wrap token; `token` begins with the header, and is whole
 * if `stream`. */
OM_uint32 gssksp_stock_wrap_iov(const struct gssksp_ctx *ctx,
                                const gss_buffer_desc *token, bool stream,
                                OM_uint32 major);

/* Whether a token in one piece is too short for its parts: stock looks no
 * further then.  Those of RFC 1964 are not judged here. */
bool gssksp_stock_stream_short(const struct gssksp_ctx *ctx,
                               const gss_buffer_desc *token);

#endif
