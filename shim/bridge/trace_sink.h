/* SPDX-License-Identifier: MIT */
/*
 * A place that lines of the trace go to: a file, pipe, terminal or socket.
 *
 * Its descriptor is high, closed on exec, and the program's to close.  So
 * each line is preceded by a look at what the number stands for; if that is
 * not what was opened, nothing is written and this place is at its end.  What
 * is left is a moment between look and write, in which another thread would
 * have to close the number and be given it again.
 *
 * No line waits for a reader, a terminal or a lock, is a point where a
 * thread is cancelled, changes errno, or raises SIGPIPE, SIGXFSZ or SIGTTOU
 * in the program: what cannot be written so is left out.  So is what a file
 * has no room for under the limit of file size that the process had when it
 * was opened, but for the moment between look and write, in which another
 * process may make the file longer.  A file takes as long as its file system
 * does.
 *
 * System calls of a line: fstat (newfstatat in glibc), and to a socket
 * sendto; else rt_sigprocmask, write and rt_sigprocmask; rt_sigpending where
 * the program blocks one of the signals, rt_sigtimedwait where one was raised.
 */
#ifndef SHIM_BRIDGE_TRACE_SINK_H
#define SHIM_BRIDGE_TRACE_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/types.h>

struct gssksp_sink {
    _Atomic int fd;             /* negative: none at first, or none any more */
    /* What was opened; set before fd. */
    dev_t device;
    ino_t inode;
    mode_t type;
    rlim_t most;                /* bytes that a file may have */
};

/* No descriptor at first, and none ever again. */
#define GSSKSP_SINK_NOT_OPENED (-1)
#define GSSKSP_SINK_LOST (-2)

/* Takes a descriptor over, under another number; false, and it is closed, if
 * that cannot be had.  Not for two threads at a time. */
bool gssksp_sink_open(struct gssksp_sink *sink, int fd);

bool gssksp_sink_is_open(const struct gssksp_sink *sink);

/* Writes a line with one system call; false if it is lost.  Any thread. */
bool gssksp_sink_put(struct gssksp_sink *sink, const char *line,
                     size_t length);

/* What an errno means, in English; static memory. */
const char *gssksp_sink_error(int error);

#endif
