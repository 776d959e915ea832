/* SPDX-License-Identifier: MIT */
/*
 * The base types of Windows, with the ABI of 64-bit Windows on every 64-bit
 * platform: ULONG has 32 bits and WCHAR 16, whatever the host's long and
 * wchar_t are.  On Windows itself the platform's own headers are included,
 * so that one source compiles in both places; there a program that wants
 * ksp/ntstatus.h includes a header of ours before <windows.h>.
 *
 * Only names that the other headers here need are declared.  None of them
 * is used by glibc, MIT Kerberos or the GSS-API headers.
 */
#ifndef KSP_TYPES_H
#define KSP_TYPES_H

#ifdef _WIN32

/* <windows.h> and <ntstatus.h> both define the status codes unless the first
 * is told to leave them out. */
#ifndef WIN32_NO_STATUS
#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#else
#include <windows.h>
#endif
#include <ntsecapi.h>
#ifndef SECURITY_WIN32
#define SECURITY_WIN32
#endif
#include <sspi.h>

#else /* !_WIN32 */

#include <stddef.h>
#include <stdint.h>
#ifndef __cplusplus
#include <uchar.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Calling conventions: there is only one here. */
#define NTAPI
#define WINAPI

/* ---- scalars -------------------------------------------------------- */

typedef void VOID;
typedef void *PVOID;
typedef char CHAR;
typedef unsigned char UCHAR;
typedef UCHAR *PUCHAR;
typedef uint8_t BOOLEAN;
typedef BOOLEAN *PBOOLEAN;
typedef uint16_t USHORT;
typedef USHORT *PUSHORT;
typedef int32_t LONG;
typedef LONG *PLONG;
typedef uint32_t ULONG;
typedef ULONG *PULONG;
typedef uint32_t DWORD;
typedef long long LONGLONG;
typedef unsigned long long ULONGLONG;
typedef uintptr_t ULONG_PTR;
typedef ULONG_PTR *PULONG_PTR;

/* One code unit of UTF-16, and KSP_WIDE("a literal of such units"): wchar_t,
 * with L, where that has 16 bits, as with -fshort-wchar. */
#if defined(__SIZEOF_WCHAR_T__) && __SIZEOF_WCHAR_T__ == 2
typedef wchar_t WCHAR;
#define KSP_WIDE(text) L##text
#else
typedef char16_t WCHAR;
#define KSP_WIDE(text) u##text
#endif
typedef WCHAR *PWSTR;
typedef const WCHAR *PCWSTR;
typedef CHAR *PSTR;
typedef const CHAR *PCSTR;

/* With UNICODE defined, a name without A or W is the W form. */
#ifdef UNICODE
#define KSP_AW(name) name##W
#define KSP_UAW(name) name##_W
#else
#define KSP_AW(name) name##A
#define KSP_UAW(name) name##_A
#endif

/* A handle of the system.  The package neither makes nor uses one. */
typedef void *HANDLE;
typedef HANDLE *PHANDLE;

/* Values of a BOOLEAN. */
#ifndef FALSE
#define FALSE 0
#endif
#ifndef TRUE
#define TRUE 1
#endif

/* ---- status --------------------------------------------------------- */

/*
 * The result of a package's function.  Codes of ksp/ntstatus.h and of
 * ksp/winerror.h may both be returned: the two ranges are disjoint.
 * Zero and positive values are successes, negative ones are errors.
 */
typedef LONG NTSTATUS;
typedef NTSTATUS *PNTSTATUS;

/* The result of a function of the SSPI: a code of ksp/winerror.h. */
typedef LONG SECURITY_STATUS;

/* ---- structures ----------------------------------------------------- */

/* A signed 64-bit number, whole or in halves (little-endian hosts). */
typedef union _LARGE_INTEGER {
    struct {
        DWORD LowPart;
        LONG HighPart;
    } u;
    __extension__ struct {
        DWORD LowPart;
        LONG HighPart;
    };
    LONGLONG QuadPart;
} LARGE_INTEGER;
typedef LARGE_INTEGER *PLARGE_INTEGER;

/* A number that is unique on one host until it restarts. */
typedef struct _LUID {
    DWORD LowPart;
    LONG HighPart;
} LUID;
typedef LUID *PLUID;

/*
 * A counted UTF-16 string.  Both lengths are in bytes, so Length is even;
 * Buffer need not end in a zero.
 */
typedef struct _UNICODE_STRING {
    USHORT Length;
    USHORT MaximumLength;
    PWSTR Buffer;
} UNICODE_STRING;
typedef UNICODE_STRING *PUNICODE_STRING;

/* A number that is unique everywhere. */
typedef struct _GUID {
    ULONG Data1;
    USHORT Data2;
    USHORT Data3;
    UCHAR Data4[8];
} GUID;

/* A link of a doubly linked list. */
typedef struct _LIST_ENTRY {
    struct _LIST_ENTRY *Flink;
    struct _LIST_ENTRY *Blink;
} LIST_ENTRY;
typedef LIST_ENTRY *PLIST_ENTRY;

/* An access token.  The package neither makes nor uses one. */
typedef PVOID PACCESS_TOKEN;

#ifdef __cplusplus
}
#endif

#endif /* !_WIN32 */

#endif
