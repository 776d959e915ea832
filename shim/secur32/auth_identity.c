/* SPDX-License-Identifier: MIT */
/* Identities as things of their own: made, taken apart, copied, compared,
 * wiped.  What is made has the packed form. */
#include <string.h>

#include "ksp/ntstatus.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"

#define ENCRYPTED_FLAGS \
    (SEC_WINNT_AUTH_IDENTITY_FLAGS_PROCESS_ENCRYPTED | \
     SEC_WINNT_AUTH_IDENTITY_FLAGS_SYSTEM_PROTECTED | \
     SEC_WINNT_AUTH_IDENTITY_FLAGS_USER_PROTECTED | \
     SEC_WINNT_AUTH_IDENTITY_FLAGS_SYSTEM_ENCRYPTED)

/* ---- made ----------------------------------------------------------- */

SECURITY_STATUS SEC_ENTRY
SspiEncodeStringsAsAuthIdentity(PCWSTR pszUserName, PCWSTR pszDomainName,
                                PCWSTR pszPackedCredentialsString,
                                PSEC_WINNT_AUTH_IDENTITY_OPAQUE
                                *ppAuthIdentity)
{
    struct sspi_identity_texts t = { NULL, NULL, NULL, NULL, 0 };
    SECURITY_STATUS status;

    if (pszUserName == NULL && pszDomainName == NULL &&
        pszPackedCredentialsString == NULL)
        return SEC_E_INVALID_TOKEN;
    if (ppAuthIdentity == NULL)
        return SEC_E_INVALID_PARAMETER;
    *ppAuthIdentity = NULL;
    status = sspi_text_from_w(pszUserName, &t.user);
    if (status == SEC_E_OK)
        status = sspi_text_from_w(pszDomainName, &t.domain);
    if (status == SEC_E_OK)
        status = sspi_text_from_w(pszPackedCredentialsString, &t.password);
    if (status == SEC_E_OK)
        status = sspi_identity_pack(&t, ppAuthIdentity);
    sspi_identity_texts_wipe(&t);
    return status;
}

SECURITY_STATUS SEC_ENTRY
SspiCopyAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData,
                     PSEC_WINNT_AUTH_IDENTITY_OPAQUE *AuthDataCopy)
{
    struct sspi_identity_texts t;
    SECURITY_STATUS status;

    if (AuthDataCopy == NULL)
        return SEC_E_INVALID_PARAMETER;
    *AuthDataCopy = NULL;
    status = sspi_identity_texts_read(AuthData, &t);
    if (status == SEC_E_OK)
        status = sspi_identity_pack(&t, AuthDataCopy);
    sspi_identity_texts_wipe(&t);
    return status;
}

SECURITY_STATUS SEC_ENTRY
SspiMarshalAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity,
                        ULONG *AuthIdentityLength,
                        CHAR **AuthIdentityByteArray)
{
    SEC_WINNT_AUTH_IDENTITY_EX2 head;
    SECURITY_STATUS status;
    PVOID block;

    if (AuthIdentityLength != NULL)
        *AuthIdentityLength = 0;
    if (AuthIdentityByteArray != NULL)
        *AuthIdentityByteArray = NULL;
    if (AuthIdentityLength == NULL || AuthIdentityByteArray == NULL)
        return SEC_E_INVALID_PARAMETER;
    status = SspiCopyAuthIdentity(AuthIdentity, &block);
    if (status == SEC_E_OK) {
        memcpy(&head, block, sizeof(head));
        *AuthIdentityLength = head.cbStructureLength;
        *AuthIdentityByteArray = block;
    }
    return status;
}

