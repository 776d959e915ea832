/* SPDX-License-Identifier: MIT */
/* What message.c, aead.c and iov_*.c share. */
#ifndef MECH_MESSAGES_MESSAGE_H
#define MECH_MESSAGES_MESSAGE_H

#include "ksp/message.h"
#include "mech/mech.h"

/*
 * GSS_S_COMPLETE for the only QOP there is, GSS_S_BAD_QOP with its minor
 * status for another, as stock MIT: RFC 4121 knows none.
 */
OM_uint32 gssksp_check_qop(OM_uint32 *minor, gss_qop_t qop);

/* conf_req_flag is a flag of the call, not a gss_qop_t; in SSPI it is a
 * QOP. */
ULONG gssksp_fQOP(int conf_req_flag);
int gssksp_conf_state(ULONG fQOP);

/* Bytes of the parts of a wrap token around a message. */
struct gssksp_lengths {
    size_t before;
    size_t padding;
    size_t after;
};

/*
 * The lengths for a message of `length` bytes, sealed or not, as an IOV
 * (where DCE style makes a difference) or as gss_wrap's one piece.
 */
struct gssksp_lengths gssksp_lengths(const struct gssksp_ctx *ctx,
                                     bool sealed, bool iov, size_t length);

/* Bytes a wrap token has beside its message. */
size_t gssksp_overhead(const struct gssksp_lengths *lengths);

/* A buffer of the package's list; false if `length` is more than one can
 * have. */
bool gssksp_buffer(SecBuffer *buffer, ULONG type, void *value,
                   size_t length);

/* A list of `count` buffers. */
SecBufferDesc gssksp_list(SecBuffer *buffers, ULONG count);

/* Parameters for the wide form, and the buffer that holds them. */
KSP_MESSAGE_PARAMS gssksp_params(ULONG Flags);
SecBuffer gssksp_params_buffer(KSP_MESSAGE_PARAMS *params);

#endif
