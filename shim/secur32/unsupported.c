/* SPDX-License-Identifier: MIT */
/* Functions that have no meaning here.  Each checks its handle and returns
 * SEC_E_UNSUPPORTED_FUNCTION. */
#include "base/handle.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"

static SECURITY_STATUS
refuse_context(PCtxtHandle phContext)
{
    SECURITY_STATUS status = SEC_E_INVALID_HANDLE;
    LSA_SEC_HANDLE held;

    if (sspi_context_acquire(phContext, &held) != NULL) {
        ksp_handle_release(held);
        status = SEC_E_UNSUPPORTED_FUNCTION;
    }
    return status;
}

static SECURITY_STATUS
refuse_cred(PCredHandle phCredential)
{
    SECURITY_STATUS status = SEC_E_INVALID_HANDLE;
    LSA_SEC_HANDLE held;

    if (sspi_cred_acquire(phCredential, &held) != NULL) {
        ksp_handle_release(held);
        status = SEC_E_UNSUPPORTED_FUNCTION;
    }
    return status;
}

SECURITY_STATUS SEC_ENTRY
CompleteAuthToken(PCtxtHandle phContext, PSecBufferDesc pToken)
{
    (void)pToken;
    return refuse_context(phContext);
}

SECURITY_STATUS SEC_ENTRY
ApplyControlToken(PCtxtHandle phContext, PSecBufferDesc pInput)
{
    (void)pInput;
    return refuse_context(phContext);
}

SECURITY_STATUS SEC_ENTRY
ImpersonateSecurityContext(PCtxtHandle phContext)
{
    return refuse_context(phContext);
}

SECURITY_STATUS SEC_ENTRY
RevertSecurityContext(PCtxtHandle phContext)
{
    return refuse_context(phContext);
}

SECURITY_STATUS SEC_ENTRY
QuerySecurityContextToken(PCtxtHandle phContext, HANDLE *Token)
{
    if (Token != NULL)
        *Token = NULL;
    return refuse_context(phContext);
}

SECURITY_STATUS SEC_ENTRY
SetContextAttributesW(PCtxtHandle phContext, ULONG ulAttribute,
                      PVOID pBuffer, ULONG cbBuffer)
{
    (void)ulAttribute;
    (void)pBuffer;
    (void)cbBuffer;
    return refuse_context(phContext);
}

SECURITY_STATUS SEC_ENTRY
SetContextAttributesA(PCtxtHandle phContext, ULONG ulAttribute,
                      PVOID pBuffer, ULONG cbBuffer)
{
    return SetContextAttributesW(phContext, ulAttribute, pBuffer, cbBuffer);
}

SECURITY_STATUS SEC_ENTRY
SetCredentialsAttributesW(PCredHandle phCredential, ULONG ulAttribute,
                          PVOID pBuffer, ULONG cbBuffer)
{
    (void)ulAttribute;
    (void)pBuffer;
    (void)cbBuffer;
    return refuse_cred(phCredential);
}

SECURITY_STATUS SEC_ENTRY
SetCredentialsAttributesA(PCredHandle phCredential, ULONG ulAttribute,
                          PVOID pBuffer, ULONG cbBuffer)
{
    return SetCredentialsAttributesW(phCredential, ulAttribute, pBuffer,
                                     cbBuffer);
}

SECURITY_STATUS SEC_ENTRY
AddCredentialsW(PCredHandle hCredentials, SEC_WCHAR *pszPrincipal,
                SEC_WCHAR *pszPackage, ULONG fCredentialUse, PVOID pAuthData,
                SEC_GET_KEY_FN pGetKeyFn, PVOID pvGetKeyArgument,
                PTimeStamp ptsExpiry)
{
    (void)pszPrincipal;
    (void)pszPackage;
    (void)fCredentialUse;
    (void)pAuthData;
    (void)pGetKeyFn;
    (void)pvGetKeyArgument;
    if (ptsExpiry != NULL)
        ptsExpiry->QuadPart = 0;
    return refuse_cred(hCredentials);
}

SECURITY_STATUS SEC_ENTRY
AddCredentialsA(PCredHandle hCredentials, SEC_CHAR *pszPrincipal,
                SEC_CHAR *pszPackage, ULONG fCredentialUse, PVOID pAuthData,
                SEC_GET_KEY_FN pGetKeyFn, PVOID pvGetKeyArgument,
                PTimeStamp ptsExpiry)
{
    (void)pszPrincipal;
    (void)pszPackage;
    return AddCredentialsW(hCredentials, NULL, NULL, fCredentialUse,
                           pAuthData, pGetKeyFn, pvGetKeyArgument,
                           ptsExpiry);
}

SECURITY_STATUS SEC_ENTRY
ChangeAccountPasswordW(SEC_WCHAR *pszPackageName, SEC_WCHAR *pszDomainName,
                       SEC_WCHAR *pszAccountName, SEC_WCHAR *pszOldPassword,
                       SEC_WCHAR *pszNewPassword, BOOLEAN bImpersonating,
                       ULONG dwReserved, PSecBufferDesc pOutput)
{
    (void)pszPackageName;
    (void)pszDomainName;
    (void)pszAccountName;
    (void)pszOldPassword;
    (void)pszNewPassword;
    (void)bImpersonating;
    (void)dwReserved;
    (void)pOutput;
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY
ChangeAccountPasswordA(SEC_CHAR *pszPackageName, SEC_CHAR *pszDomainName,
                       SEC_CHAR *pszAccountName, SEC_CHAR *pszOldPassword,
                       SEC_CHAR *pszNewPassword, BOOLEAN bImpersonating,
                       ULONG dwReserved, PSecBufferDesc pOutput)
{
    (void)pszPackageName;
    (void)pszDomainName;
    (void)pszAccountName;
    (void)pszOldPassword;
    (void)pszNewPassword;
    (void)bImpersonating;
    (void)dwReserved;
    (void)pOutput;
    return SEC_E_UNSUPPORTED_FUNCTION;
}
