/* SPDX-License-Identifier: MIT */
/*
 * Libraries, errors and their texts, memory and times.
 *
 * Any thread may call any function at any time.  Where nothing else is said,
 * a function that fails returns 0 or NULL and leaves its reason for
 * GetLastError; one that succeeds leaves GetLastError as it was.  A text is
 * UTF-8 in the A form of a function, and UTF-16 in its W form.
 *
 * Source: winbase.h, libloaderapi.h, errhandlingapi.h, fileapi.h.
 */
#ifndef KSP_WINDOWS_WINBASE_H
#define KSP_WINDOWS_WINBASE_H

#include <windef.h>
#include <winerror.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- errors --------------------------------------------------------- */

/* GetLastError: the reason of the last failure in this thread, or what
 * SetLastError was given since.  0 in a new thread. */
DWORD WINAPI GetLastError(VOID) KSP_WIN(GetLastError);
VOID WINAPI SetLastError(DWORD dwErrCode) KSP_WIN(SetLastError);

/*
 * FormatMessage: the text of a code: of ksp/winerror.h, of winerror.h, or of
 * an HRESULT that has one of the latter inside.  It ends in a period, CR and
 * LF, as on Windows; with a width in dwFlags, whatever it is, in a period and
 * a blank.
 *
 * dwFlags       FORMAT_MESSAGE_FROM_SYSTEM must be among them.
 *               FORMAT_MESSAGE_ALLOCATE_BUFFER: the text is allocated, for
 *               LocalFree.  FORMAT_MESSAGE_IGNORE_INSERTS and _ARGUMENT_ARRAY
 *               change nothing: no text has inserts.  With
 *               FORMAT_MESSAGE_FROM_HMODULE the library is looked at first on
 *               Windows; here none has texts.
 * lpSource      not looked at.
 * dwLanguageId  not looked at: the texts are English.
 * lpBuffer      out: the text and a zero.  With ALLOCATE_BUFFER the address
 *               of a pointer, cast, that is set: NULL on an error.
 * nSize         characters of the buffer, or how many to allocate at least.
 *
 * Returns how many characters the text has, without the zero.  Errors:
 * ERROR_INVALID_PARAMETER (another source than the system, or no buffer),
 * ERROR_MR_MID_NOT_FOUND (no such code), ERROR_INSUFFICIENT_BUFFER,
 * ERROR_NOT_ENOUGH_MEMORY.
 */
#define FORMAT_MESSAGE_MAX_WIDTH_MASK   0x000000ff
#define FORMAT_MESSAGE_ALLOCATE_BUFFER  0x00000100
#define FORMAT_MESSAGE_IGNORE_INSERTS   0x00000200
#define FORMAT_MESSAGE_FROM_STRING      0x00000400
#define FORMAT_MESSAGE_FROM_HMODULE     0x00000800
#define FORMAT_MESSAGE_FROM_SYSTEM      0x00001000
#define FORMAT_MESSAGE_ARGUMENT_ARRAY   0x00002000
DWORD WINAPI
FormatMessageA(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId,
               DWORD dwLanguageId, LPSTR lpBuffer, DWORD nSize,
               va_list *Arguments) KSP_WIN(FormatMessageA);
DWORD WINAPI
FormatMessageW(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId,
               DWORD dwLanguageId, LPWSTR lpBuffer, DWORD nSize,
               va_list *Arguments) KSP_WIN(FormatMessageW);
#define FormatMessage KSP_AW(FormatMessage)

/* A language, for dwLanguageId. */
#define LANG_NEUTRAL 0x00
#define LANG_ENGLISH 0x09
#define SUBLANG_NEUTRAL 0x00
#define SUBLANG_DEFAULT 0x01
#define SUBLANG_ENGLISH_US 0x01
#define MAKELANGID(primary, sub) \
    ((((WORD)(sub)) << 10) | (WORD)(primary))

/* ---- libraries ------------------------------------------------------ */

/*
 * LoadLibrary: secur32.dll or security.dll, which are libksp-sspi, and that
 * is loaded already.  The name is compared without regard to case; a path
 * before it is not looked at, and .dll need not be there.
 *
 * hFile    NULL.
 * dwFlags  not looked at.
 *
 * Errors: ERROR_MOD_NOT_FOUND (any other name), ERROR_INVALID_PARAMETER (a
 * name of NULL, or a file).
 */
#define LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR 0x00000100
#define LOAD_LIBRARY_SEARCH_APPLICATION_DIR 0x00000200
#define LOAD_LIBRARY_SEARCH_USER_DIRS   0x00000400
#define LOAD_LIBRARY_SEARCH_SYSTEM32    0x00000800
#define LOAD_LIBRARY_SEARCH_DEFAULT_DIRS 0x00001000
HMODULE WINAPI LoadLibraryA(LPCSTR lpLibFileName) KSP_WIN(LoadLibraryA);
HMODULE WINAPI LoadLibraryW(LPCWSTR lpLibFileName) KSP_WIN(LoadLibraryW);
HMODULE WINAPI
LoadLibraryExA(LPCSTR lpLibFileName, HANDLE hFile, DWORD dwFlags)
    KSP_WIN(LoadLibraryExA);
