/* SPDX-License-Identifier: MIT */
#include "realm/diff/spoil.h"

#include <string.h>

/* A length that a call may set is told from rubbish by its size. */
#define NO_LENGTH 0x100001

static void
avoid_lengths(const gss_iov_buffer_desc *before, gss_iov_buffer_t now)
{
    OM_uint32 type = GSS_IOV_BUFFER_TYPE(now->type);
    bool set = type == GSS_IOV_BUFFER_TYPE_HEADER ||
        type == GSS_IOV_BUFFER_TYPE_DATA ||
        type == GSS_IOV_BUFFER_TYPE_PADDING ||
        type == GSS_IOV_BUFFER_TYPE_TRAILER ||
        type == GSS_IOV_BUFFER_TYPE_MIC_TOKEN;

    if (set && now->buffer.length != before->buffer.length &&
        now->buffer.length < NO_LENGTH)
        now->buffer.length = NO_LENGTH;
}

void
spoil_list(struct spoilt *spoilt, struct world *world, struct rng *rng,
           enum iov_call call, struct iov_list *list)
{
    struct iov_kind kind = { world->old_format, world->dce };
    uint32_t rubbish = rng_below(rng, IOV_RUBBISH);
    int i;

    spoilt->done = rng_chance(rng, 50);
    if (spoilt->done) {
        memcpy(spoilt->before, list->iov, sizeof(spoilt->before));
        iov_spoil(call, &kind, list->iov, list->count, rubbish);
        for (i = 0; i < list->count; i++)
            avoid_lengths(&spoilt->before[i], &list->iov[i]);
        memcpy(spoilt->after, list->iov, sizeof(spoilt->after));
        world->record->spoilt++;
    }
}

static void
undo_one(const gss_iov_buffer_desc *before, const gss_iov_buffer_desc *after,
         gss_iov_buffer_t now)
{
    OM_uint32 added = after->type & ~before->type;

    if (now->buffer.length == after->buffer.length)
        now->buffer.length = before->buffer.length;
    if (now->buffer.value == after->buffer.value)
        now->buffer.value = before->buffer.value;
    if ((now->type & added) == added)
        now->type &= ~added;
}

void
spoil_undo(const struct spoilt *spoilt, struct iov_list *list)
{
    int i;

    for (i = 0; spoilt->done && i < list->count; i++)
        undo_one(&spoilt->before[i], &spoilt->after[i], &list->iov[i]);
}

void
spoil_empty(struct rng *rng, gss_buffer_t buffer)
{
    static const uintptr_t addresses[] = { 1, 8, 4096, UINTPTR_MAX };

    if (buffer->length == 0 && rng_chance(rng, 50))
        buffer->value = (void *)addresses[rng_below(rng, 4)];
}
