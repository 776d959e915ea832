/* SPDX-License-Identifier: MIT */
/* What a context says of itself. */
#include <string.h>

#include "base/heap.h"
#include "core/context_handle.h"
#include "core/package.h"
#include "core/protocol.h"
#include "ksp/kerberos.h"
#include "ksp/winerror.h"

#define PACKAGE_NAME u"Kerberos"
#define PACKAGE_COMMENT u"Kerberos V5"
#define PACKAGE_CAPABILITIES \
    (SECPKG_FLAG_INTEGRITY | SECPKG_FLAG_PRIVACY | SECPKG_FLAG_DATAGRAM | \
     SECPKG_FLAG_CONNECTION | SECPKG_FLAG_GSS_COMPATIBLE | \
     SECPKG_FLAG_MUTUAL_AUTH | SECPKG_FLAG_DELEGATION | \
     SECPKG_FLAG_READONLY_WITH_CHECKSUM)

static NTSTATUS
sizes(const struct ksp_context *c, void *buffer)
{
    SecPkgContext_Sizes *out = buffer;
    struct ksp_sizes sizes;

    c->messages->sizes(c, &sizes);
    out->cbMaxToken = KSP_PACKAGE_MAX_TOKEN;
    out->cbMaxSignature = (ULONG)sizes.mic;
    out->cbBlockSize = (ULONG)sizes.block;
    out->cbSecurityTrailer = (ULONG)(sizes.header + sizes.trailer);
    return SEC_E_OK;
}

static NTSTATUS
stream_sizes(const struct ksp_context *c, void *buffer)
{
    SecPkgContext_StreamSizes *out = buffer;
    struct ksp_sizes sizes;

    c->messages->sizes(c, &sizes);
    out->cbHeader = (ULONG)sizes.header;
    out->cbTrailer = (ULONG)sizes.trailer;
    out->cbMaximumMessage = (ULONG)sizes.message;
    out->cBuffers = 4;
    out->cbBlockSize = (ULONG)sizes.block;
    return SEC_E_OK;
}

static NTSTATUS
message_lengths(const struct ksp_context *c, void *buffer)
{
    KSP_MESSAGE_LENGTHS *lengths = buffer;
    NTSTATUS status = SEC_E_QOP_NOT_SUPPORTED;

    if (lengths->fQOP == 0 || lengths->fQOP == SECQOP_WRAP_NO_ENCRYPT) {
        c->messages->lengths(c, lengths);
        status = SEC_E_OK;
    }
    return status;
}

static NTSTATUS
lifespan(const struct ksp_context *c, void *buffer)
{
    SecPkgContext_Lifespan *out = buffer;

    out->tsStart.QuadPart = c->StartTime;
    out->tsExpiry.QuadPart = c->ExpiryTime;
    return SEC_E_OK;
}

static NTSTATUS
flags(const struct ksp_context *c, void *buffer)
{
    SecPkgContext_Flags *out = buffer;

    out->Flags = c->ContextAttributes;
    return SEC_E_OK;
}

static NTSTATUS
session_key(const struct ksp_context *c, void *buffer)
{
    const KSP_PACKED_KEY *key = &c->keys[c->key_count - 1];
    SecPkgContext_SessionKey *out = buffer;
    NTSTATUS status = SEC_E_INSUFFICIENT_MEMORY;
    void *copy = ksp_heap_new(key->Length);

    if (copy != NULL) {
        memcpy(copy, key->Contents, key->Length);
        out->SessionKey = copy;
        out->SessionKeyLength = key->Length;
        status = SEC_E_OK;
    }
    return status;
}

static NTSTATUS
description(const struct ksp_context *c, void *buffer)
{
    KSP_CONTEXT_DESCRIPTION *out = buffer;

    out->Role = c->initiator ? KSP_ROLE_INITIATOR : KSP_ROLE_ACCEPTOR;
    out->Enctype = c->enctype->enctype;
    return SEC_E_OK;
}

