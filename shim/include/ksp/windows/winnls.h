/* SPDX-License-Identifier: MIT */
/*
 * Text: between UTF-8 and UTF-16, its length, and whether two are the same.
 *
 * Errors are told as winbase.h says.
 *
 * Source: stringapiset.h, winnls.h, winbase.h.
 */
#ifndef KSP_WINDOWS_WINNLS_H
#define KSP_WINDOWS_WINNLS_H

#include <winbase.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- conversion ----------------------------------------------------- */

/* Code pages.  The system's own is UTF-8 here. */
#define CP_ACP          0
#define CP_THREAD_ACP   3
#define CP_UTF8         65001

/*
 * MultiByteToWideChar: UTF-8 to UTF-16.
 *
 * CodePage        one of the above.
 * dwFlags         0, or MB_ERR_INVALID_CHARS: what is not valid is an error.
 *                 Without it U+FFFD stands in its place.
 * lpMultiByteStr  the text.
 * cbMultiByte     its length in bytes; or -1: up to the first zero, which is
 *                 converted, too, and counted.
 * lpWideCharStr   out: room for cchWideChar characters.  No zero is added.
 * cchWideChar     0: nothing is written.
 *
 * Returns how many characters it comes to.  Errors: ERROR_INVALID_PARAMETER
 * (another code page, no text, a length of 0, a buffer that is the text),
 * ERROR_INVALID_FLAGS, ERROR_NO_UNICODE_TRANSLATION, and
 * ERROR_INSUFFICIENT_BUFFER.  The buffer may have been written to.
 */
#define MB_ERR_INVALID_CHARS 0x00000008
int WINAPI
MultiByteToWideChar(UINT CodePage, DWORD dwFlags, LPCCH lpMultiByteStr,
                    int cbMultiByte, LPWSTR lpWideCharStr, int cchWideChar)
    KSP_WIN(MultiByteToWideChar);

/*
 * WideCharToMultiByte: UTF-16 to UTF-8, likewise.
 *
 * dwFlags             0, or WC_ERR_INVALID_CHARS.
 * lpDefaultChar       not looked at: every character can be converted.
 * lpUsedDefaultChar   optional, out: whether something was not valid and
 *                     replaced.  Windows' manual wants NULL for both with
 *                     CP_UTF8; Wine lets them pass, too.
 */
#define WC_ERR_INVALID_CHARS 0x00000080
int WINAPI
WideCharToMultiByte(UINT CodePage, DWORD dwFlags, LPCWCH lpWideCharStr,
                    int cchWideChar, LPSTR lpMultiByteStr, int cbMultiByte,
                    LPCCH lpDefaultChar, LPBOOL lpUsedDefaultChar)
    KSP_WIN(WideCharToMultiByte);

/* ---- length and comparison ------------------------------------------ */

/* lstrlen: characters before the zero; 0 for NULL. */
int WINAPI lstrlenA(LPCSTR lpString) KSP_WIN(lstrlenA);
int WINAPI lstrlenW(LPCWSTR lpString) KSP_WIN(lstrlenW);
#define lstrlen KSP_AW(lstrlen)

/*
 * Comparison.  Whether two texts are the same is as on Windows, with two
 * exceptions: a character and the same one composed of several are different,
 * and without regard to case A to Z are the same as a to z, and other letters
 * are not.  Which of two is the less follows from the numbers of their
 * characters, not from a dictionary.
 *
 * lstrcmp, lstrcmpi: less than 0, 0, or more; NULL is less than any text.
 */
int WINAPI lstrcmpA(LPCSTR lpString1, LPCSTR lpString2) KSP_WIN(lstrcmpA);
int WINAPI lstrcmpW(LPCWSTR lpString1, LPCWSTR lpString2) KSP_WIN(lstrcmpW);
int WINAPI lstrcmpiA(LPCSTR lpString1, LPCSTR lpString2) KSP_WIN(lstrcmpiA);
int WINAPI lstrcmpiW(LPCWSTR lpString1, LPCWSTR lpString2)
    KSP_WIN(lstrcmpiW);
#define lstrcmp KSP_AW(lstrcmp)
#define lstrcmpi KSP_AW(lstrcmpi)

/*
 * CompareStringEx: the same for texts with a length, which may be -1: up to
 * the zero.
 *
 * lpLocaleName  not looked at.
 * dwCmpFlags    0 or NORM_IGNORECASE.
 * The last three are NULL, NULL and 0.
 *
 * Returns CSTR_LESS_THAN, CSTR_EQUAL or CSTR_GREATER_THAN; 0 is an error:
 * ERROR_INVALID_PARAMETER (no text, a length below -1, or something in the
 * last three), ERROR_INVALID_FLAGS.
 */
#define NORM_IGNORECASE     0x00000001
#define CSTR_LESS_THAN      1
#define CSTR_EQUAL          2
#define CSTR_GREATER_THAN   3
#define LOCALE_NAME_USER_DEFAULT NULL
#define LOCALE_NAME_INVARIANT L""
#define LOCALE_NAME_SYSTEM_DEFAULT L"!x-sys-default-locale"
typedef struct _nlsversioninfo *LPNLSVERSIONINFO;
int WINAPI
CompareStringEx(LPCWSTR lpLocaleName, DWORD dwCmpFlags, LPCWCH lpString1,
                int cchCount1, LPCWCH lpString2, int cchCount2,
                LPNLSVERSIONINFO lpVersionInformation, LPVOID lpReserved,
                LPARAM lParam) KSP_WIN(CompareStringEx);

#ifdef __cplusplus
}
#endif

#endif
