/* SPDX-License-Identifier: MIT */
/*
 * The same package as a SECPKG_USER_FUNCTION_TABLE: each function looks up
 * what the caller's handle stands for and calls its twin.
 */
#include <stdlib.h>

#include "core/package.h"
#include "core/user_handles.h"
#include "ksp/kerberos.h"
#include "ksp/winerror.h"

static NTSTATUS
SpInstanceInit(ULONG Version, PSECPKG_DLL_FUNCTIONS FunctionTable,
               PVOID *UserFunctions)
{
    /* Memory comes from this host whatever the loader offers. */
    (void)Version;
    if (UserFunctions != NULL)
        *UserFunctions = NULL;
    return FunctionTable != NULL ? SEC_E_OK : SEC_E_INVALID_PARAMETER;
}

static NTSTATUS
SpInitUserModeContext(LSA_SEC_HANDLE ContextHandle, PSecBuffer PackedContext)
{
    LSA_SEC_HANDLE ContextId;
    NTSTATUS status;

    status = KspInitContext(ContextHandle, PackedContext, &ContextId);
    if (status == SEC_E_OK) {
        status = ksp_user_handles_add(ContextHandle, ContextId);
        if (status != SEC_E_OK)
            (void)KspDeleteContext(ContextId, NULL);
    }
    return status;
}

static NTSTATUS
SpMakeSignature(LSA_SEC_HANDLE ContextHandle, ULONG QualityOfProtection,
                PSecBufferDesc MessageBuffers, ULONG MessageSequenceNumber)
{
    return KspMakeSignature(ksp_user_handles_find(ContextHandle),
                            QualityOfProtection, MessageBuffers,
                            MessageSequenceNumber);
}

static NTSTATUS
SpVerifySignature(LSA_SEC_HANDLE ContextHandle, PSecBufferDesc MessageBuffers,
                  ULONG MessageSequenceNumber, PULONG QualityOfProtection)
{
    return KspVerifySignature(ksp_user_handles_find(ContextHandle),
                              MessageBuffers, MessageSequenceNumber,
                              QualityOfProtection);
}

static NTSTATUS
SpSealMessage(LSA_SEC_HANDLE ContextHandle, ULONG QualityOfProtection,
              PSecBufferDesc MessageBuffers, ULONG MessageSequenceNumber)
{
    return KspSealMessage(ksp_user_handles_find(ContextHandle),
                          QualityOfProtection, MessageBuffers,
                          MessageSequenceNumber);
}

static NTSTATUS
SpUnsealMessage(LSA_SEC_HANDLE ContextHandle, PSecBufferDesc MessageBuffers,
                ULONG MessageSequenceNumber, PULONG QualityOfProtection)
{
    return KspUnsealMessage(ksp_user_handles_find(ContextHandle),
                            MessageBuffers, MessageSequenceNumber,
                            QualityOfProtection);
}

static NTSTATUS
SpGetContextToken(LSA_SEC_HANDLE ContextHandle, PHANDLE ImpersonationToken)
{
    return KspGetToken(ksp_user_handles_find(ContextHandle),
                       ImpersonationToken, NULL);
}

static NTSTATUS
SpQueryContextAttributes(LSA_SEC_HANDLE ContextHandle, ULONG ContextAttribute,
                         PVOID Buffer)
{
    return KspQueryAttributes(ksp_user_handles_find(ContextHandle),
                              ContextAttribute, Buffer);
}

static NTSTATUS
SpCompleteAuthToken(LSA_SEC_HANDLE ContextHandle, PSecBufferDesc InputBuffer)
{
    return KspCompleteToken(ksp_user_handles_find(ContextHandle), InputBuffer);
}

static NTSTATUS
SpDeleteUserModeContext(LSA_SEC_HANDLE ContextHandle)
{
    return KspDeleteContext(ksp_user_handles_remove(ContextHandle), NULL);
}

static NTSTATUS
SpFormatCredentials(PSecBuffer Credentials, PSecBuffer FormattedCredentials)
{
    (void)Credentials;
    (void)FormattedCredentials;
    return SEC_E_UNSUPPORTED_FUNCTION;
}

static NTSTATUS
SpMarshallSupplementalCreds(ULONG CredentialSize, PUCHAR Credentials,
                            PULONG MarshalledCredSize,
                            PVOID *MarshalledCreds)
{
    (void)CredentialSize;
    (void)Credentials;
    if (MarshalledCredSize != NULL)
        *MarshalledCredSize = 0;
    if (MarshalledCreds != NULL)
        *MarshalledCreds = NULL;
    return SEC_E_UNSUPPORTED_FUNCTION;
}

static NTSTATUS
SpExportSecurityContext(LSA_SEC_HANDLE phContext, ULONG fFlags,
                        PSecBuffer pPackedContext, PHANDLE pToken)
{
    LSA_SEC_HANDLE ContextId = ksp_user_handles_find(phContext);
    NTSTATUS status;

    status = KspExportContext(ContextId, fFlags, pPackedContext, pToken);
    if (status == SEC_E_OK &&
        (fFlags & SECPKG_CONTEXT_EXPORT_DELETE_OLD) != 0)
        ksp_user_handles_forget(phContext, ContextId);
    return status;
}

/* The caller did not choose this handle, so it stands for itself. */
static NTSTATUS
SpImportSecurityContext(PSecBuffer pPackedContext, HANDLE Token,
                        PLSA_SEC_HANDLE phContext)
{
    NTSTATUS status;

    status = KspImportContext(pPackedContext, Token, phContext);
    if (status == SEC_E_OK) {
        status = ksp_user_handles_add(*phContext, *phContext);
        if (status != SEC_E_OK) {
            (void)KspDeleteContext(*phContext, NULL);
            *phContext = 0;
        }
    }
    return status;
}

static SECPKG_USER_FUNCTION_TABLE table = {
    .InstanceInit = SpInstanceInit,
    .InitUserModeContext = SpInitUserModeContext,
    .MakeSignature = SpMakeSignature,
    .VerifySignature = SpVerifySignature,
    .SealMessage = SpSealMessage,
    .UnsealMessage = SpUnsealMessage,
    .GetContextToken = SpGetContextToken,
    .QueryContextAttributes = SpQueryContextAttributes,
    .CompleteAuthToken = SpCompleteAuthToken,
    .DeleteUserModeContext = SpDeleteUserModeContext,
    .FormatCredentials = SpFormatCredentials,
    .MarshallSupplementalCreds = SpMarshallSupplementalCreds,
    .ExportContext = SpExportSecurityContext,
    .ImportContext = SpImportSecurityContext,
};

NTSTATUS
KspUserModeInitialize(ULONG LsaVersion, PULONG PackageVersion,
                     PSECPKG_USER_FUNCTION_TABLE *ppTables, PULONG pcTables)
{
    NTSTATUS status = SEC_E_INVALID_PARAMETER;

    if (PackageVersion != NULL)
        *PackageVersion = 0;
    if (ppTables != NULL)
        *ppTables = NULL;
    if (pcTables != NULL)
        *pcTables = 0;
    if (LsaVersion == SECPKG_INTERFACE_VERSION && PackageVersion != NULL &&
        ppTables != NULL && pcTables != NULL) {
        *PackageVersion = SECPKG_INTERFACE_VERSION;
        *ppTables = &table;
        *pcTables = 1;
        status = SEC_E_OK;
    }
    return status;
}
