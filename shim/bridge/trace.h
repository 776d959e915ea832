/* SPDX-License-Identifier: MIT */
/*
 * The trace: GSSKSP_TRACE=file makes the module append one line per call
 * of the package.  Never keys, never contents.
 *
 *      <seconds>.<microseconds> <pid> offered mechanisms=4
 *      ... <pid> stand-aside <reason>
 *      ... <pid> policy refuses <enctypes, or nothing>: <reason>
 *      ... <pid> in-use
 *      ... <pid> MakeSignature ctx=<hex> fQOP=<hex> MessageSeqNo=<n>
 *          DATA=7 TOKEN=28 -> 0x00000000
 *
 * A token's length is the one after the call.  The file is opened when the
 * module is loaded and at no other time, with mode 0600, and written with
 * one system call per line: sshd closes everything else to its unprivileged
 * child.  Which files it may be, and what a line costs, is trace_file.h's.
 * Any thread; a child after fork goes on with the same file.
 */
#ifndef SHIM_BRIDGE_TRACE_H
#define SHIM_BRIDGE_TRACE_H

#include <stdbool.h>
#include <stddef.h>

#include "ksp/ntsecpkg.h"

/* Opens the file, if asked for and not open yet. */
void gssksp_trace_open(void);

/* At load: opens the file, if asked for, and says what was decided: how
 * many mechanisms are offered to the mechglue, and if none, why.  Where
 * another interposer came first the mechglue does not take them. */
void gssksp_trace_load(size_t mechanisms, const char *reason);

/* The mechglue has called the module to establish a context, or to import one
 * that was exported without the module: once in a process. */
void gssksp_trace_in_use(void);

/* At load: what the policy is. */
void gssksp_trace_policy(const char *text);

/* Whether anything is written: a load of a variable. */
bool gssksp_trace_on(void);

/* One call of the package on a message. */
void gssksp_trace_message(const char *function, LSA_SEC_HANDLE ContextId,
                          ULONG fQOP, ULONG MessageSeqNo,
                          const SecBufferDesc *message, NTSTATUS status);

/* One call of the package on a context. */
void gssksp_trace_context(const char *function, LSA_SEC_HANDLE ContextId,
                          NTSTATUS status);

/* A context left to the real mechanism, and why. */
void gssksp_trace_forwarded(const char *reason);

#endif
