/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"
#include "tools/decode/input.h"

#define CHUNK 65536

unsigned char *
input_read(FILE *file, size_t *length)
{
    unsigned char *data = NULL, *more;
    size_t got = 1;

    *length = 0;
    while (got > 0 && *length <= INPUT_MAX) {
        more = realloc(data, *length + CHUNK);
        if (more == NULL)
            break;
        data = more;
        got = fread(data + *length, 1, CHUNK, file);
        *length += got;
    }
    if (got > 0 || ferror(file)) {
        errno = *length > INPUT_MAX ? EFBIG : errno != 0 ? errno : EIO;
        free(data);
        data = NULL;
    }
    return data;
}

/* The value of a digit, or -1. */
static int
hex_digit(unsigned char c)
{
    int value = -1;

    if (c >= '0' && c <= '9')
        value = c - '0';
    else if (c >= 'a' && c <= 'f')
        value = c - 'a' + 10;
    else if (c >= 'A' && c <= 'F')
        value = c - 'A' + 10;
    return value;
}

/* Also in the alphabet that is safe in URLs. */
static int
base64_digit(unsigned char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        "abcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found = c != '\0' ? strchr(digits, c) : NULL;
    int value = -1;

    if (found != NULL)
        value = (int)(found - digits);
    else if (c == '-')
        value = 62;
    else if (c == '_')
        value = 63;
    return value;
}

/* Digits of `bits` bits each, most significant first.  What is left over of
 * the last byte must be less than a digit, and zero. */
static bool
collect(const unsigned char *text, size_t length, unsigned int bits,
        const char *between, int (*digit)(unsigned char c),
        unsigned char *out, size_t *made)
{
    unsigned int held = 0, n = 0;
    size_t i;
    int value;

    *made = 0;
    for (i = 0; i < length; i++) {
        if (isspace(text[i]) ||
            (text[i] != '\0' && strchr(between, text[i]) != NULL))
            continue;
        value = digit(text[i]);
        if (value < 0)
            return false;
        held = held << bits | (unsigned int)value;
        n += bits;
        if (n >= 8) {
            n -= 8;
            out[(*made)++] = (unsigned char)(held >> n);
            held &= (1u << n) - 1;
        }
    }
    return n < bits && held == 0;
}

static bool
parse_hex(const unsigned char *text, size_t length, unsigned char *out,
          size_t *made)
{
    return collect(text, length, 4, ":", hex_digit, out, made);
}

static bool
parse_base64(const unsigned char *text, size_t length, unsigned char *out,
             size_t *made)
{
    while (length > 0 && (isspace(text[length - 1]) ||
                          text[length - 1] == '='))
        length--;
    return collect(text, length, 6, "", base64_digit, out, made);
}

bool
input_parse(unsigned char *text, size_t *length, enum input_form form)
{
    unsigned char *out = malloc(*length > 0 ? *length : 1);
    bool ok = out != NULL, raw = false;
    size_t made = 0, room = *length;

    if (!ok)
        return false;
    if (form == INPUT_HEX)
        ok = parse_hex(text, *length, out, &made);
    else if (form == INPUT_BASE64)
        ok = parse_base64(text, *length, out, &made);
    else
        raw = form == INPUT_RAW ||
            (!parse_hex(text, *length, out, &made) &&
             !parse_base64(text, *length, out, &made));
    if (ok && !raw) {
        memcpy(text, out, made);
        *length = made;
    }
    /* It may be a key. */
    ksp_wipe(out, room);
    free(out);
    return ok;
}
