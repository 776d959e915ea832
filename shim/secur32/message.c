/* SPDX-License-Identifier: MIT */
/* Messages: a look at what was negotiated, and the package's function. */
#include "base/handle.h"
#include "bridge/probe.h"
#include "bridge/trace.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"

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

/* A message of the one kind or the other needs what the context has not: the
 * function is not there.  As reported of Windows: winkerberos issue 14, and
 * dotnet/runtime issue 103461 for the flag of EncryptMessage. */
static SECURITY_STATUS
may_sign(const struct sspi_context *c, ULONG fQOP)
{
    SECURITY_STATUS status = SEC_E_OK;

    if (!has_integrity(c))
        status = SEC_E_UNSUPPORTED_FUNCTION;
    else if (fQOP == SECQOP_WRAP_NO_ENCRYPT)
        status = SEC_E_INVALID_TOKEN;
    return status;
}

SECURITY_STATUS
sspi_context_may_seal(const struct sspi_context *c, ULONG fQOP)
{
    return has_integrity(c) && (fQOP == SECQOP_WRAP_NO_ENCRYPT ||
                                has_privacy(c)) ?
        SEC_E_OK : SEC_E_UNSUPPORTED_FUNCTION;
}

/* The package takes a list that is none; the trace does not. */
static void
describe(const char *function, const struct sspi_context *c, ULONG fQOP,
         ULONG number, const SecBufferDesc *message, NTSTATUS status)
{
    LSA_SEC_HANDLE inside = sspi_context_inside(c);
    KSP_CONTEXT_DESCRIPTION known;
    bool is_known = c->table->QueryContextAttributes(
        inside, KSP_ATTR_DESCRIPTION, &known) == SEC_E_OK;

    if (message != NULL && message->pBuffers != NULL) {
        gssksp_trace_message(function, inside, is_known ? &known : NULL,
                             fQOP, number, message, status);
    }
}

static inline void
trace(const char *function, const struct sspi_context *c, ULONG fQOP,
      ULONG number, const SecBufferDesc *message, NTSTATUS status)
{
    GSSKSP_PROBE3(message, function, sspi_context_inside(c), status);
    if (gssksp_trace_messages())
        describe(function, c, fQOP, number, message, status);
}

/* A message of this side's: signed, or sealed. */
static SECURITY_STATUS
make(PCtxtHandle handle, bool seal, ULONG fQOP, PSecBufferDesc message,
     ULONG number)
{
    SECURITY_STATUS status;
    struct sspi_context *c;
    LSA_SEC_HANDLE held, inside;

    c = sspi_context_acquire_open(handle, &held);
    if (c == NULL)
        return SEC_E_INVALID_HANDLE;
    inside = sspi_context_inside(c);
    status = seal ? sspi_context_may_seal(c, fQOP) : may_sign(c, fQOP);
    if (status == SEC_E_OK) {
        status = (seal ? c->table->SealMessage : c->table->MakeSignature)(
            inside, fQOP, message, number);
        trace(seal ? "SealMessage" : "MakeSignature", c, fQOP, number,
              message, status);
    }
    ksp_handle_release(held);
    return status;
}

/* A message of the peer's, likewise. */
static SECURITY_STATUS
take(PCtxtHandle handle, bool seal, PSecBufferDesc message, ULONG number,
     ULONG *pfQOP)
{
    SECURITY_STATUS status = SEC_E_UNSUPPORTED_FUNCTION;
    struct sspi_context *c;
    LSA_SEC_HANDLE held, inside;
    ULONG fQOP = 0;

    if (pfQOP != NULL)
        *pfQOP = 0;
    c = sspi_context_acquire_open(handle, &held);
    if (c == NULL)
        return SEC_E_INVALID_HANDLE;
    inside = sspi_context_inside(c);
    if (has_integrity(c)) {
        status = (seal ? c->table->UnsealMessage : c->table->VerifySignature)(
            inside, message, number, &fQOP);
        trace(seal ? "UnsealMessage" : "VerifySignature", c, fQOP,
              number, message, status);
        if (pfQOP != NULL)
            *pfQOP = fQOP;
    }
    ksp_handle_release(held);
    return status;
}

SECURITY_STATUS SEC_ENTRY
MakeSignature(PCtxtHandle phContext, ULONG fQOP, PSecBufferDesc pMessage,
              ULONG MessageSeqNo)
{
    return make(phContext, false, fQOP, pMessage, MessageSeqNo);
}

SECURITY_STATUS SEC_ENTRY
VerifySignature(PCtxtHandle phContext, PSecBufferDesc pMessage,
                ULONG MessageSeqNo, ULONG *pfQOP)
{
    return take(phContext, false, pMessage, MessageSeqNo, pfQOP);
}

SECURITY_STATUS SEC_ENTRY
EncryptMessage(PCtxtHandle phContext, ULONG fQOP, PSecBufferDesc pMessage,
               ULONG MessageSeqNo)
{
    return make(phContext, true, fQOP, pMessage, MessageSeqNo);
}

SECURITY_STATUS SEC_ENTRY
DecryptMessage(PCtxtHandle phContext, PSecBufferDesc pMessage,
               ULONG MessageSeqNo, ULONG *pfQOP)
{
    return take(phContext, true, pMessage, MessageSeqNo, pfQOP);
}
