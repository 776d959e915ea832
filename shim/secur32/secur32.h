/* SPDX-License-Identifier: MIT */
/*
 * What the files of the SSPI client library share.
 *
 * Establishment runs over GSS-API; a completed context is handed over, as
 * the LSA does it, to the user-mode half of the package, whose table
 * protects the messages from then on.  Inside the library text is UTF-8, but
 * for names that GSS gave, which are the bytes that it gave.
 * The contracts of the entry points stand in ksp/sspi.h.
 */
#ifndef SHIM_SECUR32_SECUR32_H
#define SHIM_SECUR32_SECUR32_H

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/der.h"
#include "bridge/service_name.h"
#include "ksp/ntsecpkg.h"
#include "ksp/packed.h"

/* ---- library_init.c ---------------------------------------------------- */

/* Makes the library ready; before the first handle exists.  Any thread. */
void sspi_start(void);

/* The library's own copy of the package. */
const SECPKG_USER_FUNCTION_TABLE *sspi_own_table(void);

/* ---- given_out.c ------------------------------------------------------- */

/* Memory for the program, for FreeContextBuffer; NULL without memory. */
void *sspi_give(size_t length);
void *sspi_give_copy(const void *data, size_t length);

/* Wipes it and frees it; NULL is allowed.  Error: SEC_E_INVALID_PARAMETER (it
 * was never given, or taken back before). */
SECURITY_STATUS sspi_take_back(void *data);

/* ---- packages.c ----------------------------------------------------- */

struct sspi_package {
    const char *name;
    const char *comment;
    ULONG capabilities;         /* SECPKG_FLAG_ */
    USHORT rpc_id;
    ULONG max_token;            /* of establishment */
    bool negotiate;             /* SPNEGO */
    gss_OID mech;               /* that establishes */
};

/* The package of that name, without regard to case; or NULL. */
const struct sspi_package *sspi_package_find(const char *name);

/* The package by its place, and the place of a package. */
const struct sspi_package *sspi_package_at(unsigned int place);
unsigned int sspi_package_place(const struct sspi_package *package);

/* A description, a SecPkgInfoW or SecPkgInfoA, for FreeContextBuffer; NULL
 * without memory. */
void *sspi_package_info(const struct sspi_package *package, bool wide);

/* ---- utf.c ------------------------------------------------------------- */

/*
 * A valid copy of text that comes from the program; *out is NULL for NULL.
 * The W form converts.  Released with sspi_text_free, which wipes.
 * Errors: SEC_E_INVALID_PARAMETER, SEC_E_INSUFFICIENT_MEMORY.
 */
SECURITY_STATUS sspi_text_from_a(const char *in, char **out);
SECURITY_STATUS sspi_text_from_w(const WCHAR *in, char **out);
SECURITY_STATUS sspi_text_from(const void *in, bool wide, char **out);

/* The same for `count` code units, on any boundary; a zero among them is not
 * valid. */
SECURITY_STATUS sspi_text_from_bytes(const void *in, size_t count,
                                     char **out);
SECURITY_STATUS sspi_text_from_units(const void *in, size_t count,
                                     char **out);
void sspi_text_free(char **text);

/* The same of bytes that GSS gave, which need not be UTF-8: as they are, so
 * that two names are never one. */
SECURITY_STATUS sspi_text_from_any(const void *in, size_t count, char **out);

/* Room for a text of so many bytes, the zero included: all zeros.  For
 * sspi_text_free; NULL without memory. */
char *sspi_text_new(size_t size);

/* Copies for the program, with FreeContextBuffer; NULL without memory.
 * Bytes that are not UTF-8 become U+FFFD. */
SEC_CHAR *sspi_text_to_a(const char *text);
SEC_WCHAR *sspi_text_to_w(const char *text);
void *sspi_text_to(const char *text, bool wide);

/* Code units that `text` has as UTF-16, without the zero at the end; and
 * the conversion into so many and the zero. */
size_t sspi_utf16_length(const char *text);
void sspi_utf16_fill(const char *text, WCHAR *out);

