/* SPDX-License-Identifier: MIT */
/*
 * Numbers of messages, many of one context: what is said of those received
 * (window_model.h), and that of those given out none is given twice where it
 * must not be.
 *
 * libFuzzer: -max_len=256
 */
#include <string.h>

#include "core/context.h"
#include "core/sequence.h"
#include "fuzz/party.h"
#include "fuzz/target.h"
#include "ksp/winerror.h"

#define GIVEN_MAX 96

struct round {
    struct fuzz_input in;
    struct party *p;
    struct party_numbers numbers;
    bool once;
    uint64_t given[GIVEN_MAX];
    size_t count;
};

static void
start(struct round *r)
{
    unsigned int b = fuzz_byte(&r->in);
    struct ksp_context *c;
    bool narrow = (b & 1) != 0 && party_enctypes(KSP_RFC1964) > 0;

    r->p = party_of(narrow ? KSP_RFC1964 : KSP_RFC4121, 0, true, false,
                    false);
    r->once = (b & 2) != 0;
    r->count = 0;
    party_read_numbers(&r->in, narrow, &r->numbers);
    c = r->p->context;
    c->each_once = r->once;
    c->send_initial = r->numbers.recv_initial;
    atomic_store(&c->sent, fuzz_byte(&r->in));
    c->skipped = 0;
    c->skipped_at = atomic_load(&c->sent);
    party_set(r->p, &r->numbers, 0, 0);
}

/* Near the one expected, or anywhere. */
static uint64_t
choose(struct round *r, uint64_t near)
{
    unsigned int b = fuzz_byte(&r->in);
    uint64_t far = 0;
    int i;

    if (b < 0xc0)
        return near + b - 96;
    if (b < 0xf0)
        return near + party_near(&r->in);
    for (i = 0; i < 8; i++)
        far = far << 8 | fuzz_byte(&r->in);
    return b < 0xf8 ? near + (far >> (8 * (b & 7))) : far;
}

static void
receive(struct round *r)
{
    struct window_model *w = &r->numbers.window;
    uint64_t relative = choose(r, w->next), number;
    uint64_t SND_SEQ = relative + r->numbers.recv_initial;
    uint32_t want, verdict;
    SECURITY_STATUS status;

    if (w->narrow)
        SND_SEQ &= UINT32_MAX;
    relative = SND_SEQ - r->numbers.recv_initial;
    status = ksp_sequence_judge(r->p->context, SND_SEQ, 0, &number,
                                &verdict);
    want = window_model_judge(w, &relative);
    party_must(r->p, verdict == want, "another verdict");
    party_must(r->p, number == relative + 1, "another number");
    party_must(r->p, (status == SEC_E_OK) == (want == KSP_SEQ_IN_ORDER),
               "another status");
    party_must(r->p, r->p->context->window.next == w->next &&
               r->p->context->window.map == window_model_map(w),
               "another window");
}

static void
note(struct round *r, uint64_t number)
{
    bool may_repeat = !r->once && r->numbers.callers_numbers;
    size_t i;

    for (i = 0; i < r->count && !may_repeat; i++)
        party_must(r->p, r->given[i] != number, "a number given twice");
    if (r->count < GIVEN_MAX)
        r->given[r->count++] = number;
}

/* Given, and given back now and then. */
static void
send(struct round *r, bool give_back)
{
    struct ksp_context *c = r->p->context;
    uint64_t sent = atomic_load(&c->sent), number, SND_SEQ;
    uint64_t wanted = (fuzz_byte(&r->in) & 1) != 0 ? choose(r, sent) : 0;
    SECURITY_STATUS status;

    status = ksp_sequence_reserve(c, wanted, &number, &SND_SEQ);
    party_must(r->p, status == SEC_E_OK || (number == 0 && SND_SEQ == 0),
               "a number beside an error");
    party_must(r->p, status == SEC_E_OK || atomic_load(&c->sent) == sent,
               "a refusal took a number");
    if (status != SEC_E_OK)
        return;
    party_must(r->p, SND_SEQ == c->send_initial + number - 1,
               "another number sent");
    party_must(r->p, atomic_load(&c->sent) >= number, "not counted");
    if (give_back)
        ksp_sequence_return(c, number);
    else
        note(r, number);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct round r;
    unsigned int what;

    r.in.next = data;
    r.in.left = size;
    start(&r);
    while (r.in.left > 0) {
        what = fuzz_byte(&r.in);
        if (what % 4 < 2)
            receive(&r);
        else
            send(&r, what % 4 == 3);
    }
    r.p->context->each_once = false;
    return 0;
}
