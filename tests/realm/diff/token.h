/* SPDX-License-Identifier: MIT */
/*
 * The tokens one side has made: what they were made from, how they can be
 * taken apart, and the last of them by number.
 */
#ifndef TESTS_REALM_DIFF_TOKEN_H
#define TESTS_REALM_DIFF_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOKEN_PIECES 6
#define POOL_SIZE 256

/* A run of the message, in the order of the buffers it was made from. */
struct piece {
    bool sign_only;
    size_t length;
};

struct token {
    bool wrap;                  /* a wrap token; else a MIC */
    bool conf;
    bool old_format;            /* RFC 1964 framing (arcfour, des3) */
    bool dce;                   /* of a DCE style context */
    unsigned checksum;          /* its length in RFC 4121 tokens */
    uint64_t number;            /* in its direction, from 0 */
    unsigned pieces;
    struct piece piece[TOKEN_PIECES];
    unsigned char *plain;       /* all pieces, one after the other */
    size_t plain_length;
    unsigned char *bytes;       /* the token; without SIGN_ONLY pieces */
    size_t length;
    /* A wrap token is header, data, padding, trailer. */
    size_t header, data, padding, trailer;
    unsigned delivered;         /* how often it was given to the peer */
};

/*
 * A copy of `length` bytes, or zeroes if `bytes` is NULL.  Exactly as long:
 * valgrind and the address sanitizer see every step beyond.
 */
unsigned char *copy_bytes(const void *bytes, size_t length);

void token_free(struct token *token);

/* The bytes that are encrypted or at least carried: no SIGN_ONLY pieces. */
size_t token_carried(const struct token *token);

/* The length of an RFC 1964 token's framing. */
size_t token_framing(const struct token *token);

/* EC and RRC of an RFC 4121 wrap token. */
unsigned token_ec(const struct token *token);
unsigned token_rrc(const struct token *token);

/*
 * The RRC MIT expects when HEADER holds all but the data, from what a token
 * shows; and how far the token must be rotated for a given RRC (RFC 4121
 * section 4.2.5): DCE style adds EC, as Windows does, unless there is no
 * rotation at all.
 */
unsigned token_usual_rrc(const struct token *token, bool conf, bool dce,
                         unsigned ec);
size_t token_rotation(const struct token *token, unsigned rrc);

/* `bytes` after the header of 16, rotated to the right (to the left if
 * `back`) by `count`. */
void rotate_token(unsigned char *bytes, size_t length, size_t count,
                  bool back);

/* The last POOL_SIZE tokens of one direction. */
struct pool {
    struct token *slot[POOL_SIZE];
    uint64_t made;              /* the number of the next token */
    uint64_t cursor;            /* tokens before it were sent or dropped */
    uint64_t top;               /* one more than the highest one delivered */
};

/* Takes ownership, numbers the token. */
void pool_add(struct pool *pool, struct token *token);
struct token *pool_get(const struct pool *pool, uint64_t number);

/* The lowest number still kept. */
uint64_t pool_oldest(const struct pool *pool);

/* Frees all but the last token, which is returned (NULL if there is none),
 * and starts afresh. */
struct token *pool_reset(struct pool *pool);

#endif
