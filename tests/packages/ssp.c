/* SPDX-License-Identifier: MIT */
/*
 * A package in the form that Windows' SDK asks for, with both halves: nothing
 * in it but what a source of Windows has.  tests/packages/load.c loads it.
 */
#ifdef AS_ON_WINDOWS
#include <windows.h>
#include <sspi.h>
#include <ntsecapi.h>
#include <ntsecpkg.h>
#else
#include <ksp/ntsecpkg.h>
#include <ksp/ntstatus.h>
#endif
#include <string.h>

#define OURS 0x4f757273

static PLSA_SECPKG_FUNCTION_TABLE lsa;
static SECPKG_PARAMETERS machine;

/* ---- for the LSA ---------------------------------------------------- */

static NTSTATUS NTAPI
Initialize(ULONG_PTR PackageId, PSECPKG_PARAMETERS Parameters,
           PLSA_SECPKG_FUNCTION_TABLE FunctionTable)
{
    machine = *Parameters;
    lsa = FunctionTable;
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI
Shutdown(VOID)
{
    lsa = NULL;
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI
GetInfo(PSecPkgInfoW PackageInfo)
{
    static SEC_WCHAR name[] = { 'O', 'u', 'r', 's', 0 };

    PackageInfo->fCapabilities = SECPKG_FLAG_INTEGRITY;
    PackageInfo->wRPCID = SECPKG_ID_NONE;
    PackageInfo->Name = name;
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI
GetExtendedInformation(SECPKG_EXTENDED_INFORMATION_CLASS Class,
                       PSECPKG_EXTENDED_INFORMATION *ppInformation)
{
    PSECPKG_EXTENDED_INFORMATION information;

    *ppInformation = NULL;
    if (Class != SecpkgMutualAuthLevel)
        return SEC_E_UNSUPPORTED_FUNCTION;
    information = lsa->AllocateLsaHeap(sizeof(*information));
    if (information == NULL)
        return STATUS_NO_MEMORY;
    information->Class = Class;
    information->Info.MutualAuthLevel.MutualAuthLevel = 1;
    *ppInformation = information;
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI
InitLsaModeContext(LSA_SEC_HANDLE CredentialHandle,
                   LSA_SEC_HANDLE ContextHandle, PUNICODE_STRING TargetName,
                   ULONG ContextRequirements, ULONG TargetDataRep,
                   PSecBufferDesc InputBuffers,
                   PLSA_SEC_HANDLE NewContextHandle,
                   PSecBufferDesc OutputBuffers, PULONG ContextAttributes,
                   PTimeStamp ExpirationTime, PBOOLEAN MappedContext,
                   PSecBuffer ContextData)
{
    *MappedContext = FALSE;
    return SEC_E_UNSUPPORTED_FUNCTION;
}

static SECPKG_FUNCTION_TABLE for_lsa[] = { {
    .Initialize = Initialize,
    .Shutdown = Shutdown,
    .GetInfo = GetInfo,
    .GetExtendedInformation = GetExtendedInformation,
    .InitLsaModeContext = InitLsaModeContext,
} };

NTSTATUS NTAPI
SpLsaModeInitialize(ULONG LsaVersion, PULONG PackageVersion,
                    PSECPKG_FUNCTION_TABLE *ppTables, PULONG pcTables);

NTSTATUS NTAPI
SpLsaModeInitialize(ULONG LsaVersion, PULONG PackageVersion,
                    PSECPKG_FUNCTION_TABLE *ppTables, PULONG pcTables)
{
    *PackageVersion = SECPKG_INTERFACE_VERSION;
    *ppTables = for_lsa;
    *pcTables = 1;
    return STATUS_SUCCESS;
}

/* ---- for programs --------------------------------------------------- */

static NTSTATUS NTAPI
MakeOurs(LSA_SEC_HANDLE ContextHandle, ULONG QualityOfProtection,
         PSecBufferDesc MessageBuffers, ULONG MessageSequenceNumber)
{
    return OURS;
}

static SECPKG_USER_FUNCTION_TABLE for_programs[] = { {
    .MakeSignature = MakeOurs,
} };

NTSTATUS NTAPI
SpUserModeInitialize(ULONG LsaVersion, PULONG PackageVersion,
                     PSECPKG_USER_FUNCTION_TABLE *ppTables, PULONG pcTables);

NTSTATUS NTAPI
SpUserModeInitialize(ULONG LsaVersion, PULONG PackageVersion,
                     PSECPKG_USER_FUNCTION_TABLE *ppTables, PULONG pcTables)
{
    *PackageVersion = SECPKG_INTERFACE_VERSION;
    *ppTables = for_programs;
    *pcTables = 1;
    return STATUS_SUCCESS;
}
