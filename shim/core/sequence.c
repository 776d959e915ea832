/* SPDX-License-Identifier: MIT */
#include <stdbool.h>

#include "ksp/message.h"
#include "ksp/winerror.h"
#include "lock.h"
#include "sequence.h"

/* The counter follows the highest number the caller has used. */
static void
raise_sent(struct ksp_context *c, uint64_t number)
{
    uint64_t sent = atomic_load(&c->sent);

    while (sent < number &&
           !atomic_compare_exchange_weak(&c->sent, &sent, number))
        ;
}

SECURITY_STATUS
ksp_sequence_reserve(struct ksp_context *context, uint64_t wanted,
                     uint64_t *number, uint64_t *SND_SEQ)
{
    SECURITY_STATUS status = SEC_E_OK;
    bool own = !context->callers_numbers || wanted == 0;

    *number = own ? atomic_fetch_add(&context->sent, 1) + 1 : wanted;
    *SND_SEQ = context->send_initial + *number - 1;
    if (*number > INT64_MAX) {
        if (own)
            atomic_fetch_sub(&context->sent, 1);
        *number = 0;
        *SND_SEQ = 0;
        status = SEC_E_INVALID_PARAMETER;
    } else if (!own) {
        raise_sent(context, wanted);
    }
    return status;
}

void
ksp_sequence_return(struct ksp_context *context, uint64_t number)
{
    uint64_t taken = number;

    if (!context->callers_numbers) {
        (void)atomic_compare_exchange_strong(&context->sent, &taken,
                                             number - 1);
    }
}

SECURITY_STATUS
ksp_sequence_judge(struct ksp_context *context, uint64_t SND_SEQ,
                   uint64_t wanted, uint64_t *number, uint32_t *verdict)
{
    uint64_t relative = SND_SEQ - context->recv_initial;

    *number = relative + 1;
    *verdict = KSP_SEQ_IN_ORDER;
    if (context->callers_numbers && wanted != 0 && wanted != *number) {
        *verdict = KSP_SEQ_MISMATCH;
    } else if (context->window.replay || context->window.sequence) {
        ksp_lock(context->lock);
        *verdict = ksp_window_check(&context->window, relative);
        ksp_unlock(context->lock);
    }
    return *verdict == KSP_SEQ_IN_ORDER ? SEC_E_OK : SEC_E_OUT_OF_SEQUENCE;
}
