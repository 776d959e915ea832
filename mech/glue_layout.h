/* SPDX-License-Identifier: MIT */
/*
 * All that is known here of the mechglue's private layouts: its context, and
 * what it writes around a mechanism's exported objects.
 */
#ifndef MECH_GLUE_LAYOUT_H
#define MECH_GLUE_LAYOUT_H

#include <gssapi/gssapi.h>
#include <stdbool.h>

/*
 * What the mechglue makes of a mechanism's context, the same since krb5 1.2.
 * There is no function that puts one around a context that exists.
 */
struct gssksp_glue_context {
    struct gssksp_glue_context *self;
    gss_OID mech;
    gss_ctx_id_t handle;    /* the mechanism's */
};

/* Whether the library's contexts have this form: asked with one of a mechanism
 * that is nobody's, it says so, and with none inside that there is none.  Not
 * while the mechglue loads a module. */
bool gssksp_glue_context_known(void);

/*
 * Exported objects:
 *
 *   a context      u32 length, mechanism OID, the mechanism's token
 *   a credential   any number of u32 length, mechanism OID, u32 length, the
 *                  mechanism's token
 *
 * All numbers are big-endian; the OID is its content octets only.
 *
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
