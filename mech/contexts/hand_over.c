/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/wipe.h"
#include "bridge/lucid.h"
#include "bridge/package.h"
#include "bridge/probe.h"
#include "bridge/trace.h"
#include "bridge/trace_line.h"
#include "ksp/packed.h"
#include "ksp/winerror.h"
#include "mech/contexts/hand_over.h"
#include "mech/load/state.h"
#include "mech/messages/stock_reader.h"

/* What the adapters need to know of the package's tokens. */
static void
note_lengths(struct gssksp_ctx *ctx, const SecPkgContext_Sizes *sizes,
             const SecPkgContext_StreamSizes *stream)
{
    ctx->mic = sizes->cbMaxSignature;
    ctx->block = sizes->cbBlockSize;
    ctx->rfc1964 = stream->cbTrailer == 0;
    if (!ctx->rfc1964) {
        ctx->cksum = sizes->cbMaxSignature - GSSKSP_HEADER;
        ctx->confounder = stream->cbHeader - GSSKSP_HEADER;
        ctx->filler = stream->cbTrailer - GSSKSP_HEADER - ctx->cksum;
    }
}

static SECURITY_STATUS
learn_lengths(struct gssksp_ctx *ctx, LSA_SEC_HANDLE ContextId)
{
    SecPkgContext_StreamSizes stream;
    SecPkgContext_Sizes sizes;
    SecPkgContext_Flags flags;
    SECURITY_STATUS status;

    status = gssksp_query(ContextId, SECPKG_ATTR_SIZES, &sizes);
    if (status == SEC_E_OK) {
        status = gssksp_query(ContextId, SECPKG_ATTR_STREAM_SIZES,
                              &stream);
    }
    if (status == SEC_E_OK)
        status = gssksp_query(ContextId, SECPKG_ATTR_FLAGS, &flags);
    if (status == SEC_E_OK) {
        note_lengths(ctx, &sizes, &stream);
        ctx->dce_style = (flags.Flags & ISC_RET_USED_DCE_STYLE) != 0;
    }
    return status;
}

/* For the trace. */
static const char *
reason_of(SECURITY_STATUS status)
{
    return status == SEC_E_CRYPTO_SYSTEM_INVALID ? "enctype" :
        "hand-over failed";
}

static void
trace(const struct gssksp_ctx *ctx, LSA_SEC_HANDLE ContextId)
{
    KSP_CONTEXT_DESCRIPTION known = { 0, 0 };
    char peer[GSSKSP_LINE_VALUE_MAX + 2];   /* a longer one has a sign */
    struct gssksp_trace_hand_over line = {
        .ctx = ContextId, .initiator = ctx->initiator, .peer = peer
    };

    if (gssksp_query(ContextId, KSP_ATTR_DESCRIPTION, &known) == SEC_E_OK)
        line.enctype = known.Enctype;
    gssksp_peer(ctx->real, ctx->initiator, peer, sizeof(peer));
    gssksp_trace_hand_over(&line, SEC_E_OK);
}

bool
gssksp_hand_over(struct gssksp_ctx *ctx)
{
    unsigned char bytes[KSP_PACKED_MAX];
    SecBuffer packed = { 0, SECBUFFER_EMPTY, bytes };
    LSA_SEC_HANDLE ContextId = 0;
    SECURITY_STATUS status;
    bool goes_on = true;

    status = gssksp_pack(ctx->real, &ctx->mech, bytes, &packed.cbBuffer);
    if (status == SEC_E_OK)
        status = gssksp_init_context(&packed, &ContextId);
    if (status == SEC_E_OK)
        status = learn_lengths(ctx, ContextId);
    if (status == SEC_E_OK) {
        ctx->stock_reads_anew = gssksp_stock_reads_anew(ctx->real);
        ctx->ContextId = ContextId;
        gssksp_state_count(GSSKSP_COUNT_OPENED);
        GSSKSP_PROBE2(hand_over, ContextId, ctx->initiator);
        if (gssksp_trace_level() >= GSSKSP_TRACE_DECISIONS)
            trace(ctx, ContextId);
    } else {
        if (gssksp_lucid_is_other())
            gssksp_state_degraded(GSSKSP_DEGRADED_LUCID);
        if (ContextId != 0)
            (void)gssksp_delete_context(ContextId);
        goes_on = status != SEC_E_ALGORITHM_MISMATCH &&
            gssksp_may_forward(ctx->real);
        if (goes_on) {
            gssksp_state_count(GSSKSP_COUNT_FORWARDED);
            gssksp_trace_forwarded(ctx->initiator, reason_of(status));
        }
    }
    ksp_wipe(bytes, sizeof(bytes));
    return goes_on;
}
