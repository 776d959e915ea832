/* SPDX-License-Identifier: MIT */
/* What the mechglue calls while it holds its lock on the mechanism list. */

#include "bridge/oids.h"
#include "bridge/policy.h"
#include "bridge/trace.h"
#include "mech/gssi.h"
#include "mech/load/krb5_check.h"
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

/* How many mechanisms are offered; in *reason why, or why none. */
static size_t
decide(gss_OID mech_type, const void *caller, const char **reason)
{
    size_t n = 0;

    /* The concatenated OIDs hold our own: under another nothing would be
     * found. */
    *reason = "configured under another OID";
    if (!gssksp_oid_is_own(mech_type, GSSKSP_OID_INTERPOSER))
        return 0;
    if (gssksp_other_library(caller))
        *reason = "the library that loads it is not the one it calls";
    else if (!gssksp_stands_aside(reason))
        n = gssksp_mech_count();
    return n;
}

gss_OID_set
gss_mech_interposer(gss_OID mech_type)
{
    const char *reason;
    size_t n = decide(mech_type, __builtin_return_address(0), &reason);
    gss_OID_set set;
    OM_uint32 minor;

    gssksp_state_open_trace();
    gssksp_check_texts();
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
        if (gssksp_stands_aside_unsure(&reason)) {
            n = 0;
            (void)gss_release_oid_set(&minor, &set);
            set = make_set(0);
        }
    }
    gssksp_trace_load(n, reason);
    if (n == 0)
        gssksp_state_aside(reason);
    else if (set != GSS_C_NO_OID_SET)
        gssksp_state_offered(reason);
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
