/* SPDX-License-Identifier: MIT */
/*
 * The visible state, gss_ksp_state of gssapi/gssapi_ksp_state.h: what happens
 * to it.  None of these is on the way of a message.  Any thread.
 */
#ifndef MECH_LOAD_STATE_H
#define MECH_LOAD_STATE_H

#include <stdbool.h>

/* Whoever has loaded the module only looks at it. */
bool gssksp_state_only_look(void);

/* Opens the trace, before the first line of which there is a place to count
 * those that are lost. */
void gssksp_state_open_trace(void);

/* The mechglue has asked, and got an offer, or nothing for a reason.  An
 * offer is not taken back by what happens under another OID. */
void gssksp_state_offered(const char *reason);
void gssksp_state_aside(const char *reason);

/* The mechglue has called the module to establish a context, or to import
 * one; the first time it is said in the trace. */
void gssksp_state_in_use(bool establishes);

/* What in MIT's library is not as the module relies on. */
enum gssksp_degraded {
    GSSKSP_DEGRADED_LUCID,      /* contexts as they are described */
    GSSKSP_DEGRADED_CONTEXTS,   /* those of the mechglue */
    GSSKSP_DEGRADED_EXPORT,     /* exported ones */
    GSSKSP_DEGRADED_SIGN        /* that Kerberos was used before */
};

/* Each once, and what comes of it: in the trace as a decision, or, after a
 * context was established, not at all. */
void gssksp_state_degraded(enum gssksp_degraded what);
void gssksp_state_degraded_quietly(enum gssksp_degraded what);

enum gssksp_count {
    GSSKSP_COUNT_OPENED,
    GSSKSP_COUNT_CLOSED,
    GSSKSP_COUNT_FORWARDED,
    GSSKSP_COUNT_REFUSED
};

/* One context more. */
void gssksp_state_count(enum gssksp_count count);

#endif
