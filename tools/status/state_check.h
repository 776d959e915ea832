/* SPDX-License-Identifier: MIT */
/* The module's visible state, as somebody else wrote it. */
#ifndef TOOLS_STATUS_STATE_CHECK_H
#define TOOLS_STATUS_STATE_CHECK_H

#include <stdbool.h>

#include "gssapi/gssapi_ksp_state.h"

/* Its beginning is that of a state of the version that is known here. */
bool state_is_known(const struct gss_ksp_state *state);

/* All its texts end within. */
void state_end_texts(struct gss_ksp_state *state);

#endif
