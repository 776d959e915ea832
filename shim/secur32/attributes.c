/* SPDX-License-Identifier: MIT */
/*
 * Questions about a context.  What is about messages the package answers;
 * the rest is known from establishment.
 */
#include <stdlib.h>
#include <string.h>

#include "handle.h"
#include "ksp/message.h"
#include "ksp/winerror.h"
#include "package.h"
#include "secur32.h"

/* The answer of the package, which speaks UTF-16. */
static SECURITY_STATUS
ask(const struct sspi_context *c, ULONG attribute, void *buffer)
{
    return c->table->QueryContextAttributes(sspi_context_inside(c),
                                            attribute, buffer);
}

/* ---- the same for A and W ------------------------------------------- */

static SECURITY_STATUS
sizes(const struct sspi_context *c, void *buffer)
{
    ULONG integrity = c->initiator ? ISC_RET_INTEGRITY : ASC_RET_INTEGRITY;
    SecPkgContext_Sizes *out = buffer;
    SECURITY_STATUS status;

    status = ask(c, SECPKG_ATTR_SIZES, out);
    if (status == SEC_E_OK && (c->attributes & integrity) == 0) {
        out->cbMaxSignature = 0;
        out->cbSecurityTrailer = 0;
    }
    return status;
}

static SECURITY_STATUS
stream_sizes(const struct sspi_context *c, void *buffer)
{
    return ask(c, SECPKG_ATTR_STREAM_SIZES, buffer);
}

static SECURITY_STATUS
message_lengths(const struct sspi_context *c, void *buffer)
{
    KSP_MESSAGE_LENGTHS *lengths = buffer;
    SECURITY_STATUS status = SEC_E_QOP_NOT_SUPPORTED;

    if (sspi_context_seals(c, lengths->fQOP))
        status = ask(c, KSP_ATTR_MESSAGE_LENGTHS, lengths);
    return status;
}

static SECURITY_STATUS
lifespan(const struct sspi_context *c, void *buffer)
{
    return ask(c, SECPKG_ATTR_LIFESPAN, buffer);
}

static SECURITY_STATUS
session_key(const struct sspi_context *c, void *buffer)
{
    return ask(c, SECPKG_ATTR_SESSION_KEY, buffer);
}

static SECURITY_STATUS
flags(const struct sspi_context *c, void *buffer)
{
    SecPkgContext_Flags *out = buffer;

    out->Flags = c->attributes;
    return SEC_E_OK;
}

/* Windows has this struct in one form only. */
static SECURITY_STATUS
target(const struct sspi_context *c, void *buffer)
{
    SecPkgContext_ClientSpecifiedTarget *out = buffer;
    const char *text = c->initiator ? c->target_text : c->server;
    SECURITY_STATUS status = SEC_E_UNSUPPORTED_FUNCTION;
    SEC_WCHAR *copy;

    if (text != NULL) {
        copy = sspi_text_to_w(text);
        status = SEC_E_INSUFFICIENT_MEMORY;
        if (copy != NULL) {
            out->sTargetName = copy;
            status = SEC_E_OK;
        }
    }
    return status;
}

/* ---- A -------------------------------------------------------------- */

static SECURITY_STATUS
names_a(const struct sspi_context *c, void *buffer)
{
    SecPkgContext_NamesA *out = buffer;
    SECURITY_STATUS status = SEC_E_UNSUPPORTED_FUNCTION;
    SEC_CHAR *copy;

    if (c->client != NULL) {
        copy = sspi_text_to_a(c->client);
        status = SEC_E_INSUFFICIENT_MEMORY;
        if (copy != NULL) {
            out->sUserName = copy;
            status = SEC_E_OK;
        }
    }
    return status;
}

static SECURITY_STATUS
native_names_a(const struct sspi_context *c, void *buffer)
{
    SecPkgContext_NativeNamesA *out = buffer;
    SEC_CHAR *client = NULL, *server = NULL;
    SECURITY_STATUS status = SEC_E_UNSUPPORTED_FUNCTION;

    if (c->client == NULL || c->server == NULL)
        goto cleanup;
    status = SEC_E_INSUFFICIENT_MEMORY;
    client = sspi_text_to_a(c->client);
    server = sspi_text_to_a(c->server);
    if (client == NULL || server == NULL)
        goto cleanup;
    out->sClientName = client;
    out->sServerName = server;
    client = server = NULL;
    status = SEC_E_OK;
cleanup:
    ksp_heap_free(client);
    ksp_heap_free(server);
    return status;
}

