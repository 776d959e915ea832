/* SPDX-License-Identifier: MIT */
/* What a program asks of a context that is not about a message. */
#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"
#include "bridge/lucid.h"
#include "bridge/minor.h"
#include "bridge/oids.h"
#include "bridge/package.h"
#include "ksp/kerberos.h"
#include "ksp/packed.h"
#include "ksp/winerror.h"
#include "mech/contexts/begun_by_stock.h"
#include "mech/contexts/context.h"
#include "mech/gssi.h"
#include "mech/load/state.h"
#include "mech/messages/numbers.h"

static char package_name[] = "Kerberos";

struct gssksp_ctx *
gssksp_ctx_new(void)
{
    struct gssksp_ctx *ctx = calloc(1, sizeof(*ctx));

    if (ctx != NULL)
        ctx->magic = GSSKSP_CTX_MAGIC;
    return ctx;
}

void
gssksp_ctx_free(struct gssksp_ctx **ctx)
{
    struct gssksp_ctx *c = *ctx;
    OM_uint32 minor;

    if (c != NULL) {
        if (c->ContextId != 0) {
            (void)gssksp_delete_context(c->ContextId);
            gssksp_state_count(GSSKSP_COUNT_CLOSED);
        }
        if (c->real != GSS_C_NO_CONTEXT)
            (void)gss_delete_sec_context(&minor, &c->real, GSS_C_NO_BUFFER);
        free(c);
    }
    *ctx = NULL;
}

OM_uint32
gssi_delete_sec_context(OM_uint32 *minor, gss_ctx_id_t *context_handle,
                        gss_buffer_t output_token)
{
    struct gssksp_ctx *ctx = gssksp_ctx_of(*context_handle);
    OM_uint32 major = GSS_S_COMPLETE;

    *minor = 0;
    if (output_token != GSS_C_NO_BUFFER) {
        output_token->length = 0;
        output_token->value = NULL;
    }
    if (ctx != NULL && ctx->real != GSS_C_NO_CONTEXT)
        major = gss_delete_sec_context(minor, &ctx->real, output_token);
    gssksp_ctx_free(&ctx);
    *context_handle = GSS_C_NO_CONTEXT;
    return major;
}

OM_uint32
gssi_complete_auth_token(OM_uint32 *minor, const gss_ctx_id_t context_handle,
                         gss_buffer_t input_message_buffer)
{
    const struct gssksp_ctx *ctx = gssksp_ctx_of(context_handle);

    return gss_complete_auth_token(minor, ctx->real, input_message_buffer);
}

OM_uint32
gssi_process_context_token(OM_uint32 *minor, gss_ctx_id_t context_handle,
                           gss_buffer_t token_buffer)
{
    struct gssksp_ctx *ctx = gssksp_ctx_of(context_handle);
    OM_uint32 major;

    major = gss_process_context_token(minor, ctx->real, token_buffer);
    /* It can only have been one that ends the context. */
    if (major == GSS_S_COMPLETE)
        atomic_store(&ctx->ended, true);
    return major;
}

OM_uint32
gssi_context_time(OM_uint32 *minor, gss_ctx_id_t context_handle,
                  OM_uint32 *time_rec)
{
    const struct gssksp_ctx *ctx = gssksp_ctx_of(context_handle);

    return gss_context_time(minor, ctx->real, time_rec);
}

OM_uint32
gssi_inquire_context(OM_uint32 *minor, gss_ctx_id_t context_handle,
                     gss_name_t *src_name, gss_name_t *targ_name,
                     OM_uint32 *lifetime_rec, gss_OID *mech_type,
                     OM_uint32 *ctx_flags, int *locally_initiated,
                     int *opened)
{
    const struct gssksp_ctx *ctx = gssksp_ctx_of(context_handle);
    OM_uint32 major;

    major = gss_inquire_context(minor, ctx->real, src_name, targ_name,
                                lifetime_rec, mech_type, ctx_flags,
                                locally_initiated, opened);
    if (mech_type != NULL)
        *mech_type = gssksp_public_mech(*mech_type);
    return major;
}

/* ---- by OID --------------------------------------------------------- */

/* The package that protects the messages of this context. */
static OM_uint32
inquire_package(OM_uint32 *minor, const struct gssksp_ctx *ctx,
                gss_buffer_set_t *data_set)
{
    gss_buffer_desc name = { sizeof(package_name) - 1, package_name };
    OM_uint32 major = GSS_S_UNAVAILABLE;

    *minor = gssksp_minor(GSSKSP_MINOR_INVAL);
    if (ctx->ContextId != 0) {
        *minor = 0;
        major = gss_add_buffer_set_member(minor, &name, data_set);
    }
    return major;
}

