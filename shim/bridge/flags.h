/* SPDX-License-Identifier: MIT */
/* Context flags of GSS and of SSPI: a table, never copied bits. */
#ifndef SHIM_BRIDGE_FLAGS_H
#define SHIM_BRIDGE_FLAGS_H

#include <gssapi/gssapi.h>
#include <stdbool.h>

#include "ksp/ntsecpkg.h"

/* The ISC_RET_* (initiator) or ASC_RET_* attributes for GSS_C_*_FLAG
 * bits.  Flags SSPI has no word for are left out. */
ULONG gssksp_attributes_of(OM_uint32 flags, bool initiator);

/* The reverse. */
OM_uint32 gssksp_flags_of(ULONG attributes, bool initiator);

#endif
