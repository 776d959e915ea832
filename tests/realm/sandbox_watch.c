/* SPDX-License-Identifier: MIT */
#include "realm/sandbox_watch.h"

#include <dirent.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/ptrace.h>

/* Of the arguments of mmap, which has the descriptor. */
#define MMAP_FD 4

const char *const stage_names[STAGES] = {
    "unwatched", "first messages", "more messages", "threads", "questions",
    "names", "export", "delete", "exit"
};

static const unsigned memory_calls[] = {
    SYS_brk, SYS_mmap, SYS_munmap, SYS_mremap, SYS_madvise, SYS_mprotect
};

/* What a process cannot end without. */
static const unsigned last_calls[] = { SYS_exit, SYS_exit_group };

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

bool
watch_is_memory(unsigned call)
{
    bool found = false;
    size_t i;

    for (i = 0; i < COUNT(memory_calls); i++)
        found = found || memory_calls[i] == call;
    return found;
}

void
watch_say(struct watched *seen, const char *format, ...)
{
    size_t room = sizeof(seen->text) - seen->length;
    va_list ap;
    int n;

    va_start(ap, format);
    n = vsnprintf(seen->text + seen->length, room, format, ap);
    va_end(ap);
    if (n < 0 || (size_t)n >= room)
        abort();
    seen->length += (uint32_t)n;
}

static void
die(const char *what)
{
    perror(what);
    exit(2);
}

/* ---- the child ------------------------------------------------------- */

static void
allow(struct sock_filter *filter, unsigned short *length, unsigned call)
{
    filter[(*length)++] = (struct sock_filter)BPF_JUMP(
        BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1);
    filter[(*length)++] = (struct sock_filter)BPF_STMT(
        BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
}

static bool
was_made(const struct watch_report *report, unsigned call)
{
    bool made = false;
    int stage;

    for (stage = STAGE_COLD; stage < STAGES; stage++)
        made = made || (stage != STAGE_NAMES &&
                        report->calls[stage][call] > 0);
    return made;
}

static void
filter_calls(const struct watch_report *allowed)
{
    static struct sock_filter filter[2 * WATCH_CALLS + 2];
    struct sock_fprog program = { 0, filter };
    unsigned call;
    size_t i;

    filter[program.len++] = (struct sock_filter)BPF_STMT(
        BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (i = 0; i < COUNT(memory_calls); i++)
        allow(filter, &program.len, memory_calls[i]);
    for (i = 0; i < COUNT(last_calls); i++)
        allow(filter, &program.len, last_calls[i]);
    for (call = 0; call < WATCH_MAP_FILE; call++) {
        if (was_made(allowed, call))
            allow(filter, &program.len, call);
    }
    filter[program.len++] = (struct sock_filter)BPF_STMT(
        BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                SECCOMP_FILTER_FLAG_TSYNC, &program) != 0)
        die("seccomp");
}

/* Nothing can be opened any more either. */
static void
shut_out(void)
{
    char dir[] = "/tmp/ksp-empty.XXXXXX";
    struct rlimit none = { 0, 0 };

    if (geteuid() == 0) {
        if (mkdtemp(dir) == NULL || chdir(dir) != 0 || rmdir(dir) != 0 ||
            chroot(".") != 0)
            die("chroot");
    }
    if (syscall(SYS_close_range, 0, ~0U, 0) != 0 ||
        setrlimit(RLIMIT_NOFILE, &none) != 0 || clearenv() != 0)
        _exit(2);
}

static void
be_traced(void)
{
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    raise(SIGSTOP);
}

static void
run_child(enum confinement how, const struct watch_story *story,
          const struct watch_report *allowed, struct watched *seen)
{
    /* From the beginning, so that every thread is traced. */
    if (how == TRACED)
        be_traced();
    if (!story->prepare(story->arg, seen))
        exit(3);
    if (how == WATCHED)
        be_traced();
    else if (how == FILTERED)
        filter_calls(allowed);
    else if (how == SHUT_OUT)
        shut_out();
    seen->begun = true;
    story->tell(story->arg, seen);
    seen->finished = true;
    seen->stage = STAGE_EXIT;
    exit(0);
}

/* ---- the parent ------------------------------------------------------ */

/* What another thread does belongs to that stage, whatever the first one does
 * meanwhile. */
static void
take_down(struct watch_report *report, pid_t child, pid_t thread)
{
    struct __ptrace_syscall_info info;
    int stage = report->seen->stage;
    uint64_t call;

    memset(&info, 0, sizeof(info));
    if (ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof(info), &info) <= 0 ||
        info.op != PTRACE_SYSCALL_INFO_ENTRY)
        return;
    call = info.entry.nr < WATCH_MAP_FILE ? info.entry.nr : 0;
    if (call == SYS_mmap && (int)info.entry.args[MMAP_FD] != -1)
        call = WATCH_MAP_FILE;
    if (thread != child)
        stage = STAGE_THREAD;
    report->calls[stage][call]++;
}

