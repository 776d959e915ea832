/* SPDX-License-Identifier: MIT */
/*
 * What the module keeps for each thread of the program.
 *
 * Not in thread-local variables: memory for those of a module is had at a
 * thread's first use of one, and where there is none the C library ends the
 * process.
 */
#ifndef MECH_PER_THREAD_H
#define MECH_PER_THREAD_H

#include <gssapi/gssapi.h>
#include <stdbool.h>
#include <stdint.h>

#include "ksp/ntsecpkg.h"

/* Contexts for which a thread may have a number set at a time. */
#define GSSKSP_NUMBERS_PENDING 8

struct gssksp_pending {
    LSA_SEC_HANDLE ContextId;   /* 0: none */
    uint64_t number;
};

struct gssksp_thread {
    /* numbers.c */
    struct gssksp_pending next[GSSKSP_NUMBERS_PENDING];
    uint64_t now;               /* this call's number; 0: none */
    LSA_SEC_HANDLE last;        /* whose message it was; 0: none */
    uint64_t number;
    uint32_t verdict;

    /* cred_export.c: the last export */
    const void *token;
    gss_OID mech;

    /* display_status.c, mech_info.c: the glue was asked, and may ask back */
    bool asks_text;
    bool asks_saslname;
};

/* That of the calling thread, all zero at first; freed when it ends.  NULL
 * when memory is short. */
struct gssksp_thread *gssksp_thread(void);

#endif
