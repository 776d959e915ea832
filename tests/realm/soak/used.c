/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "realm/soak/soak.h"

/* Where RFC 4121 has SND_SEQ, in both kinds of token. */
#define SND_SEQ_AT 8

static uint64_t
number_of(const struct parcel *parcel)
{
    uint64_t number = 0;
    int i;

    for (i = SND_SEQ_AT; i < SND_SEQ_AT + 8; i++)
        number = number << 8 | parcel->token[i];
    return number;
}

void
used_begin(struct used *used, const struct parcel *first)
{
    memset(used, 0, sizeof(*used));
    used->first = number_of(first);
    (void)used_note(used, first);
}

bool
used_note(struct used *used, const struct parcel *parcel)
{
    uint64_t at = number_of(parcel) - used->first;
    uint64_t bit = (uint64_t)1 << at % 64;

    if (at >= USED_MAX)
        return false;
    atomic_fetch_add(&used->count, 1);
    return (atomic_fetch_or(&used->bits[at / 64], bit) & bit) == 0;
}

bool
used_without_gaps(const struct used *used)
{
    uint32_t i, count = used->count;
    bool whole = true;

    for (i = 0; i < count; i++)
        whole = whole && (used->bits[i / 64] >> i % 64 & 1) != 0;
    return whole;
}
