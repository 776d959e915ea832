/* SPDX-License-Identifier: MIT */
/*
 * Names.  A name of ours is the mechglue's own name of the real mechanism
 * (a mechanism name always: the glue's display, export and compare look for
 * that), so every call goes back with the handle it came with.
 */
#include "bridge/oids.h"
#include "mech/gssi.h"

/* ---- import -------------------------------------------------------- */

OM_uint32
gssi_import_name_by_mech(OM_uint32 *minor, gss_OID mech_type,
                         gss_buffer_t input_name_buffer,
                         gss_OID input_name_type, gss_name_t *output_name)
{
    gss_name_t name = GSS_C_NO_NAME;
    OM_uint32 major, ignored;

    *output_name = GSS_C_NO_NAME;
    major = gss_import_name(minor, input_name_buffer, input_name_type,
                            &name);
    /* Into a new name: done in place, the glue would copy the attributes
     * of the name onto itself. */
    if (major == GSS_S_COMPLETE)
        major = gss_canonicalize_name(minor, name,
                                      gssksp_real_mech(mech_type),
                                      output_name);
    gss_release_name(&ignored, &name);
    return major;
}

OM_uint32
gssi_import_name(OM_uint32 *minor, gss_buffer_t input_name_buffer,
                 gss_OID input_name_type, gss_name_t *output_name)
{
    return gssi_import_name_by_mech(minor, GSS_C_NO_OID, input_name_buffer,
                                    input_name_type, output_name);
}

/* ---- compare ------------------------------------------------------- */

/* Compares after name2 was made a name of name1's mechanism. */
static OM_uint32
compare_converted(OM_uint32 *minor, gss_name_t name1, gss_name_t name2,
                  int *name_equal)
{
    gss_OID mech = GSS_C_NO_OID;
    gss_name_t converted = GSS_C_NO_NAME;
    OM_uint32 major, ignored;

    major = gss_inquire_name(minor, name1, NULL, &mech, NULL);
    if (major == GSS_S_COMPLETE)
        major = gss_canonicalize_name(minor, name2, gssksp_real_mech(mech),
                                      &converted);
    if (major == GSS_S_COMPLETE)
        major = gss_compare_name(minor, name1, converted, name_equal);
    gss_release_name(&ignored, &converted);
    gss_release_oid(&ignored, &mech);
    return major;
}

/*
 * The glue calls names of two mechanisms unequal without asking further.
 * The two it gave us are of one mechanism to the program, but may be of two
 * below: where the glue has no mechanism for a name (an accepted one, or one
 * compared with it) it is imported as krb5, though the other is IAKERB's.
 */
OM_uint32
gssi_compare_name(OM_uint32 *minor, gss_name_t name1, gss_name_t name2,
                  int *name_equal)
{
    OM_uint32 major = gss_compare_name(minor, name1, name2, name_equal);

    if (major == GSS_S_COMPLETE && !*name_equal)
        major = compare_converted(minor, name1, name2, name_equal);
    return major;
}

/* ---- the rest goes on as it is ------------------------------------- */

OM_uint32
gssi_export_name(OM_uint32 *minor, const gss_name_t input_name,
                 gss_buffer_t exported_name)
{
    return gss_export_name(minor, input_name, exported_name);
}

OM_uint32
gssi_duplicate_name(OM_uint32 *minor, const gss_name_t input_name,
                    gss_name_t *output_name)
{
    return gss_duplicate_name(minor, input_name, output_name);
}

/* The name type is the mechanism's static one, as older glue requires. */
OM_uint32
gssi_display_name(OM_uint32 *minor, gss_name_t input_name,
                  gss_buffer_t output_name_buffer, gss_OID *output_name_type)
{
    return gss_display_name(minor, input_name, output_name_buffer,
                            output_name_type);
}

OM_uint32
gssi_display_name_ext(OM_uint32 *minor, gss_name_t name,
                      gss_OID display_as_name_type,
                      gss_buffer_t display_name)
{
    return gss_display_name_ext(minor, name, display_as_name_type,
                                display_name);
}

OM_uint32
gssi_release_name(OM_uint32 *minor, gss_name_t *input_name)
{
    return gss_release_name(minor, input_name);
}
