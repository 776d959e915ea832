/* SPDX-License-Identifier: MIT */
/*
 * MIT's description of a context that establishment has left, the lucid
 * context: packed for the package, and judged by the policy.
 */
#ifndef SHIM_BRIDGE_LUCID_H
#define SHIM_BRIDGE_LUCID_H

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ksp/ntsecpkg.h"

#define GSSKSP_LUCID_VERSION 1

/* GSS_KRB5_EXPORT_LUCID_SEC_CONTEXT_OID with the version, 1, behind it:
 * asked for by OID, the mechanism describes the context and keeps it. */
extern gss_OID_desc gssksp_lucid_v1_oid;

/* The version that is asked for, 0 if none is: the mechanism takes it also
 * where it is spelled with more bytes than it needs. */
unsigned int gssksp_lucid_version_asked(gss_const_OID oid);

/* The description inside the answer, or NULL: also of another version. */
gss_krb5_lucid_context_v1_t *gssksp_lucid_of(gss_buffer_set_t set);

/* Whether MIT's mechanism has described a context in another form, which is
 * not read: such contexts stay with it. */
bool gssksp_lucid_is_other(void);

/*
 * Describe the completed krb5 context `real` (the mechglue's handle) in
 * `out`, KSP_PACKED_MAX bytes, *length of them used.  *mech, the mechanism
 * that its establishment came to, becomes the one its tokens name, which an
 * expired context no longer says.  The context stays usable.  `out` holds
 * keys: the caller wipes it.
 *
 * Returns SEC_E_OK, SEC_E_CRYPTO_SYSTEM_INVALID (an enctype the package
 * does not know), SEC_E_ALGORITHM_MISMATCH (one the administrator refuses),
 * SEC_E_INTERNAL_ERROR (the mechanism would not tell).
 */
SECURITY_STATUS gssksp_pack(gss_ctx_id_t real, gss_OID *mech,
                            unsigned char *out, ULONG *length);

/*
 * Whether MIT's code may have the messages of the context `real`: not if one
 * of the keys they can be under is of a refused enctype, or it cannot be told
 * while there is a policy (policy.h).
 */
bool gssksp_may_forward(gss_ctx_id_t real);

/* For the trace: the enctype of the key that protects its messages, or 0. */
int32_t gssksp_enctype(gss_ctx_id_t real);

/* For the trace: who the peer of a context is that has just been established;
 * "" if that is not to be known.  Ends with a NUL. */
void gssksp_peer(gss_ctx_id_t real, bool initiator, char *text, size_t size);

#endif
