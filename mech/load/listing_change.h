/* SPDX-License-Identifier: MIT */
/*
 * When what makes the mechglue load the module was changed last: the files
 * that list mechanisms, and the module, which may have come after the line
 * that names it.
 *
 * A change is that of the inode (st_ctime): a package brings files with the
 * time at which it was built.  Of a symbolic link both it and what it leads to
 * count, as with the mechglue.  Times are nanoseconds since the epoch.
 */
#ifndef MECH_LOAD_LISTING_CHANGE_H
#define MECH_LOAD_LISTING_CHANGE_H

#include <stdint.h>

#define GSSKSP_NEVER INT64_MIN

/* The later of *newest and the last change of `path`, if there is such. */
void gssksp_note_change(const char *path, int64_t *newest);

/* The same of a directory and of the files in it that the mechglue reads. */
void gssksp_note_changes(const char *directory, int64_t *newest);

/* Of everything that counts in this process. */
int64_t gssksp_listing_changed(void);

#endif
