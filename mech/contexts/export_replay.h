/* SPDX-License-Identifier: MIT */
/*
 * Bringing a context of the real mechanism to our numbers by use, for a
 * token layout we do not know: one MIC for every message sent, and one in
 * the peer's name for every number in the window.
 */
#ifndef MECH_CONTEXTS_EXPORT_REPLAY_H
#define MECH_CONTEXTS_EXPORT_REPLAY_H

#include "ksp/packed.h"
#include "mech/mech.h"

/* Some hundredths of a second. */
#define GSSKSP_REPLAY_MAX ((uint64_t)1 << 13)

/*
 * Make `real`, which has sent and received nothing, what `state` says.
 * Takes as long as its messages once took to sign, and of messages received
 * no more than the 64 of the window.  Errors: GSS_S_UNAVAILABLE (more than
 * GSSKSP_REPLAY_MAX were sent, or with the caller's numbers the highest is
 * more than that; nothing was done), those of the mechanism, when `real` is of
 * no use any more.
 */
OM_uint32 gssksp_replay(OM_uint32 *minor, gss_ctx_id_t real,
                        const KSP_PACKED_CONTEXT *state);

#endif
