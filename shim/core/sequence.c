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

/* The last number there is: with 32 bits the next would be the first one
 * again, and RC4 would use a key twice unasked. */
static uint64_t
last_number(const struct ksp_context *c)
{
    return c->narrow ? (uint64_t)1 << 32 : INT64_MAX;
}

SECURITY_STATUS
ksp_sequence_reserve(struct ksp_context *context, uint64_t wanted,
                     uint64_t *number, uint64_t *SND_SEQ)
{
    SECURITY_STATUS status = SEC_E_OK;
    bool own = !context->callers_numbers || wanted == 0;

    *number = own ? atomic_fetch_add(&context->sent, 1) + 1 : wanted;
    *SND_SEQ = context->send_initial + *number - 1;
    if (*number > last_number(context)) {
        if (own)
            atomic_fetch_sub(&context->sent, 1);
        *number = 0;
        *SND_SEQ = 0;
        status = own ? SEC_E_CONTEXT_EXPIRED : SEC_E_INVALID_PARAMETER;
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

/*
 * Of a number that travels with its low 32 bits, the one that is nearest to
 * the one expected; relative to the initial one, as `next` is.
 */
static uint64_t
widen(uint32_t low, uint64_t next)
{
    uint32_t ahead = low - (uint32_t)next;
    uint32_t behind = (uint32_t)next - low;

    return ahead <= INT32_MAX ? next + ahead : next - behind;
}

/* The window's verdict; context's lock held. */
static uint32_t
look(struct ksp_context *c, uint64_t *relative)
{
    uint32_t verdict;

    if (c->narrow)
        *relative = widen((uint32_t)*relative, c->window.next);
    /* More messages than there are numbers: it may be one of long ago. */
    if (c->narrow && *relative >= last_number(c) &&
        *relative <= UINT64_MAX / 2)
        verdict = c->window.sequence ? KSP_SEQ_UNSEQUENCED : KSP_SEQ_OLD;
    else
        verdict = ksp_window_check(&c->window, *relative);
    return verdict;
}

static bool
is_wanted(const struct ksp_context *c, uint64_t relative, uint64_t wanted)
{
    return c->narrow ? wanted <= last_number(c) &&
        (uint32_t)(wanted - 1) == (uint32_t)relative :
        wanted - 1 == relative;
}

SECURITY_STATUS
ksp_sequence_judge(struct ksp_context *context, uint64_t SND_SEQ,
                   uint64_t wanted, uint64_t *number, uint32_t *verdict)
{
    uint64_t relative = SND_SEQ - context->recv_initial;

    *verdict = KSP_SEQ_IN_ORDER;
    if (context->narrow)
        relative = (uint32_t)relative;
    if (context->callers_numbers && wanted != 0 &&
        !is_wanted(context, relative, wanted)) {
        *verdict = KSP_SEQ_MISMATCH;
    } else if (context->window.replay || context->window.sequence) {
        ksp_lock(context->lock);
        *verdict = look(context, &relative);
        ksp_unlock(context->lock);
    }
    *number = relative + 1;
    return *verdict == KSP_SEQ_IN_ORDER ? SEC_E_OK : SEC_E_OUT_OF_SEQUENCE;
}
