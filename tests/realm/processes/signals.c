/* SPDX-License-Identifier: MIT */
/* Messages in a signal's handler, between two calls of the program; what
 * happens inside of one is in realm/interrupted.c. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "realm/processes/life.h"

static struct life *interrupted;

static void
on_signal(int signal)
{
    (void)signal;
    life_messages(interrupted, &interrupted->talks[1], "handler");
}

static void
fork_on_signal(int signal)
{
    pid_t pid = fork();
    int status = -1;

    (void)signal;
    if (pid == 0) {
        life_messages(interrupted, &interrupted->talks[1], "child");
        life_end(interrupted, "child");
        _exit(7);
    }
    if (waitpid(pid, &status, 0) != pid || status != 7 << 8)
        watch_say(interrupted->seen, "the child ends: %x\n",
                  (unsigned)status);
}

static void
handle(struct life *life, void (*handler)(int), int flags)
{
    struct sigaction action;

    interrupted = life;
    memset(&action, 0, sizeof(action));
    action.sa_handler = handler;
    action.sa_flags = flags;
    if (sigaction(SIGUSR1, &action, NULL) != 0)
        watch_say(life->seen, "no handler\n");
}

static void
go_on(struct life *life)
{
    int i;

    for (i = 0; i < 3; i++) {
        life_messages(life, &life->talks[0], "program");
        raise(SIGUSR1);
    }
    life_end(life, "process");
}

static void
tell_handler(struct life *life)
{
    handle(life, on_signal, 0);
    life->seen->stage = STAGE_COLD;
    go_on(life);
}

static void
tell_small_stack(struct life *life)
{
    static char memory[SMALL_STACK];
    const stack_t stack = { .ss_sp = memory, .ss_size = sizeof(memory) };

    if (sigaltstack(&stack, NULL) != 0)
        watch_say(life->seen, "no stack\n");
    handle(life, on_signal, SA_ONSTACK);
    life->seen->stage = STAGE_COLD;
    go_on(life);
}

static void
tell_forks(struct life *life)
{
    handle(life, fork_on_signal, 0);
    life->seen->stage = STAGE_COLD;
    go_on(life);
}

const struct row rows_signals[] = {
    { .name = "messages in a signal's handler", .tell = tell_handler },
    { .name = "the same, on a small stack of its own",
      .tell = tell_small_stack },
    { .name = "a signal's handler forks", .tell = tell_forks,
      .several = true },
    { .name = NULL }
};
