/* SPDX-License-Identifier: MIT */
#include "bridge/package.h"
#include "bridge/status.h"
#include "mech/messages/message.h"
#include "mech/messages/numbers.h"
#include "mech/messages/receive.h"

void
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

static bool
is_mic(enum gssksp_form form)
{
    return form == GSSKSP_MIC || form == GSSKSP_MIC_IOV;
}

static void
set_states(const struct gssksp_received *r, ULONG fQOP)
{
    if (r->conf_state != NULL)
        *r->conf_state = gssksp_conf_state(fQOP);
    if (r->qop_state != NULL)
        *r->qop_state = GSS_C_QOP_DEFAULT;
}

OM_uint32
gssksp_receive(OM_uint32 *minor, const struct gssksp_ctx *ctx,
               const struct gssksp_received *r, SecBufferDesc *list,
               KSP_MESSAGE_PARAMS *params)
{
    NTSTATUS status;
    OM_uint32 major;
    ULONG fQOP;

    gssksp_numbers_before(ctx, params);
    status = is_mic(r->form) ? gssksp_verify(ctx->ContextId, list, &fQOP) :
        gssksp_unseal(ctx->ContextId, list, &fQOP);
    major = gssksp_major_of_check(status, params->Verdict, minor);
    gssksp_numbers_after(ctx, major, params);
    if (GSS_ERROR(major))
        major = gssksp_stock_says(ctx, r, params->Verdict, major, minor);
    if (gssksp_genuine(major, params->Verdict))
        set_states(r, fQOP);
    return major;
}
