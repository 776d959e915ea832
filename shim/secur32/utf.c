/* SPDX-License-Identifier: MIT */
/* UTF-8 [RFC 3629] and UTF-16 [RFC 2781]; what comes in must be valid. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"

#define REPLACEMENT 0xfffd
#define UNICODE_LAST 0x10ffff
#define SURROGATES 0xd800
#define LOW_SURROGATES 0xdc00
#define SURROGATES_END 0xe000
#define SUPPLEMENTARY 0x10000

static bool
is_surrogate(uint32_t c)
{
    return c >= SURROGATES && c < SURROGATES_END;
}

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

/* The character at `in`, of which `left` bytes are left, at least one; its
 * length, or 0 if it is not valid. */
static size_t
read_utf8(const unsigned char *in, size_t left, uint32_t *c)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t length = sequence_length(in[0]), i;

    *c = length < 2 ? in[0] : in[0] & (0x7fu >> length);
    if (length > left)
        length = 0;
    for (i = 1; i < length; i++) {
        if ((in[i] & 0xc0) != 0x80)
            length = 0;
        else
            *c = *c << 6 | (in[i] & 0x3fu);
    }
    if (length > 1 &&
        (*c < least[length] || *c > UNICODE_LAST || is_surrogate(*c)))
        length = 0;
    return length;
}

static size_t
write_utf8(uint32_t c, char *out)
{
    static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    size_t length = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    size_t i;

    for (i = length - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (c & 0x3f));
        c >>= 6;
    }
    out[0] = (char)(unsigned char)(lead[length] | c);
    return length;
}

static bool
valid_utf8(const unsigned char *in, size_t count)
{
    size_t at = 0, step = 1;
    uint32_t c;

    while (at < count && step > 0) {
        step = read_utf8(in + at, count - at, &c);
        if (c == 0)
            step = 0;
        at += step;
    }
    return step > 0;
}

SECURITY_STATUS
sspi_text_from_bytes(const void *in, size_t count, char **out)
{
    SECURITY_STATUS status = SEC_E_INVALID_PARAMETER;

    *out = NULL;
    if (!valid_utf8(in, count))
        return SEC_E_INVALID_PARAMETER;
    status = SEC_E_INSUFFICIENT_MEMORY;
    *out = calloc(1, count + 1);
    if (*out == NULL)
        return status;
    if (count > 0)
        memcpy(*out, in, count);
    status = SEC_E_OK;
    return status;
}

SECURITY_STATUS
sspi_text_from_a(const char *in, char **out)
{
    SECURITY_STATUS status = SEC_E_OK;

    *out = NULL;
    if (in != NULL) {
        status = sspi_text_from_bytes(in, strlen(in), out);
    }
    return status;
}

/* ---- UTF-16 --------------------------------------------------------- */

/* The unit at `in`, which need not be aligned. */
static uint32_t
read_unit(const unsigned char *in)
{
    USHORT unit;

    memcpy(&unit, in, sizeof(unit));
    return unit;
}

/* The character at `in`, of which `left` units are left, at least one; how
 * many units it has, or 0 if it is not valid. */
static size_t
read_utf16(const unsigned char *in, size_t left, uint32_t *c)
{
    uint32_t low = left > 1 ? read_unit(in + sizeof(USHORT)) : 0;
    size_t length = 1;

    *c = read_unit(in);
    if (is_surrogate(*c)) {
        length = 0;
        if (*c < LOW_SURROGATES && low >= LOW_SURROGATES &&
            low < SURROGATES_END) {
            *c = SUPPLEMENTARY + ((*c - SURROGATES) << 10) +
                (low - (uint32_t)LOW_SURROGATES);
            length = 2;
        }
    }
    return *c == 0 ? 0 : length;
}

/* Every unit becomes three bytes at most. */
SECURITY_STATUS
sspi_text_from_units(const void *in, size_t count, char **out)
{
    const unsigned char *units = in;
    SECURITY_STATUS status = SEC_E_INSUFFICIENT_MEMORY;
    size_t at = 0, step = 1, length = 0;
    uint32_t c;

    *out = count < SIZE_MAX / 4 ? calloc(3, count + 1) : NULL;
    if (*out == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    while (at < count && step > 0) {
        step = read_utf16(units + at * sizeof(USHORT), count - at, &c);
        if (step > 0)
            length += write_utf8(c, *out + length);
        at += step;
    }
    status = step > 0 ? SEC_E_OK : SEC_E_INVALID_PARAMETER;
    if (status != SEC_E_OK)
        sspi_text_free(out);
    return status;
}

SECURITY_STATUS
sspi_text_from_w(const WCHAR *in, char **out)
{
    SECURITY_STATUS status = SEC_E_OK;
    size_t count = 0;

    *out = NULL;
    if (in != NULL) {
        while (in[count] != 0)
            count++;
        status = sspi_text_from_units(in, count, out);
    }
    return status;
}

SECURITY_STATUS
sspi_text_from(const void *in, bool wide, char **out)
{
    return wide ? sspi_text_from_w(in, out) : sspi_text_from_a(in, out);
}

char *
sspi_text_new(size_t size)
{
    return calloc(1, size);
}

void
sspi_text_free(char **text)
{
    if (*text != NULL)
        ksp_wipe(*text, strlen(*text));
    free(*text);
    *text = NULL;
}

/* ---- for the program ------------------------------------------------ */

/* As read_utf8, but what is not valid is one byte and U+FFFD. */
static size_t
read_any(const unsigned char *in, size_t left, uint32_t *c)
{
    size_t step = read_utf8(in, left, c);

    if (step == 0) {
        *c = REPLACEMENT;
        step = 1;
    }
    return step;
}

size_t
sspi_utf16_length(const char *text)
{
    size_t left = strlen(text), units = 0, step;
    uint32_t c;

    for (; left > 0; left -= step, text += step) {
        step = read_any((const unsigned char *)text, left, &c);
        units += c < SUPPLEMENTARY ? 1 : 2;
    }
    return units;
}

void
sspi_utf16_fill(const char *text, WCHAR *out)
{
    size_t left = strlen(text), step;
    uint32_t c;

    for (; left > 0; left -= step, text += step) {
        step = read_any((const unsigned char *)text, left, &c);
        if (c < SUPPLEMENTARY) {
            *out++ = (WCHAR)c;
        } else {
            c -= SUPPLEMENTARY;
            *out++ = (WCHAR)(SURROGATES + (c >> 10));
            *out++ = (WCHAR)(LOW_SURROGATES + (c & 0x3ff));
        }
    }
    *out = 0;
}

SEC_WCHAR *
sspi_text_to_w(const char *text)
{
    SEC_WCHAR *out;

    out = sspi_give((sspi_utf16_length(text) + 1) * sizeof(*out));
    if (out != NULL)
        sspi_utf16_fill(text, out);
    return out;
}

SEC_CHAR *
sspi_text_to_a(const char *text)
{
    return sspi_give_copy(text, strlen(text) + 1);
}

void *
sspi_text_to(const char *text, bool wide)
{
    return wide ? (void *)sspi_text_to_w(text) : sspi_text_to_a(text);
}
