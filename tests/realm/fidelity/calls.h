/* SPDX-License-Identifier: MIT */
#ifndef TESTS_REALM_FIDELITY_CALLS_H
#define TESTS_REALM_FIDELITY_CALLS_H

#include "realm/fidelity/fidelity.h"

/* Makes every call there is on a context (but those that end it) and shows
 * what it gave; the context may be in any state, also none. */
void show_calls(const char *step, gss_ctx_id_t *context);

/* The same without questions by OID: MIT's glue crashes on those where the
 * mechanism has deleted its context, as it does after a failure. */
void show_most_calls(const char *step, gss_ctx_id_t *context);

#endif
