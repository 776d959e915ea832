/* SPDX-License-Identifier: MIT */
/*
 * The types of Windows, beside those of ksp/types.h: with the sizes that they
 * have on 64-bit Windows.  A LONG, ULONG or DWORD has 32 bits here as there,
 * and a `long` of the program's own 64.
 *
 * Source: minwindef.h, winnt.h.
 */
#ifndef KSP_WINDOWS_WINDEF_H
#define KSP_WINDOWS_WINDEF_H

#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <wchar.h>

#include <ksp/types.h>
#include <ksp_windows.h>

/* What is not declared does not compile: the linker must not find another
 * function of the name. */
#ifndef __cplusplus
#pragma GCC diagnostic error "-Wimplicit-function-declaration"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- words ---------------------------------------------------------- */

#define CONST const
#define FAR
#define CALLBACK
#define APIENTRY WINAPI

/* Keywords of the compilers there.  Of __declspec those that have an
 * equivalent; another is an error. */
#define __cdecl
#define __stdcall
#define __int64 long long
#define __declspec(what) KSP_DECLSPEC_##what
#define KSP_DECLSPEC_dllexport __attribute__((__visibility__("default")))
#define KSP_DECLSPEC_dllimport
#define KSP_DECLSPEC_noreturn __attribute__((__noreturn__))
#define KSP_DECLSPEC_thread __thread

#define UNREFERENCED_PARAMETER(what) ((void)(what))

/* ---- numbers -------------------------------------------------------- */

typedef int BOOL;
typedef BOOL *PBOOL;
typedef BOOL *LPBOOL;
typedef unsigned char BYTE;
typedef BYTE *PBYTE;
typedef BYTE *LPBYTE;
typedef unsigned short WORD;
typedef WORD *PWORD;
typedef WORD *LPWORD;
typedef DWORD *PDWORD;
typedef DWORD *LPDWORD;
typedef short SHORT;
typedef int INT;
typedef unsigned int UINT;
typedef intptr_t INT_PTR;
typedef uintptr_t UINT_PTR;
typedef intptr_t LONG_PTR;
typedef ULONG_PTR DWORD_PTR;
typedef ULONG_PTR SIZE_T;
typedef SIZE_T *PSIZE_T;
typedef LONG_PTR LPARAM;
typedef LONG HRESULT;

#define MAXDWORD 0xffffffff
#define MAX_PATH 260

/* ---- pointers and text ---------------------------------------------- */

typedef void *LPVOID;
typedef const void *LPCVOID;
typedef CHAR *PCHAR;
typedef CHAR *LPSTR;
typedef const CHAR *LPCSTR;
typedef const CHAR *LPCCH;
typedef WCHAR *PWCHAR;
typedef WCHAR *LPWSTR;
typedef const WCHAR *LPCWSTR;
typedef const WCHAR *LPCWCH;

/* With UNICODE defined, text that is not said to be A or W is W. */
#ifdef UNICODE
#define TEXT(text) KSP_WIDE(text)
typedef WCHAR TCHAR;
#else
#define TEXT(text) text
typedef CHAR TCHAR;
#endif
typedef TCHAR *PTSTR;
typedef TCHAR *LPTSTR;
typedef const TCHAR *PCTSTR;
typedef const TCHAR *LPCTSTR;

/* ---- structures ----------------------------------------------------- */

/* An unsigned 64-bit number, whole or in halves. */
typedef union _ULARGE_INTEGER {
    __extension__ struct {
        DWORD LowPart;
        DWORD HighPart;
    };
    struct {
        DWORD LowPart;
        DWORD HighPart;
    } u;
    ULONGLONG QuadPart;
} ULARGE_INTEGER;
typedef ULARGE_INTEGER *PULARGE_INTEGER;

/* Hundreds of nanoseconds since 1 January 1601. */
typedef struct _FILETIME {
    DWORD dwLowDateTime;
    DWORD dwHighDateTime;
} FILETIME;
typedef FILETIME *PFILETIME;
typedef FILETIME *LPFILETIME;

/* ---- handles -------------------------------------------------------- */

/* A library that was loaded. */
typedef struct HINSTANCE__ *HINSTANCE;
typedef HINSTANCE HMODULE;

/* Memory that was allocated. */
typedef HANDLE HLOCAL;

/* A function of a library, to be cast. */
typedef INT_PTR (WINAPI *FARPROC)(VOID);

#ifdef __cplusplus
}
#endif

#endif
