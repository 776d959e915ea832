/* SPDX-License-Identifier: MIT */
/*
 * Questions about a context.  What is about messages the package answers;
 * the rest is known from establishment.
 */
#include <stddef.h>
#include <string.h>

#include "base/handle.h"
#include "base/heap.h"
#include "base/wipe.h"
#include "ksp/message.h"
#include "ksp/winerror.h"
#include "secur32/attributes.h"

/* The answer of the package, which speaks UTF-16. */
static SECURITY_STATUS
ask(const struct sspi_context *c, ULONG attribute, void *buffer)
{
    return c->table->QueryContextAttributes(sspi_context_inside(c),
                                            attribute, buffer);
}

/* ---- the same for A and W ------------------------------------------- */

static SECURITY_STATUS
sizes(const struct sspi_context *c, bool wide, void *buffer)
{
    ULONG integrity = c->initiator ? ISC_RET_INTEGRITY : ASC_RET_INTEGRITY;
    SecPkgContext_Sizes *out = buffer;
    SECURITY_STATUS status;

    (void)wide;
    status = ask(c, SECPKG_ATTR_SIZES, out);
    if (status == SEC_E_OK && (c->attributes & integrity) == 0) {
        out->cbMaxSignature = 0;
        out->cbSecurityTrailer = 0;
    }
    return status;
}

static SECURITY_STATUS
stream_sizes(const struct sspi_context *c, bool wide, void *buffer)
{
    (void)wide;
    return ask(c, SECPKG_ATTR_STREAM_SIZES, buffer);
}

static SECURITY_STATUS
message_lengths(const struct sspi_context *c, bool wide, void *buffer)
{
    KSP_MESSAGE_LENGTHS *lengths = buffer;
    SECURITY_STATUS status = sspi_context_may_seal(c, lengths->fQOP);

    (void)wide;
    if (status == SEC_E_OK)
        status = ask(c, KSP_ATTR_MESSAGE_LENGTHS, lengths);
    return status;
}

static SECURITY_STATUS
lifespan(const struct sspi_context *c, bool wide, void *buffer)
{
    SecPkgContext_Lifespan *out = buffer, utc;
    SECURITY_STATUS status;

    (void)wide;
    status = ask(c, SECPKG_ATTR_LIFESPAN, &utc);
    if (status == SEC_E_OK) {
        out->tsStart = sspi_time_local(utc.tsStart, c->local_offset);
        out->tsExpiry = sspi_time_local(utc.tsExpiry, c->local_offset);
    }
    return status;
}

