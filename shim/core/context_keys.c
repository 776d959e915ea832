/* SPDX-License-Identifier: MIT */
#include "core/context_keys.h"
#include "ksp/winerror.h"

/* Key usages of RFC 4121 section 2, of messages that each side sends. */
static const struct {
    uint32_t initiator;
    uint32_t acceptor;
} usages[] = {
    [KSP_KEY_SIGN] = { .initiator = 25, .acceptor = 23 },
    [KSP_KEY_SEAL] = { .initiator = 24, .acceptor = 22 },
};

static bool
is_1964(const KSP_PACKED_KEY *key)
{
    return ksp_enctype_find(key->Enctype)->protocol == KSP_RFC1964;
}

void
ksp_context_keys_prepare(struct ksp_context *c)
{
    const struct ksp_provider *p;
    ULONG i;

    /* A key 0 that is too old for these messages opens none. */
    for (i = 0; i < c->key_count; i++) {
        if (!is_1964(&c->keys[i])) {
            p = ksp_provider_for(ksp_enctype_find(c->keys[i].Enctype));
            if (p->prepare != NULL)
                p->prepare();
            c->providers[i] = p;
        }
    }
}

static void
free_key(struct ksp_key *key)
{
    if (key != NULL)
        key->provider->key_free(&key);
}

/* The key at `place`, made of number `i` of the context's. */
static SECURITY_STATUS
get(struct ksp_context *c, _Atomic(struct ksp_key *) *place, ULONG i,
    uint32_t usage, struct ksp_key **key)
{
    const KSP_PACKED_KEY *from = &c->keys[i];
    struct ksp_key *made, *known;
    SECURITY_STATUS status;

    known = atomic_load_explicit(place, memory_order_acquire);
    *key = known;
    if (known != NULL)
        return SEC_E_OK;
    if (c->providers[i] == NULL)
        return SEC_E_MESSAGE_ALTERED;
    status = c->providers[i]->key_new(ksp_enctype_find(from->Enctype),
                                      from->Contents, usage, &made);
    if (status != SEC_E_OK)
        return status;
    if (atomic_compare_exchange_strong(place, &known, made))
        known = made;
    else
        free_key(made);
    *key = known;
    return SEC_E_OK;
}

SECURITY_STATUS
ksp_context_send_key(struct ksp_context *c, enum ksp_key_use use,
                     struct ksp_key **key)
{
    /* The last key there is. */
    return get(c, &c->send_keys[use], c->key_count - 1,
               c->initiator ? usages[use].initiator : usages[use].acceptor,
               key);
}

SECURITY_STATUS
ksp_context_receive_key(struct ksp_context *c, enum ksp_key_use use,
                        uint8_t Flags, struct ksp_key **key)
{
    ULONG i = c->key_count > 1 && (Flags & KSP_FLAG_ACCEPTOR_SUBKEY) != 0 ?
        1 : 0;

    return get(c, &c->receive_keys[use][i], i,
               c->initiator ? usages[use].acceptor : usages[use].initiator,
               key);
}

void
ksp_context_keys_free(struct ksp_context *c)
{
    int use, i;

    for (use = 0; use < KSP_KEY_USES; use++) {
        free_key(atomic_load(&c->send_keys[use]));
        for (i = 0; i < KSP_PACKED_KEYS_MAX; i++)
            free_key(atomic_load(&c->receive_keys[use][i]));
    }
}
