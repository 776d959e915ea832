/* SPDX-License-Identifier: MIT */
/*
 * The environment and rights of another process, or of a user, so that this
 * one reads files and loads modules as that would.
 */
#ifndef TOOLS_STATUS_SURROUNDINGS_H
#define TOOLS_STATUS_SURROUNDINGS_H

#include <stdbool.h>
#include <sys/types.h>

#include "tools/status/identity.h"

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
    bool secure;                /* it looks at none of these
                                 * (identity_is_secure) */
    bool set[VARIABLE_COUNT];
    char value[VARIABLE_COUNT][VARIABLE_MAX];
};

const char *surroundings_name(enum variable variable);

/* Those that a process was started with; but for `secure`. */
void surroundings_read(pid_t pid, struct surroundings *s);

/*
 * This process has them from now on, and no others of these, but for
 * LD_LIBRARY_PATH, which the loader has read already.  After the two below:
 * what looks up names must not find them.
 */
void surroundings_enter(const struct surroundings *s);

/* This process is that user's from now on, or has the rights of that process,
 * of which no name is looked up; for root only.  False: errno, ENOENT if
 * there is no such user. */
bool surroundings_be_user(const char *name);
bool surroundings_be(const struct identity *identity);

#endif
