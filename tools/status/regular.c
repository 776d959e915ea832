/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/status/regular.h"

static int
judge(int fd)
{
    struct stat status;
    int error = 0;

    if (fstat(fd, &status) != 0)
        error = errno;
    else if (S_ISDIR(status.st_mode))
        error = EISDIR;
    else if (!S_ISREG(status.st_mode))
        error = EINVAL;
    return error;
}

int
regular_open(const char *path, int *error)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

    *error = fd < 0 ? errno : judge(fd);
    if (fd >= 0 && *error != 0) {
        (void)close(fd);
        fd = -1;
    }
    return fd;
}

FILE *
regular_stream(const char *path, int *error)
{
    int fd = regular_open(path, error);
    FILE *file = fd >= 0 ? fdopen(fd, "r") : NULL;

    if (fd >= 0 && file == NULL) {
        *error = errno;
        (void)close(fd);
    }
    return file;
}