/* ---- status_from_gss.c ------------------------------------------------- */

/* The SECURITY_STATUS for what a GSS function returned.  To be called
 * before this thread makes another GSS call. */
SECURITY_STATUS sspi_status(OM_uint32 major, OM_uint32 minor);

/* The same of a function that was given a token of the peer's: MIT's decoders
 * refuse one that is malformed with a failure and no reason. */
SECURITY_STATUS sspi_status_of_token(OM_uint32 major, OM_uint32 minor);

/* ---- name.c --------------------------------------------------------- */

/*
 * Import the name of a service, as a program of SSPI spells it, or of any
 * principal.  Errors: SEC_E_TARGET_UNKNOWN, or as sspi_status.
 */
SECURITY_STATUS sspi_name_of_service(const char *text, bool acceptor,
                                     struct gssksp_service_name *name);
typedef SECURITY_STATUS sspi_namer(const char *text, gss_name_t *name);
sspi_namer sspi_name_of_principal;

/* The same of a UPN, which the KDC is to find a principal for. */
sspi_namer sspi_name_of_enterprise;

/* What a name is called, which need not be UTF-8, for sspi_text_free; NULL for
 * GSS_C_NO_NAME.  Errors: as sspi_status; *text is NULL then. */
SECURITY_STATUS sspi_name_text(gss_name_t name, char **text);

/* ---- local_time.c ------------------------------------------------------ */

/* What the zone differs from UTC now, in units of a TimeStamp. */
LONGLONG sspi_local_offset(void);

/* A time of UTC for the program. */
TimeStamp sspi_time_local(TimeStamp utc, LONGLONG offset);

/* The local time `seconds` from now; GSS_C_INDEFINITE is the end of time. */
TimeStamp sspi_time_after(OM_uint32 seconds);

/* ---- identity_forms.c -------------------------------------------------- */

/* A string of the program's, in code units; NULL: none. */
struct sspi_identity_text {
    const void *at;
    size_t length;
    bool wide;
};

/* Any form of SEC_WINNT_AUTH_IDENTITY; points into it. */
struct sspi_identity_parts {
    ULONG flags;
    struct sspi_identity_text user, domain, password, packages;
    size_t block_length;        /* of the packed form; else 0 */
};

/* Where the parts of an identity are, which is none of NULL.  Errors: see
 * AcquireCredentialsHandle. */
SECURITY_STATUS sspi_identity_parts_read(const void *auth_data,
                                         struct sspi_identity_parts *parts);

/* Wipe its strings, and of the packed form the whole block, whatever its flags
 * say.  Nothing is done to one whose strings cannot be found. */
void sspi_identity_clear(void *auth_data);

/* A copy of one; *out is NULL if it is not there.  For sspi_text_free.
 * Errors: SEC_E_INVALID_PARAMETER, SEC_E_INSUFFICIENT_MEMORY. */
SECURITY_STATUS sspi_identity_text(const struct sspi_identity_text *text,
                                   char **out);

/* ---- identity_pack.c --------------------------------------------------- */

/* What an identity says; each text may be NULL.  Of its flags those that say
 * nothing of its form. */
struct sspi_identity_texts {
    char *user, *domain, *password, *packages;
    ULONG flags;
};

/* Read an identity, which NULL is not; the texts must be wiped on every
 * return.  Errors: see "identities" in ksp/sspi.h. */
SECURITY_STATUS sspi_identity_texts_read(const void *auth_data,
                                         struct sspi_identity_texts *texts);
void sspi_identity_texts_wipe(struct sspi_identity_texts *texts);

/* The packed form, for the program.  Errors: SEC_E_INVALID_PARAMETER (one is
 * too long), SEC_E_INSUFFICIENT_MEMORY. */
SECURITY_STATUS sspi_identity_pack(const struct sspi_identity_texts *texts,
                                   void **block);

/* ---- identity.c ----------------------------------------------------- */

