/* SPDX-License-Identifier: MIT */
/* The life of a context of the module. */
#ifndef MECH_CONTEXTS_CONTEXT_H
#define MECH_CONTEXTS_CONTEXT_H

#include "mech/mech.h"

/* A new one, all zero but for what marks it as ours; NULL without memory. */
struct gssksp_ctx *gssksp_ctx_new(void);

/* Delete what the package and the real mechanism hold, free *ctx and set
 * it to NULL; NULL is allowed. */
void gssksp_ctx_free(struct gssksp_ctx **ctx);

#endif
