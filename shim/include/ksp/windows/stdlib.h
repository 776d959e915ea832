/* SPDX-License-Identifier: MIT */
/*
 * The C library's stdlib.h without what it has for characters of 32 bits, and
 * _wgetenv of Windows.
 *
 * Source: stdlib.h of Microsoft's C library.
 */
#ifndef KSP_WINDOWS_STDLIB_H
#define KSP_WINDOWS_STDLIB_H

#pragma GCC system_header
#include_next <stdlib.h>

#include <ksp_windows.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* See wchar.h.  <cstdlib> has them in C++ all the same. */
#undef mbtowc
#undef wctomb
#undef mbstowcs
#undef wcstombs
#define mbtowc ksp_win_no_mbtowc
#define wctomb ksp_win_no_wctomb
#define mbstowcs ksp_win_no_mbstowcs
#define wcstombs ksp_win_no_wcstombs
int mbtowc(wchar_t *to, const char *from, size_t count) KSP_WIN_32_BIT;
int wctomb(char *to, wchar_t from) KSP_WIN_32_BIT;
size_t mbstowcs(wchar_t *to, const char *from, size_t count) KSP_WIN_32_BIT;
size_t wcstombs(char *to, const wchar_t *from, size_t count) KSP_WIN_32_BIT;

/* _wgetenv: a variable of the environment, or NULL: it is not there, or not
 * UTF-8.  The text is the library's, and stays until the program ends; for a
 * variable that changes often that is what it costs. */
wchar_t *_wgetenv(const wchar_t *name) KSP_WIN(_wgetenv);

#ifdef __cplusplus
}
#endif

#endif
