/* SPDX-License-Identifier: MIT */
/* Threads that end, while the context that they have used goes on. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "realm/processes/life.h"

#define MANY 60
#define CHILD 3

/* A life, and what a thread of it is to do.  Nobody waits by a system call: a
 * library could have made it. */
struct task {
    struct life *life;
    struct talk *talk;
    const char *who;
    atomic_int done;
};

static struct task
new_task(struct life *life, const char *who)
{
    struct task task = { life, &life->talks[0], who, 0 };

    return task;
}

static void
join(pthread_t thread)
{
    while (pthread_tryjoin_np(thread, NULL) != 0)
        continue;
}

static void
run_as(const pthread_attr_t *attributes, void *(*function)(void *),
       struct task *task)
{
    pthread_t thread;

    if (pthread_create(&thread, attributes, function, task) != 0)
        watch_say(task->life->seen, "no thread\n");
    else
        join(thread);
}

static void
run(void *(*function)(void *), struct task *task)
{
    run_as(NULL, function, task);
}

static void *
exchange(void *arg)
{
    struct task *task = arg;

    task->done += life_exchange(task->talk);
    return NULL;
}

/* ---- one after the other --------------------------------------------- */

static void
tell_many(struct life *life)
{
    struct task task = new_task(life, "threads");
    int i;

    life->seen->stage = STAGE_THREAD;
    for (i = 0; i < MANY; i++)
        run(exchange, &task);
    watch_say(life->seen, "threads: %d good\n", task.done);
    life_messages(life, &life->talks[0], "first thread");
    life_end(life, "process");
}

static void *
use_little(void *arg)
{
    struct task *task = arg;

    life_messages(task->life, task->talk, task->who);
    life_export(task->life, &task->life->talks[1], INITIATOR);
    life_end(task->life, task->who);
    return NULL;
}

static void
tell_small_stack(struct life *life)
{
    struct task task = new_task(life, "thread");
    pthread_attr_t attributes;

    life->seen->stage = STAGE_THREAD;
    if (pthread_attr_init(&attributes) != 0 ||
        pthread_attr_setstacksize(&attributes, SMALL_STACK) != 0)
        watch_say(life->seen, "no small stack\n");
    else
        run_as(&attributes, use_little, &task);
}

static void *
delete_all(void *arg)
{
    struct task *task = arg;

    life_end(task->life, task->who);
    return NULL;
}

static void *
export_one(void *arg)
{
    struct task *task = arg;

    life_export(task->life, &task->life->talks[1], ACCEPTOR);
    return NULL;
}

static void
tell_handed_on(struct life *life)
{
    struct task task = new_task(life, "fourth thread");

    life->seen->stage = STAGE_THREAD;
    run(exchange, &task);
    watch_say(life->seen, "second thread: %d good\n", task.done);
    run(export_one, &task);
    run(delete_all, &task);
}

static void
tell_detached(struct life *life)
{
    struct task task = new_task(life, "threads");
    pthread_t thread;
    int i;

    life->seen->stage = STAGE_THREAD;
    for (i = 0; i < MANY; i++) {
        if (pthread_create(&thread, NULL, exchange, &task) != 0)
            watch_say(life->seen, "no thread\n");
        pthread_detach(thread);
        while (task.done <= i)
            continue;
    }
    watch_say(life->seen, "threads: %d good\n", task.done);
    life_end(life, "process");
}

/* ---- at a thread's end ------------------------------------------------ */

static pthread_key_t key;

/* Called when the thread's own memory of others may be gone already. */
static void
at_end(void *arg)
{
    exchange(arg);
}

static void *
exchange_and_end(void *arg)
{
    exchange(arg);
    (void)pthread_setspecific(key, arg);
    return NULL;
}

static void
tell_destructor(struct life *life)
{
    struct task task = new_task(life, "threads");
    int i;

    if (pthread_key_create(&key, at_end) != 0)
        watch_say(life->seen, "no key\n");
    life->seen->stage = STAGE_THREAD;
    for (i = 0; i < CHILD; i++)
        run(exchange_and_end, &task);
    watch_say(life->seen, "threads: %d good\n", task.done);
    life_end(life, "process");
}

