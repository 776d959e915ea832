/* SPDX-License-Identifier: MIT */
/*
 * What a program's file tells of how the module will find it: why it would
 * stand aside in it, whatever the listing.
 */
#ifndef TOOLS_STATUS_PROGRAM_FILE_H
#define TOOLS_STATUS_PROGRAM_FILE_H

#include <limits.h>
#include <stdbool.h>

struct program_file {
    char path[PATH_MAX];        /* "" if there is no such program */
    bool elf;                   /* one of this architecture */
    bool secure;                /* set-user-id or set-group-id */
    bool proxy;                 /* gssproxy */
    char refers[PATH_MAX];      /* the object that refers to
                                 * gss_krb5_import_cred, or "" */
};

/* `name` is a path, or looked for in PATH; libraries in `directory`. */
void program_file_read(const char *name, const char *directory,
                       struct program_file *program);

#endif
