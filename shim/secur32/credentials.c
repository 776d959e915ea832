/* SPDX-License-Identifier: MIT */
/* Credentials: known by a handle. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/handle.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"

/* dwUpper of a handle; contexts have another. */
#define CRED_MARK 0x43726564

static void
free_cred(struct sspi_cred **cred)
{
    char *name;

    if (*cred != NULL) {
        sspi_cred_lose(*cred);
        name = atomic_load(&(*cred)->name);
        sspi_text_free(&name);
    }
    free(*cred);
    *cred = NULL;
}

static void
destroy(void *object)
{
    struct sspi_cred *cred = object;

    free_cred(&cred);
}

static const struct ksp_kind cred_kind = { destroy };

struct sspi_cred *
sspi_cred_acquire(PCredHandle handle, LSA_SEC_HANDLE *held)
{
    struct sspi_cred *cred = NULL;
    SecHandle copy = { 0, 0 };

    if (handle != NULL)
        copy = *handle;
    if (copy.dwUpper == CRED_MARK)
        cred = ksp_handle_acquire_object(&cred_kind, copy.dwLower);
    *held = cred != NULL ? copy.dwLower : 0;
    return cred;
}

/* ---- acquiring ------------------------------------------------------ */

/* Publishes the credential, which the handle owns then. */
static SECURITY_STATUS
publish(struct sspi_cred **cred, PCredHandle handle)
{
    SECURITY_STATUS status = SEC_E_INSUFFICIENT_MEMORY;
    LSA_SEC_HANDLE number = ksp_handle_new_object(&cred_kind, *cred);

    if (number != 0) {
        handle->dwLower = number;
        handle->dwUpper = CRED_MARK;
        *cred = NULL;
        status = SEC_E_OK;
    }
    return status;
}

/* The arguments of AcquireCredentialsHandle that matter. */
struct request {
    const char *principal;
    const char *package;
    ULONG use;
    const void *auth_data;
};

/* Of fCredentialUse every bit that has a meaning here is judged. */
static SECURITY_STATUS
check(const struct request *r, const struct sspi_package **package)
{
    SECURITY_STATUS status = SEC_E_OK;

    *package = NULL;
    if (r->package == NULL)
        status = SEC_E_INVALID_PARAMETER;
    else if ((*package = sspi_package_find(r->package)) == NULL)
        status = SEC_E_SECPKG_NOT_FOUND;
    else if ((r->use & SECPKG_CRED_BOTH) == 0)
        status = SEC_E_INVALID_PARAMETER;
    else if ((r->use & SECPKG_CRED_PROCESS_POLICY_ONLY) != 0)
        status = SEC_E_UNSUPPORTED_FUNCTION;
    return status;
}

/* What an identity may be used for. */
static SECURITY_STATUS
check_identity(const struct request *r, const struct sspi_package *package,
               const struct sspi_identity *identity)
{
    SECURITY_STATUS status = SEC_E_OK;

    if (identity->principal != NULL && (r->use & SECPKG_CRED_OUTBOUND) == 0)
        status = SEC_E_UNSUPPORTED_FUNCTION;
    else if (package->negotiate &&
             !sspi_identity_allows(identity, sspi_package_at(0)->name))
        status = SEC_E_SECPKG_NOT_FOUND;
    return status;
}

static SECURITY_STATUS
acquire_handle(const struct request *r, PCredHandle handle, PTimeStamp expiry)
{
    struct sspi_identity identity = { NULL, NULL, NULL, false };
    const struct sspi_package *package;
    struct sspi_cred *cred = NULL;
    SECURITY_STATUS status;

    sspi_start();
    status = check(r, &package);
    if (status == SEC_E_OK)
        status = sspi_identity_read(r->auth_data, &identity);
    if (status == SEC_E_OK)
        status = check_identity(r, package, &identity);
    if (status != SEC_E_OK)
        goto cleanup;
    status = SEC_E_INSUFFICIENT_MEMORY;
    cred = calloc(1, sizeof(*cred));
    if (cred == NULL)
        goto cleanup;
    cred->package = package;
    cred->use = r->use;
    status = sspi_cred_find(cred, r->principal, &identity);
    if (status == SEC_E_OK)
        status = publish(&cred, handle);
    if (status == SEC_E_OK && expiry != NULL)
        expiry->QuadPart = INT64_MAX;
cleanup:
    free_cred(&cred);
    sspi_identity_wipe(&identity);
    /* GSS says of a name that it is bad; SSPI, that nobody has it. */
    return status == SEC_E_TARGET_UNKNOWN ? SEC_E_UNKNOWN_CREDENTIALS :
        status;
}

static void
clear_outputs(PCredHandle handle, PTimeStamp expiry)
{
    if (handle != NULL)
        memset(handle, 0, sizeof(*handle));
    if (expiry != NULL)
        expiry->QuadPart = 0;
}

/* The texts are A's or W's. */
static SECURITY_STATUS
acquire_by_text(const void *principal, const void *package, bool wide,
                struct request *r, PCredHandle handle, PTimeStamp expiry)
{
    char *principal_text = NULL, *package_text = NULL;
    SECURITY_STATUS status;

    clear_outputs(handle, expiry);
    if (handle == NULL)
        return SEC_E_INVALID_PARAMETER;
    status = sspi_text_from(principal, wide, &principal_text);
    if (status == SEC_E_OK)
        status = sspi_text_from(package, wide, &package_text);
    r->principal = principal_text;
    r->package = package_text;
    if (status == SEC_E_OK)
        status = acquire_handle(r, handle, expiry);
    sspi_text_free(&principal_text);
    sspi_text_free(&package_text);
    return status;
}

SECURITY_STATUS SEC_ENTRY
AcquireCredentialsHandleW(SEC_WCHAR *pszPrincipal, SEC_WCHAR *pszPackage,
                          ULONG fCredentialUse, PVOID pvLogonId,
                          PVOID pAuthData, SEC_GET_KEY_FN pGetKeyFn,
                          PVOID pvGetKeyArgument, PCredHandle phCredential,
                          PTimeStamp ptsExpiry)
{
    struct request r = { NULL, NULL, fCredentialUse, pAuthData };

    (void)pvLogonId;
    (void)pGetKeyFn;
    (void)pvGetKeyArgument;
    return acquire_by_text(pszPrincipal, pszPackage, true, &r, phCredential,
                           ptsExpiry);
}

SECURITY_STATUS SEC_ENTRY
AcquireCredentialsHandleA(SEC_CHAR *pszPrincipal, SEC_CHAR *pszPackage,
                          ULONG fCredentialUse, PVOID pvLogonId,
                          PVOID pAuthData, SEC_GET_KEY_FN pGetKeyFn,
                          PVOID pvGetKeyArgument, PCredHandle phCredential,
                          PTimeStamp ptsExpiry)
{
    struct request r = { NULL, NULL, fCredentialUse, pAuthData };

    (void)pvLogonId;
    (void)pGetKeyFn;
    (void)pvGetKeyArgument;
    return acquire_by_text(pszPrincipal, pszPackage, false, &r, phCredential,
                           ptsExpiry);
}

SECURITY_STATUS SEC_ENTRY
FreeCredentialsHandle(PCredHandle phCredential)
{
    SECURITY_STATUS status = SEC_E_INVALID_HANDLE;
    LSA_SEC_HANDLE held;

    if (sspi_cred_acquire(phCredential, &held) != NULL) {
        if (ksp_handle_delete_object(&cred_kind, held))
            status = SEC_E_OK;
        ksp_handle_release(held);
    }
    return status;
}
