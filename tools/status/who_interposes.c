/* SPDX-License-Identifier: MIT */
#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#include <string.h>

#include "bridge/oids.h"
#include "tools/status/in_child.h"
#include "tools/status/who_interposes.h"

/* Never looked up. */
#define PRINCIPAL "gss-ksp@EXAMPLE.INVALID"

static enum interposing
judge(gss_const_OID mech)
{
    enum interposing who = INTERPOSING_OTHER;

    if (mech == GSS_C_NO_OID)
        who = INTERPOSING_UNKNOWN;
    else if (gssksp_oid_is(mech, gssksp_mech(0)))
        who = INTERPOSING_NOBODY;
    else if (gssksp_oid_is(mech, gssksp_real_mech(gssksp_mech(0))))
        who = INTERPOSING_OURS;
    return who;
}

static void
work(const void *argument, void *found)
{
    gss_buffer_desc text = { strlen(PRINCIPAL), (void *)PRINCIPAL };
    gss_name_t name = GSS_C_NO_NAME, made = GSS_C_NO_NAME;
    unsigned int *who = found;
    gss_OID mech = GSS_C_NO_OID;
    OM_uint32 major, minor;
    int is_made;

    module_tries_look(argument);
    major = gss_import_name(&minor, &text, GSS_KRB5_NT_PRINCIPAL_NAME,
                            &name);
    if (major == GSS_S_COMPLETE)
        major = gss_canonicalize_name(&minor, name, gssksp_mech(0), &made);
    if (major == GSS_S_COMPLETE)
        major = gss_inquire_name(&minor, made, &is_made, &mech, NULL);
    *who = major == GSS_S_COMPLETE ? judge(mech) : INTERPOSING_UNKNOWN;
}

enum interposing
who_interposes(const struct module_tries *tries)
{
    unsigned int who = INTERPOSING_UNKNOWN;
    enum child_end end;
    int detail;

    end = in_child(work, tries, &who, sizeof(who), &detail);
    if (end == CHILD_SIGNAL || end == CHILD_TIMEOUT)
        who = INTERPOSING_DIES;
    else if (who > INTERPOSING_DIES)
        who = INTERPOSING_UNKNOWN;
    return (enum interposing)who;
}
