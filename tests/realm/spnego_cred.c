/* SPDX-License-Identifier: MIT */
#include "realm/spnego_cred.h"

#include <gssapi/gssapi_ext.h>
#include <stdlib.h>
#include <string.h>

#include "realm/gss_oids.h"

static unsigned char *
put_length(unsigned char *to, size_t length)
{
    int shift;

    for (shift = 24; shift >= 0; shift -= 8)
        *to++ = (unsigned char)(length >> shift);
    return to;
}

static unsigned char *
put_bytes(unsigned char *to, const void *bytes, size_t length)
{
    to = put_length(to, length);
    memcpy(to, bytes, length);
    return to + length;
}

/*
 * The mechglue exports a credential as one element for each mechanism: OID
 * and content, each with four bytes of length in front.  The content of
 * SPNEGO's element is such an export itself.
 */
static OM_uint32
import_as_spnego(OM_uint32 *minor, const gss_buffer_desc *inner,
                 gss_cred_id_t *cred)
{
    gss_buffer_desc outer;
    OM_uint32 major = GSS_S_FAILURE;
    unsigned char *end;

    outer.length = 4 + oid_spnego.length + 4 + inner->length;
    outer.value = malloc(outer.length);
    if (outer.value != NULL) {
        end = put_bytes(outer.value, oid_spnego.elements, oid_spnego.length);
        put_bytes(end, inner->value, inner->length);
        major = gss_import_cred(minor, &outer, cred);
    }
    free(outer.value);
    return major;
}

OM_uint32
spnego_cred_iakerb_first(OM_uint32 *minor, gss_cred_id_t *cred)
{
    gss_OID_desc both[2] = { oid_iakerb, oid_krb5 };
    gss_OID_set_desc mechs = { 2, both };
    gss_cred_id_t inner = GSS_C_NO_CREDENTIAL;
    gss_buffer_desc exported = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, ignored;

    *cred = GSS_C_NO_CREDENTIAL;
    major = gss_acquire_cred(minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &mechs,
                             GSS_C_INITIATE, &inner, NULL, NULL);
    if (major != GSS_S_COMPLETE)
        goto cleanup;
    major = gss_export_cred(minor, inner, &exported);
    if (major != GSS_S_COMPLETE)
        goto cleanup;
    major = import_as_spnego(minor, &exported, cred);
    if (major != GSS_S_COMPLETE)
        goto cleanup;
    major = gss_set_neg_mechs(minor, *cred, &mechs);
cleanup:
    gss_release_buffer(&ignored, &exported);
    gss_release_cred(&ignored, &inner);
    return major;
}
