/* SPDX-License-Identifier: MIT */
/* The package's table, and its way into the registry. */
#include "base/heap.h"
#include "core/package.h"
#include "crypto/provider.h"
#include "crypto/rfc1964.h"
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

/* All ciphers of older messages are nettle's. */
static const char *
older_name(const struct ksp_enctype *enctype)
{
    return ksp_1964_cipher_for(enctype) != NULL ? "nettle" : "none";
}

static const char *
provider_name(const struct ksp_enctype *enctype)
{
    const struct ksp_provider *provider = ksp_provider_for(enctype);

    return provider->has(enctype) ? provider->name : "none";
}

const char *
KspProviderName(LONG Enctype)
{
    const struct ksp_enctype *enctype = ksp_enctype_find(Enctype);

    return enctype == NULL ? "none" : enctype->protocol == KSP_RFC1964 ?
        older_name(enctype) : provider_name(enctype);
}
