/* SPDX-License-Identifier: MIT */
/*
 * What krb5.conf says of the trace:
 *
 *      [appdefaults]
 *          gss-ksp = {
 *              trace = journal
 *              trace_messages = slapd /usr/sbin/sshd
 *          }
 *
 * `trace` is "journal" or the absolute path of a file; without it there is no
 * trace for the host.  `trace_messages` names programs, by their path or its
 * last part, of which messages are traced as well.  Read at load and at no
 * other time, from the files that libkrb5 reads in this process.  libkrb5
 * itself is not used, and so does not count as in use afterwards
 * (mech/load/older_than_listing.h).
 */
#ifndef SHIM_BRIDGE_TRACE_SETTINGS_H
#define SHIM_BRIDGE_TRACE_SETTINGS_H

#include <limits.h>
#include <stdbool.h>

#define GSSKSP_TRACE_OPTION "trace"
#define GSSKSP_TRACE_MESSAGES_OPTION "trace_messages"
#define GSSKSP_TRACE_JOURNAL "journal"

struct gssksp_trace_settings {
    char place[PATH_MAX];       /* empty: none */
    bool messages;              /* of this program too */
    const char *why;            /* NULL; or why they cannot be known, in
                                 * static memory */
};

/* `program` is the path of the program's file. */
void gssksp_trace_settings_read(const char *program,
                                struct gssksp_trace_settings *settings);

/* Whether a list of programs has this one. */
bool gssksp_trace_names(const char *list, const char *program);

#endif
