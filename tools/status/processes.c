/* SPDX-License-Identifier: MIT */
/* Which processes there are. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tools/status/bare.h"
#include "tools/status/child.h"
#include "tools/status/in_child.h"
#include "tools/status/process.h"

#define DELETED " (deleted)"
#define PIDS_MAX 32768

static pid_t
number_of(const char *name)
{
    char *end;
    long number = strtol(name, &end, 10);

    return *end == '\0' && number > 0 && name[0] != '+' ? (pid_t)number : 0;
}

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
        wanted = process->silent ||
            (process->error == 0 && process->module != PROCESS_NO_GSS);
    return wanted;
}

static int
by_number(const void *a, const void *b)
{
    const pid_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* ---- in a child --------------------------------------------------------- */

/* A healthy process is read in a millisecond.  Where many are silent the rest
 * of them get less. */
#define PATIENCE CHILD_SECOND
#define PATIENCE_IN_ALL (10 * CHILD_SECOND)
#define PATIENCE_AFTER (CHILD_SECOND / 10)

/* Both sides have it. */
struct look {
    volatile size_t at;         /* which of the numbers is looked at */
    const char *program;
    bool one;                   /* whatever it is */
    size_t n_pids;
    pid_t pids[PIDS_MAX];
    struct processes found;
};

#define LOOK_SIZE \
    (sizeof(struct look) + PROCESSES_MAX * sizeof(struct process))

static void
take(struct look *look, const struct process *process)
{
    struct processes *all = &look->found;

    all->hidden += process->error != 0 && !process->silent ? 1 : 0;
    if (!look->one && !is_wanted(process, look->program))
        return;
    if (all->n < PROCESSES_MAX)
        all->list[all->n++] = *process;
    else
        all->left_out++;
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
        if (process_read(pid, &process))
            take(look, &process);
    }
}

static pid_t
start(struct look *look)
{
    pid_t child, parent = getpid();

    child = fork();
    if (child == 0) {
        if (bare_become(parent, CHILDREN_SECONDS))
            read_on(look);
        _exit(0);
    }
    return child;
}

/* ---- beside it ---------------------------------------------------------- */

/* As long as there is something new. */
static void
wait_for(pid_t child, const struct look *look, long long *patience)
{
    long long begin = child_now(), each = *patience > 0 ? PATIENCE :
        PATIENCE_AFTER;
    size_t before;
    bool ended;

    do {
        before = look->at;
        begin = child_now();
        ended = child_wait(child, begin + each);
    } while (!ended && look->at != before);
    if (!ended)
        *patience -= child_now() - begin;
}

/* What the kernel tells of it without asking it. */
static void
note_silent(struct look *look)
{
    static struct process process;

    if (process_read_silent(look->pids[look->at], &process))
        take(look, &process);
    look->at++;
}

static bool
look_through(struct look *look)
{
    long long patience = PATIENCE_IN_ALL;
    pid_t child = 0;
    int status;

    while (look->at < look->n_pids && child >= 0) {
        child = start(look);
        if (child < 0)
            break;
        wait_for(child, look, &patience);
        (void)child_take(child, &status);
        if (look->at < look->n_pids)
            note_silent(look);
    }
    return child >= 0;
}

static struct look *
new_look(const char *program)
{
    struct look *look = mmap(NULL, LOOK_SIZE, PROT_READ | PROT_WRITE,
                             MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (look == MAP_FAILED)
        return NULL;
    look->program = program;
    return look;
}

static struct processes *
end_look(struct look *look)
{
    struct processes *all = NULL;
    size_t size;

    if (look_through(look)) {
        size = sizeof(look->found) +
            look->found.n * sizeof(look->found.list[0]);
        all = malloc(size);
        if (all != NULL)
            memcpy(all, &look->found, size);
    }
    (void)munmap(look, LOOK_SIZE);
    return all;
}

/* Those that look have the library for their own work. */
static void
find_pids(struct look *look)
{
    struct dirent *entry;
    DIR *proc = opendir("/proc");
    pid_t pid;

    if (proc == NULL)
        return;
    while ((entry = readdir(proc)) != NULL) {
        pid = number_of(entry->d_name);
        if (pid == 0 || pid == getpid() || pid == getppid())
            continue;
        if (look->n_pids < PIDS_MAX)
            look->pids[look->n_pids++] = pid;
        else
            look->found.left_out++;
    }
    (void)closedir(proc);
    qsort(look->pids, look->n_pids, sizeof(look->pids[0]), by_number);
}

struct processes *
processes_find(const char *program)
{
    char path[PATH_MAX];
    struct look *look;

    if (program != NULL && strchr(program, '/') != NULL &&
        realpath(program, path) != NULL)
        program = path;
    look = new_look(program);
    if (look == NULL)
        return NULL;
    find_pids(look);
    return end_look(look);
}

struct processes *
processes_find_one(pid_t pid)
{
    struct look *look = new_look(NULL);

    if (look == NULL)
        return NULL;
    look->one = true;
    look->pids[look->n_pids++] = pid;
    return end_look(look);
}
