/* SPDX-License-Identifier: MIT */
/*
 * The C library's wchar.h for a wchar_t of 16 bits, as -fshort-wchar makes it.
 * The C library itself has characters of 32 bits whatever the compiler says.
 * So the functions on strings are declared anew here, and are libksp-sspi's.
 * What is left, to format, scan, convert, collate and print, is not there: a
 * call does not compile.  Nor can the compiler see that the C library's
 * printf does not know such a string for its %ls.  In C++ std::wstring is the
 * C++ library's, and not to be used.
 *
 * A string is units of UTF-16 with a zero behind them; a function knows
 * nothing of pairs of surrogates.
 *
 * Source: ISO C 7.29, wchar.h of Microsoft's C library.
 */
#ifndef KSP_WINDOWS_WCHAR_H
#define KSP_WINDOWS_WCHAR_H

#pragma GCC system_header
#include <ksp_windows.h>

/* The C library's declarations, and its inline definitions, get other names
 * than those that programs use. */
#define wcslen ksp_32_bit_wcslen
#define wcsnlen ksp_32_bit_wcsnlen
#define wcscpy ksp_32_bit_wcscpy
#define wcsncpy ksp_32_bit_wcsncpy
#define wcscat ksp_32_bit_wcscat
#define wcsncat ksp_32_bit_wcsncat
#define wcscmp ksp_32_bit_wcscmp
#define wcsncmp ksp_32_bit_wcsncmp
#define wcschr ksp_32_bit_wcschr
#define wcsrchr ksp_32_bit_wcsrchr
#define wcsstr ksp_32_bit_wcsstr
#define wcsspn ksp_32_bit_wcsspn
#define wcscspn ksp_32_bit_wcscspn
#define wcspbrk ksp_32_bit_wcspbrk
#define wcsdup ksp_32_bit_wcsdup
#define wmemcpy ksp_32_bit_wmemcpy
#define wmemmove ksp_32_bit_wmemmove
#define wmemset ksp_32_bit_wmemset
#define wmemcmp ksp_32_bit_wmemcmp
#define wmemchr ksp_32_bit_wmemchr
#define fgetwc ksp_32_bit_fgetwc
#define getwc ksp_32_bit_getwc
#define getwchar ksp_32_bit_getwchar
#define fputwc ksp_32_bit_fputwc
#define putwc ksp_32_bit_putwc
#define putwchar ksp_32_bit_putwchar
#define ungetwc ksp_32_bit_ungetwc
#define fgetws ksp_32_bit_fgetws
#define fputws ksp_32_bit_fputws
#define fwprintf ksp_32_bit_fwprintf
#define wprintf ksp_32_bit_wprintf
#define swprintf ksp_32_bit_swprintf
#define vfwprintf ksp_32_bit_vfwprintf
#define vwprintf ksp_32_bit_vwprintf
#define vswprintf ksp_32_bit_vswprintf
#define fwscanf ksp_32_bit_fwscanf
#define wscanf ksp_32_bit_wscanf
#define swscanf ksp_32_bit_swscanf
#define vfwscanf ksp_32_bit_vfwscanf
#define vwscanf ksp_32_bit_vwscanf
#define vswscanf ksp_32_bit_vswscanf
#define btowc ksp_32_bit_btowc
#define wctob ksp_32_bit_wctob
#define mbrtowc ksp_32_bit_mbrtowc
#define wcrtomb ksp_32_bit_wcrtomb
#define mbsrtowcs ksp_32_bit_mbsrtowcs
#define wcsrtombs ksp_32_bit_wcsrtombs
#define mbsnrtowcs ksp_32_bit_mbsnrtowcs
#define wcsnrtombs ksp_32_bit_wcsnrtombs
#define wcscoll ksp_32_bit_wcscoll
#define wcsxfrm ksp_32_bit_wcsxfrm
#define wcstok ksp_32_bit_wcstok
#define wcsftime ksp_32_bit_wcsftime
#define wcstod ksp_32_bit_wcstod
#define wcstof ksp_32_bit_wcstof
#define wcstold ksp_32_bit_wcstold
#define wcstol ksp_32_bit_wcstol
#define wcstoul ksp_32_bit_wcstoul
#define wcstoll ksp_32_bit_wcstoll
#define wcstoull ksp_32_bit_wcstoull
#define wcscasecmp ksp_32_bit_wcscasecmp
#define wcsncasecmp ksp_32_bit_wcsncasecmp
#define wcpcpy ksp_32_bit_wcpcpy
#define wcpncpy ksp_32_bit_wcpncpy
#define wcwidth ksp_32_bit_wcwidth
#define wcswidth ksp_32_bit_wcswidth
#define wmempcpy ksp_32_bit_wmempcpy
#define wcschrnul ksp_32_bit_wcschrnul
#define wcslcpy ksp_32_bit_wcslcpy
#define wcslcat ksp_32_bit_wcslcat
#define wcstoq ksp_32_bit_wcstoq
#define wcstouq ksp_32_bit_wcstouq
#define fgetwc_unlocked ksp_32_bit_fgetwc_unlocked
#define getwc_unlocked ksp_32_bit_getwc_unlocked
#define getwchar_unlocked ksp_32_bit_getwchar_unlocked
#define fputwc_unlocked ksp_32_bit_fputwc_unlocked
#define putwc_unlocked ksp_32_bit_putwc_unlocked
#define putwchar_unlocked ksp_32_bit_putwchar_unlocked
#define fgetws_unlocked ksp_32_bit_fgetws_unlocked
#define fputws_unlocked ksp_32_bit_fputws_unlocked
#define wcscasecmp_l ksp_32_bit_wcscasecmp_l
#define wcsncasecmp_l ksp_32_bit_wcsncasecmp_l
#define wcscoll_l ksp_32_bit_wcscoll_l
#define wcsxfrm_l ksp_32_bit_wcsxfrm_l
#define wcsftime_l ksp_32_bit_wcsftime_l
#define wcstod_l ksp_32_bit_wcstod_l
#define wcstof_l ksp_32_bit_wcstof_l
#define wcstold_l ksp_32_bit_wcstold_l
#define wcstol_l ksp_32_bit_wcstol_l
#define wcstoul_l ksp_32_bit_wcstoul_l
#define wcstoll_l ksp_32_bit_wcstoll_l
#define wcstoull_l ksp_32_bit_wcstoull_l