static SECURITY_STATUS
session_key(const struct sspi_context *c, bool wide, void *buffer)
{
    SecPkgContext_SessionKey key, *out = buffer;
    SECURITY_STATUS status;
    UCHAR *copy;

    (void)wide;
    status = ask(c, SECPKG_ATTR_SESSION_KEY, &key);
    if (status != SEC_E_OK)
        return status;
    copy = sspi_give_copy(key.SessionKey, key.SessionKeyLength);
    ksp_wipe(key.SessionKey, key.SessionKeyLength);
    ksp_heap_free(key.SessionKey);
    if (copy == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    out->SessionKeyLength = key.SessionKeyLength;
    out->SessionKey = copy;
    return SEC_E_OK;
}

static SECURITY_STATUS
flags(const struct sspi_context *c, bool wide, void *buffer)
{
    SecPkgContext_Flags *out = buffer;

    (void)wide;
    out->Flags = c->attributes;
    return SEC_E_OK;
}

/* ---- with text, in A's form or W's ---------------------------------- */

/* Where the strings are; the structs of A and W have them in the same
 * places. */
#define SAME_PLACE(type, field) \
    _Static_assert(offsetof(type ## A, field) == offsetof(type ## W, field), \
                   #type " is the same for A and W")

SAME_PLACE(SecPkgContext_Names, sUserName);
SAME_PLACE(SecPkgContext_NativeNames, sClientName);
SAME_PLACE(SecPkgContext_NativeNames, sServerName);
SAME_PLACE(SecPkgContext_KeyInfo, sSignatureAlgorithmName);
SAME_PLACE(SecPkgContext_KeyInfo, sEncryptAlgorithmName);
SAME_PLACE(SecPkgContext_KeyInfo, EncryptAlgorithm);
SAME_PLACE(SecPkgContext_PackageInfo, PackageInfo);
SAME_PLACE(SecPkgContext_NegotiationInfo, PackageInfo);

static void
put(void *buffer, size_t place, void *pointer)
{
    memcpy((unsigned char *)buffer + place, &pointer, sizeof(pointer));
}

SECURITY_STATUS
sspi_put_text(void *buffer, size_t place, const char *text, bool wide)
{
    void *copy;

    if (text == NULL)
        return SEC_E_UNSUPPORTED_FUNCTION;
    copy = sspi_text_to(text, wide);
    if (copy == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    put(buffer, place, copy);
    return SEC_E_OK;
}

/* Both or none. */
static SECURITY_STATUS
put_texts(void *buffer, const size_t places[2], const char *const texts[2],
          bool wide)
{
    void *first = sspi_text_to(texts[0], wide);
    void *second = sspi_text_to(texts[1], wide);

    if (first == NULL || second == NULL) {
        (void)sspi_take_back(first);
        (void)sspi_take_back(second);
        return SEC_E_INSUFFICIENT_MEMORY;
    }
    put(buffer, places[0], first);
    put(buffer, places[1], second);
    return SEC_E_OK;
}

/* Windows has this struct in one form only. */
static SECURITY_STATUS
target(const struct sspi_context *c, bool wide, void *buffer)
{
    (void)wide;
    return sspi_put_text(buffer,
                         offsetof(SecPkgContext_ClientSpecifiedTarget,
                                  sTargetName),
                         c->initiator ? c->target_text : c->server, true);
}

static SECURITY_STATUS
names(const struct sspi_context *c, bool wide, void *buffer)
{
    return sspi_put_text(buffer, offsetof(SecPkgContext_NamesW, sUserName),
                         c->client, wide);
}

static SECURITY_STATUS
native_names(const struct sspi_context *c, bool wide, void *buffer)
{
    static const size_t places[] = {
        offsetof(SecPkgContext_NativeNamesW, sClientName),
        offsetof(SecPkgContext_NativeNamesW, sServerName)
    };
    const char *const texts[] = { c->client, c->server };

    if (c->client == NULL || c->server == NULL)
        return SEC_E_UNSUPPORTED_FUNCTION;
    return put_texts(buffer, places, texts, wide);
}

/* Names of algorithms, of which the package's are W's, for the program. */
static SECURITY_STATUS
algorithm_names(const SecPkgContext_KeyInfoW *info, bool wide, void *buffer)
{
    static const size_t places[] = {
        offsetof(SecPkgContext_KeyInfoW, sSignatureAlgorithmName),
        offsetof(SecPkgContext_KeyInfoW, sEncryptAlgorithmName)
    };
    SECURITY_STATUS status = SEC_E_INSUFFICIENT_MEMORY;
    char *sign = NULL, *encrypt = NULL;
    const char *texts[2];

    (void)sspi_text_from_w(info->sSignatureAlgorithmName, &sign);
    (void)sspi_text_from_w(info->sEncryptAlgorithmName, &encrypt);
    texts[0] = sign;
    texts[1] = encrypt;
    if (sign != NULL && encrypt != NULL)
        status = put_texts(buffer, places, texts, wide);
    sspi_text_free(&sign);
    sspi_text_free(&encrypt);
    return status;
}

static SECURITY_STATUS
key_info(const struct sspi_context *c, bool wide, void *buffer)
{
    SecPkgContext_KeyInfoA *out = buffer;
    SecPkgContext_KeyInfoW info;
    SECURITY_STATUS status;

    status = ask(c, SECPKG_ATTR_KEY_INFO, &info);
    if (status != SEC_E_OK)
        return status;
    status = algorithm_names(&info, wide, buffer);
    if (status == SEC_E_OK) {
        out->KeySize = info.KeySize;
        out->SignatureAlgorithm = info.SignatureAlgorithm;
        out->EncryptAlgorithm = info.EncryptAlgorithm;
    }
    ksp_heap_free(info.sSignatureAlgorithmName);
    ksp_heap_free(info.sEncryptAlgorithmName);
    return status;
}

static SECURITY_STATUS
package_info(const struct sspi_context *c, bool wide, void *buffer)
{
    void *info = sspi_package_info(sspi_package_at(0), wide);

    (void)c;
    if (info == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    put(buffer, offsetof(SecPkgContext_PackageInfoW, PackageInfo), info);
    return SEC_E_OK;
}

static SECURITY_STATUS
negotiation_info(const struct sspi_context *c, bool wide, void *buffer)
{
    SecPkgContext_NegotiationInfoW *out = buffer;
    void *info = sspi_package_info(sspi_package_at(0), wide);

    (void)c;
    if (info == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    put(buffer, offsetof(SecPkgContext_NegotiationInfoW, PackageInfo), info);
    out->NegotiationState = SECPKG_NEGOTIATION_COMPLETE;
    return SEC_E_OK;
}

/* ---- entry points --------------------------------------------------- */

static const struct {
    ULONG attribute;
    size_t size;                /* the same for A and W */
    sspi_answer *give;
} answers[] = {
    { SECPKG_ATTR_SIZES, sizeof(SecPkgContext_Sizes), sizes },
    { SECPKG_ATTR_STREAM_SIZES, sizeof(SecPkgContext_StreamSizes),
      stream_sizes },
    { KSP_ATTR_MESSAGE_LENGTHS, sizeof(KSP_MESSAGE_LENGTHS),
      message_lengths },
    { SECPKG_ATTR_LIFESPAN, sizeof(SecPkgContext_Lifespan), lifespan },
    { SECPKG_ATTR_SESSION_KEY, sizeof(SecPkgContext_SessionKey),
      session_key },
    { SECPKG_ATTR_FLAGS, sizeof(SecPkgContext_Flags), flags },
    { SECPKG_ATTR_CLIENT_SPECIFIED_TARGET,
      sizeof(SecPkgContext_ClientSpecifiedTarget), target },
    { SECPKG_ATTR_NAMES, sizeof(SecPkgContext_NamesW), names },
    { SECPKG_ATTR_NATIVE_NAMES, sizeof(SecPkgContext_NativeNamesW),
      native_names },
    { SECPKG_ATTR_KEY_INFO, sizeof(SecPkgContext_KeyInfoW), key_info },
    { SECPKG_ATTR_PACKAGE_INFO, sizeof(SecPkgContext_PackageInfoW),
      package_info },
    { SECPKG_ATTR_NEGOTIATION_INFO, sizeof(SecPkgContext_NegotiationInfoW),
      negotiation_info },
    { SECPKG_ATTR_CREDENTIAL_NAME, sizeof(SecPkgContext_CredentialNameW),
      sspi_answer_credential_name },
    { SECPKG_ATTR_AUTHORITY, sizeof(SecPkgContext_AuthorityW),
      sspi_answer_authority },
    { SECPKG_ATTR_PROTO_INFO, sizeof(SecPkgContext_ProtoInfoW),
      sspi_answer_proto_info },
    { SECPKG_ATTR_DCE_INFO, sizeof(SecPkgContext_DceInfo),
      sspi_answer_dce_info },
    { SECPKG_ATTR_TARGET, sizeof(SecPkgContext_Target), sspi_answer_target },
    { SECPKG_ATTR_UNIQUE_BINDINGS, sizeof(SecPkgContext_Bindings),
      sspi_answer_bindings },
    { SECPKG_ATTR_LAST_CLIENT_TOKEN_STATUS,
      sizeof(SecPkgContext_LastClientTokenStatus), sspi_answer_client_token },
    { SECPKG_ATTR_NEGO_PKG_INFO, sizeof(SecPkgContext_NegoPackageInfo),
      sspi_answer_nego_packages },
    { SECPKG_ATTR_NEGO_STATUS, sizeof(SecPkgContext_NegoStatus),
      sspi_answer_nego_status },
};

#define ANSWER_COUNT (sizeof(answers) / sizeof(answers[0]))

/* An open context; one question is for those that wait, too. */
static const struct sspi_context *
acquire_for(PCtxtHandle handle, ULONG attribute, LSA_SEC_HANDLE *held)
{
    const struct sspi_context *c;

    if (attribute != SECPKG_ATTR_LAST_CLIENT_TOKEN_STATUS)
        return sspi_context_acquire_open(handle, held);
    c = sspi_context_acquire(handle, held);
    if (c != NULL && atomic_load(&c->stage) != SSPI_OPEN &&
        atomic_load(&c->stage) != SSPI_WAITING) {
        ksp_handle_release(*held);
        *held = 0;
        c = NULL;
    }
    return c;
}

static SECURITY_STATUS
query(PCtxtHandle handle, ULONG attribute, bool wide, void *buffer,
      ULONG size)
{
    SECURITY_STATUS status = SEC_E_INVALID_HANDLE;
    const struct sspi_context *c;
    LSA_SEC_HANDLE held;
    size_t i = 0;

    c = acquire_for(handle, attribute, &held);
    if (c == NULL)
        return SEC_E_INVALID_HANDLE;
    while (i < ANSWER_COUNT && answers[i].attribute != attribute)
        i++;
    if (buffer == NULL)
        status = SEC_E_INVALID_PARAMETER;
    else if (i == ANSWER_COUNT)
        status = SEC_E_UNSUPPORTED_FUNCTION;
    else if (size < answers[i].size)
        status = SEC_E_BUFFER_TOO_SMALL;
    else
        status = answers[i].give(c, wide, buffer);
    ksp_handle_release(held);
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
