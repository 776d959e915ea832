/* SPDX-License-Identifier: MIT */
/*
 * The message operations that are timed.
 *
 * An operation makes a token or checks one.  `prepare` and `finish` enclose
 * the life of one item and are never timed.  `make` works on the maker's
 * context and is timed together with `recycle`, which makes the item ready
 * to be made again (a program has to release its tokens, too); `check` works
 * on the checker's, takes the items in the order in which they were made,
 * each once, and releases what it got.  A failure ends the process.
 */
#ifndef BENCH_OPERATIONS_H
#define BENCH_OPERATIONS_H

#include <gssapi/gssapi_ext.h>
#include <stdbool.h>

/* The two ends of a context, and what is sent. */
struct work {
    gss_ctx_id_t maker, checker;
    gss_buffer_desc message;
};

/* A message and what was made of it. */
struct item {
    gss_buffer_desc token;              /* gss_get_mic, gss_wrap */
    unsigned char *storage;             /* gss_wrap_iov: of all of iov */
    gss_iov_buffer_desc iov[4];
};

typedef void operation_step(const struct work *work, struct item *item);

struct operation {
    const char *name;
    bool checks;
    operation_step *prepare, *make, *recycle, *check, *finish;
};

extern const struct operation operations[];
extern const size_t operations_count;

#endif
