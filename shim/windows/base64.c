/* SPDX-License-Identifier: MIT */
/* Base64 [RFC 4648 4]. */
#include <wincrypt.h>

#include <stdbool.h>
#include <stdint.h>

#include "windows/failing.h"

/* Characters in a line. */
#define LINE 64

static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* ---- to text -------------------------------------------------------- */

/* The end of a line. */
static const char *
line_end(DWORD flags)
{
    if ((flags & CRYPT_STRING_NOCRLF) != 0)
        return "";
    return (flags & CRYPT_STRING_NOCR) != 0 ? "\n" : "\r\n";
}

/* Of the text, without a zero. */
static uint64_t
text_length(DWORD bytes, DWORD flags)
{
    uint64_t characters = ((uint64_t)bytes + 2) / 3 * 4;

    return characters +
        (characters + LINE - 1) / LINE * strlen(line_end(flags));
}

/* The four characters for up to three bytes. */
static void
encode_group(const BYTE *in, DWORD left, char *out)
{
    uint32_t bits = (uint32_t)in[0] << 16 |
        (left > 1 ? (uint32_t)in[1] << 8 : 0) | (left > 2 ? in[2] : 0u);

    out[0] = digits[bits >> 18 & 63];
    out[1] = digits[bits >> 12 & 63];
    out[2] = left > 1 ? digits[bits >> 6 & 63] : '=';
    out[3] = left > 2 ? digits[bits & 63] : '=';
}

static void
encode(const BYTE *in, DWORD count, DWORD flags, char *out)
{
    const char *end = line_end(flags);
    size_t end_length = strlen(end), column = 0;
    DWORD at;

    for (at = 0; at < count; at += 3) {
        encode_group(in + at, count - at, out);
        out += 4;
        column += 4;
        if (column == LINE || count - at <= 3) {
            memcpy(out, end, end_length);
            out += end_length;
            column = 0;
        }
        if (count - at <= 3)
            break;
    }
    *out = 0;
}

BOOL WINAPI
CryptBinaryToStringA(CONST BYTE *pbBinary, DWORD cbBinary, DWORD dwFlags,
                     LPSTR pszString, DWORD *pcchString)
{
    DWORD kind = dwFlags &
        ~((DWORD)CRYPT_STRING_NOCRLF | (DWORD)CRYPT_STRING_NOCR);
    uint64_t length;
    DWORD room;

    if (pbBinary == NULL || pcchString == NULL || cbBinary == 0 ||
        kind != CRYPT_STRING_BASE64)
        return ksp_win_fail(ERROR_INVALID_PARAMETER);
    length = text_length(cbBinary, dwFlags);
    if (length >= UINT32_MAX)
        return ksp_win_fail(ERROR_INVALID_PARAMETER);
    room = *pcchString;
    *pcchString = (DWORD)length + 1;
    if (pszString == NULL)
        return TRUE;
    if (room <= length)
        return ksp_win_fail(ERROR_MORE_DATA);
    encode(pbBinary, cbBinary, dwFlags, pszString);
    *pcchString = (DWORD)length;
    return TRUE;
}

/* ---- from text ------------------------------------------------------ */

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The value of a digit; 64 for =, 65 for anything else. */
static unsigned int
value_of(char c)
{
    const char *at = c != 0 ? strchr(digits, c) : NULL;

    if (at != NULL)
        return (unsigned int)(at - digits);
    return c == '=' ? 64 : 65;
}

/* Up to three bytes of four values; how many, or 0 if they are not valid. */
static size_t
decode_group(const unsigned int *value, BYTE *out)
{
    uint32_t bits = (value[0] & 63) << 18 | (value[1] & 63) << 12 |
        (value[2] & 63) << 6 | (value[3] & 63);
    size_t count = value[3] != 64 ? 3 : value[2] != 64 ? 2 : 1;

    if (value[0] > 63 || value[1] > 63 || value[2] > 64 || value[3] > 64 ||
        (value[2] == 64 && value[3] != 64))
        return 0;
    out[0] = (BYTE)(bits >> 16);
    out[1] = (BYTE)(bits >> 8);
    out[2] = (BYTE)bits;
    return count;
}

/* The next four values; false at the end, where *some says whether there was
 * a part of a group. */
static bool
next_group(const char **text, size_t *left, unsigned int *value, bool *some)
{
    size_t n = 0;

    while (*left > 0 && n < 4) {
        if (!is_blank(**text))
            value[n++] = value_of(**text);
        (*text)++;
        (*left)--;
    }
    *some = n > 0 && n < 4;
    return n == 4;
}

/* How many bytes it comes to, of which those that have room are written.
 * Nothing follows a group that is not full. */
static bool
decode(const char *text, size_t left, BYTE *out, DWORD room, DWORD *count)
{
    unsigned int value[4];
    BYTE bytes[3];
    size_t got = 3;
    bool some;

    *count = 0;
    while (next_group(&text, &left, value, &some)) {
        got = got == 3 ? decode_group(value, bytes) : 0;
        if (got == 0)
            return false;
        if (got <= room && *count <= room - got)
            memcpy(out + *count, bytes, got);
        *count += (DWORD)got;
    }
    return !some;
}

BOOL WINAPI
CryptStringToBinaryA(LPCSTR pszString, DWORD cchString, DWORD dwFlags,
                     BYTE *pbBinary, DWORD *pcbBinary, DWORD *pdwSkip,
                     DWORD *pdwFlags)
{
    size_t length;
    DWORD room, count;

    if (pszString == NULL || pcbBinary == NULL ||
        dwFlags != CRYPT_STRING_BASE64)
        return ksp_win_fail(ERROR_INVALID_PARAMETER);
    length = cchString > 0 ? cchString : strlen(pszString);
    room = pbBinary != NULL ? *pcbBinary : 0;
    if (length > UINT32_MAX ||
        !decode(pszString, length, pbBinary, room, &count))
        return ksp_win_fail(ERROR_INVALID_DATA);
    *pcbBinary = count;
    if (pdwSkip != NULL)
        *pdwSkip = 0;
    if (pdwFlags != NULL)
        *pdwFlags = CRYPT_STRING_BASE64;
    if (pbBinary != NULL && count > room)
        return ksp_win_fail(ERROR_MORE_DATA);
    return TRUE;
}
