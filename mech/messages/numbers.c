/* SPDX-License-Identifier: MIT */
/*
 * A thread notes numbers by the context's handle in the package.  The package
 * never uses a handle twice, so a note that is left of a deleted context is
 * never taken for another's.
 */
#include <errno.h>
#include <string.h>

#include "base/wipe.h"
#include "bridge/minor.h"
#include "bridge/package.h"
#include "bridge/status_table.h"
#include "gssapi/gssapi_ksp.h"
#include "ksp/packed.h"
#include "ksp/winerror.h"
#include "mech/messages/numbers.h"
#include "mech/per_thread.h"

static OM_uint32
failure(OM_uint32 *minor, int code)
{
    *minor = (OM_uint32)code;
    return GSS_S_FAILURE;
}

static OM_uint32
unavailable(OM_uint32 *minor)
{
    *minor = gssksp_minor(GSSKSP_MINOR_INVAL);
    return GSS_S_UNAVAILABLE;
}

/* ---- around a message ----------------------------------------------- */

static struct gssksp_pending *
find_pending(struct gssksp_thread *thread, LSA_SEC_HANDLE ContextId)
{
    struct gssksp_pending *found = NULL;
    int i;

    for (i = 0; i < GSSKSP_NUMBERS_PENDING && found == NULL; i++) {
        if (thread->next[i].ContextId == ContextId)
            found = &thread->next[i];
    }
    return found;
}

static void
begin(struct gssksp_thread *thread, LSA_SEC_HANDLE ContextId)
{
    struct gssksp_pending *p = find_pending(thread, ContextId);

    thread->now = p != NULL ? p->number : 0;
    thread->last = 0;
    if (p != NULL)
        p->ContextId = 0;
}

OM_uint32
gssksp_numbers_begin(OM_uint32 *minor, const struct gssksp_ctx *ctx)
{
    struct gssksp_thread *thread = NULL;
    OM_uint32 major = GSS_S_COMPLETE;

    if (ctx->numbers_kept) {
        thread = gssksp_thread();
        if (thread != NULL)
            begin(thread, ctx->ContextId);
        else
            major = failure(minor, ENOMEM);
    }
    return major;
}

void
gssksp_numbers_before(const struct gssksp_ctx *ctx,
                      KSP_MESSAGE_PARAMS *params)
{
    if (ctx->numbers_kept)
        params->MessageSeqNo = gssksp_thread()->now;
}

void
gssksp_numbers_after(const struct gssksp_ctx *ctx, OM_uint32 major,
                     const KSP_MESSAGE_PARAMS *params)
{
    struct gssksp_thread *thread;

    if (ctx->numbers_kept) {
        thread = gssksp_thread();
        thread->last = GSS_ERROR(major) ? 0 : ctx->ContextId;
        thread->number = params->MessageSeqNo;
        thread->verdict = params->Verdict;
    }
}

/* ---- the program's side --------------------------------------------- */

/* The value of an object; false if it is not `length` bytes. */
static bool
take_value(const gss_buffer_desc *value, void *out, size_t length)
{
    bool right = value != GSS_C_NO_BUFFER && value->length == length &&
        value->value != NULL;

    if (right)
        memcpy(out, value->value, length);
    return right;
}

/* The package fixes the numbering when it makes a context.  So make another
 * context from this one's state. */
static NTSTATUS
remake(LSA_SEC_HANDLE old, uint32_t numbering, LSA_SEC_HANDLE *made)
{
    KSP_PACKED_CONTEXT state;
    NTSTATUS status;

    *made = 0;
    status = gssksp_export_context(old, &state);
    if (status == SEC_E_OK) {
        state.Flags &= ~(ULONG)KSP_PACKED_CALLERS_NUMBERS;
        if (numbering == GSS_KSP_NUMBERS_CALLER)
            state.Flags |= KSP_PACKED_CALLERS_NUMBERS;
        status = gssksp_make_context(&state, made);
    }
    ksp_wipe(&state, sizeof(state));
    return status;
}

