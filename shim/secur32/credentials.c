/* SPDX-License-Identifier: MIT */
/* Credentials: found by GSS, known by a handle. */
#include <gssapi/gssapi_krb5.h>
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
    OM_uint32 minor;
    char *name;

    if (*cred != NULL) {
        if ((*cred)->gss != GSS_C_NO_CREDENTIAL)
            (void)gss_release_cred(&minor, &(*cred)->gss);
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

static const struct {
    ULONG use;
    gss_cred_usage_t usage;
} usages[] = {
    { SECPKG_CRED_INBOUND, GSS_C_ACCEPT },
    { SECPKG_CRED_OUTBOUND, GSS_C_INITIATE },
    { SECPKG_CRED_BOTH, GSS_C_BOTH },
};

static bool
find_usage(ULONG use, gss_cred_usage_t *usage)
{
    bool found = false;
    size_t i;

    for (i = 0; i < sizeof(usages) / sizeof(usages[0]); i++) {
        if (usages[i].use == use) {
            *usage = usages[i].usage;
            found = true;
        }
    }
    return found;
}

static SECURITY_STATUS
import_principal(const char *text, ULONG use, gss_name_t *name)
{
    SECURITY_STATUS status = SEC_E_OK;

    if (text != NULL) {
        status = (use & SECPKG_CRED_INBOUND) != 0 ?
            sspi_name_of_service(text, name) :
            sspi_name_of_principal(text, name);
    }
    return status;
}

/*
 * What makes GSS behave as SSPI does: an initiator asks for no protection
 * but what the program wants, and Negotiate knows Kerberos only.
 */
static SECURITY_STATUS
adjust(struct sspi_cred *cred)
{
    gss_OID_set_desc krb5 = { 1, sspi_package_at(0)->mech };
    gss_buffer_desc empty = GSS_C_EMPTY_BUFFER;
    OM_uint32 major = GSS_S_COMPLETE, minor = 0;

    if (cred->package->negotiate)
        major = gss_set_neg_mechs(&minor, cred->gss, &krb5);
    if (major == GSS_S_COMPLETE && (cred->use & SECPKG_CRED_OUTBOUND) != 0) {
        major = gss_set_cred_option(&minor, &cred->gss,
                                    (gss_OID)GSS_KRB5_CRED_NO_CI_FLAGS_X,
                                    &empty);
    }
    return sspi_status(major, minor);
}

static SECURITY_STATUS
acquire(struct sspi_cred *cred, gss_name_t name, const char *password,
        OM_uint32 *lifetime)
{
    gss_buffer_desc secret = GSS_C_EMPTY_BUFFER;
    gss_OID_set_desc mechs = { 1, cred->package->mech };
    gss_cred_usage_t usage = GSS_C_BOTH;
    SECURITY_STATUS status;
    OM_uint32 major, minor;

    (void)find_usage(cred->use, &usage);
    if (password == NULL) {
        major = gss_acquire_cred(&minor, name, GSS_C_INDEFINITE, &mechs,
                                 usage, &cred->gss, NULL, lifetime);
    } else {
        secret.value = (void *)(uintptr_t)password;
        secret.length = strlen(password);
        major = gss_acquire_cred_with_password(&minor, name, &secret,
                                               GSS_C_INDEFINITE, &mechs,
                                               usage, &cred->gss, NULL,
                                               lifetime);
    }
    status = sspi_status(major, minor);
    if (status == SEC_E_OK)
        status = adjust(cred);
    return status;
}

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

static SECURITY_STATUS
check(const struct request *r, const struct sspi_package **package)
{
    SECURITY_STATUS status = SEC_E_OK;
    gss_cred_usage_t usage;

    *package = NULL;
    if (r->package == NULL)
        status = SEC_E_INVALID_PARAMETER;
    else if ((*package = sspi_package_find(r->package)) == NULL)
        status = SEC_E_SECPKG_NOT_FOUND;
    else if (!find_usage(r->use, &usage))
        status = SEC_E_INVALID_PARAMETER;
    return status;
}

/* What an identity may be used for. */
static SECURITY_STATUS
check_identity(const struct request *r, const struct sspi_package *package,
               const struct sspi_identity *identity)
{
    SECURITY_STATUS status = SEC_E_OK;

    if (identity->principal != NULL && r->use != SECPKG_CRED_OUTBOUND)
        status = SEC_E_UNSUPPORTED_FUNCTION;
    else if (package->negotiate &&
             !sspi_identity_allows(identity, sspi_package_at(0)->name))
        status = SEC_E_SECPKG_NOT_FOUND;
    return status;
}

static SECURITY_STATUS
acquire_handle(const struct request *r, PCredHandle handle, PTimeStamp expiry)
{
    struct sspi_identity identity = { NULL, NULL, NULL };
    const struct sspi_package *package;
    gss_name_t name = GSS_C_NO_NAME;
    struct sspi_cred *cred = NULL;
    OM_uint32 lifetime = 0, minor;
    SECURITY_STATUS status;

    sspi_start();
    status = check(r, &package);
    if (status == SEC_E_OK)
        status = sspi_identity_read(r->auth_data, &identity);
    if (status == SEC_E_OK)
        status = check_identity(r, package, &identity);
    if (status == SEC_E_OK) {
        status = import_principal(identity.principal != NULL ?
                                  identity.principal : r->principal, r->use,
                                  &name);
    }
    if (status != SEC_E_OK)
        goto cleanup;
    status = SEC_E_INSUFFICIENT_MEMORY;
    cred = calloc(1, sizeof(*cred));
    if (cred == NULL)
        goto cleanup;
    cred->package = package;
    cred->use = r->use;
    status = acquire(cred, name, identity.password, &lifetime);
    if (status == SEC_E_OK)
        status = publish(&cred, handle);
    if (status == SEC_E_OK && expiry != NULL)
        *expiry = sspi_time_after(lifetime);
cleanup:
    free_cred(&cred);
    if (name != GSS_C_NO_NAME)
        (void)gss_release_name(&minor, &name);
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

/* ---- questions ------------------------------------------------------ */

/* What cannot be told for want of memory is not nobody's. */
static SECURITY_STATUS
name_of(const struct sspi_cred *cred, char **text)
{
    gss_name_t name = GSS_C_NO_NAME;
    SECURITY_STATUS status;
    OM_uint32 major, minor;

    *text = NULL;
    major = gss_inquire_cred(&minor, cred->gss, &name, NULL, NULL, NULL);
    status = sspi_status(major, minor);
    if (status == SEC_E_OK)
        status = sspi_name_text(name, text);
    if (name != GSS_C_NO_NAME)
        (void)gss_release_name(&minor, &name);
    if (status != SEC_E_INSUFFICIENT_MEMORY && *text == NULL)
        status = SEC_E_NO_CREDENTIALS;
    return status;
}

void
sspi_cred_remember(struct sspi_cred *cred)
{
    char *known = atomic_load(&cred->name), *text = NULL;

    if (known == NULL && name_of(cred, &text) == SEC_E_OK &&
        atomic_compare_exchange_strong(&cred->name, &known, text))
        text = NULL;
    sspi_text_free(&text);
}

char *
sspi_cred_remembered(const struct sspi_cred *cred)
{
    const char *name = atomic_load(&cred->name);

    return name != NULL ? strdup(name) : NULL;
}

/* The struct of A and that of W hold one pointer. */
_Static_assert(sizeof(SecPkgCredentials_NamesA) == sizeof(void *) &&
               sizeof(SecPkgCredentials_NamesW) == sizeof(void *),
               "SecPkgCredentials_Names is a pointer");

static SECURITY_STATUS
give_name(const struct sspi_cred *cred, bool wide, void *buffer)
{
    void *copy = NULL;
    char *text;
    SECURITY_STATUS status = name_of(cred, &text);

    if (status != SEC_E_OK)
        return status;
    copy = sspi_text_to(text, wide);
    sspi_text_free(&text);
    if (copy == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    memcpy(buffer, &copy, sizeof(copy));
    return SEC_E_OK;
}

/* Into an argument of `size` bytes. */
static SECURITY_STATUS
query(PCredHandle handle, ULONG attribute, bool wide, void *buffer,
      ULONG size)
{
    SECURITY_STATUS status;
    struct sspi_cred *cred;
    LSA_SEC_HANDLE held;

    cred = sspi_cred_acquire(handle, &held);
    if (cred == NULL)
        return SEC_E_INVALID_HANDLE;
    if (buffer == NULL)
        status = SEC_E_INVALID_PARAMETER;
    else if (attribute != SECPKG_CRED_ATTR_NAMES)
        status = SEC_E_UNSUPPORTED_FUNCTION;
    else if (size < sizeof(SecPkgCredentials_NamesW))
        status = SEC_E_BUFFER_TOO_SMALL;
    else
        status = give_name(cred, wide, buffer);
    ksp_handle_release(held);
    return status;
}

SECURITY_STATUS SEC_ENTRY
QueryCredentialsAttributesExW(PCredHandle phCredential, ULONG ulAttribute,
                              PVOID pBuffer, ULONG cbBuffer)
{
    return query(phCredential, ulAttribute, true, pBuffer, cbBuffer);
}

SECURITY_STATUS SEC_ENTRY
QueryCredentialsAttributesExA(PCredHandle phCredential, ULONG ulAttribute,
                              PVOID pBuffer, ULONG cbBuffer)
{
    return query(phCredential, ulAttribute, false, pBuffer, cbBuffer);
}

SECURITY_STATUS SEC_ENTRY
QueryCredentialsAttributesW(PCredHandle phCredential, ULONG ulAttribute,
                            PVOID pBuffer)
{
    return query(phCredential, ulAttribute, true, pBuffer, UINT32_MAX);
}

SECURITY_STATUS SEC_ENTRY
QueryCredentialsAttributesA(PCredHandle phCredential, ULONG ulAttribute,
                            PVOID pBuffer)
{
    return query(phCredential, ulAttribute, false, pBuffer, UINT32_MAX);
}
