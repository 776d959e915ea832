/* SPDX-License-Identifier: MIT */
/*
 * GSS status and SSPI status: one table between them, total in both
 * directions.
 */
#ifndef SHIM_BRIDGE_STATUS_TABLE_H
#define SHIM_BRIDGE_STATUS_TABLE_H

#include <gssapi/gssapi.h>

#include "ksp/message.h"
#include "ksp/ntsecpkg.h"

/*
 * The major status for what a function of the package returned, and the
 * minor one in *minor.  SECURITY_STATUS and NTSTATUS values are told apart
 * by their number spaces.  A value not in the table is GSS_S_FAILURE.
 * SEC_E_OUT_OF_SEQUENCE alone says GSS_S_UNSEQ_TOKEN; gssksp_major_of_seq
 * knows better.
 */
OM_uint32 gssksp_major_of(NTSTATUS status, OM_uint32 *minor);

/*
 * The SECURITY_STATUS for a major status and, where one major status has
 * several, its minor one (a krb5 code or errno).  A routine error wins
 * over supplementary bits.
 */
SECURITY_STATUS gssksp_status_of(OM_uint32 major, OM_uint32 minor);

/* The minor statuses that the table tells apart, by their place; 0 after the
 * last. */
OM_uint32 gssksp_status_minor(size_t place);

/* The NTSTATUS of the same row. */
NTSTATUS gssksp_ntstatus_of(OM_uint32 major, OM_uint32 minor);

/* The supplementary bit for a verdict of the package (KSP_SEQ_*). */
OM_uint32 gssksp_major_of_seq(ULONG verdict);

/*
 * The major status of a message that was to be made: of
 * SEC_E_OUT_OF_SEQUENCE, GSS_S_FAILURE with GSS_S_DUPLICATE_TOKEN, for there
 * is no token; all else as gssksp_major_of.
 */
OM_uint32 gssksp_major_of_make(NTSTATUS status, OM_uint32 *minor);

/*
 * The major status of a verify or an unwrap: SEC_E_OUT_OF_SEQUENCE becomes
 * the exact bit of `verdict`, and a refusal whose reason is in it that
 * reason; all else as gssksp_major_of.
 */
OM_uint32 gssksp_major_of_check(NTSTATUS status, ULONG verdict,
                                OM_uint32 *minor);

#endif
