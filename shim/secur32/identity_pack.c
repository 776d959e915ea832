/* SPDX-License-Identifier: MIT */
/* The packed form of an identity, made of texts: the head, the user, the
 * domain, the credentials, the list of packages; all in UTF-16. */
#include <stdint.h>
#include <string.h>

#include "ksp/winerror.h"
#include "secur32/secur32.h"

/* What says how the form is to be read. */
#define FORM_FLAGS \
    (SEC_WINNT_AUTH_IDENTITY_ANSI | SEC_WINNT_AUTH_IDENTITY_UNICODE | \
     SEC_WINNT_AUTH_IDENTITY_MARSHALLED | \
     SEC_WINNT_AUTH_IDENTITY_FLAGS_RESERVED | \
     SEC_WINNT_AUTH_IDENTITY_FLAGS_NULL_USER | \
     SEC_WINNT_AUTH_IDENTITY_FLAGS_NULL_DOMAIN)

SECURITY_STATUS
sspi_identity_texts_read(const void *auth_data,
                         struct sspi_identity_texts *texts)
{
    struct sspi_identity_parts p;
    SECURITY_STATUS status;

    memset(texts, 0, sizeof(*texts));
    if (auth_data == NULL)
        return SEC_E_INVALID_PARAMETER;
    status = sspi_identity_parts_read(auth_data, &p);
    if (status == SEC_E_OK)
        status = sspi_identity_text(&p.user, &texts->user);
    if (status == SEC_E_OK)
        status = sspi_identity_text(&p.domain, &texts->domain);
    if (status == SEC_E_OK)
        status = sspi_identity_text(&p.password, &texts->password);
    if (status == SEC_E_OK)
        status = sspi_identity_text(&p.packages, &texts->packages);
    texts->flags = p.flags & ~(ULONG)FORM_FLAGS;
    return status;
}

void
sspi_identity_texts_wipe(struct sspi_identity_texts *texts)
{
    sspi_text_free(&texts->user);
    sspi_text_free(&texts->domain);
    sspi_text_free(&texts->password);
    sspi_text_free(&texts->packages);
}

/* ---- writing -------------------------------------------------------- */

/* Bytes of a text in UTF-16; none is 0. */
static size_t
size_of(const char *text)
{
    return text != NULL ? sspi_utf16_length(text) * sizeof(WCHAR) : 0;
}

static size_t
credentials_size(const struct sspi_identity_texts *t)
{
    return t->password != NULL ?
        sizeof(SEC_WINNT_AUTH_PACKED_CREDENTIALS) + size_of(t->password) : 0;
}

static bool
fits(const struct sspi_identity_texts *t)
{
    return size_of(t->user) <= UINT16_MAX &&
        size_of(t->domain) <= UINT16_MAX &&
        credentials_size(t) <= UINT16_MAX &&
        size_of(t->packages) <= UINT16_MAX;
}

/* A text at *at, which moves behind it; its zero is overwritten by the next,
 * and there is room for the last.  Returns where it is. */
static ULONG
put_text(unsigned char *block, ULONG *at, const char *text)
{
    ULONG offset = text != NULL ? *at : 0;

    if (text != NULL)
        sspi_utf16_fill(text, (WCHAR *)(void *)(block + *at));
    *at += (ULONG)size_of(text);
    return offset;
}

static ULONG
put_credentials(unsigned char *block, ULONG *at, const char *password)
{
    SEC_WINNT_AUTH_PACKED_CREDENTIALS head;
    ULONG offset = *at;

    if (password == NULL)
        return 0;
    /* What is between the fields is sent, too. */
    memset(&head, 0, sizeof(head));
    head.cbHeaderLength = sizeof(head);
    head.cbStructureLength = (USHORT)(sizeof(head) + size_of(password));
    head.AuthData.CredType = SEC_WINNT_AUTH_DATA_TYPE_PASSWORD;
    head.AuthData.CredData.ByteArrayOffset = sizeof(head);
    head.AuthData.CredData.ByteArrayLength = (USHORT)size_of(password);
    memcpy(block + *at, &head, sizeof(head));
    *at += sizeof(head);
    (void)put_text(block, at, password);
    return offset;
}

static ULONG
flags_of(const struct sspi_identity_texts *t)
{
    ULONG flags = t->flags | SEC_WINNT_AUTH_IDENTITY_UNICODE |
        SEC_WINNT_AUTH_IDENTITY_MARSHALLED;

    if (t->user == NULL)
        flags |= SEC_WINNT_AUTH_IDENTITY_FLAGS_NULL_USER;
    if (t->domain == NULL)
        flags |= SEC_WINNT_AUTH_IDENTITY_FLAGS_NULL_DOMAIN;
    return flags;
}

SECURITY_STATUS
sspi_identity_pack(const struct sspi_identity_texts *t, void **block)
{
    SEC_WINNT_AUTH_IDENTITY_EX2 head;
    size_t length = sizeof(head) + size_of(t->user) + size_of(t->domain) +
        credentials_size(t) + size_of(t->packages);
    ULONG at = sizeof(head);
    unsigned char *out;

    *block = NULL;
    if (!fits(t))
        return SEC_E_INVALID_PARAMETER;
    out = sspi_give(length + sizeof(WCHAR));
    if (out == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    memset(&head, 0, sizeof(head));
    head.Version = SEC_WINNT_AUTH_IDENTITY_VERSION_2;
    head.cbHeaderLength = sizeof(head);
    head.cbStructureLength = (ULONG)length;
    head.UserLength = (USHORT)size_of(t->user);
    head.UserOffset = put_text(out, &at, t->user);
    head.DomainLength = (USHORT)size_of(t->domain);
    head.DomainOffset = put_text(out, &at, t->domain);
    head.PackedCredentialsLength = (USHORT)credentials_size(t);
    head.PackedCredentialsOffset = put_credentials(out, &at, t->password);
    head.PackageListLength = (USHORT)size_of(t->packages);
    head.PackageListOffset = put_text(out, &at, t->packages);
    head.Flags = flags_of(t);
    memcpy(out, &head, sizeof(head));
    *block = out;
    return SEC_E_OK;
}
