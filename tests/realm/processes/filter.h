/* SPDX-License-Identifier: MIT */
/* Filters of system calls, for the whole process.  False if there can be
 * none. */
#ifndef TESTS_REALM_PROCESSES_FILTER_H
#define TESTS_REALM_PROCESSES_FILTER_H

#include <linux/seccomp.h>
#include <stdbool.h>

/* Allows what OpenSSH 9.2 allows its unprivileged child, refuses what it
 * refuses, and kills otherwise. */
bool filter_as_sshd(void);

/* ENOSYS, as of an old kernel. */
bool filter_refuse_random(void);

/* EACCES for all that opens a file. */
bool filter_refuse_files(void);

#endif
