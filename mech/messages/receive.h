/* SPDX-License-Identifier: MIT */
/*
 * The one way of a received token, whatever its form: look at it, let the
 * package verify or unseal it, and tell the program what stock MIT would.
 * Inline: a call more is felt in a MIC.
 */
#ifndef MECH_MESSAGES_RECEIVE_H
#define MECH_MESSAGES_RECEIVE_H

#include "bridge/package.h"
#include "bridge/status_table.h"
#include "mech/messages/message.h"
#include "mech/messages/numbers.h"
#include "mech/messages/stock_status.h"

/* What arrives, and what the program asks for (NULL where it does not).
 * r->seen is for gssksp_receive_look, or gssksp_see. */
static inline void
gssksp_receive_begin(struct gssksp_received *r, enum gssksp_form form,
                     int *conf_state, gss_qop_t *qop_state)
{
    r->form = form;
    r->trailer = NULL;
    r->padded = false;
    r->conf_state = conf_state;
    r->qop_state = qop_state;
}

/* Look at `token`, and tell the program what it is told before the package
 * has the token. */
static inline void
gssksp_receive_look(const struct gssksp_ctx *ctx,
                    const gss_buffer_desc *token, struct gssksp_received *r)
{
    gssksp_see(token, &r->seen);
    r->token = r->seen.token;
    /* Stock takes framing off, but in an IOV. */
    if (r->form == GSSKSP_MIC || r->form == GSSKSP_WRAP)
        r->token = gssksp_token_inside(ctx, &r->seen);
    gssksp_stock_states(ctx, r);
}

/* Whether the checksum was right, where `major` and the package's verdict
 * are what came of the token. */
static inline bool
gssksp_genuine(OM_uint32 major, ULONG verdict)
{
    return !GSS_ERROR(major) ||
        (major == GSS_S_BAD_MIC && verdict == KSP_SEQ_REFLECTED);
}

/* Of a genuine token; one that was reflected krb5 1.22's gss_unwrap leaves
 * without conf_state. */
static inline void
gssksp_receive_states(const struct gssksp_ctx *ctx,
                      const struct gssksp_received *r, OM_uint32 major,
                      ULONG fQOP)
{
    bool left = GSS_ERROR(major) && ctx->stock_reads_anew &&
        r->form == GSSKSP_WRAP;

    if (r->conf_state != NULL && !left)
        *r->conf_state = gssksp_conf_state(fQOP);
    if (r->qop_state != NULL)
        *r->qop_state = GSS_C_QOP_DEFAULT;
}

/*
 * Give the package the token and its message, which are in `list` with
 * `params`.  The call's number goes in, what is known of the message is
 * noted, and the states are set if the token is genuine.
 */
static inline OM_uint32
gssksp_receive(OM_uint32 *minor, const struct gssksp_ctx *ctx,
               const struct gssksp_received *r, SecBufferDesc *list,
               KSP_MESSAGE_PARAMS *params)
{
    bool mic = r->form == GSSKSP_MIC || r->form == GSSKSP_MIC_IOV;
    NTSTATUS status;
    OM_uint32 major;
    ULONG fQOP;

    gssksp_numbers_before(ctx, params);
    status = mic ? gssksp_verify(ctx->ContextId, list, &fQOP) :
        gssksp_unseal(ctx->ContextId, list, &fQOP);
    major = gssksp_major_of_check(status, params->Verdict, minor);
    gssksp_numbers_after(ctx, major, params);
    if (GSS_ERROR(major))
        major = gssksp_stock_says(ctx, r, params->Verdict, major, minor);
    if (gssksp_genuine(major, params->Verdict))
        gssksp_receive_states(ctx, r, major, fQOP);
    return major;
}

#endif
