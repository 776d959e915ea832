/* SPDX-License-Identifier: MIT */
/*
 * SEC_WINNT_AUTH_IDENTITY in its four forms.  A struct that begins with
 * SEC_WINNT_AUTH_IDENTITY_VERSION is of the longer kind, as on Windows.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ksp/winerror.h"
#include "secur32/secur32.h"

/* The four forms in one. */
struct parts {
    const void *User;
    ULONG UserLength;
    const void *Domain;
    ULONG DomainLength;
    const void *Password;
    ULONG PasswordLength;
    ULONG Flags;
};

static void
read_short(const SEC_WINNT_AUTH_IDENTITY_W *id, struct parts *p)
{
    p->User = id->User;
    p->UserLength = id->UserLength;
    p->Domain = id->Domain;
    p->DomainLength = id->DomainLength;
    p->Password = id->Password;
    p->PasswordLength = id->PasswordLength;
    p->Flags = id->Flags;
}

static SECURITY_STATUS
read_long(const SEC_WINNT_AUTH_IDENTITY_EXW *id, struct parts *p)
{
    SECURITY_STATUS status = SEC_E_INVALID_PARAMETER;

    if (id->Length >= sizeof(*id)) {
        p->User = id->User;
        p->UserLength = id->UserLength;
        p->Domain = id->Domain;
        p->DomainLength = id->DomainLength;
        p->Password = id->Password;
        p->PasswordLength = id->PasswordLength;
        p->Flags = id->Flags;
        status = SEC_E_OK;
    }
    return status;
}

/* A and W have the same layout. */
static SECURITY_STATUS
read_parts(const void *auth_data, struct parts *p)
{
    SECURITY_STATUS status = SEC_E_OK;
    ULONG version;

    memcpy(&version, auth_data, sizeof(version));
    if (version == SEC_WINNT_AUTH_IDENTITY_VERSION)
        status = read_long(auth_data, p);
    else if (version == SEC_WINNT_AUTH_IDENTITY_VERSION_2)
        status = SEC_E_UNSUPPORTED_FUNCTION;
    else
        read_short(auth_data, p);
    if (status == SEC_E_OK && p->Flags != SEC_WINNT_AUTH_IDENTITY_ANSI &&
        p->Flags != SEC_WINNT_AUTH_IDENTITY_UNICODE)
        status = SEC_E_INVALID_PARAMETER;
    return status;
}

/* One string; *out is NULL if it is not there. */
static SECURITY_STATUS
read_string(const struct parts *p, const void *string, ULONG length,
            char **out)
{
    SECURITY_STATUS status = SEC_E_OK;

    *out = NULL;
    if (string == NULL && length > 0)
        status = SEC_E_INVALID_PARAMETER;
    else if (string != NULL && p->Flags == SEC_WINNT_AUTH_IDENTITY_ANSI)
        status = sspi_text_from_bytes(string, length, out);
    else if (string != NULL)
        status = sspi_text_from_units(string, length, out);
    return status;
}

static bool
is_empty(const char *text)
{
    return text == NULL || text[0] == '\0';
}

/* user, or user@domain. */
static SECURITY_STATUS
make_principal(const char *user, const char *domain, char **principal)
{
    SECURITY_STATUS status = SEC_E_INSUFFICIENT_MEMORY;
    size_t size = strlen(user) + 1;

    if (!is_empty(domain))
        size += 1 + strlen(domain);
    *principal = malloc(size);
    if (*principal != NULL) {
        strcpy(*principal, user);
        if (!is_empty(domain)) {
            strcat(*principal, "@");
            strcat(*principal, domain);
        }
        status = SEC_E_OK;
    }
    return status;
}

SECURITY_STATUS
sspi_identity_read(const void *auth_data, struct sspi_identity *identity)
{
    SECURITY_STATUS status = SEC_E_OK;
    char *user = NULL, *domain = NULL;
    struct parts p;

    memset(identity, 0, sizeof(*identity));
    if (auth_data == NULL)
        goto cleanup;
    status = read_parts(auth_data, &p);
    if (status == SEC_E_OK)
        status = read_string(&p, p.User, p.UserLength, &user);
    if (status == SEC_E_OK)
        status = read_string(&p, p.Domain, p.DomainLength, &domain);
    if (status != SEC_E_OK || is_empty(user))
        goto cleanup;
    status = read_string(&p, p.Password, p.PasswordLength,
                         &identity->password);
    if (status == SEC_E_OK)
        status = make_principal(user, domain, &identity->principal);
cleanup:
    sspi_text_free(&user);
    sspi_text_free(&domain);
    return status;
}

void
sspi_identity_wipe(struct sspi_identity *identity)
{
    sspi_text_free(&identity->principal);
    sspi_text_free(&identity->password);
}
