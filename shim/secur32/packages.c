/* SPDX-License-Identifier: MIT */
/* The packages of the library, and what it says of them. */
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "ksp/kerberos.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"

/*
 * What the packages of Windows say of themselves, but for what there is not
 * here: IMPERSONATION, ACCEPT_WIN32_NAME and LOGON.  Negotiate says less than
 * it can.
 */
#define CAPABILITIES \
    (SECPKG_FLAG_INTEGRITY | SECPKG_FLAG_PRIVACY | SECPKG_FLAG_CONNECTION | \
     SECPKG_FLAG_MULTI_REQUIRED | SECPKG_FLAG_EXTENDED_ERROR | \
     SECPKG_FLAG_NEGOTIABLE | SECPKG_FLAG_GSS_COMPATIBLE | \
     SECPKG_FLAG_READONLY_WITH_CHECKSUM)
#define KERBEROS_CAPABILITIES \
    (CAPABILITIES | SECPKG_FLAG_TOKEN_ONLY | SECPKG_FLAG_DATAGRAM | \
     SECPKG_FLAG_MUTUAL_AUTH | SECPKG_FLAG_DELEGATION)

/* Around the longest token of Kerberos. */
#define SPNEGO_FRAMING 256

/* 1.2.840.113554.1.2.2 [RFC 1964] and 1.3.6.1.5.5.2 [RFC 4178] */
static gss_OID_desc krb5_mech = {
    9, (void *)"\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"
};
static gss_OID_desc spnego_mech = {
    6, (void *)"\x2b\x06\x01\x05\x05\x02"
};

static const struct sspi_package packages[] = {
    { .name = "Kerberos", .comment = "Kerberos V5",
      .capabilities = KERBEROS_CAPABILITIES, .rpc_id = 16,
      .max_token = KSP_PACKAGE_MAX_TOKEN, .mech = &krb5_mech },
    { .name = "Negotiate", .comment = "SPNEGO, of Kerberos only",
      .capabilities = CAPABILITIES, .rpc_id = 9,
      .max_token = KSP_PACKAGE_MAX_TOKEN + SPNEGO_FRAMING, .negotiate = true,
      .mech = &spnego_mech },
};

#define PACKAGE_COUNT (sizeof(packages) / sizeof(packages[0]))

const struct sspi_package *
sspi_package_find(const char *name)
{
    const struct sspi_package *found = NULL;
    size_t i;

    for (i = 0; i < PACKAGE_COUNT; i++) {
        if (strcasecmp(packages[i].name, name) == 0)
            found = &packages[i];
    }
    return found;
}

const struct sspi_package *
sspi_package_at(unsigned int place)
{
    return place < PACKAGE_COUNT ? &packages[place] : NULL;
}

unsigned int
sspi_package_place(const struct sspi_package *package)
{
    return (unsigned int)(package - packages);
}

/* ---- descriptions: structs, then their strings ---------------------- */

/* The structs of A and W differ in what their pointers point to. */
_Static_assert(sizeof(SecPkgInfoA) == sizeof(SecPkgInfoW) &&
               offsetof(SecPkgInfoA, Name) == offsetof(SecPkgInfoW, Name) &&
               offsetof(SecPkgInfoA, Comment) ==
               offsetof(SecPkgInfoW, Comment),
               "SecPkgInfo is the same for A and W");

/* Bytes of a text and its end; the texts are ASCII. */
static size_t
text_size(const char *text, bool wide)
{
    return (strlen(text) + 1) * (wide ? sizeof(SEC_WCHAR) : sizeof(SEC_CHAR));
}

static size_t
description_size(const struct sspi_package *p, bool wide)
{
    return sizeof(SecPkgInfoW) + text_size(p->name, wide) +
        text_size(p->comment, wide);
}

/* Writes `text` to *at, moves *at behind it, and *where points to it. */
static void
place(const char *text, bool wide, void *where, unsigned char **at)
{
    memcpy(where, at, sizeof(*at));
    if (wide)
        sspi_utf16_fill(text, (WCHAR *)(void *)*at);
    else
        memcpy(*at, text, strlen(text) + 1);
    *at += text_size(text, wide);
}

