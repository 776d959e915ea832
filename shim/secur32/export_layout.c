/* SPDX-License-Identifier: MIT */
/*
 * An exported context.  All integers are little-endian, no padding:
 *
 *      0  4  magic, the bytes "KSPS"
 *      4  2  version, 1
 *      6  2  package: 0 Kerberos, 1 Negotiate
 *      8  4  context attributes (ISC_RET_* or ASC_RET_*)
 *     12     target, client, server: per string 4 length, the bytes, none
 *            of them zero, UTF-8 or what GSS has for a name; a length of
 *            FFFFFFFF is no string
 *            4 length, the packed context (ksp/packed.h)
 */
#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"
#include "ksp/packed.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"

#define ENVELOPE_VERSION 1
#define NO_STRING UINT32_MAX

static const unsigned char magic[4] = { 'K', 'S', 'P', 'S' };

static void
write_string(struct ksp_writer *w, const char *text)
{
    size_t length = text != NULL ? strlen(text) : 0;

    ksp_write_le32(w, text != NULL ? (uint32_t)length : NO_STRING);
    ksp_write_bytes(w, text, length);
}

static void
write_all(struct ksp_writer *w, const struct sspi_envelope *e)
{
    ksp_write_bytes(w, magic, sizeof(magic));
    ksp_write_le16(w, ENVELOPE_VERSION);
    ksp_write_le16(w, (uint16_t)e->package);
    ksp_write_le32(w, e->attributes);
    write_string(w, e->target_text);
    write_string(w, e->client);
    write_string(w, e->server);
    ksp_write_le32(w, e->packed_length);
    ksp_write_bytes(w, e->packed, e->packed_length);
}

SECURITY_STATUS
sspi_envelope_room(const struct sspi_envelope *envelope, PSecBuffer out)
{
    SECURITY_STATUS status = SEC_E_INSUFFICIENT_MEMORY;
    struct ksp_writer w;

    ksp_write_init(&w, NULL, 0);
    write_all(&w, envelope);
    out->BufferType = SECBUFFER_EMPTY;
    out->cbBuffer = 0;
    out->pvBuffer = sspi_give(w.wanted + KSP_PACKED_MAX);
    if (out->pvBuffer != NULL) {
        out->cbBuffer = (ULONG)w.wanted + KSP_PACKED_MAX;
        status = SEC_E_OK;
    }
    return status;
}

SECURITY_STATUS
sspi_envelope_write(const struct sspi_envelope *envelope, PSecBuffer out)
{
    SECURITY_STATUS status = SEC_E_INTERNAL_ERROR;
    struct ksp_writer w;

    ksp_write_init(&w, out->pvBuffer, out->cbBuffer);
    write_all(&w, envelope);
    if (w.wanted <= out->cbBuffer) {
        out->cbBuffer = (ULONG)w.wanted;
        status = SEC_E_OK;
    }
    return status;
}

/* `length` bytes of what is left, in place; NULL if there are not so many. */
static const unsigned char *
skip(struct ksp_reader *r, size_t length)
{
    const unsigned char *at = NULL;

    if (!r->failed && length <= r->left) {
        at = r->next;
        r->next += length;
        r->left -= length;
    } else {
        r->failed = true;
    }
    return at;
}

static SECURITY_STATUS
read_string(struct ksp_reader *r, char **text)
{
    SECURITY_STATUS status = SEC_E_OK;
    uint32_t length = ksp_read_le32(r);
    const unsigned char *at;

    *text = NULL;
    if (!r->failed && length != NO_STRING) {
        at = skip(r, length);
        if (at != NULL)
            status = sspi_text_from_any(at, length, text);
    }
    return status == SEC_E_INVALID_PARAMETER ? SEC_E_INVALID_TOKEN : status;
}

SECURITY_STATUS
sspi_envelope_read(const SecBuffer *in, struct sspi_envelope *envelope)
{
    SECURITY_STATUS status = SEC_E_INVALID_TOKEN;
    unsigned char start[4] = { 0 };
    struct ksp_reader r;
    uint16_t version;

    memset(envelope, 0, sizeof(*envelope));
    ksp_read_init(&r, in->pvBuffer, in->pvBuffer != NULL ? in->cbBuffer : 0);
    ksp_read_bytes(&r, start, sizeof(start));
    version = ksp_read_le16(&r);
    envelope->package = ksp_read_le16(&r);
    envelope->attributes = ksp_read_le32(&r);
    if (r.failed || memcmp(start, magic, sizeof(magic)) != 0 ||
        version != ENVELOPE_VERSION ||
        sspi_package_at(envelope->package) == NULL)
        return SEC_E_INVALID_TOKEN;
    status = read_string(&r, &envelope->target_text);
    if (status == SEC_E_OK)
        status = read_string(&r, &envelope->client);
    if (status == SEC_E_OK)
        status = read_string(&r, &envelope->server);
    if (status != SEC_E_OK)
        return status;
    envelope->packed_length = ksp_read_le32(&r);
    envelope->packed =
        (void *)(uintptr_t)skip(&r, envelope->packed_length);
    if (!ksp_read_complete(&r))
        status = SEC_E_INVALID_TOKEN;
    return status;
}
