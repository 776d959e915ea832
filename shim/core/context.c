/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/lock.h"
#include "base/wipe.h"
#include "core/context.h"
#include "core/context_keys.h"
#include "core/counts.h"
#include "core/protocol.h"
#include "core/sequence.h"
#include "ksp/winerror.h"

static SECURITY_STATUS
make_keys(struct ksp_context *c)
{
    if (c->messages == &ksp_rfc1964)
        return ksp_1964_key_new(c->enctype, c->keys[0].Contents,
                                &c->key_1964);
    ksp_context_keys_prepare(c);
    return SEC_E_OK;
}

static void
fill(struct ksp_context *c, const KSP_PACKED_CONTEXT *p)
{
    c->enctype = ksp_enctype_find(p->Keys[p->KeyCount - 1].Enctype);
    c->narrow = c->enctype->protocol == KSP_RFC1964;
    c->messages = c->narrow ? &ksp_rfc1964 : &ksp_rfc4121;
    c->initiator = p->Role == KSP_ROLE_INITIATOR;
    c->callers_numbers = (p->Flags & KSP_PACKED_CALLERS_NUMBERS) != 0 ||
        (p->ContextAttributes & ISC_RET_DATAGRAM) != 0;
    c->ContextAttributes = p->ContextAttributes;
    c->StartTime = p->StartTime;
    c->ExpiryTime = p->ExpiryTime;
    c->key_count = p->KeyCount;
    memcpy(c->keys, p->Keys, sizeof(c->keys));
    c->Mechanism = p->Mechanism;
    c->send_initial = p->SendInitial;
    atomic_init(&c->sent, p->SendCount);
    c->sent_before = p->SendCount;
    c->skipped = p->SendSkipped;
    c->skipped_at = p->SendCount;
    c->recv_initial = p->RecvInitial;
    c->window.replay =
        (p->ContextAttributes & ISC_RET_REPLAY_DETECT) != 0;
    c->window.sequence =
        (p->ContextAttributes & ISC_RET_SEQUENCE_DETECT) != 0;
    c->window.next = p->RecvNext;
    c->window.map = p->RecvMap;
    c->lock = ksp_lock_for((uintptr_t)c / sizeof(*c));
}

SECURITY_STATUS
ksp_context_new(const void *packed, ULONG length,
                struct ksp_context **context)
{
    struct ksp_context *c = NULL;
    KSP_PACKED_CONTEXT p;
    SECURITY_STATUS status = SEC_E_INSUFFICIENT_MEMORY;

    *context = NULL;
    if (!ksp_lock_prepare_forks())
        goto cleanup;
    status = KspUnpackContext(packed, length, &p);
    if (status != SEC_E_OK)
        goto cleanup;
    status = SEC_E_INSUFFICIENT_MEMORY;
    c = calloc(1, sizeof(*c));
    if (c == NULL)
        goto cleanup;
    fill(c, &p);
    status = make_keys(c);
    if (status != SEC_E_OK)
        goto cleanup;
    c->each_once = c->callers_numbers && ksp_context_keyed_by_number(c);
    *context = c;
    c = NULL;
cleanup:
    ksp_wipe(&p, sizeof(p));
    ksp_context_free(&c);
    return status;
}

void
ksp_context_free(struct ksp_context **context)
{
    struct ksp_context *c = *context;

    if (c != NULL) {
        ksp_counts_add(c);
        ksp_context_keys_free(c);
        ksp_1964_key_free(&c->key_1964);
        ksp_wipe(c, sizeof(*c));
        free(c);
    }
    *context = NULL;
}

SECURITY_STATUS
ksp_context_describe(struct ksp_context *context, bool close,
                     KSP_PACKED_CONTEXT *out)
{
    memset(out, 0, sizeof(*out));
    out->Role = context->initiator ? KSP_ROLE_INITIATOR : KSP_ROLE_ACCEPTOR;
    out->ContextAttributes = context->ContextAttributes;
    out->Flags = context->callers_numbers ? KSP_PACKED_CALLERS_NUMBERS : 0;
    out->StartTime = context->StartTime;
    out->ExpiryTime = context->ExpiryTime;
    out->SendInitial = context->send_initial;
    out->RecvInitial = context->recv_initial;
    out->Mechanism = context->Mechanism;
    out->KeyCount = context->key_count;
    memcpy(out->Keys, context->keys, sizeof(out->Keys));
    return close ? ksp_sequence_close(context, out) :
        ksp_sequence_describe(context, out);
}
