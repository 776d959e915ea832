/* SPDX-License-Identifier: MIT */
/* The packed context; its layout is written down in ksp/packed.h. */
#include <stdbool.h>
#include <string.h>

#include "base/cursor.h"
#include "base/wipe.h"
#include "crypto/enctype.h"
#include "ksp/packed.h"
#include "ksp/winerror.h"

#define PACKED_VERSION 2
#define PACKED_VERSION_OLDEST 1

/* Bytes before the keys, and of a key before its contents. */
#define HEAD_LENGTH 88
#define KEY_HEAD_LENGTH 8

/* More messages than any context can send: a counter up to here cannot
 * wrap. */
#define SEND_COUNT_MAX ((ULONGLONG)INT64_MAX)

static const unsigned char magic[4] = { 'K', 'S', 'P', 'C' };

/* Numbers begin with 1. */
static bool
skipped_in_range(const KSP_PACKED_CONTEXT *c)
{
    return c->SendCount >= 64 || c->SendSkipped >> c->SendCount == 0;
}

static bool
head_in_range(const KSP_PACKED_CONTEXT *c)
{
    return (c->Role == KSP_ROLE_INITIATOR || c->Role == KSP_ROLE_ACCEPTOR) &&
        (c->Flags & ~(ULONG)KSP_PACKED_FLAGS_ALL) == 0 &&
        c->SendCount <= SEND_COUNT_MAX && skipped_in_range(c) &&
        c->Mechanism < KSP_MECH_COUNT &&
        c->KeyCount >= 1 && c->KeyCount <= KSP_PACKED_KEYS_MAX;
}

static bool
keys_in_range(const KSP_PACKED_CONTEXT *c)
{
    bool ok = true;
    ULONG i;

    for (i = 0; i < c->KeyCount; i++)
        ok = ok && c->Keys[i].Length <= KSP_PACKED_KEY_MAX;
    return ok;
}

static ULONG
packed_length(const KSP_PACKED_CONTEXT *c)
{
    ULONG length = HEAD_LENGTH, i;

    for (i = 0; i < c->KeyCount; i++)
        length += KEY_HEAD_LENGTH + c->Keys[i].Length;
    return length;
}

SECURITY_STATUS
KspPackContext(const KSP_PACKED_CONTEXT *context, void *out, ULONG capacity,
               ULONG *length)
{
    SECURITY_STATUS status = SEC_E_INVALID_PARAMETER;
    struct ksp_writer w;
    ULONG i;

    *length = 0;
    if (!head_in_range(context) || !keys_in_range(context))
        return SEC_E_INVALID_PARAMETER;
    *length = packed_length(context);
    status = SEC_E_BUFFER_TOO_SMALL;
    if (*length > capacity)
        return status;
    ksp_write_init(&w, out, capacity);
    ksp_write_bytes(&w, magic, sizeof(magic));
    ksp_write_le16(&w, PACKED_VERSION);
    ksp_write_le16(&w, context->Role);
    ksp_write_le32(&w, context->ContextAttributes);
    ksp_write_le32(&w, context->Flags);
    ksp_write_le64(&w, (uint64_t)context->StartTime);
    ksp_write_le64(&w, (uint64_t)context->ExpiryTime);
    ksp_write_le64(&w, context->SendInitial);
    ksp_write_le64(&w, context->SendCount);
    ksp_write_le64(&w, context->RecvInitial);
    ksp_write_le64(&w, context->RecvNext);
    ksp_write_le64(&w, context->RecvMap);
    ksp_write_le32(&w, context->Mechanism);
    ksp_write_le32(&w, context->KeyCount);
    ksp_write_le64(&w, context->SendSkipped);
    for (i = 0; i < context->KeyCount; i++) {
        ksp_write_le32(&w, (uint32_t)context->Keys[i].Enctype);
        ksp_write_le32(&w, context->Keys[i].Length);
        ksp_write_bytes(&w, context->Keys[i].Contents,
                        context->Keys[i].Length);
    }
    status = SEC_E_OK;
    return status;
}

static void
read_key(struct ksp_reader *r, KSP_PACKED_KEY *key)
{
    key->Enctype = (LONG)ksp_read_le32(r);
    key->Length = ksp_read_le32(r);
    r->failed = r->failed || key->Length > KSP_PACKED_KEY_MAX;
    if (!r->failed)
        ksp_read_bytes(r, key->Contents, key->Length);
}

static SECURITY_STATUS
check_enctypes(const KSP_PACKED_CONTEXT *c)
{
    SECURITY_STATUS status = SEC_E_OK;
    const struct ksp_enctype *et;
    ULONG i;

    for (i = 0; i < c->KeyCount && status == SEC_E_OK; i++) {
        et = ksp_enctype_find(c->Keys[i].Enctype);
        if (et == NULL)
            status = SEC_E_CRYPTO_SYSTEM_INVALID;
        else if (et->key_length != c->Keys[i].Length ||
                 (et->protocol == KSP_RFC1964 && i > 0))
            status = SEC_E_INVALID_TOKEN;
    }
    return status;
}

SECURITY_STATUS
KspUnpackContext(const void *packed, ULONG length,
                 KSP_PACKED_CONTEXT *context)
{
    SECURITY_STATUS status = SEC_E_INVALID_TOKEN;
    unsigned char start[4];
    struct ksp_reader r;
    uint16_t version;
    ULONG i;

    memset(context, 0, sizeof(*context));
    ksp_read_init(&r, packed, length);
    ksp_read_bytes(&r, start, sizeof(start));
    version = ksp_read_le16(&r);
    context->Role = ksp_read_le16(&r);
    context->ContextAttributes = ksp_read_le32(&r);
    context->Flags = ksp_read_le32(&r);
    context->StartTime = (LONGLONG)ksp_read_le64(&r);
    context->ExpiryTime = (LONGLONG)ksp_read_le64(&r);
    context->SendInitial = ksp_read_le64(&r);
    context->SendCount = ksp_read_le64(&r);
    context->RecvInitial = ksp_read_le64(&r);
    context->RecvNext = ksp_read_le64(&r);
    context->RecvMap = ksp_read_le64(&r);
    context->Mechanism = ksp_read_le32(&r);
    context->KeyCount = ksp_read_le32(&r);
    if (version != PACKED_VERSION_OLDEST)
        context->SendSkipped = ksp_read_le64(&r);
    if (r.failed || memcmp(start, magic, sizeof(magic)) != 0 ||
        version < PACKED_VERSION_OLDEST || version > PACKED_VERSION ||
        !head_in_range(context))
        goto cleanup;
    for (i = 0; i < context->KeyCount; i++)
        read_key(&r, &context->Keys[i]);
    if (ksp_read_complete(&r))
        status = check_enctypes(context);
cleanup:
    if (status != SEC_E_OK)
        ksp_wipe(context, sizeof(*context));
    return status;
}