HMODULE WINAPI
LoadLibraryExW(LPCWSTR lpLibFileName, HANDLE hFile, DWORD dwFlags)
    KSP_WIN(LoadLibraryExW);
#define LoadLibrary KSP_AW(LoadLibrary)
#define LoadLibraryEx KSP_AW(LoadLibraryEx)

/* GetProcAddress: a function of ksp/sspi.h by its name, with A or W where it
 * has one.  Errors: ERROR_PROC_NOT_FOUND (there is none, or a number in place
 * of a name), ERROR_MOD_NOT_FOUND (not a handle of LoadLibrary). */
FARPROC WINAPI GetProcAddress(HMODULE hModule, LPCSTR lpProcName)
    KSP_WIN(GetProcAddress);

/* FreeLibrary: the library stays, and what GetProcAddress gave stays good:
 * the program is linked to it.  Errors: ERROR_INVALID_HANDLE (NULL),
 * ERROR_MOD_NOT_FOUND. */
BOOL WINAPI FreeLibrary(HMODULE hLibModule) KSP_WIN(FreeLibrary);

/* ---- memory --------------------------------------------------------- */

/*
 * LocalAlloc: so many bytes; with LMEM_ZEROINIT zeros, and here always.
 * Errors: ERROR_INVALID_PARAMETER (memory that may move), and
 * ERROR_NOT_ENOUGH_MEMORY.
 *
 * LocalFree: wipes it and gives it back; also what FormatMessage gave.  NULL
 * on success, and for NULL.  Memory that is not from here is returned, with
 * ERROR_INVALID_HANDLE, and nothing has happened to it.
 */
#define LMEM_FIXED      0x0000
#define LMEM_ZEROINIT   0x0040
#define LPTR            (LMEM_FIXED | LMEM_ZEROINIT)
HLOCAL WINAPI LocalAlloc(UINT uFlags, SIZE_T uBytes) KSP_WIN(LocalAlloc);
HLOCAL WINAPI LocalFree(HLOCAL hMem) KSP_WIN(LocalFree);

/*
 * HeapAlloc: so many bytes of the heap that GetProcessHeap names, for
 * HeapFree: any other heap is an error, ERROR_INVALID_HANDLE.  No memory is
 * NULL, and GetLastError is as it was, as on Windows.
 *
 * HeapFree: TRUE on success, and for NULL.  Memory that is not from here is
 * an error, ERROR_INVALID_PARAMETER.
 */
#define HEAP_ZERO_MEMORY 0x00000008
HANDLE WINAPI GetProcessHeap(VOID) KSP_WIN(GetProcessHeap);
LPVOID WINAPI HeapAlloc(HANDLE hHeap, DWORD dwFlags, SIZE_T dwBytes)
    KSP_WIN(HeapAlloc);
BOOL WINAPI HeapFree(HANDLE hHeap, DWORD dwFlags, LPVOID lpMem)
    KSP_WIN(HeapFree);

/* SecureZeroMemory is not left out by the compiler.  It returns ptr. */
#define ZeroMemory(to, length) memset((to), 0, (length))
#define FillMemory(to, length, byte) memset((to), (byte), (length))
#define CopyMemory(to, from, length) memcpy((to), (from), (length))
#define MoveMemory(to, from, length) memmove((to), (from), (length))
PVOID WINAPI SecureZeroMemory(PVOID ptr, SIZE_T cnt)
    KSP_WIN(SecureZeroMemory);

/* ---- times ---------------------------------------------------------- */

/*
 * The times that SSPI gives are local (ksp/sspi.h, TimeStamp): these two
 * convert by what the zone differs from UTC at the moment, whatever moment
 * the time tells, as Windows does.  FALSE and ERROR_INVALID_PARAMETER for a
 * time after the year 30828 or one that would come to lie there or before
 * 1601; the result is not written then.
 */
BOOL WINAPI
FileTimeToLocalFileTime(CONST FILETIME *lpFileTime,
                        LPFILETIME lpLocalFileTime)
    KSP_WIN(FileTimeToLocalFileTime);
BOOL WINAPI
LocalFileTimeToFileTime(CONST FILETIME *lpLocalFileTime,
                        LPFILETIME lpFileTime)
    KSP_WIN(LocalFileTimeToFileTime);

/* The time, in UTC. */
VOID WINAPI GetSystemTimeAsFileTime(LPFILETIME lpSystemTimeAsFileTime)
    KSP_WIN(GetSystemTimeAsFileTime);

/* A time in parts: wDayOfWeek is 0 on Sundays. */
typedef struct _SYSTEMTIME {
    WORD wYear;
    WORD wMonth;
    WORD wDayOfWeek;
    WORD wDay;
    WORD wHour;
    WORD wMinute;
    WORD wSecond;
    WORD wMilliseconds;
} SYSTEMTIME;
typedef SYSTEMTIME *PSYSTEMTIME;
typedef SYSTEMTIME *LPSYSTEMTIME;

/* FileTimeToSystemTime: FALSE and ERROR_INVALID_PARAMETER for a time after
 * the year 30828. */
BOOL WINAPI
FileTimeToSystemTime(CONST FILETIME *lpFileTime, LPSYSTEMTIME lpSystemTime)
    KSP_WIN(FileTimeToSystemTime);

#ifdef __cplusplus
}
#endif

#endif
