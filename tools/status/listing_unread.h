/* SPDX-License-Identifier: MIT */
/* Files that list the module and that MIT's library does not read. */
#ifndef TOOLS_STATUS_LISTING_UNREAD_H
#define TOOLS_STATUS_LISTING_UNREAD_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "tools/status/listing.h"

#define UNREAD_FILES 16

struct unread_file {
    char path[PATH_MAX];
    char why[256];
};

struct listing_unread {
    size_t n;
    struct unread_file files[UNREAD_FILES];
    char directory[PATH_MAX];   /* of mech.d, if it cannot be read */
    int error;                  /* errno of that */
};

/* NULL without memory; free() it. */
struct listing_unread *listing_find_unread(const struct host_library *library,
                                           const struct listing *listing);

#endif
