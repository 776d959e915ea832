/* SPDX-License-Identifier: MIT */
/*
 * What is not wanted on this host: in krb5.conf,
 *
 *      [appdefaults]
 *          gss-ksp = {
 *              refuse_enctypes = rc4 des3
 *          }
 *
 * names enctypes that are older than RFC 4121, as libkrb5 names them or by
 * family.  A context whose messages would be under one of them is not
 * established.  In FIPS mode (fips.h) all of them are refused.
 *
 * No file and no relation mean no policy.  Where the file cannot be read, or
 * says what is not understood, all that could be refused is.
 */
#ifndef SHIM_BRIDGE_POLICY_H
#define SHIM_BRIDGE_POLICY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Reads the policy, the first time, and puts it into the trace, which is open.
 * The only I/O there is; to be called at load, before there are contexts.  It
 * makes no GSS call, but uses libkrb5: what asks whether this process has done
 * so before (older_than_listing.h) comes first.  Any thread.
 */
void gssksp_policy_load(void);

/* Whether contexts with this enctype are refused.  Before the policy was
 * loaded, those of every enctype that could be.  Any thread. */
bool gssksp_refused(int32_t enctype);

/* Whether there is an enctype that is.  Then a context whose enctype cannot
 * be told is refused too. */
bool gssksp_policy_in_force(void);

/* Why: because something could not be read or was not understood; or because
 * of FIPS mode.  False before the policy was loaded. */
bool gssksp_policy_in_doubt(void);
bool gssksp_policy_is_fips(void);

/* The policy for people, as in the trace; "" before it was loaded. */
const char *gssksp_policy_text(void);

#endif
