/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "tools/status/proc_file.h"

bool
proc_read(pid_t pid, const char *name, void *to, size_t size,
          size_t *length)
{
    char path[64];
    ssize_t n = 1;
    int fd;

    *length = 0;
    (void)snprintf(path, sizeof(path), "/proc/%ld/%s", (long)pid, name);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && n > 0 && *length < size) {
        n = read(fd, (char *)to + *length, size - *length);
        *length += n > 0 ? (size_t)n : 0;
    }
    if (fd >= 0)
        (void)close(fd);
    return fd >= 0 && n == 0;
}
