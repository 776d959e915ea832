/* SPDX-License-Identifier: MIT */
#include "helpers.h"

static int
compare(DWORD flags, LPCWSTR one, int count1, LPCWSTR two, int count2)
{
    return CompareStringEx(LOCALE_NAME_INVARIANT, flags, one, count1,
                           two, count2, NULL, NULL, 0);
}

static void
test_length(void)
{
    want_number(lstrlenA("abc"), 3, "lstrlenA");
    want_number(lstrlenA(NULL), 0, "lstrlenA NULL");
    want_number(lstrlenW(L"abcd"), 4, "lstrlenW");
    want_number(lstrlenW(NULL), 0, "lstrlenW NULL");
    want_number(lstrlen(TEXT("abcde")), 5, "lstrlen");
}

static void
test_order(void)
{
    want(lstrcmpA("abc", "abc") == 0, "lstrcmpA: the same");
    want(lstrcmpA("abc", "abd") < 0, "lstrcmpA: less");
    want(lstrcmpA("b", "abd") > 0, "lstrcmpA: more");
    want(lstrcmpA("a", "A") != 0, "lstrcmpA: the case");
    want(lstrcmpA(NULL, "a") < 0 && lstrcmpA("a", NULL) > 0 &&
         lstrcmpA(NULL, NULL) == 0, "lstrcmpA NULL");
    want(lstrcmpW(L"abc", L"abc") == 0, "lstrcmpW: the same");
    want(lstrcmpW(L"abc", L"abcd") < 0, "lstrcmpW: less");
    want(lstrcmpW(L"abcd", L"abc") > 0, "lstrcmpW: more");
    want(lstrcmpW(L"a", L"A") != 0, "lstrcmpW: the case");
    want(lstrcmpW(NULL, L"a") < 0 && lstrcmpW(L"a", NULL) > 0 &&
         lstrcmpW(NULL, NULL) == 0, "lstrcmpW NULL");
    want(lstrcmpiA("aBc", "AbC") == 0, "lstrcmpiA: the same");
    want(lstrcmpiA("abc", "ABD") < 0, "lstrcmpiA: less");
    want(lstrcmpiA(NULL, "a") < 0 && lstrcmpiA("a", NULL) > 0 &&
         lstrcmpiA(NULL, NULL) == 0, "lstrcmpiA NULL");
    want(lstrcmpiW(L"aBc", L"AbC") == 0, "lstrcmpiW: the same");
    want(lstrcmpiW(L"ABD", L"abc") > 0, "lstrcmpiW: more");
    want(lstrcmpiW(NULL, L"a") < 0 && lstrcmpiW(L"a", NULL) > 0 &&
         lstrcmpiW(NULL, NULL) == 0, "lstrcmpiW NULL");
}

static void
test_compare_string(void)
{
    forget_error();
    want_number(compare(0, L"abc", -1, L"abc", -1), CSTR_EQUAL,
                "CompareStringEx: the same");
    want_number(compare(0, L"abc", -1, L"abcd", -1), CSTR_LESS_THAN,
                "CompareStringEx: less");
    want_number(compare(0, L"abd", -1, L"abcd", -1), CSTR_GREATER_THAN,
                "CompareStringEx: more");
    want_number(compare(0, L"abcx", 3, L"abcy", 3), CSTR_EQUAL,
                "CompareStringEx with lengths");
    want_number(compare(0, L"abcx", 3, L"abc", -1), CSTR_EQUAL,
                "CompareStringEx with one");
    want(compare(0, L"host/A", -1, L"host/a", -1) != CSTR_EQUAL,
         "CompareStringEx: the case");
    want_number(compare(NORM_IGNORECASE, L"host/A@R", -1, L"HOST/a@r", -1),
                CSTR_EQUAL, "CompareStringEx without it");
    want_number(compare(NORM_IGNORECASE, L"", 0, L"", -1), CSTR_EQUAL,
                "CompareStringEx of nothing");
    want_number(CompareStringEx(LOCALE_NAME_USER_DEFAULT, 0, L"a", 1, L"a", 1,
                                NULL, NULL, 0), CSTR_EQUAL,
                "CompareStringEx: the user's locale");
    want_no_error("GetLastError is as it was with comparisons");
    forget_error();
    want_error(compare(0, NULL, -1, L"a", -1), ERROR_INVALID_PARAMETER,
               "CompareStringEx: no first text");
    forget_error();
    want_error(compare(0, L"a", -1, NULL, -1), ERROR_INVALID_PARAMETER,
               "CompareStringEx: no second text");
    forget_error();
    want_error(compare(0x400000, L"a", -1, L"a", -1), ERROR_INVALID_FLAGS,
               "CompareStringEx: a flag");
#ifndef _WIN32
    /* Wine does not know it where there is none. */
    want_number(CompareStringEx(LOCALE_NAME_SYSTEM_DEFAULT, 0, L"a", 1, L"a",
                                1, NULL, NULL, 0), CSTR_EQUAL,
                "CompareStringEx: the system's locale");
    forget_error();
    want_error(compare(0, L"a", -2, L"a", -1), ERROR_INVALID_PARAMETER,
               "CompareStringEx: a length below -1");
    forget_error();
    want_error(compare(0, L"a", -1, L"a", -2), ERROR_INVALID_PARAMETER,
               "CompareStringEx: the second length");
    forget_error();
    want_error(CompareStringEx(NULL, 0, L"a", 1, L"a", 1, NULL, NULL, 1),
               ERROR_INVALID_PARAMETER, "CompareStringEx: what is reserved");
#endif
}

void
test_compare(void)
{
    test_length();
    test_order();
    test_compare_string();
}
