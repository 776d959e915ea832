/* SPDX-License-Identifier: MIT */
/*
 * The reason of the last failure, for each thread.  Memory for it is there
 * from a thread's start: what the C library makes at the first use ends the
 * process when there is none.
 */
#include <winbase.h>

static __thread DWORD last_error __attribute__((tls_model("initial-exec")));

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
