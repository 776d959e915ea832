/* SPDX-License-Identifier: MIT */
/*
 * 1, 2 and 4 threads on one context and on separate ones.  Each thread makes
 * tokens on the initiator's side and checks them on the acceptor's: "sign"
 * is gss_get_mic and gss_verify_mic, "seal" gss_wrap and gss_unwrap.  The
 * figure is elapsed time over all round trips of all threads.
 *
 * Each case runs in a child process, as a library that is not made for
 * several threads on one context may crash: the row then says "crash", or
 * "wrong" if a genuine token was refused or called a duplicate.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "connect.h"
#include "fail.h"
#include "figures.h"

#define MAX_THREADS 4
/* A case takes that many batches' time in all. */
#define BATCHES_PER_RUN 20
#define MAX_TRIPS 100000
/* A child that takes longer than that hangs. */
#define SECONDS 120

struct thread {
    pthread_t id;
    pthread_barrier_t *barrier;
    const struct gss_pair *pair;
    gss_buffer_desc message;
    bool seal;
    size_t trips;
    size_t wrong;
    double begin, end;
};

/* What a child has to do. */
struct run {
    const struct bench *bench;
    struct connector *connector;
    struct subject subject;
    bool shared;
    bool seal;
};

static OM_uint32
trip_sign(struct thread *t)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss_get_mic(&minor, t->pair->end[INITIATOR].ctx,
                        GSS_C_QOP_DEFAULT, &t->message, &token);
    if (major == GSS_S_COMPLETE) {
        major = gss_verify_mic(&minor, t->pair->end[ACCEPTOR].ctx,
                               &t->message, &token, NULL);
    }
    gss_release_buffer(&minor, &token);
    return major;
}

static OM_uint32
trip_seal(struct thread *t)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, plain = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss_wrap(&minor, t->pair->end[INITIATOR].ctx, 1,
                     GSS_C_QOP_DEFAULT, &t->message, NULL, &token);
    if (major == GSS_S_COMPLETE) {
        major = gss_unwrap(&minor, t->pair->end[ACCEPTOR].ctx, &token,
                           &plain, NULL, NULL);
    }
    gss_release_buffer(&minor, &token);
    gss_release_buffer(&minor, &plain);
    return major;
}

/* Threads overtake one another, so tokens come late or early. */
static bool
is_wrong(OM_uint32 major)
{
    return GSS_ERROR(major) || (major & GSS_S_DUPLICATE_TOKEN) != 0;
}

static void *
thread_main(void *arg)
{
    struct thread *t = arg;
    size_t i;

    pthread_barrier_wait(t->barrier);
    t->begin = figures_now(CLOCK_MONOTONIC);
    for (i = 0; i < t->trips; i++)
        t->wrong += is_wrong(t->seal ? trip_seal(t) : trip_sign(t));
    t->end = figures_now(CLOCK_MONOTONIC);
    return NULL;
}

/* From the first thread's begin to the last one's end. */
static double
run_once(struct thread *threads, unsigned n)
{
    pthread_barrier_t barrier;
    double begin = 0, end = 0;
    unsigned i;

    must("pthread_barrier_init", pthread_barrier_init(&barrier, NULL, n) == 0);
    for (i = 0; i < n; i++) {
        threads[i].barrier = &barrier;
        must("pthread_create", pthread_create(&threads[i].id, NULL,
                                              thread_main, &threads[i]) == 0);
    }
    for (i = 0; i < n; i++) {
        pthread_join(threads[i].id, NULL);
        begin = i == 0 || threads[i].begin < begin ? threads[i].begin : begin;
        end = i == 0 || threads[i].end > end ? threads[i].end : end;
    }
    pthread_barrier_destroy(&barrier);
    return end - begin;
}

/* One thread's trips that fill a batch. */
static size_t
calibrate(struct thread *threads, const struct bench *bench)
{
    size_t pass, trips = 4;

    for (pass = 0; pass < 2; pass++) {
        threads[0].trips = trips;
        trips = figures_calls(bench->batch_ns * BATCHES_PER_RUN,
                              run_once(threads, 1) / (double)trips, 4,
                              MAX_TRIPS);
    }
    return trips;
}

static void
measure(const struct run *run, struct thread *threads)
{
    size_t i, k, wrong = 0, trips = calibrate(threads, run->bench);
    double *samples = must_calloc(run->bench->batches, sizeof(*samples));
    unsigned n = run->subject.threads;

    for (k = 0; k < n; k++)
        threads[k].trips = trips;
    for (i = 0; i < run->bench->batches; i++)
        samples[i] = run_once(threads, n) / (double)(trips * n);
    for (k = 0; k < n; k++)
        wrong += threads[k].wrong;
    if (wrong == 0)
        figures_print(&run->subject, samples, run->bench->batches);
    else
        figures_print_text(&run->subject, "wrong");
    free(samples);
}

static void
child(const struct run *run)
{
    struct thread threads[MAX_THREADS];
    struct gss_pair pairs[MAX_THREADS];
    void *data = must_calloc(1, run->subject.size);
    unsigned i;

    memset(threads, 0, sizeof(threads));
    for (i = 0; i < run->subject.threads; i++) {
        if (i == 0 || !run->shared) {
            connect_pair(run->connector, &pairs[i]);
            connect_count(&pairs[i]);
        }
        threads[i].pair = &pairs[run->shared ? 0 : i];
        threads[i].message.value = data;
        threads[i].message.length = run->subject.size;
        threads[i].seal = run->seal;
    }
    connect_report();
    measure(run, threads);
    free(data);
}

/* A crash leaves no core, and no line half written. */
static void
run_in_child(const struct run *run)
{
    const struct rlimit no_core = { 0, 0 };
    int status = 0;
    pid_t pid = fork();

    must("fork", pid >= 0);
    if (pid == 0) {
        (void)setrlimit(RLIMIT_CORE, &no_core);
        (void)alarm(SECONDS);
        child(run);
        _exit(0);
    }
    must("waitpid", waitpid(pid, &status, 0) == pid);
    if (WIFSIGNALED(status))
        figures_print_text(&run->subject, "crash");
    else
        must("child", WEXITSTATUS(status) == 0);
}

static void
run_cases(struct run *run, size_t size)
{
    static const unsigned counts[] = { 1, 2, MAX_THREADS };
    size_t i, kind;

    run->subject.size = size;
    run->subject.unit = "ns";
    for (kind = 0; kind < 4; kind++) {
        run->seal = (kind & 1) != 0;
        run->shared = (kind & 2) != 0;
        run->subject.op = run->seal ? "seal" : "sign";
        run->subject.kind = run->shared ? "one_context" : "own_contexts";
        for (i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
            run->subject.threads = counts[i];
            run_in_child(run);
        }
    }
}

void
bench_threads(const struct bench *bench)
{
    struct connector connector;
    struct run run = { .bench = bench, .connector = &connector };
    size_t i;

    connector_open(&connector, bench->target, true);
    for (i = 0; i < bench->nsizes; i++)
        run_cases(&run, bench->sizes[i]);
    connector_close(&connector);
}
