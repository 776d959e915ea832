/* SPDX-License-Identifier: MIT */
/*
 * wrap_aead and unwrap_aead, in terms of the IOV forms: a message, and
 * associated data that is signed with it but not part of the token.
 */
#include <stdlib.h>
#include <string.h>

#include "bridge/minor.h"
#include "mech/gssi.h"
#include "mech/messages/numbers.h"

#define WRAP_ENTRIES 5

/* The entries are header, associated data, message, padding and trailer.
 * Only the data has lengths yet. */
static void
lay_out(const gss_buffer_desc *assoc, const gss_buffer_desc *payload,
        gss_iov_buffer_desc *iov)
{
    memset(iov, 0, WRAP_ENTRIES * sizeof(*iov));
    iov[0].type = GSS_IOV_BUFFER_TYPE_HEADER;
    iov[1].type = GSS_IOV_BUFFER_TYPE_EMPTY;
    if (assoc != GSS_C_NO_BUFFER) {
        iov[1].type = GSS_IOV_BUFFER_TYPE_SIGN_ONLY;
        iov[1].buffer = *assoc;
    }
    iov[2].type = GSS_IOV_BUFFER_TYPE_DATA;
    iov[2].buffer = *payload;
    iov[3].type = GSS_IOV_BUFFER_TYPE_PADDING;
    iov[4].type = GSS_IOV_BUFFER_TYPE_TRAILER;
}

/* Allocate one block for the token, whose lengths are known now, copy the
 * message into it and point the entries there. */
static void *
place(const gss_buffer_desc *payload, gss_iov_buffer_desc *iov,
      size_t *length)
{
    unsigned char *block = NULL;
    size_t edges = iov[0].buffer.length + iov[3].buffer.length +
        iov[4].buffer.length;

    *length = 0;
    if (payload->length <= SIZE_MAX - edges)
        block = malloc(edges + payload->length);
    if (block != NULL) {
        *length = edges + payload->length;
        iov[0].buffer.value = block;
        iov[2].buffer.value = block + iov[0].buffer.length;
        iov[3].buffer.value = block + iov[0].buffer.length +
            payload->length;
        iov[4].buffer.value = block + *length - iov[4].buffer.length;
        if (payload->length > 0)
            memcpy(iov[2].buffer.value, payload->value, payload->length);
    }
    return block;
}

static OM_uint32
wrap(OM_uint32 *minor, gss_ctx_id_t context_handle, int conf_req_flag,
     gss_qop_t qop_req, gss_buffer_t input_assoc_buffer,
     gss_buffer_t input_payload_buffer, int *conf_state,
     gss_buffer_t output_message_buffer)
{
    gss_iov_buffer_desc iov[WRAP_ENTRIES];
    void *block = NULL;
    size_t length;
    OM_uint32 major;

    lay_out(input_assoc_buffer, input_payload_buffer, iov);
    /* Stock leaves the output alone until it knows its length. */
    major = gssi_wrap_iov_length(minor, context_handle, conf_req_flag,
                                 qop_req, NULL, iov, WRAP_ENTRIES);
    if (major != GSS_S_COMPLETE)
        goto cleanup;
    output_message_buffer->length = 0;
    output_message_buffer->value = NULL;
    block = place(input_payload_buffer, iov, &length);
    if (block == NULL) {
        *minor = gssksp_minor(GSSKSP_MINOR_NOMEM);
        major = GSS_S_FAILURE;
        goto cleanup;
    }
    major = gssi_wrap_iov(minor, context_handle, conf_req_flag, qop_req,
                          conf_state, iov, WRAP_ENTRIES);
    if (major == GSS_S_COMPLETE) {
        output_message_buffer->value = block;
        output_message_buffer->length = length;
        block = NULL;
    }
cleanup:
    free(block);
    return major;
}

OM_uint32
gssi_wrap_aead(OM_uint32 *minor, gss_ctx_id_t context_handle,
               int conf_req_flag, gss_qop_t qop_req,
               gss_buffer_t input_assoc_buffer,
               gss_buffer_t input_payload_buffer, int *conf_state,
               gss_buffer_t output_message_buffer)
{
    const struct gssksp_ctx *ctx = gssksp_ctx_of(context_handle);
    OM_uint32 major, ignored;

    if (!gssksp_ctx_is_ours(ctx)) {
        major = gss_wrap_aead(minor, ctx->real, conf_req_flag, qop_req,
                              input_assoc_buffer, input_payload_buffer,
                              conf_state, output_message_buffer);
    } else {
        major = wrap(minor, context_handle, conf_req_flag, qop_req,
                     input_assoc_buffer, input_payload_buffer, conf_state,
                     output_message_buffer);
        /* gssi_wrap_iov takes this call's number.  A call that fails before
         * it gets there uses its number up, too. */
        if (major != GSS_S_COMPLETE)
            (void)gssksp_numbers_begin(&ignored, ctx);
    }
    return major;
}

static OM_uint32
unwrap(OM_uint32 *minor, gss_ctx_id_t context_handle,
       gss_buffer_t input_message_buffer, gss_buffer_t input_assoc_buffer,
       gss_buffer_t output_payload_buffer, int *conf_state,
       gss_qop_t *qop_state)
{
    gss_iov_buffer_desc iov[3];
    OM_uint32 major;

    memset(iov, 0, sizeof(iov));
    iov[0].type = GSS_IOV_BUFFER_TYPE_STREAM;
    iov[0].buffer = *input_message_buffer;
    iov[1].type = GSS_IOV_BUFFER_TYPE_EMPTY;
    if (input_assoc_buffer != GSS_C_NO_BUFFER) {
        iov[1].type = GSS_IOV_BUFFER_TYPE_SIGN_ONLY;
        iov[1].buffer = *input_assoc_buffer;
    }
    iov[2].type = GSS_IOV_BUFFER_TYPE_DATA | GSS_IOV_BUFFER_FLAG_ALLOCATE;
    major = gssi_unwrap_iov(minor, context_handle, conf_state, qop_state,
                            iov, 3);
    if (major == GSS_S_COMPLETE)
        *output_payload_buffer = iov[2].buffer;
    return major;
}

OM_uint32
gssi_unwrap_aead(OM_uint32 *minor, gss_ctx_id_t context_handle,
                 gss_buffer_t input_message_buffer,
                 gss_buffer_t input_assoc_buffer,
                 gss_buffer_t output_payload_buffer, int *conf_state,
                 gss_qop_t *qop_state)
{
    const struct gssksp_ctx *ctx = gssksp_ctx_of(context_handle);
    OM_uint32 major;

    if (!gssksp_ctx_is_ours(ctx)) {
        major = gss_unwrap_aead(minor, ctx->real, input_message_buffer,
                                input_assoc_buffer, output_payload_buffer,
                                conf_state, qop_state);
    } else {
        major = unwrap(minor, context_handle, input_message_buffer,
                       input_assoc_buffer, output_payload_buffer,
                       conf_state, qop_state);
    }
    return major;
}
