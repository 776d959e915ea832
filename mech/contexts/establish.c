/* SPDX-License-Identifier: MIT */
/*
 * Establishment: the real mechanism's, up to the hand-over.
 */
#include <stdlib.h>
#include <string.h>

#include "base/der.h"
#include "bridge/lucid.h"
#include "bridge/minor.h"
#include "bridge/oids.h"
#include "bridge/package.h"
#include "bridge/trace.h"
#include "mech/contexts/begun_by_stock.h"
#include "mech/contexts/context.h"
#include "mech/contexts/hand_over.h"
#include "mech/gssi.h"
#include "mech/load/state.h"

/* The context of a later step, or a new one for the first.  One that was
 * refused is empty: nothing is begun in it. */
static OM_uint32
get_or_make(OM_uint32 *minor, gss_ctx_id_t handle, struct gssksp_ctx **ctx)
{
    OM_uint32 major = GSS_S_COMPLETE;

    *ctx = gssksp_ctx_of(handle);
    if (*ctx != NULL && (*ctx)->real == GSS_C_NO_CONTEXT) {
        *minor = 0;
        return GSS_S_NO_CONTEXT;
    }
    if (*ctx == NULL)
        *ctx = gssksp_ctx_new();
    if (*ctx == NULL) {
        *minor = gssksp_minor(GSSKSP_MINOR_NOMEM);
        major = GSS_S_FAILURE;
    }
    return major;
}

/*
 * The mechglue names the mechanism by its public OID, but has none for the
 * module's own, which gss_inquire_name shows and a program may hand back.  It
 * finds no credential for that one either, whatever the program gave: the
 * default one would make another identity of it.
 */
static bool
is_own_mech(gss_const_OID mech_type)
{
    return mech_type == GSS_C_NO_OID;
}

/* The peer must not learn that the context could have been, and the caller
 * must not go on with it. */
static OM_uint32
refuse(OM_uint32 *minor, gss_ctx_id_t *real, bool initiator,
       gss_buffer_t output_token)
{
    OM_uint32 ignored;

    if (gssksp_trace_level() >= GSSKSP_TRACE_DECISIONS)
        gssksp_trace_refused(GSSKSP_TRACE_DECISIONS, initiator,
                             gssksp_enctype(*real));
    (void)gss_release_buffer(&ignored, output_token);
    (void)gss_delete_sec_context(&ignored, real, GSS_C_NO_BUFFER);
    *minor = gssksp_minor(GSSKSP_MINOR_NOPERM_ETYPE);
    gssksp_state_count(GSSKSP_COUNT_REFUSED);
    return GSS_S_FAILURE;
}

/*
 * The real mechanism deletes a context when a step fails, also one that was
 * complete already and got a step too many.  Then no more messages either.
 */
static void
give_up_lost(struct gssksp_ctx *ctx)
{
    OM_uint32 major, minor, lifetime;

    if (ctx->ContextId == 0)
        return;
    /* Not gss_inquire_context: IAKERB answers that without a context. */
    major = gss_context_time(&minor, ctx->real, &lifetime);
    if (GSS_ROUTINE_ERROR(major) == GSS_S_NO_CONTEXT) {
        (void)gssksp_delete_context(ctx->ContextId);
        gssksp_state_count(GSSKSP_COUNT_CLOSED);
        ctx->ContextId = 0;
    }
}

/*
 * After a step: a context that is complete is handed over.  RFC 2744
 * section 5.19 wants no context from a first step that failed, and one that
 * the caller deletes from a later one.
 */
static OM_uint32
finish_step(OM_uint32 *minor, OM_uint32 major, struct gssksp_ctx *ctx,
            gss_ctx_id_t *context_handle, gss_buffer_t output_token)
{
    if (major == GSS_S_COMPLETE && ctx->ContextId == 0 &&
        !gssksp_hand_over(ctx))
        major = refuse(minor, &ctx->real, ctx->initiator, output_token);
    if (GSS_ERROR(major))
        give_up_lost(ctx);
    if (!GSS_ERROR(major))
        *context_handle = (gss_ctx_id_t)ctx;
    else if (*context_handle == GSS_C_NO_CONTEXT)
        gssksp_ctx_free(&ctx);
    return major;
}

OM_uint32
gssi_init_sec_context(OM_uint32 *minor, gss_cred_id_t claimant_cred_handle,
                      gss_ctx_id_t *context_handle, gss_name_t target_name,
                      gss_OID mech_type, OM_uint32 req_flags,
                      OM_uint32 time_req,
                      gss_channel_bindings_t input_chan_bindings,
                      gss_buffer_t input_token, gss_OID *actual_mech_type,
                      gss_buffer_t output_token, OM_uint32 *ret_flags,
                      OM_uint32 *time_rec)
{
    bool by_stock = *context_handle != GSS_C_NO_CONTEXT &&
        gssksp_is_begun_by_stock(*context_handle);
    struct gssksp_ctx *ctx = NULL;
    struct gssksp_glue_context stock;
    gss_ctx_id_t begun = GSS_C_NO_CONTEXT;
    OM_uint32 major = GSS_S_COMPLETE;
    gss_OID mech = GSS_C_NO_OID;

    gssksp_state_in_use(true);
    if (is_own_mech(mech_type)) {
        gssksp_trace_refused_call(true, "the module's own OID was given as a "
                                  "mechanism, which hides the credential");
        *minor = 0;
        return GSS_S_BAD_MECH;
    }
    /* Nothing is put into the library's hands that it may not know. */
    if (by_stock && !gssksp_glue_context_known()) {
        *minor = gssksp_minor(GSSKSP_MINOR_INTERNAL);
        return GSS_S_FAILURE;
    }
    if (by_stock)
        begun = gssksp_begun_by_stock(&stock, *context_handle, mech_type);
    else
        major = get_or_make(minor, *context_handle, &ctx);
    if (major != GSS_S_COMPLETE)
        return major;
    major = gss_init_sec_context(minor, claimant_cred_handle,
                                 by_stock ? &begun : &ctx->real,
                                 target_name, gssksp_real_mech(mech_type),
                                 req_flags, time_req, input_chan_bindings,
                                 input_token, &mech, output_token,
                                 ret_flags, time_rec);
    mech = gssksp_public_mech(mech);
    if (actual_mech_type != NULL)
        *actual_mech_type = mech;
    if (by_stock) {
        if (major == GSS_S_COMPLETE && !gssksp_may_forward(begun)) {
            begun = gssksp_begun_by_stock_give(&stock);
            major = refuse(minor, &begun, true, output_token);
        }
        *context_handle = stock.handle;
    } else {
        ctx->initiator = true;
        /* A later step says what it was called with. */
        if (ctx->mech == GSS_C_NO_OID)
            ctx->mech = mech;
        major = finish_step(minor, major, ctx, context_handle, output_token);
    }
    return major;
}

