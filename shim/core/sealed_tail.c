/* SPDX-License-Identifier: MIT */
#include "base/once.h"
#include "base/wipe.h"
#include "core/sealed_tail.h"

/* Of the header, bytes. */
#define COPY 16

/* The span becomes a piece of the tail, which ends at `end` so far. */
static void
take_span(struct ksp_tail *t, struct ksp_span *span, size_t end)
{
    unsigned char *here = t->bytes + end - span->length;

    ksp_take(here, span->data, span->length);
    t->pieces[t->count].home = span->data;
    t->pieces[t->count].here = here;
    t->pieces[t->count].length = span->length;
    t->count++;
    span->data = here;
}

/* Cut off all of a span but its last `length` bytes. */
static void
split(struct ksp_message *m, size_t at, size_t length)
{
    struct ksp_span *span = &m->spans[at];
    size_t first = span->length - length;

    span->length = first;
    ksp_message_insert(m, at + 1, span->data + first, length, KSP_SPAN_SEAL);
}

void
ksp_tail_take(struct ksp_tail *tail, const struct ksp_enctype *enctype,
              struct ksp_message *message, unsigned char **confounder)
{
    size_t left = enctype->over_ciphertext ? KSP_TAIL : COPY;
    size_t i = message->count;

    tail->wanted = left;
    tail->count = 0;
    while (i > 0 && left > 0) {
        i--;
        if (message->spans[i].kind != KSP_SPAN_SEAL ||
            message->spans[i].length == 0)
            continue;
        if (message->spans[i].length > left) {
            split(message, i, left);
            i++;
        }
        take_span(tail, &message->spans[i], KSP_TAIL - tail->wanted + left);
        left -= message->spans[i].length;
    }
    if (left > 0) {
        ksp_take(tail->confounder, *confounder, enctype->confounder);
        *confounder = tail->confounder;
    }
}

void
ksp_tail_return(struct ksp_tail *tail)
{
    size_t i;

    for (i = 0; i < tail->count; i++) {
        memcpy(tail->pieces[i].home, tail->pieces[i].here,
               tail->pieces[i].length);
    }
    /* There may be some of the message. */
    if (tail->wanted > COPY)
        ksp_wipe(tail->bytes, sizeof(tail->bytes));
}
