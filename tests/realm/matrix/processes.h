/* SPDX-License-Identifier: MIT */
/* The two processes of a matrix, as their parent sees them. */
#ifndef TESTS_REALM_MATRIX_PROCESSES_H
#define TESTS_REALM_MATRIX_PROCESSES_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include "realm/matrix/peer.h"

/* By side.  Begins as zeros. */
struct processes {
    struct {
        pid_t pid;
        FILE *verdicts;
    } child[2];
};

/* One side's work.  It speaks to the other side by `line`, and writes a struct
 * case_verdict to `report` for each case. */
typedef void process_run(const void *options, enum side side, int line,
                         int report);

/* False if a process cannot be started; processes_end is due in any case. */
bool processes_start(struct processes *p, process_run *run,
                     const void *options);

/* What both sides found of the next case.  A process that has died found it
 * bad. */
void processes_read(struct processes *p, struct case_verdict verdict[2]);

/* Wait for both. */
void processes_end(struct processes *p);

#endif
