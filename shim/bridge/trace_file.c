/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bridge/trace_file.h"
#include "bridge/trace_sink.h"

#define FLAGS (O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | \
               O_NONBLOCK)

/* A second name may be a link somebody else has made, to have a file of ours
 * written to. */
static bool
is_to_be_trusted(const struct stat *status)
{
    return S_ISREG(status->st_mode) && status->st_nlink <= 1 &&
        (status->st_uid == geteuid() || status->st_uid == 0);
}

/* A look first: to open a device or a FIFO, without more, can have effects. */
static int
open_present(const char *path, int flags, const char **why)
{
    struct stat status;
    int fd = -1;

    *why = "no file with a single name, of this user's or root's";
    if (lstat(path, &status) == 0 && is_to_be_trusted(&status)) {
        fd = open(path, flags);
        if (fd < 0)
            *why = gssksp_sink_error(errno);
    }
    if (fd >= 0 && (fstat(fd, &status) != 0 || !is_to_be_trusted(&status))) {
        close(fd);
        fd = -1;
    }
    return fd;
}

int
gssksp_trace_file_open(const char *path, const char **why)
{
    int fd = open(path, FLAGS | O_CREAT | O_EXCL, 0600);

    if (fd < 0 && errno == EEXIST)
        fd = open_present(path, FLAGS, why);
    else if (fd < 0)
        *why = gssksp_sink_error(errno);
    return fd;
}

/* Whether a file could be made there; the path is absolute. */
static bool
may_create(const char *path, const char **why)
{
    const char *slash = strrchr(path, '/');
    char directory[PATH_MAX];
    bool may;

    (void)snprintf(directory, sizeof(directory), "%.*s/.",
                   (int)(slash - path), path);
    may = faccessat(AT_FDCWD, directory, W_OK | X_OK, AT_EACCESS) == 0;
    if (!may)
        *why = gssksp_sink_error(errno);
    return may;
}

bool
gssksp_trace_file_is_fit(const char *path, const char **why)
{
    struct stat status;
    int fd;

    if (lstat(path, &status) != 0 && errno == ENOENT)
        return may_create(path, why);
    fd = open_present(path, FLAGS, why);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

/* A pipe or terminal of the program's, opened anew: whether one waits is a
 * property of the opening, and the program's own must stay as it is. */
static int
open_again(int number)
{
    char path[sizeof("/proc/self/fd/") + 11];

    snprintf(path, sizeof(path), "/proc/self/fd/%d", number);
    return open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

/* A file must not be opened again: two openings have two places in it.  *why
 * stays as it is where neither is tried. */
static int
open_of_kind(int number, mode_t mode, const char **why)
{
    int fd;

    if (S_ISREG(mode) || S_ISSOCK(mode))
        fd = fcntl(number, F_DUPFD_CLOEXEC, 0);
    else if (S_ISFIFO(mode) || isatty(number))
        fd = open_again(number);
    else
        return -1;
    if (fd < 0)
        *why = gssksp_sink_error(errno);
    return fd;
}

static int
open_standard(int number, const char **why)
{
    struct stat status;
    int fd = -1, mode = fcntl(number, F_GETFL);

    *why = "it is not open for writing, or a device";
    if (mode >= 0 && (mode & O_ACCMODE) != O_RDONLY &&
        fstat(number, &status) == 0)
        fd = open_of_kind(number, status.st_mode, why);
    return fd;
}

int
gssksp_trace_name_open(const char *name, const char **why)
{
    int fd;

    if (strcmp(name, "/dev/stdout") == 0)
        fd = open_standard(STDOUT_FILENO, why);
    else if (strcmp(name, "/dev/stderr") == 0)
        fd = open_standard(STDERR_FILENO, why);
    else
        fd = gssksp_trace_file_open(name, why);
    return fd;
}
