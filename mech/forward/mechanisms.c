/* SPDX-License-Identifier: MIT */
/* What the mechanisms say about themselves. */
#include "bridge/minor.h"
#include "bridge/oids.h"
#include "mech/gssi.h"
#include "mech/per_thread.h"

/* Looked up by the glue, called by none: it keeps the list itself. */
OM_uint32
gssi_indicate_mechs(OM_uint32 *minor, gss_OID_set *mech_set)
{
    gss_OID_set set = GSS_C_NO_OID_SET;
    OM_uint32 major, ignored;
    size_t i;

    *mech_set = GSS_C_NO_OID_SET;
    major = gss_create_empty_oid_set(minor, &set);
    for (i = 0; major == GSS_S_COMPLETE && i < gssksp_mech_count(); i++)
        major = gss_add_oid_set_member(minor, gssksp_mech(i), &set);
    if (major == GSS_S_COMPLETE)
        *mech_set = set;
    else
        gss_release_oid_set(&ignored, &set);
    return major;
}

OM_uint32
gssi_inquire_names_for_mech(OM_uint32 *minor, gss_OID mechanism,
                            gss_OID_set *name_types)
{
    return gss_inquire_names_for_mech(minor, gssksp_real_mech(mechanism),
                                      name_types);
}

OM_uint32
gssi_inquire_attrs_for_mech(OM_uint32 *minor, gss_const_OID mech,
                            gss_OID_set *mech_attrs,
                            gss_OID_set *known_mech_attrs)
{
    return gss_inquire_attrs_for_mech(minor, gssksp_real_mech(mech),
                                      mech_attrs, known_mech_attrs);
}

/*
 * The glue of 1.20 finds the function to call by the OID it was given, not
 * by the selected one: the public OID reaches the real mechanism and the
 * concatenated one us, the reverse of every other call.  So try the public
 * OID, and if that leads back here, where the glue was mended, the other.
 */
OM_uint32
gssi_inquire_saslname_for_mech(OM_uint32 *minor, const gss_OID desired_mech,
                               gss_buffer_t sasl_mech_name,
                               gss_buffer_t mech_name,
                               gss_buffer_t mech_description)
{
    struct gssksp_thread *thread = gssksp_thread();
    OM_uint32 major = GSS_S_FAILURE;
    gss_OID mech;
    bool again;

    *minor = gssksp_minor(GSSKSP_MINOR_NOMEM);
    if (thread == NULL)
        return GSS_S_FAILURE;
    again = thread->asks_saslname;
    mech = again ? gssksp_real_mech(desired_mech)
                 : gssksp_public_mech(desired_mech);
    thread->asks_saslname = true;
    major = gss_inquire_saslname_for_mech(minor, mech, sasl_mech_name,
                                          mech_name, mech_description);
    thread->asks_saslname = again;
    return major;
}

/* No glue asks an interposer: the mechanism is the result. */
OM_uint32
gssi_inquire_mech_for_saslname(OM_uint32 *minor,
                               const gss_buffer_t sasl_mech_name,
                               gss_OID *mech_type)
{
    return gss_inquire_mech_for_saslname(minor, sasl_mech_name, mech_type);
}
