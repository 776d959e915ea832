/* SPDX-License-Identifier: MIT */
/* The input of a round, and what it does to a token. */
#ifndef TESTS_FUZZ_FUZZ_CHANGE_H
#define TESTS_FUZZ_FUZZ_CHANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "ksp/sspi.h"

#define FUZZ_TOKEN_MAX 2048

static inline size_t
fuzz_smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

struct fuzz_input {
    const unsigned char *next;
    size_t left;
};

/* The next byte, or two; 0 past the end. */
unsigned int fuzz_byte(struct fuzz_input *in);
unsigned int fuzz_number(struct fuzz_input *in);

struct fuzz_token {
    unsigned char bytes[FUZZ_TOKEN_MAX];
    size_t length;
};

/* The bytes of a buffer behind those that are there. */
void fuzz_append(struct fuzz_token *token, const SecBuffer *buffer);

/* Bring the last `by` bytes behind an RFC 4121 header to its front. */
void fuzz_rotate(struct fuzz_token *token, size_t by);

/* Do the next change that the input has; false if that is to part the token
 * elsewhere, which is for the caller. */
bool fuzz_change(struct fuzz_token *token, struct fuzz_input *in,
                 const struct fuzz_token *other);

#endif
