/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tools/status/child.h"

#define FIRST 3                 /* descriptor that is not standard */
#define SHORTEST_NAP 200000L    /* nanoseconds */
#define LONGEST_NAP 20000000L

static bool adopting;

long long
child_now(void)
{
    struct timespec time;

    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * CHILD_SECOND + time.tv_nsec;
}

bool
child_follow(pid_t parent)
{
    return prctl(PR_SET_PDEATHSIG, (long)SIGKILL, 0L, 0L, 0L) == 0 &&
        getppid() == parent;
}

static void
close_one_by_one(void)
{
    struct rlimit limit = { 0, 0 };
    rlim_t fd, end = 65536;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < end)
        end = limit.rlim_cur;
    for (fd = FIRST; fd < end; fd++)
        (void)close((int)fd);
}

void
child_close_others(void)
{
#ifdef SYS_close_range
    if (syscall(SYS_close_range, (unsigned int)FIRST, ~0U, 0U) == 0)
        return;
#endif
    close_one_by_one();
}

static void
nap(long *length)
{
    const struct timespec time = { 0, *length };

    (void)nanosleep(&time, NULL);
    *length = *length * 2 < LONGEST_NAP ? *length * 2 : LONGEST_NAP;
}

/* The child stays, as a zombie, and with it its number. */
static bool
has_ended(pid_t child)
{
    siginfo_t info = { 0 };

    return waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) !=
        0 || info.si_pid == child;
}

/* How long the child takes is not the child's to say. */
bool
child_wait(pid_t child, long long deadline)
{
    long length = SHORTEST_NAP;
    bool ended = has_ended(child);

    while (!ended && child_now() < deadline) {
        nap(&length);
        ended = has_ended(child);
    }
    return ended;
}

bool
child_take(pid_t child, long long patience, int *status)
{
    (void)kill(child, SIGKILL);
    return child_wait(child, child_now() + patience) &&
        waitpid(child, status, WNOHANG) == child;
}

bool
child_adopt(void)
{
    adopting = prctl(PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L) == 0;
    return adopting;
}

static size_t
kill_children(void)
{
    FILE *file = fopen("/proc/thread-self/children", "re");
    size_t n = 0;
    long pid;

    while (file != NULL && fscanf(file, "%ld", &pid) == 1) {
        (void)kill((pid_t)pid, SIGKILL);
        n++;
    }
    if (file != NULL)
        (void)fclose(file);
    return n;
}

/* Those that are killed leave their own children behind in turn. */
void
child_end_all(void)
{
    long long deadline = child_now() + CHILD_SECOND;
    long length = SHORTEST_NAP;

    while (adopting && kill_children() > 0 && child_now() < deadline) {
        nap(&length);
        while (waitpid(-1, NULL, WNOHANG) > 0)
            continue;
    }
}
