/* SPDX-License-Identifier: MIT */
/* Times in hundreds of nanoseconds since 1601, local and UTC. */
#include <winbase.h>

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "secur32/secur32.h"
#include "windows/failing.h"

#define UNIX_EPOCH_SECONDS INT64_C(11644473600)
#define PER_SECOND INT64_C(10000000)
#define PER_MILLISECOND INT64_C(10000)

/* False for one that is negative, which is after the year 30828. */
static bool
read_time(const FILETIME *time, int64_t *value)
{
    *value = (int64_t)((uint64_t)time->dwHighDateTime << 32 |
                       time->dwLowDateTime);
    return *value >= 0;
}

static void
write_time(int64_t value, FILETIME *time)
{
    time->dwLowDateTime = (DWORD)value;
    time->dwHighDateTime = (DWORD)((uint64_t)value >> 32);
}

static BOOL
shift(const FILETIME *from, int64_t by, FILETIME *to)
{
    int64_t value;

    if (!read_time(from, &value) || (by > 0 && value > INT64_MAX - by) ||
        value + by < 0)
        return ksp_win_fail(ERROR_INVALID_PARAMETER);
    write_time(value + by, to);
    return TRUE;
}

BOOL WINAPI
FileTimeToLocalFileTime(CONST FILETIME *lpFileTime,
                        LPFILETIME lpLocalFileTime)
{
    return shift(lpFileTime, sspi_local_offset(), lpLocalFileTime);
}

BOOL WINAPI
LocalFileTimeToFileTime(CONST FILETIME *lpLocalFileTime,
                        LPFILETIME lpFileTime)
{
    return shift(lpLocalFileTime, -sspi_local_offset(), lpFileTime);
}

VOID WINAPI
GetSystemTimeAsFileTime(LPFILETIME lpSystemTimeAsFileTime)
{
    struct timespec now = { 0, 0 };

    (void)clock_gettime(CLOCK_REALTIME, &now);
    write_time((now.tv_sec + UNIX_EPOCH_SECONDS) * PER_SECOND +
               now.tv_nsec / 100, lpSystemTimeAsFileTime);
}

BOOL WINAPI
FileTimeToSystemTime(CONST FILETIME *lpFileTime, LPSYSTEMTIME lpSystemTime)
{
    int64_t value;
    struct tm parts;
    time_t seconds;

    if (!read_time(lpFileTime, &value))
        return ksp_win_fail(ERROR_INVALID_PARAMETER);
    seconds = (time_t)(value / PER_SECOND - UNIX_EPOCH_SECONDS);
    if (gmtime_r(&seconds, &parts) == NULL)
        return ksp_win_fail(ERROR_INVALID_PARAMETER);
    lpSystemTime->wYear = (WORD)(parts.tm_year + 1900);
    lpSystemTime->wMonth = (WORD)(parts.tm_mon + 1);
    lpSystemTime->wDayOfWeek = (WORD)parts.tm_wday;
    lpSystemTime->wDay = (WORD)parts.tm_mday;
    lpSystemTime->wHour = (WORD)parts.tm_hour;
    lpSystemTime->wMinute = (WORD)parts.tm_min;
    lpSystemTime->wSecond = (WORD)parts.tm_sec;
    lpSystemTime->wMilliseconds =
        (WORD)(value % PER_SECOND / PER_MILLISECOND);
    return TRUE;
}
