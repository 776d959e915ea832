/* SPDX-License-Identifier: MIT */
/* The IOV forms that take tokens: unwrap and verify_mic. */
#include <stdlib.h>

#include "bridge/minor.h"
#include "bridge/package.h"
#include "bridge/status.h"
#include "mech/gssi.h"
#include "mech/messages/iov_list.h"
#include "mech/messages/message.h"
#include "mech/messages/numbers.h"
#include "mech/messages/stock.h"
#include "mech/messages/token_framing.h"

/* What a program is told of a token whose checksum was right. */
static void
note_states(OM_uint32 major, ULONG verdict, ULONG fQOP, int *conf_state,
            gss_qop_t *qop_state)
{
    if (gssksp_stock_genuine(major, verdict)) {
        if (conf_state != NULL)
            *conf_state = gssksp_conf_state(fQOP);
        if (qop_state != NULL)
            *qop_state = GSS_C_QOP_DEFAULT;
    }
}

/* RFC 4121 has none: stock looks no further then. */
static bool
has_padding(const struct gssksp_ctx *ctx, gss_iov_buffer_desc *iov,
            int iov_count)
{
    gss_iov_buffer_t padding;

    padding = gssksp_iov_find(iov, iov_count, GSS_IOV_BUFFER_TYPE_PADDING);
    return !ctx->rfc1964 && padding != NULL && padding->buffer.length != 0;
}

static OM_uint32
check_mic(OM_uint32 *minor, const struct gssksp_ctx *ctx,
          gss_iov_buffer_desc *iov, int iov_count, gss_qop_t *qop_state)
{
    struct gssksp_iov_list list;
    struct gssksp_seen seen;
    gss_iov_buffer_t token;
    OM_uint32 major;
    NTSTATUS status;
    ULONG fQOP;

    token = gssksp_iov_find(iov, iov_count, GSS_IOV_BUFFER_TYPE_MIC_TOKEN);
    if (token == NULL) {
        major = gssksp_iov_invalid(minor);
        goto cleanup;
    }
    gssksp_see(&token->buffer, &seen);
    gssksp_stock_qop_state(ctx, &seen.token, qop_state);
    major = gssksp_iov_translate(minor, ctx, iov, iov_count,
                                 GSS_IOV_BUFFER_TYPE_MIC_TOKEN, &list);
    if (major == GSS_S_COMPLETE) {
        gssksp_numbers_before(ctx, &list.params);
        status = gssksp_verify(ctx->ContextId, &list.desc, &fQOP);
        major = gssksp_major_of_check(status, list.params.Verdict, minor);
        gssksp_numbers_after(ctx, major, &list.params);
        if (!has_padding(ctx, iov, iov_count)) {
            major = gssksp_stock_mic_iov(ctx, &seen.token,
                                         list.params.Verdict, major);
        }
        *minor = gssksp_stock_mic_iov_minor(ctx, &seen.token, major,
                                            *minor);
        if (qop_state != NULL &&
            gssksp_stock_genuine(major, list.params.Verdict))
            *qop_state = GSS_C_QOP_DEFAULT;
    }
    gssksp_iov_done(&list);
cleanup:
    return major;
}

OM_uint32
gssi_verify_mic_iov(OM_uint32 *minor, gss_ctx_id_t context_handle,
                    gss_qop_t *qop_state, gss_iov_buffer_desc *iov,
                    int iov_count)
{
    const struct gssksp_ctx *ctx = gssksp_ctx_of(context_handle);
    OM_uint32 major;

    if (!gssksp_ctx_is_ours(ctx)) {
        major = gss_verify_mic_iov(minor, ctx->real, qop_state, iov,
                                   iov_count);
    } else {
        major = gssksp_numbers_begin(minor, ctx);
        if (major == GSS_S_COMPLETE)
            major = check_mic(minor, ctx, iov, iov_count, qop_state);
        major = gssksp_stock_no_memory(ctx, true, major, *minor);
    }
    return major;
}

/*
 * The padding of an RFC 1964 token is gone, and the message is shorter if
 * some of it was there.
 */
static void
deliver_unpadded(gss_iov_buffer_desc *iov, int iov_count,
                 const struct gssksp_iov_list *list)
{
    gss_iov_buffer_t data, padding;

    data = gssksp_iov_find(iov, iov_count, GSS_IOV_BUFFER_TYPE_DATA);
    padding = gssksp_iov_find(iov, iov_count, GSS_IOV_BUFFER_TYPE_PADDING);
    if (data != NULL && padding != NULL && padding->buffer.length > 0) {
        data->buffer.length = list->buffers[data - iov].cbBuffer;
        gssksp_iov_release(padding, 1);
        padding->buffer.length = 0;
        padding->buffer.value = NULL;
    }
}