#include_next <wchar.h>

#undef wcslen
#undef wcsnlen
#undef wcscpy
#undef wcsncpy
#undef wcscat
#undef wcsncat
#undef wcscmp
#undef wcsncmp
#undef wcschr
#undef wcsrchr
#undef wcsstr
#undef wcsspn
#undef wcscspn
#undef wcspbrk
#undef wcsdup
#undef wmemcpy
#undef wmemmove
#undef wmemset
#undef wmemcmp
#undef wmemchr
#undef fgetwc
#undef getwc
#undef getwchar
#undef fputwc
#undef putwc
#undef putwchar
#undef ungetwc
#undef fgetws
#undef fputws
#undef fwprintf
#undef wprintf
#undef swprintf
#undef vfwprintf
#undef vwprintf
#undef vswprintf
#undef fwscanf
#undef wscanf
#undef swscanf
#undef vfwscanf
#undef vwscanf
#undef vswscanf
#undef btowc
#undef wctob
#undef mbrtowc
#undef wcrtomb
#undef mbsrtowcs
#undef wcsrtombs
#undef mbsnrtowcs
#undef wcsnrtombs
#undef wcscoll
#undef wcsxfrm
#undef wcstok
#undef wcsftime
#undef wcstod
#undef wcstof
#undef wcstold
#undef wcstol
#undef wcstoul
#undef wcstoll
#undef wcstoull
#undef wcscasecmp
#undef wcsncasecmp
#undef wcpcpy
#undef wcpncpy
#undef wcwidth
#undef wcswidth
#undef wmempcpy
#undef wcschrnul
#undef wcslcpy
#undef wcslcat
#undef wcstoq
#undef wcstouq
#undef fgetwc_unlocked
#undef getwc_unlocked
#undef getwchar_unlocked
#undef fputwc_unlocked
#undef putwc_unlocked
#undef putwchar_unlocked
#undef fgetws_unlocked
#undef fputws_unlocked
#undef wcscasecmp_l
#undef wcsncasecmp_l
#undef wcscoll_l
#undef wcsxfrm_l
#undef wcsftime_l
#undef wcstod_l
#undef wcstof_l
#undef wcstold_l
#undef wcstol_l
#undef wcstoul_l
#undef wcstoll_l
#undef wcstoull_l

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* ---- strings -------------------------------------------------------- */

