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

/* ---- oids.c: our OID and the concatenated ones --------------------- */

/* Our own, under the project's arc; static memory. */
enum gssksp_oid {
    GSSKSP_OID_INTERPOSER,      /* <arc>.1, what the module is listed as */
    /* Of gss_inquire_sec_context_by_oid, <arc>.2.1: names the package. */
    GSSKSP_OID_INQ_PACKAGE,
    /*
     * Of the same, <arc>.2.2: gives the package to this process's SSPI
     * library, in one buffer with the bytes of a pointer to a
     * SECPKG_USER_FUNCTION_TABLE.  The table lives as long as the process.
     * GSS_S_UNAVAILABLE where messages are forwarded.
     */
    GSSKSP_OID_INQ_TABLES,
    /* Of gssapi/gssapi_ksp.h, <arc>.2.3 to .5. */
    GSSKSP_OID_NUMBERING,
    GSSKSP_OID_NEXT_NUMBER,
    GSSKSP_OID_LAST_MESSAGE,
    GSSKSP_OID_COUNT
};
extern const gss_OID_desc gssksp_oids[GSSKSP_OID_COUNT];

/* Whether `oid` points to one of this file's, which nobody may free. */
bool gssksp_oid_is_static(gss_const_OID oid);

/* The set of mechanisms we interpose: krb5, its old and its wrong OID,
 * and IAKERB. */
size_t gssksp_mech_count(void);
gss_OID gssksp_mech(size_t i);

/* The place of a public or a concatenated OID in that set, as KSP_MECH_*
 * counts them; 0 (krb5) for any other. */
size_t gssksp_mech_place(gss_const_OID mech);

/*
 * The concatenated OID by which the mechglue reaches the real mechanism
 * `mech`; a mechanism that is not one of ours is returned as it is, and
 * GSS_C_NO_OID (or the interposer's own OID) means krb5.  Static memory.
 */
gss_OID gssksp_real_mech(gss_const_OID mech);

/* The reverse: the public OID for a concatenated one; any other OID is
 * returned as it is.  Static memory where it is one of ours. */
gss_OID gssksp_public_mech(gss_OID mech);

/* ---- framing.c: the mechglue's framing of exported objects --------- */

/*
 * Each takes a token as the mechglue made it for the concatenated OID and
 * gives the payload the mechanism would have made, or the reverse.  All
 * output is allocated for gss_release_buffer.  Errors: GSS_S_DEFECTIVE_TOKEN
 * for framing that is not what the mechglue writes, GSS_S_FAILURE + ENOMEM.
 *
 * gssksp_context_payload needs no memory: the payload, which is not empty,
 * takes the place of the token.  An error leaves the token as it is.
 */
OM_uint32 gssksp_context_payload(OM_uint32 *minor, gss_buffer_t token);
OM_uint32 gssksp_context_frame(OM_uint32 *minor, gss_const_OID mech,
                               const gss_buffer_desc *in, gss_buffer_t out);
OM_uint32 gssksp_cred_payload(OM_uint32 *minor, const gss_buffer_desc *in,
                              gss_buffer_t out);
OM_uint32 gssksp_cred_frame(OM_uint32 *minor, gss_const_OID mech,
                            const gss_buffer_desc *in, gss_buffer_t out);

/* ---- minor.c: minor status codes ----------------------------------- */

/*
 * What the module itself has to say.  A program must read the number and
 * the text stock MIT would give it, so most are codes of MIT's; a few are
 * our own, with numbers no com_err table has.
 */
enum gssksp_minor {
    GSSKSP_MINOR_NONE = 0,
    GSSKSP_MINOR_BAD_TOK_HEADER,    /* text of G_BAD_TOK_HEADER */
    GSSKSP_MINOR_BAD_DIRECTION,     /* text of G_BAD_DIRECTION */
    GSSKSP_MINOR_WRONG_MECH,        /* text of G_WRONG_MECH */
    GSSKSP_MINOR_BAD_SEQ,           /* text of KG_BAD_SEQ */
    GSSKSP_MINOR_UNKNOWN_QOP,       /* text of G_UNKNOWN_QOP */
    GSSKSP_MINOR_CTX_INCOMPLETE,    /* text of KG_CTX_INCOMPLETE */
    GSSKSP_MINOR_BAD_MSIZE,         /* text of KRB5_BAD_MSIZE */
    GSSKSP_MINOR_NOPERM_ETYPE,      /* text of KRB5_NOPERM_ETYPE */
    GSSKSP_MINOR_BAD_INTEGRITY,     /* of KRB5KRB_AP_ERR_BAD_INTEGRITY */
    GSSKSP_MINOR_NOMEM,             /* text of ENOMEM */
    GSSKSP_MINOR_INVAL,             /* text of EINVAL */
    GSSKSP_MINOR_NO_REASON,         /* "Success", as MIT's mechanism says */
    GSSKSP_MINOR_NO_PACKAGE,        /* the package is not registered */
    GSSKSP_MINOR_INTERNAL,          /* the package failed unexpectedly */
    GSSKSP_MINOR_NUMBER_USED,       /* another message has it for its key */
    GSSKSP_MINOR_NO_EXPORT,         /* no token can be given our numbers */
    GSSKSP_MINOR_COUNT
};

/* The OM_uint32 to hand out for a code; 0 for GSSKSP_MINOR_NONE. */
OM_uint32 gssksp_minor(enum gssksp_minor code);

/* Whether `value` is one of ours. */
bool gssksp_minor_is_ours(OM_uint32 value);

/* The text of any value, into *text (for gss_release_buffer).  Returns
 * GSS_S_COMPLETE, or GSS_S_FAILURE with *minor = ENOMEM. */
OM_uint32 gssksp_minor_text(OM_uint32 *minor, OM_uint32 value,
                            gss_buffer_t text);

#endif
