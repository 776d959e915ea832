/* SPDX-License-Identifier: MIT */
/*
 * What is put around tokens and exported objects: lengths and identifiers of
 * the mechglue, framing in DER.  What is written comes back; of other bytes a
 * small model says whether they are framed.
 *
 * libFuzzer: -max_len=400
 */
#include <string.h>

#include "base/cursor.h"
#include "base/der.h"
#include "bridge/oids.h"
#include "fuzz/fuzz_must.h"
#include "fuzz/target.h"
#include "mech/glue_layout.h"
#include "mech/messages/token_framing.h"

static gss_buffer_desc
copy_of(const void *bytes, size_t length)
{
    gss_buffer_desc copy = { length, malloc(length) };

    must(copy.value != NULL, "no memory");
    if (length > 0)
        memcpy(copy.value, bytes, length);
    return copy;
}

/* ---- the mechglue's -------------------------------------------------- */

static void
release(gss_buffer_t buffer)
{
    free(buffer->value);
    buffer->value = NULL;
    buffer->length = 0;
}

static void
try_context(const uint8_t *data, size_t size)
{
    gss_buffer_desc token = copy_of(data, size);
    size_t oid = size >= 4 ? ksp_load_be32(data) : 0;
    bool good = size > 4 && oid > 0 && oid < size - 4;
    OM_uint32 major, minor;

    major = gssksp_context_payload(&minor, &token);
    must(major == (good ? GSS_S_COMPLETE : GSS_S_DEFECTIVE_TOKEN),
         "another opinion of a context");
    must(good ? token.length == size - 4 - oid &&
         memcmp(token.value, data + 4 + oid, token.length) == 0 :
         token.length == size && (size == 0 ||
         memcmp(token.value, data, size) == 0), "another context");
    release(&token);
}

static void
try_cred(const uint8_t *data, size_t size)
{
    gss_buffer_desc token = copy_of(data, size), payload;
    size_t oid = size >= 4 ? ksp_load_be32(data) : 0, length = 0;
    bool good = size > 4 && oid > 0 && oid <= size - 4 &&
        size - 4 - oid >= 4;
    OM_uint32 major, minor;

    if (good)
        length = ksp_load_be32(data + 4 + oid);
    good = good && length == size - 8 - oid;
    major = gssksp_cred_payload(&minor, &token, &payload);
    must(major == (good ? GSS_S_COMPLETE : GSS_S_DEFECTIVE_TOKEN),
         "another opinion of a credential");
    must(payload.length == length * good &&
         (payload.length == 0 || memcmp(payload.value, data + 8 + oid,
                                        payload.length) == 0),
         "another credential");
    release(&payload);
    release(&token);
}

static void
try_written(gss_const_OID mech, const uint8_t *data, size_t size)
{
    gss_buffer_desc payload = copy_of(data, size), framed, back;
    OM_uint32 minor;

    must(gssksp_context_frame(&minor, mech, &payload, &framed) ==
         GSS_S_COMPLETE, "no frame");
    must(gssksp_context_payload(&minor, &framed) ==
         (size > 0 ? GSS_S_COMPLETE : GSS_S_DEFECTIVE_TOKEN) &&
         (size == 0 || (framed.length == size &&
                        memcmp(framed.value, data, size) == 0)),
         "the context does not come back");
    release(&framed);
    must(gssksp_cred_frame(&minor, mech, &payload, &framed) ==
         GSS_S_COMPLETE && gssksp_cred_payload(&minor, &framed, &back) ==
         GSS_S_COMPLETE && back.length == size &&
         (size == 0 || memcmp(back.value, data, size) == 0),
         "the credential does not come back");
    release(&framed);
    release(&back);
    release(&payload);
}

/* ---- DER ------------------------------------------------------------- */

static void
try_head(const uint8_t *data, size_t size)
{
    struct ksp_der d = { data, size };
    size_t bytes = 0, length = 77, wanted = 0, i;
    unsigned char tag = 77;
    bool good = size >= 2;

    if (good && data[1] >= 0x80)
        bytes = data[1] - 0x80u;
    good = good && bytes <= 4 && size >= 2 + bytes;
    for (i = 0; good && i < bytes; i++)
        wanted = wanted * 256 + data[2 + i];
    if (good && data[1] < 0x80)
        wanted = data[1];
    must(ksp_der_head(&d, &tag, &length) == good, "another head");
    must(length == wanted && tag == (good ? data[0] : 0) &&
         d.left == size - (good ? 2 + bytes : 0) &&
         d.next == data + (size - d.left), "another length");
}

/* Where what is inside begins; 0 if it is not framed for the mechanism. */
static size_t
model(const gss_OID_desc *mech, const uint8_t *data, size_t size)
{
    size_t bytes, length = 0, at, i;

    if (size < 2 || data[0] != 0x60)
        return 0;
    bytes = data[1] < 0x80 ? 0 : data[1] - 0x80u;
    if (bytes > 4 || size < 2 + bytes)
        return 0;
    for (i = 0; i < bytes; i++)
        length = length * 256 + data[2 + i];
    if (data[1] < 0x80)
        length = data[1];
    at = 2 + bytes;
    if (length != size - at || length < 2 + mech->length ||
        data[at] != 6 || data[at + 1] != mech->length ||
        memcmp(data + at + 2, mech->elements, mech->length) != 0)
        return 0;
    return at + 2 + mech->length;
}

static void
try_token(gss_OID mech, const uint8_t *data, size_t size)
{
    struct gssksp_ctx ctx = { .mech = mech };
    gss_buffer_desc token = copy_of(data, size), inside, place;
    size_t at = model(mech, data, size);
    struct gssksp_seen seen;
    bool framed = size > 0 && data[0] == 0x60;

    must(gssksp_framing(&ctx, &token, &inside) == (!framed || at > 0),
         "another opinion of framing");
    must((const uint8_t *)inside.value == (const uint8_t *)token.value + at &&
         inside.length == size - at, "something else inside");
    must(!gssksp_framed_for_other(&ctx, &token) || (framed && at == 0),
         "another's, and its own");
    gssksp_see(&token, &seen);
    must(seen.token.length == size, "another length is seen");
    inside = gssksp_token_inside(&ctx, &seen);
    place = gssksp_unseen(&token, &seen, &inside);
    must(place.length <= size && (place.value == NULL ||
         (uint8_t *)place.value + place.length ==
         (uint8_t *)token.value + size), "it is elsewhere");
    must(place.length == size - at, "what is seen is other");
    release(&token);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gss_OID mech;

    if (size == 0)
        return 0;
    mech = gssksp_mech(data[0] % gssksp_mech_count());
    data++;
    size--;
    try_context(data, size);
    try_cred(data, size);
    try_written(gssksp_real_mech(mech), data, size);
    try_head(data, size);
    try_token(mech, data, size);
    return 0;
}