OM_uint32
gssksp_set_numbering(OM_uint32 *minor, struct gssksp_ctx *ctx,
                     const gss_buffer_desc *value)
{
    uint32_t numbering = GSS_KSP_NUMBERS_OWN;
    LSA_SEC_HANDLE made;
    OM_uint32 major;

    if (!gssksp_ctx_is_ours(ctx)) {
        major = unavailable(minor);
        goto cleanup;
    }
    if (!take_value(value, &numbering, sizeof(numbering)) ||
        numbering > GSS_KSP_NUMBERS_CALLER) {
        major = failure(minor, EINVAL);
        goto cleanup;
    }
    major = gssksp_major_of(remake(ctx->ContextId, numbering, &made), minor);
    if (major == GSS_S_COMPLETE) {
        (void)gssksp_delete_context(ctx->ContextId);
        ctx->ContextId = made;
        ctx->callers_numbers = numbering == GSS_KSP_NUMBERS_CALLER;
        ctx->numbers_kept = true;
    }
cleanup:
    return major;
}

/* Find a place for a number: the context's own, or one of a context that the
 * package does not know: 0, where it is free, or one that was deleted. */
static struct gssksp_pending *
place_for(struct gssksp_thread *thread, LSA_SEC_HANDLE ContextId)
{
    struct gssksp_pending *place = find_pending(thread, ContextId);
    SecPkgContext_Flags flags;
    int i;

    for (i = 0; i < GSSKSP_NUMBERS_PENDING && place == NULL; i++) {
        if (gssksp_query(thread->next[i].ContextId, SECPKG_ATTR_FLAGS,
                         &flags) == SEC_E_INVALID_HANDLE)
            place = &thread->next[i];
    }
    return place;
}

OM_uint32
gssksp_set_next_number(OM_uint32 *minor, const struct gssksp_ctx *ctx,
                       const gss_buffer_desc *value)
{
    struct gssksp_thread *thread = gssksp_thread();
    OM_uint32 major = GSS_S_COMPLETE;
    struct gssksp_pending *place;
    uint64_t number = 0;

    *minor = 0;
    if (!gssksp_ctx_is_ours(ctx)) {
        major = unavailable(minor);
        goto cleanup;
    }
    if (!take_value(value, &number, sizeof(number)) ||
        !ctx->callers_numbers || number > INT64_MAX) {
        major = failure(minor, EINVAL);
        goto cleanup;
    }
    if (thread == NULL) {
        major = failure(minor, ENOMEM);
        goto cleanup;
    }
    place = number != 0 ? place_for(thread, ctx->ContextId) :
        find_pending(thread, ctx->ContextId);
    if (place != NULL) {
        place->ContextId = number != 0 ? ctx->ContextId : 0;
        place->number = number;
    } else if (number != 0) {
        major = failure(minor, EAGAIN);
    }
cleanup:
    return major;
}

OM_uint32
gssksp_inquire_last_message(OM_uint32 *minor, const struct gssksp_ctx *ctx,
                            gss_buffer_set_t *data_set)
{
    struct gssksp_thread *thread = gssksp_thread();
    gss_buffer_desc number = { sizeof(thread->number), NULL };
    gss_buffer_desc verdict = { sizeof(thread->verdict), NULL };
    OM_uint32 major, ignored;

    /* No memory for the thread's notes: it has made no message either. */
    if (!gssksp_ctx_is_ours(ctx) || !ctx->numbers_kept || thread == NULL ||
        thread->last != ctx->ContextId) {
        major = unavailable(minor);
        goto cleanup;
    }
    *minor = 0;
    number.value = &thread->number;
    verdict.value = &thread->verdict;
    major = gss_add_buffer_set_member(minor, &number, data_set);
    if (major == GSS_S_COMPLETE)
        major = gss_add_buffer_set_member(minor, &verdict, data_set);
    if (major != GSS_S_COMPLETE)
        (void)gss_release_buffer_set(&ignored, data_set);
cleanup:
    return major;
}
