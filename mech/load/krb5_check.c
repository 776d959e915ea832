/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <stdint.h>
#include <string.h>

#include "mech/glue_layout.h"
#include "mech/load/krb5_check.h"
#include "mech/load/older_than_listing.h"
#include "mech/load/state.h"

#define LIBRARY "libgssapi_krb5"

/* The beginning of the object that has an address, if it is a GSS-API library
 * of MIT's; or NULL. */
static const void *
library_of(const void *address)
{
    const char *name;
    Dl_info object;

    if (dladdr(address, &object) == 0 || object.dli_fname == NULL)
        return NULL;
    name = strrchr(object.dli_fname, '/');
    name = name != NULL ? name + 1 : object.dli_fname;
    return strncmp(name, LIBRARY, strlen(LIBRARY)) == 0 ? object.dli_fbase :
        NULL;
}

/* A program may have a name of its own for the function; then nothing is
 * known. */
bool
gssksp_other_library(const void *caller)
{
    const void *loads = library_of(caller);
    const void *called = library_of((const void *)(uintptr_t)
                                    gss_context_time);

    return loads != NULL && called != NULL && loads != called;
}

void
gssksp_check_texts(void)
{
    if (!gssksp_sign_is_known())
        gssksp_state_degraded(GSSKSP_DEGRADED_SIGN);
}

const char *
gssksp_check_sign(void)
{
    const char *reason = NULL;

    if (!gssksp_kerberos_in_use()) {
        gssksp_state_degraded(GSSKSP_DEGRADED_SIGN);
        reason = gssksp_started_before_listing();
    }
    return reason;
}

void
gssksp_check_contexts(void)
{
    if (!gssksp_glue_context_known())
        gssksp_state_degraded(GSSKSP_DEGRADED_CONTEXTS);
}
