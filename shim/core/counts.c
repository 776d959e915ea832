/* SPDX-License-Identifier: MIT */
#include "core/counts.h"
#include "core/sequence.h"
#include "ksp/kerberos.h"
#include "ksp/winerror.h"

static _Atomic(KSP_COUNTS *) sum;

void
KspCountInto(KSP_COUNTS *Counts)
{
    atomic_store(&sum, Counts);
}

static void
add(ULONGLONG *count, uint64_t more)
{
    (void)__atomic_fetch_add(count, more, __ATOMIC_RELAXED);
}

/* The caller's numbers say nothing of how many there are. */
static uint64_t
mics_made(const struct ksp_context *c, uint64_t sealed)
{
    return c->callers_numbers ?
        atomic_load_explicit(&c->mics, memory_order_relaxed) :
        ksp_sequence_sent(c) - c->sent_before - sealed;
}

void
ksp_counts_add(const struct ksp_context *context)
{
    KSP_COUNTS *to = atomic_load(&sum);
    uint64_t sealed = atomic_load_explicit(&context->sealed,
                                           memory_order_relaxed);
    uint64_t unsealed = atomic_load_explicit(&context->unsealed,
                                             memory_order_relaxed);
    uint64_t taken = atomic_load_explicit(&context->taken,
                                          memory_order_relaxed);

    if (to != NULL) {
        add(&to->Signed, mics_made(context, sealed));
        add(&to->Sealed, sealed);
        add(&to->Verified, taken - unsealed);
        add(&to->Unsealed, unsealed);
    }
}

void
ksp_counts_not_made(void)
{
    KSP_COUNTS *to = atomic_load(&sum);

    if (to != NULL)
        add(&to->NotMade, 1);
}

static ULONGLONG *
of_status(KSP_COUNTS *to, NTSTATUS status)
{
    ULONGLONG *count = &to->NotTaken;

    if (status == SEC_E_MESSAGE_ALTERED)
        count = &to->Altered;
    else if (status == SEC_E_OUT_OF_SEQUENCE)
        count = &to->OutOfSequence;
    else if (status == SEC_E_INVALID_TOKEN)
        count = &to->Invalid;
    return count;
}

void
ksp_counts_not_taken(NTSTATUS status)
{
    KSP_COUNTS *to = atomic_load(&sum);

    if (to != NULL)
        add(of_status(to, status), 1);
}
