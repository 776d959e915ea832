/* SPDX-License-Identifier: MIT */
/* How the module is recognized by its path. */
#ifndef TOOLS_STATUS_MODULE_FILE_H
#define TOOLS_STATUS_MODULE_FILE_H

#include <string.h>

#define MODULE_FILE "gss_ksp.so"

/* The last part of a path. */
static inline const char *
last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

#endif
