/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <string.h>

#include "tools/status/state_check.h"

/* What tells how much there is: magic, version and size. */
#define STATE_HEAD offsetof(struct gss_ksp_state, state)

bool
state_is_known(const struct gss_ksp_state *state)
{
    return memcmp(state->magic, GSS_KSP_STATE_MAGIC,
                  sizeof(state->magic)) == 0 &&
        state->version == GSS_KSP_STATE_VERSION &&
        state->size >= STATE_HEAD;
}

void
state_end_texts(struct gss_ksp_state *state)
{
    state->module[sizeof(state->module) - 1] = '\0';
    state->krb5[sizeof(state->krb5) - 1] = '\0';
    state->provider[sizeof(state->provider) - 1] = '\0';
    state->reason[sizeof(state->reason) - 1] = '\0';
    state->refuses[sizeof(state->refuses) - 1] = '\0';
    state->trace[sizeof(state->trace) - 1] = '\0';
    state->degraded[sizeof(state->degraded) - 1] = '\0';
}
