/* SPDX-License-Identifier: MIT */
/* Children of a parent whose threads are sending. */
#include <dlfcn.h>
#include <execinfo.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "asan_fork.h"
#include "realm/forks.h"

#define THREADS 3
#define FORKS 40
#define FRAMES 64

/* How a child ends that got stuck, besides 0. */
enum { STUCK_IN_MIT = 5, STUCK_IN_MODULE };

static atomic_bool stop;
static atomic_int made;

/*
 * MIT's library takes a lock in every call of GSS-API and lets no child have
 * it that was forked in between: one in some hundred children of a busy
 * parent is stuck there, in stock Kerberos too.  None may be in the module.
 */
static void
tell_where(int signal)
{
    void *frames[FRAMES];
    int status = STUCK_IN_MIT, n, i;
    Dl_info info;

    (void)signal;
    n = backtrace(frames, FRAMES);
    for (i = 0; i < n; i++)
        if (dladdr(frames[i], &info) != 0 && info.dli_fname != NULL &&
            strstr(info.dli_fname, "gss_ksp") != NULL)
            status = STUCK_IN_MODULE;
    _exit(status);
}

/* A context of its own: stock ones do not stand more than one thread. */
static void *
send_for_ever(void *arg)
{
    struct gss_pair *own = arg;
    struct token token;

    while (!atomic_load(&stop)) {
        token = make(own->end[INITIATOR].ctx, 1);
        if (token.length > 0)
            atomic_fetch_add(&made, 1);
    }
    return NULL;
}

static void
child_of_threads(int fd)
{
    struct token token;
    int i;

    signal(SIGALRM, tell_where);
    for (i = 0; i < MESSAGES; i++) {
        token = make(pair.end[INITIATOR].ctx, i);
        send_token(fd, &token);
    }
    asan_fork_exit(0);
}

/* The status of a child, and how many of its messages are wrong. */
static int
fork_from_threads(int *wrong)
{
    int socket[2], status = -1, i;
    struct token token;
    pid_t pid = fork_child(socket);

    if (pid == 0)
        child_of_threads(socket[1]);
    for (i = 0; i < MESSAGES; i++) {
        token = receive_token(socket[0]);
        *wrong += token.length > 0 &&
            check(pair.end[ACCEPTOR].ctx, i, &token) != GSS_S_COMPLETE;
    }
    close(socket[0]);
    waitpid(pid, &status, 0);
    return status;
}

static void
start_threads(struct gss_pair *own, pthread_t *threads)
{
    int i;

    for (i = 0; i < THREADS; i++) {
        open_pair(&own[i], 0);
        if (pthread_create(&threads[i], NULL, send_for_ever, &own[i]) != 0)
            die("no thread");
    }
}

void
tell_threads(void)
{
    int status, ended = 0, stuck = 0, wrong = 0, i;
    struct gss_pair own[THREADS];
    pthread_t threads[THREADS];
    void *frame;

    asan_fork_arm();
    (void)backtrace(&frame, 1);     /* loads what it needs */
    open_pair(&pair, 0);
    start_threads(own, threads);
    for (i = 0; i < FORKS; i++) {
        status = fork_from_threads(&wrong);
        ended += status == 0;
        stuck += WIFEXITED(status) && WEXITSTATUS(status) == STUCK_IN_MIT;
    }
    atomic_store(&stop, true);
    for (i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        pair_close(&own[i]);
    }
    printf("%d of %d children ended well or are stuck in MIT's library\n",
           ended + stuck, FORKS);
    printf("most of them ended well: %d\n", ended >= FORKS * 3 / 4);
    printf("%d messages of theirs are wrong\n", wrong);
    printf("the threads were at work: %d\n", made > FORKS);
}
