/* SPDX-License-Identifier: MIT */
/* What can be known of a running process and the module. */
#ifndef TOOLS_STATUS_PROCESS_H
#define TOOLS_STATUS_PROCESS_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "gssapi/gssapi_ksp_state.h"
#include "tools/status/surroundings.h"

enum process_module {
    PROCESS_NO_GSS,             /* libgssapi_krb5 is not in its memory */
    PROCESS_STOCK,              /* it is, and the module is not */
    PROCESS_LOADED,             /* the module is, and its state is not to be
                                 * read */
    PROCESS_STATE               /* and says how it is */
};

struct process {
    pid_t pid;
    struct identity identity;
    uid_t user;                 /* the effective one, and its name */
    char user_name[64];
    char program[PATH_MAX];     /* its file, or its name in brackets */
    int error;                  /* errno: its memory's map cannot be read */
    bool elsewhere;             /* its files or users are not those that are
                                 * seen here, or may not be (chroot,
                                 * container, mounts of its own) */
    bool changed;               /* it was not the same throughout */
    bool unread;                /* what is read of it does not come: `error` is
                                 * ETIMEDOUT; or who reads it ends: EIO.  What
                                 * is below is not known, and mostly the above
                                 * neither */
    enum process_module module;
    char path[PATH_MAX];        /* of the module */
    bool proxy;                 /* gssproxy's module is loaded too */
    bool replaced;              /* another file has that name now, or none */
    int state_error;            /* PROCESS_LOADED: errno, or 0 for a module
                                 * that has no such variable */
    struct gss_ksp_state state;
    struct surroundings surroundings;
};

/*
 * Number, user and program, and then all of it but the user's name; false if
 * there is no such process.  They may not come back: what they read may be
 * anybody's.
 */
bool process_begin(pid_t pid, struct process *process);
bool process_read(struct process *process);

/* "?" if it has none.  Asks whoever knows the host's users: not with the
 * process's surroundings. */
void process_name_user(struct process *process);

/* Why one must not do as the process would, with its variables and rights;
 * NULL if one may. */
const char *process_apart(const struct process *process);

/*
 * What it comes to, as a verdict (verdict.h): "on" or "off" and the reason in
 * `why`, which has room for `size` bytes.  Empty if all is said.
 */
enum process_verdict {
    PROCESS_ON,
    PROCESS_OFF,
    PROCESS_UNKNOWN
} process_judge(const struct process *process, char *why, size_t size);

/* Every process with GSS-API, in order, and those that are unread; or those
 * that run `program` (the path of a file, or a name) if it is not NULL; or
 * one, whatever it is.  NULL without memory; free() it. */
#define PROCESSES_MAX 256

struct processes {
    size_t n, left_out;
    size_t hidden;              /* whose map cannot be read */
    int error;                  /* errno: why not all were looked at, or 0;
                                 * the rest of them is hidden */
    struct process list[];
};

struct processes *processes_find(const char *program);
struct processes *processes_find_one(pid_t pid);

#endif
