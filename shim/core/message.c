/* SPDX-License-Identifier: MIT */
/*
 * The four message functions of the package: what does not depend on the
 * kind of token.
 */
#include "core/context_handle.h"
#include "core/package.h"
#include "core/protocol.h"
#include "ksp/winerror.h"

enum form { MIC, CLEAR, SEALED };

static NTSTATUS
make(struct ksp_context *c, enum form form, PSecBufferDesc Message,
     ULONG MessageSeqNo)
{
    struct ksp_message m;
    uint64_t wanted;
    NTSTATUS status = ksp_message_sort(Message, &m);

    if (status == SEC_E_OK) {
        wanted = ksp_message_wanted(&m, MessageSeqNo);
        status = form == MIC ? c->messages->make_mic(c, &m, wanted) :
            c->messages->make_wrap(c, &m, form == SEALED, wanted);
    }
    ksp_message_done(&m);
    return status;
}

NTSTATUS
KspMakeSignature(LSA_SEC_HANDLE ContextId, ULONG fQOP, PSecBufferDesc Message,
                 ULONG MessageSeqNo)
{
    struct ksp_context *c = ksp_handle_acquire(ContextId);
    NTSTATUS status = SEC_E_QOP_NOT_SUPPORTED;

    if (c == NULL)
        return SEC_E_INVALID_HANDLE;
    if (fQOP == 0)
        status = make(c, MIC, Message, MessageSeqNo);
    ksp_handle_release(ContextId);
    return status;
}

NTSTATUS
KspSealMessage(LSA_SEC_HANDLE ContextId, ULONG fQOP, PSecBufferDesc Message,
               ULONG MessageSeqNo)
{
    struct ksp_context *c = ksp_handle_acquire(ContextId);
    NTSTATUS status = SEC_E_QOP_NOT_SUPPORTED;

    if (c == NULL)
        return SEC_E_INVALID_HANDLE;
    if (fQOP == 0 || fQOP == SECQOP_WRAP_NO_ENCRYPT) {
        status = make(c, fQOP == 0 ? SEALED : CLEAR, Message,
                      MessageSeqNo);
    }
    ksp_handle_release(ContextId);
    return status;
}

/* A token that is refused before its number is looked at has the verdict "in
 * order", whichever kind it is, and not that of the message before.  *form
 * becomes CLEAR where SEALED was expected and the message was not. */
static NTSTATUS
take(struct ksp_context *c, enum form *form, PSecBufferDesc Message,
     ULONG MessageSeqNo)
{
    struct ksp_message m;
    uint64_t wanted;
    bool sealed = true;
    NTSTATUS status = ksp_message_sort(Message, &m);

    if (status == SEC_E_OK) {
        ksp_message_blame(&m, KSP_SEQ_IN_ORDER);
        wanted = ksp_message_wanted(&m, MessageSeqNo);
        status = *form == MIC ? c->messages->check_mic(c, &m, wanted) :
            c->messages->open_wrap(c, &m, wanted, &sealed);
    }
    if (!sealed)
        *form = CLEAR;
    ksp_message_done(&m);
    return status;
}

NTSTATUS
KspVerifySignature(LSA_SEC_HANDLE ContextId, PSecBufferDesc Message,
                   ULONG MessageSeqNo, PULONG pfQOP)
{
    struct ksp_context *c = ksp_handle_acquire(ContextId);
    enum form form = MIC;
    NTSTATUS status;

    if (pfQOP != NULL)
        *pfQOP = 0;
    if (c == NULL)
        return SEC_E_INVALID_HANDLE;
    status = take(c, &form, Message, MessageSeqNo);
    ksp_handle_release(ContextId);
    return status;
}

NTSTATUS
KspUnsealMessage(LSA_SEC_HANDLE ContextId, PSecBufferDesc Message,
                 ULONG MessageSeqNo, PULONG pfQOP)
{
    struct ksp_context *c = ksp_handle_acquire(ContextId);
    enum form form = SEALED;
    NTSTATUS status;

    if (pfQOP != NULL)
        *pfQOP = 0;
    if (c == NULL)
        return SEC_E_INVALID_HANDLE;
    status = take(c, &form, Message, MessageSeqNo);
    if (pfQOP != NULL && form == CLEAR)
        *pfQOP = SECQOP_WRAP_NO_ENCRYPT;
    ksp_handle_release(ContextId);
    return status;
}
