/* SPDX-License-Identifier: MIT */
#include "realm/diff/token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CFX_HEADER 16

unsigned char *
copy_bytes(const void *bytes, size_t length)
{
    unsigned char *copy = calloc(1, length == 0 ? 1 : length);

    if (copy == NULL) {
        perror("calloc");
        exit(1);
    }
    if (bytes != NULL && length > 0)
        memcpy(copy, bytes, length);
    return copy;
}

void
token_free(struct token *token)
{
    if (token != NULL) {
        free(token->plain);
        free(token->bytes);
        free(token);
    }
}

size_t
token_carried(const struct token *token)
{
    size_t sum = 0;
    unsigned i;

    for (i = 0; i < token->pieces; i++)
        sum += token->piece[i].sign_only ? 0 : token->piece[i].length;
    return sum;
}

static unsigned
load16(const unsigned char *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

size_t
token_framing(const struct token *token)
{
    const unsigned char *p = token->bytes;
    size_t at = (p[1] & 0x80) != 0 ? 2 + (p[1] & 0x7fu) : 2;

    return at + 2 + p[at + 1];
}

unsigned
token_ec(const struct token *token)
{
    return load16(token->bytes + 4);
}

unsigned
token_rrc(const struct token *token)
{
    return load16(token->bytes + 6);
}

unsigned
token_usual_rrc(const struct token *token, bool conf, bool dce, unsigned ec)
{
    unsigned rrc = token->checksum;

    if (conf)
        rrc += CFX_HEADER + (dce ? 0 : ec);
    return rrc;
}

size_t
token_rotation(const struct token *token, unsigned rrc)
{
    bool with_ec = token->conf && token->dce && rrc != 0;

    return rrc + (with_ec ? token_ec(token) : 0);
}

void
rotate_token(unsigned char *bytes, size_t length, size_t count, bool back)
{
    size_t rest = length - CFX_HEADER;
    size_t first = rest == 0 ? 0 : count % rest;
    unsigned char *old;

    if (first != 0) {
        old = copy_bytes(bytes + CFX_HEADER, rest);
        if (!back)
            first = rest - first;
        memcpy(bytes + CFX_HEADER, old + first, rest - first);
        memcpy(bytes + CFX_HEADER + rest - first, old, first);
        free(old);
    }
}

void
pool_add(struct pool *pool, struct token *token)
{
    size_t i = pool->made % POOL_SIZE;

    token->number = pool->made++;
    token_free(pool->slot[i]);
    pool->slot[i] = token;
}

struct token *
pool_get(const struct pool *pool, uint64_t number)
{
    struct token *token = NULL;

    if (number < pool->made && number >= pool_oldest(pool))
        token = pool->slot[number % POOL_SIZE];
    return token;
}

uint64_t
pool_oldest(const struct pool *pool)
{
    return pool->made > POOL_SIZE ? pool->made - POOL_SIZE : 0;
}

struct token *
pool_reset(struct pool *pool)
{
    struct token *last = NULL;
    size_t i;

    if (pool->made > 0) {
        i = (pool->made - 1) % POOL_SIZE;
        last = pool->slot[i];
        pool->slot[i] = NULL;
    }
    for (i = 0; i < POOL_SIZE; i++)
        token_free(pool->slot[i]);
    memset(pool, 0, sizeof(*pool));
    return last;
}
