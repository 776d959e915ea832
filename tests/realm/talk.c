/* SPDX-License-Identifier: MIT */
#include "realm/talk.h"

#include <stdatomic.h>
#include <string.h>

_Atomic uint64_t talk_calls;

static enum fate
counted(enum fate fate)
{
    if (fate == FATE_GOOD)
        atomic_fetch_add_explicit(&talk_calls, 1, memory_order_relaxed);
    return fate;
}

bool
talk_open(struct talk *talk, const struct talk_face *face, const char *target)
{
    memset(talk, 0, sizeof(*talk));
    talk->face = face;
    return face->open(talk, target);
}

void
talk_close(struct talk *talk)
{
    talk->face->close(talk);
}

enum fate
talk_make(struct talk *talk, struct parcel *parcel)
{
    return counted(talk->face->make(talk, parcel));
}

enum fate
talk_take(struct talk *talk, const struct parcel *parcel)
{
    return counted(talk->face->take(talk, parcel));
}

enum fate
talk_export(struct talk *talk, enum side side)
{
    return talk->face->export(talk, side);
}