/* A UTF-16 copy of an ASCII name, or NULL. */
static SEC_WCHAR *
wide_copy(const char *ascii)
{
    size_t length = strlen(ascii), i;
    SEC_WCHAR *copy = ksp_heap_new((length + 1) * sizeof(*copy));

    for (i = 0; copy != NULL && i <= length; i++)
        copy[i] = (SEC_WCHAR)(unsigned char)ascii[i];
    return copy;
}

static NTSTATUS
key_info(const struct ksp_context *c, void *buffer)
{
    const struct ksp_enctype *et = c->enctype;
    SecPkgContext_KeyInfoW *out = buffer;
    NTSTATUS status = SEC_E_INSUFFICIENT_MEMORY;
    SEC_WCHAR *sign = wide_copy(et->cksum_name);
    SEC_WCHAR *encrypt = wide_copy(et->name);

    if (sign == NULL || encrypt == NULL)
        goto cleanup;
    out->sSignatureAlgorithmName = sign;
    out->sEncryptAlgorithmName = encrypt;
    out->KeySize = et->key_length * 8;
    out->SignatureAlgorithm = (ULONG)et->cksumtype;
    out->EncryptAlgorithm = (ULONG)et->enctype;
    sign = encrypt = NULL;
    status = SEC_E_OK;
cleanup:
    ksp_heap_free(sign);
    ksp_heap_free(encrypt);
    return status;
}

/* One block: the struct, then its two strings. */
static NTSTATUS
package_info(const struct ksp_context *c, void *buffer)
{
    struct block {
        SecPkgInfoW info;
        SEC_WCHAR name[sizeof(PACKAGE_NAME) / sizeof(SEC_WCHAR)];
        SEC_WCHAR comment[sizeof(PACKAGE_COMMENT) / sizeof(SEC_WCHAR)];
    } *block;
    SecPkgContext_PackageInfoW *out = buffer;
    NTSTATUS status = SEC_E_INSUFFICIENT_MEMORY;

    (void)c;
    block = ksp_heap_new(sizeof(*block));
    if (block != NULL) {
        memcpy(block->name, PACKAGE_NAME, sizeof(block->name));
        memcpy(block->comment, PACKAGE_COMMENT, sizeof(block->comment));
        block->info.fCapabilities = PACKAGE_CAPABILITIES;
        block->info.wVersion = KSP_PACKAGE_VERSION;
        block->info.wRPCID = KSP_PACKAGE_RPCID;
        block->info.cbMaxToken = KSP_PACKAGE_MAX_TOKEN;
        block->info.Name = block->name;
        block->info.Comment = block->comment;
        out->PackageInfo = &block->info;
        status = SEC_E_OK;
    }
    return status;
}

static const struct {
    ULONG attribute;
    NTSTATUS (*answer)(const struct ksp_context *c, void *buffer);
} answers[] = {
    { SECPKG_ATTR_SIZES, sizes },
    { SECPKG_ATTR_STREAM_SIZES, stream_sizes },
    { SECPKG_ATTR_LIFESPAN, lifespan },
    { SECPKG_ATTR_FLAGS, flags },
    { SECPKG_ATTR_SESSION_KEY, session_key },
    { SECPKG_ATTR_KEY_INFO, key_info },
    { SECPKG_ATTR_PACKAGE_INFO, package_info },
    { KSP_ATTR_MESSAGE_LENGTHS, message_lengths },
    { KSP_ATTR_DESCRIPTION, description },
};

NTSTATUS
KspQueryAttributes(LSA_SEC_HANDLE ContextId, ULONG Attribute, PVOID Buffer)
{
    struct ksp_context *c = ksp_handle_acquire(ContextId);
    NTSTATUS status = SEC_E_INVALID_HANDLE;
    size_t i;

    if (c == NULL)
        return SEC_E_INVALID_HANDLE;
    status = SEC_E_INVALID_PARAMETER;
    if (Buffer == NULL)
        goto release;
    status = SEC_E_UNSUPPORTED_FUNCTION;
    for (i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        if (answers[i].attribute == Attribute)
            status = answers[i].answer(c, Buffer);
    }
release:
    ksp_handle_release(ContextId);
    return status;
}
