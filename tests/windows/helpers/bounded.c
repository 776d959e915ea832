/* SPDX-License-Identifier: MIT */
#include "helpers.h"

#include <errno.h>
#include <stdlib.h>
#include <strsafe.h>
#include <string.h>

static void
test_bytes(void)
{
    char to[6] = "xxxxx";

    want_number(memcpy_s(to, sizeof(to), "ab", 2), 0, "memcpy_s");
    want_text(to, "abxxx", "copies");
    want_number(memcpy_s(to, 0, "ab", 0), 0, "memcpy_s of nothing");
    want_number(memcpy_s(NULL, 0, NULL, 0), 0, "memcpy_s of nothing to NULL");
    errno = 0;
    want_number(memcpy_s(to, 2, "abc", 3), ERANGE, "memcpy_s: no room");
    want(errno == ERANGE && to[0] == 0 && to[1] == 0 && to[2] == 'x',
         "the place is cleared");
    want_number(memcpy_s(to, 2, NULL, 1), EINVAL, "memcpy_s from NULL");
    want_number(memcpy_s(NULL, 2, "ab", 2), EINVAL, "memcpy_s to NULL");
    (void)strcpy(to, "abcde");
    want_number(memmove_s(to + 1, 4, to, 3), 0, "memmove_s");
    want_text(to, "aabce", "moves");
    want_number(memmove_s(to, 2, "abc", 3), ERANGE, "memmove_s: no room");
    want_text(to, "aabce", "the place is left alone");
    want_number(memmove_s(to, 2, NULL, 1), EINVAL, "memmove_s from NULL");
    want_number(memmove_s(NULL, 2, "ab", 2), EINVAL, "memmove_s to NULL");
    want_number(memmove_s(NULL, 0, NULL, 0), 0, "memmove_s of nothing");
}

static void
test_narrow(void)
{
    char to[6] = "xxxxx";

    want_number(strcpy_s(to, sizeof(to), "abcde"), 0, "strcpy_s");
    want_text(to, "abcde", "to the last byte");
    want_number(strcpy_s(to, 3, "abc"), ERANGE, "strcpy_s: no room");
    want_text(to, "", "the text is empty then");
    want_number(strcpy_s(to, 3, NULL), EINVAL, "strcpy_s from NULL");
    want_number(strcpy_s(NULL, 3, "a"), EINVAL, "strcpy_s to NULL");
    want_number(strcpy_s(to, 0, "a"), EINVAL, "strcpy_s to no room");
    (void)strcpy(to, "ab");
    want_number(strcat_s(to, sizeof(to), "cde"), 0, "strcat_s");
    want_text(to, "abcde", "appends");
    want_number(strcat_s(to, sizeof(to), "f"), ERANGE, "strcat_s: no room");
    want_text(to, "", "the text is empty, too");
#ifndef _WIN32
    /* Wine has ERANGE, the manual EINVAL. */
    memset(to, 'x', sizeof(to));
    want_number(strcat_s(to, sizeof(to), "f"), EINVAL,
                "strcat_s to what has no end");
    want(to[0] == 0 && to[1] == 'x', "which has one then");
#endif
    want_number(strcat_s(NULL, 3, "a"), EINVAL, "strcat_s to NULL");
    want_number(strcat_s(to, 3, NULL), EINVAL, "strcat_s from NULL");
    want_number(strncpy_s(to, sizeof(to), "abcdefgh", 3), 0, "strncpy_s");
    want_text(to, "abc", "copies so many, and a zero");
    want_number(strncpy_s(to, 3, "abc", 3), ERANGE, "strncpy_s: no room");
    want_number(strncpy_s(to, 3, "ab", 9), 0, "strncpy_s: less than so many");
    want_number(strncpy_s(to, 3, "abc", _TRUNCATE), STRUNCATE,
                "strncpy_s cuts off");
    want_text(to, "ab", "what does not fit");
    want_number(strncpy_s(NULL, 0, NULL, 0), 0, "strncpy_s of nothing");
    want_number(strncpy_s(to, 3, NULL, 1), EINVAL, "strncpy_s from NULL");
    want_number(strncpy_s(NULL, 3, "a", 1), EINVAL, "strncpy_s to NULL");
}

static void
test_wide_s(void)
{
    wchar_t to[6] = L"xxxxx";

    want_number(wcscpy_s(to, COUNT(to), L"abcde"), 0, "wcscpy_s");
    want_wide(to, L"abcde", "to the last unit");
    want_number(wcscpy_s(to, 3, L"abc"), ERANGE, "wcscpy_s: no room");
    want(to[0] == 0 && to[1] == L'b', "the wide text is empty then");
    want_number(wcscpy_s(to, 3, NULL), EINVAL, "wcscpy_s from NULL");
    want_number(wcscpy_s(NULL, 3, L"a"), EINVAL, "wcscpy_s to NULL");
    want_number(wcscpy_s(to, 0, L"a"), EINVAL, "wcscpy_s to no room");
    (void)wcscpy(to, L"ab");
    want_number(wcscat_s(to, COUNT(to), L"cde"), 0, "wcscat_s");
    want_wide(to, L"abcde", "appends units");
    want_number(wcscat_s(to, COUNT(to), L"f"), ERANGE, "wcscat_s: no room");
    want_wide(to, L"", "the wide text is empty, too");
#ifndef _WIN32
    (void)wmemset(to, L'x', COUNT(to));
    want_number(wcscat_s(to, COUNT(to), L"f"), EINVAL,
                "wcscat_s to what has no end");
#endif
    want_number(wcscat_s(NULL, 3, L"a"), EINVAL, "wcscat_s to NULL");
    want_number(wcsncpy_s(to, COUNT(to), L"abcdefgh", 3), 0, "wcsncpy_s");
    want_wide(to, L"abc", "copies so many units, and a zero");
    want_number(wcsncpy_s(to, 3, L"abc", 3), ERANGE, "wcsncpy_s: no room");
    want_number(wcsncpy_s(to, 3, L"abc", _TRUNCATE), STRUNCATE,
                "wcsncpy_s cuts off");
    want_wide(to, L"ab", "units that do not fit");
    want_number(wcsncpy_s(NULL, 0, NULL, 0), 0, "wcsncpy_s of nothing");
    want_number(wcsncpy_s(to, 3, NULL, 1), EINVAL, "wcsncpy_s from NULL");
}