static void
describe(const struct sspi_package *p, bool wide, unsigned char *info,
         unsigned char **at)
{
    const SecPkgInfoW numbers = {
        .fCapabilities = p->capabilities,
        .wVersion = KSP_PACKAGE_VERSION,
        .wRPCID = p->rpc_id,
        .cbMaxToken = p->max_token,
    };

    memcpy(info, &numbers, sizeof(numbers));
    place(p->name, wide, info + offsetof(SecPkgInfoW, Name), at);
    place(p->comment, wide, info + offsetof(SecPkgInfoW, Comment), at);
}

/* `count` packages from `first` on, in one block. */
static void *
describe_all(const struct sspi_package *first, size_t count, bool wide)
{
    unsigned char *list, *at;
    size_t size = 0, i;

    for (i = 0; i < count; i++)
        size += description_size(&first[i], wide);
    list = sspi_give(size);
    if (list != NULL) {
        at = list + count * sizeof(SecPkgInfoW);
        for (i = 0; i < count; i++)
            describe(&first[i], wide, list + i * sizeof(SecPkgInfoW), &at);
    }
    return list;
}

void *
sspi_package_info(const struct sspi_package *package, bool wide)
{
    return describe_all(package, 1, wide);
}

/* ---- entry points --------------------------------------------------- */

static SECURITY_STATUS
enumerate(ULONG *pcPackages, bool wanted, bool wide, void **list)
{
    *list = NULL;
    if (pcPackages != NULL)
        *pcPackages = 0;
    if (pcPackages == NULL || !wanted)
        return SEC_E_INVALID_PARAMETER;
    *list = describe_all(packages, PACKAGE_COUNT, wide);
    if (*list == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    *pcPackages = PACKAGE_COUNT;
    return SEC_E_OK;
}

SECURITY_STATUS SEC_ENTRY
EnumerateSecurityPackagesA(ULONG *pcPackages, PSecPkgInfoA *ppPackageInfo)
{
    SECURITY_STATUS status;
    void *list;

    status = enumerate(pcPackages, ppPackageInfo != NULL, false, &list);
    if (ppPackageInfo != NULL)
        *ppPackageInfo = list;
    return status;
}

SECURITY_STATUS SEC_ENTRY
EnumerateSecurityPackagesW(ULONG *pcPackages, PSecPkgInfoW *ppPackageInfo)
{
    SECURITY_STATUS status;
    void *list;

    status = enumerate(pcPackages, ppPackageInfo != NULL, true, &list);
    if (ppPackageInfo != NULL)
        *ppPackageInfo = list;
    return status;
}

static SECURITY_STATUS
find_info(const char *name, bool wanted, bool wide, void **info)
{
    const struct sspi_package *package;

    if (name == NULL || !wanted)
        return SEC_E_INVALID_PARAMETER;
    package = sspi_package_find(name);
    if (package == NULL)
        return SEC_E_SECPKG_NOT_FOUND;
    *info = sspi_package_info(package, wide);
    return *info != NULL ? SEC_E_OK : SEC_E_INSUFFICIENT_MEMORY;
}

SECURITY_STATUS SEC_ENTRY
QuerySecurityPackageInfoA(SEC_CHAR *pszPackageName,
                          PSecPkgInfoA *ppPackageInfo)
{
    SECURITY_STATUS status;
    void *info = NULL;

    status = find_info(pszPackageName, ppPackageInfo != NULL, false, &info);
    if (status == SEC_E_OK)
        *ppPackageInfo = info;
    return status;
}

SECURITY_STATUS SEC_ENTRY
QuerySecurityPackageInfoW(SEC_WCHAR *pszPackageName,
                          PSecPkgInfoW *ppPackageInfo)
{
    SECURITY_STATUS status;
    void *info = NULL;
    char *name = NULL;

    status = sspi_text_from_w(pszPackageName, &name);
    if (status == SEC_E_OK)
        status = find_info(name, ppPackageInfo != NULL, true, &info);
    if (status == SEC_E_OK)
        *ppPackageInfo = info;
    sspi_text_free(&name);
    return status;
}
