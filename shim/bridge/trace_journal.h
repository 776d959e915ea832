/* SPDX-License-Identifier: MIT */
/* The way to systemd's journal: a socket of our own, not syslog(3)'s, whose
 * name and options are the program's. */
#ifndef SHIM_BRIDGE_TRACE_JOURNAL_H
#define SHIM_BRIDGE_TRACE_JOURNAL_H

/* Nobody but root can put another there; no variable names one. */
#define GSSKSP_JOURNAL_SOCKET "/run/systemd/journal/socket"

/* A datagram socket that is connected, for gssksp_sink_open; or -1, and *why
 * says why, in static memory.  `path` is GSSKSP_JOURNAL_SOCKET but in
 * tests. */
int gssksp_trace_journal_open(const char *path, const char **why);

#endif