#ifdef __cplusplus
extern "C" {
#endif

size_t wcslen(const wchar_t *text) KSP_WIN(wcslen);
size_t wcsnlen(const wchar_t *text, size_t count) KSP_WIN(wcsnlen);
wchar_t *wcscpy(wchar_t *to, const wchar_t *from) KSP_WIN(wcscpy);
wchar_t *wcsncpy(wchar_t *to, const wchar_t *from, size_t count)
    KSP_WIN(wcsncpy);
wchar_t *wcscat(wchar_t *to, const wchar_t *from) KSP_WIN(wcscat);
wchar_t *wcsncat(wchar_t *to, const wchar_t *from, size_t count)
    KSP_WIN(wcsncat);
int wcscmp(const wchar_t *one, const wchar_t *two) KSP_WIN(wcscmp);
int wcsncmp(const wchar_t *one, const wchar_t *two, size_t count)
    KSP_WIN(wcsncmp);
size_t wcsspn(const wchar_t *text, const wchar_t *of) KSP_WIN(wcsspn);
size_t wcscspn(const wchar_t *text, const wchar_t *of) KSP_WIN(wcscspn);
wchar_t *wmemcpy(wchar_t *to, const wchar_t *from, size_t count)
    KSP_WIN(wmemcpy);
wchar_t *wmemmove(wchar_t *to, const wchar_t *from, size_t count)
    KSP_WIN(wmemmove);
wchar_t *wmemset(wchar_t *to, wchar_t unit, size_t count) KSP_WIN(wmemset);
int wmemcmp(const wchar_t *one, const wchar_t *two, size_t count)
    KSP_WIN(wmemcmp);

/* A copy, for free; NULL without memory.  _wcsdup of NULL is NULL. */
wchar_t *wcsdup(const wchar_t *text) KSP_WIN(_wcsdup);
wchar_t *_wcsdup(const wchar_t *text) KSP_WIN(_wcsdup);

/* As _stricmp and strcpy_s are for char (string.h). */
int _wcsicmp(const wchar_t *one, const wchar_t *two) KSP_WIN(_wcsicmp);
int _wcsnicmp(const wchar_t *one, const wchar_t *two, size_t count)
    KSP_WIN(_wcsnicmp);
errno_t wcscpy_s(wchar_t *dest, rsize_t size, const wchar_t *src)
    KSP_WIN(wcscpy_s);
errno_t wcscat_s(wchar_t *dest, rsize_t size, const wchar_t *src)
    KSP_WIN(wcscat_s);
errno_t wcsncpy_s(wchar_t *dest, rsize_t size, const wchar_t *src,
                  rsize_t count) KSP_WIN(wcsncpy_s);

#ifdef __cplusplus
}

/* What is searched in C++ is as constant in the result as in the argument; the
 * C++ library adds the second one of each unless it is told of it. */
#ifndef __CORRECT_ISO_CPP_WCHAR_H_PROTO
#define __CORRECT_ISO_CPP_WCHAR_H_PROTO
#endif
extern "C++" {
const wchar_t *wcschr(const wchar_t *text, wchar_t unit) KSP_WIN(wcschr);
wchar_t *wcschr(wchar_t *text, wchar_t unit) KSP_WIN(wcschr);
const wchar_t *wcsrchr(const wchar_t *text, wchar_t unit) KSP_WIN(wcsrchr);
wchar_t *wcsrchr(wchar_t *text, wchar_t unit) KSP_WIN(wcsrchr);
const wchar_t *wcsstr(const wchar_t *text, const wchar_t *part)
    KSP_WIN(wcsstr);
wchar_t *wcsstr(wchar_t *text, const wchar_t *part) KSP_WIN(wcsstr);
const wchar_t *wcspbrk(const wchar_t *text, const wchar_t *of)
    KSP_WIN(wcspbrk);
wchar_t *wcspbrk(wchar_t *text, const wchar_t *of) KSP_WIN(wcspbrk);
const wchar_t *wmemchr(const wchar_t *text, wchar_t unit, size_t count)
    KSP_WIN(wmemchr);
wchar_t *wmemchr(wchar_t *text, wchar_t unit, size_t count)
    KSP_WIN(wmemchr);
}
#else
wchar_t *wcschr(const wchar_t *text, wchar_t unit) KSP_WIN(wcschr);
wchar_t *wcsrchr(const wchar_t *text, wchar_t unit) KSP_WIN(wcsrchr);
wchar_t *wcsstr(const wchar_t *text, const wchar_t *part) KSP_WIN(wcsstr);
wchar_t *wcspbrk(const wchar_t *text, const wchar_t *of) KSP_WIN(wcspbrk);
wchar_t *wmemchr(const wchar_t *text, wchar_t unit, size_t count)
    KSP_WIN(wmemchr);
