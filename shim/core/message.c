/* SPDX-License-Identifier: MIT */
/*
 * The four message functions of the package: what does not depend on the
 * kind of token.
 */
#include "core/context_handle.h"
#include "core/counts.h"
#include "core/package.h"
#include "core/protocol.h"
#include "ksp/winerror.h"

/* A MIC, or a wrap token.  Inline: a call more is felt in a MIC. */
static inline NTSTATUS
make(LSA_SEC_HANDLE ContextId, bool mic, ULONG fQOP, PSecBufferDesc Message,
     ULONG MessageSeqNo)
{
    struct ksp_context *c = ksp_handle_acquire(ContextId);
    struct ksp_message m;
    uint64_t wanted;
    NTSTATUS status = SEC_E_QOP_NOT_SUPPORTED;

    if (c == NULL)
        return SEC_E_INVALID_HANDLE;
    if (fQOP == 0 || (!mic && fQOP == SECQOP_WRAP_NO_ENCRYPT)) {
        status = ksp_message_sort(Message, &m);
        if (status == SEC_E_OK) {
            wanted = ksp_message_wanted(&m, MessageSeqNo);
            status = mic ? c->messages->make_mic(c, &m, wanted) :
                c->messages->make_wrap(c, &m, fQOP == 0, wanted);
        }
        ksp_message_done(&m);
    }
    ksp_count_made(c, mic, status);
    ksp_handle_release(ContextId);
    return status;
}

NTSTATUS
KspMakeSignature(LSA_SEC_HANDLE ContextId, ULONG fQOP, PSecBufferDesc Message,
                 ULONG MessageSeqNo)
{
    return make(ContextId, true, fQOP, Message, MessageSeqNo);
}

NTSTATUS
KspSealMessage(LSA_SEC_HANDLE ContextId, ULONG fQOP, PSecBufferDesc Message,
               ULONG MessageSeqNo)
{
    return make(ContextId, false, fQOP, Message, MessageSeqNo);
}

/* A token that is refused before its number is looked at has the verdict "in
 * order", whichever kind it is, and not that of the message before. */
static inline NTSTATUS
take(LSA_SEC_HANDLE ContextId, bool mic, PSecBufferDesc Message,
     ULONG MessageSeqNo, PULONG pfQOP)
{
    struct ksp_context *c = ksp_handle_acquire(ContextId);
    struct ksp_message m;
    uint64_t wanted;
    bool sealed = true;
    NTSTATUS status;

    if (pfQOP != NULL)
        *pfQOP = 0;
    if (c == NULL)
        return SEC_E_INVALID_HANDLE;
    status = ksp_message_sort(Message, &m);
    if (status == SEC_E_OK) {
        ksp_message_blame(&m, KSP_SEQ_IN_ORDER);
        wanted = ksp_message_wanted(&m, MessageSeqNo);
        status = mic ? c->messages->check_mic(c, &m, wanted) :
            c->messages->open_wrap(c, &m, wanted, &sealed);
    }
    if (pfQOP != NULL && !sealed)
        *pfQOP = SECQOP_WRAP_NO_ENCRYPT;
    ksp_message_done(&m);
    ksp_count_taken(c, mic, status);
    ksp_handle_release(ContextId);
    return status;
}

NTSTATUS
KspVerifySignature(LSA_SEC_HANDLE ContextId, PSecBufferDesc Message,
                   ULONG MessageSeqNo, PULONG pfQOP)
{
    return take(ContextId, true, Message, MessageSeqNo, pfQOP);
}

NTSTATUS
KspUnsealMessage(LSA_SEC_HANDLE ContextId, PSecBufferDesc Message,
                 ULONG MessageSeqNo, PULONG pfQOP)
{
    return take(ContextId, false, Message, MessageSeqNo, pfQOP);
}