/* The key is there before the library has any. */
static void
make_key(struct life *life)
{
    (void)life;
    (void)pthread_key_create(&key, at_end);
}

static void
tell_early_destructor(struct life *life)
{
    struct task task = new_task(life, "threads");
    int i;

    life->seen->stage = STAGE_THREAD;
    for (i = 0; i < CHILD; i++)
        run(exchange_and_end, &task);
    watch_say(life->seen, "threads: %d good\n", task.done);
    life_end(life, "process");
}

/* ---- one ends while the other goes on --------------------------------- */

static void *
outlive(void *arg)
{
    struct task *task = arg;

    while (task->done == 0)
        continue;
    exchange(task);
    watch_say(task->life->seen, "last thread: %d good\n", task->done);
    life_end(task->life, "last thread");
    task->life->seen->finished = true;
    return NULL;
}

/* The process ends with its last thread. */
static void
tell_first_ends(struct life *life)
{
    static struct task task;
    pthread_t thread;

    task = new_task(life, "last thread");
    life->seen->stage = STAGE_THREAD;
    if (pthread_create(&thread, NULL, outlive, &task) != 0)
        watch_say(life->seen, "no thread\n");
    exchange(&task);
    pthread_exit(NULL);
}

static void *
until_cancelled(void *arg)
{
    struct task *task = arg;

    for (;;) {
        if (!life_exchange(task->talk))
            task->done = -1000;
        task->done++;
        pthread_testcancel();
    }
    return NULL;
}

/* Messages themselves are no place to be cancelled at: stock draws random
 * numbers in a call that is one. */
static void
tell_cancelled(struct life *life)
{
    struct task task = new_task(life, "threads");
    void *result = NULL;
    pthread_t thread;
    int i;

    life->seen->stage = STAGE_THREAD;
    task.talk = &life->talks[1];
    for (i = 0; i < CHILD; i++) {
        task.done = 0;
        if (pthread_create(&thread, NULL, until_cancelled, &task) != 0)
            watch_say(life->seen, "no thread\n");
        while (task.done == 0)
            continue;
        pthread_cancel(thread);
        pthread_join(thread, &result);
        watch_say(life->seen, "thread: %s, %s\n", result == PTHREAD_CANCELED ?
                  "cancelled" : "not cancelled", task.done > 0 ? "good" :
                  "not good");
        life_messages(life, &life->talks[0], "first thread");
    }
    life_end(life, "process");
}

/* Two at work on a context each; one of them ends again and again. */
static void
tell_while_used(struct life *life)
{
    struct task other = new_task(life, "other"), task = other;
    pthread_t thread;
    int i;

    other.talk = &life->talks[1];
    life->seen->stage = STAGE_THREAD;
    if (pthread_create(&thread, NULL, until_cancelled, &other) != 0)
        watch_say(life->seen, "no thread\n");
    for (i = 0; i < MANY; i++)
        run(exchange, &task);
    while (other.done == 0)
        continue;
    pthread_cancel(thread);
    pthread_join(thread, NULL);
    watch_say(life->seen, "threads: %d good, other %s\n", task.done,
              other.done > 0 ? "good" : "not good");
    life_end(life, "process");
}

const struct row rows_threads[] = {
    { .name = "sixty threads in a row", .tell = tell_many },
    { .name = "a thread with a small stack", .tell = tell_small_stack },
    { .name = "a context handed from thread to thread",
      .tell = tell_handed_on },
    { .name = "detached threads", .tell = tell_detached },
    { .name = "messages at a thread's end", .tell = tell_destructor },
    { .name = "the same, by a key from before",
      .tell = tell_early_destructor, .early = make_key },
    { .name = "the first thread ends first", .tell = tell_first_ends,
      .apart = true },
    { .name = "cancelled threads", .tell = tell_cancelled },
    { .name = "threads end while another is at work",
      .tell = tell_while_used, .apart = true },
    { .name = NULL }
};
