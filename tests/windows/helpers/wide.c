/* SPDX-License-Identifier: MIT */
#include "helpers.h"

#include <stdlib.h>
#include <string.h>

/* A text whose every unit is two bytes that are not zero. */
static const wchar_t dense[] = L"\x0101\x0202\x0303";

static void
test_length(void)
{
    want_number(sizeof(wchar_t), 2, "wchar_t has 16 bits");
    want_number(sizeof(L"ab"), 6, "so has a unit of a literal");
    want_number((long long)wcslen(L"abc"), 3, "wcslen");
    want_number((long long)wcslen(dense), 3, "wcslen of other letters");
    want_number((long long)wcslen(L""), 0, "wcslen of nothing");
    want_number((long long)wcsnlen(L"abc", 2), 2, "wcsnlen: no zero");
    want_number((long long)wcsnlen(L"abc", 9), 3, "wcsnlen");
}

static void
test_copies(void)
{
    wchar_t to[8] = L"xxxxxxx", *copy;

    want(wcscpy(to, L"abc") == to, "wcscpy");
    want_wide(to, L"abc", "copies");
    want_wide(to + 4, L"xxx", "and no more");
    want(wcscat(to, L"de") == to, "wcscat");
    want_wide(to, L"abcde", "appends");
    want(wcsncpy(to, L"fgh", 2) == to, "wcsncpy");
    want_wide(to, L"fgcde", "copies so many");
    (void)wcsncpy(to, L"i", 7);
    want(to[1] == 0 && to[6] == 0, "and zeros behind the end");
    want(wcsncat(to, L"jkl", 2) == to, "wcsncat");
    want_wide(to, L"ijk", "appends so many");
    copy = _wcsdup(dense);
    want_wide(copy, dense, "_wcsdup");
    free(copy);
    want(_wcsdup(NULL) == NULL, "_wcsdup NULL");
    copy = wcsdup(L"abc");
    want_wide(copy, L"abc", "wcsdup");
    free(copy);
}

static void
test_order(void)
{
    want(wcscmp(L"abc", L"abc") == 0, "wcscmp: the same");
    want(wcscmp(L"abc", L"abd") < 0, "wcscmp: less");
    want(wcscmp(L"abcd", L"abc") > 0, "wcscmp: more");
    want(wcscmp(L"\xff00", L"\x00ff") > 0, "wcscmp compares units");
    want(wcsncmp(L"abx", L"aby", 2) == 0, "wcsncmp: the same");
    want(wcsncmp(L"abx", L"aby", 3) < 0, "wcsncmp: less");
    want(wcsncmp(L"ab", L"ab", 9) == 0, "wcsncmp stops at the end");
    want(wcsncmp(L"a", L"b", 0) == 0, "wcsncmp of nothing");
    want(_wcsicmp(L"aBc", L"AbC") == 0, "_wcsicmp: the same");
    want(_wcsicmp(L"abc", L"ABD") < 0, "_wcsicmp: less");
    want(_wcsicmp(L"Z", L"_") > 0, "_wcsicmp compares small letters");
    want(_wcsnicmp(L"ABx", L"aby", 2) == 0, "_wcsnicmp: the same");
    want(_wcsnicmp(L"aby", L"ABX", 3) > 0, "_wcsnicmp: more");
    want(_stricmp("aBc", "AbC") == 0, "_stricmp: the same");
    want(_stricmp("Z", "_") > 0, "_stricmp compares small letters");
    want(_stricmp("ab", "abc") < 0, "_stricmp: less");
    want(_strnicmp("ABx", "aby", 2) == 0, "_strnicmp: the same");
    want(_strnicmp("abx", "ABY", 3) < 0, "_strnicmp: less");
}

static void
test_search(void)
{
    static const wchar_t text[] = L"abcabc";

    want(wcschr(text, L'b') == text + 1, "wcschr");
    want(wcschr(text, L'x') == NULL, "wcschr: none");
    want(wcschr(text, 0) == text + 6, "wcschr of the zero");
    want(wcsrchr(text, L'b') == text + 4, "wcsrchr");
    want(wcsrchr(text, L'x') == NULL, "wcsrchr: none");
    want(wcsrchr(text, 0) == text + 6, "wcsrchr of the zero");
    want(wcsstr(text, L"ca") == text + 2, "wcsstr");
    want(wcsstr(text, L"abcd") == NULL, "wcsstr: none");
    want(wcsstr(text, L"") == text, "wcsstr of nothing");
    want_number((long long)wcsspn(text, L"ba"), 2, "wcsspn");
    want_number((long long)wcsspn(text, L"abc"), 6, "wcsspn: all");
    want_number((long long)wcscspn(text, L"xc"), 2, "wcscspn");
    want_number((long long)wcscspn(text, L""), 6, "wcscspn: all");
    want(wcspbrk(text, L"xc") == text + 2, "wcspbrk");
    want(wcspbrk(text, L"x") == NULL, "wcspbrk: none");
}

/* mingw-w64 does not declare them for C. */
#ifndef _WIN32
static void
test_units(void)
{
    wchar_t to[6] = { 1, 2, 3, 4, 5, 6 };

    want(wmemset(to, L'x', 2) == to && to[0] == L'x' && to[1] == L'x' &&
         to[2] == 3, "wmemset");
    want(wmemcpy(to, dense, 3) == to && to[2] == 0x303 && to[3] == 4,
         "wmemcpy");
    want(wmemmove(to + 1, to, 3) == to + 1 && to[1] == 0x101 &&
         to[3] == 0x303 && to[4] == 5, "wmemmove");
    want(wmemcmp(to + 1, dense, 3) == 0, "wmemcmp: the same");
    want(wmemcmp(L"a\0b", L"a\0c", 3) < 0, "wmemcmp: less");
    want(wmemcmp(L"\xff00", L"\x00ff", 1) > 0, "wmemcmp compares units");
    want(wmemchr(to, 0x202, 6) == to + 2, "wmemchr");
    want(wmemchr(to, 0x202, 2) == NULL, "wmemchr: none");
}
#endif

void
test_wide(void)
{
    test_length();
    test_copies();
    test_order();
    test_search();
#ifndef _WIN32
    test_units();
#endif
}
