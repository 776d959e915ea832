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

/* ---- the calendar --------------------------------------------------- */

#define PER_DAY (86400 * PER_SECOND)

/* Days in 400, 100, 4 years and one; the year 1601 is the first of each. */
#define DAYS_400 146097
#define DAYS_100 36524
#define DAYS_4 1461
#define DAYS_1 365

/* Take whole periods off the days, `most` of them at most; how many. */
static int64_t
take(int64_t *days, int64_t period, int64_t most)
{
    int64_t count = *days / period;

    if (count > most)
        count = most;
    *days -= count * period;
    return count;
}

/* Without the C library's time_t, which may have 32 bits. */
static void
write_day(int64_t days, SYSTEMTIME *out)
{
    static const unsigned char lengths[] = {
        31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
    };
    int64_t of_400, of_100, of_4, of_1, length;
    WORD month = 0;
    int leap;

    out->wDayOfWeek = (WORD)((days + 1) % 7);
    of_400 = take(&days, DAYS_400, INT64_MAX);
    of_100 = take(&days, DAYS_100, 3);
    of_4 = take(&days, DAYS_4, 24);
    of_1 = take(&days, DAYS_1, 3);
    leap = of_1 == 3 && (of_4 != 24 || of_100 == 3);
    length = lengths[0];
    while (days >= length) {
        days -= length;
        month++;
        length = lengths[month] + (month == 1 && leap);
    }
    out->wYear = (WORD)(1601 + of_400 * 400 + of_100 * 100 + of_4 * 4 + of_1);
    out->wMonth = (WORD)(month + 1);
    out->wDay = (WORD)(days + 1);
}

BOOL WINAPI
FileTimeToSystemTime(CONST FILETIME *lpFileTime, LPSYSTEMTIME lpSystemTime)
{
    int64_t value, seconds;

    if (!read_time(lpFileTime, &value))
        return ksp_win_fail(ERROR_INVALID_PARAMETER);
    write_day(value / PER_DAY, lpSystemTime);
    seconds = value % PER_DAY / PER_SECOND;
    lpSystemTime->wHour = (WORD)(seconds / 3600);
    lpSystemTime->wMinute = (WORD)(seconds / 60 % 60);
    lpSystemTime->wSecond = (WORD)(seconds % 60);
    lpSystemTime->wMilliseconds =
        (WORD)(value % PER_SECOND / PER_MILLISECOND);
    return TRUE;
}
