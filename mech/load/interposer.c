/* SPDX-License-Identifier: MIT */
/* What the mechglue calls while it holds its lock on the mechanism list. */

#include "bridge/oids.h"
#include "bridge/policy.h"
#include "bridge/trace.h"
#include "mech/gssi.h"
#include "mech/load/standaside.h"
#include "mech/load/state.h"

/* Fills a new set with the first n of our mechanisms. */
static gss_OID_set
make_set(size_t n)
{
    gss_OID_set set = GSS_C_NO_OID_SET;
    OM_uint32 major, minor, ignored;
    size_t i;

    major = gss_create_empty_oid_set(&minor, &set);
    for (i = 0; major == GSS_S_COMPLETE && i < n; i++)
        major = gss_add_oid_set_member(&minor, gssksp_mech(i), &set);
    if (major != GSS_S_COMPLETE)
        gss_release_oid_set(&ignored, &set);
    return set;
}

gss_OID_set
gss_mech_interposer(gss_OID mech_type)
{
    const char *reason = "configured under another OID";
    gss_OID_set set;
    size_t n = 0;

    /* The concatenated OIDs hold our own: under another nothing would be
     * found. */
    if (gssksp_oid_is_own(mech_type, GSSKSP_OID_INTERPOSER) &&
        !gssksp_stands_aside(&reason))
        n = gssksp_mech_count();
    gssksp_trace_open(GSSKSP_FACE_GSS);
    gssksp_trace_load(n, reason);
    /* The set is empty, not absent, where we stand aside: without one the
     * glue would load the module anew every time it looks for one.  A
     * moment without memory must not leave the process without a policy. */
    set = make_set(n);
    if (set == GSS_C_NO_OID_SET)
        set = make_set(n);
    /* Whoever looks from now on finds that this process has used Kerberos:
     * not if we are to be asked once more. */
    if (n > 0 && set != GSS_C_NO_OID_SET) {
        gssksp_policy_load();
        gssksp_state_offered(reason);
    } else if (n == 0) {
        gssksp_state_aside(reason);
    }
    return set;
}

OM_uint32
gssi_internal_release_oid(OM_uint32 *minor, gss_OID *oid)
{
    OM_uint32 major = GSS_S_CONTINUE_NEEDED; /* not ours: ask the next */

    *minor = 0;
    if (gssksp_oid_is_static(*oid)) {
        *oid = GSS_C_NO_OID;
        major = GSS_S_COMPLETE;
    }
    return major;
}
