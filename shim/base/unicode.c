/* SPDX-License-Identifier: MIT */
#include "base/unicode.h"

#include <stdbool.h>
#include <string.h>

#define SURROGATES 0xd800u
#define LOW_SURROGATES 0xdc00u
#define SURROGATES_END 0xe000u
#define SUPPLEMENTARY 0x10000u

/* ---- UTF-8 ---------------------------------------------------------- */

/* Bytes in a character that begins so; 0 for one that does not begin one. */
static size_t
sequence_length(unsigned char lead)
{
    size_t length = 0;

    if (lead < 0x80)
        length = 1;
    else if (lead >= 0xc2 && lead < 0xe0)
        length = 2;
    else if (lead >= 0xe0 && lead < 0xf0)
        length = 3;
    else if (lead >= 0xf0 && lead < 0xf5)
        length = 4;
    return length;
}

/* Whether a byte may be the one after `lead`: not for a character that has a
 * shorter form, for a surrogate, or beyond the last character. */
static bool
may_be_second(unsigned char lead, unsigned char byte)
{
    unsigned char least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    unsigned char most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;

    return byte >= least && byte <= most;
}

size_t
ksp_utf8_read(const unsigned char *in, size_t left, uint32_t *c)
{
    size_t length = sequence_length(in[0]), i = 1;

    *c = length < 2 ? in[0] : in[0] & (0x7fu >> length);
    while (i < length && i < left && (in[i] & 0xc0) == 0x80 &&
           (i > 1 || may_be_second(in[0], in[1]))) {
        *c = *c << 6 | (in[i] & 0x3fu);
        i++;
    }
    if (i != length)
        *c = KSP_UNICODE_INVALID;
    return i;
}

size_t
ksp_utf8_write(uint32_t c, char *out)
{
    static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    size_t length = c < 0x80 ? 1 : c < 0x800 ? 2 : c < SUPPLEMENTARY ? 3 : 4;
    size_t i;

    for (i = length - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (c & 0x3f));
        c >>= 6;
    }
    out[0] = (char)(unsigned char)(lead[length] | c);
    return length;
}

/* ---- UTF-16 --------------------------------------------------------- */

size_t
ksp_utf16_read(const void *in, size_t left, uint32_t *c)
{
    uint16_t unit[2] = { 0, 0 };

    memcpy(unit, in, left > 1 ? sizeof(unit) : sizeof(unit[0]));
    *c = unit[0];
    if (*c < SURROGATES || *c >= SURROGATES_END)
        return 1;
    if (*c >= LOW_SURROGATES || unit[1] < LOW_SURROGATES ||
        unit[1] >= SURROGATES_END) {
        *c = KSP_UNICODE_INVALID;
        return 1;
    }
    *c = SUPPLEMENTARY + ((*c - SURROGATES) << 10) +
        (unit[1] - LOW_SURROGATES);
    return 2;
}

size_t
ksp_utf16_write(uint32_t c, uint16_t *out)
{
    if (c < SUPPLEMENTARY) {
        out[0] = (uint16_t)c;
        return 1;
    }
    c -= SUPPLEMENTARY;
    out[0] = (uint16_t)(SURROGATES + (c >> 10));
    out[1] = (uint16_t)(LOW_SURROGATES + (c & 0x3ff));
    return 2;
}