/* Nothing is read beyond the length; the bytes need not be aligned. */
SECURITY_STATUS SEC_ENTRY
SspiUnmarshalAuthIdentity(ULONG AuthIdentityLength,
                          CHAR *AuthIdentityByteArray,
                          PSEC_WINNT_AUTH_IDENTITY_OPAQUE *ppAuthIdentity)
{
    SEC_WINNT_AUTH_IDENTITY_EX2 head;
    SECURITY_STATUS status;
    PVOID copy;

    if (ppAuthIdentity == NULL)
        return SEC_E_INVALID_PARAMETER;
    *ppAuthIdentity = NULL;
    if (AuthIdentityByteArray == NULL || AuthIdentityLength < sizeof(head))
        return SEC_E_INVALID_PARAMETER;
    copy = sspi_give_copy(AuthIdentityByteArray, AuthIdentityLength);
    if (copy == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    memcpy(&head, copy, sizeof(head));
    status = SEC_E_INVALID_PARAMETER;
    if (head.Version == SEC_WINNT_AUTH_IDENTITY_VERSION_2 &&
        head.cbStructureLength <= AuthIdentityLength)
        status = SspiValidateAuthIdentity(copy);
    if (status == SEC_E_OK)
        *ppAuthIdentity = copy;
    else
        (void)sspi_take_back(copy);
    return status;
}

/* It is one name of a list, as sspi_identity_allows reads it. */
static bool
is_one_name(const char *package)
{
    return package[0] != 0 && package[0] != '!' &&
        strpbrk(package, ", ") == NULL;
}

/* The list of the old one, and what is taken away. */
static SECURITY_STATUS
take_away(struct sspi_identity_texts *t, const char *package)
{
    size_t old = t->packages != NULL ? strlen(t->packages) : 0;
    size_t size = old + strlen(package) + sizeof(",!");
    char *list;

    list = sspi_text_new(size);
    if (list == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    if (old > 0) {
        strcpy(list, t->packages);
        strcat(list, ",");
    }
    strcat(list, "!");
    strcat(list, package);
    sspi_text_free(&t->packages);
    t->packages = list;
    return SEC_E_OK;
}

SECURITY_STATUS SEC_ENTRY
SspiExcludePackage(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity,
                   PCWSTR pszPackageName,
                   PSEC_WINNT_AUTH_IDENTITY_OPAQUE *ppNewAuthIdentity)
{
    struct sspi_identity_texts t = { NULL, NULL, NULL, NULL, 0 };
    SECURITY_STATUS status = SEC_E_OK;
    char *package = NULL;

    if (ppNewAuthIdentity == NULL)
        return SEC_E_INVALID_PARAMETER;
    *ppNewAuthIdentity = NULL;
    if (pszPackageName == NULL)
        return SEC_E_INVALID_PARAMETER;
    if (AuthIdentity != NULL)
        status = sspi_identity_texts_read(AuthIdentity, &t);
    if (status == SEC_E_OK)
        status = sspi_text_from_w(pszPackageName, &package);
    if (status == SEC_E_OK && !is_one_name(package))
        status = SEC_E_INVALID_PARAMETER;
    if (status == SEC_E_OK)
        status = take_away(&t, package);
    if (status == SEC_E_OK)
        status = sspi_identity_pack(&t, ppNewAuthIdentity);
    sspi_text_free(&package);
    sspi_identity_texts_wipe(&t);
    return status;
}

/* ---- taken apart ---------------------------------------------------- */

/* A copy of a text that may not be there. */
static SECURITY_STATUS
give_text(const char *text, PCWSTR *out)
{
    SEC_WCHAR *copy = NULL;

    if (text != NULL) {
        copy = sspi_text_to_w(text);
        if (copy == NULL)
            return SEC_E_INSUFFICIENT_MEMORY;
    }
    *out = copy;
    return SEC_E_OK;
}

static void
take_text(PCWSTR *out)
{
    (void)sspi_take_back((void *)(uintptr_t)*out);
    *out = NULL;
}

SECURITY_STATUS SEC_ENTRY
SspiEncodeAuthIdentityAsStrings(PSEC_WINNT_AUTH_IDENTITY_OPAQUE pAuthIdentity,
                                PCWSTR *ppszUserName, PCWSTR *ppszDomainName,
                                PCWSTR *ppszPackedCredentialsString)
{
    struct sspi_identity_texts t;
    SECURITY_STATUS status;

    if (ppszUserName != NULL)
        *ppszUserName = NULL;
    if (ppszDomainName != NULL)
        *ppszDomainName = NULL;
    if (ppszPackedCredentialsString != NULL)
        *ppszPackedCredentialsString = NULL;
    if (ppszUserName == NULL || ppszDomainName == NULL ||
        ppszPackedCredentialsString == NULL)
        return SEC_E_INVALID_PARAMETER;
    status = sspi_identity_texts_read(pAuthIdentity, &t);
    if (status == SEC_E_OK)
        status = give_text(t.user, ppszUserName);
    if (status == SEC_E_OK)
        status = give_text(t.domain, ppszDomainName);
    if (status == SEC_E_OK)
        status = give_text(t.password, ppszPackedCredentialsString);
    if (status != SEC_E_OK) {
        take_text(ppszUserName);
        take_text(ppszDomainName);
    }
    sspi_identity_texts_wipe(&t);
    return status;
}

/* ---- asked ---------------------------------------------------------- */

SECURITY_STATUS SEC_ENTRY
SspiValidateAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData)
{
    struct sspi_identity_texts t;
    SECURITY_STATUS status = sspi_identity_texts_read(AuthData, &t);

    sspi_identity_texts_wipe(&t);
    return status;
}

static bool
same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* What is NULL is nobody in particular. */
static SECURITY_STATUS
read_or_none(PVOID auth_data, struct sspi_identity_texts *t)
{
    memset(t, 0, sizeof(*t));
    return auth_data != NULL ? sspi_identity_texts_read(auth_data, t) :
        SEC_E_OK;
}

SECURITY_STATUS SEC_ENTRY
SspiCompareAuthIdentities(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity1,
                          PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity2,
                          PBOOLEAN SameSuppliedUser,
                          PBOOLEAN SameSuppliedIdentity)
{
    struct sspi_identity_texts a, b;
    SECURITY_STATUS status;
    bool user = false, all = false;

    memset(&b, 0, sizeof(b));
    status = read_or_none(AuthIdentity1, &a);
    if (status == SEC_E_OK)
        status = read_or_none(AuthIdentity2, &b);
    if (status == SEC_E_OK) {
        user = same(a.user, b.user) && same(a.domain, b.domain);
        all = user && same(a.password, b.password);
    }
    if (SameSuppliedUser != NULL)
        *SameSuppliedUser = user ? TRUE : FALSE;
    if (SameSuppliedIdentity != NULL)
        *SameSuppliedIdentity = all ? TRUE : FALSE;
    sspi_identity_texts_wipe(&a);
    sspi_identity_texts_wipe(&b);
    return status;
}

BOOLEAN SEC_ENTRY
SspiIsAuthIdentityEncrypted(PSEC_WINNT_AUTH_IDENTITY_OPAQUE
                            EncryptedAuthData)
{
    struct sspi_identity_parts p = { 0 };

    if (EncryptedAuthData != NULL)
        (void)sspi_identity_parts_read(EncryptedAuthData, &p);
    return (p.flags & ENCRYPTED_FLAGS) != 0 ? TRUE : FALSE;
}

/* ---- ended ---------------------------------------------------------- */

VOID SEC_ENTRY
SspiFreeAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData)
{
    (void)sspi_take_back(AuthData);
}

VOID SEC_ENTRY
SspiLocalFree(PVOID DataBuffer)
{
    (void)sspi_take_back(DataBuffer);
}

VOID SEC_ENTRY
SspiZeroAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData)
{
    if (AuthData != NULL)
        sspi_identity_clear(AuthData);
}

/* ---- not here ------------------------------------------------------- */

static SECURITY_STATUS
refuse(PVOID auth_data)
{
    return auth_data == NULL ? SEC_E_INVALID_PARAMETER :
        SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY
SspiEncryptAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData)
{
    return refuse(AuthData);
}

SECURITY_STATUS SEC_ENTRY
SspiEncryptAuthIdentityEx(ULONG Options,
                          PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData)
{
    (void)Options;
    return refuse(AuthData);
}

SECURITY_STATUS SEC_ENTRY
SspiDecryptAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE EncryptedAuthData)
{
    return refuse(EncryptedAuthData);
}

SECURITY_STATUS SEC_ENTRY
SspiDecryptAuthIdentityEx(ULONG Options,
                          PSEC_WINNT_AUTH_IDENTITY_OPAQUE EncryptedAuthData)
{
    (void)Options;
    return refuse(EncryptedAuthData);
}
