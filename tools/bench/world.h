/* SPDX-License-Identifier: MIT */
/*
 * The same work in two processes: one as programs are, with the module, and
 * one in which MIT's library lists none.
 */
#ifndef TOOLS_BENCH_WORLD_H
#define TOOLS_BENCH_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum world_kind { WORLD_STOCK, WORLD_MODULE };

/* What a process is at work on. */
struct world_about {
    bool ready;
    bool ours;              /* the package has both contexts, at both ends */
    bool stock;             /* it has none of them */
    int enctype;            /* RFC 3961, or 0 */
    char peer[128];
    char error[256];        /* of one that is not ready */
};

struct world {
    pid_t child;
    int to, from;           /* pipes */
    struct world_about about;
};

/* Rows of the table: calls, and lengths of messages. */
extern const size_t world_rows;
const char *world_row_name(size_t row);
size_t world_row_bytes(size_t row);

/*
 * Starts the process.  `module` is a module to use that need not be listed,
 * or NULL.  False: errno; what a process could not do stands in `about`.
 * worlds_end in any case.
 */
bool world_begin(struct world *world, enum world_kind kind,
                 const char *module);

/* Nanoseconds of one call, the best of a few batches.  False: the process is
 * gone, and has said why. */
bool world_measure(struct world *world, size_t row, double *ns);

/* Both, or those that were begun: the younger holds the elder's pipe, so that
 * neither ends before all are closed. */
void worlds_end(struct world worlds[2]);

#endif