/* The mechanism OID in the framing of RFC 2743 section 3.1, into *oid;
 * false if the token is not framed so. */
static bool
framed_mech(const gss_buffer_desc *token, gss_OID_desc *oid)
{
    struct ksp_der d = { token->value, token->length };
    const unsigned char *elements;
    unsigned char tag;
    size_t length;

    /* Whether the length is right the real mechanism says. */
    if (!ksp_der_head(&d, &tag, &length) || tag != KSP_DER_APPLICATION_0 ||
        !ksp_der_oid(&d, &elements, &length))
        return false;
    oid->length = (OM_uint32)length;
    oid->elements = (void *)(uintptr_t)elements;
    return true;
}

/*
 * A caller without a credential: the mechglue picks the real mechanism of a
 * first token by the credential alone, so there has to be one.  It lasts for
 * the call, as the one that the real mechanism then makes for itself does: a
 * context refers to no credential.
 */
static OM_uint32
get_default_cred(OM_uint32 *minor, const gss_buffer_desc *token,
                 gss_cred_id_t *cred)
{
    gss_OID_desc oid = { 0, NULL };
    gss_OID_set_desc mechs = { 1, NULL };

    mechs.elements = framed_mech(token, &oid) ? gssksp_real_mech(&oid) :
        gssksp_real_mech(GSS_C_NO_OID);
    return gss_acquire_cred(minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &mechs,
                            GSS_C_ACCEPT, cred, NULL, NULL);
}

static void
clear_accept_outputs(gss_name_t *src_name, gss_OID *mech_type,
                     gss_buffer_t output_token, OM_uint32 *ret_flags,
                     OM_uint32 *time_rec, gss_cred_id_t *delegated)
{
    output_token->length = 0;
    output_token->value = NULL;
    if (src_name != NULL)
        *src_name = GSS_C_NO_NAME;
    if (mech_type != NULL)
        *mech_type = GSS_C_NO_OID;
    if (ret_flags != NULL)
        *ret_flags = 0;
    if (time_rec != NULL)
        *time_rec = 0;
    if (delegated != NULL)
        *delegated = GSS_C_NO_CREDENTIAL;
}

/* Who the peer of a context that was refused is. */
static void
drop_peer(gss_name_t *src_name, gss_cred_id_t *delegated)
{
    OM_uint32 ignored;

    if (src_name != NULL && *src_name != GSS_C_NO_NAME)
        (void)gss_release_name(&ignored, src_name);
    if (delegated != NULL && *delegated != GSS_C_NO_CREDENTIAL)
        (void)gss_release_cred(&ignored, delegated);
}

OM_uint32
gssi_accept_sec_context(OM_uint32 *minor, gss_ctx_id_t *context_handle,
                        gss_cred_id_t verifier_cred_handle,
                        gss_buffer_t input_token,
                        gss_channel_bindings_t input_chan_bindings,
                        gss_name_t *src_name, gss_OID *mech_type,
                        gss_buffer_t output_token, OM_uint32 *ret_flags,
                        OM_uint32 *time_rec,
                        gss_cred_id_t *delegated_cred_handle)
{
    gss_cred_id_t default_cred = GSS_C_NO_CREDENTIAL;
    gss_OID mech = GSS_C_NO_OID;
    struct gssksp_ctx *ctx;
    OM_uint32 major, ignored;

    gssksp_state_in_use(true);
    clear_accept_outputs(src_name, mech_type, output_token, ret_flags,
                         time_rec, delegated_cred_handle);
    major = get_or_make(minor, *context_handle, &ctx);
    if (major != GSS_S_COMPLETE)
        goto cleanup;
    if (verifier_cred_handle == GSS_C_NO_CREDENTIAL &&
        ctx->real == GSS_C_NO_CONTEXT) {
        major = get_default_cred(minor, input_token, &default_cred);
        verifier_cred_handle = default_cred;
    }
    if (major == GSS_S_COMPLETE) {
        major = gss_accept_sec_context(minor, &ctx->real,
                                       verifier_cred_handle, input_token,
                                       input_chan_bindings, src_name,
                                       &mech, output_token, ret_flags,
                                       time_rec, delegated_cred_handle);
    }
    mech = gssksp_public_mech(mech);
    if (mech_type != NULL)
        *mech_type = mech;
    if (mech != GSS_C_NO_OID)
        ctx->mech = mech;
    major = finish_step(minor, major, ctx, context_handle, output_token);
    if (GSS_ERROR(major))
        drop_peer(src_name, delegated_cred_handle);
cleanup:
    if (default_cred != GSS_C_NO_CREDENTIAL)
        (void)gss_release_cred(&ignored, &default_cred);
    return major;
}
