/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/status/child.h"
#include "tools/status/relay.h"

#define STANDARD 3              /* descriptors */

/* Of Linux 6.3 and later, where a host may ask for it. */
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

/* Who has started this process, if it is a child of relay()'s. */
static pid_t master;

void
relay_follow(void)
{
    if (master != 0 && !child_follow(master))
        (void)raise(SIGKILL);
}

static void
close_all(const int *fds)
{
    int i;

    for (i = 0; i < STANDARD; i++) {
        if (fds[i] >= 0)
            (void)close(fds[i]);
    }
}

static int
new_file(void)
{
    int fd = memfd_create("gss-ksp", MFD_CLOEXEC | MFD_NOEXEC_SEAL);

    if (fd < 0 && errno == EINVAL)
        fd = memfd_create("gss-ksp", MFD_CLOEXEC);
    return fd;
}

/* In the place of the standard ones: files without a name, which wait for
 * nobody. */
static bool
open_files(int *fds)
{
    bool ok = true;
    int i;

    for (i = 0; i < STANDARD; i++) {
        fds[i] = ok ? new_file() : -1;
        ok = fds[i] >= 0;
    }
    return ok;
}

static void
run(int (*work)(const void *argument), const void *argument, const int *fds)
{
    int status, i;

    relay_follow();
    for (i = 0; i < STANDARD; i++) {
        if (dup2(fds[i], i) < 0)
            (void)raise(SIGKILL);
    }
    child_close_others();
    (void)child_adopt();
    status = work(argument);
    (void)fflush(stdout);
    (void)fflush(stderr);
    _exit(status);
}

static enum relay_end
end_of(pid_t child, long long deadline, int *detail)
{
    enum relay_end end = RELAY_SILENT;
    bool ended = child_wait(child, deadline);
    int status;

    if (!child_take(child, CHILD_SECOND, &status) || !ended)
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

/* At the first that cannot be written it is over: errno is that of it. */
static void
hand_on(int from, FILE *to)
{
    char bytes[4096];
    off_t at = 0;
    ssize_t n;

    do {
        n = pread(from, bytes, sizeof(bytes), at);
        at += n > 0 ? n : 0;
    } while (n > 0 && fwrite(bytes, 1, (size_t)n, to) == (size_t)n);
}

enum relay_end
relay(int (*work)(const void *argument), const void *argument,
      unsigned int seconds, int *detail)
{
    long long deadline = child_now() + seconds * CHILD_SECOND;
    pid_t child = -1, parent = getpid();
    enum relay_end end = RELAY_NONE;
    int fds[STANDARD];

    if (open_files(fds))
        child = fork();
    *detail = errno;
    if (child == 0) {
        master = parent;
        run(work, argument, fds);
    }
    if (child > 0)
        end = end_of(child, deadline, detail);
    if (end == RELAY_DONE) {
        hand_on(fds[STDERR_FILENO], stderr);
        hand_on(fds[STDOUT_FILENO], stdout);
    }
    close_all(fds);
    return end;
}
