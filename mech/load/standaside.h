/* SPDX-License-Identifier: MIT */
/*
 * Whether the module interposes in this process.
 *
 * gss_krb5_import_cred makes, through the mechglue, a credential that only
 * the real mechanism can use; a context begun with it through this module
 * would silently use the default credential cache, another identity.  So in
 * a process one of whose loaded objects refers to that function the module
 * stands aside.  A library loaded later, and a function found by dlsym, are
 * not seen (relocations.h).
 *
 * Nor does it interpose in gssproxy's daemon (see program.h).  That exports
 * every context to the program it was made for, and the mechglue writes the
 * module's OID in front, which gssproxy's own module in the program cannot
 * use.
 *
 * Nor in a process that may hold credentials from before the module was
 * listed: see older_than_listing.h.
 *
 * GSSKSP_ENABLE in the environment (not read in a setuid program) overrides:
 * "always" interposes whatever is loaded, "never" switches the module off
 * for the process, and so does any other word: whoever wrote it wanted
 * something else than the rule.
 */
#ifndef MECH_LOAD_STANDASIDE_H
#define MECH_LOAD_STANDASIDE_H

#include <stdbool.h>

/* True where the module must not interpose.  *reason is a static text that
 * says why, or why not. */
bool gssksp_stands_aside(const char **reason);

/* The same once more, when the policy has been read, where it could not be
 * told before (krb5_check.h); *reason stays if it need not. */
bool gssksp_stands_aside_unsure(const char **reason);

#endif
