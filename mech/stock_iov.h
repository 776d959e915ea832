/* SPDX-License-Identifier: MIT */
/*
 * Where stock MIT's IOV functions name a broken token otherwise than its
 * gss_unwrap and gss_verify_mic do.  The package judges as the latter; this
 * corrects the major status, so that a program sees what it always saw.
 */
#ifndef MECH_STOCK_IOV_H
#define MECH_STOCK_IOV_H

#include "mech.h"

/* The status for a MIC token in an IOV that the package refused with
 * `major`. */
OM_uint32 gssksp_stock_mic_iov(const gss_buffer_desc *token,
                               OM_uint32 major);

/* The same for a wrap token; `token` begins with the header, and is whole
 * if `stream`. */
OM_uint32 gssksp_stock_wrap_iov(const struct gssksp_ctx *ctx,
                                const gss_buffer_desc *token, bool stream,
                                OM_uint32 major);

#endif
