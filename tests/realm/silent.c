/* SPDX-License-Identifier: MIT */
/*
 * silent FILE USER: a process of that user which seems to have loaded FILE,
 * below a memory file system, and whose memory of it never comes to whoever
 * reads it: it asks the kernel to be asked for every page, and does not answer.
 * Prints "waiting", and reads a line.  Exit status 77 where the kernel has no
 * such service; needs root, to be asked also for what others read.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SIZE 65536
#define NO_SERVICE 77

static void *
map(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

    if (fd < 0 || ftruncate(fd, SIZE) != 0)
        return MAP_FAILED;
    return mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0);
}

static bool
be_silent(void *memory)
{
    int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC);
    struct uffdio_api api = { .api = UFFD_API };
    struct uffdio_register range = {
        .range = { .start = (uintptr_t)memory, .len = SIZE },
        .mode = UFFDIO_REGISTER_MODE_MISSING
    };

    return fd >= 0 && ioctl(fd, UFFDIO_API, &api) == 0 &&
        ioctl(fd, UFFDIO_REGISTER, &range) == 0;
}

int
main(int argc, char **argv)
{
    void *memory = argc == 3 ? map(argv[1]) : MAP_FAILED;
    uid_t user;

    if (memory == MAP_FAILED)
        return 2;
    if (!be_silent(memory))
        return NO_SERVICE;
    user = (uid_t)strtoul(argv[2], NULL, 10);
    if (setresgid(user, user, user) != 0 || setresuid(user, user, user) != 0)
        return 2;
    puts("waiting");
    (void)fflush(stdout);
    (void)getchar();
    return 0;
}
