/* SPDX-License-Identifier: MIT */
#include "realm/diff/place.h"

#include <dlfcn.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "realm/diff/shortage.h"

/* A child that hangs is found out. */
#define SECONDS 20

/* How often a world goes on in a child for good: each has one more process
 * waiting. */
#define MOVES 6

static const char *const names[PLACES] = {
    [PLACE_HERE] = "here",
    [PLACE_THREAD] = "in a thread",
    [PLACE_FORK] = "after fork",
    [PLACE_UNDERSCORE_FORK] = "after _Fork",
    [PLACE_CLONE] = "after clone",
    [PLACE_FILTER] = "under a filter",
    [PLACE_SHORTAGE] = "short of memory",
    [PLACE_MOVE] = "in a child from now on"
};

const char *
place_name(enum place place)
{
    return names[place];
}

typedef pid_t forker(void);

static forker *
find_underscore_fork(void)
{
    void *found = dlsym(RTLD_DEFAULT, "_Fork");
    forker *function = NULL;

    memcpy(&function, &found, sizeof(function));
    return function;
}

bool
place_is_possible(enum place place)
{
    bool possible = true;

    if (place == PLACE_UNDERSCORE_FORK)
        possible = find_underscore_fork() != NULL;
    else if (place == PLACE_SHORTAGE || place == PLACE_FILTER)
        possible = !shortage_sanitized();
    return possible;
}

