/* SPDX-License-Identifier: MIT */
/*
 * A call for a message is interrupted by a signal, and its handler sends
 * messages on other contexts: at one instruction after the other.
 *
 * usage: interrupted --target SERVICE [--sspi] [--stride N]
 *
 * A process makes one call step by step, and at every Nth one the handler has
 * its say.  If the process does not survive that, the next one begins behind
 * that instruction.  Prints a line for each kind of call:
 *
 *     KIND survived=N wrong=N stuck-in-library=N stuck-in-module=N died=N
 *
 * Stuck is who waits for a lock, for nobody else is there to give it back;
 * "module" is gss_ksp.so or libksp-sspi.so.  Where the processor cannot step,
 * it prints "cannot".  Exit status 0 if the lines could be printed.
 */
#include <getopt.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include "realm/blame.h"
#include "realm/module_state.h"
#include "realm/talk.h"

#if defined(__x86_64__)

/* In the flags of the processor: a trap behind the next instruction. */
#define SINGLE_STEP 0x100

#define SECONDS 30

/* The other contexts: among so many there is one for each lock that contexts
 * share. */
#define OTHERS 16

enum end { END_WELL, END_WRONG = 40, END_LIBRARY, END_MODULE };

static struct talk talk, others[OTHERS];

/* Shared with the child. */
static struct {
    unsigned long at;           /* the last instruction that was interrupted */
    unsigned long survived;
} *seen;

static struct {
    volatile bool on;
    unsigned long count, from, stride, good;
} step;

/* ---- the child ------------------------------------------------------- */

static bool
exchange(struct talk *with)
{
    bool good = true;
    int i;

    for (i = 0; i < TALK_KINDS; i++) {
        struct parcel p = { .kind = (enum talk_kind)i, .from = INITIATOR,
                            .length = 40 };

        good = talk_make(with, &p) == FATE_GOOD &&
            talk_take(with, &p) == FATE_GOOD && good;
    }
    return good;
}

static void
on_step(int signal, siginfo_t *info, void *context)
{
    ucontext_t *u = context;

    (void)signal;
    (void)info;
    if (!step.on) {
        u->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)SINGLE_STEP;
        return;
    }
    u->uc_mcontext.gregs[REG_EFL] |= SINGLE_STEP;
    step.count++;
    if (step.count <= step.from || step.count % step.stride != 0)
        return;
    seen->at = step.count;
    if (!exchange(&others[step.count / step.stride % OTHERS]))
        _exit(END_WRONG);
    seen->survived++;
}

static void
on_wait(int signal)
{
    (void)signal;
    _exit(blame_is_ours() ? END_MODULE : END_LIBRARY);
}

static bool
trap_waiting(void)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_futex, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
    };
    struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static void
handle(int number, void (*handler)(int, siginfo_t *, void *))
{
    struct sigaction action;

    memset(&action, 0, sizeof(action));
    action.sa_sigaction = handler;
    action.sa_flags = SA_SIGINFO;
    (void)sigaction(number, &action, NULL);
}

static enum fate
call_stepped(bool take, struct parcel *p)
{
    enum fate fate;

    step.on = true;
    raise(SIGTRAP);
    fate = take ? talk_take(&talk, p) : talk_make(&talk, p);
    step.on = false;
    return fate;
}

static void
run_child(enum talk_kind kind, bool take)
{
    struct parcel p = { .kind = kind, .from = INITIATOR, .length = 40 };
    enum fate made, taken;

    handle(SIGTRAP, on_step);
    signal(SIGSYS, on_wait);
    alarm(SECONDS);
    if (!trap_waiting())
        _exit(END_WRONG);
    made = take ? talk_make(&talk, &p) : call_stepped(false, &p);
    taken = take ? call_stepped(true, &p) : talk_take(&talk, &p);
    _exit(made == FATE_GOOD && taken == FATE_GOOD ? END_WELL : END_WRONG);
}

/* ---- the parent ------------------------------------------------------ */

struct tally {
    unsigned long wrong, library, module, died;
};

/* False when the call was made to its end. */
static bool
note(struct tally *tally, int status)
{
    int end = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    bool last = seen->at <= step.from;

    tally->wrong += end == END_WRONG;
    tally->library += end == END_LIBRARY;
    tally->module += end == END_MODULE;
    tally->died += end == -1;
    step.from = seen->at;
    return end != END_WELL && !last;
}

static void
try(const char *name, enum talk_kind kind, bool take)
{
    struct tally tally = { 0, 0, 0, 0 };
    int status = 0;
    pid_t pid;

    seen->survived = 0;
    seen->at = 0;
    step.from = 0;
    do {
        fflush(stdout);
        pid = fork();
        if (pid == 0)
            run_child(kind, take);
        if (pid < 0 || waitpid(pid, &status, 0) != pid)
            exit(2);
    } while (note(&tally, status));
    printf("%s survived=%lu wrong=%lu stuck-in-library=%lu "
           "stuck-in-module=%lu died=%lu\n", name, seen->survived,
           tally.wrong, tally.library, tally.module, tally.died);
}

static void
open_all(const struct talk_face *face, const char *target)
{
    bool good = talk_open(&talk, face, target) && exchange(&talk);
    int i;

    for (i = 0; i < OTHERS; i++)
        good = good && talk_open(&others[i], face, target) &&
            exchange(&others[i]);
    blame_prepare();
    seen = mmap(NULL, sizeof(*seen), PROT_READ | PROT_WRITE,
                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (!good || seen == MAP_FAILED) {
        fprintf(stderr, "interrupted: no contexts\n");
        exit(2);
    }
}

static void
interrupt(const struct talk_face *face, const char *target)
{
    open_all(face, target);
    printf("module %s\n", module_state() != NULL ? "yes" : "no");
    try("get_mic", TALK_MIC, false);
    try("verify_mic", TALK_MIC, true);
    try("wrap", TALK_WRAP, false);
    try("unwrap", TALK_WRAP, true);
}

int
main(int argc, char **argv)
{
    static const struct option long_options[] = {
        { "target", required_argument, NULL, 't' },
        { "sspi", no_argument, NULL, 's' },
        { "stride", required_argument, NULL, 'n' },
        { NULL, 0, NULL, 0 }
    };
    const struct talk_face *face = &talk_gss;
    const char *target = NULL;
    int option;

    step.stride = 1;
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (option == 't')
            target = optarg;
        else if (option == 's')
            face = &talk_sspi;
        else if (option == 'n')
            step.stride = strtoul(optarg, NULL, 10);
        else
            return 2;
    }
    if (target == NULL || step.stride == 0)
        return 2;
    interrupt(face, target);
    return 0;
}

#else

int
main(void)
{
    printf("cannot\n");
    return 0;
}

#endif
