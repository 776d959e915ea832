/* SPDX-License-Identifier: MIT */
/* Messages: a look at what was negotiated, and the package's function. */
#include "../../mech/trace.h"
#include "handle.h"
#include "ksp/winerror.h"
#include "secur32.h"

/* What a function may be called for. */
static bool
has(const struct sspi_context *c, ULONG isc, ULONG asc)
{
    return (c->attributes & (c->initiator ? isc : asc)) != 0;
}

static bool
has_integrity(const struct sspi_context *c)
{
    return has(c, ISC_RET_INTEGRITY, ASC_RET_INTEGRITY);
}

static bool
has_privacy(const struct sspi_context *c)
{
    return has(c, ISC_RET_CONFIDENTIALITY, ASC_RET_CONFIDENTIALITY);
}

bool
sspi_context_seals(const struct sspi_context *c, ULONG fQOP)
{
    return has_integrity(c) &&
        (fQOP == SECQOP_WRAP_NO_ENCRYPT || has_privacy(c));
}

/* The package takes a list that is none; the trace does not. */
static void
trace(const char *function, const struct sspi_context *c, ULONG fQOP,
      ULONG number, const SecBufferDesc *message, NTSTATUS status)
{
    if (gssksp_trace_on() && message != NULL && message->pBuffers != NULL) {
        gssksp_trace_message(function, sspi_context_inside(c), fQOP, number,
                             message, status);
    }
}

SECURITY_STATUS SEC_ENTRY
MakeSignature(PCtxtHandle phContext, ULONG fQOP, PSecBufferDesc pMessage,
              ULONG MessageSeqNo)
{
    SECURITY_STATUS status = SEC_E_INVALID_HANDLE;
    struct sspi_context *c;
    LSA_SEC_HANDLE held;

    c = sspi_context_acquire_open(phContext, &held);
    if (c == NULL)
        goto cleanup;
    status = SEC_E_QOP_NOT_SUPPORTED;
    if (has_integrity(c)) {
        status = c->table->MakeSignature(sspi_context_inside(c), fQOP,
                                         pMessage, MessageSeqNo);
        trace("SpMakeSignature", c, fQOP, MessageSeqNo, pMessage, status);
    }
    ksp_handle_release(held);
cleanup:
    return status;
}

SECURITY_STATUS SEC_ENTRY
VerifySignature(PCtxtHandle phContext, PSecBufferDesc pMessage,
                ULONG MessageSeqNo, ULONG *pfQOP)
{
    SECURITY_STATUS status = SEC_E_INVALID_HANDLE;
    struct sspi_context *c;
    LSA_SEC_HANDLE held;

    if (pfQOP != NULL)
        *pfQOP = 0;
    c = sspi_context_acquire_open(phContext, &held);
    if (c == NULL)
        goto cleanup;
    status = SEC_E_QOP_NOT_SUPPORTED;
    if (has_integrity(c)) {
        status = c->table->VerifySignature(sspi_context_inside(c), pMessage,
                                           MessageSeqNo, pfQOP);
        trace("SpVerifySignature", c, 0, MessageSeqNo, pMessage, status);
    }
    ksp_handle_release(held);
cleanup:
    return status;
}

SECURITY_STATUS SEC_ENTRY
EncryptMessage(PCtxtHandle phContext, ULONG fQOP, PSecBufferDesc pMessage,
               ULONG MessageSeqNo)
{
    SECURITY_STATUS status = SEC_E_INVALID_HANDLE;
    struct sspi_context *c;
    LSA_SEC_HANDLE held;

    c = sspi_context_acquire_open(phContext, &held);
    if (c == NULL)
        goto cleanup;
    status = SEC_E_QOP_NOT_SUPPORTED;
    if (sspi_context_seals(c, fQOP)) {
        status = c->table->SealMessage(sspi_context_inside(c), fQOP,
                                       pMessage, MessageSeqNo);
        trace("SpSealMessage", c, fQOP, MessageSeqNo, pMessage, status);
    }
    ksp_handle_release(held);
cleanup:
    return status;
}

SECURITY_STATUS SEC_ENTRY
DecryptMessage(PCtxtHandle phContext, PSecBufferDesc pMessage,
               ULONG MessageSeqNo, ULONG *pfQOP)
{
    SECURITY_STATUS status = SEC_E_INVALID_HANDLE;
    struct sspi_context *c;
    LSA_SEC_HANDLE held;
    ULONG fQOP = 0;

    if (pfQOP != NULL)
        *pfQOP = 0;
    c = sspi_context_acquire_open(phContext, &held);
    if (c == NULL)
        goto cleanup;
    status = SEC_E_QOP_NOT_SUPPORTED;
    if (has_integrity(c)) {
        status = c->table->UnsealMessage(sspi_context_inside(c), pMessage,
                                         MessageSeqNo, &fQOP);
        trace("SpUnsealMessage", c, fQOP, MessageSeqNo, pMessage, status);
        if (pfQOP != NULL)
            *pfQOP = fQOP;
    }
    ksp_handle_release(held);
cleanup:
    return status;
}
