/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tools/status/child.h"
#include "tools/status/processes_look.h"

#define DELETED " (deleted)"

static void
drop_deleted(char *path)
{
    size_t length = strlen(path), n = strlen(DELETED);

    if (length > n && strcmp(path + length - n, DELETED) == 0)
        path[length - n] = '\0';
}

/* A path is compared with the file's, a name with the last part of it. */
static bool
runs(const struct process *process, const char *program)
{
    char path[PATH_MAX];
    const char *name;

    memcpy(path, process->program, sizeof(path));
    drop_deleted(path);
    if (strchr(program, '/') != NULL)
        return strcmp(path, program) == 0;
    name = strrchr(path, '/');
    return name != NULL && strcmp(name + 1, program) == 0;
}

static bool
is_wanted(const struct process *process, const char *program)
{
    bool wanted;

    if (program != NULL)
        wanted = runs(process, program);
    else
        wanted = process->unread ||
            (process->error == 0 && process->module != PROCESS_NO_GSS);
    return wanted;
}

/* ---- in a child --------------------------------------------------------- */

/* Both sides have it; but for `known` and `found` only one of them writes. */
struct look {
    volatile size_t at;         /* which of the numbers is looked at */
    struct process known;       /* who that is, as far as it has been read */
    const char *program;
    bool one;                   /* whatever it is */
    const pid_t *pids;
    size_t n_pids;
    struct processes found;
};

#define LOOK_SIZE \
    (sizeof(struct look) + PROCESSES_MAX * sizeof(struct process))

/* Who takes one and is ended then has it taken again. */
static void
take(struct look *look, const struct process *process)
{
    struct processes *all = &look->found;

    if (all->n > 0 && all->list[all->n - 1].pid == process->pid)
        return;
    all->hidden += process->error != 0 && !process->unread ? 1 : 0;
    if (!look->one && !is_wanted(process, look->program))
        return;
    if (all->n < PROCESSES_MAX) {
        all->list[all->n] = *process;
        all->n++;
    } else {
        all->left_out++;
    }
}

/* What is read is handed over as a whole: who is held while reading may still
 * write when nobody expects it any more. */
static void
read_on(struct look *look)
{
    static struct process process;
    pid_t pid;

    for (; look->at < look->n_pids; look->at++) {
        pid = look->pids[look->at];
        if (!process_begin(pid, &process))
            continue;
        look->known = process;
        if (process_read(&process))
            take(look, &process);
    }
}

static pid_t
start(struct look *look)
{
    pid_t child, parent = getpid();

    child = fork();
    if (child == 0) {
        if (child_follow(parent))
            read_on(look);
        _exit(0);
    }
    return child;
}

/* ---- beside it ---------------------------------------------------------- */

/* A healthy process is read in a millisecond.  Where many are silent the rest
 * of them get less, and in the end nothing. */
#define PATIENCE CHILD_SECOND
#define PATIENCE_IN_ALL (10 * CHILD_SECOND)
#define PATIENCE_AFTER (CHILD_SECOND / 10)
#define LOOKING_IN_ALL (40 * CHILD_SECOND)

/* As long as there is something new; false if there is not, and *at where it
 * stands. */
static bool
wait_for(pid_t child, const struct look *look, long long each, size_t *at)
{
    bool ended;

    do {
        *at = look->at;
        ended = child_wait(child, child_now() + each);
    } while (!ended && look->at != *at);
    return ended;
}

/* What is known of it without asking again. */
static void
note_unread(struct look *look, int error)
{
    static struct process process;

    memset(&process, 0, sizeof(process));
    process.pid = look->pids[look->at];
    if (look->known.pid == process.pid) {
        process = look->known;
    } else {
        process.user = (uid_t)-1;
        (void)snprintf(process.program, sizeof(process.program), "[?]");
    }
    process.error = error;
    process.unread = true;
    take(look, &process);
    look->at++;
}

/* The rest is not seen. */
static void
give_up(struct look *look, int error)
{
    look->found.error = error;
    look->found.hidden += look->n_pids - look->at;
    look->at = look->n_pids;
}

static void
look_through(struct look *look)
{
    long long deadline = child_now() + LOOKING_IN_ALL, begin;
    long long patience = PATIENCE_IN_ALL, each;
    pid_t child;
    bool ended;
    size_t at;
    int status;

    while (look->at < look->n_pids) {
        begin = child_now();
        child = begin < deadline ? start(look) : -1;
        if (child < 0) {
            give_up(look, begin < deadline ? errno : ETIMEDOUT);
            break;
        }
        each = patience > 0 ? PATIENCE : PATIENCE_AFTER;
        ended = wait_for(child, look, each, &at);
        (void)child_take(child, PATIENCE_AFTER, &status);
        if (!ended)
            patience -= child_now() - begin;
        if (look->at < look->n_pids && (ended || look->at == at))
            note_unread(look, ended ? EIO : ETIMEDOUT);
    }
}

struct processes *
processes_look(const char *program, const pid_t *pids, size_t n_pids,
               bool one)
{
    struct look *look = mmap(NULL, LOOK_SIZE, PROT_READ | PROT_WRITE,
                             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct processes *all;
    size_t size;

    if (look == MAP_FAILED)
        return NULL;
    look->program = program;
    look->one = one;
    look->pids = pids;
    look->n_pids = n_pids;
    look_through(look);
    size = sizeof(look->found) + look->found.n * sizeof(look->found.list[0]);
    all = malloc(size);
    if (all != NULL)
        memcpy(all, &look->found, size);
    (void)munmap(look, LOOK_SIZE);
    return all;
}
