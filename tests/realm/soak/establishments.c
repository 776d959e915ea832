/* SPDX-License-Identifier: MIT */
/*
 * Contexts established one after the other in several threads, with the
 * tickets of a cache; each carries a message of either kind both ways and is
 * deleted.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "realm/soak/soak.h"

/* Begun when a tenth is done. */
#define WARM 10

static struct {
    const struct soak_options *options;
    _Atomic unsigned long begun, done, wrong;
} work;

static bool
say(struct talk *talk, enum talk_kind kind, enum side from)
{
    struct parcel p = { .kind = kind, .from = from, .length = 100 };

    memset(p.text, 'x', p.length);
    return talk_make(talk, &p) == FATE_GOOD &&
        talk_take(talk, &p) == FATE_GOOD;
}

static bool
establish(bool sspi)
{
    struct talk talk;
    bool good = talk_open(&talk, sspi ? &talk_sspi : &talk_gss,
                          work.options->target) &&
        say(&talk, TALK_MIC, INITIATOR) &&
        say(&talk, TALK_WRAP, ACCEPTOR) &&
        say(&talk, TALK_WRAP, INITIATOR) &&
        say(&talk, TALK_MIC, ACCEPTOR);

    talk_close(&talk);
    return good;
}

static bool
by_sspi(unsigned long number)
{
    return strcmp(work.options->face, "sspi") == 0 ||
        (strcmp(work.options->face, "both") == 0 && number % 2 == 1);
}

static void *
run(void *arg)
{
    unsigned long number;

    (void)arg;
    for (number = atomic_fetch_add(&work.begun, 1);
         number < work.options->count;
         number = atomic_fetch_add(&work.begun, 1)) {
        if (!establish(by_sspi(number)))
            atomic_fetch_add(&work.wrong, 1);
        atomic_fetch_add(&work.done, 1);
    }
    return NULL;
}

/* Waits until so many are done. */
static void
until(unsigned long done)
{
    const struct timespec pause = { 0, 2000000 };

    while (work.done < done)
        nanosleep(&pause, NULL);
}

unsigned
soak_establishments(const struct soak_options *options)
{
    pthread_t threads[SOAK_THREADS];
    time_t start = time(NULL);
    struct memory warm, end;
    unsigned i;

    work.options = options;
    for (i = 0; i < options->threads; i++) {
        if (pthread_create(&threads[i], NULL, run, NULL) != 0)
            soak_die("no thread");
    }
    until(options->count / WARM);
    warm = memory_now();
    until(options->count - options->threads);
    end = memory_now();
    for (i = 0; i < options->threads; i++)
        pthread_join(threads[i], NULL);
    printf("# establishments=%lu by=%s seconds=%ld\n", work.done,
           options->face, (long)(time(NULL) - start));
    printf("# resident_KiB=%ld,%ld heap_KiB=%ld,%ld\n", warm.resident,
           end.resident, warm.heap, end.heap);
    return soak_ok(work.done == options->count && work.wrong == 0,
                   "every context is established, and carries messages");
}
