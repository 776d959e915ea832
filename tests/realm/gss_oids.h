/* SPDX-License-Identifier: MIT */
/*
 * The OIDs the realm tests use.  Static memory, never freed.
 */
#ifndef TESTS_REALM_GSS_OIDS_H
#define TESTS_REALM_GSS_OIDS_H

#include <gssapi/gssapi.h>

extern gss_OID_desc oid_krb5;           /* RFC 1964 */
extern gss_OID_desc oid_krb5_old;       /* as in a draft of RFC 1964 */
extern gss_OID_desc oid_krb5_wrong;     /* as sent by Windows 2000 */
extern gss_OID_desc oid_iakerb;
extern gss_OID_desc oid_spnego;         /* RFC 4178 */

/*
 * The question that only a context of our package answers, with one buffer
 * holding the package's name: <arc of the project>.2.1.
 */
extern gss_OID_desc oid_package_name;

/* The interposer's own OID, <arc of the project>.1: the mechglue puts it in
 * front of a mechanism's in the contexts it exports. */
extern gss_OID_desc oid_interposer;

/* GSS_KRB5_EXPORT_LUCID_SEC_CONTEXT_OID with version arc 1. */
extern gss_OID_desc oid_lucid_v1;

/* A question nobody answers. */
extern gss_OID_desc oid_nobody;

#endif
