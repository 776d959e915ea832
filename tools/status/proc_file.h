/* SPDX-License-Identifier: MIT */
/* A file that the kernel has of a process. */
#ifndef TOOLS_STATUS_PROC_FILE_H
#define TOOLS_STATUS_PROC_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Up to `size` bytes of /proc/PID/NAME; *length is how many there are.  True
 * if its end was seen, false too if it is just as long: how long it is may be
 * the process's to say.
 */
bool proc_read(pid_t pid, const char *name, void *to, size_t size,
               size_t *length);

#endif
