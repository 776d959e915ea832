/* SPDX-License-Identifier: MIT */
/* Questions about a credential. */
#include <string.h>

#include "base/handle.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"

/* A user with a password has a name before there are tickets, which may be of
 * another. */
static SECURITY_STATUS
find_name(const struct sspi_cred *cred, gss_name_t *name)
{
    gss_cred_id_t gss = atomic_load(&cred->initiate.gss);
    OM_uint32 major, minor;

    *name = GSS_C_NO_NAME;
    if (gss == GSS_C_NO_CREDENTIAL && cred->logon.principal != NULL)
        return sspi_logon_name(&cred->logon, name);
    if (gss == GSS_C_NO_CREDENTIAL)
        gss = atomic_load(&cred->accept.gss);
    if (gss == GSS_C_NO_CREDENTIAL)
        return SEC_E_NO_CREDENTIALS;
    major = gss_inquire_cred(&minor, gss, name, NULL, NULL, NULL);
    return sspi_status(major, minor);
}

/* What cannot be told for want of memory is not nobody's. */
static SECURITY_STATUS
name_of(const struct sspi_cred *cred, char **text)
{
    gss_name_t name = GSS_C_NO_NAME;
    SECURITY_STATUS status;
    OM_uint32 minor;

    *text = NULL;
    status = find_name(cred, &name);
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
