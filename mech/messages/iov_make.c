/* SPDX-License-Identifier: MIT */
/* The IOV forms that make tokens: wrap and get_mic. */
#include <string.h>

#include "bridge/minor.h"
#include "mech/gssi.h"
#include "mech/messages/iov_list.h"
#include "mech/messages/lengths.h"
#include "mech/messages/make.h"

/* The entries a token goes into, and how many bytes into each. */
struct places {
    gss_iov_buffer_t header;
    gss_iov_buffer_t trailer;   /* NULL: all of it goes into the header */
    gss_iov_buffer_t padding;   /* RFC 4121 tokens have none */
    struct gssksp_lengths lengths; /* of those that there are */
};

/* With nothing to encrypt a message is only signed, as stock has it. */
static bool
will_seal(const gss_iov_buffer_desc *iov, int iov_count, int conf_req_flag)
{
    return conf_req_flag &&
        gssksp_iov_count(iov, iov_count, GSS_IOV_BUFFER_TYPE_DATA) > 0;
}

static OM_uint32
find_places(OM_uint32 *minor, const struct gssksp_ctx *ctx, bool sealed,
            OM_uint32 header, gss_iov_buffer_desc *iov, int iov_count,
            struct places *places)
{
    bool wrap = header == GSS_IOV_BUFFER_TYPE_HEADER;
    OM_uint32 major = GSS_S_COMPLETE;

    *minor = 0;
    memset(places, 0, sizeof(*places));
    places->header = gssksp_iov_find(iov, iov_count, header);
    places->padding = gssksp_iov_find(iov, iov_count,
                                      GSS_IOV_BUFFER_TYPE_PADDING);
    if (wrap || ctx->rfc1964) {
        places->trailer = gssksp_iov_find(iov, iov_count,
                                          GSS_IOV_BUFFER_TYPE_TRAILER);
    }
    if (wrap) {
        places->lengths = gssksp_lengths(ctx, sealed, true,
                                         gssksp_iov_message(iov, iov_count));
    } else {
        places->lengths.before = ctx->mic;
    }
    if (places->trailer == NULL)
        places->lengths.before += places->lengths.after;
    if (places->header == NULL ||
        (places->lengths.padding > 0 && places->padding == NULL))
        major = gssksp_iov_invalid(minor);
    return major;
}

static OM_uint32
provide_places(OM_uint32 *minor, struct places *places)
{
    OM_uint32 major;

    if (places->padding != NULL)
        places->padding->buffer.length = 0;
    major = gssksp_iov_provide(minor, places->header,
                               places->lengths.before);
    if (major == GSS_S_COMPLETE && places->trailer != NULL) {
        major = gssksp_iov_provide(minor, places->trailer,
                                   places->lengths.after);
    }
    return major;
}

/* A token of RFC 1964 has no trailer, and a MIC adds no padding.  In DCE style
 * the program pads the message. */
static OM_uint32
provide_1964_places(OM_uint32 *minor, const struct gssksp_ctx *ctx,
                    bool wrap, size_t message, struct places *places)
{
    OM_uint32 major = GSS_S_COMPLETE;

    *minor = 0;
    if (places->trailer != NULL)
        places->trailer->buffer.length = 0;
    if (wrap && ctx->dce_style && message % ctx->block != 0) {
        *minor = gssksp_minor(GSSKSP_MINOR_BAD_MSIZE);
        major = GSS_S_FAILURE;
    } else if (places->lengths.padding > 0) {
        major = gssksp_iov_provide(minor, places->padding,
                                   places->lengths.padding);
    } else if (wrap && places->padding != NULL) {
        places->padding->buffer.length = 0;
    }
    if (major == GSS_S_COMPLETE) {
        major = gssksp_iov_provide(minor, places->header,
                                   places->lengths.before);
    }
    return major;
}

static OM_uint32
fill_places(OM_uint32 *minor, const struct gssksp_ctx *ctx, bool sealed,
            OM_uint32 header, gss_iov_buffer_desc *iov, int iov_count)
{
    struct gssksp_iov_list list;
    OM_uint32 major;

    major = gssksp_iov_translate(minor, ctx, iov, iov_count, header, &list);
    if (major == GSS_S_COMPLETE) {
        major = gssksp_make(minor, ctx, header == GSS_IOV_BUFFER_TYPE_HEADER,
                            sealed, &list.desc, &list.params);
    }
    gssksp_iov_done(&list);
    return major;
}

