/* SPDX-License-Identifier: MIT */
/* A package's half for programs alone, by a header of this library's. */
#include <ksp/usermode.h>

#define OURS 0x4f757273

static NTSTATUS NTAPI
InstanceInit(ULONG Version, PSECPKG_DLL_FUNCTIONS FunctionTable,
             PVOID *UserFunctions)
{
    *UserFunctions = FunctionTable->AllocateHeap(1);
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI
MakeOurs(LSA_SEC_HANDLE ContextHandle, ULONG QualityOfProtection,
         PSecBufferDesc MessageBuffers, ULONG MessageSequenceNumber)
{
    return OURS;
}

static SECPKG_USER_FUNCTION_TABLE for_programs[] = { {
    .InstanceInit = InstanceInit,
    .MakeSignature = MakeOurs,
} };

NTSTATUS NTAPI
SpUserModeInitialize(ULONG LsaVersion, PULONG PackageVersion,
                     PSECPKG_USER_FUNCTION_TABLE *ppTables, PULONG pcTables)
{
    *PackageVersion = SECPKG_INTERFACE_VERSION;
    *ppTables = for_programs;
    *pcTables = 1;
    return STATUS_SUCCESS;
}