/* The names of algorithms are ASCII. */
static SEC_CHAR *
narrow(const SEC_WCHAR *wide)
{
    char *text = NULL;
    SEC_CHAR *copy = NULL;

    if (sspi_text_from_w(wide, &text) == SEC_E_OK)
        copy = sspi_text_to_a(text);
    sspi_text_free(&text);
    return copy;
}

static SECURITY_STATUS
key_info_a(const struct sspi_context *c, void *buffer)
{
    SecPkgContext_KeyInfoA *out = buffer;
    SEC_CHAR *sign = NULL, *encrypt = NULL;
    SecPkgContext_KeyInfoW wide;
    SECURITY_STATUS status;

    status = ask(c, SECPKG_ATTR_KEY_INFO, &wide);
    if (status != SEC_E_OK)
        goto cleanup;
    sign = narrow(wide.sSignatureAlgorithmName);
    encrypt = narrow(wide.sEncryptAlgorithmName);
    ksp_heap_free(wide.sSignatureAlgorithmName);
    ksp_heap_free(wide.sEncryptAlgorithmName);
    status = SEC_E_INSUFFICIENT_MEMORY;
    if (sign == NULL || encrypt == NULL)
        goto cleanup;
    out->sSignatureAlgorithmName = sign;
    out->sEncryptAlgorithmName = encrypt;
    out->KeySize = wide.KeySize;
    out->SignatureAlgorithm = wide.SignatureAlgorithm;
    out->EncryptAlgorithm = wide.EncryptAlgorithm;
    sign = encrypt = NULL;
    status = SEC_E_OK;
cleanup:
    ksp_heap_free(sign);
    ksp_heap_free(encrypt);
    return status;
}

static SECURITY_STATUS
package_info_a(const struct sspi_context *c, void *buffer)
{
    PSecPkgInfoA info = sspi_package_info_a(sspi_package_at(0));
    SecPkgContext_PackageInfoA *out = buffer;

    (void)c;
    if (info != NULL)
        out->PackageInfo = info;
    return info != NULL ? SEC_E_OK : SEC_E_INSUFFICIENT_MEMORY;
}

static SECURITY_STATUS
negotiation_info_a(const struct sspi_context *c, void *buffer)
{
    PSecPkgInfoA info = sspi_package_info_a(sspi_package_at(0));
    SecPkgContext_NegotiationInfoA *out = buffer;

    (void)c;
    if (info != NULL) {
        out->PackageInfo = info;
        out->NegotiationState = SECPKG_NEGOTIATION_COMPLETE;
    }
    return info != NULL ? SEC_E_OK : SEC_E_INSUFFICIENT_MEMORY;
}

/* ---- W -------------------------------------------------------------- */

static SECURITY_STATUS
names_w(const struct sspi_context *c, void *buffer)
{
    SecPkgContext_NamesW *out = buffer;
    SECURITY_STATUS status = SEC_E_UNSUPPORTED_FUNCTION;
    SEC_WCHAR *copy;

    if (c->client != NULL) {
        copy = sspi_text_to_w(c->client);
        status = SEC_E_INSUFFICIENT_MEMORY;
        if (copy != NULL) {
            out->sUserName = copy;
            status = SEC_E_OK;
        }
    }
    return status;
}

static SECURITY_STATUS
native_names_w(const struct sspi_context *c, void *buffer)
{
    SecPkgContext_NativeNamesW *out = buffer;
    SEC_WCHAR *client = NULL, *server = NULL;
    SECURITY_STATUS status = SEC_E_UNSUPPORTED_FUNCTION;

    if (c->client == NULL || c->server == NULL)
        goto cleanup;
    status = SEC_E_INSUFFICIENT_MEMORY;
    client = sspi_text_to_w(c->client);
    server = sspi_text_to_w(c->server);
    if (client == NULL || server == NULL)
        goto cleanup;
    out->sClientName = client;
    out->sServerName = server;
    client = server = NULL;
    status = SEC_E_OK;
cleanup:
    ksp_heap_free(client);
    ksp_heap_free(server);
    return status;
}

static SECURITY_STATUS
key_info_w(const struct sspi_context *c, void *buffer)
{
    return ask(c, SECPKG_ATTR_KEY_INFO, buffer);
}

static SECURITY_STATUS
package_info_w(const struct sspi_context *c, void *buffer)
{
    PSecPkgInfoW info = sspi_package_info_w(sspi_package_at(0));
    SecPkgContext_PackageInfoW *out = buffer;

    (void)c;
    if (info != NULL)
        out->PackageInfo = info;
    return info != NULL ? SEC_E_OK : SEC_E_INSUFFICIENT_MEMORY;
}

