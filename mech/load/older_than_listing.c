/* SPDX-License-Identifier: MIT */
#include <krb5.h>
#include <string.h>
#include <time.h>

#include "mech/load/listing_change.h"
#include "mech/load/older_than_listing.h"
#include "mech/load/program_start.h"

#define NS_PER_SECOND 1000000000
#define ALLOWANCE NS_PER_SECOND

/* The first of a table whose name has the letters "9999". */
#define CODE_OF_NOBODY ((krb5_error_code)0xf7df7d00)

/* Ages are compared, not times: setting a clock does not change how long ago
 * something was. */
bool
gssksp_started_before(const struct gssksp_times *times)
{
    int64_t program = times->running - times->started;
    int64_t listing = times->now - times->changed;

    return program > listing + ALLOWANCE;
}

bool
gssksp_listed_in_future(const struct gssksp_times *times)
{
    return times->changed > times->now + ALLOWANCE;
}

/* libcom_err has its own words for a code of a table it does not know. */
static bool
has_text(krb5_error_code code)
{
    static const char unknown[] = "Unknown code ";
    const char *text = krb5_get_error_message(NULL, code);
    bool known = strncmp(text, unknown, strlen(unknown)) != 0;

    krb5_free_error_message(NULL, text);
    return known;
}

/* libkrb5 registers the texts of its codes when it is initialized. */
bool
gssksp_kerberos_in_use(void)
{
    return has_text(KRB5KDC_ERR_NAME_EXP);
}

bool
gssksp_sign_is_known(void)
{
    return !has_text(CODE_OF_NOBODY);
}

static int64_t
read_clock(clockid_t id)
{
    struct timespec time = { 0, 0 };

    clock_gettime(id, &time);
    return (int64_t)time.tv_sec * NS_PER_SECOND + time.tv_nsec;
}

/* False where a time cannot be known. */
static bool
read_times(struct gssksp_times *times)
{
    times->changed = gssksp_listing_changed();
    times->now = read_clock(CLOCK_REALTIME);
    times->running = read_clock(CLOCK_BOOTTIME);
    return times->changed != GSSKSP_NEVER &&
        gssksp_program_start("/proc", &times->started);
}

const char *
gssksp_started_before_listing(void)
{
    struct gssksp_times times = { 0, 0, 0, 0 };
    const char *reason = NULL;

    if (!read_times(&times))
        return NULL;
    if (gssksp_listed_in_future(&times))
        reason = "the listing's time lies in the future: touch its files";
    else if (gssksp_started_before(&times))
        reason = "the program used Kerberos before the module was listed";
    return reason;
}

const char *
gssksp_older_than_listing(void)
{
    return gssksp_kerberos_in_use() ? gssksp_started_before_listing() : NULL;
}
