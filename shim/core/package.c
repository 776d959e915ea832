/* SPDX-License-Identifier: MIT */
/* The package's table, and its way into the registry. */
#include "base/heap.h"
#include "core/package.h"
#include "crypto/provider.h"
#include "ksp/kerberos.h"
#include "ksp/winerror.h"

#define NAME u"Kerberos"

static WCHAR name[] = NAME;

const SECURITY_STRING KspKerberosName = {
    sizeof(name) - sizeof(WCHAR), sizeof(name), name
};

static SECPKG_KERNEL_FUNCTION_TABLE table = {
    .Initialize = KspInitialize,
    .DeleteContext = KspDeleteContext,
    .InitContext = KspInitContext,
    .MapHandle = KspMapHandle,
    .Sign = KspMakeSignature,
    .Verify = KspVerifySignature,
    .Seal = KspSealMessage,
    .Unseal = KspUnsealMessage,
    .GetToken = KspGetToken,
    .QueryAttributes = KspQueryAttributes,
    .CompleteToken = KspCompleteToken,
    .ExportContext = KspExportContext,
    .ImportContext = KspImportContext,
    .SetPackagePagingMode = KspSetPagingMode,
    .SerializeAuthData = KspSerializeAuthData,
};

SECURITY_STATUS
KspRegisterKerberos(void)
{
    SECURITY_STRING copy = KspKerberosName;

    return KSecRegisterSecurityProvider(&copy, &table);
}

void
KspSetFipsMode(BOOLEAN enabled)
{
    ksp_provider_use_reference_only(enabled != FALSE);
}

const char *
KspProviderName(LONG Enctype)
{
    const struct ksp_enctype *enctype = ksp_enctype_find(Enctype);
    const struct ksp_provider *provider = NULL;

    if (enctype != NULL)
        provider = ksp_provider_for(enctype);
    return provider != NULL && provider->has(enctype) ? provider->name :
        "none";
}
