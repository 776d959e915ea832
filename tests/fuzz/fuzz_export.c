/* SPDX-License-Identifier: MIT */
/*
 * Numbers put into an exported context of MIT krb5: in a token that has the
 * state of the hand-over just once, and the initial numbers where they
 * belong, four numbers change and nothing else; any other is left alone.
 *
 * libFuzzer: -max_len=128
 */
#include <krb5.h>
#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"
#include "fuzz/fuzz_change.h"
#include "fuzz/fuzz_must.h"
#include "fuzz/target.h"
#include "mech/contexts/export_layout.h"

#define SENT_AT 72
#define RECEIVED_AT 80
#define FIXED 88
#define STATE 48
#define NEXT_AT 28
#define MAP_AT 36
#define TOKEN_MAX 400

struct round {
    struct fuzz_input in;
    struct gssksp_numbers n;
    unsigned char state[STATE];
    unsigned char token[TOKEN_MAX], want[TOKEN_MAX];
    size_t length;
};

static uint64_t
read_number(struct fuzz_input *in)
{
    static const uint64_t bases[] = { 0, UINT32_MAX, UINT64_MAX,
                                      UINT64_C(0x0102030405060708) };
    unsigned int b = fuzz_byte(in);

    return bases[b & 3] + (b >> 2) - 8;
}

static void
start(struct round *r)
{
    unsigned int b = fuzz_byte(&r->in);

    r->n.send_initial = read_number(&r->in);
    r->n.send_count = read_number(&r->in);
    r->n.recv_initial = read_number(&r->in);
    r->n.recv_next = read_number(&r->in);
    r->n.recv_map = read_number(&r->in);
    r->n.replay = (b & 1) != 0;
    r->n.sequence = (b & 2) != 0;
    r->n.narrow = (b & 4) != 0;
    r->length = FIXED + fuzz_number(&r->in) % (TOKEN_MAX - FIXED + 1);
    memset(r->token, (b & 8) != 0 ? 0xff : 0, sizeof(r->token));
    ksp_store_be64(r->token + SENT_AT, r->n.send_initial);
    ksp_store_be64(r->token + RECEIVED_AT, r->n.recv_initial);
}

/* As MIT's library on this host would have it in memory. */
static void
make_state(struct round *r)
{
    const int32_t tag = (int32_t)KV5M_GSS_QUEUE;
    uint64_t mask = r->n.narrow ? UINT32_MAX : UINT64_MAX;
    int yes = 1;

    memset(r->state, 0, sizeof(r->state));
    ksp_store_be32(r->state, (uint32_t)tag);
    if (r->n.replay)
        memcpy(r->state + 4, &yes, sizeof(yes));
    if (r->n.sequence)
        memcpy(r->state + 8, &yes, sizeof(yes));
    memcpy(r->state + 12, &mask, sizeof(mask));
    memcpy(r->state + 20, &r->n.recv_initial, sizeof(r->n.recv_initial));
    ksp_store_be32(r->state + 44, (uint32_t)tag);
}

static void
change(struct round *r)
{
    unsigned int what = fuzz_byte(&r->in);
    size_t at = fuzz_number(&r->in) % TOKEN_MAX;

    if (what % 4 < 2 && at + STATE <= TOKEN_MAX)
        memcpy(r->token + at, r->state, STATE);
    else if (what % 4 == 2)
        r->token[at] = (unsigned char)fuzz_byte(&r->in);
    else
        r->length = at;
}

/* Where the state is, by looking everywhere; how often. */
static size_t
find(const struct round *r, size_t *place)
{
    size_t at, found = 0, i;

    for (at = FIXED; at + STATE <= r->length; at++) {
        for (i = 0; i < STATE && r->token[at + i] == r->state[i]; i++)
            ;
        if (i == STATE) {
            *place = at;
            found++;
        }
    }
    return found;
}

static bool
expect(struct round *r)
{
    uint64_t mask = r->n.narrow ? UINT32_MAX : UINT64_MAX;
    uint64_t next = r->n.recv_next & mask;
    size_t at = 0;

    memcpy(r->want, r->token, sizeof(r->want));
    if (r->length < FIXED ||
        ksp_load_be64(r->token + SENT_AT) != r->n.send_initial ||
        ksp_load_be64(r->token + RECEIVED_AT) != r->n.recv_initial ||
        find(r, &at) != 1)
        return false;
    ksp_store_be64(r->want + SENT_AT,
                   (r->n.send_initial + r->n.send_count) & mask);
    memcpy(r->want + at + NEXT_AT, &next, sizeof(next));
    memcpy(r->want + at + MAP_AT, &r->n.recv_map, sizeof(r->n.recv_map));
    return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct round r;
    unsigned char *exact;
    bool patched;

    r.in.next = data;
    r.in.left = size;
    start(&r);
    make_state(&r);
    while (r.in.left > 0)
        change(&r);
    patched = expect(&r);
    exact = malloc(r.length > 0 ? r.length : 1);
    must(exact != NULL, "no memory");
    memcpy(exact, r.token, r.length);
    must(gssksp_layout_patch(exact, r.length, &r.n) == patched,
         patched ? "not patched" : "patched what is not known");
    must(memcmp(exact, r.want, r.length) == 0, "other bytes have changed");
    free(exact);
    return 0;
}
