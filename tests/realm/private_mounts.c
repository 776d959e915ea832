/* SPDX-License-Identifier: MIT */
/*
 * private_mounts COMMAND [ARG...]: run a command as root in a mount
 * namespace of its own, so that what it mounts is seen by nobody else.
 *
 * unshare(1) does the same, but not from within a chroot: there "/" is no
 * mount point and its propagation cannot be changed.  So the process goes
 * to the real root of its new namespace for a moment (setns to one's own
 * namespace does that), makes every mount private, and comes back.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

static void
die(const char *what)
{
    perror(what);
    exit(125);
}

static int
open_or_die(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC);

    if (fd < 0)
        die(path);
    return fd;
}

/* To the real root of the namespace we are in. */
static void
leave_chroot(void)
{
    int ns = open_or_die("/proc/self/ns/mnt", O_RDONLY);

    if (setns(ns, CLONE_NEWNS) != 0)
        die("setns");
    (void)close(ns);
}

/* Back to where root and the current directory were. */
static void
return_to(int root, int cwd)
{
    if (fchdir(root) != 0 || chroot(".") != 0 || fchdir(cwd) != 0)
        die("chroot");
    (void)close(root);
    (void)close(cwd);
}

int
main(int argc, char **argv)
{
    int root, cwd;

    if (argc < 2) {
        fprintf(stderr, "usage: private_mounts COMMAND [ARG...]\n");
        return 125;
    }
    if (unshare(CLONE_NEWNS) != 0)
        die("unshare");
    root = open_or_die("/", O_PATH | O_DIRECTORY);
    cwd = open_or_die(".", O_PATH | O_DIRECTORY);
    leave_chroot();
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        die("mount");
    return_to(root, cwd);
    (void)execvp(argv[1], argv + 1);
    perror(argv[1]);
    return 126;
}
