/* SPDX-License-Identifier: MIT */
/*
 * The user-mode half has no say in its handles: the caller of
 * InitUserModeContext chooses them.  This maps them to handles of ours.
 */
#ifndef SHIM_CORE_USER_HANDLES_H
#define SHIM_CORE_USER_HANDLES_H

#include "ksp/ntsecpkg.h"

/*
 * Let `handle` stand for `ContextId`.  Errors: SEC_E_INVALID_HANDLE (0, or
 * in use), SEC_E_INSUFFICIENT_MEMORY.  Any thread.
 */
SECURITY_STATUS ksp_user_handles_add(LSA_SEC_HANDLE handle,
                                LSA_SEC_HANDLE ContextId);

/* What it stands for, or 0. */
LSA_SEC_HANDLE ksp_user_handles_find(LSA_SEC_HANDLE handle);

/* The same, and forget it. */
LSA_SEC_HANDLE ksp_user_handles_remove(LSA_SEC_HANDLE handle);

/* Forget it if it stands for `ContextId`: the caller may have given the
 * handle to another context since. */
void ksp_user_handles_forget(LSA_SEC_HANDLE handle, LSA_SEC_HANDLE ContextId);

#endif
