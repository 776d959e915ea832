/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/status/bare.h"
#include "tools/status/child.h"
#include "tools/status/in_child.h"

static enum child_end
end_of(int status, int *detail)
{
    enum child_end end = CHILD_DONE;

    *detail = 0;
    if (WIFSIGNALED(status)) {
        *detail = WTERMSIG(status);
        end = *detail == SIGXCPU ? CHILD_TIMEOUT : CHILD_SIGNAL;
    } else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        end = CHILD_NONE;
    }
    return end;
}

/* With all that it has started. */
static enum child_end
take_end(pid_t child, long long deadline, int *detail)
{
    enum child_end end = CHILD_TIMEOUT;
    bool ended = child_wait(child, deadline), taken;
    int status;

    (void)kill(-child, SIGKILL);
    taken = child_take(child, CHILD_SECOND, &status);
    child_end_all();
    if (ended && taken)
        end = end_of(status, detail);
    return end;
}

static void
run(void (*work)(const void *argument, void *found), const void *argument,
    void *shared, pid_t parent)
{
    if (!bare_become(parent, CHILDREN_SECONDS))
        _exit(1);
    work(argument, shared);
    _exit(0);
}

enum child_end
in_child_for(unsigned int seconds,
             void (*work)(const void *argument, void *found),
             const void *argument, void *found, size_t size, int *detail)
{
    static long long left = CHILDREN_SECONDS * CHILD_SECOND;
    long long start = child_now(), most = seconds * CHILD_SECOND;
    enum child_end end = CHILD_NONE;
    pid_t child, parent = getpid();
    void *shared;

    memset(found, 0, size);
    *detail = ETIME;
    if (left <= 0)
        return CHILD_NONE;
    /* What a child that dies has found so far is there. */
    shared = mmap(NULL, size, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    *detail = errno;
    if (shared == MAP_FAILED)
        return CHILD_NONE;
    child = fork();
    if (child == 0)
        run(work, argument, shared, parent);
    *detail = errno;
    if (child > 0)
        end = take_end(child, start + (most < left ? most : left), detail);
    memcpy(found, shared, size);
    (void)munmap(shared, size);
    left -= child_now() - start;
    return end;
}

enum child_end
in_child(void (*work)(const void *argument, void *found),
         const void *argument, void *found, size_t size, int *detail)
{
    return in_child_for(CHILD_SECONDS, work, argument, found, size, detail);
}

void
in_child_settle(bool *found)
{
    unsigned char byte;

    memcpy(&byte, found, sizeof(byte));
    *found = byte != 0;
}

void
in_child_end(char *text, size_t size)
{
    text[size - 1] = '\0';
}
