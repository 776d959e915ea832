/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "bridge/oids.h"
#include "bridge/package.h"
#include "mech/gssi.h"
#include "unit/unit_gss.h"

static void
fill(struct gssksp_ctx *ctx, LSA_SEC_HANDLE ContextId, bool initiator,
     size_t enctype, ULONG attributes)
{
    const struct ksp_enctype *et = ksp_enctype_at(enctype);
    SecPkgContext_Sizes sizes;

    memset(ctx, 0, sizeof(*ctx));
    assert_status(gssksp_query(ContextId, SECPKG_ATTR_SIZES, &sizes),
                  SEC_E_OK);
    ctx->ContextId = ContextId;
    ctx->mech = gssksp_mech(0);
    ctx->initiator = initiator;
    ctx->dce_style = (attributes & ISC_RET_USED_DCE_STYLE) != 0;
    ctx->rfc1964 = enctype >= UNIT_ENCTYPES;
    ctx->mic = sizes.cbMaxSignature;
    ctx->block = sizes.cbBlockSize;
    if (!ctx->rfc1964) {
        ctx->cksum = et->cksum_length;
        ctx->confounder = et->confounder;
        ctx->filler = ctx->dce_style ? 16 : 0;
    }
}

void
unit_ends(struct unit_ends *ends, size_t enctype, ULONG attributes)
{
    ck_assert_ptr_nonnull(gssksp_package());
    ends->pair = unit_pair(enctype, unit_detection(3) | attributes, 1);
    fill(&ends->initiator, ends->pair.initiator, true, enctype, attributes);
    fill(&ends->acceptor, ends->pair.acceptor, false, enctype, attributes);
}

/* Those of the contexts: a numbering makes others of them. */
void
unit_ends_delete(struct unit_ends *ends)
{
    unit_delete(ends->initiator.ContextId);
    unit_delete(ends->acceptor.ContextId);
}

gss_ctx_id_t
unit_handle(struct gssksp_ctx *ctx)
{
    return (gss_ctx_id_t)ctx;
}

gss_buffer_desc
unit_bytes(const void *bytes, size_t length)
{
    gss_buffer_desc buffer = { length, (void *)(uintptr_t)bytes };

    return buffer;
}

gss_buffer_desc
unit_string(const char *text)
{
    return unit_bytes(text, strlen(text));
}

gss_buffer_desc
unit_gss_mic(struct unit_ends *ends, const char *text)
{
    gss_buffer_desc message = unit_string(text), token;
    OM_uint32 minor = 7;

    ck_assert_uint_eq(gssi_get_mic(&minor, unit_handle(&ends->initiator), 0,
                                   &message, &token), GSS_S_COMPLETE);
    ck_assert_uint_eq(minor, 0);
    return token;
}

gss_buffer_desc
unit_gss_wrap(struct unit_ends *ends, int conf, const char *text)
{
    gss_buffer_desc message = unit_string(text), token;
    OM_uint32 minor = 7;
    int state = 7;

    ck_assert_uint_eq(gssi_wrap(&minor, unit_handle(&ends->initiator), conf,
                                0, &message, &state, &token),
                      GSS_S_COMPLETE);
    ck_assert_uint_eq(minor, 0);
    ck_assert_int_eq(state, conf);
    return token;
}

void
unit_release(gss_buffer_t buffer)
{
    free(buffer->value);
    buffer->value = NULL;
    buffer->length = 0;
}

void
unit_release_iov(gss_iov_buffer_desc *iov, int count)
{
    int i;

    for (i = 0; i < count; i++) {
        if ((iov[i].type & GSS_IOV_BUFFER_FLAG_ALLOCATED) != 0)
            free(iov[i].buffer.value);
    }
}
