/* SPDX-License-Identifier: MIT */
/* The reason of the last failure, for each thread. */
#include <winbase.h>

static __thread DWORD last_error;

DWORD WINAPI
GetLastError(VOID)
{
    return last_error;
}

VOID WINAPI
SetLastError(DWORD dwErrCode)
{
    last_error = dwErrCode;
}
