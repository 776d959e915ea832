/* SPDX-License-Identifier: MIT */
/* get_mic, verify_mic, wrap and unwrap. */
#include <stdlib.h>
#include <string.h>

#include "bridge/minor.h"
#include "bridge/package.h"
#include "bridge/status.h"
#include "mech/gssi.h"
#include "mech/messages/lengths.h"
#include "mech/messages/message.h"
#include "mech/messages/numbers.h"
#include "mech/messages/stock.h"
#include "mech/messages/token_framing.h"

/* ---- shared --------------------------------------------------------- */

static OM_uint32
too_long(OM_uint32 *minor)
{
    *minor = gssksp_minor(GSSKSP_MINOR_BAD_MSIZE);
    return GSS_S_FAILURE;
}

static OM_uint32
no_memory(OM_uint32 *minor)
{
    *minor = gssksp_minor(GSSKSP_MINOR_NOMEM);
    return GSS_S_FAILURE;
}

/* ---- MIC ------------------------------------------------------------ */

static OM_uint32
make_mic(OM_uint32 *minor, const struct gssksp_ctx *ctx,
         const gss_buffer_desc *message, gss_buffer_t token)
{
    KSP_MESSAGE_PARAMS params = gssksp_params(0);
    size_t length = ctx->mic;
    void *out = NULL;
    SecBuffer buffers[3];
    SecBufferDesc list = gssksp_list(buffers, 2);
    OM_uint32 major;

    if (!gssksp_buffer(&buffers[0], SECBUFFER_DATA, message->value,
                       message->length)) {
        major = too_long(minor);
        goto cleanup;
    }
    out = malloc(length);
    if (out == NULL) {
        major = no_memory(minor);
        goto cleanup;
    }
    (void)gssksp_buffer(&buffers[1], SECBUFFER_TOKEN, out, length);
    if (ctx->numbers_kept) {
        gssksp_numbers_before(ctx, &params);
        buffers[2] = gssksp_params_buffer(&params);
        list.cBuffers = 3;
    }
    major = gssksp_major_of_make(gssksp_sign(ctx->ContextId, 0, &list),
                                 minor);
    gssksp_numbers_after(ctx, major, &params);
    if (major == GSS_S_COMPLETE) {
        token->value = out;
        token->length = buffers[1].cbBuffer;
        out = NULL;
    }
cleanup:
    free(out);
    return major;
}

OM_uint32
gssi_get_mic(OM_uint32 *minor, gss_ctx_id_t context_handle,
             gss_qop_t qop_req, gss_buffer_t message_buffer,
             gss_buffer_t message_token)
{
    const struct gssksp_ctx *ctx = gssksp_ctx_of(context_handle);
    OM_uint32 major;

    message_token->length = 0;
    message_token->value = NULL;
    if (!gssksp_ctx_is_ours(ctx)) {
        major = gss_get_mic(minor, ctx->real, qop_req, message_buffer,
                            message_token);
    } else {
        major = gssksp_numbers_begin(minor, ctx);
        if (major == GSS_S_COMPLETE)
            major = gssksp_check_qop(minor, qop_req);
        if (major == GSS_S_COMPLETE)
            major = make_mic(minor, ctx, message_buffer, message_token);
    }
    return major;
}

static OM_uint32
check_mic(OM_uint32 *minor, const struct gssksp_ctx *ctx,
          const gss_buffer_desc *message, const gss_buffer_desc *token,
          gss_qop_t *qop_state)
{
    KSP_MESSAGE_PARAMS params = gssksp_params(0);
    gss_buffer_desc inside, place;
    SecBuffer buffers[3];
    SecBufferDesc list = gssksp_list(buffers, 3);
    struct gssksp_seen seen;
    OM_uint32 major;
    NTSTATUS status;
    ULONG fQOP;

    gssksp_see(token, &seen);
    inside = gssksp_token_inside(ctx, &seen);
    place = gssksp_unseen(token, &seen, &inside);
    gssksp_stock_qop_state(ctx, &inside, qop_state);
    if (gssksp_buffer(&buffers[0], SECBUFFER_DATA, message->value,
                      message->length) &&
        gssksp_buffer(&buffers[1], SECBUFFER_TOKEN | SECBUFFER_READONLY,
                      place.value, place.length)) {
        gssksp_numbers_before(ctx, &params);
        buffers[2] = gssksp_params_buffer(&params);
        status = gssksp_verify(ctx->ContextId, &list, &fQOP);
        major = gssksp_major_of_check(status, params.Verdict, minor);
        gssksp_numbers_after(ctx, major, &params);
        *minor = gssksp_stock_minor(ctx, &inside, major, *minor);
        if (gssksp_stock_genuine(major, params.Verdict) && qop_state != NULL)
            *qop_state = GSS_C_QOP_DEFAULT;
    } else {
        major = too_long(minor);
    }
    return major;
}

