/* SPDX-License-Identifier: MIT */
/* Files that somebody else names: what is behind a name is seen when it is
 * open, and to open it waits for nobody. */
#ifndef TOOLS_STATUS_REGULAR_H
#define TOOLS_STATUS_REGULAR_H

#include <stdio.h>

/* A descriptor for reading, or -1 and *error is errno: EISDIR for a
 * directory, EINVAL for what is no regular file. */
int regular_open(const char *path, int *error);

/* The same as a stream, or NULL. */
FILE *regular_stream(const char *path, int *error);

#endif
