/* SPDX-License-Identifier: MIT */
/*
 * The one way of a message that is made, whatever its form.  Inline: a call
 * more is felt in a MIC.
 */
#ifndef MECH_MESSAGES_MAKE_H
#define MECH_MESSAGES_MAKE_H

#include "bridge/package.h"
#include "bridge/status_table.h"
#include "mech/messages/message.h"
#include "mech/messages/numbers.h"

/* At the entry of every call that makes a message. */
static inline OM_uint32
gssksp_make_begin(OM_uint32 *minor, const struct gssksp_ctx *ctx,
                  gss_qop_t qop)
{
    OM_uint32 major = gssksp_numbers_begin(minor, ctx);

    return major == GSS_S_COMPLETE ? gssksp_check_qop(minor, qop) : major;
}

/*
 * Let the package make a MIC, or a wrap token if `wrap`, of what is in `list`
 * with `params`.  The call's number goes in, and what is known of the message
 * is noted.
 */
static inline OM_uint32
gssksp_make(OM_uint32 *minor, const struct gssksp_ctx *ctx, bool wrap,
            int conf_req_flag, SecBufferDesc *list,
            KSP_MESSAGE_PARAMS *params)
{
    OM_uint32 major;
    NTSTATUS status;

    gssksp_numbers_before(ctx, params);
    status = wrap ?
        gssksp_seal(ctx->ContextId, gssksp_fQOP(conf_req_flag), list) :
        gssksp_sign(ctx->ContextId, 0, list);
    major = gssksp_major_of_make(status, minor);
    gssksp_numbers_after(ctx, major, params);
    return major;
}

#endif
