/* SPDX-License-Identifier: MIT */
/* Our OIDs, the mechanisms we interpose, and the concatenated OIDs. */
#ifndef SHIM_BRIDGE_OIDS_H
#define SHIM_BRIDGE_OIDS_H

#include <gssapi/gssapi.h>
#include <stdbool.h>
#include <stddef.h>

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

/* Whether the two are the same; GSS_C_NO_OID is none. */
bool gssksp_oid_is(gss_const_OID a, gss_const_OID b);

/* The same for one of our own. */
bool gssksp_oid_is_own(gss_const_OID oid, enum gssksp_oid own);

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

#endif
