/* SPDX-License-Identifier: MIT */
/*
 * The file the trace is appended to.
 *
 * What may be written to, at open:
 *   - A regular file that we create, with mode 0600, or that is there, has
 *     one name and belongs to the effective user or to root.  The last part
 *     of its path is no symbolic link.  Nothing else is so much as opened.
 *   - The program's standard output or error, by the names /dev/stdout and
 *     /dev/stderr alone, if it is a regular file, pipe, socket or terminal.
 *
 * The descriptor is high, closed on exec, and the program's to close.  So
 * each line is preceded by a look at what the number stands for; if that is
 * not the file that was opened, nothing is written and the trace is at its
 * end.  What is left is a moment between look and write, in which another
 * thread would have to close the number and be given it again.
 *
 * No line waits for a reader, a terminal or a lock, is a point where a
 * thread is cancelled, changes errno, or raises SIGPIPE, SIGXFSZ or SIGTTOU
 * in the program: what cannot be written so is left out.  A file takes as
 * long as its file system does.
 *
 * System calls of a line: rt_sigprocmask, fstat (newfstatat in glibc), write
 * or, to a socket, sendto, and rt_sigprocmask; rt_sigpending where the
 * program blocks one of the signals, rt_sigtimedwait where one was raised.
 */
#ifndef SHIM_BRIDGE_TRACE_FILE_H
#define SHIM_BRIDGE_TRACE_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* Opens the file unless one was opened before; false if there is none to
 * write to.  Not for two threads at a time. */
bool gssksp_trace_file_open(const char *path);

/* Whether there is a file to write to: a load of a variable. */
bool gssksp_trace_file_is_open(void);

/* Appends a line by one system call.  Any thread. */
void gssksp_trace_file_append(const char *line, size_t length);

#endif
