/* SPDX-License-Identifier: MIT */
/*
 * The trace: what was decided, and each call of the package on a message.
 * Never keys, never contents, never an address.  gss_ksp(8) has the words,
 * which are the same for both faces.
 *
 * It goes to two places: the file that GSSKSP_TRACE names, which is the
 * program's own and gets all of it; and that of krb5.conf, which is the
 * host's (trace_settings.h) and gets decisions, and of programs named there
 * messages.  Both are opened at load and at no other time: sshd closes
 * everything else to its unprivileged child.  What may be opened is
 * trace_file.h's and trace_journal.h's, what a line costs trace_sink.h's.
 *
 * Decisions end with the establishment of a context, so that a process that
 * has locked itself in afterwards makes no system call more with them than
 * without.  Any thread; a child after fork goes on with the same places.
 */
#ifndef SHIM_BRIDGE_TRACE_H
#define SHIM_BRIDGE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ksp/message.h"
#include "ksp/ntsecpkg.h"

enum gssksp_face { GSSKSP_FACE_GSS, GSSKSP_FACE_SSPI };

enum gssksp_trace_level {
    GSSKSP_TRACE_NOTHING,
    GSSKSP_TRACE_DECISIONS,     /* up to the hand-over */
    GSSKSP_TRACE_MESSAGES       /* and everything afterwards */
};

/* At load: opens what is asked for and not open yet.  Not for two threads at
 * a time. */
void gssksp_trace_open(enum gssksp_face face);

/* Before that: this is no run of a program.  What is asked for is judged and
 * not opened, and that of the environment not looked at. */
void gssksp_trace_look(void);

/* What came of that, for people: "off", or each place with its level, or why
 * it could not be opened.  Static memory. */
const char *gssksp_trace_text(void);

/* From now on counts lines there that were lost: nobody read them in time,
 * the file system is full, or the program closed the place, after which none
 * is tried. */
void gssksp_trace_count_lost_into(uint64_t *lines);

/* How much is written anywhere: a load of a variable. */
enum gssksp_trace_level gssksp_trace_level(void);

static inline bool
gssksp_trace_messages(void)
{
    return gssksp_trace_level() == GSSKSP_TRACE_MESSAGES;
}

/* ---- decisions ------------------------------------------------------- */

/* At load, after the trace was opened: how many mechanisms are offered to the
 * mechglue, and if none, why.  Where another interposer came first the
 * mechglue does not take them. */
void gssksp_trace_load(size_t mechanisms, const char *reason);

/* The SSPI library was initialized. */
void gssksp_trace_library(void);

/* At load: what the policy is; and what is not as the module relies on. */
void gssksp_trace_policy(const char *text);
void gssksp_trace_degraded(const char *text);

/*
 * The mechglue has called the module to establish a context, or to import one
 * that was exported without the module: once in a process.  An import is no
 * decision: it may be the first thing in a process that is locked in.
 */
void gssksp_trace_in_use(bool establishes);

/* A completed context was given to the package.  `peer` and `table` may be
 * NULL. */
struct gssksp_trace_hand_over {
    LSA_SEC_HANDLE ctx;
    bool initiator;
    LONG enctype;               /* 0: not known */
    const char *peer;
    const char *table;          /* of SSPI: whose package it is */
    bool brought;               /* the program had it: no decision, as it may
                                 * be locked in */
};

void gssksp_trace_hand_over(const struct gssksp_trace_hand_over *context,
                            NTSTATUS status);

/* A context left to the real mechanism, and why; or refused by the policy. */
void gssksp_trace_forwarded(bool initiator, const char *reason);
void gssksp_trace_refused(enum gssksp_trace_level level, bool initiator,
                          LONG enctype);

/* A call that would have begun another context than the program's. */
void gssksp_trace_refused_call(bool initiator, const char *reason);

/* ---- afterwards ------------------------------------------------------ */

/* One call of the package on a message; `context` NULL if it is not known. */
void gssksp_trace_message(const char *function, LSA_SEC_HANDLE ContextId,
                          const KSP_CONTEXT_DESCRIPTION *context, ULONG fQOP,
                          ULONG MessageSeqNo, const SecBufferDesc *message,
                          NTSTATUS status);

/* One call of the package on a context. */
void gssksp_trace_context(const char *function, LSA_SEC_HANDLE ContextId,
                          NTSTATUS status);

#endif
