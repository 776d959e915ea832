/* SPDX-License-Identifier: MIT */
/* Which processes there are. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/status/process.h"
#include "tools/status/processes_look.h"

static pid_t
number_of(const char *name)
{
    char *end;
    long number = strtol(name, &end, 10);

    return *end == '\0' && number > 0 && name[0] != '+' ? (pid_t)number : 0;
}

static int
by_number(const void *a, const void *b)
{
    const pid_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

struct pids {
    pid_t *list;
    size_t n, room;
};

static bool
add(struct pids *pids, pid_t pid)
{
    size_t room = pids->room * 2 + 256;
    pid_t *list = pids->list;

    if (pids->n == pids->room) {
        list = realloc(list, room * sizeof(*list));
        if (list == NULL)
            return false;
        pids->list = list;
        pids->room = room;
    }
    list[pids->n++] = pid;
    return true;
}

/* Those that look have the library for their own work. */
static bool
find_pids(struct pids *pids)
{
    struct dirent *entry;
    DIR *proc = opendir("/proc");
    bool ok = true;
    pid_t pid;

    if (proc == NULL)
        return true;
    while (ok && (entry = readdir(proc)) != NULL) {
        pid = number_of(entry->d_name);
        if (pid != 0 && pid != getpid() && pid != getppid())
            ok = add(pids, pid);
    }
    (void)closedir(proc);
    if (pids->n > 0)
        qsort(pids->list, pids->n, sizeof(pids->list[0]), by_number);
    return ok;
}

struct processes *
processes_find(const char *program)
{
    struct processes *all = NULL;
    struct pids pids = { NULL, 0, 0 };
    char path[PATH_MAX];

    if (program != NULL && strchr(program, '/') != NULL &&
        realpath(program, path) != NULL)
        program = path;
    if (find_pids(&pids))
        all = processes_look(program, pids.list, pids.n, false);
    free(pids.list);
    return all;
}

struct processes *
processes_find_one(pid_t pid)
{
    return processes_look(NULL, &pid, 1, true);
}
