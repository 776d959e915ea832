/* SPDX-License-Identifier: MIT */
/*
 * What the module says of itself, for a program that has loaded it by way of
 * the library: a positive proof that it did the work, where nothing can be
 * written any more.  Reading it is reading memory.
 */
#ifndef TESTS_REALM_MODULE_STATE_H
#define TESTS_REALM_MODULE_STATE_H

#include "gssapi/gssapi_ksp_state.h"

/* NULL if the module is not in this process.  To be asked before the process
 * is confined; what it points to is the module's own. */
const volatile struct gss_ksp_state *module_state(void);

/* Messages made and taken in good order, all kinds together. */
uint64_t module_messages(const volatile struct gss_ksp_state *state);

#endif
