/* SPDX-License-Identifier: MIT */
/*
 * Two looks into tokens.  A mechListMIC of SPNEGO takes up the first number of
 * each side, and no question to GSS tells of it.  And GSS accepts with any
 * mechanism that it has a credential for, or says that it has none.
 */
#include "base/der.h"
#include "bridge/oids.h"
#include "secur32/secur32.h"

#define AP_REQ 0x6e             /* [APPLICATION 14], RFC 4120 5.5.1 */
#define NEG_TOKEN_RESP 0xa1     /* [1] of NegotiationToken */
#define SEQUENCE 0x30
#define MECH_LIST_MIC 0xa3      /* [3] of NegTokenResp */

/* One element: its tag, or 0 if there is none; its contents. */
static unsigned int
read_element(struct ksp_der *d, struct ksp_der *contents)
{
    unsigned char tag;
    size_t length;

    contents->next = NULL;
    contents->left = 0;
    if (!ksp_der_head(d, &tag, &length) || length > d->left)
        return 0;
    contents->next = d->next;
    contents->left = length;
    d->next += length;
    d->left -= length;
    return tag;
}

bool
sspi_spnego_has_mic(const void *token, size_t length)
{
    struct ksp_der outer = { token, length }, response, fields, field;
    unsigned int tag = 0;

    if (read_element(&outer, &response) != NEG_TOKEN_RESP ||
        read_element(&response, &fields) != SEQUENCE)
        return tag == MECH_LIST_MIC;
    do {
        tag = read_element(&fields, &field);
    } while (tag != 0 && tag != MECH_LIST_MIC);
    return tag == MECH_LIST_MIC;
}

bool
sspi_is_kerberos(gss_const_OID mech)
{
    bool found = false;
    size_t i;

    for (i = 0; i < gssksp_mech_count(); i++)
        found = found || gssksp_oid_is(gssksp_mech(i), mech);
    return found;
}

/* In DCE style there is no framing. */
bool
sspi_token_is_kerberos(const void *token, size_t length)
{
    struct ksp_der outer = { token, length }, framed, oid;
    gss_OID_desc mech = { 0, NULL };
    unsigned int tag = read_element(&outer, &framed);

    if (tag == KSP_DER_APPLICATION_0 &&
        read_element(&framed, &oid) == KSP_DER_OID) {
        mech.length = (OM_uint32)oid.left;
        mech.elements = (void *)(uintptr_t)oid.next;
    }
    return tag == AP_REQ || (mech.length > 0 && sspi_is_kerberos(&mech));
}
