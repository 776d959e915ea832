/* SPDX-License-Identifier: MIT */
/* The mechglue's framing of exported objects. */
#ifndef MECH_FORWARD_EXPORT_FRAMING_H
#define MECH_FORWARD_EXPORT_FRAMING_H

#include <gssapi/gssapi.h>

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

#endif
