/* SPDX-License-Identifier: MIT */
/*
 * Export and import of contexts.
 *
 * The mechglue writes the concatenated OID in front of what we return and
 * on import hands the rest to the real mechanism without asking us.  So an
 * exported context of ours is the real mechanism's own token with our
 * numbers in it, and what becomes of it is a stock context.
 */
#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"
#include "bridge/lucid.h"
#include "bridge/minor.h"
#include "bridge/oids.h"
#include "bridge/package.h"
#include "bridge/status_table.h"
#include "bridge/trace.h"
#include "ksp/winerror.h"
#include "mech/contexts/context.h"
#include "mech/contexts/export_layout.h"
#include "mech/contexts/export_replay.h"
#include "mech/glue_layout.h"
#include "mech/gssi.h"
#include "mech/load/state.h"

static void
wipe_buffer(gss_buffer_t buffer)
{
    OM_uint32 minor;

    if (buffer->value != NULL)
        ksp_wipe(buffer->value, buffer->length);
    (void)gss_release_buffer(&minor, buffer);
}

/*
 * The real mechanism's token of *real, without the mechglue's framing; the
 * context is gone then.  When the mechglue has no memory for its framing it is
 * gone as well, as it is for a stock program.
 */
static OM_uint32
export_real(OM_uint32 *minor, gss_ctx_id_t *real, gss_buffer_t token)
{
    OM_uint32 major;

    major = gss_export_sec_context(minor, real, token);
    if (major == GSS_S_COMPLETE)
        major = gssksp_context_payload(minor, token);
    if (major != GSS_S_COMPLETE)
        wipe_buffer(token);
    return major;
}

/* The reverse.  The framing says who imports: were it the public OID, the
 * mechglue would come back to us. */
static OM_uint32
import_real(OM_uint32 *minor, gss_const_OID mech,
            const gss_buffer_desc *token, gss_ctx_id_t *real)
{
    gss_buffer_desc framed = GSS_C_EMPTY_BUFFER;
    OM_uint32 major;

    *real = GSS_C_NO_CONTEXT;
    major = gssksp_context_frame(minor, gssksp_real_mech(mech), token,
                                 &framed);
    if (major == GSS_S_COMPLETE)
        major = gss_import_sec_context(minor, &framed, real);
    wipe_buffer(&framed);
    return major;
}

static struct gssksp_numbers
numbers_of(const struct gssksp_ctx *ctx, const KSP_PACKED_CONTEXT *state)
{
    struct gssksp_numbers n = {
        .send_initial = state->SendInitial,
        .send_count = state->SendCount,
        .recv_initial = state->RecvInitial,
        .recv_next = state->RecvNext,
        .recv_map = state->RecvMap,
        .replay = (state->ContextAttributes & ISC_RET_REPLAY_DETECT) != 0,
        .sequence =
            (state->ContextAttributes & ISC_RET_SEQUENCE_DETECT) != 0,
        .narrow = ctx->rfc1964,
    };

    return n;
}

/* The context that a token was made of, as if it had not been.  There is no
 * other way back, so that a moment without memory is not the end of it. */
static OM_uint32
restore_real(OM_uint32 *minor, struct gssksp_ctx *ctx,
             const gss_buffer_desc *token)
{
    OM_uint32 major = import_real(minor, ctx->mech, token, &ctx->real);

    if (major != GSS_S_COMPLETE)
        major = import_real(minor, ctx->mech, token, &ctx->real);
    return major;
}

/* A token of unknown layout: of the same context another is made, which is
 * used until it has our numbers, and exported in its place. */
static OM_uint32
reexport(OM_uint32 *minor, struct gssksp_ctx *ctx,
         const KSP_PACKED_CONTEXT *state, gss_buffer_t token)
{
    gss_buffer_desc unknown = *token;
    gss_ctx_id_t copy = GSS_C_NO_CONTEXT;
    OM_uint32 major, ignored;

    token->length = 0;
    token->value = NULL;
    major = restore_real(minor, ctx, &unknown);
    if (major == GSS_S_COMPLETE)
        major = import_real(minor, ctx->mech, &unknown, &copy);
    if (major == GSS_S_COMPLETE)
        major = gssksp_replay(minor, copy, state);
    if (major == GSS_S_COMPLETE)
        major = export_real(minor, &copy, token);
    if (copy != GSS_C_NO_CONTEXT)
        (void)gss_delete_sec_context(&ignored, &copy, GSS_C_NO_BUFFER);
    wipe_buffer(&unknown);
    return major;
}

