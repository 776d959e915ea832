/* SPDX-License-Identifier: MIT */
#include <stdatomic.h>
#include <string.h>

#include "base/der.h"
#include "mech/messages/token_framing.h"

/* Copy what is behind the first bytes. */
static void
see_rest(struct gssksp_seen *seen, const unsigned char *from, size_t length)
{
    size_t n = length < GSSKSP_SEEN ? length : GSSKSP_SEEN;

    memcpy(seen->bytes + GSSKSP_HEADER, from + GSSKSP_HEADER,
           n - GSSKSP_HEADER);
}

void
gssksp_see(const gss_buffer_desc *token, struct gssksp_seen *seen)
{
    const unsigned char *from = token->value;
    size_t n = from == NULL ? 0 : token->length;

    seen->token.length = token->length;
    seen->token.value = seen->bytes;
    /* The usual token has a header and no framing. */
    if (n >= GSSKSP_HEADER) {
        memcpy(seen->bytes, from, GSSKSP_HEADER);
        if (seen->bytes[0] == KSP_DER_APPLICATION_0)
            see_rest(seen, from, n);
    } else {
        memset(seen->bytes, 0, GSSKSP_HEADER);
        if (n > 0)
            memcpy(seen->bytes, from, n);
    }
    /* Keep the compiler from reading the token's own bytes again. */
    atomic_signal_fence(memory_order_seq_cst);
}

/* What the framing names and holds. */
struct framing {
    gss_OID_desc mech;
    struct ksp_der inside;
};

/* The context's OID fits into what was seen, and so does one that is equal. */
static bool
is_mech_of(const struct gssksp_ctx *ctx, const struct framing *f)
{
    return ctx->mech->length == f->mech.length &&
        memcmp(ctx->mech->elements, f->mech.elements, f->mech.length) == 0;
}

/* False if the framing is not in order. */
static bool
take_framing(const gss_buffer_desc *token, struct framing *f)
{
    struct ksp_der *d = &f->inside;
    const unsigned char *oid;
    size_t length;

    d->next = token->value;
    d->left = token->length;
    if (!ksp_der_enter(d, KSP_DER_APPLICATION_0, &length) ||
        length != d->left || !ksp_der_oid(d, &oid, &length))
        return false;
    f->mech.elements = (void *)(uintptr_t)oid;
    f->mech.length = (OM_uint32)length;
    return true;
}

bool
gssksp_is_framed(const gss_buffer_desc *token)
{
    const unsigned char *p = token->value;

    return token->length > 0 && p[0] == KSP_DER_APPLICATION_0;
}

bool
gssksp_framing(const struct gssksp_ctx *ctx, const gss_buffer_desc *token,
               gss_buffer_desc *inside)
{
    bool right = !gssksp_is_framed(token);
    struct framing f;

    *inside = *token;
    if (!right && take_framing(token, &f) && is_mech_of(ctx, &f)) {
        inside->value = (void *)(uintptr_t)f.inside.next;
        inside->length = f.inside.left;
        right = true;
    }
    return right;
}

bool
gssksp_framed_for_other(const struct gssksp_ctx *ctx,
                        const gss_buffer_desc *token)
{
    struct framing f;

    return gssksp_is_framed(token) && take_framing(token, &f) &&
        !is_mech_of(ctx, &f);
}

gss_buffer_desc
gssksp_token_inside(const struct gssksp_ctx *ctx,
                    const struct gssksp_seen *seen)
{
    gss_buffer_desc inside = seen->token;

    /* For RFC 1964 the framing is a part of the token. */
    if (!ctx->rfc1964)
        (void)gssksp_framing(ctx, &seen->token, &inside);
    return inside;
}

gss_buffer_desc
gssksp_unseen(const gss_buffer_desc *token, const struct gssksp_seen *seen,
              const gss_buffer_desc *inside)
{
    size_t before = (size_t)((const unsigned char *)inside->value -
                             seen->bytes);
    gss_buffer_desc place = { inside->length, NULL };

    if (token->value != NULL)
        place.value = (unsigned char *)token->value + before;
    return place;
}
