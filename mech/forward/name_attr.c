/* SPDX-License-Identifier: MIT */
/* Attributes of names (RFC 6680). */
#include "mech/gssi.h"

/* The glue tells a program the name's mechanism itself; name_is_MN and
 * MN_mech are asked for by nobody. */
OM_uint32
gssi_inquire_name(OM_uint32 *minor, gss_name_t name, int *name_is_MN,
                  gss_OID *MN_mech, gss_buffer_set_t *attrs)
{
    return gss_inquire_name(minor, name, name_is_MN, MN_mech, attrs);
}

OM_uint32
gssi_get_name_attribute(OM_uint32 *minor, gss_name_t name, gss_buffer_t attr,
                        int *authenticated, int *complete,
                        gss_buffer_t value, gss_buffer_t display_value,
                        int *more)
{
    OM_uint32 major;

    major = gss_get_name_attribute(minor, name, attr, authenticated,
                                   complete, value, display_value, more);
    /* The glue, copying attributes, asks until there are no more, also
     * after a failure. */
    if (GSS_ERROR(major))
        *more = 0;
    return major;
}

OM_uint32
gssi_set_name_attribute(OM_uint32 *minor, gss_name_t name, int complete,
                        gss_buffer_t attr, gss_buffer_t value)
{
    return gss_set_name_attribute(minor, name, complete, attr, value);
}

OM_uint32
gssi_delete_name_attribute(OM_uint32 *minor, gss_name_t name,
                           gss_buffer_t attr)
{
    return gss_delete_name_attribute(minor, name, attr);
}

OM_uint32
gssi_export_name_composite(OM_uint32 *minor, gss_name_t name,
                           gss_buffer_t exp_composite_name)
{
    return gss_export_name_composite(minor, name, exp_composite_name);
}

OM_uint32
gssi_map_name_to_any(OM_uint32 *minor, gss_name_t name, int authenticated,
                     gss_buffer_t type_id, gss_any_t *output)
{
    return gss_map_name_to_any(minor, name, authenticated, type_id, output);
}

OM_uint32
gssi_release_any_name_mapping(OM_uint32 *minor, gss_name_t name,
                              gss_buffer_t type_id, gss_any_t *input)
{
    return gss_release_any_name_mapping(minor, name, type_id, input);
}
