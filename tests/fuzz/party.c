/* SPDX-License-Identifier: MIT */
#include "fuzz/party.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/context_handle.h"
#include "core/context_keys.h"
#include "ksp/kerberos.h"
#include "ksp/packed.h"
#include "ksp/winerror.h"

#define PROTOCOLS 2
#define ENCTYPES_MAX 16
#define KINDS 8                 /* side, keys */

#define OLD_ENCTYPE 23

void
party_must(const struct party *p, bool held, const char *what)
{
    if (!held) {
        fprintf(stderr, "%s: %s, %s\n", what, p->enctype->name,
                p->context->initiator ? "initiator" : "acceptor");
        abort();
    }
}

/* ---- enctypes -------------------------------------------------------- */

static bool
is_there(const struct ksp_enctype *enctype, enum ksp_protocol protocol)
{
    return enctype->protocol == protocol &&
        (protocol == KSP_RFC4121 || ksp_1964_cipher_for(enctype) != NULL);
}

static const struct ksp_enctype *
enctype_of(enum ksp_protocol protocol, size_t which)
{
    const struct ksp_enctype *e, *found = NULL;
    size_t i, n = 0;

    for (i = 0; (e = ksp_enctype_at(i)) != NULL; i++) {
        if (is_there(e, protocol) && n++ == which)
            found = e;
    }
    return found;
}

size_t
party_enctypes(enum ksp_protocol protocol)
{
    static size_t counts[PROTOCOLS];
    size_t *n = &counts[protocol == KSP_RFC1964];

    if (*n == 0) {
        while (enctype_of(protocol, *n) != NULL)
            (*n)++;
    }
    return *n;
}

/* ---- parties --------------------------------------------------------- */

static void
set_key(KSP_PACKED_KEY *key, const struct ksp_enctype *enctype, ULONG which)
{
    size_t j;

    key->Enctype = enctype->enctype;
    key->Length = enctype->key_length;
    for (j = 0; j < enctype->key_length; j++)
        key->Contents[j] = (UCHAR)(j * 5 + which * 77 + 1);
}

static void
make_receiver(struct party *p, bool initiator, bool two_keys, bool old_key)
{
    unsigned char bytes[KSP_PACKED_MAX];
    SecBuffer data = { 0, SECBUFFER_EMPTY, bytes };
    KSP_PACKED_CONTEXT packed = { 0 };
    ULONG i;

    packed.Role = initiator ? KSP_ROLE_INITIATOR : KSP_ROLE_ACCEPTOR;
    packed.ExpiryTime = INT64_MAX;
    packed.KeyCount = two_keys ? 2 : 1;
    for (i = 0; i < packed.KeyCount; i++)
        set_key(&packed.Keys[i], p->enctype, i);
    if (two_keys && old_key)
        set_key(&packed.Keys[0], ksp_enctype_find(OLD_ENCTYPE), 0);
    if (KspPackContext(&packed, bytes, sizeof(bytes), &data.cbBuffer) !=
        SEC_E_OK || KspRegisterKerberos() != SEC_E_OK ||
        KSecLocateSecurityProvider(&KspKerberosName)->
        InitContext(0, &data, &p->ContextId) != SEC_E_OK)
        abort();
    p->context = ksp_handle_acquire(p->ContextId);
    ksp_handle_release(p->ContextId);
}

/* All keys there can be, so that no call makes one: what it changes then are
 * numbers. */
static void
make_keys(struct party *p)
{
    struct ksp_context *c = p->context;
    struct ksp_key *key;
    ULONG i, use;
    int usage;

    for (i = 0; i < c->key_count; i++) {
        if (c->providers[i] == NULL)
            continue;
        for (use = 0; use < KSP_KEY_USES; use++) {
            (void)ksp_context_receive_key(c, use, i == 0 ? 0 :
                                          KSP_FLAG_ACCEPTOR_SUBKEY, &key);
        }
        for (usage = 0; usage < PARTY_USAGES; usage++) {
            (void)c->providers[i]->key_new(
                p->enctype, c->keys[i].Contents,
                (uint32_t)(PARTY_USAGE_FIRST + usage), &p->keys[i][usage]);
        }
    }
}

struct party *
party_of(enum ksp_protocol protocol, size_t which, bool initiator,
         bool two_keys, bool old_key)
{
    static struct party parties[PROTOCOLS][ENCTYPES_MAX][KINDS];
    struct party *p;

    which %= party_enctypes(protocol);
    p = &parties[protocol == KSP_RFC1964][which]
        [(initiator ? 1 : 0) | (two_keys ? 2 : 0) | (old_key ? 4 : 0)];
    if (p->context == NULL) {
        p->enctype = enctype_of(protocol, which);
        make_receiver(p, initiator, two_keys, old_key);
        if (protocol == KSP_RFC4121)
            make_keys(p);
    }
    return p;
}

