/* SPDX-License-Identifier: MIT */
/* A process that makes another, in every way that Linux has, and both go
 * on. */
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "realm/processes/life.h"

#define STATUS 7
#define STACK 262144

static void
say_end(struct life *life, pid_t pid)
{
    int status = -1;

    if (pid < 0 || waitpid(pid, &status, __WALL) != pid)
        watch_say(life->seen, "no child\n");
    watch_say(life->seen, "the child ends: %x\n", (unsigned)status);
}

/* ---- a child with a copy --------------------------------------------- */

static void
tell_child(struct life *life)
{
    life_messages(life, &life->talks[0], "child");
    life_export(life, &life->talks[1], ACCEPTOR);
    life_end(life, "child");
}

static pid_t
by_fork(void)
{
    return fork();
}

static pid_t
by_bare_fork(void)
{
    return _Fork();
}

static pid_t
by_clone(void)
{
    return (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

static pid_t
by_clone3(void)
{
    struct clone_args args = { .exit_signal = SIGCHLD };

    return (pid_t)syscall(SYS_clone3, &args, sizeof(args));
}

static pid_t
by_sharing_clone(void)
{
    return (pid_t)syscall(SYS_clone, SIGCHLD | CLONE_FILES | CLONE_FS |
                          CLONE_SYSVSEM, 0, 0, 0, 0);
}

static void
copied(struct life *life, pid_t (*divide)(void), bool leaves)
{
    pid_t pid;

    life_messages(life, &life->talks[0], "before");
    pid = divide();
    if (pid == 0) {
        tell_child(life);
        if (leaves)
            exit(STATUS);
        _exit(STATUS);
    }
    life->seen->stage = STAGE_THREAD;
    say_end(life, pid);
    life->seen->stage = STAGE_WARM;
    life_messages(life, &life->talks[0], "parent");
    life_export(life, &life->talks[1], ACCEPTOR);
    life_end(life, "parent");
}

static void
tell_fork(struct life *life)
{
    copied(life, by_fork, false);
}

static void
tell_fork_exit(struct life *life)
{
    copied(life, by_fork, true);
}

static void
tell_bare_fork(struct life *life)
{
    copied(life, by_bare_fork, false);
}

static void
tell_clone(struct life *life)
{
    copied(life, by_clone, false);
}

static void
tell_clone3(struct life *life)
{
    copied(life, by_clone3, false);
}

static void
tell_sharing_clone(struct life *life)
{
    copied(life, by_sharing_clone, false);
}

/* A child of a child of a child; each goes on when its own has ended. */
static void
tell_generations(struct life *life)
{
    int depth;
    pid_t pid = 0;

    for (depth = 0; depth < 3 && pid == 0; depth++) {
        life_messages(life, &life->talks[0], "generation");
        pid = depth % 2 == 0 ? fork() : _Fork();
        if (pid > 0)
            say_end(life, pid);
    }
    life_messages(life, &life->talks[0], "at last");
    life_end(life, "process");
    if (depth > 1 || pid == 0)
        _exit(STATUS);
}

/* Only the thread that forks is there in the child. */
static void *
fork_in_thread(void *arg)
{
    copied(arg, by_fork, true);
    return NULL;
}

static void
tell_in_thread(struct life *life)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, fork_in_thread, life) == 0)
        pthread_join(thread, NULL);
}

/* ---- a child with the same memory ------------------------------------ */

static atomic_bool ended;

static int
use_shared(void *arg)
{
    struct life *life = arg;

    life_messages(life, &life->talks[0], "child");
    ended = true;
    return STATUS;
}

static void
tell_vfork(struct life *life)
{
    pid_t pid;

    life_messages(life, &life->talks[0], "before");
    pid = vfork();
    if (pid == 0)
        _exit(use_shared(life));
    life->seen->stage = STAGE_WARM;
    say_end(life, pid);
    life_messages(life, &life->talks[0], "parent");
    life_export(life, &life->talks[1], ACCEPTOR);
    life_end(life, "parent");
}

/* On a stack of its own; it has its creator's thread-local memory, so that
 * this one waits. */
static void
shared(struct life *life, int flags)
{
    char *stack = malloc(STACK);
    pid_t pid;

    life_messages(life, &life->talks[0], "before");
    pid = clone(use_shared, stack + STACK, flags, life);
    if ((flags & CLONE_THREAD) == 0)
        say_end(life, pid);
    while (pid > 0 && !ended)
        continue;
    life->seen->stage = STAGE_WARM;
    life_messages(life, &life->talks[0], "parent");
    life_export(life, &life->talks[1], ACCEPTOR);
    life_end(life, "parent");
    /* The stack of a thread nobody waits for stays. */
    if ((flags & CLONE_THREAD) == 0)
        free(stack);
}

static void
tell_clone_vm(struct life *life)
{
    shared(life, CLONE_VM | SIGCHLD);
}

static void
tell_clone_vfork(struct life *life)
{
    shared(life, CLONE_VM | CLONE_VFORK | SIGCHLD);
}

static void
tell_clone_thread(struct life *life)
{
    shared(life, CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
           CLONE_THREAD | CLONE_SYSVSEM);
}

const struct row rows_forks[] = {
    { .name = "fork", .tell = tell_fork },
    { .name = "fork, and exit handlers in the child",
      .tell = tell_fork_exit },
    { .name = "_Fork", .tell = tell_bare_fork },
    { .name = "clone", .tell = tell_clone },
    { .name = "clone3", .tell = tell_clone3 },
    { .name = "clone with the same descriptors", .tell = tell_sharing_clone },
    { .name = "four generations", .tell = tell_generations },
    { .name = "fork in a thread", .tell = tell_in_thread },
    { .name = "vfork", .tell = tell_vfork },
    { .name = "clone with CLONE_VM", .tell = tell_clone_vm },
    { .name = "clone with CLONE_VM and CLONE_VFORK",
      .tell = tell_clone_vfork },
    { .name = "clone with CLONE_THREAD", .tell = tell_clone_thread },
    { .name = NULL }
};
