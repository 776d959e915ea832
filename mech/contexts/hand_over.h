/* SPDX-License-Identifier: MIT */
/* The end of establishment. */
#ifndef MECH_CONTEXTS_HAND_OVER_H
#define MECH_CONTEXTS_HAND_OVER_H

#include "mech/mech.h"

/*
 * Give the messages of a completed context to the package.  When that
 * cannot be, the context goes on with all its messages forwarded if they may
 * be, and the trace says why.  False if it must not go on, for its enctype.
 */
bool gssksp_hand_over(struct gssksp_ctx *ctx);

#endif