static int
count_descriptors(pid_t child)
{
    char path[64];
    int count = 0;
    DIR *dir;

    snprintf(path, sizeof(path), "/proc/%d/fd", (int)child);
    dir = opendir(path);
    while (dir != NULL && readdir(dir) != NULL)
        count++;
    if (dir != NULL)
        closedir(dir);
    return count - 2;           /* . and .. */
}

/* True when the child itself has ended. */
static bool
follow(struct watch_report *report, pid_t child)
{
    int status, signal = 0;
    pid_t pid = waitpid(-1, &status, __WALL);
    bool over = pid < 0;

    if (pid > 0 && (WIFEXITED(status) || WIFSIGNALED(status))) {
        over = pid == child;
        if (over)
            report->status = status;
    } else if (pid > 0) {
        if (WSTOPSIG(status) == (SIGTRAP | 0x80))
            take_down(report, child, pid);
        else if (pid == child &&
                 status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8))
            report->descriptors = count_descriptors(child);
        else if (WSTOPSIG(status) != SIGTRAP && WSTOPSIG(status) != SIGSTOP)
            signal = WSTOPSIG(status);
        ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(intptr_t)signal);
    }
    return over;
}

static bool
trace(struct watch_report *report, pid_t child)
{
    bool traced = false;

    if (waitpid(child, &report->status, 0) == child &&
        WIFSTOPPED(report->status)) {
        traced = ptrace(PTRACE_SETOPTIONS, child, NULL,
                        PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE |
                        PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                        PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL) == 0 &&
            ptrace(PTRACE_SYSCALL, child, NULL, NULL) == 0;
        if (!traced)
            kill(child, SIGKILL);
        while (!follow(report, child))
            continue;
    }
    return traced;
}

bool
watch_run(enum confinement how, const struct watch_story *story,
          const struct watch_report *allowed, struct watch_report *report)
{
    bool run = true;
    pid_t child;

    memset(report, 0, sizeof(*report));
    report->seen = mmap(NULL, sizeof(*report->seen), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (report->seen == MAP_FAILED)
        die("mmap");
    fflush(NULL);
    child = fork();
    if (child == 0)
        run_child(how, story, allowed, report->seen);
    if (child < 0)
        die("fork");
    if (how == TRACED || how == WATCHED)
        run = trace(report, child);
    else
        waitpid(child, &report->status, 0);
    return run;
}

void
watch_merge_stages(struct watch_report *report)
{
    unsigned stage, call;
    uint32_t sum;

    for (call = 0; call < WATCH_CALLS; call++) {
        sum = 0;
        for (stage = STAGE_COLD; stage < STAGES; stage++)
            sum += report->calls[stage][call];
        for (stage = STAGE_COLD; stage < STAGES; stage++)
            report->calls[stage][call] = sum;
    }
}

bool
watch_no_more(const struct watch_report *less,
              const struct watch_report *more)
{
    unsigned stage, call, has, may;
    bool good = true;

    for (stage = STAGE_COLD; stage < STAGES; stage++) {
        for (call = 0; call < WATCH_CALLS; call++) {
            has = more->calls[stage][call];
            may = less->calls[stage][call];
            if (has == 0 || watch_is_memory(call) ||
                (may > 0 && (call != SYS_getrandom || has <= may)))
                continue;
            printf("# %s: system call %u, %u times, in stock %u\n",
                   stage_names[stage], call, has, may);
            good = false;
        }
    }
    return good;
}

void
watch_forget(struct watch_report *report)
{
    munmap(report->seen, sizeof(*report->seen));
    memset(report, 0, sizeof(*report));
}

bool
watch_ended_well(const struct watch_report *report)
{
    return report->seen->begun && report->seen->finished &&
        WIFEXITED(report->status) && WEXITSTATUS(report->status) == 0;
}
