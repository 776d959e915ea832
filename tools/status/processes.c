/* SPDX-License-Identifier: MIT */
/* Which processes there are. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/status/process.h"

#define DELETED " (deleted)"

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
        wanted = process->error == 0 && process->module != PROCESS_NO_GSS;
    return wanted;
}

static int
by_number(const void *a, const void *b)
{
    const struct process *x = a, *y = b;

    return (x->pid > y->pid) - (x->pid < y->pid);
}

static void
look(struct processes *all, const char *program)
{
    struct process *next = &all->list[all->n], none;
    struct dirent *entry;
    DIR *proc = opendir("/proc");
    pid_t pid;

    if (proc == NULL)
        return;
    while ((entry = readdir(proc)) != NULL) {
        pid = number_of(entry->d_name);
        next = all->n < PROCESSES_MAX ? &all->list[all->n] : &none;
        /* This one has the library for its own work. */
        if (pid == 0 || pid == getpid() || !process_read(pid, next))
            continue;
        all->hidden += next->error != 0 ? 1 : 0;
        if (!is_wanted(next, program))
            continue;
        if (next == &none)
            all->left_out++;
        else
            all->n++;
    }
    (void)closedir(proc);
    qsort(all->list, all->n, sizeof(all->list[0]), by_number);
}

struct processes *
processes_find(const char *program)
{
    struct processes *all;
    char path[PATH_MAX];

    all = calloc(1, sizeof(*all) + PROCESSES_MAX * sizeof(all->list[0]));
    if (all == NULL)
        return NULL;
    if (program != NULL && strchr(program, '/') != NULL &&
        realpath(program, path) != NULL)
        program = path;
    look(all, program);
    return all;
}
