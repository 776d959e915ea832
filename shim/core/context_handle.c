/* SPDX-License-Identifier: MIT */
#include "core/context.h"
#include "core/context_handle.h"

static void
destroy_context(void *object)
{
    struct ksp_context *context = object;

    ksp_context_free(&context);
}

static const struct ksp_kind context_kind = { destroy_context };

LSA_SEC_HANDLE
ksp_handle_new(struct ksp_context *context)
{
    return ksp_handle_new_object(&context_kind, context);
}

struct ksp_context *
ksp_handle_acquire(LSA_SEC_HANDLE handle)
{
    return ksp_handle_acquire_object(&context_kind, handle);
}

bool
ksp_handle_delete(LSA_SEC_HANDLE handle)
{
    return ksp_handle_delete_object(&context_kind, handle);
}