static pid_t
by_clone(void)
{
    return (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

static pid_t
make_child(enum place place)
{
    pid_t pid;

    if (place == PLACE_UNDERSCORE_FORK)
        pid = find_underscore_fork()();
    else if (place == PLACE_CLONE)
        pid = by_clone();
    else
        pid = fork();
    if (pid < 0) {
        perror("fork");
        exit(1);
    }
    return pid;
}

/* ---- in a thread ----------------------------------------------------- */

struct threaded {
    struct world *world;
    struct step step;
    step_function *run;
};

static void *
run_in_thread(void *arg)
{
    struct threaded *threaded = arg;

    threaded->run(threaded->world, &threaded->step);
    return NULL;
}

static void
in_a_thread(struct world *world, const struct step *step, step_function *run)
{
    struct threaded threaded = { world, *step, run };
    pthread_t thread;

    if (pthread_create(&thread, NULL, run_in_thread, &threaded) != 0 ||
        pthread_join(thread, NULL) != 0) {
        fputs("no thread\n", stderr);
        exit(1);
    }
}

/* ---- in a child ------------------------------------------------------ */

/* What stock's messages need: memory and random numbers. */
static void
lock_in(void)
{
    static const unsigned allowed[] = {
        SYS_brk, SYS_mmap, SYS_munmap, SYS_mremap, SYS_madvise, SYS_mprotect,
        SYS_getrandom, SYS_exit_group
    };
    enum { COUNT = sizeof(allowed) / sizeof(allowed[0]) };
    struct sock_filter filter[COUNT + 3] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))
    };
    struct sock_fprog program = { COUNT + 3, filter };
    unsigned char i;

    for (i = 0; i < COUNT; i++)
        filter[i + 1] = (struct sock_filter)BPF_JUMP(
            BPF_JMP | BPF_JEQ | BPF_K, allowed[i],
            (unsigned char)(COUNT - i), 0);
    filter[COUNT + 1] = (struct sock_filter)BPF_STMT(
        BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
    filter[COUNT + 2] = (struct sock_filter)BPF_STMT(
        BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        _exit(9);
}

/* The child's side; `refuse` counts the library's calls of malloc. */
static void
run_in_child(struct world *world, const struct step *step,
             step_function *run, uint32_t refuse)
{
    struct step copy = *step;

    alarm(SECONDS);
    if (step->place == PLACE_FILTER)
        lock_in();
    else if (step->place == PLACE_SHORTAGE)
        shortage_start(refuse);
    run(world, &copy);
    if (step->place == PLACE_SHORTAGE) {
        world->record->allocations = shortage_end();
        world->record->struck = shortage_struck();
    }
    _exit(0);
}

/* What a child saw of the step, into *told. */
static void
in_a_child(struct world *world, const struct step *step, step_function *run,
           uint32_t refuse, struct record *told)
{
    struct record before = *world->record;
    int status = -1;
    pid_t pid;

    pid = make_child(step->place);
    if (pid == 0)
        run_in_child(world, step, run, refuse);
    waitpid(pid, &status, 0);
    *told = *world->record;
    *world->record = before;
    if (status != 0)
        record_outcome(told, " status %x", (unsigned)status);
    if (world->lies)
        told->outcome[0] = '!';
}

/* Both sides of a context are the package's, and their messages. */
static bool
is_ours(const struct world *world)
{
    return world->ours && !world->imported[INITIATOR] &&
        !world->imported[ACCEPTOR];
}

/* MIT's own code may lose a message, so that only ours is asked. */
static bool
short_of_memory(struct world *world, const struct step *step,
                step_function *run, struct record *told)
{
    struct rng rng = step->rng;
    bool struck = false;

    if (is_ours(world)) {
        in_a_child(world, step, run, 0, told);
        if (told->allocations > 0) {
            in_a_child(world, step, run,
                       1 + rng_below(&rng, told->allocations), told);
            struck = told->struck;
        }
    }
    return struck;
}

static void
compare(struct record *told, struct record *own)
{
    /* They know it of each other only. */
    if (!record_same(told, own))
        record_outcome(own, " BUT %s: %08x%s", names[own->place],
                       (unsigned)(told->routine | told->supplementary),
                       told->outcome);
    if (own->sealed != 0 && own->sealed == told->sealed)
        record_outcome(own, " THE SAME TOKEN");
}

/* ---- for good -------------------------------------------------------- */

/* The parent ends as its child does. */
static void
move(struct world *world)
{
    static const enum place ways[] = {
        PLACE_FORK, PLACE_UNDERSCORE_FORK, PLACE_CLONE
    };
    int status = -1;
    pid_t pid;

    fflush(world->to);
    pid = make_child(ways[world->moves++ % 3]);
    if (pid > 0) {
        waitpid(pid, &status, 0);
        if (WIFSIGNALED(status))
            raise(WTERMSIG(status));
        _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/* ---- choice ---------------------------------------------------------- */

/* The calls that a program makes again when memory ran out. */
static bool
is_message(enum step_kind kind)
{
    return kind == STEP_DELIVER || kind == STEP_DAMAGE ||
        (kind >= STEP_GET_MIC && kind <= STEP_GET_MIC_IOV_LENGTH);
}

/* Not for all steps: a context is not established twice, and stock reads its
 * configuration to import one and to name a peer. */
static bool
is_for(enum place place, enum step_kind kind)
{
    bool fits = true;

    switch (place) {
    case PLACE_FORK:
    case PLACE_UNDERSCORE_FORK:
    case PLACE_CLONE:
        fits = kind != STEP_ESTABLISH;
        break;
    case PLACE_FILTER:
        fits = kind != STEP_ESTABLISH && kind != STEP_TRANSFER &&
            kind != STEP_INQUIRE;
        break;
    case PLACE_SHORTAGE:
        fits = is_message(kind);
        break;
    default:
        break;
    }
    return fits;
}

/* One that is not for this step, or not to be had, is here. */
static enum place
place_of(const struct world *world, const struct step *step)
{
    enum place place = step->place;
    bool fits = is_for(place, step->kind) && place_is_possible(place) &&
        (place != PLACE_MOVE || world->moves < MOVES);

    return fits ? place : PLACE_HERE;
}

/* What a child saw of it; false if no child has. */
static bool
elsewhere(struct world *world, const struct step *step, step_function *run,
          struct record *told)
{
    bool has_told = false;

    switch (step->place) {
    case PLACE_HERE:
    case PLACE_THREAD:
        break;
    case PLACE_MOVE:
        move(world);
        break;
    case PLACE_SHORTAGE:
        has_told = short_of_memory(world, step, run, told);
        world->record->taken = has_told;
        break;
    default:
        in_a_child(world, step, run, 0, told);
        has_told = true;
        break;
    }
    return has_told;
}

void
place_step(struct world *world, const struct step *step, step_function *run)
{
    struct step copy = *step;
    struct record told;
    bool has_told;

    copy.place = place_of(world, step);
    if (copy.place != PLACE_HERE)
        record_what(world->record, ", %s", names[copy.place]);
    world->record->place = copy.place;
    world->record->taken = 1;
    has_told = elsewhere(world, &copy, run, &told);
    if (copy.place == PLACE_THREAD)
        in_a_thread(world, &copy, run);
    else
        run(world, &copy);
    if (has_told)
        compare(&told, world->record);
}
