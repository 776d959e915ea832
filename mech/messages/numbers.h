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
 * Every call that makes or takes a message begins with this, before anything
 * can fail.  The number that the program has set becomes this call's, and what
 * was noted of the last message is forgotten.  GSS_S_FAILURE with ENOMEM if
 * there is no memory to note this message; the call must fail then.
 */
OM_uint32 gssksp_numbers_begin(OM_uint32 *minor,
                               const struct gssksp_ctx *ctx);

/* Before the package has the message: put this call's number into the wide
 * form. */
void gssksp_numbers_before(const struct gssksp_ctx *ctx,
                           KSP_MESSAGE_PARAMS *params);

/* After it: note the message's number and verdict, unless `major` is an
 * error. */
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
