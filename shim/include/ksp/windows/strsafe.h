/* SPDX-License-Identifier: MIT */
/*
 * Strings with the length of their buffer.
 *
 * Source: strsafe.h.
 */
#ifndef KSP_WINDOWS_STRSAFE_H
#define KSP_WINDOWS_STRSAFE_H

#include <winerror.h>

#ifdef __cplusplus
extern "C" {
#endif

#define STRSAFE_MAX_CCH 2147483647
#define STRSAFE_E_INSUFFICIENT_BUFFER ((HRESULT)0x8007007A)
#define STRSAFE_E_INVALID_PARAMETER ((HRESULT)0x80070057)

/*
 * StringCchCopy, StringCchCat: as strcpy and strcat, into a buffer of cchDest
 * characters.  What does not fit is cut off, a zero is at the end, and the
 * result is STRSAFE_E_INSUFFICIENT_BUFFER.  cchDest of 0, or above
 * STRSAFE_MAX_CCH, is STRSAFE_E_INVALID_PARAMETER, and nothing is written; so
 * is, for StringCchCat, a pszDest without a zero.
 */
HRESULT WINAPI
StringCchCopyA(LPSTR pszDest, size_t cchDest, LPCSTR pszSrc)
    KSP_WIN(StringCchCopyA);
HRESULT WINAPI
StringCchCopyW(LPWSTR pszDest, size_t cchDest, LPCWSTR pszSrc)
    KSP_WIN(StringCchCopyW);
HRESULT WINAPI
StringCchCatA(LPSTR pszDest, size_t cchDest, LPCSTR pszSrc)
    KSP_WIN(StringCchCatA);
HRESULT WINAPI
StringCchCatW(LPWSTR pszDest, size_t cchDest, LPCWSTR pszSrc)
    KSP_WIN(StringCchCatW);
#define StringCchCopy KSP_AW(StringCchCopy)
#define StringCchCat KSP_AW(StringCchCat)

/* StringCchLength: *pcchLength is the number of characters before the zero,
 * which must be among the first cchMax.  Else STRSAFE_E_INVALID_PARAMETER,
 * and 0; for NULL and a cchMax above STRSAFE_MAX_CCH, too.  pcchLength is
 * optional. */
HRESULT WINAPI
StringCchLengthA(LPCSTR psz, size_t cchMax, size_t *pcchLength)
    KSP_WIN(StringCchLengthA);
HRESULT WINAPI
StringCchLengthW(LPCWSTR psz, size_t cchMax, size_t *pcchLength)
    KSP_WIN(StringCchLengthW);
#define StringCchLength KSP_AW(StringCchLength)

#ifdef __cplusplus
}
#endif

#endif
