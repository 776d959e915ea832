/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "realm/matrix/processes.h"

static const char *const side_names[] = { "initiator", "acceptor" };

static bool
start(struct processes *p, enum side side, process_run *run,
      const void *options, const int lines[2])
{
    int report[2];

    if (pipe(report) != 0)
        return false;
    fflush(NULL);
    p->child[side].pid = fork();
    if (p->child[side].pid == 0) {
        close(lines[side == INITIATOR ? 1 : 0]);
        close(report[0]);
        run(options, side, lines[side], report[1]);
        exit(0);
    }
    close(report[1]);
    p->child[side].verdicts = fdopen(report[0], "r");
    return p->child[side].pid > 0 && p->child[side].verdicts != NULL;
}

bool
processes_start(struct processes *p, process_run *run, const void *options)
{
    int lines[2];
    bool good;

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, lines) != 0)
        return false;
    good = start(p, INITIATOR, run, options, lines) &&
        start(p, ACCEPTOR, run, options, lines);
    close(lines[0]);
    close(lines[1]);
    return good;
}

void
processes_read(struct processes *p, struct case_verdict verdict[2])
{
    enum side side;

    for (side = INITIATOR; side <= ACCEPTOR; side++) {
        if (fread(&verdict[side], sizeof(verdict[side]), 1,
                  p->child[side].verdicts) != 1) {
            verdict[side].good = false;
            snprintf(verdict[side].why, sizeof(verdict[side].why),
                     "%s: the process died", side_names[side]);
        }
    }
}

void
processes_end(struct processes *p)
{
    enum side side;

    for (side = INITIATOR; side <= ACCEPTOR; side++) {
        if (p->child[side].pid > 0)
            waitpid(p->child[side].pid, NULL, 0);
        if (p->child[side].verdicts != NULL)
            fclose(p->child[side].verdicts);
    }
}
