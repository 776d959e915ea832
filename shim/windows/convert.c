/* SPDX-License-Identifier: MIT */
/* Between UTF-8 and UTF-16, with lengths. */
#include <winnls.h>

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/unicode.h"
#include "windows/failing.h"

/* What is wrong with the arguments of either function, or ERROR_SUCCESS. */
static DWORD
judge(UINT page, DWORD flags, DWORD known, const void *in, int in_count,
      const void *out, int out_count)
{
    if (in == NULL || in_count == 0 || in_count < -1 || out_count < 0 ||
        (out == NULL && out_count > 0) || in == out)
        return ERROR_INVALID_PARAMETER;
    if (page != CP_ACP && page != CP_THREAD_ACP && page != CP_UTF8)
        return ERROR_INVALID_PARAMETER;
    return (flags & ~known) != 0 ? ERROR_INVALID_FLAGS : ERROR_SUCCESS;
}

/* A place for converted units, which counts on when it is full. */
struct place {
    void *out;
    size_t room;                /* 0: only count */
    uint64_t count;             /* which may be more than a size_t holds */
};

static void
put(struct place *place, const void *units, size_t count, size_t width)
{
    if (count <= place->room && place->count <= place->room - count)
        memcpy((char *)place->out + (size_t)place->count * width, units,
               count * width);
    place->count += count;
}

/* How many units it came to; or 0 and the reason. */
static int
result(const struct place *place, bool valid)
{
    if (!valid)
        return ksp_win_fail(ERROR_NO_UNICODE_TRANSLATION);
    if (place->count > INT_MAX)
        return ksp_win_fail(ERROR_INVALID_PARAMETER);
    if (place->room > 0 && place->count > place->room)
        return ksp_win_fail(ERROR_INSUFFICIENT_BUFFER);
    return (int)place->count;
}

/* Whether a character may stay; one that is none is replaced, or refused. */
static bool
admit(uint32_t *c, bool strict)
{
    if (*c != KSP_UNICODE_INVALID)
        return true;
    *c = KSP_UNICODE_REPLACEMENT;
    return !strict;
}

int WINAPI
MultiByteToWideChar(UINT CodePage, DWORD dwFlags, LPCCH lpMultiByteStr,
                    int cbMultiByte, LPWSTR lpWideCharStr, int cchWideChar)
{
    const unsigned char *in = (const unsigned char *)lpMultiByteStr;
    struct place place = { lpWideCharStr, (size_t)cchWideChar, 0 };
    uint16_t units[KSP_UTF16_MOST];
    bool valid = true;
    size_t left;
    uint32_t c;
    DWORD wrong;

    wrong = judge(CodePage, dwFlags, MB_ERR_INVALID_CHARS, lpMultiByteStr,
                  cbMultiByte, lpWideCharStr, cchWideChar);
    if (wrong != ERROR_SUCCESS)
        return ksp_win_fail(wrong);
    left = cbMultiByte > 0 ? (size_t)cbMultiByte : strlen(lpMultiByteStr) + 1;
    while (left > 0 && valid) {
        size_t step = ksp_utf8_read(in, left, &c);

        valid = admit(&c, dwFlags != 0);
        put(&place, units, ksp_utf16_write(c, units), sizeof(*units));
        in += step;
        left -= step;
    }
    return result(&place, valid);
}

int WINAPI
WideCharToMultiByte(UINT CodePage, DWORD dwFlags, LPCWCH lpWideCharStr,
                    int cchWideChar, LPSTR lpMultiByteStr, int cbMultiByte,
                    LPCCH lpDefaultChar, LPBOOL lpUsedDefaultChar)
{
    struct place place = { lpMultiByteStr, (size_t)cbMultiByte, 0 };
    LPCWCH in = lpWideCharStr;
    char bytes[KSP_UTF8_MOST];
    bool valid = true;
    size_t left;
    uint32_t c;
    DWORD wrong;

    (void)lpDefaultChar;
    if (lpUsedDefaultChar != NULL)
        *lpUsedDefaultChar = FALSE;
    wrong = judge(CodePage, dwFlags, WC_ERR_INVALID_CHARS, lpWideCharStr,
                  cchWideChar, lpMultiByteStr, cbMultiByte);
    if (wrong != ERROR_SUCCESS)
        return ksp_win_fail(wrong);
    left = cchWideChar > 0 ? (size_t)cchWideChar : wcslen(lpWideCharStr) + 1;
    while (left > 0 && valid) {
        size_t step = ksp_utf16_read(in, left, &c);

        if (c == KSP_UNICODE_INVALID && lpUsedDefaultChar != NULL)
            *lpUsedDefaultChar = TRUE;
        valid = admit(&c, dwFlags != 0);
        put(&place, bytes, ksp_utf8_write(c, bytes), sizeof(*bytes));
        in += step;
        left -= step;
    }
    return result(&place, valid);
}
