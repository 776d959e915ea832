/* SPDX-License-Identifier: MIT */
/* Exported credentials.  The glue above frames our token, so the frame of
 * the glue below comes off on export and goes on for import. */
#include <string.h>

#include "base/wipe.h"
#include "bridge/minor.h"
#include "bridge/oids.h"
#include "mech/glue_layout.h"
#include "mech/gssi.h"
#include "mech/per_thread.h"

/* A token can hold session keys. */
static void
release_wiped(gss_buffer_t token)
{
    OM_uint32 ignored;

    if (token->value != NULL)
        ksp_wipe(token->value, token->length);
    gss_release_buffer(&ignored, token);
}

/* The concatenated OID of the mechanism a credential of ours is for.
 * gss_inquire_cred asks no mechanism for this. */
static OM_uint32
mech_of_cred(OM_uint32 *minor, gss_cred_id_t cred, gss_OID *mech)
{
    gss_OID_set mechs = GSS_C_NO_OID_SET;
    OM_uint32 major, ignored;

    *mech = GSS_C_NO_OID;
    major = gss_inquire_cred(minor, cred, NULL, NULL, NULL, &mechs);
    if (major == GSS_S_COMPLETE && mechs->count == 1)
        *mech = gssksp_real_mech(gssksp_public_mech(&mechs->elements[0]));
    else if (major == GSS_S_COMPLETE)
        major = GSS_S_DEFECTIVE_CREDENTIAL;
    gss_release_oid_set(&ignored, &mechs);
    return major;
}

/*
 * The glue copies a credential by gssi_export_cred and at once, on the same
 * thread and with the same buffer, gssi_import_cred; and does not say which
 * mechanism it is about.  Taken for another's, the copy would not be found
 * when it is used, and the default credential would take its place.  So the
 * last export is remembered, and where there is no memory for that it fails;
 * nobody else calls gssi_import_cred, because gss_import_cred takes the
 * function with a mechanism.
 */
OM_uint32
gssi_export_cred(OM_uint32 *minor, gss_cred_id_t cred_handle,
                 gss_buffer_t token)
{
    struct gssksp_thread *thread = gssksp_thread();
    gss_buffer_desc framed = GSS_C_EMPTY_BUFFER;
    gss_OID mech = GSS_C_NO_OID;
    OM_uint32 major = GSS_S_FAILURE;

    *minor = gssksp_minor(GSSKSP_MINOR_NOMEM);
    token->length = 0;
    token->value = NULL;
    if (thread == NULL)
        return GSS_S_FAILURE;
    major = mech_of_cred(minor, cred_handle, &mech);
    if (major == GSS_S_COMPLETE)
        major = gss_export_cred(minor, cred_handle, &framed);
    if (major == GSS_S_COMPLETE)
        major = gssksp_cred_payload(minor, &framed, token);
    thread->token = token->value;
    thread->mech = mech;
    release_wiped(&framed);
    return major;
}

OM_uint32
gssi_import_cred_by_mech(OM_uint32 *minor, gss_OID mech_type,
                         gss_buffer_t token, gss_cred_id_t *cred_handle)
{
    gss_buffer_desc framed = GSS_C_EMPTY_BUFFER;
    OM_uint32 major;

    *cred_handle = GSS_C_NO_CREDENTIAL;
    major = gssksp_cred_frame(minor, gssksp_real_mech(mech_type), token,
                              &framed);
    if (major == GSS_S_COMPLETE)
        major = gss_import_cred(minor, &framed, cred_handle);
    release_wiped(&framed);
    return major;
}

OM_uint32
gssi_import_cred(OM_uint32 *minor, gss_buffer_t token,
                 gss_cred_id_t *cred_handle)
{
    const struct gssksp_thread *thread = gssksp_thread();
    gss_OID mech = GSS_C_NO_OID;

    if (thread != NULL && token->value != NULL &&
        token->value == thread->token)
        mech = thread->mech;
    return gssi_import_cred_by_mech(minor, mech, token, cred_handle);
}
