/* SPDX-License-Identifier: MIT */
/* What a program needs to keep an identity in a store of its own, and to ask
 * the user for another. */
#include <string.h>

#include "ksp/winerror.h"
#include "secur32/secur32.h"

/* CRED_TYPE_DOMAIN_PASSWORD of wincred.h: a password for an SSPI package. */
#define CRED_TYPE_DOMAIN_PASSWORD 2

/* user, or domain\user; for sspi_text_free. */
static SECURITY_STATUS
user_name(const struct sspi_identity_texts *t, char **name)
{
    size_t domain = t->domain != NULL ? strlen(t->domain) : 0;

    *name = NULL;
    if (t->user == NULL)
        return SEC_E_INVALID_PARAMETER;
    *name = sspi_text_new(strlen(t->user) + 1 + domain + 1);
    if (*name == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    if (domain > 0) {
        strcpy(*name, t->domain);
        strcat(*name, "\\");
    }
    strcat(*name, t->user);
    return SEC_E_OK;
}

/* The target, or the user in its place. */
static SECURITY_STATUS
give_target(PCWSTR target, const char *user, PCWSTR *out)
{
    SECURITY_STATUS status = SEC_E_OK;
    char *text = NULL;

    if (target != NULL)
        status = sspi_text_from_w(target, &text);
    if (status == SEC_E_OK) {
        *out = sspi_text_to_w(target != NULL ? text : user);
        status = *out != NULL ? SEC_E_OK : SEC_E_INSUFFICIENT_MEMORY;
    }
    sspi_text_free(&text);
    return status;
}

static SECURITY_STATUS
read_named(PVOID auth_data, struct sspi_identity_texts *t, char **user)
{
    SECURITY_STATUS status = sspi_identity_texts_read(auth_data, t);

    *user = NULL;
    return status == SEC_E_OK ? user_name(t, user) : status;
}

/* What there is without an answer. */
static void
clear(PULONG type, PCWSTR *target, PCWSTR *user)
{
    if (type != NULL)
        *type = 0;
    if (target != NULL)
        *target = NULL;
    if (user != NULL)
        *user = NULL;
}

SECURITY_STATUS SEC_ENTRY
SspiPrepareForCredRead(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity,
                       PCWSTR pszTargetName, PULONG pCredmanCredentialType,
                       PCWSTR *ppszCredmanTargetName)
{
    struct sspi_identity_texts t;
    SECURITY_STATUS status;
    char *user;

    clear(pCredmanCredentialType, ppszCredmanTargetName, NULL);
    if (pCredmanCredentialType == NULL || ppszCredmanTargetName == NULL)
        return SEC_E_INVALID_PARAMETER;
    status = read_named(AuthIdentity, &t, &user);
    if (status == SEC_E_OK)
        status = give_target(pszTargetName, user, ppszCredmanTargetName);
    if (status == SEC_E_OK)
        *pCredmanCredentialType = CRED_TYPE_DOMAIN_PASSWORD;
    sspi_text_free(&user);
    sspi_identity_texts_wipe(&t);
    return status;
}

/* The password in UTF-16, without a zero at its end. */
static SECURITY_STATUS
give_secret(const char *password, PUCHAR *out, ULONG *size)
{
    SEC_WCHAR *copy;

    if (password == NULL)
        return SEC_E_OK;
    copy = sspi_text_to_w(password);
    if (copy == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    *out = (PUCHAR)copy;
    *size = (ULONG)(sspi_utf16_length(password) * sizeof(*copy));
    return SEC_E_OK;
}

SECURITY_STATUS SEC_ENTRY
SspiPrepareForCredWrite(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity,
                        PCWSTR pszTargetName, PULONG pCredmanCredentialType,
                        PCWSTR *ppszCredmanTargetName,
                        PCWSTR *ppszCredmanUserName,
                        PUCHAR *ppCredentialBlob,
                        PULONG pCredentialBlobSize)
{
    struct sspi_identity_texts t;
    SECURITY_STATUS status;
    char *user;

    clear(pCredmanCredentialType, ppszCredmanTargetName, ppszCredmanUserName);
    if (ppCredentialBlob != NULL)
        *ppCredentialBlob = NULL;
    if (pCredentialBlobSize != NULL)
        *pCredentialBlobSize = 0;
    if (pCredmanCredentialType == NULL || ppszCredmanTargetName == NULL ||
        ppszCredmanUserName == NULL || ppCredentialBlob == NULL ||
        pCredentialBlobSize == NULL)
        return SEC_E_INVALID_PARAMETER;
    status = read_named(AuthIdentity, &t, &user);
    if (status == SEC_E_OK)
        status = give_target(pszTargetName, user, ppszCredmanTargetName);
    if (status == SEC_E_OK)
        status = give_target(NULL, user, ppszCredmanUserName);
    if (status == SEC_E_OK) {
        status = give_secret(t.password, ppCredentialBlob,
                             pCredentialBlobSize);
    }
    if (status == SEC_E_OK) {
        *pCredmanCredentialType = CRED_TYPE_DOMAIN_PASSWORD;
    } else {
        (void)sspi_take_back((void *)(uintptr_t)*ppszCredmanTargetName);
        (void)sspi_take_back((void *)(uintptr_t)*ppszCredmanUserName);
        *ppszCredmanTargetName = *ppszCredmanUserName = NULL;
    }
    sspi_text_free(&user);
    sspi_identity_texts_wipe(&t);
    return status;
}

/* ---- prompting ------------------------------------------------------ */

/* Another identity may go better. */
static const SECURITY_STATUS asks_for_another[] = {
    SEC_E_NO_CREDENTIALS, SEC_E_LOGON_DENIED, SEC_E_UNKNOWN_CREDENTIALS,
    SEC_E_INCOMPLETE_CREDENTIALS, SEC_I_INCOMPLETE_CREDENTIALS,
};

BOOLEAN SEC_ENTRY
SspiIsPromptingNeeded(ULONG ErrorOrNtStatus)
{
    BOOLEAN needed = FALSE;
    size_t i;

    for (i = 0; i < sizeof(asks_for_another) / sizeof(asks_for_another[0]);
         i++) {
        if ((ULONG)asks_for_another[i] == ErrorOrNtStatus)
            needed = TRUE;
    }
    return needed;
}
