/* SPDX-License-Identifier: MIT */
#include <stdbool.h>

#include "base/lock.h"
#include "core/counts.h"
#include "core/sequence.h"
#include "ksp/message.h"
#include "ksp/winerror.h"

/*
 * What `sent` is when the context is closed: more than there are messages,
 * also while threads that look at it have added one each.
 */
#define CLOSED (UINT64_C(3) << 62)

#define SKIPPED_BITS 64

/* ---- the context's lock ---------------------------------------------- */

/*
 * A signal handler may have interrupted one who has the lock.  Of another
 * context it has the numbers all the same: nobody else is at them.  Those of
 * the same context are in the middle of a change, and out of its reach.
 */
enum hold { HELD, HELD_BELOW, OUT_OF_REACH };

static enum hold
hold(struct ksp_context *c)
{
    enum hold how = HELD;

    if (!ksp_lock_unless_held(c->lock))
        how = c->busy ? OUT_OF_REACH : HELD_BELOW;
    if (how != OUT_OF_REACH)
        c->busy = true;
    /* The handler must find it so. */
    atomic_signal_fence(memory_order_seq_cst);
    return how;
}

static void
let_go(struct ksp_context *c, enum hold how)
{
    atomic_signal_fence(memory_order_seq_cst);
    if (how != OUT_OF_REACH)
        c->busy = false;
    if (how == HELD)
        ksp_unlock(c->lock);
}

/* The last number there is: with 32 bits the next would be the first one
 * again, and RC4 would use a key twice unasked. */
static uint64_t
last_number(const struct ksp_context *c)
{
    return c->narrow ? (uint64_t)1 << 32 : INT64_MAX;
}

/* ---- numbers of messages sent --------------------------------------- */

/* The context's own. */
static SECURITY_STATUS
take_next(struct ksp_context *c, uint64_t *number)
{
    SECURITY_STATUS status = SEC_E_OK;

    *number = atomic_fetch_add(&c->sent, 1) + 1;
    if (*number > last_number(c)) {
        atomic_fetch_sub(&c->sent, 1);
        status = *number > CLOSED ? SEC_E_INVALID_HANDLE :
            SEC_E_CONTEXT_EXPIRED;
    }
    return status;
}

/* The caller's: the counter follows the highest it has used. */
static SECURITY_STATUS
take_wanted(struct ksp_context *c, uint64_t number)
{
    SECURITY_STATUS status = SEC_E_INVALID_PARAMETER;
    uint64_t sent = atomic_load(&c->sent);

    if (number <= last_number(c)) {
        while (sent < number &&
               !atomic_compare_exchange_weak(&c->sent, &sent, number))
            ;
        status = sent < CLOSED ? SEC_E_OK : SEC_E_INVALID_HANDLE;
    }
    return status;
}

/* The bit of a number among those skipped; 0 if it is too old to have one. */
static uint64_t
skipped_bit(const struct ksp_context *c, uint64_t number)
{
    uint64_t behind = c->skipped_at - number;

    return behind < SKIPPED_BITS ? (uint64_t)1 << behind : 0;
}

/* Those skipped when the highest number is `sent`: none has been since
 * `skipped_at`. */
static uint64_t
skipped_shifted(const struct ksp_context *c, uint64_t sent)
{
    uint64_t ahead = sent - c->skipped_at;

    return ahead < SKIPPED_BITS ? c->skipped << ahead : 0;
}

/* A number higher than all before: it skips those between. */
static void
skip_to(struct ksp_context *c, uint64_t number)
{
    uint64_t ahead = number - c->skipped_at;
    uint64_t between = ahead < SKIPPED_BITS ? ((uint64_t)1 << ahead) - 1 :
        UINT64_MAX;

    c->skipped = skipped_shifted(c, number) | (between & ~(uint64_t)1);
    c->skipped_at = number;
    atomic_store(&c->sent, number);
}

/* The caller's, no two of which may be the same; context's lock held. */
static SECURITY_STATUS
take_once(struct ksp_context *c, uint64_t wanted, uint64_t *number)
{
    uint64_t sent = atomic_load(&c->sent), bit;
    SECURITY_STATUS status = SEC_E_OUT_OF_SEQUENCE;

    *number = wanted != 0 ? wanted : sent + 1;
    bit = skipped_bit(c, *number);
    if (sent >= CLOSED) {
        status = SEC_E_INVALID_HANDLE;
    } else if (*number > last_number(c)) {
        status = wanted != 0 ? SEC_E_INVALID_PARAMETER :
            SEC_E_CONTEXT_EXPIRED;
    } else if (*number > sent) {
        skip_to(c, *number);
        status = SEC_E_OK;
    } else if ((c->skipped & bit) != 0) {
        c->skipped &= ~bit;
        status = SEC_E_OK;
    }
    return status;
}

static SECURITY_STATUS
hold_and_take_once(struct ksp_context *c, uint64_t wanted, uint64_t *number)
{
    SECURITY_STATUS status = SEC_E_OUT_OF_SEQUENCE;
    enum hold how = hold(c);

    if (how != OUT_OF_REACH)
        status = take_once(c, wanted, number);
    let_go(c, how);
    return status;
}

