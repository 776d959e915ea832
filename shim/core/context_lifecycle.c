/* SPDX-License-Identifier: MIT */
/* The life of a context: made, exported, imported, deleted. */
#include <string.h>

#include "base/heap.h"
#include "base/wipe.h"
#include "core/context.h"
#include "core/context_handle.h"
#include "core/package.h"
#include "core/sequence.h"
#include "ksp/winerror.h"

#define EXPORT_FLAGS \
    (SECPKG_CONTEXT_EXPORT_RESET_NEW | SECPKG_CONTEXT_EXPORT_DELETE_OLD)

NTSTATUS
KspInitContext(LSA_SEC_HANDLE ContextId, PSecBuffer ContextData,
               PLSA_SEC_HANDLE NewContextId)
{
    struct ksp_context *c = NULL;
    NTSTATUS status = SEC_E_INVALID_PARAMETER;

    if (NewContextId != NULL)
        *NewContextId = 0;
    if (ContextData == NULL || NewContextId == NULL)
        goto cleanup;
    status = ksp_context_new(ContextData->pvBuffer, ContextData->cbBuffer,
                             &c);
    if (status != SEC_E_OK)
        goto cleanup;
    c->LsaContextId = ContextId;
    *NewContextId = ksp_handle_new(c);
    if (*NewContextId != 0)
        c = NULL;
    else
        status = SEC_E_INSUFFICIENT_MEMORY;
cleanup:
    ksp_context_free(&c);
    return status;
}

NTSTATUS
KspImportContext(PSecBuffer pPackedContext, HANDLE Token,
                 PLSA_SEC_HANDLE phContext)
{
    (void)Token;
    return KspInitContext(0, pPackedContext, phContext);
}

NTSTATUS
KspMapHandle(LSA_SEC_HANDLE ContextId, PLSA_SEC_HANDLE LsaContextId)
{
    struct ksp_context *c = ksp_handle_acquire(ContextId);
    NTSTATUS status = SEC_E_INVALID_HANDLE;

    if (LsaContextId != NULL)
        *LsaContextId = 0;
    if (c == NULL)
        return SEC_E_INVALID_HANDLE;
    status = SEC_E_INVALID_PARAMETER;
    if (LsaContextId != NULL) {
        *LsaContextId = c->LsaContextId;
        status = SEC_E_OK;
    }
    ksp_handle_release(ContextId);
    return status;
}

NTSTATUS
KspDeleteContext(LSA_SEC_HANDLE ContextId, PLSA_SEC_HANDLE LsaContextId)
{
    struct ksp_context *c = ksp_handle_acquire(ContextId);
    NTSTATUS status = SEC_E_INVALID_HANDLE;

    if (LsaContextId != NULL)
        *LsaContextId = 0;
    if (c == NULL)
        return SEC_E_INVALID_HANDLE;
    if (ksp_handle_delete(ContextId)) {
        if (LsaContextId != NULL)
            *LsaContextId = c->LsaContextId;
        status = SEC_E_OK;
    }
    ksp_handle_release(ContextId);
    return status;
}

/*
 * End a context for DELETE_OLD, so that what it has sent and seen cannot
 * change any more.  Of several callers one succeeds.  What cannot be had is
 * refused before anything has changed; so the sender is closed first where
 * nothing may have been sent.
 */
static SECURITY_STATUS
stop(struct ksp_context *c, LSA_SEC_HANDLE handle, bool reset)
{
    SECURITY_STATUS status = SEC_E_UNSUPPORTED_FUNCTION;

    if (reset && ksp_context_keyed_by_number(c) &&
        !ksp_sequence_close_unused(c))
        return SEC_E_UNSUPPORTED_FUNCTION;
    status = SEC_E_INVALID_HANDLE;
    if (!ksp_handle_stop(handle))
        return status;
    ksp_handle_wait(handle);
    status = SEC_E_OK;
    return status;
}

/* As it was at hand-over: nothing sent, nothing seen.  Not where that would
 * encrypt anew with keys that were used. */
static SECURITY_STATUS
reset_numbers(const struct ksp_context *c, KSP_PACKED_CONTEXT *p)
{
    SECURITY_STATUS status = SEC_E_UNSUPPORTED_FUNCTION;

    if (p->SendCount == 0 || !ksp_context_keyed_by_number(c)) {
        p->SendCount = 0;
        p->SendSkipped = 0;
        p->RecvNext = 0;
        p->RecvMap = 0;
        status = SEC_E_OK;
    }
    return status;
}

/* With DELETE_OLD nothing can fail once the context was stopped. */
static SECURITY_STATUS
describe(struct ksp_context *c, LSA_SEC_HANDLE handle, ULONG fFlags,
         KSP_PACKED_CONTEXT *p)
{
    bool last = (fFlags & SECPKG_CONTEXT_EXPORT_DELETE_OLD) != 0;
    bool reset = (fFlags & SECPKG_CONTEXT_EXPORT_RESET_NEW) != 0;
    SECURITY_STATUS status = SEC_E_OK;

    if (last)
        status = stop(c, handle, reset);
    if (status == SEC_E_OK)
        status = ksp_context_describe(c, last, p);
    if (status == SEC_E_OK && reset)
        status = reset_numbers(c, p);
    return status;
}

static NTSTATUS
pack(struct ksp_context *c, LSA_SEC_HANDLE handle, ULONG fFlags,
     PSecBuffer out)
{
    NTSTATUS status = SEC_E_INSUFFICIENT_MEMORY;
    void *memory = ksp_heap_new(KSP_PACKED_MAX);
    KSP_PACKED_CONTEXT p;
    ULONG length;

    if (memory == NULL)
        goto cleanup;
    status = describe(c, handle, fFlags, &p);
    if (status == SEC_E_OK)
        status = KspPackContext(&p, memory, KSP_PACKED_MAX, &length);
    ksp_wipe(&p, sizeof(p));
    if (status == SEC_E_OK) {
        out->pvBuffer = memory;
        out->cbBuffer = length;
        memory = NULL;
    }
cleanup:
    ksp_heap_free(memory);
    return status;
}

NTSTATUS
KspExportContext(LSA_SEC_HANDLE phContext, ULONG fFlags,
                 PSecBuffer pPackedContext, PHANDLE pToken)
{
    struct ksp_context *c = ksp_handle_acquire(phContext);
    NTSTATUS status = SEC_E_INVALID_HANDLE;

    if (pToken != NULL)
        *pToken = NULL;
    if (pPackedContext != NULL)
        memset(pPackedContext, 0, sizeof(*pPackedContext));
    if (c == NULL)
        return SEC_E_INVALID_HANDLE;
    status = SEC_E_INVALID_PARAMETER;
    if (pPackedContext == NULL)
        goto release;
    status = SEC_E_UNSUPPORTED_FUNCTION;
    if ((fFlags & ~(ULONG)EXPORT_FLAGS) != 0)
        goto release;
    status = pack(c, phContext, fFlags, pPackedContext);
release:
    ksp_handle_release(phContext);
    return status;
}