/* The package itself, for the SSPI library. */
static OM_uint32
inquire_tables(OM_uint32 *minor, const struct gssksp_ctx *ctx,
               gss_buffer_set_t *data_set)
{
    PSECPKG_USER_FUNCTION_TABLE tables;
    gss_buffer_desc pointer = { sizeof(tables), &tables };
    OM_uint32 major = GSS_S_UNAVAILABLE;
    ULONG version, count;

    *minor = gssksp_minor(GSSKSP_MINOR_INVAL);
    if (ctx->ContextId != 0 &&
        KspUserModeInitialize(SECPKG_INTERFACE_VERSION, &version, &tables,
                              &count) == SEC_E_OK) {
        *minor = 0;
        major = gss_add_buffer_set_member(minor, &pointer, data_set);
    }
    return major;
}

/* Our counter, as the number the next message will have. */
static NTSTATUS
next_number(const struct gssksp_ctx *ctx, uint64_t *number)
{
    KSP_PACKED_CONTEXT state;
    NTSTATUS status;

    status = gssksp_export_context(ctx->ContextId, &state);
    *number = state.SendInitial + state.SendCount;
    if (ctx->rfc1964)
        *number &= UINT32_MAX;
    ksp_wipe(&state, sizeof(state));
    return status;
}

/* The real mechanism's description knows the first number this side sent;
 * the program (rpc.gssd, say) wants the next.  To a version that it does not
 * know the mechanism says COMPLETE and has no description; and where memory
 * is short, which is a failure here. */
static OM_uint32
correct_lucid(OM_uint32 *minor, const struct gssksp_ctx *ctx,
              unsigned int version, gss_buffer_set_t *set)
{
    gss_krb5_lucid_context_v1_t *lucid;
    OM_uint32 major = GSS_S_COMPLETE, ignored;
    uint64_t number;
    NTSTATUS status;

    lucid = gssksp_lucid_of(*set);
    if (lucid == NULL && version != GSSKSP_LUCID_VERSION)
        return major;
    status = next_number(ctx, &number);
    if (lucid != NULL && lucid->version == GSSKSP_LUCID_VERSION &&
        status == SEC_E_OK) {
        lucid->send_seq = number;
    } else {
        if (lucid != NULL)
            (void)gss_krb5_free_lucid_sec_context(&ignored, lucid);
        (void)gss_release_buffer_set(&ignored, set);
        major = GSS_S_FAILURE;
        *minor = gssksp_minor(GSSKSP_MINOR_INTERNAL);
    }
    return major;
}

OM_uint32
gssi_inquire_sec_context_by_oid(OM_uint32 *minor,
                                const gss_ctx_id_t context_handle,
                                const gss_OID desired_object,
                                gss_buffer_set_t *data_set)
{
    const struct gssksp_ctx *ctx = gssksp_ctx_of(context_handle);
    unsigned int version = gssksp_lucid_version_asked(desired_object);
    OM_uint32 major;

    *data_set = GSS_C_NO_BUFFER_SET;
    if (gssksp_oid_is_own(desired_object, GSSKSP_OID_INQ_PACKAGE)) {
        major = inquire_package(minor, ctx, data_set);
    } else if (gssksp_oid_is_own(desired_object, GSSKSP_OID_INQ_TABLES)) {
        major = inquire_tables(minor, ctx, data_set);
    } else if (gssksp_oid_is_own(desired_object, GSSKSP_OID_LAST_MESSAGE)) {
        major = gssksp_inquire_last_message(minor, ctx, data_set);
    } else {
        major = gss_inquire_sec_context_by_oid(minor, ctx->real,
                                               desired_object, data_set);
        if (major == GSS_S_COMPLETE && ctx->ContextId != 0 && version != 0)
            major = correct_lucid(minor, ctx, version, data_set);
    }
    return major;
}

OM_uint32
gssi_set_sec_context_option(OM_uint32 *minor, gss_ctx_id_t *context_handle,
                            const gss_OID desired_object,
                            const gss_buffer_t value)
{
    struct gssksp_ctx *ctx = gssksp_ctx_of(*context_handle);
    OM_uint32 major;

    *minor = gssksp_minor(GSSKSP_MINOR_INVAL);
    if (ctx == NULL)
        return GSS_S_UNAVAILABLE;
    if (gssksp_oid_is_own(desired_object, GSSKSP_OID_NUMBERING)) {
        major = gssksp_set_numbering(minor, ctx, value);
    } else if (gssksp_oid_is_own(desired_object, GSSKSP_OID_NEXT_NUMBER)) {
        major = gssksp_set_next_number(minor, ctx, value);
    } else {
        major = gss_set_sec_context_option(minor, &ctx->real,
                                           desired_object, value);
    }
    return major;
}

OM_uint32
gssi_pseudo_random(OM_uint32 *minor, gss_ctx_id_t context, int prf_key,
                   const gss_buffer_t prf_in, ssize_t desired_output_len,
                   gss_buffer_t prf_out)
{
    const struct gssksp_ctx *ctx = gssksp_ctx_of(context);

    return gss_pseudo_random(minor, ctx->real, prf_key, prf_in,
                             desired_output_len, prf_out);
}
