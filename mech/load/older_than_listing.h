/* SPDX-License-Identifier: MIT */
/*
 * Whether the module comes too late for this process.
 *
 * The mechglue looks at its files again while a program runs, and takes a
 * module up that was listed meanwhile.  A credential that the program has
 * acquired before is kept under the real mechanism's OID, and is not found
 * afterwards: inquiring it fails, and an initiator silently uses the default
 * credential cache, another identity.
 *
 * Nothing that the mechglue shows to a module tells whether there are such
 * credentials, so it is inferred from two signs together:
 *
 *   - libkrb5 is in use: nobody gets a credential without it.  Where it is
 *     not, GSS-API has made nothing yet that the module could lose.
 *   - The program was started (program_start.h) before the last change of what
 *     makes the mechglue load the module (listing_change.h).  A program that
 *     was started after it has had the module from its first call.
 *
 * A change in the future tells that the clock was set back since, nobody knows
 * how far: such a process counts as older, and the reason names the remedy.
 * Where a time cannot be known, as without /proc, the module is not late.
 */
#ifndef MECH_LOAD_OLDER_THAN_LISTING_H
#define MECH_LOAD_OLDER_THAN_LISTING_H

#include <stdbool.h>
#include <stdint.h>

/* All in nanoseconds.  A clock of the first kind may be set, one of the
 * second goes on evenly. */
struct gssksp_times {
    int64_t now;                    /* CLOCK_REALTIME */
    int64_t changed;                /* the listing, by the same clock */
    int64_t running;                /* CLOCK_BOOTTIME */
    int64_t started;                /* the program, by the same clock */
};

/* Whether the program was started before the change.  A second is allowed
 * for: the times are those of two clocks, neither of them fine, and a script
 * may write the file and then execute the program in its own place. */
bool gssksp_started_before(const struct gssksp_times *times);

/* Whether the clock was set back after the change. */
bool gssksp_listed_in_future(const struct gssksp_times *times);

/* Whether libkrb5 has been initialized in this process. */
bool gssksp_kerberos_in_use(void);

/* Whether that is told as the above takes it to be: a code that nobody has
 * registered has the text of such. */
bool gssksp_sign_is_known(void);

/* The answer where Kerberos counts as in use. */
const char *gssksp_started_before_listing(void);

/* Why the program counts as older than the listing; NULL if it does not.  To
 * be asked when the module is loaded.  Costs a look at an error table, and a
 * few files only where that says that Kerberos is in use. */
const char *gssksp_older_than_listing(void);

#endif
