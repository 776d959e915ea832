/* SPDX-License-Identifier: MIT */
/*
 * The catalogue of malformed tokens (../invalid/cases_*.c) through GSS-API,
 * on real contexts: invalid.sh runs the program in the stock world and with
 * the module, and both must print the same.
 */
#ifndef TESTS_REALM_INVALID_INVALID_H
#define TESTS_REALM_INVALID_INVALID_H

#include <stdio.h>

#include "invalid/cases.h"
#include "realm/gss_pair.h"

/* The functions that take a token, and shapes of their arguments. */
enum call {
    CALL_VERIFY_MIC,
    CALL_VERIFY_MIC_IOV,
    CALL_UNWRAP,
    CALL_UNWRAP_AEAD,
    CALL_IOV_SPLIT,         /* HEADER, DATA, PADDING, TRAILER */
    CALL_IOV_WINDOWS,       /* HEADER, DATA */
    CALL_STREAM,            /* STREAM, DATA */
    CALL_STREAM_ALLOCATE,   /* STREAM, DATA for the library to allocate */
    CALLS
};

const char *call_name(enum call call);
enum forge_form call_form(enum call call);

/* What a call said. */
struct said {
    bool minor;             /* in: the text of the minor status as well */
    OM_uint32 major;
    char text[400];         /* all else */
};

/* Gives a token to a context.  `token` falls into buffers as for a form of
 * `dce`. */
void call_with(enum call call, gss_ctx_id_t ctx, const struct forged *token,
               bool dce, struct said *said);

/* What the module says otherwise than stock, on purpose. */
struct intended_call {
    const char *name;       /* of the case */
    const char *mode;       /* of the context; NULL: any */
    unsigned int calls;     /* bits 1 << CALL_* */
    OM_uint32 stock;        /* major status */
    OM_uint32 module;
    bool sometimes;         /* some versions of stock do not differ */
    const char *why;
};

extern const struct intended_call intended_calls[];
extern const size_t n_intended_calls;

/* Whether stock reads what it must not, or stops the process. */
bool stock_never(const struct forge_party *p, enum call call,
                 const struct forged *token, bool dce);

/* Calls on contexts that are not complete or have ended, or are about to be
 * established with damaged tokens: invalid_contexts.c.  `tgt` is a ccache file
 * with nothing but a TGT. */
void try_contexts(int32_t enctype, const char *target, const char *tgt);

/* The key of the messages of a context, and the number of its next one, for
 * a forger; the lucid context, which holds the key, is to be freed. */
struct gss_krb5_lucid_context_v1 *learn_keys(gss_ctx_id_t ctx,
                                             struct forge_party *party);

/* Compares what two runs of the program said; the number of lines that
 * disagree: invalid_compare.c. */
unsigned int compare_runs(FILE *stock, FILE *module, bool all);

/* The major status that belongs to what the package is to say. */
OM_uint32 major_wanted(NTSTATUS status);

/* How "stock must not see this" is written, instead of a major status. */
#define NEVER "never"

#endif