static SECURITY_STATUS
negotiation_info_w(const struct sspi_context *c, void *buffer)
{
    PSecPkgInfoW info = sspi_package_info_w(sspi_package_at(0));
    SecPkgContext_NegotiationInfoW *out = buffer;

    (void)c;
    if (info != NULL) {
        out->PackageInfo = info;
        out->NegotiationState = SECPKG_NEGOTIATION_COMPLETE;
    }
    return info != NULL ? SEC_E_OK : SEC_E_INSUFFICIENT_MEMORY;
}

/* ---- entry points --------------------------------------------------- */

typedef SECURITY_STATUS answer(const struct sspi_context *c, void *buffer);

static const struct {
    ULONG attribute;
    size_t size;                /* the same for A and W */
    answer *a;
    answer *w;
} answers[] = {
    { SECPKG_ATTR_SIZES, sizeof(SecPkgContext_Sizes), sizes, sizes },
    { SECPKG_ATTR_STREAM_SIZES, sizeof(SecPkgContext_StreamSizes),
      stream_sizes, stream_sizes },
    { KSP_ATTR_MESSAGE_LENGTHS, sizeof(KSP_MESSAGE_LENGTHS),
      message_lengths, message_lengths },
    { SECPKG_ATTR_LIFESPAN, sizeof(SecPkgContext_Lifespan), lifespan,
      lifespan },
    { SECPKG_ATTR_SESSION_KEY, sizeof(SecPkgContext_SessionKey),
      session_key, session_key },
    { SECPKG_ATTR_FLAGS, sizeof(SecPkgContext_Flags), flags, flags },
    { SECPKG_ATTR_CLIENT_SPECIFIED_TARGET,
      sizeof(SecPkgContext_ClientSpecifiedTarget), target, target },
    { SECPKG_ATTR_NAMES, sizeof(SecPkgContext_NamesW), names_a, names_w },
    { SECPKG_ATTR_NATIVE_NAMES, sizeof(SecPkgContext_NativeNamesW),
      native_names_a, native_names_w },
    { SECPKG_ATTR_KEY_INFO, sizeof(SecPkgContext_KeyInfoW), key_info_a,
      key_info_w },
    { SECPKG_ATTR_PACKAGE_INFO, sizeof(SecPkgContext_PackageInfoW),
      package_info_a, package_info_w },
    { SECPKG_ATTR_NEGOTIATION_INFO, sizeof(SecPkgContext_NegotiationInfoW),
      negotiation_info_a, negotiation_info_w },
};

#define ANSWER_COUNT (sizeof(answers) / sizeof(answers[0]))

static SECURITY_STATUS
query(PCtxtHandle handle, ULONG attribute, bool wide, void *buffer,
      ULONG size)
{
    SECURITY_STATUS status = SEC_E_INVALID_HANDLE;
    const struct sspi_context *c;
    LSA_SEC_HANDLE held;
    size_t i = 0;

    c = sspi_context_acquire_open(handle, &held);
    if (c == NULL)
        goto cleanup;
    while (i < ANSWER_COUNT && answers[i].attribute != attribute)
        i++;
    if (buffer == NULL)
        status = SEC_E_INVALID_PARAMETER;
    else if (i == ANSWER_COUNT)
        status = SEC_E_UNSUPPORTED_FUNCTION;
    else if (size < answers[i].size)
        status = SEC_E_BUFFER_TOO_SMALL;
    else
        status = wide ? answers[i].w(c, buffer) : answers[i].a(c, buffer);
    ksp_handle_release(held);
cleanup:
    return status;
}

SECURITY_STATUS SEC_ENTRY
QueryContextAttributesExA(PCtxtHandle phContext, ULONG ulAttribute,
                          PVOID pBuffer, ULONG cbBuffer)
{
    return query(phContext, ulAttribute, false, pBuffer, cbBuffer);
}

SECURITY_STATUS SEC_ENTRY
QueryContextAttributesExW(PCtxtHandle phContext, ULONG ulAttribute,
                          PVOID pBuffer, ULONG cbBuffer)
{
    return query(phContext, ulAttribute, true, pBuffer, cbBuffer);
}

SECURITY_STATUS SEC_ENTRY
QueryContextAttributesA(PCtxtHandle phContext, ULONG ulAttribute,
                        PVOID pBuffer)
{
    return query(phContext, ulAttribute, false, pBuffer, UINT32_MAX);
}

SECURITY_STATUS SEC_ENTRY
QueryContextAttributesW(PCtxtHandle phContext, ULONG ulAttribute,
                        PVOID pBuffer)
{
    return query(phContext, ulAttribute, true, pBuffer, UINT32_MAX);
}
