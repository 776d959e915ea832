/* SPDX-License-Identifier: MIT */
/*
 * What the files of the GSS face share.
 *
 * An entry point checks its arguments, translates, makes one call and
 * translates back.  Credentials and names of ours are simply the handles
 * the mechglue made for the real mechanism; contexts are struct gssksp_ctx.
 */
#ifndef MECH_MECH_H
#define MECH_MECH_H

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "ksp/ntsecpkg.h"

/*
 * The symbols the mechglue looks for are the only ones that leave the
 * module; everything else is built with hidden visibility.
 */
#define GSSI_EXPORT __attribute__((visibility("default")))

/* Bytes of an RFC 4121 token header. */
#define GSSKSP_HEADER 16

/*
 * A context of the module.
 *
 * `real` is the mechglue's own context of the real mechanism: it did the
 * establishment and still answers every question that is not about a
 * message.  `ContextId` is the context inside the package, from hand-over
 * on; it is 0 before, and stays 0 for a context whose messages are
 * forwarded to `real` as well (imported tokens; RC4 and DES3 in a build
 * without their ciphers).  Set
 * before the program may use the context in several threads, and not
 * changed, but for `ended` and by gss_ksp_set_numbering, until it is
 * deleted.
 */
struct gssksp_ctx {
    /* Tells it from a context of MIT's; begun_by_stock.h. */
    uint32_t magic;
    gss_ctx_id_t real;
    /* What its tokens name, the public OID; static memory.  `real` itself does
     * not say it any more when the context has expired. */
    gss_OID mech;
    LSA_SEC_HANDLE ContextId;
    /* A token of the peer's has ended it: `real` refuses its messages. */
    atomic_bool ended;
    bool initiator;
    bool dce_style;
    /* By gssapi_ksp.h. */
    bool callers_numbers;
    bool numbers_kept;
    bool rfc1964;           /* RC4 or DES3: tokens of RFC 1964, RFC 4757 */
    bool stock_reads_anew;  /* messages/stock_reader.h */
    /* Lengths in bytes, of the package's tokens. */
    size_t mic;
    size_t block;           /* what a message is padded to */
    /* Of those of RFC 4121 only; the others' depend on the message. */
    size_t cksum;           /* checksum */
    size_t confounder;      /* of a sealed token */
    size_t filler;          /* EC of a sealed token in DCE style */
};

/* The handle the mechglue keeps for us is the struct's address. */
static inline struct gssksp_ctx *
gssksp_ctx_of(gss_ctx_id_t handle)
{
    return (struct gssksp_ctx *)handle;
}

/* Whether the package protects its messages; else `real` answers. */
static inline bool
gssksp_ctx_is_ours(const struct gssksp_ctx *ctx)
{
    return ctx->ContextId != 0 &&
        !atomic_load_explicit(&ctx->ended, memory_order_relaxed);
}

#endif
