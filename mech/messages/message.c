/* SPDX-License-Identifier: MIT */
/* get_mic, verify_mic, wrap and unwrap. */
#include <stdlib.h>
#include <string.h>

#include "bridge/minor.h"
#include "mech/gssi.h"
#include "mech/messages/lengths.h"
#include "mech/messages/make.h"
#include "mech/messages/receive.h"

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

/* Give the program `memory` if it holds a result; else free it. */
static void
give(bool holds, void *memory, size_t length, gss_buffer_t buffer)
{
    if (holds) {
        buffer->value = memory;
        buffer->length = length;
    } else {
        free(memory);
    }
}

/* ---- MIC ------------------------------------------------------------ */

static OM_uint32
make_mic(OM_uint32 *minor, const struct gssksp_ctx *ctx,
         const gss_buffer_desc *message, gss_buffer_t token)
{
    KSP_MESSAGE_PARAMS params = gssksp_params(0);
    SecBuffer buffers[3];
    SecBufferDesc list = gssksp_list(buffers, 2);
    OM_uint32 major;
    void *out;

    if (!gssksp_buffer(&buffers[0], SECBUFFER_DATA, message->value,
                       message->length))
        return too_long(minor);
    out = malloc(ctx->mic);
    if (out == NULL)
        return no_memory(minor);
    (void)gssksp_buffer(&buffers[1], SECBUFFER_TOKEN, out, ctx->mic);
    if (ctx->numbers_kept) {
        buffers[2] = gssksp_params_buffer(&params);
        list.cBuffers = 3;
    }
    major = gssksp_make(minor, ctx, false, 0, &list, &params);
    give(major == GSS_S_COMPLETE, out, buffers[1].cbBuffer, token);
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
    if (!gssksp_ctx_is_ours(ctx))
        return gss_get_mic(minor, ctx->real, qop_req, message_buffer,
                           message_token);
    major = gssksp_make_begin(minor, ctx, qop_req);
    if (major == GSS_S_COMPLETE)
        major = make_mic(minor, ctx, message_buffer, message_token);
    return major;
}

static OM_uint32
check_mic(OM_uint32 *minor, const struct gssksp_ctx *ctx,
          const gss_buffer_desc *message, const gss_buffer_desc *token,
          gss_qop_t *qop_state)
{
    KSP_MESSAGE_PARAMS params = gssksp_params(0);
    SecBuffer buffers[3];
    SecBufferDesc list = gssksp_list(buffers, 3);
    struct gssksp_received r;
    gss_buffer_desc inside;

    gssksp_receive_begin(&r, GSSKSP_MIC, NULL, qop_state);
    gssksp_receive_look(ctx, token, &r);
    inside = gssksp_unseen(token, &r.seen, &r.token);
    if (!gssksp_buffer(&buffers[0], SECBUFFER_DATA, message->value,
                       message->length) ||
        !gssksp_buffer(&buffers[1], SECBUFFER_TOKEN | SECBUFFER_READONLY,
                       inside.value, inside.length))
        return too_long(minor);
    buffers[2] = gssksp_params_buffer(&params);
    return gssksp_receive(minor, ctx, &r, &list, &params);
}

OM_uint32
gssi_verify_mic(OM_uint32 *minor, gss_ctx_id_t context_handle,
                gss_buffer_t message_buffer, gss_buffer_t token_buffer,
                gss_qop_t *qop_state)
{
    const struct gssksp_ctx *ctx = gssksp_ctx_of(context_handle);
    OM_uint32 major;

    if (!gssksp_ctx_is_ours(ctx))
        return gss_verify_mic(minor, ctx->real, message_buffer,
                              token_buffer, qop_state);
    major = gssksp_numbers_begin(minor, ctx);
    if (major == GSS_S_COMPLETE) {
        major = check_mic(minor, ctx, message_buffer, token_buffer,
                          qop_state);
    }
    return gssksp_stock_no_memory(ctx, GSSKSP_MIC, major, *minor);
}

/* ---- wrap ----------------------------------------------------------- */

