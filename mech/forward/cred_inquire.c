/* SPDX-License-Identifier: MIT */
/* Asking about credentials. */
#include "bridge/oids.h"
#include "mech/gssi.h"

OM_uint32
gssi_inquire_cred(OM_uint32 *minor, gss_cred_id_t cred_handle,
                  gss_name_t *name, OM_uint32 *lifetime, int *cred_usage,
                  gss_OID_set *mechanisms)
{
    return gss_inquire_cred(minor, cred_handle, name, lifetime, cred_usage,
                            mechanisms);
}

OM_uint32
gssi_inquire_cred_by_mech(OM_uint32 *minor, gss_cred_id_t cred_handle,
                          gss_OID mech_type, gss_name_t *name,
                          OM_uint32 *initiator_lifetime,
                          OM_uint32 *acceptor_lifetime,
                          gss_cred_usage_t *cred_usage)
{
    return gss_inquire_cred_by_mech(minor, cred_handle,
                                    gssksp_real_mech(mech_type), name,
                                    initiator_lifetime, acceptor_lifetime,
                                    cred_usage);
}

OM_uint32
gssi_inquire_cred_by_oid(OM_uint32 *minor, const gss_cred_id_t cred_handle,
                         const gss_OID desired_object,
                         gss_buffer_set_t *data_set)
{
    return gss_inquire_cred_by_oid(minor, cred_handle, desired_object,
                                   data_set);
}