/*
 * All that can fail for our part has been done when the real context goes.
 * The mechglue tells no program the minor status of an export; so the trace
 * has it.
 */
static OM_uint32
export_ours(OM_uint32 *minor, struct gssksp_ctx *ctx, gss_buffer_t token)
{
    struct gssksp_numbers numbers;
    KSP_PACKED_CONTEXT state;
    OM_uint32 major;

    major = gssksp_major_of(gssksp_export_context(ctx->ContextId, &state),
                            minor);
    if (major == GSS_S_COMPLETE)
        major = export_real(minor, &ctx->real, token);
    if (major == GSS_S_COMPLETE) {
        numbers = numbers_of(ctx, &state);
        if (!gssksp_layout_patch(token->value, token->length, &numbers)) {
            gssksp_state_degraded_quietly(GSSKSP_DEGRADED_EXPORT);
            major = reexport(minor, ctx, &state, token);
        }
    }
    if (major != GSS_S_COMPLETE && gssksp_trace_messages()) {
        gssksp_trace_context("ExportContext", ctx->ContextId,
                             gssksp_status_of(major, *minor));
    }
    ksp_wipe(&state, sizeof(state));
    return major;
}

OM_uint32
gssi_export_sec_context(OM_uint32 *minor, gss_ctx_id_t *context_handle,
                        gss_buffer_t interprocess_token)
{
    struct gssksp_ctx *ctx = gssksp_ctx_of(*context_handle);
    OM_uint32 major;

    interprocess_token->length = 0;
    interprocess_token->value = NULL;
    major = ctx->ContextId != 0 ?
        export_ours(minor, ctx, interprocess_token) :
        export_real(minor, &ctx->real, interprocess_token);
    /* Without its real part a context is of no use to anyone. */
    if (major == GSS_S_COMPLETE || ctx->real == GSS_C_NO_CONTEXT) {
        gssksp_ctx_free(&ctx);
        *context_handle = GSS_C_NO_CONTEXT;
    }
    return major;
}

/* Of an import, which is no decision: see bridge/trace.h. */
static void
trace_refused(gss_ctx_id_t real)
{
    OM_uint32 minor;
    int initiator = 0;

    (void)gss_inquire_context(&minor, real, NULL, NULL, NULL, NULL, NULL,
                              &initiator, NULL);
    gssksp_trace_refused(GSSKSP_TRACE_MESSAGES, initiator != 0,
                         gssksp_enctype(real));
}

/* A token made without the module: its window is not for us to know, so
 * the context is the real mechanism's for good. */
OM_uint32
gssi_import_sec_context_by_mech(OM_uint32 *minor, gss_OID desired_mech,
                                gss_buffer_t interprocess_token,
                                gss_ctx_id_t *context_handle)
{
    struct gssksp_ctx *ctx;
    OM_uint32 major = GSS_S_FAILURE;

    gssksp_state_in_use(false);
    *context_handle = GSS_C_NO_CONTEXT;
    *minor = gssksp_minor(GSSKSP_MINOR_NOMEM);
    ctx = gssksp_ctx_new();
    if (ctx == NULL)
        goto cleanup;
    major = import_real(minor, desired_mech, interprocess_token, &ctx->real);
    if (major == GSS_S_COMPLETE && !gssksp_may_forward(ctx->real)) {
        *minor = gssksp_minor(GSSKSP_MINOR_NOPERM_ETYPE);
        major = GSS_S_FAILURE;
        gssksp_state_count(GSSKSP_COUNT_REFUSED);
        if (gssksp_trace_messages())
            trace_refused(ctx->real);
    }
    if (major == GSS_S_COMPLETE) {
        gssksp_state_count(GSSKSP_COUNT_FORWARDED);
        *context_handle = (gss_ctx_id_t)ctx;
        ctx = NULL;
    }
cleanup:
    gssksp_ctx_free(&ctx);
    return major;
}

OM_uint32
gssi_import_sec_context(OM_uint32 *minor, gss_buffer_t interprocess_token,
                        gss_ctx_id_t *context_handle)
{
    return gssi_import_sec_context_by_mech(minor, GSS_C_NO_OID,
                                           interprocess_token,
                                           context_handle);
}
