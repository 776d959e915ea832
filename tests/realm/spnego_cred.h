/* SPDX-License-Identifier: MIT */
/*
 * A SPNEGO initiator that offers more than Kerberos: the only way to get a
 * mechListMIC between two sides that both know Kerberos alone is to offer
 * first what the acceptor will not take.
 */
#ifndef TESTS_REALM_SPNEGO_CRED_H
#define TESTS_REALM_SPNEGO_CRED_H

#include <gssapi/gssapi.h>

/*
 * A credential whose SPNEGO offers IAKERB first and then Kerberos, both for
 * the default principal.  MIT leaves IAKERB out of a SPNEGO credential it
 * acquires, but takes an exported one that holds it; so one is put together
 * from the export of an ordinary credential.  Release with gss_release_cred.
 */
OM_uint32 spnego_cred_iakerb_first(OM_uint32 *minor, gss_cred_id_t *cred);

#endif
