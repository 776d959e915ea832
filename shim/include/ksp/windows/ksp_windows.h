/* SPDX-License-Identifier: MIT */
/*
 * What the other headers of this folder have in common.  Not for programs.
 *
 * The folder has the headers of Windows' names for programs that were written
 * there, and in them no more than such programs use of Windows beside SSPI:
 * what is not declared does not compile.  `pkg-config --cflags --libs
 * ksp-sspi-windows` puts it in front, and docs/porting-from-windows.md is the
 * way in.
 *
 * Functions have Windows' names in a program's source, and in the library,
 * libksp-sspi, the same with ksp_win_ in front: so they are nobody else's
 * functions of the same name, be it the C library's wcslen for characters of
 * 32 bits or those of another library that imitates Windows.
 */
#ifndef KSP_WINDOWS_KSP_WINDOWS_H
#define KSP_WINDOWS_KSP_WINDOWS_H

#ifdef _WIN32
#error "Windows has these headers itself"
#endif
#if !defined(__SIZEOF_WCHAR_T__) || __SIZEOF_WCHAR_T__ != 2
#error "use -fshort-wchar, as pkg-config --cflags ksp-sspi-windows says"
#endif

/* Behind a declaration: the name in the library. */
#define KSP_WIN(name) __asm__("ksp_win_" #name)

/* Behind a declaration: the function must not be called. */
#define KSP_WIN_32_BIT \
    __attribute__((__error__("the C library's wchar_t has 32 bits")))

#endif
