/* SPDX-License-Identifier: MIT */
#include "fuzz/fuzz_change.h"

#include <string.h>

#define HEADER 16

unsigned int
fuzz_byte(struct fuzz_input *in)
{
    unsigned int byte = 0;

    if (in->left > 0) {
        byte = *in->next++;
        in->left--;
    }
    return byte;
}

unsigned int
fuzz_number(struct fuzz_input *in)
{
    unsigned int high = fuzz_byte(in);

    return high << 8 | fuzz_byte(in);
}

/* A place in the token; one more than the last where `end`. */
static size_t
place(const struct fuzz_token *token, struct fuzz_input *in, bool end)
{
    size_t places = token->length + end;

    return places > 0 ? fuzz_number(in) % places : 0;
}

static void
insert(struct fuzz_token *token, size_t at, const unsigned char *bytes,
       size_t length)
{
    length = fuzz_smaller(length, FUZZ_TOKEN_MAX - token->length);
    memmove(token->bytes + at + length, token->bytes + at,
            token->length - at);
    if (length > 0)
        memcpy(token->bytes + at, bytes, length);
    token->length += length;
}

static void
erase(struct fuzz_token *token, size_t at, size_t length)
{
    length = fuzz_smaller(length, token->length - at);
    memmove(token->bytes + at, token->bytes + at + length,
            token->length - at - length);
    token->length -= length;
}

void
fuzz_append(struct fuzz_token *token, const SecBuffer *buffer)
{
    if (buffer->cbBuffer > 0)
        memcpy(token->bytes + token->length, buffer->pvBuffer,
               buffer->cbBuffer);
    token->length += buffer->cbBuffer;
}

void
fuzz_rotate(struct fuzz_token *token, size_t by)
{
    unsigned char turned[FUZZ_TOKEN_MAX];
    size_t body, i;

    if (token->length > HEADER) {
        body = token->length - HEADER;
        for (i = 0; i < body; i++)
            turned[(i + by) % body] = token->bytes[HEADER + i];
        memcpy(token->bytes + HEADER, turned, body);
    }
}

/* ---- changes --------------------------------------------------------- */

typedef void change(struct fuzz_token *token, struct fuzz_input *in,
                    const struct fuzz_token *other);

static void
flip_bit(struct fuzz_token *token, struct fuzz_input *in,
         const struct fuzz_token *other)
{
    size_t at = place(token, in, false);

    (void)other;
    if (token->length > 0)
        token->bytes[at] ^= (unsigned char)(1 << fuzz_byte(in) % 8);
}

static void
set_byte(struct fuzz_token *token, struct fuzz_input *in,
         const struct fuzz_token *other)
{
    size_t at = place(token, in, false);

    (void)other;
    if (token->length > 0)
        token->bytes[at] = (unsigned char)fuzz_byte(in);
}

/* Among the first bytes, where framing and header are. */
static void
set_early(struct fuzz_token *token, struct fuzz_input *in,
          const struct fuzz_token *other)
{
    size_t at = fuzz_byte(in) % 40;

    (void)other;
    if (at < token->length)
        token->bytes[at] = (unsigned char)fuzz_byte(in);
}

/* EC or RRC. */
static void
set_field(struct fuzz_token *token, struct fuzz_input *in,
          const struct fuzz_token *other)
{
    size_t at = fuzz_byte(in) % 2 == 0 ? 4 : 6;
    unsigned int value = fuzz_number(in);

    (void)other;
    if (token->length >= at + 2) {
        token->bytes[at] = (unsigned char)(value >> 8);
        token->bytes[at + 1] = (unsigned char)value;
    }
}

/* With the RRC that says so. */
static void
turn(struct fuzz_token *token, struct fuzz_input *in,
     const struct fuzz_token *other)
{
    unsigned int by = fuzz_number(in);

    (void)other;
    if (token->length > HEADER) {
        fuzz_rotate(token, by);
        token->bytes[6] = (unsigned char)(by >> 8);
        token->bytes[7] = (unsigned char)by;
    }
}

static void
cut(struct fuzz_token *token, struct fuzz_input *in,
    const struct fuzz_token *other)
{
    (void)other;
    token->length = place(token, in, true);
}

static void
add_bytes(struct fuzz_token *token, struct fuzz_input *in,
          const struct fuzz_token *other)
{
    size_t at = place(token, in, true), length = 1 + fuzz_byte(in) % 32;

    (void)other;
    length = fuzz_smaller(length, in->left);
    insert(token, at, in->next, length);
    in->next += length;
    in->left -= length;
}

static void
drop_bytes(struct fuzz_token *token, struct fuzz_input *in,
           const struct fuzz_token *other)
{
    size_t at = place(token, in, true);

    (void)other;
    erase(token, at, 1 + fuzz_byte(in) % 32);
}

/* From some place on the other token's bytes. */
static void
splice(struct fuzz_token *token, struct fuzz_input *in,
       const struct fuzz_token *other)
{
    size_t at = place(token, in, true), from = place(other, in, true);

    token->length = at;
    insert(token, at, other->bytes + from, other->length - from);
}

static void
repeat(struct fuzz_token *token, struct fuzz_input *in,
       const struct fuzz_token *other)
{
    struct fuzz_token copy = *token;
    size_t at = place(token, in, true), from = place(token, in, true);

    (void)other;
    insert(token, at, copy.bytes + from,
           fuzz_smaller(fuzz_byte(in), copy.length - from));
}

/* The outer length, in one to five bytes, right or nearly. */
static void
frame(struct fuzz_token *token, struct fuzz_input *in,
      const struct fuzz_token *other)
{
    unsigned int more = fuzz_byte(in) % 6, i;
    size_t says = token->length + fuzz_byte(in) % 4;
    unsigned char head[8] = { 0x60, 0 };

    (void)other;
    head[1] = (unsigned char)(more == 0 ? says : 0x80 | more);
    for (i = 0; i < more; i++)
        head[2 + i] = (unsigned char)(says >> (8 * (more - 1 - i)));
    insert(token, 0, head, 2 + more);
}

static void
set_length(struct fuzz_token *token, struct fuzz_input *in,
           const struct fuzz_token *other)
{
    (void)other;
    if (token->length > 2) {
        token->bytes[1] = (unsigned char)(token->length - 2 +
                                          fuzz_byte(in) % 3);
    }
}

static change *const changes[] = {
    flip_bit, set_byte, set_early, set_field, turn, cut, add_bytes,
    drop_bytes, splice, repeat, frame, set_length
};

#define CHANGES (sizeof(changes) / sizeof(changes[0]))

bool
fuzz_change(struct fuzz_token *token, struct fuzz_input *in,
            const struct fuzz_token *other)
{
    size_t which = fuzz_byte(in) % (CHANGES + 1);

    if (which < CHANGES)
        changes[which](token, in, other);
    return which < CHANGES;
}