static void
test_dup(void)
{
    char *copy = _strdup("abc");

    want_text(copy, "abc", "_strdup");
    free(copy);
    want(_strdup(NULL) == NULL, "_strdup NULL");
}

static void
test_safe_narrow(void)
{
    size_t length = 77;
    char to[6] = "xxxxx";

    want_number(StringCchCopyA(to, 6, "abcde"), S_OK, "StringCchCopyA");
    want_text(to, "abcde", "to the last byte of it");
    want_number(StringCchCopyA(to, 3, "abc"), STRSAFE_E_INSUFFICIENT_BUFFER,
                "StringCchCopyA: no room");
    want_text(to, "ab", "cuts off");
    want_number(StringCchCopyA(to, 0, "abc"), STRSAFE_E_INVALID_PARAMETER,
                "StringCchCopyA to no room");
    want_number(StringCchCopyA(to, (size_t)STRSAFE_MAX_CCH + 1, "abc"),
                STRSAFE_E_INVALID_PARAMETER, "StringCchCopyA to too much");
    want_text(to, "ab", "writes nothing then");
    want_number(StringCchCatA(to, 6, "cde"), S_OK, "StringCchCatA");
    want_text(to, "abcde", "appends bytes");
    to[3] = 0;
    want_number(StringCchCatA(to, 5, "xy"), STRSAFE_E_INSUFFICIENT_BUFFER,
                "StringCchCatA: no room");
    want_text(to, "abcx", "cuts off, too");
    want_number(StringCchCatA(to, 3, "a"), STRSAFE_E_INVALID_PARAMETER,
                "StringCchCatA to what has no end");
    want_number(StringCchCatA(to, 0, "a"), STRSAFE_E_INVALID_PARAMETER,
                "StringCchCatA to no room");
    want_number(StringCchLengthA("abc", 4, &length), S_OK,
                "StringCchLengthA");
    want_number((long long)length, 3, "the length");
    want_number(StringCchLengthA("abc", 3, &length),
                STRSAFE_E_INVALID_PARAMETER, "StringCchLengthA: no end");
    want_number((long long)length, 0, "and then 0");
    want_number(StringCchLengthA(NULL, 3, NULL), STRSAFE_E_INVALID_PARAMETER,
                "StringCchLengthA NULL");
    want_number(StringCchLengthA("abc", 4, NULL), S_OK,
                "StringCchLengthA for nobody");
}

static void
test_safe_wide(void)
{
    size_t length = 77;
    wchar_t to[6] = L"xxxxx";

    want_number(StringCchCopyW(to, 6, L"abcde"), S_OK, "StringCchCopyW");
    want_wide(to, L"abcde", "to the last unit of it");
    want_number(StringCchCopyW(to, 3, L"abc"), STRSAFE_E_INSUFFICIENT_BUFFER,
                "StringCchCopyW: no room");
    want_wide(to, L"ab", "cuts off units");
    want_number(StringCchCopyW(to, 0, L"abc"), STRSAFE_E_INVALID_PARAMETER,
                "StringCchCopyW to no room");
    want_number(StringCchCatW(to, 6, L"cde"), S_OK, "StringCchCatW");
    want_wide(to, L"abcde", "appends units, too");
    want_number(StringCchCatW(to, 6, L"f"), STRSAFE_E_INSUFFICIENT_BUFFER,
                "StringCchCatW: no room");
    want_number(StringCchCatW(to, 3, L"a"), STRSAFE_E_INVALID_PARAMETER,
                "StringCchCatW to what has no end");
    want_number(StringCchCatW(to, 0, L"a"), STRSAFE_E_INVALID_PARAMETER,
                "StringCchCatW to no room");
    want_number(StringCchLengthW(L"abc", 4, &length), S_OK,
                "StringCchLengthW");
    want_number((long long)length, 3, "the length in units");
    want_number(StringCchLengthW(L"abc", 3, &length),
                STRSAFE_E_INVALID_PARAMETER, "StringCchLengthW: no end");
    want_number(StringCchLengthW(L"abc", (size_t)STRSAFE_MAX_CCH + 1, &length),
                STRSAFE_E_INVALID_PARAMETER, "StringCchLengthW: too long");
}

void
test_bounded(void)
{
    test_bytes();
    test_narrow();
    test_wide_s();
    test_dup();
    test_safe_narrow();
    test_safe_wide();
}
