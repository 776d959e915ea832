/* SPDX-License-Identifier: MIT */
/* Failures, as Windows tells of them. */
#ifndef SHIM_WINDOWS_FAILING_H
#define SHIM_WINDOWS_FAILING_H

#include <winbase.h>

/* Leave a reason for GetLastError, and be what the function returns. */
static inline int
ksp_win_fail(DWORD reason)
{
    SetLastError(reason);
    return FALSE;
}

static inline void *
ksp_win_fail_pointer(DWORD reason)
{
    SetLastError(reason);
    return NULL;
}

#endif
