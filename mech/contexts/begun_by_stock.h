/* SPDX-License-Identifier: MIT */
/*
 * An initiator's context that MIT's own code began and we are to continue.
 *
 * The mechglue asks for the next step of an initiator not by the mechanism of
 * the context but by that of the call, which is ours.  So the handle it
 * gives is the real mechanism's own where the context did not begin with us:
 * where it was exported between two steps and imported again, as gssproxy's
 * daemon does, or begun before this process had the module.  Such a context
 * is the real mechanism's for good.
 */
#ifndef MECH_CONTEXTS_BEGUN_BY_STOCK_H
#define MECH_CONTEXTS_BEGUN_BY_STOCK_H

#include "mech/glue_layout.h"
#include "mech/mech.h"

/* The first word of a context of ours.  MIT's contexts begin with one too,
 * a com_err code, which this is not. */
#define GSSKSP_CTX_MAGIC 0x4b535043u

/* Whether `handle`, not GSS_C_NO_CONTEXT, is the real mechanism's own. */
bool gssksp_is_begun_by_stock(gss_ctx_id_t handle);

/*
 * Puts *m around a handle; `mech` is the public OID.  The result is for
 * gss_init_sec_context and lives as long as *m; m->handle is what the handle
 * has become.
 */
gss_ctx_id_t gssksp_begun_by_stock(struct gssksp_glue_context *m,
                                   gss_ctx_id_t handle, gss_OID mech);

/*
 * Takes the handle out of *m, which has GSS_C_NO_CONTEXT then, and gives it
 * back in what gss_delete_sec_context frees; or GSS_C_NO_CONTEXT without
 * memory: the context is lost then.
 */
gss_ctx_id_t gssksp_begun_by_stock_give(struct gssksp_glue_context *m);

#endif
