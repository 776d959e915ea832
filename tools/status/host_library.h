/* SPDX-License-Identifier: MIT */
/*
 * Which libgssapi_krb5 this is, and where it looks: it has no function that
 * tells, so the names are found among its constants.
 */
#ifndef TOOLS_STATUS_HOST_LIBRARY_H
#define TOOLS_STATUS_HOST_LIBRARY_H

#include <limits.h>
#include <stdbool.h>

struct host_library {
    char path[PATH_MAX];        /* of libgssapi_krb5 */
    char krb5[64];              /* its version; "" if it does not say */
    char mech[PATH_MAX];        /* the file, /etc/gss/mech */
    char pattern[PATH_MAX];     /* the files, /etc/gss/mech.d and *.conf */
    char plugins[PATH_MAX];     /* where names without a path are looked for,
                                 * with a slash at the end */
    bool found;                 /* false: the names are those of krb5's own
                                 * configuration as this was built */
};

/* That of this process. */
void host_library_find(struct host_library *library);

#endif