#endif

/* ---- what is not here ----------------------------------------------- */

#ifdef __cplusplus
extern "C" {
#endif

wint_t fgetwc(FILE *file) KSP_WIN_32_BIT;
wint_t getwc(FILE *file) KSP_WIN_32_BIT;
wint_t getwchar(void) KSP_WIN_32_BIT;
wint_t fputwc(wchar_t unit, FILE *file) KSP_WIN_32_BIT;
wint_t putwc(wchar_t unit, FILE *file) KSP_WIN_32_BIT;
wint_t putwchar(wchar_t unit) KSP_WIN_32_BIT;
wint_t ungetwc(wint_t unit, FILE *file) KSP_WIN_32_BIT;
wchar_t *fgetws(wchar_t *to, int count, FILE *file) KSP_WIN_32_BIT;
int fputws(const wchar_t *text, FILE *file) KSP_WIN_32_BIT;
int fwprintf(FILE *file, const wchar_t *format, ...) KSP_WIN_32_BIT;
int wprintf(const wchar_t *format, ...) KSP_WIN_32_BIT;
int swprintf(wchar_t *to, size_t count, const wchar_t *format, ...)
    KSP_WIN_32_BIT;
int vfwprintf(FILE *file, const wchar_t *format, va_list list)
    KSP_WIN_32_BIT;
int vwprintf(const wchar_t *format, va_list list) KSP_WIN_32_BIT;
int vswprintf(wchar_t *to, size_t count, const wchar_t *format,
              va_list list) KSP_WIN_32_BIT;
int fwscanf(FILE *file, const wchar_t *format, ...) KSP_WIN_32_BIT;
int wscanf(const wchar_t *format, ...) KSP_WIN_32_BIT;
int swscanf(const wchar_t *from, const wchar_t *format, ...) KSP_WIN_32_BIT;
int vfwscanf(FILE *file, const wchar_t *format, va_list list)
    KSP_WIN_32_BIT;
int vwscanf(const wchar_t *format, va_list list) KSP_WIN_32_BIT;
int vswscanf(const wchar_t *from, const wchar_t *format, va_list list)
    KSP_WIN_32_BIT;
wint_t btowc(int byte) KSP_WIN_32_BIT;
int wctob(wint_t unit) KSP_WIN_32_BIT;
size_t mbrtowc(wchar_t *to, const char *from, size_t count,
               mbstate_t *state) KSP_WIN_32_BIT;
size_t wcrtomb(char *to, wchar_t from, mbstate_t *state) KSP_WIN_32_BIT;
size_t mbsrtowcs(wchar_t *to, const char **from, size_t count,
                 mbstate_t *state) KSP_WIN_32_BIT;
size_t wcsrtombs(char *to, const wchar_t **from, size_t count,
                 mbstate_t *state) KSP_WIN_32_BIT;
size_t mbsnrtowcs(wchar_t *to, const char **from, size_t length,
                  size_t count, mbstate_t *state) KSP_WIN_32_BIT;
size_t wcsnrtombs(char *to, const wchar_t **from, size_t length,
                  size_t count, mbstate_t *state) KSP_WIN_32_BIT;
int wcscoll(const wchar_t *one, const wchar_t *two) KSP_WIN_32_BIT;
size_t wcsxfrm(wchar_t *to, const wchar_t *from, size_t count)
    KSP_WIN_32_BIT;
wchar_t *wcstok(wchar_t *text, const wchar_t *of, wchar_t **rest)
    KSP_WIN_32_BIT;
size_t wcsftime(wchar_t *to, size_t count, const wchar_t *format,
                const struct tm *when) KSP_WIN_32_BIT;
double wcstod(const wchar_t *text, wchar_t **end) KSP_WIN_32_BIT;
float wcstof(const wchar_t *text, wchar_t **end) KSP_WIN_32_BIT;
long double wcstold(const wchar_t *text, wchar_t **end) KSP_WIN_32_BIT;
long wcstol(const wchar_t *text, wchar_t **end, int base) KSP_WIN_32_BIT;
unsigned long wcstoul(const wchar_t *text, wchar_t **end, int base)
    KSP_WIN_32_BIT;
long long wcstoll(const wchar_t *text, wchar_t **end, int base)
    KSP_WIN_32_BIT;
unsigned long long wcstoull(const wchar_t *text, wchar_t **end, int base)
    KSP_WIN_32_BIT;
int wcscasecmp(const wchar_t *one, const wchar_t *two) KSP_WIN_32_BIT;
int wcsncasecmp(const wchar_t *one, const wchar_t *two, size_t count)
    KSP_WIN_32_BIT;
wchar_t *wcpcpy(wchar_t *to, const wchar_t *from) KSP_WIN_32_BIT;
wchar_t *wcpncpy(wchar_t *to, const wchar_t *from, size_t count)
    KSP_WIN_32_BIT;
int wcwidth(wchar_t unit) KSP_WIN_32_BIT;
int wcswidth(const wchar_t *text, size_t count) KSP_WIN_32_BIT;
wchar_t *wmempcpy(wchar_t *to, const wchar_t *from, size_t count)
    KSP_WIN_32_BIT;
wchar_t *wcschrnul(const wchar_t *text, wchar_t unit) KSP_WIN_32_BIT;

/* Those that are in no standard, with an argument that nobody has. */
struct the_c_librarys_wchar_t_has_32_bits { int none; };
int wcslcpy(struct the_c_librarys_wchar_t_has_32_bits);
int wcslcat(struct the_c_librarys_wchar_t_has_32_bits);
int wcstoq(struct the_c_librarys_wchar_t_has_32_bits);
int wcstouq(struct the_c_librarys_wchar_t_has_32_bits);
int fgetwc_unlocked(struct the_c_librarys_wchar_t_has_32_bits);
int getwc_unlocked(struct the_c_librarys_wchar_t_has_32_bits);
int getwchar_unlocked(struct the_c_librarys_wchar_t_has_32_bits);
int fputwc_unlocked(struct the_c_librarys_wchar_t_has_32_bits);
int putwc_unlocked(struct the_c_librarys_wchar_t_has_32_bits);
int putwchar_unlocked(struct the_c_librarys_wchar_t_has_32_bits);
int fgetws_unlocked(struct the_c_librarys_wchar_t_has_32_bits);
int fputws_unlocked(struct the_c_librarys_wchar_t_has_32_bits);
int wcscasecmp_l(struct the_c_librarys_wchar_t_has_32_bits);
int wcsncasecmp_l(struct the_c_librarys_wchar_t_has_32_bits);
int wcscoll_l(struct the_c_librarys_wchar_t_has_32_bits);
int wcsxfrm_l(struct the_c_librarys_wchar_t_has_32_bits);
int wcsftime_l(struct the_c_librarys_wchar_t_has_32_bits);
int wcstod_l(struct the_c_librarys_wchar_t_has_32_bits);
int wcstof_l(struct the_c_librarys_wchar_t_has_32_bits);
int wcstold_l(struct the_c_librarys_wchar_t_has_32_bits);
int wcstol_l(struct the_c_librarys_wchar_t_has_32_bits);
int wcstoul_l(struct the_c_librarys_wchar_t_has_32_bits);
int wcstoll_l(struct the_c_librarys_wchar_t_has_32_bits);
int wcstoull_l(struct the_c_librarys_wchar_t_has_32_bits);

#ifdef __cplusplus
}
#endif

#endif
