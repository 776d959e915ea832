/* SPDX-License-Identifier: MIT */
/* Contexts: known by a handle, open or on the way. */
#include <stdlib.h>
#include <string.h>

#include "base/handle.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"

/* dwUpper of a handle; credentials have another. */
#define CONTEXT_MARK 0x43747874

static void
destroy(void *object)
{
    struct sspi_context *context = object;

    sspi_context_free(&context);
}

static const struct ksp_kind context_kind = { destroy };

struct sspi_context *
sspi_context_new(const struct sspi_package *package, bool initiator)
{
    struct sspi_context *c = calloc(1, sizeof(*c));

    if (c != NULL) {
        c->package = package;
        c->initiator = initiator;
        c->gss = GSS_C_NO_CONTEXT;
        c->target.gss = GSS_C_NO_NAME;
        c->source = GSS_C_NO_NAME;
        c->mech = GSS_C_NO_OID;
        atomic_init(&c->stage, SSPI_BUSY);
    }
    return c;
}

/*
 * The address, which nothing else in the process has as long as the context
 * lives.  A number of the handle table could be taken in the module's
 * package.
 */
LSA_SEC_HANDLE
sspi_context_inside(const struct sspi_context *context)
{
    return (LSA_SEC_HANDLE)(uintptr_t)context;
}

void
sspi_context_expires(struct sspi_context *context, LONGLONG utc)
{
    TimeStamp expiry = { .QuadPart = utc };

    context->local_offset = sspi_local_offset();
    context->expiry = sspi_time_local(expiry, context->local_offset);
}

void
sspi_context_free(struct sspi_context **context)
{
    struct sspi_context *c = *context;
    OM_uint32 minor;

    if (c != NULL) {
        if (c->table != NULL)
            (void)c->table->DeleteUserModeContext(sspi_context_inside(c));
        if (c->gss != GSS_C_NO_CONTEXT)
            (void)gss_delete_sec_context(&minor, &c->gss, GSS_C_NO_BUFFER);
        gssksp_service_release(&c->target);
        if (c->source != GSS_C_NO_NAME)
            (void)gss_release_name(&minor, &c->source);
        (void)gss_release_buffer(&minor, &c->pending);
        if (c->cred != NULL)
            ksp_handle_release(c->cred_held);
        free(c->bindings);
        sspi_mech_list_free(&c->mech_list);
        sspi_text_free(&c->target_text);
        sspi_text_free(&c->client);
        sspi_text_free(&c->server);
        free(c);
    }
    *context = NULL;
}

SECURITY_STATUS
sspi_context_publish(struct sspi_context *context, PCtxtHandle handle)
{
    SECURITY_STATUS status = SEC_E_INSUFFICIENT_MEMORY;
    LSA_SEC_HANDLE number = ksp_handle_new_object(&context_kind, context);

    if (number != 0) {
        handle->dwLower = number;
        handle->dwUpper = CONTEXT_MARK;
        status = SEC_E_OK;
    }
    return status;
}

struct sspi_context *
sspi_context_acquire(PCtxtHandle handle, LSA_SEC_HANDLE *held)
{
    struct sspi_context *context = NULL;
    SecHandle copy = { 0, 0 };

    if (handle != NULL)
        copy = *handle;
    if (copy.dwUpper == CONTEXT_MARK)
        context = ksp_handle_acquire_object(&context_kind, copy.dwLower);
    *held = context != NULL ? copy.dwLower : 0;
    return context;
}

struct sspi_context *
sspi_context_acquire_open(PCtxtHandle handle, LSA_SEC_HANDLE *held)
{
    struct sspi_context *context = sspi_context_acquire(handle, held);

    if (context != NULL &&
        atomic_load_explicit(&context->stage,
                             memory_order_acquire) != SSPI_OPEN) {
        ksp_handle_release(*held);
        *held = 0;
        context = NULL;
    }
    return context;
}

bool
sspi_context_delete(LSA_SEC_HANDLE held)
{
    return ksp_handle_delete_object(&context_kind, held);
}

SECURITY_STATUS SEC_ENTRY
DeleteSecurityContext(PCtxtHandle phContext)
{
    SECURITY_STATUS status = SEC_E_INVALID_HANDLE;
    LSA_SEC_HANDLE held;

    if (sspi_context_acquire(phContext, &held) != NULL) {
        if (sspi_context_delete(held))
            status = SEC_E_OK;
        ksp_handle_release(held);
    }
    return status;
}
