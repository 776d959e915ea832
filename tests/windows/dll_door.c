/* SPDX-License-Identifier: MIT */
/* The core as a library of Windows: the name a loader looks up. */
#include "ksp/kerberos.h"

NTSTATUS SEC_ENTRY
SpUserModeInitialize(ULONG LsaVersion, PULONG PackageVersion,
                     PSECPKG_USER_FUNCTION_TABLE *ppTables, PULONG pcTables);

NTSTATUS SEC_ENTRY
SpUserModeInitialize(ULONG LsaVersion, PULONG PackageVersion,
                     PSECPKG_USER_FUNCTION_TABLE *ppTables, PULONG pcTables)
{
    return KspUserModeInitialize(LsaVersion, PackageVersion, ppTables,
                                 pcTables);
}
