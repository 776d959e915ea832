/* SPDX-License-Identifier: MIT */
/*
 * The package's own door: the user-mode table for programs (ksp/usermode.h).
 * It is the package's, behind what belongs to the library: the policy, memory
 * for FreeContextBuffer, and the trace.
 */
#include "ksp/usermode.h"

#include <pthread.h>
#include <string.h>

#include "base/heap.h"
#include "base/wipe.h"
#include "bridge/probe.h"
#include "bridge/trace.h"
#include "ksp/kerberos.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"

static pthread_once_t filled = PTHREAD_ONCE_INIT;
static SECPKG_USER_FUNCTION_TABLE table;

/* ---- the life of a context ------------------------------------------ */

/* The caller chose the handle, and it may be an address: its end will do. */
static LSA_SEC_HANDLE
end_of(LSA_SEC_HANDLE handle)
{
    return handle & 0xffffff;
}

static void
trace_context(const char *function, LSA_SEC_HANDLE handle, NTSTATUS status)
{
    if (gssksp_trace_messages())
        gssksp_trace_context(function, end_of(handle), status);
}

static void
trace_init(LSA_SEC_HANDLE handle, const KSP_PACKED_CONTEXT *p,
           NTSTATUS status)
{
    struct gssksp_trace_hand_over line = {
        .ctx = end_of(handle), .brought = true, .table = "door",
        .initiator = p->Role == KSP_ROLE_INITIATOR,
        .enctype = p->KeyCount > 0 ? p->Keys[p->KeyCount - 1].Enctype : 0
    };

    if (gssksp_trace_messages())
        gssksp_trace_hand_over(&line, status);
}

static NTSTATUS
init(LSA_SEC_HANDLE ContextHandle, PSecBuffer PackedContext)
{
    struct sspi_packed packed;
    SecBuffer judged = { 0, SECBUFFER_EMPTY, packed.bytes };
    NTSTATUS status;

    status = sspi_packed_read(PackedContext, &packed);
    if (status == SEC_E_OK) {
        judged.cbBuffer = packed.length;
        status = sspi_own_table()->InitUserModeContext(ContextHandle,
                                                       &judged);
    }
    trace_init(ContextHandle, &packed.context, status);
    ksp_wipe(&packed, sizeof(packed));
    return status;
}

static NTSTATUS
import(PSecBuffer pPackedContext, HANDLE Token, PLSA_SEC_HANDLE phContext)
{
    struct sspi_packed packed;
    SecBuffer judged = { 0, SECBUFFER_EMPTY, packed.bytes };
    NTSTATUS status;

    if (phContext == NULL)
        return SEC_E_INVALID_PARAMETER;
    *phContext = 0;
    status = sspi_packed_read(pPackedContext, &packed);
    if (status == SEC_E_OK) {
        judged.cbBuffer = packed.length;
        status = sspi_own_table()->ImportContext(&judged, Token, phContext);
    }
    ksp_wipe(&packed, sizeof(packed));
    trace_context("ImportContext", *phContext, status);
    return status;
}

