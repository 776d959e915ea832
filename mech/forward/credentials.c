/* SPDX-License-Identifier: MIT */
/*
 * Acquiring and releasing credentials.  A credential of ours is the
 * mechglue's own one, with exactly one element: the real mechanism's.
 */
#include "bridge/oids.h"
#include "mech/gssi.h"

/* The glue asks for one mechanism at a time. */
static gss_OID
real_mech_of_set(const gss_OID_set_desc *mechs)
{
    gss_const_OID mech = GSS_C_NO_OID;

    if (mechs != GSS_C_NO_OID_SET && mechs->count > 0)
        mech = &mechs->elements[0];
    return gssksp_real_mech(mech);
}

/* Through gss_add_cred_from, which is about one mechanism and hands its
 * status up unchanged. */
OM_uint32
gssi_acquire_cred_from(OM_uint32 *minor, gss_name_t desired_name,
                       OM_uint32 time_req, gss_OID_set desired_mechs,
                       gss_cred_usage_t cred_usage,
                       gss_const_key_value_set_t cred_store,
                       gss_cred_id_t *output_cred_handle,
                       gss_OID_set *actual_mechs, OM_uint32 *time_rec)
{
    OM_uint32 major, initiator_time = 0, acceptor_time = 0;

    major = gss_add_cred_from(minor, GSS_C_NO_CREDENTIAL, desired_name,
                              real_mech_of_set(desired_mechs), cred_usage,
                              time_req, time_req, cred_store,
                              output_cred_handle, actual_mechs,
                              time_rec != NULL ? &initiator_time : NULL,
                              time_rec != NULL ? &acceptor_time : NULL);
    if (time_rec != NULL)
        *time_rec = cred_usage == GSS_C_ACCEPT ? acceptor_time
                                               : initiator_time;
    return major;
}

OM_uint32
gssi_acquire_cred(OM_uint32 *minor, gss_name_t desired_name,
                  OM_uint32 time_req, gss_OID_set desired_mechs,
                  int cred_usage, gss_cred_id_t *output_cred_handle,
                  gss_OID_set *actual_mechs, OM_uint32 *time_rec)
{
    return gssi_acquire_cred_from(minor, desired_name, time_req,
                                  desired_mechs, cred_usage,
                                  GSS_C_NO_CRED_STORE, output_cred_handle,
                                  actual_mechs, time_rec);
}

/* Not through gss_add_cred_with_password: that one, given no credential to
 * add to, leaks.  The same holds for the next function. */
OM_uint32
gssi_acquire_cred_with_password(OM_uint32 *minor,
                                const gss_name_t desired_name,
                                const gss_buffer_t password,
                                OM_uint32 time_req,
                                const gss_OID_set desired_mechs,
                                int cred_usage,
                                gss_cred_id_t *output_cred_handle,
                                gss_OID_set *actual_mechs,
                                OM_uint32 *time_rec)
{
    gss_OID_set_desc mechs = { 1, real_mech_of_set(desired_mechs) };

    return gss_acquire_cred_with_password(minor, desired_name, password,
                                          time_req, &mechs, cred_usage,
                                          output_cred_handle, actual_mechs,
                                          time_rec);
}

OM_uint32
gssi_acquire_cred_impersonate_name(OM_uint32 *minor,
                                   const gss_cred_id_t impersonator,
                                   const gss_name_t desired_name,
                                   OM_uint32 time_req,
                                   const gss_OID_set desired_mechs,
                                   gss_cred_usage_t cred_usage,
                                   gss_cred_id_t *output_cred_handle,
                                   gss_OID_set *actual_mechs,
                                   OM_uint32 *time_rec)
{
    gss_OID_set_desc mechs = { 1, real_mech_of_set(desired_mechs) };

    return gss_acquire_cred_impersonate_name(minor, impersonator,
                                             desired_name, time_req, &mechs,
                                             cred_usage, output_cred_handle,
                                             actual_mechs, time_rec);
}

OM_uint32
gssi_release_cred(OM_uint32 *minor, gss_cred_id_t *cred_handle)
{
    return gss_release_cred(minor, cred_handle);
}
