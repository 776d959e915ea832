/* SPDX-License-Identifier: MIT */
/* Memory for the program: the same as SSPI's own, so that what was never
 * given out is known. */
#include <winbase.h>

#include "base/wipe.h"
#include "secur32/secur32.h"
#include "windows/failing.h"

HLOCAL WINAPI
LocalAlloc(UINT uFlags, SIZE_T uBytes)
{
    void *memory;

    if ((uFlags & ~(UINT)LPTR) != 0)
        return ksp_win_fail_pointer(ERROR_INVALID_PARAMETER);
    memory = sspi_give(uBytes);
    if (memory == NULL)
        return ksp_win_fail_pointer(ERROR_NOT_ENOUGH_MEMORY);
    memset(memory, 0, uBytes);
    return memory;
}

HLOCAL WINAPI
LocalFree(HLOCAL hMem)
{
    if (sspi_take_back(hMem) == SEC_E_OK)
        return NULL;
    SetLastError(ERROR_INVALID_HANDLE);
    return hMem;
}

/* ---- the heap ------------------------------------------------------- */

/* Its address is the handle. */
static char heap;

HANDLE WINAPI
GetProcessHeap(VOID)
{
    return &heap;
}

LPVOID WINAPI
HeapAlloc(HANDLE hHeap, DWORD dwFlags, SIZE_T dwBytes)
{
    void *memory;

    if (hHeap != &heap)
        return ksp_win_fail_pointer(ERROR_INVALID_HANDLE);
    memory = sspi_give(dwBytes);
    if (memory != NULL && (dwFlags & HEAP_ZERO_MEMORY) != 0)
        memset(memory, 0, dwBytes);
    return memory;
}

BOOL WINAPI
HeapFree(HANDLE hHeap, DWORD dwFlags, LPVOID lpMem)
{
    (void)dwFlags;
    if (hHeap != &heap)
        return ksp_win_fail(ERROR_INVALID_HANDLE);
    if (sspi_take_back(lpMem) != SEC_E_OK)
        return ksp_win_fail(ERROR_INVALID_PARAMETER);
    return TRUE;
}

/* ---- wiping --------------------------------------------------------- */

PVOID WINAPI
SecureZeroMemory(PVOID ptr, SIZE_T cnt)
{
    ksp_wipe(ptr, cnt);
    return ptr;
}
