/* SPDX-License-Identifier: MIT */
/*
 * The environment and rights of another process, or of a user, so that this
 * one reads files and loads modules as that would.
 */
#ifndef TOOLS_STATUS_SURROUNDINGS_H
#define TOOLS_STATUS_SURROUNDINGS_H

#include <stdbool.h>
#include <sys/types.h>

/* The variables that decide about the module. */
enum variable {
    VARIABLE_CONFIG,            /* GSS_MECH_CONFIG */
    VARIABLE_ENABLE,            /* GSSKSP_ENABLE */
    VARIABLE_PROXY,             /* GSS_USE_PROXY */
    VARIABLE_KRB5,              /* KRB5_CONFIG */
    VARIABLE_LIBRARIES,         /* LD_LIBRARY_PATH */
    VARIABLE_COUNT
};

#define VARIABLE_MAX 1024       /* bytes of a value; more is cut off */

struct surroundings {
    bool known;                 /* the environment could be read */
    bool secure;                /* it runs with other rights than its caller's
                                 * (AT_SECURE), and looks at none of these */
    bool set[VARIABLE_COUNT];
    char value[VARIABLE_COUNT][VARIABLE_MAX];
};

const char *surroundings_name(enum variable variable);

/* Those that a process was started with. */
void surroundings_read(pid_t pid, struct surroundings *s);

/* This process has them from now on, but for LD_LIBRARY_PATH, which the loader
 * has read already. */
void surroundings_enter(const struct surroundings *s);

/* This process is that user's from now on; for root only.  False: errno. */
bool surroundings_be(uid_t user, gid_t group);

#endif