static OM_uint32
make_token(OM_uint32 *minor, const struct gssksp_ctx *ctx, bool sealed,
           OM_uint32 header, gss_iov_buffer_desc *iov, int iov_count)
{
    bool wrap = header == GSS_IOV_BUFFER_TYPE_HEADER;
    struct places places;
    OM_uint32 major;

    major = find_places(minor, ctx, sealed, header, iov, iov_count, &places);
    if (major != GSS_S_COMPLETE)
        return major;
    major = ctx->rfc1964 ?
        provide_1964_places(minor, ctx, wrap,
                            gssksp_iov_message(iov, iov_count), &places) :
        provide_places(minor, &places);
    if (major == GSS_S_COMPLETE)
        major = fill_places(minor, ctx, sealed, header, iov, iov_count);
    if (major != GSS_S_COMPLETE)
        gssksp_iov_release(iov, iov_count);
    return major;
}

/* An entry that a part of the token goes into loses its bytes. */
static void
set_length(gss_iov_buffer_t entry, size_t length)
{
    if (entry != NULL) {
        entry->buffer.length = length;
        entry->buffer.value = NULL;
    }
}

static OM_uint32
token_lengths(OM_uint32 *minor, const struct gssksp_ctx *ctx, gss_qop_t qop,
              bool sealed, OM_uint32 header, gss_iov_buffer_desc *iov,
              int iov_count)
{
    struct places places;
    OM_uint32 major;

    major = gssksp_check_qop(minor, qop);
    if (major != GSS_S_COMPLETE)
        return major;
    major = find_places(minor, ctx, sealed, header, iov, iov_count, &places);
    if (major == GSS_S_COMPLETE) {
        set_length(places.header, places.lengths.before);
        set_length(places.trailer, places.lengths.after);
        set_length(places.padding, places.lengths.padding);
    }
    return major;
}

OM_uint32
gssi_wrap_iov(OM_uint32 *minor, gss_ctx_id_t context_handle,
              int conf_req_flag, gss_qop_t qop_req, int *conf_state,
              gss_iov_buffer_desc *iov, int iov_count)
{
    const struct gssksp_ctx *ctx = gssksp_ctx_of(context_handle);
    bool sealed = will_seal(iov, iov_count, conf_req_flag);
    OM_uint32 major;

    if (!gssksp_ctx_is_ours(ctx))
        return gss_wrap_iov(minor, ctx->real, conf_req_flag, qop_req,
                            conf_state, iov, iov_count);
    major = gssksp_make_begin(minor, ctx, qop_req);
    if (major == GSS_S_COMPLETE) {
        major = make_token(minor, ctx, sealed, GSS_IOV_BUFFER_TYPE_HEADER,
                           iov, iov_count);
    }
    if (major == GSS_S_COMPLETE && conf_state != NULL)
        *conf_state = sealed ? conf_req_flag : 0;
    return major;
}

OM_uint32
gssi_wrap_iov_length(OM_uint32 *minor, gss_ctx_id_t context_handle,
                     int conf_req_flag, gss_qop_t qop_req, int *conf_state,
                     gss_iov_buffer_desc *iov, int iov_count)
{
    const struct gssksp_ctx *ctx = gssksp_ctx_of(context_handle);
    bool sealed = will_seal(iov, iov_count, conf_req_flag);
    OM_uint32 major;

    if (ctx->ContextId == 0)
        return gss_wrap_iov_length(minor, ctx->real, conf_req_flag, qop_req,
                                   conf_state, iov, iov_count);
    major = token_lengths(minor, ctx, qop_req, sealed,
                          GSS_IOV_BUFFER_TYPE_HEADER, iov, iov_count);
    if (major == GSS_S_COMPLETE && conf_state != NULL)
        *conf_state = sealed ? conf_req_flag : 0;
    return major;
}

OM_uint32
gssi_get_mic_iov(OM_uint32 *minor, gss_ctx_id_t context_handle,
                 gss_qop_t qop_req, gss_iov_buffer_desc *iov, int iov_count)
{
    const struct gssksp_ctx *ctx = gssksp_ctx_of(context_handle);
    OM_uint32 major;

    if (!gssksp_ctx_is_ours(ctx))
        return gss_get_mic_iov(minor, ctx->real, qop_req, iov, iov_count);
    major = gssksp_make_begin(minor, ctx, qop_req);
    if (major == GSS_S_COMPLETE) {
        major = make_token(minor, ctx, false, GSS_IOV_BUFFER_TYPE_MIC_TOKEN,
                           iov, iov_count);
    }
    return major;
}

OM_uint32
gssi_get_mic_iov_length(OM_uint32 *minor, gss_ctx_id_t context_handle,
                        gss_qop_t qop_req, gss_iov_buffer_desc *iov,
                        int iov_count)
{
    const struct gssksp_ctx *ctx = gssksp_ctx_of(context_handle);

    if (ctx->ContextId == 0)
        return gss_get_mic_iov_length(minor, ctx->real, qop_req, iov,
                                      iov_count);
    return token_lengths(minor, ctx, qop_req, false,
                         GSS_IOV_BUFFER_TYPE_MIC_TOKEN, iov, iov_count);
}
