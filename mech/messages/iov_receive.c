/* SPDX-License-Identifier: MIT */
/* The IOV forms that take tokens: unwrap and verify_mic. */
#include <stdlib.h>

#include "bridge/minor.h"
#include "mech/gssi.h"
#include "mech/messages/iov_list.h"
#include "mech/messages/numbers.h"
#include "mech/messages/receive.h"

/* Drop the padding of an RFC 1964 token, as stock does: its entry becomes
 * empty, and the message loses what of it was there. */
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

/* Receive a MIC, or a wrap token in parts.  The entry of `type` holds the MIC,
 * or the header. */
static OM_uint32
receive_entries(OM_uint32 *minor, const struct gssksp_ctx *ctx,
                gss_iov_buffer_desc *iov, int iov_count, OM_uint32 type,
                struct gssksp_received *r)
{
    gss_iov_buffer_t entry = gssksp_iov_find(iov, iov_count, type);
    struct gssksp_iov_list list;
    OM_uint32 major;

    if (entry == NULL)
        return gssksp_iov_invalid(minor);
    gssksp_receive_look(ctx, &entry->buffer, r);
    major = gssksp_iov_translate(minor, ctx, iov, iov_count, type, &list);
    if (major == GSS_S_COMPLETE) {
        major = gssksp_receive(minor, ctx, r, &list.desc, &list.params);
        if (r->form == GSSKSP_PARTS && ctx->rfc1964 && !ctx->dce_style &&
            gssksp_genuine(major, list.params.Verdict))
            deliver_unpadded(iov, iov_count, &list);
    }
    gssksp_iov_done(&list);
    return major;
}

/* Stock looks no further at a token of RFC 4121 that has padding. */
static bool
is_padded(const struct gssksp_ctx *ctx, gss_iov_buffer_desc *iov,
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
    struct gssksp_received r;

    gssksp_receive_begin(&r, GSSKSP_MIC_IOV, NULL, qop_state);
    r.padded = is_padded(ctx, iov, iov_count);
    return receive_entries(minor, ctx, iov, iov_count,
                           GSS_IOV_BUFFER_TYPE_MIC_TOKEN, &r);
}

OM_uint32
gssi_verify_mic_iov(OM_uint32 *minor, gss_ctx_id_t context_handle,
                    gss_qop_t *qop_state, gss_iov_buffer_desc *iov,
                    int iov_count)
{
    const struct gssksp_ctx *ctx = gssksp_ctx_of(context_handle);
    OM_uint32 major;

    if (!gssksp_ctx_is_ours(ctx))
        return gss_verify_mic_iov(minor, ctx->real, qop_state, iov,
                                  iov_count);
    major = gssksp_numbers_begin(minor, ctx);
    if (major == GSS_S_COMPLETE)
        major = check_mic(minor, ctx, iov, iov_count, qop_state);
    return gssksp_stock_no_memory(ctx, GSSKSP_MIC_IOV, major, *minor);
}

static OM_uint32
open_parts(OM_uint32 *minor, const struct gssksp_ctx *ctx,
           gss_iov_buffer_desc *iov, int iov_count,
           struct gssksp_received *r)
{
    gss_iov_buffer_t trailer;

    trailer = gssksp_iov_find(iov, iov_count, GSS_IOV_BUFFER_TYPE_TRAILER);
    if (trailer != NULL)
        r->trailer = &trailer->buffer;
    return receive_entries(minor, ctx, iov, iov_count,
                           GSS_IOV_BUFFER_TYPE_HEADER, r);
}

/* Allocate memory for the message of a stream, if the program asks for that;
 * else the message stays where it is, and its buffer is empty already. */
static OM_uint32
prepare_data(OM_uint32 *minor, gss_iov_buffer_t data, size_t stream_length,
             SecBuffer *buffer)
{
    *minor = 0;
    if ((data->type & GSS_IOV_BUFFER_FLAG_ALLOCATE) == 0)
        return GSS_S_COMPLETE;
    buffer->pvBuffer = malloc(stream_length);
    buffer->cbBuffer = (ULONG)stream_length;
    if (buffer->pvBuffer == NULL) {
        *minor = gssksp_minor(GSSKSP_MINOR_NOMEM);
        return GSS_S_FAILURE;
    }
    return GSS_S_COMPLETE;
}

