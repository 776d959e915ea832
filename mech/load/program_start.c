/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mech/load/program_start.h"

/* PF_FORKNOEXEC of linux/sched.h. */
#define FLAG_FORKED 0x40u

/* More forks than a program makes; /proc may change while it is read. */
#define GENERATIONS_MAX 32

#define NS_PER_SECOND 1000000000

/* Who may have the memory of a process in which no program was executed. */
static const enum gssksp_stat_field relatives[] = {
    GSSKSP_STAT_PARENT, GSSKSP_STAT_GROUP, GSSKSP_STAT_SESSION
};

#define N_RELATIVES (sizeof(relatives) / sizeof(relatives[0]))

/* "PID (name) state number number ...", where a name may hold anything. */
bool
gssksp_stat_parse(const char *text, struct gssksp_process *process)
{
    const char *open = strchr(text, '('), *close = strrchr(text, ')');
    bool ok = open != NULL && close != NULL && open < close &&
        (size_t)(close - open) <= sizeof(process->name) &&
        strlen(close) > strlen(") S ");
    char *end;
    size_t i;

    memset(process, 0, sizeof(*process));
    if (ok) {
        memcpy(process->name, open + 1, (size_t)(close - open) - 1);
        text = close + strlen(") S");
    }
    for (i = GSSKSP_STAT_PARENT; ok && i < GSSKSP_STAT_FIELDS; i++) {
        process->field[i] = strtoull(text, &end, 10);
        /* The blank tells that the number is whole. */
        ok = end != text && *end == ' ';
        text = end;
    }
    return ok;
}

static bool
read_process(const char *proc, const char *id, struct gssksp_process *process)
{
    char path[256], text[1024];
    ssize_t length = -1;
    int fd;

    snprintf(path, sizeof(path), "%s/%s/stat", proc, id);
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd >= 0) {
        length = read(fd, text, sizeof(text) - 1);
        close(fd);
    }
    if (length >= 0)
        text[length] = '\0';
    return length >= 0 && gssksp_stat_parse(text, process);
}

/* A process of number 0 is one that is not to be seen from here. */
static bool
read_relative(const char *proc, uint64_t number,
              struct gssksp_process *process)
{
    char id[24];

    snprintf(id, sizeof(id), "%llu", (unsigned long long)number);
    return number != 0 && read_process(proc, id, process);
}

static bool
was_forked(const struct gssksp_process *process)
{
    return (process->field[GSSKSP_STAT_FLAGS] & FLAG_FORKED) != 0;
}

static bool
runs_the_same(const struct gssksp_process *a, const struct gssksp_process *b)
{
    uint64_t stack_a = a->field[GSSKSP_STAT_STACK];
    uint64_t stack_b = b->field[GSSKSP_STAT_STACK];
    bool seen = stack_a != 0 && stack_b != 0;

    return seen ? stack_a == stack_b : strcmp(a->name, b->name) == 0;
}

/* Makes *ticks the earliest start of process `number` and those it was forked
 * from, as far as they run what `self` runs. */
static void
follow(const char *proc, const struct gssksp_process *self, uint64_t number,
       uint64_t *ticks)
{
    struct gssksp_process process;
    bool more = true;
    int i;

    for (i = 0; more && i < GENERATIONS_MAX; i++) {
        more = read_relative(proc, number, &process) &&
            runs_the_same(self, &process);
        if (more) {
            if (process.field[GSSKSP_STAT_START] < *ticks)
                *ticks = process.field[GSSKSP_STAT_START];
            number = process.field[GSSKSP_STAT_PARENT];
            more = was_forked(&process);
        }
    }
}

bool
gssksp_program_start(const char *proc, int64_t *start)
{
    struct gssksp_process self;
    uint64_t ticks = 0, hz = (uint64_t)sysconf(_SC_CLK_TCK);
    bool ok = read_process(proc, "self", &self);
    size_t i;

    if (ok)
        ticks = self.field[GSSKSP_STAT_START];
    for (i = 0; ok && was_forked(&self) && i < N_RELATIVES; i++)
        follow(proc, &self, self.field[relatives[i]], &ticks);
    *start = (int64_t)(ticks / hz * NS_PER_SECOND +
                       ticks % hz * NS_PER_SECOND / hz);
    return ok;
}
