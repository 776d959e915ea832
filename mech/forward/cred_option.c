/* SPDX-License-Identifier: MIT */
/* Options of credentials, and calls of the mechanism about none. */
#include "bridge/oids.h"
#include "mech/gssi.h"

OM_uint32
gssi_set_cred_option(OM_uint32 *minor, gss_cred_id_t *cred_handle,
                     const gss_OID desired_object, const gss_buffer_t value)
{
    return gss_set_cred_option(minor, cred_handle, desired_object, value);
}

OM_uint32
gssi_mech_invoke(OM_uint32 *minor, const gss_OID desired_mech,
                 const gss_OID desired_object, gss_buffer_t value)
{
    return gssspi_mech_invoke(minor, gssksp_real_mech(desired_mech),
                              desired_object, value);
}
