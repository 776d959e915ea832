/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/status/in_child.h"

/* A module that asks a daemon may take a while. */
#define SECONDS 10

static void
be_quiet(void)
{
    static const struct rlimit no_core = { 0, 0 };
    int null = open("/dev/null", O_RDWR);

    (void)setrlimit(RLIMIT_CORE, &no_core);
    if (null >= 0) {
        (void)dup2(null, STDIN_FILENO);
        (void)dup2(null, STDOUT_FILENO);
        (void)dup2(null, STDERR_FILENO);
    }
    (void)signal(SIGALRM, SIG_DFL);
    (void)alarm(SECONDS);
}

static enum child_end
end_of(int status, int *detail)
{
    enum child_end end = CHILD_DONE;

    *detail = 0;
    if (WIFSIGNALED(status)) {
        *detail = WTERMSIG(status);
        end = *detail == SIGALRM ? CHILD_TIMEOUT : CHILD_SIGNAL;
    } else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        end = CHILD_NONE;
    }
    return end;
}

enum child_end
in_child(void (*work)(const void *argument, void *found),
         const void *argument, void *found, size_t size, int *detail)
{
    enum child_end end = CHILD_NONE;
    void *shared;
    int status;
    pid_t child;

    memset(found, 0, size);
    *detail = 0;
    /* What a child that dies has found so far is there. */
    shared = mmap(NULL, size, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) {
        *detail = errno;
        return CHILD_NONE;
    }
    child = fork();
    if (child == 0) {
        be_quiet();
        work(argument, shared);
        _exit(0);
    }
    *detail = errno;
    if (child > 0 && waitpid(child, &status, 0) == child)
        end = end_of(status, detail);
    memcpy(found, shared, size);
    (void)munmap(shared, size);
    return end;
}
