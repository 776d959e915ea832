/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mech/load/program.h"

/* What the kernel adds to the name of a file that is no more. */
#define DELETED " (deleted)"

/* A path that is too long is cut off, and then as good as none. */
static bool
read_link(const char *link, char path[PATH_MAX])
{
    ssize_t length = readlink(link, path, PATH_MAX);
    bool whole = length > 0 && length < PATH_MAX;

    path[whole ? length : 0] = '\0';
    return whole;
}

static void
drop_end(char *path, const char *end)
{
    size_t length = strlen(path), n = strlen(end);

    if (length > n && strcmp(path + length - n, end) == 0)
        path[length - n] = '\0';
}

/* Cuts the path in two: the directory stays, the name is returned. */
static const char *
split(char *path)
{
    char *slash = strrchr(path, '/');

    if (slash == NULL || slash == path)
        return NULL;
    *slash = '\0';
    return slash + 1;
}

/* Nobody else can give a file a second name there. */
static bool
is_roots(const char *directory)
{
    struct stat status;

    return stat(directory, &status) == 0 && status.st_uid == 0 &&
        (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

bool
gssksp_program_is(const char *executable, const char *name)
{
    char path[PATH_MAX];
    const char *file;

    if (!read_link(executable, path))
        return false;
    drop_end(path, DELETED);
    file = split(path);
    return file != NULL && strcmp(file, name) == 0 &&
        (getauxval(AT_SECURE) == 0 || is_roots(path));
}
