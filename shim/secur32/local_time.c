/* SPDX-License-Identifier: MIT */
/*
 * Times for the program are local, as on Windows, where they are shifted by
 * what the zone differs from UTC at the moment, whatever moment they tell.
 * Inside, times are UTC.
 */
#include <stdint.h>
#include <time.h>

#include "secur32/secur32.h"

#define UNIX_EPOCH_SECONDS INT64_C(11644473600)
#define PER_SECOND INT64_C(10000000)

/* The C library reads the zone's file the first time that it is asked. */
LONGLONG
sspi_local_offset(void)
{
    time_t now = time(NULL);
    struct tm local;

    return localtime_r(&now, &local) != NULL ?
        (LONGLONG)local.tm_gmtoff * PER_SECOND : 0;
}

/* The start and the end of time stay what they are. */
TimeStamp
sspi_time_local(TimeStamp utc, LONGLONG offset)
{
    TimeStamp local = utc;

    if (utc.QuadPart > 0 && utc.QuadPart != INT64_MAX &&
        offset < INT64_MAX - utc.QuadPart)
        local.QuadPart += offset;
    return local;
}

TimeStamp
sspi_time_after(OM_uint32 seconds)
{
    TimeStamp t;

    t.QuadPart = INT64_MAX;
    if (seconds != GSS_C_INDEFINITE) {
        t.QuadPart = ((int64_t)time(NULL) + UNIX_EPOCH_SECONDS + seconds) *
            PER_SECOND;
    }
    return sspi_time_local(t, sspi_local_offset());
}
