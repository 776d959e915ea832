/* SPDX-License-Identifier: MIT */
/*
 * Since when this process has run its program.
 *
 * A process that was forked and has executed nothing since has the memory,
 * and with it the credentials, of the one it was forked from: its program
 * runs since that one was started.  So the line of parents is followed through
 * /proc back to the process that executed the program.
 *
 * Whether a process has executed anything since it was forked is one of the
 * kernel's flags.  Its parent need not be the one it was forked from, which
 * may have ended: the two have the same stack, or, where the kernel does not
 * show that of another user's process, the same name.  Where the parent has
 * ended, the leaders of its process group and of its session are looked at
 * in the same way.
 */
#ifndef MECH_LOAD_PROGRAM_START_H
#define MECH_LOAD_PROGRAM_START_H

#include <stdbool.h>
#include <stdint.h>

/* Fields of /proc/PID/stat, by the numbers that proc(5) gives them. */
enum gssksp_stat_field {
    GSSKSP_STAT_PARENT = 4,
    GSSKSP_STAT_GROUP = 5,
    GSSKSP_STAT_SESSION = 6,
    GSSKSP_STAT_FLAGS = 9,
    GSSKSP_STAT_START = 22,         /* in clock ticks after the boot */
    GSSKSP_STAT_STACK = 28,         /* 0 where it is not to be seen */
    GSSKSP_STAT_FIELDS
};

struct gssksp_process {
    char name[65];
    uint64_t field[GSSKSP_STAT_FIELDS];
};

/* Takes /proc/PID/stat apart.  False if it is not one: *process is then of no
 * use. */
bool gssksp_stat_parse(const char *text, struct gssksp_process *process);

/* When the program of this process was started, in nanoseconds of
 * CLOCK_BOOTTIME; `proc` is "/proc".  False if that cannot be read. */
bool gssksp_program_start(const char *proc, int64_t *start);

#endif