static OM_uint32
open_parts(OM_uint32 *minor, const struct gssksp_ctx *ctx,
           gss_iov_buffer_desc *iov, int iov_count, int *conf_state,
           gss_qop_t *qop_state)
{
    struct gssksp_iov_list list;
    struct gssksp_seen seen;
    gss_iov_buffer_t header, trailer;
    OM_uint32 major;
    NTSTATUS status;
    ULONG fQOP;

    header = gssksp_iov_find(iov, iov_count, GSS_IOV_BUFFER_TYPE_HEADER);
    trailer = gssksp_iov_find(iov, iov_count, GSS_IOV_BUFFER_TYPE_TRAILER);
    if (header == NULL) {
        major = gssksp_iov_invalid(minor);
        goto cleanup;
    }
    gssksp_see(&header->buffer, &seen);
    gssksp_stock_qop_state(ctx, &seen.token, qop_state);
    major = gssksp_iov_translate(minor, ctx, iov, iov_count,
                                 GSS_IOV_BUFFER_TYPE_HEADER, &list);
    if (major == GSS_S_COMPLETE) {
        gssksp_numbers_before(ctx, &list.params);
        status = gssksp_unseal(ctx->ContextId, &list.desc, &fQOP);
        major = gssksp_major_of_check(status, list.params.Verdict, minor);
        gssksp_numbers_after(ctx, major, &list.params);
        major = gssksp_stock_wrap_iov(ctx, &seen.token, false, major);
        *minor = gssksp_stock_parts_minor(ctx, &seen.token,
                                          trailer != NULL ?
                                          &trailer->buffer : NULL, major,
                                          *minor);
        note_states(major, list.params.Verdict, fQOP, conf_state, qop_state);
        if (ctx->rfc1964 && !ctx->dce_style &&
            gssksp_stock_genuine(major, list.params.Verdict))
            deliver_unpadded(iov, iov_count, &list);
    }
    gssksp_iov_done(&list);
cleanup:
    return major;
}

/* Where the message of a stream goes: into memory of its own if the
 * program asks for that, else it stays where it is. */
static OM_uint32
prepare_data(OM_uint32 *minor, gss_iov_buffer_t data, size_t stream_length,
             SecBuffer *buffer)
{
    enum gssksp_minor code = GSSKSP_MINOR_NONE;

    buffer->cbBuffer = 0;
    buffer->pvBuffer = NULL;
    if ((data->type & GSS_IOV_BUFFER_FLAG_ALLOCATE) != 0) {
        buffer->pvBuffer = malloc(stream_length);
        buffer->cbBuffer = (ULONG)stream_length;
        if (buffer->pvBuffer == NULL)
            code = GSSKSP_MINOR_NOMEM;
    }
    *minor = gssksp_minor(code);
    return code == GSSKSP_MINOR_NONE ? GSS_S_COMPLETE : GSS_S_FAILURE;
}

static void
deliver_data(gss_iov_buffer_t data, const SecBuffer *buffer)
{
    data->buffer.value = buffer->pvBuffer;
    data->buffer.length = buffer->cbBuffer;
    if ((data->type & GSS_IOV_BUFFER_FLAG_ALLOCATE) != 0) {
        data->type |= GSS_IOV_BUFFER_FLAG_ALLOCATED;
        /* gss_release_buffer passes over memory of no length. */
        if (buffer->cbBuffer == 0) {
            free(buffer->pvBuffer);
            data->buffer.value = NULL;
        }
    }
}

/* What stock makes of a length that is longer than any token: it is an int
 * there, and never the length that it was. */
static size_t
short_length(size_t length)
{
    uint32_t low = (uint32_t)length;

    return low <= INT32_MAX ? low : 0;
}

