/* SPDX-License-Identifier: MIT */
/* get_mic, verify_mic, wrap and unwrap. */
#include <stdlib.h>
#include <string.h>

#include "gssi.h"
#include "ksp/winerror.h"
#include "message.h"
#include "package.h"
#include "status.h"
#include "stock.h"
#include "unframe.h"

/* ---- shared --------------------------------------------------------- */

OM_uint32
gssksp_check_qop(OM_uint32 *minor, gss_qop_t qop)
{
    OM_uint32 major = GSS_S_COMPLETE;

    *minor = 0;
    if (qop != GSS_C_QOP_DEFAULT) {
        *minor = gssksp_minor(GSSKSP_MINOR_UNKNOWN_QOP);
        major = GSS_S_BAD_QOP;
    }
    return major;
}

ULONG
gssksp_fQOP(int conf_req_flag)
{
    return conf_req_flag ? 0 : SECQOP_WRAP_NO_ENCRYPT;
}

int
gssksp_conf_state(ULONG fQOP)
{
    return fQOP != SECQOP_WRAP_NO_ENCRYPT;
}

size_t
gssksp_before(const struct gssksp_ctx *ctx, bool sealed)
{
    return GSSKSP_HEADER + (sealed ? ctx->confounder : 0);
}

size_t
gssksp_after(const struct gssksp_ctx *ctx, bool sealed, bool filler)
{
    return (sealed ? GSSKSP_HEADER + (filler ? ctx->filler : 0) : 0) +
        ctx->cksum;
}

bool
gssksp_buffer(SecBuffer *buffer, ULONG type, void *value, size_t length)
{
    bool fits = length <= UINT32_MAX;

    buffer->BufferType = type;
    buffer->pvBuffer = value;
    buffer->cbBuffer = fits ? (ULONG)length : 0;
    return fits;
}

SecBufferDesc
gssksp_list(SecBuffer *buffers, ULONG count)
{
    SecBufferDesc list = { SECBUFFER_VERSION, count, buffers };

    return list;
}

KSP_MESSAGE_PARAMS
gssksp_params(ULONG Flags)
{
    KSP_MESSAGE_PARAMS params = { sizeof(params), Flags, 0, 0, 0 };

    return params;
}

SecBuffer
gssksp_params_buffer(KSP_MESSAGE_PARAMS *params)
{
    SecBuffer buffer = { sizeof(*params), SECBUFFER_PKG_PARAMS, params };

    return buffer;
}

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
    size_t length = GSSKSP_HEADER + ctx->cksum;
    void *out = NULL;
    SecBuffer buffers[2];
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
    major = gssksp_major_of(gssksp_sign(ctx->ContextId, 0, &list), minor);
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
    if (ctx->ContextId == 0) {
        major = gss_get_mic(minor, ctx->real, qop_req, message_buffer,
                            message_token);
    } else {
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
    gss_buffer_desc inside = gssksp_unframe(ctx, token);
    KSP_MESSAGE_PARAMS params = gssksp_params(0);
    SecBuffer buffers[3];
    SecBufferDesc list = gssksp_list(buffers, 3);
    OM_uint32 major;
    NTSTATUS status;
    ULONG fQOP;

    gssksp_stock_qop_state(&inside, qop_state);
    if (gssksp_buffer(&buffers[0], SECBUFFER_DATA, message->value,
                      message->length) &&
        gssksp_buffer(&buffers[1], SECBUFFER_TOKEN | SECBUFFER_READONLY,
                      inside.value, inside.length)) {
        buffers[2] = gssksp_params_buffer(&params);
        status = gssksp_verify(ctx->ContextId, &list, &fQOP);
        major = gssksp_major_of_check(status, params.Verdict, minor);
        *minor = gssksp_stock_minor(ctx, &inside, major, *minor);
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

    if (ctx->ContextId == 0) {
        major = gss_verify_mic(minor, ctx->real, message_buffer,
                               token_buffer, qop_state);
    } else {
        major = check_mic(minor, ctx, message_buffer, token_buffer,
                          qop_state);
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
    size_t before = gssksp_before(ctx, conf_req_flag);
    size_t after = gssksp_after(ctx, conf_req_flag, false);
    KSP_MESSAGE_PARAMS params = gssksp_params(KSP_MESSAGE_GSS_WRAP);
    SecBuffer buffers[4];
    SecBufferDesc list = gssksp_list(buffers, 4);
    unsigned char *out = NULL;
    OM_uint32 major;

    if (message->length > UINT32_MAX - before - after) {
        major = too_long(minor);
        goto cleanup;
    }
    out = malloc(before + message->length + after);
    if (out == NULL) {
        major = no_memory(minor);
        goto cleanup;
    }
    if (message->length > 0)
        memcpy(out + before, message->value, message->length);
    (void)gssksp_buffer(&buffers[0], SECBUFFER_TOKEN, out, before);
    (void)gssksp_buffer(&buffers[1], SECBUFFER_DATA, out + before,
                        message->length);
    (void)gssksp_buffer(&buffers[2], SECBUFFER_STREAM_TRAILER,
                        out + before + message->length, after);
    buffers[3] = gssksp_params_buffer(&params);
    major = gssksp_major_of(gssksp_seal(ctx->ContextId,
                                        gssksp_fQOP(conf_req_flag), &list),
                            minor);
    if (major == GSS_S_COMPLETE) {
        token->value = out;
        token->length = before + message->length + after;
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
    if (ctx->ContextId == 0) {
        major = gss_wrap(minor, ctx->real, conf_req_flag, qop_req,
                         input_message_buffer, conf_state,
                         output_message_buffer);
    } else {
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
    gss_buffer_desc inside = gssksp_unframe(ctx, token);
    KSP_MESSAGE_PARAMS params = gssksp_params(KSP_MESSAGE_GSS_WRAP);
    SecBuffer buffers[3];
    SecBufferDesc list = gssksp_list(buffers, 3);
    size_t room;
    void *out = NULL;
    OM_uint32 major;
    NTSTATUS status;
    ULONG fQOP;

    gssksp_stock_qop_state(&inside, qop_state);
    gssksp_stock_conf_state(ctx, &inside, conf_state);
    if (!gssksp_buffer(&buffers[0], SECBUFFER_STREAM | SECBUFFER_READONLY,
                       inside.value, inside.length)) {
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
    buffers[2] = gssksp_params_buffer(&params);
    status = gssksp_unseal(ctx->ContextId, &list, &fQOP);
    major = gssksp_major_of_check(status, params.Verdict, minor);
    *minor = gssksp_stock_minor(ctx, &inside, major, *minor);
    if (!GSS_ERROR(major) && conf_state != NULL)
        *conf_state = gssksp_conf_state(fQOP);
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
    if (ctx->ContextId == 0) {
        major = gss_unwrap(minor, ctx->real, input_message_buffer,
                           output_message_buffer, conf_state, qop_state);
    } else {
        major = open_wrap(minor, ctx, input_message_buffer,
                          output_message_buffer, conf_state, qop_state);
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
    size_t overhead;

    if (ctx->ContextId == 0) {
        major = gss_wrap_size_limit(minor, ctx->real, conf_req_flag,
                                    qop_req, req_output_size,
                                    max_input_size);
    } else {
        major = gssksp_check_qop(minor, qop_req);
        overhead = gssksp_before(ctx, conf_req_flag) +
            gssksp_after(ctx, conf_req_flag, false);
        if (major == GSS_S_COMPLETE) {
            *max_input_size = req_output_size > overhead ?
                req_output_size - (OM_uint32)overhead : 0;
        }
    }
    return major;
}
