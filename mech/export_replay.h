/* SPDX-License-Identifier: MIT */
/*
 * Bringing a context of the real mechanism to our numbers by use, for a
 * token layout we do not know: one MIC for every message sent, and one in
 * the peer's name for every number in the window.
 */
#ifndef MECH_EXPORT_REPLAY_H
#define MECH_EXPORT_REPLAY_H

#include "ksp/packed.h"
#include "mech.h"

/* Some seconds. */
#define GSSKSP_REPLAY_MAX ((uint64_t)1 << 23)

/*
 * Make `real`, which has sent and received nothing, what `state` says.
 * Takes as long as its messages once took to sign.  With the caller's numbers
 * they may be few and their numbers high: that is not done for more than
 * GSSKSP_REPLAY_MAX.  GSS_S_FAILURE if it is more or the mechanism would not
 * follow.
 */
OM_uint32 gssksp_replay(OM_uint32 *minor, gss_ctx_id_t real,
                        const KSP_PACKED_CONTEXT *state);

#endif