OM_uint32
gssi_verify_mic(OM_uint32 *minor, gss_ctx_id_t context_handle,
                gss_buffer_t message_buffer, gss_buffer_t token_buffer,
                gss_qop_t *qop_state)
{
    const struct gssksp_ctx *ctx = gssksp_ctx_of(context_handle);
    OM_uint32 major;

    if (!gssksp_ctx_is_ours(ctx)) {
        major = gss_verify_mic(minor, ctx->real, message_buffer,
                               token_buffer, qop_state);
    } else {
        major = gssksp_numbers_begin(minor, ctx);
        if (major == GSS_S_COMPLETE) {
            major = check_mic(minor, ctx, message_buffer, token_buffer,
                              qop_state);
        }
        major = gssksp_stock_no_memory(ctx, false, major, *minor);
    }
    return major;
}

/* ---- wrap ----------------------------------------------------------- */

/* One allocation and one copy: the message is sealed where the token will
 * have it. */
static OM_uint32
make_wrap(OM_uint32 *minor, const struct gssksp_ctx *ctx, int conf_req_flag,
          const gss_buffer_desc *message, gss_buffer_t token)
{
    struct gssksp_lengths l = gssksp_lengths(ctx, conf_req_flag, false,
                                             message->length);
    KSP_MESSAGE_PARAMS params = gssksp_params(KSP_MESSAGE_GSS_WRAP);
    size_t overhead = gssksp_overhead(&l);
    SecBuffer buffers[4];
    SecBufferDesc list = gssksp_list(buffers, 4);
    unsigned char *out = NULL;
    OM_uint32 major;

    if (message->length > UINT32_MAX - overhead) {
        major = too_long(minor);
        goto cleanup;
    }
    out = malloc(overhead + message->length);
    if (out == NULL) {
        major = no_memory(minor);
        goto cleanup;
    }
    if (message->length > 0)
        memcpy(out + l.before, message->value, message->length);
    (void)gssksp_buffer(&buffers[0], SECBUFFER_TOKEN, out, l.before);
    (void)gssksp_buffer(&buffers[1], SECBUFFER_DATA, out + l.before,
                        message->length);
    /* There is either padding or a trailer. */
    (void)gssksp_buffer(&buffers[2], ctx->rfc1964 ? SECBUFFER_PADDING :
                        SECBUFFER_STREAM_TRAILER,
                        out + l.before + message->length,
                        l.padding + l.after);
    gssksp_numbers_before(ctx, &params);
    buffers[3] = gssksp_params_buffer(&params);
    major = gssksp_major_of_make(gssksp_seal(ctx->ContextId,
                                             gssksp_fQOP(conf_req_flag),
                                             &list), minor);
    gssksp_numbers_after(ctx, major, &params);
    if (major == GSS_S_COMPLETE) {
        token->value = out;
        token->length = overhead + message->length;
        out = NULL;
    }
cleanup:
    free(out);
    return major;
}

OM_uint32
gssi_wrap(OM_uint32 *minor, gss_ctx_id_t context_handle, int conf_req_flag,
          gss_qop_t qop_req, gss_buffer_t input_message_buffer,
          int *conf_state, gss_buffer_t output_message_buffer)
{
    const struct gssksp_ctx *ctx = gssksp_ctx_of(context_handle);
    OM_uint32 major;

    output_message_buffer->length = 0;
    output_message_buffer->value = NULL;
    if (!gssksp_ctx_is_ours(ctx)) {
        major = gss_wrap(minor, ctx->real, conf_req_flag, qop_req,
                         input_message_buffer, conf_state,
                         output_message_buffer);
    } else {
        major = gssksp_numbers_begin(minor, ctx);
        if (major == GSS_S_COMPLETE)
            major = gssksp_check_qop(minor, qop_req);
        if (major == GSS_S_COMPLETE) {
            major = make_wrap(minor, ctx, conf_req_flag,
                              input_message_buffer, output_message_buffer);
        }
        if (major == GSS_S_COMPLETE && conf_state != NULL)
            *conf_state = conf_req_flag;
    }
    return major;
}