/* The room first: with DELETE_OLD nothing may fail after the export. */
static NTSTATUS
export(LSA_SEC_HANDLE phContext, ULONG fFlags, PSecBuffer pPackedContext,
       PHANDLE pToken)
{
    SecBuffer packed = { 0, SECBUFFER_EMPTY, NULL };
    void *room = NULL;
    NTSTATUS status;

    if (pToken != NULL)
        *pToken = NULL;
    if (pPackedContext == NULL)
        return SEC_E_INVALID_PARAMETER;
    memset(pPackedContext, 0, sizeof(*pPackedContext));
    room = sspi_give(KSP_PACKED_MAX);
    if (room == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    status = sspi_own_table()->ExportContext(phContext, fFlags, &packed,
                                             NULL);
    if (status == SEC_E_OK) {
        memcpy(room, packed.pvBuffer, packed.cbBuffer);
        pPackedContext->cbBuffer = packed.cbBuffer;
        pPackedContext->pvBuffer = room;
        ksp_wipe(packed.pvBuffer, packed.cbBuffer);
        ksp_heap_free(packed.pvBuffer);
    } else {
        (void)sspi_take_back(room);
    }
    trace_context("ExportContext", phContext, status);
    return status;
}

static NTSTATUS
delete(LSA_SEC_HANDLE ContextHandle)
{
    NTSTATUS status;

    status = sspi_own_table()->DeleteUserModeContext(ContextHandle);
    trace_context("DeleteContext", ContextHandle, status);
    return status;
}

/* ---- messages ------------------------------------------------------- */

static void
describe(const char *function, LSA_SEC_HANDLE handle, ULONG qop,
         ULONG number, const SecBufferDesc *message, NTSTATUS status)
{
    KSP_CONTEXT_DESCRIPTION known;
    bool is_known = sspi_own_table()->QueryContextAttributes(
        handle, KSP_ATTR_DESCRIPTION, &known) == SEC_E_OK;

    gssksp_trace_message(function, end_of(handle), is_known ? &known : NULL,
                         qop, number, message, status);
}

static NTSTATUS
trace_message(const char *function, LSA_SEC_HANDLE handle, ULONG qop,
              ULONG number, const SecBufferDesc *message, NTSTATUS status)
{
    GSSKSP_PROBE3(message, function, end_of(handle), status);
    if (gssksp_trace_messages() && message != NULL &&
        message->pBuffers != NULL)
        describe(function, handle, qop, number, message, status);
    return status;
}

/* MakeSignature and SealMessage differ in the function alone, and so do the
 * two that take what these made. */
static NTSTATUS
make(const char *function, SpMakeSignatureFn *call, LSA_SEC_HANDLE handle,
     ULONG qop, PSecBufferDesc message, ULONG number)
{
    return trace_message(function, handle, qop, number, message,
                         call(handle, qop, message, number));
}

static NTSTATUS
take(const char *function, SpVerifySignatureFn *call, LSA_SEC_HANDLE handle,
     PSecBufferDesc message, ULONG number, PULONG qop)
{
    NTSTATUS status;
    ULONG found = 0;

    status = call(handle, message, number, &found);
    if (qop != NULL)
        *qop = found;
    return trace_message(function, handle, found, number, message, status);
}

static NTSTATUS
sign(LSA_SEC_HANDLE ContextHandle, ULONG QualityOfProtection,
     PSecBufferDesc MessageBuffers, ULONG MessageSequenceNumber)
{
    return make("MakeSignature", sspi_own_table()->MakeSignature,
                ContextHandle, QualityOfProtection, MessageBuffers,
                MessageSequenceNumber);
}

static NTSTATUS
verify(LSA_SEC_HANDLE ContextHandle, PSecBufferDesc MessageBuffers,
       ULONG MessageSequenceNumber, PULONG QualityOfProtection)
{
    return take("VerifySignature", sspi_own_table()->VerifySignature,
                ContextHandle, MessageBuffers, MessageSequenceNumber,
                QualityOfProtection);
}

static NTSTATUS
seal(LSA_SEC_HANDLE ContextHandle, ULONG QualityOfProtection,
     PSecBufferDesc MessageBuffers, ULONG MessageSequenceNumber)
{
    return make("SealMessage", sspi_own_table()->SealMessage, ContextHandle,
                QualityOfProtection, MessageBuffers, MessageSequenceNumber);
}

static NTSTATUS
unseal(LSA_SEC_HANDLE ContextHandle, PSecBufferDesc MessageBuffers,
       ULONG MessageSequenceNumber, PULONG QualityOfProtection)
{
    return take("UnsealMessage", sspi_own_table()->UnsealMessage,
                ContextHandle, MessageBuffers, MessageSequenceNumber,
                QualityOfProtection);
}

/* ---- questions ------------------------------------------------------ */

/* A copy for FreeContextBuffer of what the package gave, which is freed;
 * NULL without memory. */
static void *
given(void *packages, size_t length)
{
    void *copy = sspi_give_copy(packages, length);

    ksp_wipe(packages, length);
    ksp_heap_free(packages);
    return copy;
}

static NTSTATUS
session_key(LSA_SEC_HANDLE handle, PVOID buffer)
{
    SecPkgContext_SessionKey key, *out = buffer;
    NTSTATUS status;

    status = sspi_own_table()->QueryContextAttributes(
        handle, SECPKG_ATTR_SESSION_KEY, &key);
    if (status == SEC_E_OK) {
        key.SessionKey = given(key.SessionKey, key.SessionKeyLength);
        if (key.SessionKey == NULL)
            status = SEC_E_INSUFFICIENT_MEMORY;
        else
            *out = key;
    }
    return status;
}

static size_t
size_of(const SEC_WCHAR *text)
{
    size_t units = 0;

    while (text[units] != 0)
        units++;
    return (units + 1) * sizeof(*text);
}

static NTSTATUS
key_info(LSA_SEC_HANDLE handle, PVOID buffer)
{
    SecPkgContext_KeyInfoW info, *out = buffer;
    NTSTATUS status;

    status = sspi_own_table()->QueryContextAttributes(
        handle, SECPKG_ATTR_KEY_INFO, &info);
    if (status != SEC_E_OK)
        return status;
    info.sSignatureAlgorithmName = given(
        info.sSignatureAlgorithmName, size_of(info.sSignatureAlgorithmName));
    info.sEncryptAlgorithmName = given(
        info.sEncryptAlgorithmName, size_of(info.sEncryptAlgorithmName));
    if (info.sSignatureAlgorithmName != NULL &&
        info.sEncryptAlgorithmName != NULL) {
        *out = info;
    } else {
        (void)sspi_take_back(info.sSignatureAlgorithmName);
        (void)sspi_take_back(info.sEncryptAlgorithmName);
        status = SEC_E_INSUFFICIENT_MEMORY;
    }
    return status;
}

/* One block, with pointers into it: it is made anew. */
static NTSTATUS
package_info(LSA_SEC_HANDLE handle, PVOID buffer)
{
    SecPkgContext_PackageInfoW info, *out = buffer;
    NTSTATUS status;

    status = sspi_own_table()->QueryContextAttributes(
        handle, SECPKG_ATTR_PACKAGE_INFO, &info);
    if (status != SEC_E_OK)
        return status;
    ksp_heap_free(info.PackageInfo);
    info.PackageInfo = sspi_package_info(sspi_package_at(0), true);
    if (info.PackageInfo == NULL)
        status = SEC_E_INSUFFICIENT_MEMORY;
    else
        *out = info;
    return status;
}

/* Those whose answer has pointers. */
static const struct {
    ULONG attribute;
    NTSTATUS (*give)(LSA_SEC_HANDLE handle, PVOID buffer);
} with_memory[] = {
    { SECPKG_ATTR_SESSION_KEY, session_key },
    { SECPKG_ATTR_KEY_INFO, key_info },
    { SECPKG_ATTR_PACKAGE_INFO, package_info },
};

static NTSTATUS
query(LSA_SEC_HANDLE ContextHandle, ULONG ContextAttribute, PVOID Buffer)
{
    size_t i;

    for (i = 0; Buffer != NULL &&
             i < sizeof(with_memory) / sizeof(with_memory[0]); i++) {
        if (with_memory[i].attribute == ContextAttribute)
            return with_memory[i].give(ContextHandle, Buffer);
    }
    return sspi_own_table()->QueryContextAttributes(ContextHandle,
                                                    ContextAttribute, Buffer);
}

/* ---- the table ------------------------------------------------------ */

/* What is not replaced is the package's. */
static void
fill(void)
{
    table = *sspi_own_table();
    table.InitUserModeContext = init;
    table.MakeSignature = sign;
    table.VerifySignature = verify;
    table.SealMessage = seal;
    table.UnsealMessage = unseal;
    table.QueryContextAttributes = query;
    table.DeleteUserModeContext = delete;
    table.ExportContext = export;
    table.ImportContext = import;
}

NTSTATUS SEC_ENTRY
SpUserModeInitialize(ULONG LsaVersion, PULONG PackageVersion,
                     PSECPKG_USER_FUNCTION_TABLE *ppTables, PULONG pcTables)
{
    NTSTATUS status;

    status = KspUserModeInitialize(LsaVersion, PackageVersion, ppTables,
                                   pcTables);
    if (status == SEC_E_OK) {
        (void)pthread_once(&filled, fill);
        *ppTables = &table;
    }
    return status;
}