/* A user as AcquireCredentialsHandle was told of it. */
struct sspi_identity {
    char *principal;            /* NULL: nobody in particular */
    char *password;             /* NULL: none */
    char *packages;             /* that Negotiate may use; NULL: any */
    bool upn;                   /* its realm may be the suffix of a UPN */
};

/* Read any kind of SEC_WINNT_AUTH_IDENTITY, NULL too.  The identity must be
 * wiped on every return.  Errors: see AcquireCredentialsHandle. */
SECURITY_STATUS sspi_identity_read(const void *auth_data,
                                   struct sspi_identity *identity);
void sspi_identity_wipe(struct sspi_identity *identity);

/* Whether its list of packages lets this one be used. */
bool sspi_identity_allows(const struct sspi_identity *identity,
                          const char *name);

/* ---- credentials.c -------------------------------------------------- */

struct sspi_half {
    _Atomic(gss_cred_id_t) gss; /* GSS_C_NO_CREDENTIAL: it is missing */
};

/* A user whose password is for when a context needs tickets. */
struct sspi_logon {
    char *principal;            /* NULL: there is none */
    char *password;
    bool upn;                   /* its realm may be the suffix of a UPN */
};

struct sspi_cred {
    const struct sspi_package *package;
    ULONG use;                  /* SECPKG_CRED_ */
    struct sspi_half initiate;
    struct sspi_half accept;
    struct sspi_logon logon;
    _Atomic(char *) name;       /* whose it is, since a context needed it */
};

/* The credential of a live handle; *held is for ksp_handle_release.  NULL,
 * with *held 0, if there is none. */
struct sspi_cred *sspi_cred_acquire(PCredHandle handle,
                                    LSA_SEC_HANDLE *held);

/* ---- cred_halves.c ----------------------------------------------------- */

/*
 * Find the halves that its use wants: the tickets of the identity or, without
 * one, of the principal or whoever's are there; the keys of the principal or
 * any.  Errors: see AcquireCredentialsHandle; what was found stays.
 */
SECURITY_STATUS sspi_cred_find(struct sspi_cred *cred, const char *principal,
                               struct sspi_identity *identity);
void sspi_cred_lose(struct sspi_cred *cred);

/*
 * What makes GSS behave as SSPI does: an initiator asks for no protection but
 * what the program wants, and Negotiate knows Kerberos only.
 */
SECURITY_STATUS sspi_cred_adjust(const struct sspi_cred *cred, bool initiate,
                                 gss_cred_id_t *gss);

/* ---- cred_logon.c ------------------------------------------------------ */

/* Take the user of an identity, and the password; nobody is asked.  Errors: as
 * sspi_status, of a name that is none; the identity keeps both then. */
SECURITY_STATUS sspi_logon_keep(struct sspi_logon *logon,
                                struct sspi_identity *identity);
void sspi_logon_wipe(struct sspi_logon *logon);

/* What the user is called, for gss_release_name. */
SECURITY_STATUS sspi_logon_name(const struct sspi_logon *logon,
                                gss_name_t *name);

/*
 * Before a context is begun: tickets for the user with a password, if that is
 * what the credential is of and they are not there.  Any thread.  Errors: see
 * InitializeSecurityContext.
 */
SECURITY_STATUS sspi_cred_log_on(struct sspi_cred *cred);

/* ---- cred_questions.c -------------------------------------------------- */

/* Find out whose it is, the first time, and what that was, for
 * sspi_text_free; NULL if it could not be had.  Any thread. */
void sspi_cred_remember(struct sspi_cred *cred);
char *sspi_cred_remembered(const struct sspi_cred *cred);

/* ---- context.c ------------------------------------------------------ */

/* Who may do what with a context. */
enum sspi_stage {
    SSPI_WAITING,       /* for the next call of establishment */
    SSPI_BUSY,          /* one thread establishes */
    SSPI_OPEN,          /* nothing but `stage` is written any more */
    SSPI_FAILED
};

struct sspi_context {
    _Atomic int stage;
    const struct sspi_package *package;
    bool initiator;

