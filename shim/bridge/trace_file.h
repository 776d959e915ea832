/* SPDX-License-Identifier: MIT */
/*
 * The files that a trace may be appended to.
 *
 *   - A regular file that we create, with mode 0600, or that is there, has
 *     one name and belongs to the effective user or to root.  The last part
 *     of its path is no symbolic link.  Nothing else is so much as opened.
 *   - The program's standard output or error, by the names /dev/stdout and
 *     /dev/stderr alone, if it is a regular file, pipe, socket or terminal.
 *
 * Each returns a descriptor for gssksp_sink_open; or -1, and *why says why, in
 * static memory.
 */
#ifndef SHIM_BRIDGE_TRACE_FILE_H
#define SHIM_BRIDGE_TRACE_FILE_H

#include <stdbool.h>

/* The first kind alone. */
int gssksp_trace_file_open(const char *path, const char **why);

/* Whether that would open an absolute path; none is created, and nothing
 * changes. */
bool gssksp_trace_file_is_fit(const char *path, const char **why);

/* Either. */
int gssksp_trace_name_open(const char *name, const char **why);

#endif
