/* SPDX-License-Identifier: MIT */
/* Storing credentials. */
#include "bridge/oids.h"
#include "mech/gssi.h"

OM_uint32
gssi_store_cred_into(OM_uint32 *minor, gss_cred_id_t input_cred,
                     gss_cred_usage_t cred_usage, gss_OID desired_mech,
                     OM_uint32 overwrite_cred, OM_uint32 default_cred,
                     gss_const_key_value_set_t cred_store,
                     gss_OID_set *elements_stored,
                     gss_cred_usage_t *cred_usage_stored)
{
    return gss_store_cred_into(minor, input_cred, cred_usage,
                               gssksp_real_mech(desired_mech),
                               overwrite_cred, default_cred, cred_store,
                               elements_stored, cred_usage_stored);
}

OM_uint32
gssi_store_cred(OM_uint32 *minor, const gss_cred_id_t input_cred,
                gss_cred_usage_t cred_usage, const gss_OID desired_mech,
                OM_uint32 overwrite_cred, OM_uint32 default_cred,
                gss_OID_set *elements_stored,
                gss_cred_usage_t *cred_usage_stored)
{
    return gssi_store_cred_into(minor, input_cred, cred_usage, desired_mech,
                                overwrite_cred, default_cred,
                                GSS_C_NO_CRED_STORE, elements_stored,
                                cred_usage_stored);
}