/* Copy the message to its place in the token, where the package seals it. */
static void
lay_out(const struct gssksp_ctx *ctx, const struct gssksp_lengths *l,
        const gss_buffer_desc *message, unsigned char *out,
        SecBuffer *buffers)
{
    unsigned char *data = out + l->before;

    if (message->length > 0)
        memcpy(data, message->value, message->length);
    (void)gssksp_buffer(&buffers[0], SECBUFFER_TOKEN, out, l->before);
    (void)gssksp_buffer(&buffers[1], SECBUFFER_DATA, data, message->length);
    /* A token has either padding or a trailer. */
    (void)gssksp_buffer(&buffers[2], ctx->rfc1964 ? SECBUFFER_PADDING :
                        SECBUFFER_STREAM_TRAILER, data + message->length,
                        l->padding + l->after);
}

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
    unsigned char *out;
    OM_uint32 major;

    if (message->length > UINT32_MAX - overhead)
        return too_long(minor);
    out = malloc(overhead + message->length);
    if (out == NULL)
        return no_memory(minor);
    lay_out(ctx, &l, message, out, buffers);
    buffers[3] = gssksp_params_buffer(&params);
    major = gssksp_make(minor, ctx, true, conf_req_flag, &list, &params);
    give(major == GSS_S_COMPLETE, out, overhead + message->length, token);
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
    if (!gssksp_ctx_is_ours(ctx))
        return gss_wrap(minor, ctx->real, conf_req_flag, qop_req,
                        input_message_buffer, conf_state,
                        output_message_buffer);
    major = gssksp_make_begin(minor, ctx, qop_req);
    if (major == GSS_S_COMPLETE) {
        major = make_wrap(minor, ctx, conf_req_flag, input_message_buffer,
                          output_message_buffer);
    }
    if (major == GSS_S_COMPLETE && conf_state != NULL)
        *conf_state = conf_req_flag;
    return major;
}

/* A message is shorter than its token, by the header at least. */
static size_t
room_for_message(const gss_buffer_desc *token)
{
    return token->length > GSSKSP_HEADER ? token->length - GSSKSP_HEADER : 1;
}

static OM_uint32
open_wrap(OM_uint32 *minor, const struct gssksp_ctx *ctx,
          const gss_buffer_desc *token, gss_buffer_t message,
          int *conf_state, gss_qop_t *qop_state)
{
    KSP_MESSAGE_PARAMS params = gssksp_params(KSP_MESSAGE_GSS_WRAP);
    SecBuffer buffers[3];
    SecBufferDesc list = gssksp_list(buffers, 3);
    struct gssksp_received r;
    gss_buffer_desc inside;
    OM_uint32 major;
    void *out;

    gssksp_receive_begin(&r, GSSKSP_WRAP, conf_state, qop_state);
    gssksp_receive_look(ctx, token, &r);
    inside = gssksp_unseen(token, &r.seen, &r.token);
    if (!gssksp_buffer(&buffers[0], SECBUFFER_STREAM | SECBUFFER_READONLY,
                       inside.value, inside.length))
        return too_long(minor);
    out = malloc(room_for_message(&inside));
    if (out == NULL)
        return no_memory(minor);
    (void)gssksp_buffer(&buffers[1], SECBUFFER_DATA, out,
                        room_for_message(&inside));
    buffers[2] = gssksp_params_buffer(&params);
    major = gssksp_receive(minor, ctx, &r, &list, &params);
    give(!GSS_ERROR(major) && buffers[1].cbBuffer > 0, out,
         buffers[1].cbBuffer, message);
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
    if (!gssksp_ctx_is_ours(ctx))
        return gss_unwrap(minor, ctx->real, input_message_buffer,
                          output_message_buffer, conf_state, qop_state);
    major = gssksp_numbers_begin(minor, ctx);
    if (major == GSS_S_COMPLETE) {
        major = open_wrap(minor, ctx, input_message_buffer,
                          output_message_buffer, conf_state, qop_state);
    }
    return gssksp_stock_no_memory(ctx, GSSKSP_WRAP, major, *minor);
}

OM_uint32
gssi_wrap_size_limit(OM_uint32 *minor, gss_ctx_id_t context_handle,
                     int conf_req_flag, gss_qop_t qop_req,
                     OM_uint32 req_output_size, OM_uint32 *max_input_size)
{
    const struct gssksp_ctx *ctx = gssksp_ctx_of(context_handle);
    OM_uint32 major;

    if (!gssksp_ctx_is_ours(ctx))
        return gss_wrap_size_limit(minor, ctx->real, conf_req_flag, qop_req,
                                   req_output_size, max_input_size);
    major = gssksp_check_qop(minor, qop_req);
    if (major == GSS_S_COMPLETE)
        *max_input_size = gssksp_longest(ctx, conf_req_flag,
                                         req_output_size);
    return major;
}
