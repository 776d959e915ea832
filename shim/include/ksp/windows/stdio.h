/* SPDX-License-Identifier: MIT */
/*
 * The C library's stdio.h, and sprintf_s of Windows.
 *
 * Source: stdio.h of Microsoft's C library.
 */
#ifndef KSP_WINDOWS_STDIO_H
#define KSP_WINDOWS_STDIO_H

#pragma GCC system_header
#include_next <stdio.h>

#include <ksp_windows.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * sprintf_s: as snprintf, with two differences.  Conversions are as on
 * Windows: %ls and %S are strings of wchar_t, which become UTF-8, %lc and %C
 * characters of it; l and w make wide text of either letter, and h one of
 * bytes: %hs and %hS are the same.  With l a number has 32 bits, as a LONG or
 * ULONG; with ll, j and I64 it has 64, and with z, t and I as many as a
 * pointer.  And what does not fit is an error.
 *
 * Returns how many characters it wrote, without the zero; or -1, and dest is
 * the empty string if there is one: EINVAL (NULL, a size of 0, a conversion
 * that is not known, or %n), ERANGE (it does not fit), ENOMEM.  On Windows
 * such an error ends a program that has not asked for anything else.
 */
int sprintf_s(char *dest, size_t size, const char *format, ...)
    KSP_WIN(sprintf_s);

#ifdef __cplusplus
}
#endif

#endif