/* ---- numbers --------------------------------------------------------- */

uint64_t
party_near(struct fuzz_input *in)
{
    static const uint64_t near[] = {
        0, 1, 64, INT32_MAX, UINT32_MAX, INT64_MAX, UINT64_MAX,
        UINT64_C(0x123456789abcdef0)
    };
    unsigned int b = fuzz_byte(in);

    return near[b % 8] + b / 8 - 16;
}

void
party_read_numbers(struct fuzz_input *in, bool narrow,
                   struct party_numbers *n)
{
    unsigned int b = fuzz_byte(in), i;
    uint64_t map = 0;

    n->window.replay = (b & 1) != 0;
    n->window.sequence = (b & 2) != 0;
    n->window.narrow = narrow;
    n->callers_numbers = (b & 4) != 0;
    n->recv_initial = (b & 8) != 0 ? party_near(in) : 0;
    n->wanted = (b & 16) != 0 ? party_near(in) : 0;
    for (i = 0; i < 8 && (b & 32) != 0; i++)
        map = map << 8 | fuzz_byte(in);
    window_model_set(&n->window, (b & 64) != 0 ? party_near(in) : 0, map);
}

void
party_set(struct party *p, const struct party_numbers *n,
          ULONG ContextAttributes, ULONG Mechanism)
{
    struct ksp_context *c = p->context;

    c->recv_initial = n->recv_initial;
    c->callers_numbers = n->callers_numbers;
    c->window.replay = n->window.replay;
    c->window.sequence = n->window.sequence;
    c->window.next = n->window.next;
    c->window.map = window_model_map(&n->window);
    c->ContextAttributes = ContextAttributes;
    c->Mechanism = Mechanism;
    memcpy(&p->before, c, sizeof(*c));
}

/* All but what a message that is taken changes. */
static void
check_rest(struct party *p)
{
    struct ksp_context now;

    memcpy(&now, p->context, sizeof(now));
    now.window.next = p->before.window.next;
    now.window.map = p->before.window.map;
    atomic_store(&now.taken, atomic_load(&p->before.taken));
    atomic_store(&now.unsealed, atomic_load(&p->before.unsealed));
    party_must(p, memcmp(&now, &p->before, sizeof(now)) == 0,
               "more of the context has changed than its window");
}

static bool
is_wanted(const struct party_numbers *n, uint64_t relative)
{
    return n->window.narrow ?
        n->wanted <= (uint64_t)1 << 32 &&
        ((n->wanted - 1 - relative) & UINT32_MAX) == 0 :
        relative == n->wanted - 1;
}

static void
judge_taken(struct party *p, const struct party_numbers *n,
            uint64_t SND_SEQ, NTSTATUS status,
            const KSP_MESSAGE_PARAMS *params)
{
    struct window_model model = n->window;
    uint64_t relative = SND_SEQ - n->recv_initial;
    uint32_t verdict = KSP_SEQ_MISMATCH;

    if (model.narrow)
        relative &= UINT32_MAX;
    if (!n->callers_numbers || n->wanted == 0 || is_wanted(n, relative))
        verdict = window_model_judge(&model, &relative);
    party_must(p, status == (verdict == KSP_SEQ_IN_ORDER ? SEC_E_OK :
                             SEC_E_OUT_OF_SEQUENCE), "another status");
    party_must(p, params->Verdict == verdict, "another verdict");
    party_must(p, params->MessageSeqNo == relative + 1, "another number");
    party_must(p, p->context->window.next == model.next &&
               p->context->window.map == window_model_map(&model),
               "another window");
    check_rest(p);
}

void
party_judge(struct party *p, const struct party_numbers *n, NTSTATUS want,
            uint64_t SND_SEQ, NTSTATUS status,
            const KSP_MESSAGE_PARAMS *params)
{
    if (want == SEC_E_OK) {
        party_must(p, status == SEC_E_OK || status == SEC_E_OUT_OF_SEQUENCE,
                   "a genuine token was refused");
        judge_taken(p, n, SND_SEQ, status, params);
    } else {
        party_must(p, status != SEC_E_OK && status != SEC_E_OUT_OF_SEQUENCE,
                   "a token was taken that nobody made");
        party_must(p, memcmp(p->context, &p->before, sizeof(p->before)) == 0,
                   "the context has changed");
        party_must(p, status == want, "refused with another status");
    }
}
