/* SPDX-License-Identifier: MIT */
/* The life of a context of the module. */
#ifndef MECH_CONTEXT_H
#define MECH_CONTEXT_H

#include "mech.h"

/* A context that holds nothing yet, or NULL. */
struct gssksp_ctx *gssksp_ctx_new(void);

/*
 * Whether a handle is one of ours.  gss_init_sec_context goes by the
 * mechanism that is asked for, not by the context's: with a context imported
 * from a token of ours, which is the real mechanism's own, it comes to us
 * with a handle that is not.
 */
bool gssksp_ctx_is_ours(gss_ctx_id_t handle);

/* Delete what the package and the real mechanism hold, free *ctx and set
 * it to NULL; NULL is allowed. */
void gssksp_ctx_free(struct gssksp_ctx **ctx);

/* The mechanism a context was made for, as the real mechanism names it;
 * GSS_C_NO_OID if it does not say.  Static memory. */
gss_OID gssksp_ctx_mech(const struct gssksp_ctx *ctx);

#endif
