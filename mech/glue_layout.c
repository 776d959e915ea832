/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"
#include "base/wipe.h"
#include "mech/glue_layout.h"

/* What is left of the input. */
struct cursor {
    const uint8_t *p;
    size_t left;
};

static bool
take_bytes(struct cursor *in, size_t n, gss_buffer_t out)
{
    bool ok = in->left >= n;

    if (ok) {
        out->value = (void *)in->p;
        out->length = n;
        in->p += n;
        in->left -= n;
    }
    return ok;
}

static bool
take_counted(struct cursor *in, gss_buffer_t out)
{
    gss_buffer_desc count;

    return take_bytes(in, 4, &count) &&
        take_bytes(in, ksp_load_be32(count.value), out);
}

static uint8_t *
put_bytes(uint8_t *p, const void *bytes, size_t n)
{
    /* An empty output has no memory, and NULL no bytes to step over. */
    if (n > 0) {
        memcpy(p, bytes, n);
        p += n;
    }
    return p;
}

static uint8_t *
put_u32(uint8_t *p, uint32_t n)
{
    ksp_store_be32(p, n);
    return p + 4;
}

/* Room for `length` bytes in *out.  None for an empty one, which
 * gss_release_buffer would not free. */
static OM_uint32
allocate(OM_uint32 *minor, size_t length, gss_buffer_t out)
{
    OM_uint32 major = GSS_S_COMPLETE;

    *minor = 0;
    out->length = length;
    out->value = length > 0 ? malloc(length) : NULL;
    if (length > 0 && out->value == NULL) {
        *minor = ENOMEM;
        out->length = 0;
        major = GSS_S_FAILURE;
    }
    return major;
}

static OM_uint32
copy_out(OM_uint32 *minor, const gss_buffer_desc *payload, gss_buffer_t out)
{
    OM_uint32 major = allocate(minor, payload->length, out);

    if (major == GSS_S_COMPLETE)
        put_bytes(out->value, payload->value, payload->length);
    return major;
}

/* `counted`: a length goes before the payload too. */
static OM_uint32
frame(OM_uint32 *minor, gss_const_OID mech, const gss_buffer_desc *in,
      bool counted, gss_buffer_t out)
{
    OM_uint32 major = GSS_S_FAILURE;
    uint8_t *p;

    *minor = EINVAL;
    out->length = 0;
    out->value = NULL;
    if (in->length <= UINT32_MAX - 8 - mech->length)
        major = allocate(minor, in->length + mech->length +
                         (counted ? 8 : 4), out);
    if (major == GSS_S_COMPLETE) {
        p = put_u32(out->value, mech->length);
        p = put_bytes(p, mech->elements, mech->length);
        if (counted)
            p = put_u32(p, (uint32_t)in->length);
        put_bytes(p, in->value, in->length);
    }
    return major;
}

OM_uint32
gssksp_context_payload(OM_uint32 *minor, gss_buffer_t token)
{
    struct cursor cursor = { token->value, token->length };
    uint8_t *start = token->value;
    OM_uint32 major = GSS_S_DEFECTIVE_TOKEN;
    gss_buffer_desc oid;

    *minor = 0;
    if (take_counted(&cursor, &oid) && oid.length > 0 && cursor.left > 0) {
        memmove(start, cursor.p, cursor.left);
        ksp_wipe(start + cursor.left, token->length - cursor.left);
        token->length = cursor.left;
        major = GSS_S_COMPLETE;
    }
    return major;
}

OM_uint32
gssksp_context_frame(OM_uint32 *minor, gss_const_OID mech,
                     const gss_buffer_desc *in, gss_buffer_t out)
{
    return frame(minor, mech, in, false, out);
}

OM_uint32
gssksp_cred_payload(OM_uint32 *minor, const gss_buffer_desc *in,
                    gss_buffer_t out)
{
    struct cursor cursor = { in->value, in->length };
    gss_buffer_desc oid, payload;
    OM_uint32 major = GSS_S_DEFECTIVE_TOKEN;

    *minor = 0;
    out->length = 0;
    out->value = NULL;
    if (take_counted(&cursor, &oid) && oid.length > 0 &&
        take_counted(&cursor, &payload) && cursor.left == 0)
        major = copy_out(minor, &payload, out);
    return major;
}

OM_uint32
gssksp_cred_frame(OM_uint32 *minor, gss_const_OID mech,
                  const gss_buffer_desc *in, gss_buffer_t out)
{
    return frame(minor, mech, in, true, out);
}

/* ---- contexts --------------------------------------------------------- */

/* What follows is zero, should the library look for more. */
struct asked {
    struct gssksp_glue_context context;
    void *more[13];
};

bool
gssksp_glue_context_known(void)
{
    static char nobody[] = "\x2a";  /* member-body, without a country */
    gss_OID_desc mech = { 1, nobody };
    struct asked asked = { .context = { .mech = &mech } };
    gss_ctx_id_t handle = (gss_ctx_id_t)&asked;
    OM_uint32 empty, inside, minor, lifetime;

    asked.context.self = &asked.context;
    empty = gss_context_time(&minor, handle, &lifetime);
    asked.context.handle = (gss_ctx_id_t)&asked.more[1];
    inside = gss_context_time(&minor, handle, &lifetime);
    return GSS_ROUTINE_ERROR(empty) == GSS_S_NO_CONTEXT &&
        GSS_ROUTINE_ERROR(inside) == GSS_S_BAD_MECH;
}
