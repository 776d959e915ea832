/* SPDX-License-Identifier: MIT */
#include <krb5.h>
#include <string.h>
#include <time.h>

#include "mech/load/listing_change.h"
#include "mech/load/older_than_listing.h"
#include "mech/load/program_start.h"

#define NS_PER_SECOND 1000000000
#define ALLOWANCE NS_PER_SECOND

/* Ages are compared, not times: setting a clock does not change how long ago
 * something was. */
bool
gssksp_started_before(const struct gssksp_times *times)
{
    int64_t program = times->running - times->started;
    int64_t listing = times->now - times->changed;

    return program > listing + ALLOWANCE;
}

/* libkrb5 registers the texts of its codes when it is initialized, and
 * libcom_err has its own words for a code of a table it does not know. */
bool
gssksp_kerberos_in_use(void)
{
    static const char unknown[] = "Unknown code ";
    const char *text = krb5_get_error_message(NULL, KRB5KDC_ERR_NAME_EXP);
    bool known = strncmp(text, unknown, strlen(unknown)) != 0;

    krb5_free_error_message(NULL, text);
    return known;
}

static int64_t
read_clock(clockid_t id)
{
    struct timespec time = { 0, 0 };

    clock_gettime(id, &time);
    return (int64_t)time.tv_sec * NS_PER_SECOND + time.tv_nsec;
}

static bool
is_older_than_listing(void)
{
    struct gssksp_times times = { 0, 0, 0, 0 };
    bool known;

    times.changed = gssksp_listing_changed();
    known = times.changed != GSSKSP_NEVER &&
        gssksp_program_start("/proc", &times.started);
    times.now = read_clock(CLOCK_REALTIME);
    times.running = read_clock(CLOCK_BOOTTIME);
    return known && gssksp_started_before(&times);
}

bool
gssksp_is_older_than_listing(void)
{
    return gssksp_kerberos_in_use() && is_older_than_listing();
}
