/* SPDX-License-Identifier: MIT */
/*
 * Whether code of a file may be run, or a file be read by code that does what
 * it says: if it is root's, or belongs to the user who asks, and with it every
 * directory and link on the way to it; and nobody else may write to any of
 * them.  In a directory like /tmp, where everybody may make files and nobody
 * may remove another's, it is so of files that are there.
 */
#ifndef TOOLS_STATUS_TRUSTED_H
#define TOOLS_STATUS_TRUSTED_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* For the path of a file that need not be there.  If not, `why` names what is
 * not, and says what it is. */
bool trusted_file(const char *path, uid_t user, char *why, size_t size);

/* For each of a list with colons between, as KRB5_CONFIG has it. */
bool trusted_files(const char *paths, uid_t user, char *why, size_t size);

#endif
