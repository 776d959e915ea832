/* SPDX-License-Identifier: MIT */
/*
 * What the two SASL examples share: the lines of Cyrus SASL's sample server
 * ("S: " and "C: ", base64) on stdin and stdout, and the bytes of RFC 4752
 * section 3.3.
 */
#ifndef EXAMPLES_SASL_H
#define EXAMPLES_SASL_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SASL_MAX 65536

/* Bits of the first byte: the layers on offer, or the one chosen. */
#define SASL_SIGN 2
#define SASL_SEAL 4

static inline void
sasl_fail(const char *what)
{
    fprintf(stderr, "%s failed\n", what);
    exit(1);
}

static const char sasl_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* The next "S: " line, decoded; other lines are for people. */
static inline size_t
sasl_read(unsigned char *out)
{
    static char line[2 * SASL_MAX];
    uint32_t bits = 0;
    unsigned int count = 0;
    size_t length = 0;
    const char *p, *digit;

    do {
        if (fgets(line, sizeof(line), stdin) == NULL)
            sasl_fail("reading from the server");
    } while (strncmp(line, "S: ", 3) != 0);
    for (p = line + 3; *p != '\0' && length < SASL_MAX; p++) {
        digit = strchr(sasl_digits, *p);
        if (digit != NULL) {
            bits = bits << 6 | (uint32_t)(digit - sasl_digits);
            count += 6;
        }
        if (count >= 8) {
            count -= 8;
            out[length++] = (unsigned char)(bits >> count);
        }
    }
    return length;
}

static inline void
sasl_write(const void *data, size_t length)
{
    const unsigned char *p = data;
    uint32_t bits;
    size_t i;
    int j;

    fputs("C: ", stdout);
    for (i = 0; i < length; i += 3) {
        bits = (uint32_t)p[i] << 16;
        bits |= i + 1 < length ? (uint32_t)p[i + 1] << 8 : 0;
        bits |= i + 2 < length ? p[i + 2] : 0;
        for (j = 0; j < 4; j++) {
            putchar(i + (size_t)j > length ? '=' :
                    sasl_digits[bits >> (18 - 6 * j) & 63]);
        }
    }
    putchar('\n');
    fflush(stdout);
}

/* The mechanism's name, a zero, and the first token. */
static inline void
sasl_write_first(const void *token, size_t length)
{
    static unsigned char first[SASL_MAX] = "GSSAPI";

    if (length > sizeof(first) - 7)
        sasl_fail("a token that is too long: writing");
    memcpy(first + 7, token, length);
    sasl_write(first, 7 + length);
}

/* The client's answer to the server's offer: one layer, and how long a
 * token it takes.  No authorization identity: the client's own. */
static inline void
sasl_choose(const unsigned char *offer, size_t length, int layer,
            unsigned char answer[4])
{
    if (length != 4 || (offer[0] & layer) == 0)
        sasl_fail("the server's offer: taking");
    answer[0] = (unsigned char)layer;
    answer[1] = 0;
    answer[2] = 0xff;
    answer[3] = 0xff;
}

#endif
