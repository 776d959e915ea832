/* SPDX-License-Identifier: MIT */
/*
 * The four message functions of the package: what does not depend on the
 * kind of token.
 */
#include "core/context_handle.h"
#include "core/package.h"
#include "core/protocol.h"
#include "ksp/winerror.h"

NTSTATUS
KspMakeSignature(LSA_SEC_HANDLE ContextId, ULONG fQOP, PSecBufferDesc Message,
                 ULONG MessageSeqNo)
{
    struct ksp_context *c = ksp_handle_acquire(ContextId);
    struct ksp_message m;
    NTSTATUS status = SEC_E_INVALID_HANDLE;

    if (c == NULL)
        goto cleanup;
    status = SEC_E_QOP_NOT_SUPPORTED;
    if (fQOP != 0)
        goto release;
    status = ksp_message_sort(Message, &m);
    if (status == SEC_E_OK) {
        status = c->messages->make_mic(c, &m,
                                       ksp_message_wanted(&m, MessageSeqNo));
    }
    ksp_message_done(&m);
release:
    ksp_handle_release(ContextId);
cleanup:
    return status;
}

/* A token that is refused before its number is looked at has this verdict,
 * whichever kind it is, and not that of the message before. */
static SECURITY_STATUS
sort_received(PSecBufferDesc Message, struct ksp_message *m)
{
    SECURITY_STATUS status = ksp_message_sort(Message, m);

    if (status == SEC_E_OK)
        ksp_message_blame(m, KSP_SEQ_IN_ORDER);
    return status;
}

NTSTATUS
KspVerifySignature(LSA_SEC_HANDLE ContextId, PSecBufferDesc Message,
                   ULONG MessageSeqNo, PULONG pfQOP)
{
    struct ksp_context *c = ksp_handle_acquire(ContextId);
    struct ksp_message m;
    NTSTATUS status = SEC_E_INVALID_HANDLE;

    if (pfQOP != NULL)
        *pfQOP = 0;
    if (c == NULL)
        goto cleanup;
    status = sort_received(Message, &m);
    if (status == SEC_E_OK) {
        status = c->messages->check_mic(c, &m,
                                        ksp_message_wanted(&m, MessageSeqNo));
    }
    ksp_message_done(&m);
    ksp_handle_release(ContextId);
cleanup:
    return status;
}

NTSTATUS
KspSealMessage(LSA_SEC_HANDLE ContextId, ULONG fQOP, PSecBufferDesc Message,
               ULONG MessageSeqNo)
{
    struct ksp_context *c = ksp_handle_acquire(ContextId);
    struct ksp_message m;
    NTSTATUS status = SEC_E_INVALID_HANDLE;

    if (c == NULL)
        goto cleanup;
    status = SEC_E_QOP_NOT_SUPPORTED;
    if (fQOP != 0 && fQOP != SECQOP_WRAP_NO_ENCRYPT)
        goto release;
    status = ksp_message_sort(Message, &m);
    if (status == SEC_E_OK) {
        status = c->messages->make_wrap(c, &m, fQOP == 0,
                                        ksp_message_wanted(&m, MessageSeqNo));
    }
    ksp_message_done(&m);
release:
    ksp_handle_release(ContextId);
cleanup:
    return status;
}

NTSTATUS
KspUnsealMessage(LSA_SEC_HANDLE ContextId, PSecBufferDesc Message,
                 ULONG MessageSeqNo, PULONG pfQOP)
{
    struct ksp_context *c = ksp_handle_acquire(ContextId);
    struct ksp_message m;
    bool sealed = true;
    NTSTATUS status = SEC_E_INVALID_HANDLE;

    if (pfQOP != NULL)
        *pfQOP = 0;
    if (c == NULL)
        goto cleanup;
    status = sort_received(Message, &m);
    if (status == SEC_E_OK) {
        status = c->messages->open_wrap(c, &m,
                                        ksp_message_wanted(&m, MessageSeqNo),
                                        &sealed);
    }
    if (pfQOP != NULL && !sealed)
        *pfQOP = SECQOP_WRAP_NO_ENCRYPT;
    ksp_message_done(&m);
    ksp_handle_release(ContextId);
cleanup:
    return status;
}
