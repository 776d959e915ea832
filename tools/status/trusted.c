/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "tools/status/trusted.h"

#define LINKS_MAX 40            /* as the kernel's */

/* A way that is gone step by step. */
struct way {
    uid_t user;
    char done[PATH_MAX];        /* what was seen; no link is in it */
    char rest[PATH_MAX];        /* what is to come */
    unsigned int links;
    const char *wrong;
};

/* Links of /proc lead to what is nowhere else, and change. */
static bool
is_proc(const char *path)
{
    struct statfs status;

    return statfs(path, &status) != 0 || status.f_type == PROC_SUPER_MAGIC;
}

static bool
others_write(const struct stat *status)
{
    return !S_ISLNK(status->st_mode) &&
        (status->st_mode & (S_IWGRP | S_IWOTH)) != 0;
}

static void
judge(struct way *way, const struct stat *status)
{
    bool sticky = S_ISDIR(status->st_mode) &&
        (status->st_mode & S_ISVTX) != 0;

    if (status->st_uid != 0 && status->st_uid != way->user)
        way->wrong = "is not root's";
    else if (others_write(status) && !sticky)
        way->wrong = "can be written to by others than root";
}

/* What is not there must not be for others to make. */
static void
judge_missing(struct way *way, char *slash)
{
    struct stat status;

    *slash = '\0';
    if (stat(way->done[0] != '\0' ? way->done : "/", &status) != 0 ||
        others_write(&status))
        way->wrong = "is not root's";
    *slash = '/';
}

/* Puts text in front of what is to come; false if there is no room. */
static bool
put_before(struct way *way, const char *text)
{
    char rest[PATH_MAX];
    int n;

    memcpy(rest, way->rest, sizeof(rest));
    n = snprintf(way->rest, sizeof(way->rest), "%.*s/%.*s", PATH_MAX / 2,
                 text, PATH_MAX / 2, rest);
    return n >= 0 && strlen(text) < PATH_MAX / 2 &&
        strlen(rest) < PATH_MAX / 2;
}

static void
follow(struct way *way, char *slash)
{
    char target[PATH_MAX];
    ssize_t length = readlink(way->done, target, sizeof(target) - 1);

    target[length > 0 ? length : 0] = '\0';
    *slash = '\0';
    if (target[0] == '/')
        way->done[0] = '\0';
    if (length <= 0 || ++way->links > LINKS_MAX ||
        !put_before(way, target))
        way->wrong = "cannot be followed";
}

static void
go_back(struct way *way)
{
    char *slash = strrchr(way->done, '/');

    if (slash != NULL)
        *slash = '\0';
}

/* The next part of the path, cut off what is to come. */
static void
take_part(struct way *way, char part[NAME_MAX + 1])
{
    const char *at = way->rest + strspn(way->rest, "/");
    size_t length = strcspn(at, "/");

    part[0] = '\0';
    if (length > NAME_MAX)
        way->wrong = "has too long a name";
    else
        (void)snprintf(part, NAME_MAX + 1, "%.*s", (int)length, at);
    memmove(way->rest, at + length, strlen(at + length) + 1);
}

/* False at the end: of the path, or of what is there. */
static bool
step(struct way *way)
{
    size_t length = strlen(way->done);
    char part[NAME_MAX + 1];
    struct stat status;

    take_part(way, part);
    if (part[0] == '\0')
        return false;
    if (strcmp(part, ".") == 0)
        return true;
    if (strcmp(part, "..") == 0) {
        go_back(way);
        return true;
    }
    if (length + 1 + strlen(part) >= sizeof(way->done)) {
        way->wrong = "has too long a name";
        return false;
    }
    way->done[length] = '/';
    memcpy(way->done + length + 1, part, strlen(part) + 1);
    if (lstat(way->done, &status) != 0) {
        judge_missing(way, way->done + length);
        return false;
    }
    judge(way, &status);
    if (way->wrong == NULL && S_ISLNK(status.st_mode))
        follow(way, way->done + length);
    else if (way->wrong == NULL && is_proc(way->done))
        way->wrong = "is not a file";
    return true;
}

bool
trusted_file(const char *path, uid_t user, char *why, size_t size)
{
    struct way way = { .user = user };
    struct stat status;

    why[0] = '\0';
    (void)snprintf(way.rest, sizeof(way.rest), "%s", path);
    if (path[0] != '/' || strlen(path) >= sizeof(way.rest)) {
        (void)snprintf(why, size, "%.256s is no absolute path", path);
        return false;
    }
    if (stat("/", &status) == 0)
        judge(&way, &status);
    else
        way.wrong = "cannot be seen";
    while (way.wrong == NULL && step(&way))
        ;
    if (way.wrong != NULL)
        (void)snprintf(why, size, "%.256s %s",
                       way.done[0] != '\0' ? way.done : "/", way.wrong);
    return way.wrong == NULL;
}

bool
trusted_files(const char *paths, uid_t user, char *why, size_t size)
{
    char path[PATH_MAX];
    bool ok = true;
    size_t length;

    why[0] = '\0';
    while (ok && *paths != '\0') {
        length = strcspn(paths, ":");
        (void)snprintf(path, sizeof(path), "%.*s", (int)length, paths);
        ok = length == 0 || (length < sizeof(path) &&
                             trusted_file(path, user, why, size));
        paths += length;
        paths += *paths == ':' ? 1 : 0;
    }
    return ok;
}
