/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "context.h"
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
is_mech_of(const struct gssksp_ctx *ctx, const unsigned char *oid,
           size_t length)
{
    gss_OID mech = gssksp_ctx_mech(ctx);

    return mech != GSS_C_NO_OID && mech->length == length &&
        memcmp(mech->elements, oid, length) == 0;
}

bool
gssksp_framing(const struct gssksp_ctx *ctx, const gss_buffer_desc *token,
               gss_buffer_desc *inside)
{
    struct der d = { token->value, token->length };
    bool right = d.left == 0 || d.next[0] != TAG_APPLICATION_0;
    size_t length;

    *inside = *token;
    if (!right && take_head(&d, TAG_APPLICATION_0, &length) &&
        length == d.left && take_head(&d, TAG_OID, &length) &&
        is_mech_of(ctx, d.next, length)) {
        inside->value = (void *)(uintptr_t)(d.next + length);
        inside->length = d.left - length;
        right = true;
    }
    return right;
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
