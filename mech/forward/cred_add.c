/* SPDX-License-Identifier: MIT */
/* Adding to credentials.  The glue of krb5 1.20 to 1.22 looks these up and
 * acquires instead. */
#include "bridge/oids.h"
#include "mech/gssi.h"

OM_uint32
gssi_add_cred(OM_uint32 *minor, gss_cred_id_t input_cred_handle,
              gss_name_t desired_name, gss_OID desired_mech,
              gss_cred_usage_t cred_usage, OM_uint32 initiator_time_req,
              OM_uint32 acceptor_time_req, gss_cred_id_t *output_cred_handle,
              gss_OID_set *actual_mechs, OM_uint32 *initiator_time_rec,
              OM_uint32 *acceptor_time_rec)
{
    return gss_add_cred(minor, input_cred_handle, desired_name,
                        gssksp_real_mech(desired_mech), cred_usage,
                        initiator_time_req, acceptor_time_req,
                        output_cred_handle, actual_mechs,
                        initiator_time_rec, acceptor_time_rec);
}

OM_uint32
gssi_add_cred_impersonate_name(OM_uint32 *minor,
                               gss_cred_id_t input_cred_handle,
                               const gss_cred_id_t impersonator,
                               const gss_name_t desired_name,
                               const gss_OID desired_mech,
                               gss_cred_usage_t cred_usage,
                               OM_uint32 initiator_time_req,
                               OM_uint32 acceptor_time_req,
                               gss_cred_id_t *output_cred_handle,
                               gss_OID_set *actual_mechs,
                               OM_uint32 *initiator_time_rec,
                               OM_uint32 *acceptor_time_rec)
{
    return gss_add_cred_impersonate_name(minor, input_cred_handle,
                                         impersonator, desired_name,
                                         gssksp_real_mech(desired_mech),
                                         cred_usage, initiator_time_req,
                                         acceptor_time_req,
                                         output_cred_handle, actual_mechs,
                                         initiator_time_rec,
                                         acceptor_time_rec);
}
