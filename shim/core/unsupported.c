/* SPDX-License-Identifier: MIT */
/* The slots of the table that make no sense outside Windows. */
#include "core/package.h"
#include "ksp/winerror.h"

NTSTATUS
KspGetToken(LSA_SEC_HANDLE ContextId, PHANDLE ImpersonationToken,
            PACCESS_TOKEN *RawToken)
{
    (void)ContextId;
    if (ImpersonationToken != NULL)
        *ImpersonationToken = NULL;
    if (RawToken != NULL)
        *RawToken = NULL;
    return SEC_E_UNSUPPORTED_FUNCTION;
}

NTSTATUS
KspCompleteToken(LSA_SEC_HANDLE ContextId, PSecBufferDesc Token)
{
    (void)ContextId;
    (void)Token;
    return SEC_E_UNSUPPORTED_FUNCTION;
}

NTSTATUS
KspSetPagingMode(BOOLEAN PagingMode)
{
    (void)PagingMode;
    return SEC_E_UNSUPPORTED_FUNCTION;
}

NTSTATUS
KspSerializeAuthData(PVOID pvAuthData, PULONG Size, PVOID *SerializedData)
{
    (void)pvAuthData;
    if (Size != NULL)
        *Size = 0;
    if (SerializedData != NULL)
        *SerializedData = NULL;
    return SEC_E_UNSUPPORTED_FUNCTION;
}
