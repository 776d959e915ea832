/* SPDX-License-Identifier: MIT */
/*
 * Memory that outlives the call: from the host's AllocateHeap once
 * Initialize has told us of it, else from this host's own.
 */
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/heap.h"
#include "ksp/ntsecpkg.h"
#include "ksp/winerror.h"

static PVOID
allocate(ULONG Length)
{
    return malloc(Length > 0 ? Length : 1);
}

static VOID
release(PVOID Base)
{
    free(Base);
}

/* Lists and the serializing of credentials are for packages that need
 * them; ours keeps its own handles and never sees credentials. */
SECPKG_KERNEL_FUNCTIONS KspKernelFunctions = {
    .AllocateHeap = allocate,
    .FreeHeap = release,
};

static _Atomic(SECPKG_KERNEL_FUNCTIONS *) host = &KspKernelFunctions;

NTSTATUS
KspInitialize(PSECPKG_KERNEL_FUNCTIONS FunctionTable)
{
    NTSTATUS status = SEC_E_INVALID_PARAMETER;

    if (FunctionTable != NULL && FunctionTable->AllocateHeap != NULL &&
        FunctionTable->FreeHeap != NULL) {
        atomic_store(&host, FunctionTable);
        status = SEC_E_OK;
    }
    return status;
}

void *
ksp_heap_new(size_t length)
{
    return length <= UINT32_MAX ?
        atomic_load(&host)->AllocateHeap((ULONG)length) : NULL;
}

void
ksp_heap_free(void *p)
{
    atomic_load(&host)->FreeHeap(p);
}
