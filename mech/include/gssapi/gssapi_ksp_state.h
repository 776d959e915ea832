/* SPDX-License-Identifier: MIT */
/*
 * What gss_ksp.so says of itself: the one variable that it exports,
 *
 *      extern struct gss_ksp_state gss_ksp_state;
 *
 * for whoever looks at a process from outside: gss-ksp(8), a debugger, a
 * probe.  It is found through the module's dynamic symbols and read from the
 * memory of the process (process_vm_readv(2), /proc/PID/mem); it holds no
 * pointers, so one read is enough.  Nothing is to be linked, and nobody but
 * the module writes to it, but for `look`.
 *
 * A reader checks `magic`, then takes the first `size` bytes, or as many as it
 * knows: fields are added at the end, and a field that is there keeps its
 * place and its meaning as long as `version` stays.
 *
 * The texts are printable ASCII, end with a NUL, and are cut off where they
 * are longer.  They and `policy` are written when MIT's library takes the
 * module up, `state` last; `state`, `degraded` and the counts change
 * afterwards.  A child has them from its parent, as they were when it was
 * forked.
 *
 * Counts are since the module was loaded; those of contexts go round after
 * 2^32 - 1.
 */
#ifndef GSSAPI_KSP_STATE_H
#define GSSAPI_KSP_STATE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GSS_KSP_STATE_SYMBOL "gss_ksp_state"
#define GSS_KSP_STATE_MAGIC "gss-ksp"
#define GSS_KSP_STATE_VERSION 1u

/* Values of `state`. */
#define GSS_KSP_STATE_LOADED 0u     /* in memory, not asked yet */
#define GSS_KSP_STATE_OFFERED 1u    /* it has offered to interpose; if no
                                     * other module came first, it does */
#define GSS_KSP_STATE_IN_USE 2u     /* and MIT's library has called it */
#define GSS_KSP_STATE_ASIDE 3u      /* it interposes nothing */

/* Values of `policy`: what is refused, and why. */
#define GSS_KSP_POLICY_UNREAD 0u    /* not read yet */
#define GSS_KSP_POLICY_NONE 1u      /* nothing */
#define GSS_KSP_POLICY_NAMED 2u     /* what refuse_enctypes names */
#define GSS_KSP_POLICY_FIPS 3u      /* all that can be: FIPS mode */
#define GSS_KSP_POLICY_DOUBT 4u     /* all that can be: something could not be
                                     * read, or was not understood */

/*
 * Messages, by the functions of the package that MIC, wrap, IOV and AEAD calls
 * come to, and those of an SSPI library that shares it.  What was made and
 * taken is added when a context ends, and is not here before; what was refused
 * is added at once.  Messages that MIT's code has are not counted.
 */
struct gss_ksp_messages {
    uint64_t signed_;           /* MICs made */
    uint64_t verified;          /* ... that were right and in order */
    uint64_t sealed;            /* wrap tokens made, encrypted or not */
    uint64_t unsealed;          /* ... that were right and in order */
    uint64_t not_made;          /* of either kind */
    uint64_t altered;           /* not taken: the checksum is wrong */
    uint64_t out_of_sequence;   /* ... duplicate, old, late or early */
    uint64_t defective;         /* ... no token of the context */
    uint64_t not_taken;         /* ... for another reason */
};

struct gss_ksp_state {
    char magic[8];              /* GSS_KSP_STATE_MAGIC */
    uint32_t version;           /* GSS_KSP_STATE_VERSION */
    uint32_t size;              /* of the structure, bytes */
    uint32_t state;             /* GSS_KSP_STATE_* */
    uint32_t policy;            /* GSS_KSP_POLICY_* */
    uint32_t opened;            /* contexts handed over to the package */
    uint32_t closed;            /* ... that are no more */
    uint32_t forwarded;         /* contexts left to MIT's code */
    uint32_t refused;           /* contexts that the policy refused */
    char module[32];            /* the module's version */
    char krb5[32];              /* the krb5 it was built with */
    char provider[32];          /* whose AES it uses: "nettle", "krb5" */
    char reason[160];           /* why it stands aside, or does not */
    char refuses[320];          /* what the policy is, as in the trace */
    char trace[160];            /* where a trace goes, and of what; or "off",
                                 * and why if one was asked for */
    char degraded[160];         /* what in MIT's library is not as the module
                                 * relies on, and what comes of it, the gravest
                                 * first; "; and more" where one has no room
                                 * any more; or "" */
    struct gss_ksp_messages messages;
    uint64_t trace_lost;        /* lines of the trace that could not be
                                 * written */
    uint32_t look;              /* a program that loads the module to look at
                                 * it, before the module is asked for what it
                                 * offers, writes 1 here: no trace is written
                                 * then, and `trace` is where it would go */
    uint32_t unused;            /* 0 */
};

#ifdef __cplusplus
}
#endif

#endif
