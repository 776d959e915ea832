/* SPDX-License-Identifier: MIT */
/*
 * The layout, as krb5 1.20 writes it: a tag, integers of four bytes up to
 * 64-bit seq_send and seq_recv (all big-endian), then parts of variable
 * length, among them the sequence state between two tags:
 *
 *      4  tag
 *      4  do_replay       the C struct as it lies in memory
 *      4  do_sequence
 *      8  seqmask         all ones, of 64 or 32 bits
 *      8  base            the initial number
 *      8  next            relative to base
 *      8  recvmap
 *      4  tag
 */
#include <krb5.h>
#include <string.h>

#include "mech/contexts/export_layout.h"

#define SEQ_SEND_OFFSET 72
#define SEQ_RECV_OFFSET 80
#define FIXED_LENGTH 88

#define STATE_LENGTH 48
#define STATE_NEXT 28
#define STATE_MAP 36
#define STATE_END_TAG 44

static void
put_be(unsigned char *out, uint64_t value, size_t length)
{
    while (length > 0) {
        out[--length] = (unsigned char)value;
        value >>= 8;
    }
}

static uint64_t
mask_of(const struct gssksp_numbers *n)
{
    return n->narrow ? UINT32_MAX : UINT64_MAX;
}

/* The sequence state as it was at hand-over: nothing received. */
static void
expected_state(const struct gssksp_numbers *n, unsigned char *out)
{
    int do_replay = n->replay, do_sequence = n->sequence;
    uint64_t seqmask = mask_of(n);

    memset(out, 0, STATE_LENGTH);
    put_be(out, (uint32_t)KV5M_GSS_QUEUE, 4);
    memcpy(out + 4, &do_replay, 4);
    memcpy(out + 8, &do_sequence, 4);
    memcpy(out + 12, &seqmask, 8);
    memcpy(out + 20, &n->recv_initial, 8);
    put_be(out + STATE_END_TAG, (uint32_t)KV5M_GSS_QUEUE, 4);
}

/* Its place in the token, if it is there exactly once. */
static unsigned char *
find_state(unsigned char *token, size_t length,
           const struct gssksp_numbers *n)
{
    unsigned char wanted[STATE_LENGTH];
    unsigned char *found = NULL;
    size_t matches = 0, at;

    expected_state(n, wanted);
    for (at = FIXED_LENGTH; at + STATE_LENGTH <= length; at++) {
        if (memcmp(token + at, wanted, STATE_LENGTH) == 0) {
            found = token + at;
            matches++;
        }
    }
    return matches == 1 ? found : NULL;
}

static bool
fixed_part_known(const unsigned char *token, const struct gssksp_numbers *n)
{
    unsigned char wanted[16];

    put_be(wanted, n->send_initial, 8);
    put_be(wanted + 8, n->recv_initial, 8);
    return memcmp(token + SEQ_SEND_OFFSET, wanted, sizeof(wanted)) == 0;
}

bool
gssksp_layout_patch(unsigned char *token, size_t length,
                    const struct gssksp_numbers *numbers)
{
    uint64_t next = numbers->recv_next & mask_of(numbers);
    unsigned char *state;
    bool known = false;

    if (length < FIXED_LENGTH || !fixed_part_known(token, numbers))
        return false;
    state = find_state(token, length, numbers);
    if (state == NULL)
        return false;
    put_be(token + SEQ_SEND_OFFSET,
           (numbers->send_initial + numbers->send_count) & mask_of(numbers),
           8);
    memcpy(state + STATE_NEXT, &next, 8);
    memcpy(state + STATE_MAP, &numbers->recv_map, 8);
    known = true;
    return known;
}
