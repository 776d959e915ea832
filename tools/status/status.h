/* SPDX-License-Identifier: MIT */
/* All that "gss-ksp status" found out, and how it is told. */
#ifndef TOOLS_STATUS_STATUS_H
#define TOOLS_STATUS_STATUS_H

#include <stdbool.h>

#include "tools/status/host.h"
#include "tools/status/process.h"
#include "tools/status/program_file.h"

/* Exit statuses, and places in status_word(). */
enum verdict { VERDICT_ON, VERDICT_OFF, VERDICT_BROKEN, VERDICT_UNKNOWN };

struct status {
    const char *user;           /* as whom; NULL for whoever calls */
    const char *subject;        /* PID or PROGRAM as it was given, or NULL */
    bool is_process;            /* it is a PID: processes has that one */
    enum host_look look;
    uid_t caller;               /* who asks */
    struct program_file program;        /* if it is a PROGRAM */
    struct processes *processes;
    struct host host;
    enum verdict verdict;
    char why[1024];             /* empty if all is said */
};

const char *status_word(enum verdict verdict);

/* Fills in the last two. */
void status_judge(struct status *status);

/* All write to standard output; the latter where nothing came of it. */
void report_text(const struct status *status);
void report_json(const struct status *status);
void report_text_unknown(const char *subject, const char *why);
void report_json_unknown(const char *subject, const char *user,
                         const char *why);

#endif
