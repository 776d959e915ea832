/* SPDX-License-Identifier: MIT */
/*
 * The package behind the GSS face, called through its function table and
 * found by its name in the registry.  Each function is the table's own,
 * and its line in the trace; that of InitContext is written by whoever hands a
 * context over, who knows more of it.
 */
#ifndef SHIM_BRIDGE_PACKAGE_H
#define SHIM_BRIDGE_PACKAGE_H

#include "ksp/message.h"
#include "ksp/ntsecpkg.h"
#include "ksp/packed.h"

/* The table, or NULL if the package could not be registered.  The first
 * call registers it.  Any thread. */
const SECPKG_KERNEL_FUNCTION_TABLE *gssksp_package(void);

NTSTATUS gssksp_sign(LSA_SEC_HANDLE ContextId, ULONG fQOP,
                     PSecBufferDesc message);
NTSTATUS gssksp_verify(LSA_SEC_HANDLE ContextId, PSecBufferDesc message,
                       ULONG *pfQOP);
NTSTATUS gssksp_seal(LSA_SEC_HANDLE ContextId, ULONG fQOP,
                     PSecBufferDesc message);
NTSTATUS gssksp_unseal(LSA_SEC_HANDLE ContextId, PSecBufferDesc message,
                       ULONG *pfQOP);
NTSTATUS gssksp_query(LSA_SEC_HANDLE ContextId, ULONG attribute,
                      void *buffer);
NTSTATUS gssksp_init_context(PSecBuffer packed, LSA_SEC_HANDLE *ContextId);
NTSTATUS gssksp_delete_context(LSA_SEC_HANDLE ContextId);

/* The context as it is now; *state is all zero on error.  It holds keys: the
 * caller wipes it. */
NTSTATUS gssksp_export_context(LSA_SEC_HANDLE ContextId,
                               KSP_PACKED_CONTEXT *state);

/* Another context of that state. */
NTSTATUS gssksp_make_context(const KSP_PACKED_CONTEXT *state,
                             LSA_SEC_HANDLE *ContextId);

#endif
