/* SPDX-License-Identifier: MIT */
/*
 * Which program a process runs, by what whoever started it cannot choose.
 *
 * argv[0], and so program_invocation_name, is the caller's to choose, and a
 * link is as good for AT_EXECFN and for the name in /proc/self/stat.  The
 * kernel's own link /proc/self/exe leads past symbolic links to the file
 * that was executed.  What is left is a hard link, which needs a directory
 * that the caller can write to.
 */
#ifndef MECH_LOAD_PROGRAM_H
#define MECH_LOAD_PROGRAM_H

#include <stdbool.h>

#define GSSKSP_EXECUTABLE "/proc/self/exe"

/*
 * Whether the program's file has that name, and, where the program has other
 * rights than its caller (AT_SECURE), is in a directory that only root can
 * write to.  `executable` is GSSKSP_EXECUTABLE but in tests.  A file that was
 * replaced since counts; where the link cannot be read the answer is no.
 */
bool gssksp_program_is(const char *executable, const char *name);

#endif