    /* Establishment. */
    struct sspi_cred *cred;     /* of this handle, which is held */
    LSA_SEC_HANDLE cred_held;
    gss_ctx_id_t gss;
    struct gssksp_service_name target;
    char *target_text;
    gss_OID mech;               /* that it came to; the GSS library's */
    gss_name_t source;          /* acceptor: who the client is */
    ULONG request;              /* ..._REQ_ of the first call */
    unsigned char *bindings;    /* a SEC_CHANNEL_BINDINGS, checked */
    ULONG bindings_length;
    struct sspi_mech_list *mech_list;   /* SPNEGO's; NULL: nothing yet */
    gss_buffer_desc pending;    /* a token that found no room */
    SECURITY_STATUS result;     /* that goes with it */

    /* Open. */
    const SECPKG_USER_FUNCTION_TABLE *table; /* NULL: not handed over */
    ULONG attributes;           /* ISC_RET_ or ASC_RET_ */
    TimeStamp expiry;           /* local */
    LONGLONG local_offset;      /* of the times that the package knows */
    char *client;
    char *server;
    bool bound;                 /* by `bindings`, which are kept then */
};

struct sspi_context *sspi_context_new(const struct sspi_package *package,
                                      bool initiator);

/* Wipe and free *context, and set it to NULL; NULL is allowed. */
void sspi_context_free(struct sspi_context **context);

/* Give the context a handle; on SEC_E_OK the handle owns it. */
SECURITY_STATUS sspi_context_publish(struct sspi_context *context,
                                     PCtxtHandle handle);

/* The context of a live handle, in any stage; or an open one.  *held is for
 * ksp_handle_release.  NULL, with *held 0, if there is none. */
struct sspi_context *sspi_context_acquire(PCtxtHandle handle,
                                          LSA_SEC_HANDLE *held);
struct sspi_context *sspi_context_acquire_open(PCtxtHandle handle,
                                               LSA_SEC_HANDLE *held);

/* Delete the context of a handle that is held; false if it is not live any
 * more. */
bool sspi_context_delete(LSA_SEC_HANDLE held);

/* Keep when it does, in UTC, and how local time differs: later on, finding
 * that out could open files. */
void sspi_context_expires(struct sspi_context *context, LONGLONG utc);

/* The handle by which the package knows the context. */
LSA_SEC_HANDLE sspi_context_inside(const struct sspi_context *context);

/* ---- message.c ------------------------------------------------------ */

/* Whether EncryptMessage may be called with this fQOP, if the package knows
 * it.  Error: SEC_E_UNSUPPORTED_FUNCTION. */
SECURITY_STATUS sspi_context_may_seal(const struct sspi_context *context,
                                      ULONG fQOP);

/* ---- hand_over.c ------------------------------------------------------- */

/*
 * Hand a context whose GSS context is complete over to the package.
 * Errors: SEC_E_SECPKG_NOT_FOUND (it is no Kerberos context),
 * SEC_E_ALGORITHM_MISMATCH, SEC_E_CRYPTO_SYSTEM_INVALID,
 * SEC_E_INSUFFICIENT_MEMORY, SEC_E_INTERNAL_ERROR.
 */
SECURITY_STATUS sspi_hand_over(struct sspi_context *context);

/* Give the packed context to the package, through `table`. */
SECURITY_STATUS sspi_open_packed(struct sspi_context *context,
                                 const SECPKG_USER_FUNCTION_TABLE *table,
                                 void *packed, ULONG length);

/* ---- packed_judged.c --------------------------------------------------- */

/* A copy of a packed context that the policy lets pass, and what it says. */
struct sspi_packed {
    unsigned char bytes[KSP_PACKED_MAX];
    ULONG length;
    KSP_PACKED_CONTEXT context;
};

/* Read one that comes from the program.  It holds keys: the caller wipes it,
 * on every return.  Errors: SEC_E_INVALID_PARAMETER (NULL), those of
 * KspUnpackContext, SEC_E_ALGORITHM_MISMATCH (its enctype is refused). */
SECURITY_STATUS sspi_packed_read(const SecBuffer *in,
                                 struct sspi_packed *packed);