/* One token in one entry, with one entry for the message it holds. */
static OM_uint32
check_stream(OM_uint32 *minor, const struct gssksp_ctx *ctx,
             gss_iov_buffer_desc *iov, int iov_count,
             const gss_buffer_desc *stream)
{
    gss_buffer_desc inside = *stream;
    OM_uint32 major = GSS_S_COMPLETE;

    *minor = 0;
    if (stream->length > UINT32_MAX)
        inside.length = short_length(stream->length);
    if (ctx->dce_style) {
        major = gssksp_iov_invalid(minor);
    } else if (stream->length > UINT32_MAX ||
               (ctx->rfc1964 && !gssksp_framing(ctx, stream, &inside)) ||
               inside.length < GSSKSP_HEADER) {
        *minor = gssksp_stock_short_minor(ctx, stream, &inside);
        major = GSS_S_DEFECTIVE_TOKEN;
    } else if (gssksp_iov_count(iov, iov_count,
                                GSS_IOV_BUFFER_TYPE_DATA) != 1) {
        major = gssksp_iov_invalid(minor);
    }
    return major;
}

static OM_uint32
open_stream(OM_uint32 *minor, const struct gssksp_ctx *ctx,
            gss_iov_buffer_desc *iov, int iov_count, int *conf_state,
            gss_qop_t *qop_state)
{
    struct gssksp_iov_list list;
    struct gssksp_seen seen;
    gss_iov_buffer_t stream, data;
    SecBuffer *buffer;
    OM_uint32 major;
    NTSTATUS status;
    ULONG fQOP;

    stream = gssksp_iov_find(iov, iov_count, GSS_IOV_BUFFER_TYPE_STREAM);
    gssksp_see(&stream->buffer, &seen);
    major = check_stream(minor, ctx, iov, iov_count, &seen.token);
    if (major != GSS_S_COMPLETE)
        goto cleanup;
    if (!gssksp_stock_stream_short(ctx, &seen.token))
        gssksp_stock_qop_state(ctx, &seen.token, qop_state);
    data = gssksp_iov_find(iov, iov_count, GSS_IOV_BUFFER_TYPE_DATA);
    major = gssksp_iov_translate(minor, ctx, iov, iov_count,
                                 GSS_IOV_BUFFER_TYPE_STREAM, &list);
    buffer = &list.buffers[data - iov];
    if (major == GSS_S_COMPLETE)
        major = prepare_data(minor, data, stream->buffer.length, buffer);
    if (major == GSS_S_COMPLETE) {
        gssksp_numbers_before(ctx, &list.params);
        status = gssksp_unseal(ctx->ContextId, &list.desc, &fQOP);
        major = gssksp_major_of_check(status, list.params.Verdict, minor);
        gssksp_numbers_after(ctx, major, &list.params);
        major = gssksp_stock_wrap_iov(ctx, &seen.token, true, major);
        *minor = gssksp_stock_stream_minor(ctx, &seen.token, major,
                                           *minor);
        note_states(major, list.params.Verdict, fQOP, conf_state, qop_state);
        /* Stock tells a program of a duplicate or a gap, but not where the
         * message is. */
        if (major == GSS_S_COMPLETE)
            deliver_data(data, buffer);
        else if ((data->type & GSS_IOV_BUFFER_FLAG_ALLOCATE) != 0)
            free(buffer->pvBuffer);
    }
    gssksp_iov_done(&list);
cleanup:
    return major;
}

static OM_uint32
open_iov(OM_uint32 *minor, const struct gssksp_ctx *ctx,
         gss_iov_buffer_desc *iov, int iov_count, int *conf_state,
         gss_qop_t *qop_state)
{
    OM_uint32 major;

    if (gssksp_iov_count(iov, iov_count, GSS_IOV_BUFFER_TYPE_STREAM) == 1) {
        major = open_stream(minor, ctx, iov, iov_count, conf_state,
                            qop_state);
    } else {
        major = open_parts(minor, ctx, iov, iov_count, conf_state,
                           qop_state);
        major = gssksp_stock_no_memory(ctx, true, major, *minor);
    }
    return major;
}

OM_uint32
gssi_unwrap_iov(OM_uint32 *minor, gss_ctx_id_t context_handle,
                int *conf_state, gss_qop_t *qop_state,
                gss_iov_buffer_desc *iov, int iov_count)
{
    const struct gssksp_ctx *ctx = gssksp_ctx_of(context_handle);
    OM_uint32 major;

    if (!gssksp_ctx_is_ours(ctx)) {
        major = gss_unwrap_iov(minor, ctx->real, conf_state, qop_state, iov,
                               iov_count);
    } else {
        major = gssksp_numbers_begin(minor, ctx);
        if (major == GSS_S_COMPLETE) {
            major = open_iov(minor, ctx, iov, iov_count, conf_state,
                             qop_state);
        }
    }
    return major;
}
