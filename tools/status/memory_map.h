/* SPDX-License-Identifier: MIT */
/* /proc/PID/maps: which files a process has in memory. */
#ifndef TOOLS_STATUS_MEMORY_MAP_H
#define TOOLS_STATUS_MEMORY_MAP_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct mapping {
    uint64_t start;
    uint64_t offset;            /* in the file */
    uint64_t inode;
    unsigned int major, minor;  /* of the device */
    bool deleted;               /* the file's name is gone */
    char path[PATH_MAX];        /* without the kernel's " (deleted)" */
};

/* Takes one line apart, which is changed.  False if it is none of a file. */
bool memory_map_parse(char *line, struct mapping *mapping);

/* Calls `visit` for each line of a file, until it returns false.  False if the
 * map cannot be read: errno says why. */
bool memory_map_visit(pid_t pid,
                      bool (*visit)(const struct mapping *mapping,
                                    void *data),
                      void *data);

#endif
