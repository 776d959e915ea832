/* SPDX-License-Identifier: MIT */
/*
 * A round of fuzzing through the GSS face: stock MIT makes a genuine token, it
 * is changed as the input says and given to two contexts that are at the same
 * point, stock's and the module's.
 *
 * The process ends, with a line on stderr, unless both say the same (but for
 * what fuzz_gss_intended.c knows of), the module gives no message but the one
 * that was sent, none with an error, and both take the genuine token
 * afterwards if, and only if, they have not taken it before.
 */
#ifndef TESTS_FUZZ_FUZZ_GSS_H
#define TESTS_FUZZ_FUZZ_GSS_H

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <stdbool.h>
#include <stdint.h>

#include "fuzz/fuzz_change.h"

/* What takes tokens, and the shapes of arguments. */
enum gss_call {
    GSS_VERIFY_MIC,
    GSS_VERIFY_MIC_IOV,
    GSS_UNWRAP,
    GSS_UNWRAP_PARTS,           /* HEADER, DATA, PADDING, TRAILER */
    GSS_UNWRAP_TWO,             /* HEADER with all edges, DATA */
    GSS_UNWRAP_STREAM,          /* STREAM, DATA */
    GSS_UNWRAP_ALLOCATE,        /* STREAM, DATA to be allocated */
    GSS_UNWRAP_AEAD,
    GSS_CALLS
};

#define GSS_MESSAGE_MAX 300
#define GSS_ASSOC_MAX 64

enum gss_kind { GSS_KIND_MIC, GSS_KIND_SIGNED, GSS_KIND_SEALED, GSS_KINDS };

/* A token on its way. */
struct gss_token {
    enum gss_kind kind;
    bool by_wrap;               /* gss_wrap has made it, not gss_wrap_iov */
    struct fuzz_token token;    /* header, message, padding, trailer */
    size_t front, back;         /* bytes before and behind the message */
};

/* What is given with it, and how it falls into a list. */
struct gss_shape {
    enum gss_call call;
    bool old;                   /* RFC 1964 and RFC 4757 */
    bool dce;
    const unsigned char *message;       /* of a MIC */
    size_t message_length;
    const unsigned char *assoc;
    size_t assoc_length;
    size_t pieces;              /* DATA is cut there, if it is as long */
    bool empty_first;           /* an EMPTY entry before the others */
    bool no_trailer;            /* where it would be empty */
    OM_uint32 flags;            /* bits of types that are no flags */
};

#define GSS_SAID_MAX FUZZ_TOKEN_MAX
#define GSS_ENTRIES 12

/* What came of it. */
struct gss_said {
    OM_uint32 major;
    int conf;
    gss_qop_t qop;
    bool null;                  /* an empty message, and no address */
    size_t length;              /* of the message */
    unsigned char message[GSS_SAID_MAX];
    int entries;
    size_t lengths[GSS_ENTRIES];
};

/* What conf_state and qop_state are before a call. */
#define GSS_CONF_UNSET (-77)
#define GSS_QOP_UNSET 77

/* Give a token to a context, stock's or one of ours.  All of it is copied to
 * memory of just its size. */
void gss_deliver(gss_ctx_id_t ctx, bool ours, const struct gss_shape *shape,
                 const struct gss_token *token, struct gss_said *said);

/* Whether stock stops the process, or reads what it must not. */
bool gss_stock_never(const struct gss_shape *shape,
                     const struct gss_token *token, bool as_made);

/* Why the two may say what they have said; NULL if they may not. */
const char *gss_intended(const struct gss_shape *shape,
                         const struct gss_token *token,
                         const struct gss_said *stock,
                         const struct gss_said *ours);

/* One round with one of `count` calls. */
void gss_round(const unsigned char *input, size_t length,
               const enum gss_call *calls, size_t count);

#endif
