/* SPDX-License-Identifier: MIT */
/* UTF-8 [RFC 3629] and UTF-16 [RFC 2781]; what comes in must be valid. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/unicode.h"
#include "base/wipe.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"

/* Whether a text of the program's may have this character. */
static bool
is_text(uint32_t c)
{
    return c != 0 && c != KSP_UNICODE_INVALID;
}

/* ---- UTF-8 ---------------------------------------------------------- */

static bool
valid_utf8(const unsigned char *in, size_t count)
{
    uint32_t c = 'x';
    size_t at = 0;

    while (at < count && is_text(c))
        at += ksp_utf8_read(in + at, count - at, &c);
    return is_text(c);
}

SECURITY_STATUS
sspi_text_from_any(const void *in, size_t count, char **out)
{
    *out = NULL;
    if (count > 0 && memchr(in, 0, count) != NULL)
        return SEC_E_INVALID_PARAMETER;
    *out = count < SIZE_MAX ? calloc(1, count + 1) : NULL;
    if (*out == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    if (count > 0)
        memcpy(*out, in, count);
    return SEC_E_OK;
}

SECURITY_STATUS
sspi_text_from_bytes(const void *in, size_t count, char **out)
{
    *out = NULL;
    return valid_utf8(in, count) ? sspi_text_from_any(in, count, out) :
        SEC_E_INVALID_PARAMETER;
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

/* Every unit becomes three bytes at most. */
SECURITY_STATUS
sspi_text_from_units(const void *in, size_t count, char **out)
{
    const unsigned char *units = in;
    SECURITY_STATUS status = SEC_E_INSUFFICIENT_MEMORY;
    size_t at = 0, length = 0;
    uint32_t c = 'x';

    *out = count < SIZE_MAX / 4 ? calloc(3, count + 1) : NULL;
    if (*out == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    while (at < count && is_text(c)) {
        at += ksp_utf16_read(units + at * sizeof(USHORT), count - at, &c);
        if (is_text(c))
            length += ksp_utf8_write(c, *out + length);
    }
    status = is_text(c) ? SEC_E_OK : SEC_E_INVALID_PARAMETER;
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

/* As ksp_utf8_read, but what is not valid is U+FFFD. */
static size_t
read_any(const char *in, size_t left, uint32_t *c)
{
    size_t step = ksp_utf8_read((const unsigned char *)in, left, c);

    if (*c == KSP_UNICODE_INVALID)
        *c = KSP_UNICODE_REPLACEMENT;
    return step;
}

size_t
sspi_utf16_length(const char *text)
{
    uint16_t unit[KSP_UTF16_MOST];
    size_t left = strlen(text), units = 0, step;
    uint32_t c;

    for (; left > 0; left -= step, text += step) {
        step = read_any(text, left, &c);
        units += ksp_utf16_write(c, unit);
    }
    return units;
}

void
sspi_utf16_fill(const char *text, WCHAR *out)
{
    size_t left = strlen(text), step;
    uint32_t c;

    for (; left > 0; left -= step, text += step) {
        step = read_any(text, left, &c);
        out += ksp_utf16_write(c, (uint16_t *)out);
    }
    *out = 0;
}

SEC_WCHAR *
sspi_text_to_w(const char *text)
{
    size_t units = sspi_utf16_length(text);
    SEC_WCHAR *out = NULL;

    if (units < UINT32_MAX / sizeof(*out))
        out = sspi_give((units + 1) * sizeof(*out));
    if (out != NULL)
        sspi_utf16_fill(text, out);
    return out;
}

/* Bytes that `text` has as UTF-8; they are written if there is a place for
 * them. */
static size_t
utf8_of(const char *text, char *out)
{
    size_t left = strlen(text), length = 0, step;
    char bytes[KSP_UTF8_MOST];
    uint32_t c;

    for (; left > 0; left -= step, text += step) {
        step = read_any(text, left, &c);
        length += ksp_utf8_write(c, out != NULL ? out + length : bytes);
    }
    return length;
}

SEC_CHAR *
sspi_text_to_a(const char *text)
{
    size_t length = utf8_of(text, NULL);
    SEC_CHAR *out = length < UINT32_MAX ? sspi_give(length + 1) : NULL;

    if (out != NULL) {
        (void)utf8_of(text, out);
        out[length] = '\0';
    }
    return out;
}

void *
sspi_text_to(const char *text, bool wide)
{
    return wide ? (void *)sspi_text_to_w(text) : sspi_text_to_a(text);
}
