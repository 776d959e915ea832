/* SPDX-License-Identifier: MIT */
/* A process that ends with contexts, in every way, and what its own handlers
 * still do with them. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "realm/blame.h"
#include "realm/processes/life.h"

/* How a process ends that crashes. */
enum { END_LIBRARY = ROW_LIBRARY_CRASHED, END_OURS };

static struct life *ending;

/* ---- handlers -------------------------------------------------------- */

static void
last_words(void)
{
    ending->seen->stage = STAGE_EXIT;
    life_messages(ending, &ending->talks[0], "handler");
    life_export(ending, &ending->talks[1], INITIATOR);
    life_end(ending, "handler");
}

/* Runs after those that the library and the module may have. */
static void
register_early(struct life *life)
{
    ending = life;
    (void)atexit(last_words);
}

static void
tell_early(struct life *life)
{
    life_messages(life, &life->talks[0], "before");
}

static void
tell_late(struct life *life)
{
    ending = life;
    (void)atexit(last_words);
    life_messages(life, &life->talks[0], "before");
}

static void
tell_quick(struct life *life)
{
    ending = life;
    (void)at_quick_exit(last_words);
    life_messages(life, &life->talks[0], "before");
    life->seen->finished = true;
    quick_exit(0);
}

/* ---- without ---------------------------------------------------------- */

/* Counts are added when contexts end: the other's are. */
static void
say_other(struct life *life)
{
    life_messages(life, &life->talks[0], "before");
    life_end(life, "before");
    if (!talk_open(&life->talks[0], life->face, life->target))
        watch_say(life->seen, "no context\n");
    life_messages(life, &life->talks[0], "again");
}

static void
tell_alive(struct life *life)
{
    say_other(life);
}

static void
tell_at_once(struct life *life)
{
    say_other(life);
    life->seen->finished = true;
    _exit(0);
}

static void
leave(int signal)
{
    (void)signal;
    ending->seen->finished = true;
    exit(0);
}

static void
tell_from_handler(struct life *life)
{
    say_other(life);
    ending = life;
    signal(SIGTERM, leave);
    raise(SIGTERM);
}

static void *
leave_in_thread(void *arg)
{
    leave(0);
    return arg;
}

static void
tell_from_thread(struct life *life)
{
    pthread_t thread;

    say_other(life);
    ending = life;
    if (pthread_create(&thread, NULL, leave_in_thread, NULL) == 0)
        pthread_join(thread, NULL);
}

/* ---- while others are at work ----------------------------------------- */

static atomic_int working;

static void *
work(void *arg)
{
    struct talk *talk = arg;

    while (life_exchange(talk))
        atomic_fetch_add(&working, 1);
    return NULL;
}

/*
 * MIT's library gives back what it has when the process ends, and a thread
 * that is in a call then may crash or find a lock gone: there, with the module
 * or without.
 */
static void
say_whose(int signal)
{
    (void)signal;
    _exit(blame_is_ours() ? END_OURS : END_LIBRARY);
}

static void
tell_at_work(struct life *life)
{
    pthread_t thread;
    int i;

    blame_prepare();
    signal(SIGSEGV, say_whose);
    signal(SIGABRT, say_whose);
    say_other(life);
    if (!talk_open(&life->talks[1], life->face, life->target))
        watch_say(life->seen, "no context\n");
    for (i = 0; i < TALKS; i++) {
        if (pthread_create(&thread, NULL, work, &life->talks[i]) != 0)
            watch_say(life->seen, "no thread\n");
    }
    while (working < 100)
        continue;
    watch_say(life->seen, "at work\n");
}

const struct row rows_exits[] = {
    { .name = "exit handler from before", .tell = tell_early,
      .early = register_early },
    { .name = "exit handler from after", .tell = tell_late },
    { .name = "quick_exit", .tell = tell_quick },
    { .name = "exit with contexts", .tell = tell_alive },
    { .name = "_exit with contexts", .tell = tell_at_once },
    { .name = "exit in a signal handler", .tell = tell_from_handler },
    { .name = "exit in a thread", .tell = tell_from_thread },
    { .name = "exit while threads are at work", .tell = tell_at_work,
      .racing = true },
    { .name = NULL }
};
