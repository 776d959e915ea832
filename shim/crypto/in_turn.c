/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "crypto/in_turn.h"

/* Bytes of a step.  The two chains meet in the processor only if a step of
 * both fits into what it looks ahead.  SHA-384 has blocks of two steps; it is
 * so slow that nothing is lost. */
#define STEP 64

/* Bytes of a message for which it pays to go in steps. */
#define WORTH 256

struct in_turn {
    enum ksp_turn turn;
    struct ksp_cts_run *cipher;
    const struct ksp_hmac_key *hmac;
    union ksp_hash_state state;
    /* Where the hash is. */
    const struct ksp_span *span;
    const struct ksp_span *end;
    size_t offset;
};

static void
go_forward(struct in_turn *t, size_t length)
{
    t->offset += length;
    if (t->offset == t->span->length) {
        t->span++;
        t->offset = 0;
    }
}

static void
hash_forward(struct in_turn *t, size_t length)
{
    ksp_hmac_add(t->hmac, &t->state, t->span->data + t->offset, length);
    go_forward(t, length);
}

/* The next `length` bytes of the SEAL spans, and the SIGN spans before them
 * that have not been hashed. */
static void
hash_next(struct in_turn *t, size_t length)
{
    size_t n;

    while (length > 0) {
        n = t->span->length - t->offset;
        if (t->span->kind == KSP_SPAN_SEAL) {
            if (n > length)
                n = length;
            length -= n;
        }
        hash_forward(t, n);
    }
}

static void
hash_rest(struct in_turn *t)
{
    while (t->span < t->end)
        hash_forward(t, t->span->length - t->offset);
}

/* Bytes of the first step: the hash is at the end of a block of its own then,
 * if no SIGN span comes between. */
static size_t
first_step(size_t hashed, const struct ksp_span *spans, size_t count)
{
    size_t i;

    for (i = 0; i < count && spans[i].kind != KSP_SPAN_SEAL; i++)
        hashed += spans[i].length;
    return STEP - hashed % STEP / KSP_CTS_BLOCK * KSP_CTS_BLOCK;
}

/* Both go over `length` bytes, wherever these are. */
static void
step(struct in_turn *t, size_t length)
{
    ksp_place_bring(&t->cipher->place, length);
    if (t->turn == KSP_HASH_FIRST)
        hash_next(t, length);
    ksp_cts_next(t->cipher, length);
    if (t->turn == KSP_CIPHER_FIRST)
        hash_next(t, length);
}

/* Whole steps from where both are to the end of the span, at most `limit`
 * bytes; none if they are not at the same place, or it is not one for both. */
static size_t
together(const struct in_turn *t, size_t limit)
{
    const struct ksp_place *p = &t->cipher->place;
    size_t left;

    if (t->span == t->end || t->span != p->span || t->offset != p->offset ||
        p->span->kind != KSP_SPAN_SEAL)
        return 0;
    left = t->span->length - t->offset;
    return (left < limit ? left : limit) / STEP * STEP;
}

/* The step at `data`, of which *from is NULL if it is there. */
static inline void
bring_step(const unsigned char **from, unsigned char *data)
{
    if (*from != NULL) {
        memcpy(data, *from, STEP);
        *from += STEP;
    }
}

/* Many steps in one span, and nothing between them that could be done
 * before. */
static void
run(struct in_turn *t, size_t length)
{
    nettle_hash_update_func *update = t->hmac->hash->update;
    unsigned char *data = t->span->data + t->offset;
    unsigned char *end = data + length;
    const unsigned char *from = t->span->from;

    if (from != NULL)
        from += t->offset;
    if (t->turn == KSP_HASH_FIRST) {
        for (; data < end; data += STEP) {
            bring_step(&from, data);
            update(&t->state, STEP, data);
            ksp_cts_here(t->cipher, data, STEP);
        }
    } else {
        for (; data < end; data += STEP) {
            bring_step(&from, data);
            ksp_cts_here(t->cipher, data, STEP);
            update(&t->state, STEP, data);
        }
    }
    t->cipher->place.offset += length;
    go_forward(t, length);
}

/* All bytes that are plain CBC. */
static void
go(struct in_turn *t, size_t first)
{
    size_t left = t->cipher->plain, n = first, many;

    while (left > 0) {
        many = n == STEP ? together(t, left) : 0;
        if (many > 0) {
            run(t, many);
            left -= many;
        } else {
            n = left < n ? left : n;
            step(t, n);
            left -= n;
            n = STEP;
        }
    }
}

/* One after the other; what is left of the longer chain is then all that
 * there is to wait for. */
static void
plainly(struct in_turn *t, const struct ksp_in_turn_hash *hash)
{
    if (t->turn == KSP_HASH_FIRST) {
        hash_rest(t);
        ksp_hmac_end(t->hmac, &t->state, hash->out, hash->length);
    }
    ksp_cts_next(t->cipher, t->cipher->plain);
    ksp_cts_end(t->cipher);
    if (t->turn == KSP_CIPHER_FIRST) {
        hash_rest(t);
        ksp_hmac_end(t->hmac, &t->state, hash->out, hash->length);
    }
}

void
ksp_in_turn(struct ksp_cts_run *cipher, const struct ksp_in_turn_hash *hash,
            enum ksp_turn turn, const struct ksp_span *spans, size_t count)
{
    struct in_turn t;

    t.turn = turn;
    t.cipher = cipher;
    t.hmac = hash->key;
    t.span = spans;
    t.end = spans + count;
    t.offset = 0;
    ksp_hmac_begin(t.hmac, &t.state);
    ksp_hmac_add(t.hmac, &t.state, hash->prefix, hash->prefix_length);
    if (cipher->plain < WORTH) {
        ksp_place_bring(&cipher->place, cipher->plain + ksp_cts_rest(cipher));
        plainly(&t, hash);
        return;
    }
    go(&t, first_step(hash->prefix_length, spans, count));
    ksp_place_bring(&cipher->place, ksp_cts_rest(cipher));
    if (turn == KSP_HASH_FIRST)
        hash_rest(&t);
    ksp_cts_end(cipher);
    hash_rest(&t);
    ksp_hmac_end(t.hmac, &t.state, hash->out, hash->length);
}
