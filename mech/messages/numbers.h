/* SPDX-License-Identifier: MIT */
/*
 * The numbers of messages as a GSS program sees them (gssapi/gssapi_ksp.h):
 * what this thread has set for the next message of a context, and what is
 * known of the last one.
 */
#ifndef MECH_MESSAGES_NUMBERS_H
#define MECH_MESSAGES_NUMBERS_H

#include "ksp/message.h"
#include "mech/mech.h"

/*
 * At the entry of every call that makes or takes a message, before anything
 * can fail: the number that was set is this call's, and what was known of the
 * last message is known no more.  GSS_S_FAILURE with ENOMEM where there is no
 * memory to note this message; the call fails then.
 */
OM_uint32 gssksp_numbers_begin(OM_uint32 *minor,
                               const struct gssksp_ctx *ctx);

/* Before a message of `ctx`: this call's number, in the wide form. */
void gssksp_numbers_before(const struct gssksp_ctx *ctx,
                           KSP_MESSAGE_PARAMS *params);

/* After it, with the call's major status. */
void gssksp_numbers_after(const struct gssksp_ctx *ctx, OM_uint32 major,
                          const KSP_MESSAGE_PARAMS *params);

/* The three objects of gssapi_ksp.h; their errors are written there. */
OM_uint32 gssksp_set_numbering(OM_uint32 *minor, struct gssksp_ctx *ctx,
                               const gss_buffer_desc *value);
OM_uint32 gssksp_set_next_number(OM_uint32 *minor,
                                 const struct gssksp_ctx *ctx,
                                 const gss_buffer_desc *value);
OM_uint32 gssksp_inquire_last_message(OM_uint32 *minor,
                                      const struct gssksp_ctx *ctx,
                                      gss_buffer_set_t *data_set);

#endif
