/* SPDX-License-Identifier: MIT */
/*
 * Any bytes for an exported context of SSPI: what is taken is exported as the
 * same bytes again, and works.
 *
 * libFuzzer: -max_len=300
 */
#include <string.h>

#include "fuzz/fuzz_must.h"
#include "fuzz/target.h"
#include "ksp/packed.h"
#include "ksp/sspi.h"
#include "ksp/winerror.h"

static bool
is_documented(SECURITY_STATUS status)
{
    return status == SEC_E_OK || status == SEC_E_INVALID_TOKEN ||
        status == SEC_E_BAD_PKGID || status == SEC_E_CRYPTO_SYSTEM_INVALID ||
        status == SEC_E_ALGORITHM_MISMATCH;
}

static void
use(PCtxtHandle handle)
{
    unsigned char token[128], data[] = "message";
    SecBuffer b[] = {
        { sizeof(token), SECBUFFER_TOKEN, token },
        { sizeof(data), SECBUFFER_DATA, data },
    };
    SecBufferDesc list = { SECBUFFER_VERSION, 2, b };
    SECURITY_STATUS status;
    SecPkgContext_Sizes sizes;

    must(QueryContextAttributesA(handle, SECPKG_ATTR_SIZES, &sizes) ==
         SEC_E_OK && sizes.cbMaxSignature <= sizeof(token), "its sizes");
    status = MakeSignature(handle, 0, &list, 0);
    must(status == SEC_E_OK || status == SEC_E_UNSUPPORTED_FUNCTION ||
         status == SEC_E_CONTEXT_EXPIRED || status == SEC_E_OUT_OF_SEQUENCE,
         "its message");
    must(status != SEC_E_OK || b[0].cbBuffer == sizes.cbMaxSignature,
         "another length");
}

static void
try_package(SEC_CHAR *package, const uint8_t *data, size_t size)
{
    SecBuffer in = { (ULONG)size, SECBUFFER_EMPTY, NULL };
    SecBuffer out = { 0, 0, NULL };
    CtxtHandle handle = { 1, 1 };
    SECURITY_STATUS status;

    in.pvBuffer = (void *)(uintptr_t)data;
    status = ImportSecurityContextA(package, &in, NULL, &handle);
    must(is_documented(status), "a status nobody has heard of");
    if (status != SEC_E_OK) {
        must(handle.dwLower == 0 && handle.dwUpper == 0, "a handle of none");
        return;
    }
    must(ExportSecurityContext(&handle, 0, &out, NULL) == SEC_E_OK,
         "not exported");
    must(out.cbBuffer == size && memcmp(out.pvBuffer, data, size) == 0,
         "other bytes");
    FreeContextBuffer(out.pvBuffer);
    use(&handle);
    must(DeleteSecurityContext(&handle) == SEC_E_OK, "not deleted");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static SEC_CHAR kerberos[] = "Kerberos", negotiate[] = "Negotiate";

    try_package(kerberos, data, size);
    try_package(negotiate, data, size);
    return 0;
}
