/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "unframe.h"

#define TAG_APPLICATION_0 0x60
#define TAG_OID 0x06

/* More length bytes than this would be a token of over 4 GiB. */
#define LENGTH_BYTES_MAX 4

struct der {
    const unsigned char *next;
    size_t left;
};

/* Take a tag and a length, which must not be more than is left. */
static bool
take_head(struct der *d, unsigned char tag, size_t *length)
{
    size_t more, i;
    bool ok = false;

    *length = 0;
    if (d->left < 2 || d->next[0] != tag)
        goto cleanup;
    more = (d->next[1] & 0x80) != 0 ? d->next[1] & 0x7fu : 0;
    *length = more == 0 ? d->next[1] : 0;
    if (more > LENGTH_BYTES_MAX || d->left - 2 < more)
        goto cleanup;
    for (i = 0; i < more; i++)
        *length = *length << 8 | d->next[2 + i];
    d->next += 2 + more;
    d->left -= 2 + more;
    ok = *length <= d->left;
cleanup:
    return ok;
}

static bool
is_mech_of(const struct gssksp_ctx *ctx, const gss_OID_desc *oid)
{
    return ctx->mech->length == oid->length &&
        memcmp(ctx->mech->elements, oid->elements, oid->length) == 0;
}

/* The OID in the framing and what is behind it; false if the framing is not
 * in order. */
static bool
take_framing(const gss_buffer_desc *token, gss_OID_desc *mech,
             gss_buffer_t inside)
{
    struct der d = { token->value, token->length };
    size_t length;
    bool right = false;

    if (take_head(&d, TAG_APPLICATION_0, &length) && length == d.left &&
        take_head(&d, TAG_OID, &length)) {
        mech->elements = (void *)(uintptr_t)d.next;
        mech->length = (OM_uint32)length;
        inside->value = (void *)(uintptr_t)(d.next + length);
        inside->length = d.left - length;
        right = true;
    }
    return right;
}

bool
gssksp_is_framed(const gss_buffer_desc *token)
{
    const unsigned char *p = token->value;

    return token->length > 0 && p[0] == TAG_APPLICATION_0;
}

bool
gssksp_framing(const struct gssksp_ctx *ctx, const gss_buffer_desc *token,
               gss_buffer_desc *inside)
{
    gss_buffer_desc content;
    gss_OID_desc mech;
    bool right = !gssksp_is_framed(token);

    *inside = *token;
    if (!right && take_framing(token, &mech, &content) &&
        is_mech_of(ctx, &mech)) {
        *inside = content;
        right = true;
    }
    return right;
}

bool
gssksp_framed_for_other(const struct gssksp_ctx *ctx,
                        const gss_buffer_desc *token)
{
    gss_buffer_desc content;
    gss_OID_desc mech;

    return gssksp_is_framed(token) && take_framing(token, &mech, &content) &&
        !is_mech_of(ctx, &mech);
}

gss_buffer_desc
gssksp_unframe(const struct gssksp_ctx *ctx, const gss_buffer_desc *token)
{
    gss_buffer_desc inside = *token;

    /* It is a part of an RFC 1964 token. */
    if (!ctx->rfc1964)
        (void)gssksp_framing(ctx, token, &inside);
    return inside;
}
