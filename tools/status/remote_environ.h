/* SPDX-License-Identifier: MIT */
/*
 * The environment that a process has in its memory, as it is now.  Programs
 * that write a title over the place where the kernel put it (sshd) have it
 * nowhere else.  Nothing that is read is trusted.
 */
#ifndef TOOLS_STATUS_REMOTE_ENVIRON_H
#define TOOLS_STATUS_REMOTE_ENVIRON_H

#include <stdbool.h>
#include <sys/types.h>

/* Calls `note` for each "NAME=VALUE"; a long one is cut off.  False if it
 * cannot be found or read. */
bool remote_environ(pid_t pid, void (*note)(void *data, const char *text),
                    void *data);

#endif