static void
deliver_data(gss_iov_buffer_t data, const SecBuffer *buffer)
{
    data->buffer.value = buffer->pvBuffer;
    data->buffer.length = buffer->cbBuffer;
    if ((data->type & GSS_IOV_BUFFER_FLAG_ALLOCATE) != 0) {
        data->type |= GSS_IOV_BUFFER_FLAG_ALLOCATED;
        /* gss_release_buffer does not free memory of no length. */
        if (buffer->cbBuffer == 0) {
            free(buffer->pvBuffer);
            data->buffer.value = NULL;
        }
    }
}

/* A stream is one token in one entry, and needs one entry for its message. */
static OM_uint32
check_stream(OM_uint32 *minor, const struct gssksp_ctx *ctx,
             gss_iov_buffer_desc *iov, int iov_count,
             const gss_buffer_desc *stream)
{
    if (ctx->dce_style)
        return gssksp_iov_invalid(minor);
    if (gssksp_stock_refuses_stream(ctx, stream, minor))
        return GSS_S_DEFECTIVE_TOKEN;
    if (gssksp_iov_count(iov, iov_count, GSS_IOV_BUFFER_TYPE_DATA) != 1)
        return gssksp_iov_invalid(minor);
    return GSS_S_COMPLETE;
}

/* Open a stream; `data` is the message's entry, and `buffer` its place in the
 * list. */
static OM_uint32
open_into(OM_uint32 *minor, const struct gssksp_ctx *ctx,
          const struct gssksp_received *r, struct gssksp_iov_list *list,
          gss_iov_buffer_t data, SecBuffer *buffer)
{
    OM_uint32 major;

    major = prepare_data(minor, data, r->token.length, buffer);
    if (major != GSS_S_COMPLETE)
        return major;
    major = gssksp_receive(minor, ctx, r, &list->desc, &list->params);
    /* Stock does not deliver the message of a duplicate, nor one after a
     * gap. */
    if (major == GSS_S_COMPLETE)
        deliver_data(data, buffer);
    else if ((data->type & GSS_IOV_BUFFER_FLAG_ALLOCATE) != 0)
        free(buffer->pvBuffer);
    return major;
}

static OM_uint32
open_stream(OM_uint32 *minor, const struct gssksp_ctx *ctx,
            gss_iov_buffer_desc *iov, int iov_count,
            struct gssksp_received *r)
{
    struct gssksp_iov_list list;
    gss_iov_buffer_t stream, data;
    OM_uint32 major;

    stream = gssksp_iov_find(iov, iov_count, GSS_IOV_BUFFER_TYPE_STREAM);
    data = gssksp_iov_find(iov, iov_count, GSS_IOV_BUFFER_TYPE_DATA);
    gssksp_see(&stream->buffer, &r->seen);
    r->token = r->seen.token;
    major = check_stream(minor, ctx, iov, iov_count, &r->token);
    if (major != GSS_S_COMPLETE)
        return major;
    gssksp_stock_states(ctx, r);
    major = gssksp_iov_translate(minor, ctx, iov, iov_count,
                                 GSS_IOV_BUFFER_TYPE_STREAM, &list);
    if (major == GSS_S_COMPLETE) {
        major = open_into(minor, ctx, r, &list, data,
                          &list.buffers[data - iov]);
    }
    gssksp_iov_done(&list);
    return major;
}

static OM_uint32
open_iov(OM_uint32 *minor, const struct gssksp_ctx *ctx,
         gss_iov_buffer_desc *iov, int iov_count, int *conf_state,
         gss_qop_t *qop_state)
{
    bool stream = gssksp_iov_count(iov, iov_count,
                                   GSS_IOV_BUFFER_TYPE_STREAM) == 1;
    struct gssksp_received r;
    OM_uint32 major;

    gssksp_receive_begin(&r, stream ? GSSKSP_STREAM : GSSKSP_PARTS,
                         conf_state, qop_state);
    major = stream ? open_stream(minor, ctx, iov, iov_count, &r) :
        open_parts(minor, ctx, iov, iov_count, &r);
    return gssksp_stock_no_memory(ctx, r.form, major, *minor);
}

OM_uint32
gssi_unwrap_iov(OM_uint32 *minor, gss_ctx_id_t context_handle,
                int *conf_state, gss_qop_t *qop_state,
                gss_iov_buffer_desc *iov, int iov_count)
{
    const struct gssksp_ctx *ctx = gssksp_ctx_of(context_handle);
    OM_uint32 major;

    if (!gssksp_ctx_is_ours(ctx))
        return gss_unwrap_iov(minor, ctx->real, conf_state, qop_state, iov,
                              iov_count);
    major = gssksp_numbers_begin(minor, ctx);
    if (major == GSS_S_COMPLETE) {
        major = open_iov(minor, ctx, iov, iov_count, conf_state, qop_state);
    }
    return major;
}
