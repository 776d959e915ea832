/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <string.h>

#include "base/wipe.h"
#include "bridge/package.h"
#include "bridge/probe.h"
#include "bridge/trace.h"
#include "ksp/kerberos.h"
#include "ksp/winerror.h"

/* GSS programs leave the numbering to the context. */
#define NO_MESSAGE_SEQ_NO 0

static pthread_once_t located = PTHREAD_ONCE_INIT;
static const SECPKG_KERNEL_FUNCTION_TABLE *package;

static void
locate(void)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *found = NULL;

    if (KspRegisterKerberos() == SEC_E_OK)
        found = KSecLocateSecurityProvider(&KspKerberosName);
    if (found != NULL && found->Initialize(&KspKernelFunctions) == SEC_E_OK)
        package = found;
}

const SECPKG_KERNEL_FUNCTION_TABLE *
gssksp_package(void)
{
    pthread_once(&located, locate);
    return package;
}

/*
 * A handle that is not 0 came from InitContext, so `package` is there in
 * the functions that take one.
 */

static void
describe(const char *function, LSA_SEC_HANDLE ContextId, ULONG fQOP,
         const SecBufferDesc *message, NTSTATUS status)
{
    KSP_CONTEXT_DESCRIPTION known;
    bool is_known = package->QueryAttributes(
        ContextId, KSP_ATTR_DESCRIPTION, &known) == SEC_E_OK;

    gssksp_trace_message(function, ContextId, is_known ? &known : NULL, fQOP,
                         NO_MESSAGE_SEQ_NO, message, status);
}

static inline void
trace(const char *function, LSA_SEC_HANDLE ContextId, ULONG fQOP,
      const SecBufferDesc *message, NTSTATUS status)
{
    GSSKSP_PROBE3(message, function, ContextId, status);
    if (gssksp_trace_messages())
        describe(function, ContextId, fQOP, message, status);
}

NTSTATUS
gssksp_sign(LSA_SEC_HANDLE ContextId, ULONG fQOP, PSecBufferDesc message)
{
    NTSTATUS status;

    status = package->Sign(ContextId, fQOP, message, NO_MESSAGE_SEQ_NO);
    trace("MakeSignature", ContextId, fQOP, message, status);
    return status;
}

NTSTATUS
gssksp_verify(LSA_SEC_HANDLE ContextId, PSecBufferDesc message, ULONG *pfQOP)
{
    NTSTATUS status;

    status = package->Verify(ContextId, message, NO_MESSAGE_SEQ_NO, pfQOP);
    trace("VerifySignature", ContextId, *pfQOP, message, status);
    return status;
}

NTSTATUS
gssksp_seal(LSA_SEC_HANDLE ContextId, ULONG fQOP, PSecBufferDesc message)
{
    NTSTATUS status;

    status = package->Seal(ContextId, fQOP, message, NO_MESSAGE_SEQ_NO);
    trace("SealMessage", ContextId, fQOP, message, status);
    return status;
}

NTSTATUS
gssksp_unseal(LSA_SEC_HANDLE ContextId, PSecBufferDesc message, ULONG *pfQOP)
{
    NTSTATUS status;

    status = package->Unseal(ContextId, message, NO_MESSAGE_SEQ_NO, pfQOP);
    trace("UnsealMessage", ContextId, *pfQOP, message, status);
    return status;
}

NTSTATUS
gssksp_query(LSA_SEC_HANDLE ContextId, ULONG attribute, void *buffer)
{
    return package->QueryAttributes(ContextId, attribute, buffer);
}

NTSTATUS
gssksp_init_context(PSecBuffer packed, LSA_SEC_HANDLE *ContextId)
{
    NTSTATUS status = SEC_E_SECPKG_NOT_FOUND;

    *ContextId = 0;
    if (gssksp_package() != NULL)
        status = package->InitContext(0, packed, ContextId);
    return status;
}

NTSTATUS
gssksp_delete_context(LSA_SEC_HANDLE ContextId)
{
    LSA_SEC_HANDLE lsa;
    NTSTATUS status;

    status = package->DeleteContext(ContextId, &lsa);
    if (gssksp_trace_messages())
        gssksp_trace_context("DeleteContext", ContextId, status);
    return status;
}

static void
free_packed(PSecBuffer packed)
{
    if (packed->pvBuffer != NULL) {
        ksp_wipe(packed->pvBuffer, packed->cbBuffer);
        KspKernelFunctions.FreeHeap(packed->pvBuffer);
    }
}

NTSTATUS
gssksp_export_context(LSA_SEC_HANDLE ContextId, KSP_PACKED_CONTEXT *state)
{
    SecBuffer packed = { 0, SECBUFFER_EMPTY, NULL };
    NTSTATUS status;

    memset(state, 0, sizeof(*state));
    status = package->ExportContext(ContextId, 0, &packed, NULL);
    if (gssksp_trace_messages())
        gssksp_trace_context("ExportContext", ContextId, status);
    if (status == SEC_E_OK)
        status = KspUnpackContext(packed.pvBuffer, packed.cbBuffer, state);
    free_packed(&packed);
    return status;
}

NTSTATUS
gssksp_make_context(const KSP_PACKED_CONTEXT *state,
                    LSA_SEC_HANDLE *ContextId)
{
    unsigned char bytes[KSP_PACKED_MAX];
    SecBuffer packed = { 0, SECBUFFER_EMPTY, bytes };
    NTSTATUS status;

    *ContextId = 0;
    status = KspPackContext(state, bytes, sizeof(bytes), &packed.cbBuffer);
    if (status == SEC_E_OK)
        status = gssksp_init_context(&packed, ContextId);
    ksp_wipe(bytes, sizeof(bytes));
    return status;
}
