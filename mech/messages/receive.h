/* SPDX-License-Identifier: MIT */
/*
 * The one way of a received token, whatever its form: look at it, let the
 * package verify or unseal it, and tell the program what stock MIT would.
 */
#ifndef MECH_MESSAGES_RECEIVE_H
#define MECH_MESSAGES_RECEIVE_H

#include "mech/messages/stock.h"

/* Look at `token`: sets r->token and r->seen, and what the program is told
 * before the package has the token. */
void gssksp_receive_look(const struct gssksp_ctx *ctx,
                         const gss_buffer_desc *token,
                         struct gssksp_received *r);

/*
 * Give the package the token and its message, which are in `list` with
 * `params`.  The call's number goes in, what is known of the message is
 * noted, and the states are set if the token is genuine.
 */
OM_uint32 gssksp_receive(OM_uint32 *minor, const struct gssksp_ctx *ctx,
                         const struct gssksp_received *r,
                         SecBufferDesc *list, KSP_MESSAGE_PARAMS *params);

/* Whether the checksum was right, where `major` and the package's verdict
 * are what came of the token. */
static inline bool
gssksp_genuine(OM_uint32 major, ULONG verdict)
{
    return !GSS_ERROR(major) ||
        (major == GSS_S_BAD_MIC && verdict == KSP_SEQ_REFLECTED);
}

#endif
