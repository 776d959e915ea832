/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/status/child.h"
#include "tools/status/relay.h"

#define ENDS 2                  /* standard output and error */
#define MILLISECOND (CHILD_SECOND / 1000)

/* One pipe each: what we read of it, what the child writes to. */
struct pipes {
    int ours[ENDS], theirs[ENDS];
};

static void
close_all(const int *fds)
{
    int i;

    for (i = 0; i < ENDS; i++) {
        if (fds[i] >= 0)
            (void)close(fds[i]);
    }
}

static bool
open_pipes(struct pipes *pipes)
{
    int both[2], i;
    bool ok = true;

    for (i = 0; i < ENDS; i++) {
        ok = ok && pipe2(both, O_CLOEXEC) == 0;
        pipes->ours[i] = ok ? both[0] : -1;
        pipes->theirs[i] = ok ? both[1] : -1;
    }
    return ok;
}

/* Whoever asks may go before there is an answer. */
static void
run(int (*work)(const void *argument), const void *argument,
    const struct pipes *pipes, pid_t parent)
{
    int null = open("/dev/null", O_RDONLY), status;

    if (prctl(PR_SET_PDEATHSIG, (long)SIGKILL, 0L, 0L, 0L) != 0 ||
        getppid() != parent || null < 0 ||
        dup2(null, STDIN_FILENO) < 0 ||
        dup2(pipes->theirs[0], STDOUT_FILENO) < 0 ||
        dup2(pipes->theirs[1], STDERR_FILENO) < 0)
        raise(SIGKILL);
    close_all(pipes->ours);
    close_all(pipes->theirs);
    status = work(argument);
    (void)fflush(stdout);
    (void)fflush(stderr);
    _exit(status);
}

/* False at the end of what there is. */
static bool
hand_on(int from, FILE *to)
{
    char bytes[4096];
    ssize_t n = read(from, bytes, sizeof(bytes));

    if (n > 0)
        (void)fwrite(bytes, 1, (size_t)n, to);
    return n > 0 || (n < 0 && errno == EINTR);
}

/* Until both ends are closed, or time is over. */
static bool
hand_all_on(int *from, long long deadline)
{
    FILE *const to[ENDS] = { stdout, stderr };
    struct pollfd polled[ENDS];
    long long left = 1;
    int i;

    while ((from[0] >= 0 || from[1] >= 0) && left > 0) {
        left = (deadline - child_now()) / MILLISECOND;
        for (i = 0; i < ENDS; i++)
            polled[i] = (struct pollfd){ .fd = from[i], .events = POLLIN };
        if (left <= 0 || poll(polled, ENDS, (int)left) <= 0)
            continue;
        for (i = 0; i < ENDS; i++) {
            if (polled[i].revents != 0 && !hand_on(from[i], to[i])) {
                (void)close(from[i]);
                from[i] = -1;
            }
        }
    }
    return left > 0;
}

static enum relay_end
end_of(pid_t child, bool whole, long long deadline, int *detail)
{
    enum relay_end end = RELAY_SILENT;
    bool ended = whole && child_wait(child, deadline);
    int status;

    if (!child_take(child, &status) || !ended)
        return end;
    if (WIFSIGNALED(status)) {
        *detail = WTERMSIG(status);
        end = RELAY_SIGNAL;
    } else {
        *detail = WEXITSTATUS(status);
        end = RELAY_DONE;
    }
    return end;
}

enum relay_end
relay(int (*work)(const void *argument), const void *argument,
      unsigned int seconds, int *detail)
{
    long long deadline = child_now() + seconds * CHILD_SECOND;
    enum relay_end end = RELAY_NONE;
    pid_t child = -1, parent = getpid();
    struct pipes pipes;

    if (open_pipes(&pipes))
        child = fork();
    *detail = errno;
    if (child == 0)
        run(work, argument, &pipes, parent);
    close_all(pipes.theirs);
    if (child > 0)
        end = end_of(child, hand_all_on(pipes.ours, deadline), deadline,
                     detail);
    close_all(pipes.ours);
    return end;
}
