/* SPDX-License-Identifier: MIT */
/*
 * Where stock MIT says of a received token more, or other, than the package's
 * status does, so that a program sees what it always saw.
 */
#ifndef MECH_MESSAGES_STOCK_STATUS_H
#define MECH_MESSAGES_STOCK_STATUS_H

#include "ksp/message.h"
#include "mech/mech.h"
#include "mech/messages/token_framing.h"

/* The ways in which a token arrives; stock has code of its own for each. */
enum gssksp_form {
    GSSKSP_MIC,         /* verify_mic */
    GSSKSP_WRAP,        /* unwrap */
    GSSKSP_MIC_IOV,     /* verify_mic_iov */
    GSSKSP_PARTS,       /* unwrap_iov: header, trailer, padding */
    GSSKSP_STREAM       /* unwrap_iov: the whole token in one entry */
};

/* A received token, as this face sees it, and what the program asks for. */
struct gssksp_received {
    enum gssksp_form form;
    /* What was seen of it: of PARTS the header, of a MIC and a WRAP of RFC
     * 4121 what is inside the framing. */
    gss_buffer_desc token;
    /* Of PARTS; NULL where there is none. */
    const gss_buffer_desc *trailer;
    /* A MIC_IOV of RFC 4121 with PADDING that has a length. */
    bool padded;
    /* NULL where the program does not ask. */
    int *conf_state;
    gss_qop_t *qop_state;
    struct gssksp_seen seen;
};

/*
 * Before the package has the token: what stock tells the program of it
 * without knowing whether it is genuine.  Stock sets *qop_state when it has
 * seen a TOK_ID of RFC 4121, and gss_unwrap *conf_state when the header is in
 * order as well.  krb5 1.22's gss_unwrap and gss_verify_mic set *qop_state in
 * any case, and *conf_state for a genuine token from the peer only.
 */
void gssksp_stock_states(const struct gssksp_ctx *ctx,
                         const struct gssksp_received *r);

/*
 * After the package has refused the token: stock's major status, where
 * `major` and `verdict` are the package's, and in *minor, which is the status
 * table's, stock's minor one.
 *
 * The package judges as stock's gss_unwrap and gss_verify_mic do.  Stock's IOV
 * functions give some broken tokens another major status.  Its minor status
 * says of a token in the right direction whether a length was wrong or a
 * decryption failed.  It says nothing of a wrong checksum, nor of a token
 * with a known TOK_ID that it cannot take.
 *
 * krb5 1.22's gss_unwrap and gss_verify_mic (stock_reader.h) want all that a
 * header has in order, the lengths too, before they look at anything else, and
 * call a token defective that 1.20 finds altered.
 */
OM_uint32 gssksp_stock_says(const struct gssksp_ctx *ctx,
                            const struct gssksp_received *r, ULONG verdict,
                            OM_uint32 major, OM_uint32 *minor);

/*
 * Whether stock refuses the token of a STREAM entry before it looks which
 * kind of token it is: for its framing, or because it is shorter than any
 * token.  The major status is then GSS_S_DEFECTIVE_TOKEN, and the minor one in
 * *minor.
 */
bool gssksp_stock_refuses_stream(const struct gssksp_ctx *ctx,
                                 const gss_buffer_desc *stream,
                                 OM_uint32 *minor);

/*
 * The major status where memory was short, as `major` and `minor` say (others
 * stay).  Stock then mostly says that the token is not genuine.
 */
OM_uint32 gssksp_stock_no_memory(const struct gssksp_ctx *ctx,
                                 enum gssksp_form form, OM_uint32 major,
                                 OM_uint32 minor);

#endif
