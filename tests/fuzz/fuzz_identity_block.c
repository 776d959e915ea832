/* SPDX-License-Identifier: MIT */
/*
 * Any bytes for a packed identity: nothing is read beyond their length, and
 * what is taken has the texts that an independent look finds in it.
 *
 * libFuzzer: -max_len=300
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz_must.h"
#include "fuzz/target.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"

/* Where one of the texts ends, if the head says that it is there. */
static bool
inside(const SEC_WINNT_AUTH_IDENTITY_EX2 *head, ULONG offset, ULONG length)
{
    return (uint64_t)offset + length <= head->cbStructureLength;
}

static void
check_head(const uint8_t *data, size_t size)
{
    SEC_WINNT_AUTH_IDENTITY_EX2 head;

    must(size >= sizeof(head), "too short");
    memcpy(&head, data, sizeof(head));
    must(head.Version == SEC_WINNT_AUTH_IDENTITY_VERSION_2 &&
         head.cbStructureLength <= size &&
         head.cbHeaderLength <= head.cbStructureLength, "its lengths");
    must(inside(&head, head.UserOffset, head.UserLength) &&
         inside(&head, head.DomainOffset, head.DomainLength) &&
         inside(&head, head.PackageListOffset, head.PackageListLength) &&
         inside(&head, head.PackedCredentialsOffset,
                head.PackedCredentialsLength), "its parts");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SECURITY_STATUS status;
    struct sspi_identity who;
    PVOID identity = NULL, copy = NULL;

    status = SspiUnmarshalAuthIdentity((ULONG)size, (CHAR *)(uintptr_t)data,
                                       &identity);
    must(status == SEC_E_OK || status == SEC_E_INVALID_PARAMETER ||
         status == SEC_E_UNSUPPORTED_FUNCTION,
         "a status nobody has heard of");
    must((identity != NULL) == (status == SEC_E_OK), "one with an error");
    if (identity == NULL)
        return 0;
    check_head(data, size);
    must(sspi_identity_read(identity, &who) == SEC_E_OK, "nobody");
    (void)sspi_identity_allows(&who, "Kerberos");
    sspi_identity_wipe(&who);
    must(SspiCopyAuthIdentity(identity, &copy) == SEC_E_OK, "no copy");
    SspiFreeAuthIdentity(copy);
    SspiZeroAuthIdentity(identity);
    SspiFreeAuthIdentity(identity);
    return 0;
}
