/* SPDX-License-Identifier: MIT */
/* Names and local accounts. */
#include "bridge/oids.h"
#include "mech/gssi.h"

OM_uint32
gssi_localname(OM_uint32 *minor, const gss_name_t name,
               gss_const_OID mech_type, gss_buffer_t localname)
{
    gss_const_OID mech = mech_type;

    /* Without a mechanism the glue takes the name's. */
    if (mech != GSS_C_NO_OID)
        mech = gssksp_real_mech(mech);
    return gss_localname(minor, name, mech, localname);
}

/*
 * Both the glue above us and the one below ask the mechanism first, then the
 * name's attributes, and compare the names only where the mechanism gave
 * GSS_S_UNAVAILABLE.  Below, that last value can also be the attributes'
 * answer after the mechanism said no.  Handed up it would make the glue
 * above compare names, and let in a user whom .k5login keeps out: it has to
 * be the mechanism's no.
 */
OM_uint32
gssi_authorize_localname(OM_uint32 *minor, const gss_name_t name,
                         gss_const_buffer_t local_user,
                         gss_const_OID local_nametype)
{
    gss_name_t user = GSS_C_NO_NAME;
    OM_uint32 major, ignored;

    major = gss_import_name(minor, (gss_buffer_t)local_user,
                            (gss_OID)local_nametype, &user);
    if (major == GSS_S_COMPLETE)
        major = gss_authorize_localname(minor, name, user);
    if (major == GSS_S_UNAVAILABLE)
        major = GSS_S_UNAUTHORIZED;
    gss_release_name(&ignored, &user);
    return major;
}
