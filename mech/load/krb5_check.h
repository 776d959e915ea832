/* SPDX-License-Identifier: MIT */
/*
 * Whether MIT's library is as the module relies on, beyond its documented
 * functions.  Another release may have come under a running host, and nothing
 * tells a module but how the library behaves.
 *
 * What is not as it should be is put into the visible state and the trace, as
 * "degraded", and nothing is guessed: what can still be guaranteed works as
 * ever, and the rest is stock's, or an error.
 */
#ifndef MECH_LOAD_KRB5_CHECK_H
#define MECH_LOAD_KRB5_CHECK_H

#include <stdbool.h>

/*
 * Whether the library that loads the module, with a function at `caller`, is
 * another copy than the one whose functions the module calls, as a program can
 * bring one of its own.  What the two make is not each other's.
 */
bool gssksp_other_library(const void *caller);

/*
 * At load: the sign by which gssksp_older_than_listing knows that libkrb5 is
 * in use.  First whether texts are what they are taken for; if not, it counts
 * as in use.  Then, when it has been used for the policy, whether that is
 * seen: if not, the reason to stand aside if the program was started before
 * the change, else NULL.
 */
void gssksp_check_texts(void);
const char *gssksp_check_sign(void);

/* At the first call that establishes a context, when the mechglue's locks are
 * free: the form of its contexts (glue_layout.h). */
void gssksp_check_contexts(void);

#endif