/* ---- bindings.c ----------------------------------------------------- */

/* A checked copy of the bindings in a buffer, for free.  Errors:
 * SEC_E_INVALID_PARAMETER, SEC_E_INSUFFICIENT_MEMORY. */
SECURITY_STATUS sspi_bindings_copy(const SecBuffer *buffer,
                                   unsigned char **copy, ULONG *length);

/* The copy in GSS terms, pointing into it; NULL for NULL. */
gss_channel_bindings_t
sspi_bindings_to_gss(unsigned char *copy,
                     struct gss_channel_bindings_struct *storage);

/* ---- spnego.c ------------------------------------------------------- */

/* The mechTypes of a NegTokenInit, as a mechListMIC is of them, and what may
 * be such a MIC in any token of SPNEGO [RFC 4178 4.2], number `which` of as
 * many as there may be.  Both point into the token; empty: there is none. */
#define SSPI_SPNEGO_MICS 2
struct ksp_der sspi_spnego_mech_types(const void *token, size_t length);
struct ksp_der sspi_spnego_mic(const void *token, size_t length,
                               unsigned int which);

/* A NegTokenResp whose place for a MIC holds none.  MIT's releases 1.21 die of
 * it, so that they must not see it. */
bool sspi_spnego_is_broken(const void *token, size_t length);

/* Whether a mechanism is Kerberos, by any of its OIDs; and whether a client's
 * first token is of one. */
bool sspi_is_kerberos(gss_const_OID mech);
bool sspi_token_is_kerberos(const void *token, size_t length);

/* ---- mech_list.c ----------------------------------------------------- */

/* What a negotiation offered, and what the peer may have signed of it. */
struct sspi_mech_list;

/* Keep the mechTypes of the first NegTokenInit, this side's or the peer's;
 * *list stays NULL with any other token, and as it is if there was one.
 * Error: SEC_E_INSUFFICIENT_MEMORY. */
SECURITY_STATUS sspi_mech_list_offer(struct sspi_mech_list **list,
                                     const void *token, size_t length);

/* Keep what may be a mechListMIC in a token of the peer's, for the last of
 * which there is room; nothing if `list` is NULL. */
void sspi_mech_list_look(struct sspi_mech_list *list, const void *token,
                         size_t length);

/*
 * How many of the peer's numbers, from RecvInitial on, its MICs have used in
 * the context that `packed` describes: those that are genuine.  Errors: those
 * of InitUserModeContext, and of VerifySignature where it could not judge.
 */
SECURITY_STATUS sspi_mech_list_count(const struct sspi_mech_list *list,
                                     const KSP_PACKED_CONTEXT *packed,
                                     unsigned int *count);

/* NULL is allowed, and is what *list is set to. */
void sspi_mech_list_free(struct sspi_mech_list **list);

/* ---- export_layout.c --------------------------------------------------- */

/* An exported context: the package's own bytes, and what only the library
 * knows. */
struct sspi_envelope {
    unsigned int package;       /* its place */
    ULONG attributes;
    char *target_text;          /* each may be NULL */
    char *client;
    char *server;
    void *packed;               /* points into the bytes that were read */
    ULONG packed_length;
};

/* Memory of FreeContextBuffer for one with these strings, and a packed
 * context of any length.  Error: SEC_E_INSUFFICIENT_MEMORY. */
SECURITY_STATUS sspi_envelope_room(const struct sspi_envelope *envelope,
                                   PSecBuffer out);

/* Write it to that memory; cbBuffer is its length then.  Error:
 * SEC_E_INTERNAL_ERROR (a packed context longer than there are). */
SECURITY_STATUS sspi_envelope_write(const struct sspi_envelope *envelope,
                                    PSecBuffer out);

/* Read it; the strings are for sspi_text_free, on every return.  Errors:
 * SEC_E_INVALID_TOKEN, SEC_E_INSUFFICIENT_MEMORY. */
SECURITY_STATUS sspi_envelope_read(const SecBuffer *in,
                                   struct sspi_envelope *envelope);

#endif
