/* SPDX-License-Identifier: MIT */
/* Length and comparison of text. */
#include <winnls.h>

#include <limits.h>
#include <stdbool.h>

#include "windows/failing.h"

int WINAPI
lstrlenA(LPCSTR lpString)
{
    return lpString != NULL ? (int)strlen(lpString) : 0;
}

int WINAPI
lstrlenW(LPCWSTR lpString)
{
    return lpString != NULL ? (int)wcslen(lpString) : 0;
}

/* Where one of two is NULL. */
static int
compare_nothing(const void *one, const void *two)
{
    return (one != NULL) - (two != NULL);
}

int WINAPI
lstrcmpA(LPCSTR lpString1, LPCSTR lpString2)
{
    return lpString1 != NULL && lpString2 != NULL ?
        strcmp(lpString1, lpString2) :
        compare_nothing(lpString1, lpString2);
}

int WINAPI
lstrcmpW(LPCWSTR lpString1, LPCWSTR lpString2)
{
    return lpString1 != NULL && lpString2 != NULL ?
        wcscmp(lpString1, lpString2) :
        compare_nothing(lpString1, lpString2);
}

int WINAPI
lstrcmpiA(LPCSTR lpString1, LPCSTR lpString2)
{
    return lpString1 != NULL && lpString2 != NULL ?
        _stricmp(lpString1, lpString2) :
        compare_nothing(lpString1, lpString2);
}

int WINAPI
lstrcmpiW(LPCWSTR lpString1, LPCWSTR lpString2)
{
    return lpString1 != NULL && lpString2 != NULL ?
        _wcsicmp(lpString1, lpString2) :
        compare_nothing(lpString1, lpString2);
}

/* ---- with lengths --------------------------------------------------- */

static WCHAR
small_letter(WCHAR unit)
{
    return unit >= 'A' && unit <= 'Z' ? (WCHAR)(unit - 'A' + 'a') : unit;
}

/* -1, 0 or 1. */
static int
compare(LPCWCH one, size_t count1, LPCWCH two, size_t count2, bool fold)
{
    size_t i = 0;
    WCHAR a, b;

    while (i < count1 && i < count2) {
        a = fold ? small_letter(one[i]) : one[i];
        b = fold ? small_letter(two[i]) : two[i];
        if (a != b)
            return a < b ? -1 : 1;
        i++;
    }
    return (count1 > count2) - (count1 < count2);
}

int WINAPI
CompareStringEx(LPCWSTR lpLocaleName, DWORD dwCmpFlags, LPCWCH lpString1,
                int cchCount1, LPCWCH lpString2, int cchCount2,
                LPNLSVERSIONINFO lpVersionInformation, LPVOID lpReserved,
                LPARAM lParam)
{
    size_t count1, count2;

    (void)lpLocaleName;
    if (lpString1 == NULL || lpString2 == NULL || cchCount1 < -1 ||
        cchCount2 < -1 || lpVersionInformation != NULL ||
        lpReserved != NULL || lParam != 0)
        return ksp_win_fail(ERROR_INVALID_PARAMETER);
    if ((dwCmpFlags & ~(DWORD)NORM_IGNORECASE) != 0)
        return ksp_win_fail(ERROR_INVALID_FLAGS);
    count1 = cchCount1 < 0 ? wcslen(lpString1) : (size_t)cchCount1;
    count2 = cchCount2 < 0 ? wcslen(lpString2) : (size_t)cchCount2;
    return CSTR_EQUAL + compare(lpString1, count1, lpString2, count2,
                                dwCmpFlags != 0);
}
