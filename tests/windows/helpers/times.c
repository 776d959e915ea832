/* SPDX-License-Identifier: MIT */
#include "helpers.h"

#include <stdlib.h>
#include <time.h>

#define PER_SECOND 10000000LL
#define UNIX_EPOCH_SECONDS 11644473600LL

static FILETIME
file_time(long long value)
{
    FILETIME time;

    time.dwLowDateTime = (DWORD)value;
    time.dwHighDateTime = (DWORD)((unsigned long long)value >> 32);
    return time;
}

static long long
value_of(FILETIME time)
{
    ULARGE_INTEGER value;

    value.LowPart = time.dwLowDateTime;
    value.HighPart = time.dwHighDateTime;
    return (long long)value.QuadPart;
}

static void
test_now(void)
{
    long long before = time(NULL), now;
    FILETIME file;

    GetSystemTimeAsFileTime(&file);
    now = value_of(file) / PER_SECOND - UNIX_EPOCH_SECONDS;
    want(now >= before && now <= time(NULL), "GetSystemTimeAsFileTime");
}

/* In the zone that the process started with. */
static void
test_local_now(void)
{
    time_t now = time(NULL);
    struct tm utc = *gmtime(&now);
    struct tm local = *localtime(&now);
    long long seconds = (now + UNIX_EPOCH_SECONDS) * PER_SECOND, offset;
    FILETIME file = file_time(seconds), there = { 0, 0 }, back = { 0, 0 };

    offset = (local.tm_hour - utc.tm_hour) * 3600LL +
        (local.tm_min - utc.tm_min) * 60LL;
    if (local.tm_year != utc.tm_year)
        offset += local.tm_year > utc.tm_year ? 86400 : -86400;
    else
        offset += (local.tm_yday - utc.tm_yday) * 86400LL;
    forget_error();
    want(FileTimeToLocalFileTime(&file, &there), "FileTimeToLocalFileTime");
    want_number((value_of(there) - seconds) / PER_SECOND, offset,
                "is shifted by the zone");
    want(LocalFileTimeToFileTime(&there, &back), "LocalFileTimeToFileTime");
    want_number(value_of(back), seconds, "is the reverse");
    file = file_time(seconds + 200 * 86400 * PER_SECOND);
    want(FileTimeToLocalFileTime(&file, &there), "half a year on");
    want_number((value_of(there) - value_of(file)) / PER_SECOND, offset,
                "it is shifted by as much");
    want_no_error("GetLastError is as it was with times");
}

#ifndef _WIN32
/* Wine lets them pass. */
static void
test_edges(void)
{
    FILETIME late = file_time((long long)0x8000000000000000ULL), out;

    out = file_time(77);
    forget_error();
    want_error(FileTimeToLocalFileTime(&late, &out), ERROR_INVALID_PARAMETER,
               "FileTimeToLocalFileTime after 30828");
    want_number(value_of(out), 77, "writes nothing");
    forget_error();
    want_error(LocalFileTimeToFileTime(&late, &out), ERROR_INVALID_PARAMETER,
               "LocalFileTimeToFileTime after 30828");
    want_number(value_of(out), 77, "nor does the reverse");
}

/* One of the two leaves the range at either end, in a zone that is not UTC. */
static void
test_zone(const char *zone, int east)
{
    FILETIME first = file_time(0), last = file_time(0x7fffffffffffffffLL), out;

    setenv("TZ", zone, 1);
    tzset();
    forget_error();
    want_number(FileTimeToLocalFileTime(&last, &out), !east,
                "the end of time becomes local");
    want_number(LocalFileTimeToFileTime(&last, &out), east,
                "the end of time becomes UTC");
    want_number(FileTimeToLocalFileTime(&first, &out), east,
                "the start of time becomes local");
    want_number(LocalFileTimeToFileTime(&first, &out), !east,
                "the start of time becomes UTC");
    want_number(GetLastError(), ERROR_INVALID_PARAMETER, "or not");
}
#endif

static void
test_parts(void)
{
    /* 29 February 2000, a Tuesday, 12:34:56.789 */
    FILETIME file = file_time((951827696 + UNIX_EPOCH_SECONDS) * PER_SECOND +
                              7890000);
    FILETIME late = file_time((long long)0x8000000000000000ULL);
    FILETIME last = file_time(0x7fffffffffffffffLL), first = { 0, 0 };
    SYSTEMTIME parts;

    forget_error();
    want(FileTimeToSystemTime(&file, &parts), "FileTimeToSystemTime");
    want(parts.wYear == 2000 && parts.wMonth == 2 && parts.wDay == 29 &&
         parts.wDayOfWeek == 2, "the day");
    want(parts.wHour == 12 && parts.wMinute == 34 && parts.wSecond == 56 &&
         parts.wMilliseconds == 789, "the time");
    want(FileTimeToSystemTime(&first, &parts) && parts.wYear == 1601 &&
         parts.wMonth == 1 && parts.wDay == 1 && parts.wDayOfWeek == 1 &&
         parts.wHour == 0, "the first");
    want(FileTimeToSystemTime(&last, &parts) && parts.wYear == 30828,
         "the last");
    want_no_error("GetLastError is as it was with parts");
    parts.wYear = 77;
    forget_error();
    want_error(FileTimeToSystemTime(&late, &parts), ERROR_INVALID_PARAMETER,
               "FileTimeToSystemTime after 30828");
    want_number(parts.wYear, 77, "writes no parts");
}

#ifndef _WIN32
/* Every day of more than 800 years, as the C library has it. */
static void
test_days(void)
{
    long long day, wrong = 0;
    SYSTEMTIME parts;
    struct tm tm;

    for (day = 0; day < 300000; day++) {
        time_t seconds = (time_t)(day * 86400 - UNIX_EPOCH_SECONDS);
        FILETIME file = file_time(day * 86400 * PER_SECOND);

        wrong += !FileTimeToSystemTime(&file, &parts) ||
            gmtime_r(&seconds, &tm) == NULL ||
            parts.wYear != tm.tm_year + 1900 ||
            parts.wMonth != tm.tm_mon + 1 || parts.wDay != tm.tm_mday ||
            parts.wDayOfWeek != tm.tm_wday;
    }
    want_number(wrong, 0, "every day of the calendar");
}
#endif

void
test_times(void)
{
    want_number(sizeof(FILETIME), sizeof(LARGE_INTEGER),
                "a FILETIME is as long as a TimeStamp");
    test_now();
    test_local_now();
    test_parts();
#ifndef _WIN32
    test_edges();
    if (sizeof(time_t) > 4)
        test_days();
    test_zone("JST-9", 1);
    test_zone("PST8", 0);
    test_local_now();
#endif
}
