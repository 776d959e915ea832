/* SPDX-License-Identifier: MIT */
/* The packages of the library, and what it says of them. */
#include <string.h>
#include <strings.h>

#include "ksp/winerror.h"
#include "package.h"
#include "secur32.h"

#define CAPABILITIES \
    (SECPKG_FLAG_INTEGRITY | SECPKG_FLAG_PRIVACY | SECPKG_FLAG_DATAGRAM | \
     SECPKG_FLAG_CONNECTION | SECPKG_FLAG_EXTENDED_ERROR | \
     SECPKG_FLAG_GSS_COMPATIBLE | SECPKG_FLAG_MUTUAL_AUTH | \
     SECPKG_FLAG_DELEGATION | SECPKG_FLAG_READONLY_WITH_CHECKSUM)

/* 1.2.840.113554.1.2.2 [RFC 1964] and 1.3.6.1.5.5.2 [RFC 4178] */
static gss_OID_desc krb5_mech = {
    9, (void *)"\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"
};
static gss_OID_desc spnego_mech = {
    6, (void *)"\x2b\x06\x01\x05\x05\x02"
};

static const struct sspi_package packages[] = {
    { .name = "Kerberos", .comment = "Kerberos V5",
      .capabilities = CAPABILITIES | SECPKG_FLAG_NEGOTIABLE, .rpc_id = 16,
      .mech = &krb5_mech },
    { .name = "Negotiate", .comment = "SPNEGO, of Kerberos only",
      .capabilities = CAPABILITIES, .rpc_id = 9, .negotiate = true,
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

static size_t
strings_size(const struct sspi_package *p)
{
    return strlen(p->name) + 1 + strlen(p->comment) + 1;
}

/* Copies `text` to *at, moves *at behind it, returns the copy. */
static SEC_CHAR *
place_a(const char *text, SEC_CHAR **at)
{
    SEC_CHAR *copy = *at;

    memcpy(copy, text, strlen(text) + 1);
    *at += strlen(text) + 1;
    return copy;
}

static SEC_WCHAR *
place_w(const char *text, SEC_WCHAR **at)
{
    SEC_WCHAR *copy = *at;

    sspi_utf16_fill(text, copy);
    *at += strlen(text) + 1;
    return copy;
}

static void
describe_a(const struct sspi_package *p, PSecPkgInfoA info, SEC_CHAR **at)
{
    info->fCapabilities = p->capabilities;
    info->wVersion = KSP_PACKAGE_VERSION;
    info->wRPCID = p->rpc_id;
    info->cbMaxToken = KSP_PACKAGE_MAX_TOKEN;
    info->Name = place_a(p->name, at);
    info->Comment = place_a(p->comment, at);
}

static void
describe_w(const struct sspi_package *p, PSecPkgInfoW info, SEC_WCHAR **at)
{
    info->fCapabilities = p->capabilities;
    info->wVersion = KSP_PACKAGE_VERSION;
    info->wRPCID = p->rpc_id;
    info->cbMaxToken = KSP_PACKAGE_MAX_TOKEN;
    info->Name = place_w(p->name, at);
    info->Comment = place_w(p->comment, at);
}

/* `count` packages from `first` on, in one block; the strings are ASCII. */
static PSecPkgInfoA
list_a(const struct sspi_package *first, size_t count)
{
    size_t size = count * sizeof(SecPkgInfoA), i;
    PSecPkgInfoA list;
    SEC_CHAR *at;

    for (i = 0; i < count; i++)
        size += strings_size(&first[i]);
    list = ksp_heap_new(size);
    if (list != NULL) {
        at = (SEC_CHAR *)(list + count);
        for (i = 0; i < count; i++)
            describe_a(&first[i], &list[i], &at);
    }
    return list;
}

static PSecPkgInfoW
list_w(const struct sspi_package *first, size_t count)
{
    size_t size = count * sizeof(SecPkgInfoW), i;
    PSecPkgInfoW list;
    SEC_WCHAR *at;

    for (i = 0; i < count; i++)
        size += strings_size(&first[i]) * sizeof(*at);
    list = ksp_heap_new(size);
    if (list != NULL) {
        at = (SEC_WCHAR *)(list + count);
        for (i = 0; i < count; i++)
            describe_w(&first[i], &list[i], &at);
    }
    return list;
}

PSecPkgInfoA
sspi_package_info_a(const struct sspi_package *package)
{
    return list_a(package, 1);
}

PSecPkgInfoW
sspi_package_info_w(const struct sspi_package *package)
{
    return list_w(package, 1);
}

/* ---- entry points --------------------------------------------------- */

SECURITY_STATUS SEC_ENTRY
EnumerateSecurityPackagesA(ULONG *pcPackages, PSecPkgInfoA *ppPackageInfo)
{
    SECURITY_STATUS status = SEC_E_INVALID_PARAMETER;

    if (pcPackages != NULL)
        *pcPackages = 0;
    if (ppPackageInfo != NULL)
        *ppPackageInfo = NULL;
    if (pcPackages == NULL || ppPackageInfo == NULL)
        goto cleanup;
    status = SEC_E_INSUFFICIENT_MEMORY;
    *ppPackageInfo = list_a(packages, PACKAGE_COUNT);
    if (*ppPackageInfo == NULL)
        goto cleanup;
    *pcPackages = PACKAGE_COUNT;
    status = SEC_E_OK;
cleanup:
    return status;
}

SECURITY_STATUS SEC_ENTRY
EnumerateSecurityPackagesW(ULONG *pcPackages, PSecPkgInfoW *ppPackageInfo)
{
    SECURITY_STATUS status = SEC_E_INVALID_PARAMETER;

    if (pcPackages != NULL)
        *pcPackages = 0;
    if (ppPackageInfo != NULL)
        *ppPackageInfo = NULL;
    if (pcPackages == NULL || ppPackageInfo == NULL)
        goto cleanup;
    status = SEC_E_INSUFFICIENT_MEMORY;
    *ppPackageInfo = list_w(packages, PACKAGE_COUNT);
    if (*ppPackageInfo == NULL)
        goto cleanup;
    *pcPackages = PACKAGE_COUNT;
    status = SEC_E_OK;
cleanup:
    return status;
}

SECURITY_STATUS SEC_ENTRY
QuerySecurityPackageInfoA(SEC_CHAR *pszPackageName,
                          PSecPkgInfoA *ppPackageInfo)
{
    SECURITY_STATUS status = SEC_E_INVALID_PARAMETER;
    const struct sspi_package *package;

    if (ppPackageInfo != NULL)
        *ppPackageInfo = NULL;
    if (pszPackageName == NULL || ppPackageInfo == NULL)
        goto cleanup;
    status = SEC_E_SECPKG_NOT_FOUND;
    package = sspi_package_find(pszPackageName);
    if (package == NULL)
        goto cleanup;
    *ppPackageInfo = sspi_package_info_a(package);
    status = *ppPackageInfo != NULL ? SEC_E_OK : SEC_E_INSUFFICIENT_MEMORY;
cleanup:
    return status;
}

SECURITY_STATUS SEC_ENTRY
QuerySecurityPackageInfoW(SEC_WCHAR *pszPackageName,
                          PSecPkgInfoW *ppPackageInfo)
{
    const struct sspi_package *package = NULL;
    SECURITY_STATUS status;
    char *name = NULL;

    if (ppPackageInfo != NULL)
        *ppPackageInfo = NULL;
    status = sspi_text_from_w(pszPackageName, &name);
    if (status != SEC_E_OK)
        goto cleanup;
    status = SEC_E_INVALID_PARAMETER;
    if (name == NULL || ppPackageInfo == NULL)
        goto cleanup;
    status = SEC_E_SECPKG_NOT_FOUND;
    package = sspi_package_find(name);
    if (package == NULL)
        goto cleanup;
    *ppPackageInfo = sspi_package_info_w(package);
    status = *ppPackageInfo != NULL ? SEC_E_OK : SEC_E_INSUFFICIENT_MEMORY;
cleanup:
    sspi_text_free(&name);
    return status;
}

SECURITY_STATUS SEC_ENTRY
FreeContextBuffer(PVOID pvContextBuffer)
{
    ksp_heap_free(pvContextBuffer);
    return SEC_E_OK;
}