static OM_uint32
open_wrap(OM_uint32 *minor, const struct gssksp_ctx *ctx,
          const gss_buffer_desc *token, gss_buffer_t message,
          int *conf_state, gss_qop_t *qop_state)
{
    KSP_MESSAGE_PARAMS params = gssksp_params(KSP_MESSAGE_GSS_WRAP);
    gss_buffer_desc inside, place;
    SecBuffer buffers[3];
    SecBufferDesc list = gssksp_list(buffers, 3);
    struct gssksp_seen seen;
    size_t room;
    void *out = NULL;
    OM_uint32 major;
    NTSTATUS status;
    ULONG fQOP;

    gssksp_see(token, &seen);
    inside = gssksp_token_inside(ctx, &seen);
    place = gssksp_unseen(token, &seen, &inside);
    gssksp_stock_qop_state(ctx, &inside, qop_state);
    gssksp_stock_conf_state(ctx, &inside, conf_state);
    if (!gssksp_buffer(&buffers[0], SECBUFFER_STREAM | SECBUFFER_READONLY,
                       place.value, place.length)) {
        major = too_long(minor);
        goto cleanup;
    }
    /* Every message is shorter than its token, by the header at least. */
    room = inside.length > GSSKSP_HEADER ? inside.length - GSSKSP_HEADER : 1;
    out = malloc(room);
    if (out == NULL) {
        major = no_memory(minor);
        goto cleanup;
    }
    (void)gssksp_buffer(&buffers[1], SECBUFFER_DATA, out, room);
    gssksp_numbers_before(ctx, &params);
    buffers[2] = gssksp_params_buffer(&params);
    status = gssksp_unseal(ctx->ContextId, &list, &fQOP);
    major = gssksp_major_of_check(status, params.Verdict, minor);
    gssksp_numbers_after(ctx, major, &params);
    *minor = gssksp_stock_minor(ctx, &inside, major, *minor);
    if (gssksp_stock_genuine(major, params.Verdict)) {
        if (conf_state != NULL)
            *conf_state = gssksp_conf_state(fQOP);
        if (qop_state != NULL)
            *qop_state = GSS_C_QOP_DEFAULT;
    }
    if (!GSS_ERROR(major) && buffers[1].cbBuffer > 0) {
        message->value = out;
        message->length = buffers[1].cbBuffer;
        out = NULL;
    }
cleanup:
    free(out);
    return major;
}

OM_uint32
gssi_unwrap(OM_uint32 *minor, gss_ctx_id_t context_handle,
            gss_buffer_t input_message_buffer,
            gss_buffer_t output_message_buffer, int *conf_state,
            gss_qop_t *qop_state)
{
    const struct gssksp_ctx *ctx = gssksp_ctx_of(context_handle);
    OM_uint32 major;

    output_message_buffer->length = 0;
    output_message_buffer->value = NULL;
    if (!gssksp_ctx_is_ours(ctx)) {
        major = gss_unwrap(minor, ctx->real, input_message_buffer,
                           output_message_buffer, conf_state, qop_state);
    } else {
        major = gssksp_numbers_begin(minor, ctx);
        if (major == GSS_S_COMPLETE) {
            major = open_wrap(minor, ctx, input_message_buffer,
                              output_message_buffer, conf_state, qop_state);
        }
        major = gssksp_stock_no_memory(ctx, false, major, *minor);
    }
    return major;
}

OM_uint32
gssi_wrap_size_limit(OM_uint32 *minor, gss_ctx_id_t context_handle,
                     int conf_req_flag, gss_qop_t qop_req,
                     OM_uint32 req_output_size, OM_uint32 *max_input_size)
{
    const struct gssksp_ctx *ctx = gssksp_ctx_of(context_handle);
    OM_uint32 major;

    if (!gssksp_ctx_is_ours(ctx)) {
        major = gss_wrap_size_limit(minor, ctx->real, conf_req_flag,
                                    qop_req, req_output_size,
                                    max_input_size);
    } else {
        major = gssksp_check_qop(minor, qop_req);
        if (major == GSS_S_COMPLETE) {
            *max_input_size = gssksp_longest(ctx, conf_req_flag,
                                             req_output_size);
        }
    }
    return major;
}
