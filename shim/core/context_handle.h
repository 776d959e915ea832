/* SPDX-License-Identifier: MIT */
/* Handles of the package's contexts: see base/handle.h. */
#ifndef SHIM_CORE_CONTEXT_HANDLE_H
#define SHIM_CORE_CONTEXT_HANDLE_H

#include <stdbool.h>

#include "base/handle.h"

struct ksp_context;
LSA_SEC_HANDLE ksp_handle_new(struct ksp_context *context);

/* To be given back by ksp_handle_release. */
struct ksp_context *ksp_handle_acquire(LSA_SEC_HANDLE handle);
bool ksp_handle_delete(LSA_SEC_HANDLE handle);

#endif