SECURITY_STATUS
ksp_sequence_reserve(struct ksp_context *context, uint64_t wanted,
                     uint64_t *number, uint64_t *SND_SEQ)
{
    SECURITY_STATUS status;

    *number = wanted;
    if (context->each_once) {
        status = hold_and_take_once(context, wanted, number);
    } else if (context->callers_numbers && wanted != 0) {
        status = take_wanted(context, wanted);
    } else {
        status = take_next(context, number);
    }
    if (status != SEC_E_OK)
        *number = 0;
    *SND_SEQ = status == SEC_E_OK ? context->send_initial + *number - 1 : 0;
    return status;
}

void
ksp_sequence_return(struct ksp_context *context, uint64_t number)
{
    uint64_t taken = number;
    enum hold how;

    if (context->each_once) {
        how = hold(context);
        if (how != OUT_OF_REACH)
            context->skipped |= skipped_bit(context, number);
        let_go(context, how);
    } else if (!context->callers_numbers) {
        (void)atomic_compare_exchange_strong(&context->sent, &taken,
                                             number - 1);
    }
}

/* ---- for another to go on with -------------------------------------- */

/* Context's lock held.  A thread that finds no more numbers adds one for a
 * moment; one that was closed unused has sent none. */
static void
describe(const struct ksp_context *c, uint64_t sent, KSP_PACKED_CONTEXT *out)
{
    if (sent > last_number(c))
        sent = sent < CLOSED ? last_number(c) : 0;
    out->SendCount = sent;
    out->SendSkipped = skipped_shifted(c, sent);
    out->RecvNext = c->window.next;
    out->RecvMap = c->window.map;
}

SECURITY_STATUS
ksp_sequence_describe(struct ksp_context *context, KSP_PACKED_CONTEXT *out)
{
    enum hold how = hold(context);
    uint64_t sent = atomic_load(&context->sent);

    if (how != OUT_OF_REACH)
        describe(context, sent, out);
    let_go(context, how);
    return sent < CLOSED && how != OUT_OF_REACH ? SEC_E_OK :
        SEC_E_INVALID_HANDLE;
}

SECURITY_STATUS
ksp_sequence_close(struct ksp_context *context, KSP_PACKED_CONTEXT *out)
{
    enum hold how = hold(context);
    bool closed = how == OUT_OF_REACH || context->closed;

    if (how != OUT_OF_REACH) {
        context->closed = true;
        describe(context, atomic_exchange(&context->sent, CLOSED), out);
    }
    if (!closed)
        context->sent_last = out->SendCount;
    let_go(context, how);
    return closed ? SEC_E_INVALID_HANDLE : SEC_E_OK;
}

uint64_t
ksp_sequence_sent(const struct ksp_context *context)
{
    uint64_t sent = atomic_load(&context->sent);

    return sent < CLOSED ? sent : context->sent_last;
}

bool
ksp_sequence_close_unused(struct ksp_context *context)
{
    enum hold how = hold(context);
    uint64_t sent = 0;
    bool unused = false;

    if (how != OUT_OF_REACH)
        unused = atomic_compare_exchange_strong(&context->sent, &sent,
                                                CLOSED) || sent >= CLOSED;
    let_go(context, how);
    return unused;
}

/* ---- numbers of messages received ----------------------------------- */

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
    if (c->closed)
        verdict = KSP_SEQ_OLD;
    /* More messages than there are numbers: it may be one of long ago. */
    else if (c->narrow && *relative >= last_number(c) &&
             *relative <= UINT64_MAX / 2)
        verdict = c->window.sequence ? KSP_SEQ_UNSEQUENCED : KSP_SEQ_OLD;
    else
        verdict = ksp_window_check(&c->window, *relative);
    return verdict;
}

/* Nobody else writes: no atomic addition is needed. */
static void
count_locked(struct ksp_context *c, uint32_t verdict)
{
    uint64_t taken = atomic_load_explicit(&c->taken, memory_order_relaxed);

    if (verdict == KSP_SEQ_IN_ORDER)
        atomic_store_explicit(&c->taken, taken + 1, memory_order_relaxed);
}

static bool
is_wanted(const struct ksp_context *c, uint64_t relative, uint64_t wanted)
{
    return c->narrow ? wanted <= last_number(c) &&
        (uint32_t)(wanted - 1) == (uint32_t)relative :
        wanted - 1 == relative;
}

static uint32_t
hold_and_look(struct ksp_context *c, uint64_t *relative)
{
    uint32_t verdict = KSP_SEQ_OLD;
    enum hold how = hold(c);

    if (how != OUT_OF_REACH) {
        verdict = look(c, relative);
        count_locked(c, verdict);
    }
    let_go(c, how);
    return verdict;
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
        *verdict = hold_and_look(context, &relative);
    } else {
        ksp_count_one(&context->taken);
    }
    *number = relative + 1;
    return *verdict == KSP_SEQ_IN_ORDER ? SEC_E_OK : SEC_E_OUT_OF_SEQUENCE;
}
