/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/bench/work.h"
#include "tools/bench/world.h"

/* A file that is nowhere but in memory, and lists `module`, if there is one.
 * False: errno. */
static bool
make_config(const char *module, char name[64])
{
    char *path = module != NULL ? realpath(module, NULL) : NULL;
    int fd = memfd_create("gss-ksp", 0);
    bool ok = fd >= 0 && (module == NULL || path != NULL);

    if (ok && module != NULL)
        ok = dprintf(fd, "gss-ksp %s %s <interposer>\n", WORK_MODULE_OID,
                     path) > 0;
    free(path);
    (void)snprintf(name, 64, "/proc/self/fd/%d", fd);
    return ok;
}

static bool
enter(enum world_kind kind, const char *module)
{
    char config[64];
    bool ok = true;

    if (kind == WORLD_STOCK || module != NULL)
        ok = make_config(kind == WORLD_MODULE ? module : NULL, config) &&
            setenv("GSS_MECH_CONFIG", config, 1) == 0;
    (void)unsetenv("GSSKSP_TRACE");
    return ok;
}

/* Until the parent has no more to ask. */
static void __attribute__((noreturn))
serve(int in, int out, enum world_kind kind, const char *module)
{
    struct world_about about;
    size_t row;
    double ns;

    memset(&about, 0, sizeof(about));
    if (enter(kind, module))
        work_begin(&about);
    else
        (void)snprintf(about.error, sizeof(about.error), "%s",
                       strerror(errno));
    if (write(out, &about, sizeof(about)) != sizeof(about))
        _exit(1);
    while (read(in, &row, sizeof(row)) == sizeof(row)) {
        ns = work_measure(row);
        if (write(out, &ns, sizeof(ns)) != sizeof(ns))
            _exit(1);
    }
    _exit(0);
}

static bool
start(struct world *world, int request[2], int answer[2],
      enum world_kind kind, const char *module)
{
    world->child = fork();
    if (world->child < 0)
        return false;
    if (world->child == 0) {
        (void)close(request[1]);
        (void)close(answer[0]);
        serve(request[0], answer[1], kind, module);
    }
    (void)close(request[0]);
    (void)close(answer[1]);
    world->to = request[1];
    world->from = answer[0];
    return true;
}

bool
world_begin(struct world *world, enum world_kind kind, const char *module)
{
    int request[2], answer[2];

    memset(world, 0, sizeof(*world));
    (void)signal(SIGPIPE, SIG_IGN);
    if (pipe2(request, O_CLOEXEC) != 0)
        return false;
    if (pipe2(answer, O_CLOEXEC) != 0 ||
        !start(world, request, answer, kind, module)) {
        (void)close(request[0]);
        (void)close(request[1]);
        return false;
    }
    if (read(world->from, &world->about, sizeof(world->about)) !=
        sizeof(world->about)) {
        memset(&world->about, 0, sizeof(world->about));
        (void)snprintf(world->about.error, sizeof(world->about.error),
                       "its process ended");
    }
    return true;
}

bool
world_measure(struct world *world, size_t row, double *ns)
{
    *ns = 0;
    return write(world->to, &row, sizeof(row)) == sizeof(row) &&
        read(world->from, ns, sizeof(*ns)) == sizeof(*ns);
}

static void
close_both(struct world *world)
{
    if (world->child > 0) {
        (void)close(world->to);
        (void)close(world->from);
    }
}

void
worlds_end(struct world worlds[2])
{
    int i;

    for (i = 0; i < 2; i++)
        close_both(&worlds[i]);
    for (i = 0; i < 2; i++) {
        if (worlds[i].child > 0)
            (void)waitpid(worlds[i].child, NULL, 0);
    }
}
