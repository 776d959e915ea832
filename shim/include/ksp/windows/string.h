/* SPDX-License-Identifier: MIT */
/*
 * The C library's string.h, and what Windows' has more.
 *
 * Source: string.h of Microsoft's C library.
 */
#ifndef KSP_WINDOWS_STRING_H
#define KSP_WINDOWS_STRING_H

#pragma GCC system_header
#include_next <string.h>

#include <ksp_windows.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int errno_t;
typedef size_t rsize_t;

/*
 * memcpy_s, memmove_s: as memcpy and memmove, to a place of destSize bytes.
 * 0 on success, also of nothing.  EINVAL for NULL, ERANGE for more than there
 * is room: then the place, if there is one, is filled with zeros by memcpy_s
 * and left alone by memmove_s.  errno is the same.  On Windows a program that
 * has not asked for anything else is ended by such an error; here it goes on.
 */
errno_t memcpy_s(void *dest, rsize_t destSize, const void *src,
                 rsize_t count) KSP_WIN(memcpy_s);
errno_t memmove_s(void *dest, rsize_t destSize, const void *src,
                  rsize_t count) KSP_WIN(memmove_s);

/*
 * strcpy_s, strcat_s, strncpy_s: as strcpy, strcat, and strncpy with a zero
 * behind what it copies and none after that.  size is that of dest, the zero
 * included.  EINVAL for NULL, a size of 0, and a dest of strcat_s that has no
 * zero; ERANGE if it does not fit.  Then dest is the empty string, if there is
 * one.  A count of _TRUNCATE copies what fits, and is STRUNCATE if that was
 * not all.  On errors see above.
 */
#define _TRUNCATE ((size_t)-1)
#define STRUNCATE 80
errno_t strcpy_s(char *dest, rsize_t size, const char *src)
    KSP_WIN(strcpy_s);
errno_t strcat_s(char *dest, rsize_t size, const char *src)
    KSP_WIN(strcat_s);
errno_t strncpy_s(char *dest, rsize_t size, const char *src, rsize_t count)
    KSP_WIN(strncpy_s);

/* _stricmp, _strnicmp: comparison without regard to the case of A to Z, which
 * compares small letters.  _strdup: a copy, for free; NULL without memory,
 * and of NULL. */
int _stricmp(const char *one, const char *two) KSP_WIN(_stricmp);
int _strnicmp(const char *one, const char *two, size_t count)
    KSP_WIN(_strnicmp);
char *_strdup(const char *src) KSP_WIN(_strdup);

#ifdef __cplusplus
}
#endif

#endif
