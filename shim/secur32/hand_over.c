/* SPDX-License-Identifier: MIT */
/*
 * The hand-over: what GSS established goes to the user-mode half of the
 * package, the module's if it is there.
 */
#include <string.h>

#include "base/wipe.h"
#include "bridge/lucid.h"
#include "bridge/oids.h"
#include "bridge/trace.h"
#include "ksp/packed.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"

/* The table of the module that this context's messages go through, or NULL
 * if it is not listed. */
static const SECPKG_USER_FUNCTION_TABLE *
shared_table(gss_ctx_id_t gss)
{
    PSECPKG_USER_FUNCTION_TABLE table = NULL;
    gss_buffer_set_t answer = GSS_C_NO_BUFFER_SET;
    gss_const_OID object = &gssksp_oids[GSSKSP_OID_INQ_TABLES];
    OM_uint32 major, minor;

    major = gss_inquire_sec_context_by_oid(&minor, gss, (gss_OID)object,
                                           &answer);
    if (major == GSS_S_COMPLETE && answer != GSS_C_NO_BUFFER_SET &&
        answer->count == 1 && answer->elements[0].length == sizeof(table))
        memcpy(&table, answer->elements[0].value, sizeof(table));
    (void)gss_release_buffer_set(&minor, &answer);
    return table;
}

/* The target as a context has it. */
static char *
target_name(const struct sspi_context *c)
{
    gss_name_t name = GSS_C_NO_NAME;
    OM_uint32 minor;
    char *text;

    (void)gss_canonicalize_name(&minor, c->target.gss, c->mech, &name);
    (void)sspi_name_text(name, &text);
    if (name != GSS_C_NO_NAME)
        (void)gss_release_name(&minor, &name);
    return text;
}

/* The GSS library tells nothing of a context whose lifetime is over, as that
 * of a client is whose answer was late.  There is what it was made with; but
 * which of its names a server was called by is not known. */
static void
learn_late_names(struct sspi_context *c)
{
    if (c->initiator) {
        c->client = sspi_cred_remembered(c->cred);
        c->server = target_name(c);
    }
}

/* A context that could not say who the two are would be another one. */
static OM_uint32
learn_names_in_time(struct sspi_context *c, SECURITY_STATUS *status)
{
    gss_name_t client = GSS_C_NO_NAME, server = GSS_C_NO_NAME;
    OM_uint32 major, minor;

    major = gss_inquire_context(&minor, c->gss,
                                c->initiator ? &client : NULL, &server, NULL,
                                NULL, NULL, NULL, NULL);
    if (major == GSS_S_COMPLETE && c->initiator)
        *status = sspi_name_text(client, &c->client);
    if (major == GSS_S_COMPLETE && *status == SEC_E_OK)
        *status = sspi_name_text(server, &c->server);
    if (client != GSS_C_NO_NAME)
        (void)gss_release_name(&minor, &client);
    if (server != GSS_C_NO_NAME)
        (void)gss_release_name(&minor, &server);
    return major;
}

/* Who the two sides are.  The time first: asked for the names of an expired
 * context, MIT's library loses their memory. */
static SECURITY_STATUS
learn_names(struct sspi_context *c)
{
    OM_uint32 major, minor, lifetime;
    SECURITY_STATUS status = SEC_E_OK;

    if (!c->initiator)
        status = sspi_name_text(c->source, &c->client);
    if (status != SEC_E_OK)
        return status;
    major = gss_context_time(&minor, c->gss, &lifetime);
    if (major == GSS_S_COMPLETE)
        major = learn_names_in_time(c, &status);
    if (major == GSS_S_CONTEXT_EXPIRED)
        learn_late_names(c);
    else if (major != GSS_S_COMPLETE)
        status = SEC_E_INTERNAL_ERROR;
    return status;
}

/* What SSPI knows of the context and GSS does not. */
static SECURITY_STATUS
complete(struct sspi_context *c, unsigned char *packed, ULONG *length)
{
    unsigned int mics = 0;
    SECURITY_STATUS status;
    KSP_PACKED_CONTEXT p;

    status = KspUnpackContext(packed, *length, &p);
    if (status == SEC_E_OK)
        status = sspi_mech_list_count(c->mech_list, &p, &mics);
    if (status == SEC_E_OK) {
        p.ContextAttributes = c->attributes;
        if ((c->attributes & ISC_RET_DATAGRAM) != 0)
            p.Flags |= KSP_PACKED_CALLERS_NUMBERS;
        /* They are behind us, and seen.  Of this side's own MIC GSS has told:
         * SendInitial is the next number. */
        p.RecvInitial += mics;
        p.RecvMap = ((ULONGLONG)1 << mics) - 1;
        sspi_context_expires(c, p.ExpiryTime);
        status = KspPackContext(&p, packed, KSP_PACKED_MAX, length);
    }
    ksp_wipe(&p, sizeof(p));
    return status;
}

SECURITY_STATUS
sspi_open_packed(struct sspi_context *context,
                 const SECPKG_USER_FUNCTION_TABLE *table, void *packed,
                 ULONG length)
{
    SecBuffer buffer = { length, SECBUFFER_EMPTY, packed };
    LSA_SEC_HANDLE inside = sspi_context_inside(context);
    SECURITY_STATUS status = SEC_E_INTERNAL_ERROR;

    if (table != NULL)
        status = table->InitUserModeContext(inside, &buffer);
    if (status == SEC_E_OK)
        context->table = table;
    return status;
}

/* Twice, where the module does not know the packed context. */
static SECURITY_STATUS
open_and_say(struct sspi_context *c, const SECPKG_USER_FUNCTION_TABLE *table,
             void *packed, ULONG length)
{
    SECURITY_STATUS status = sspi_open_packed(c, table, packed, length);
    KSP_CONTEXT_DESCRIPTION known = { 0, 0 };
    struct gssksp_trace_hand_over line = {
        .ctx = sspi_context_inside(c), .initiator = c->initiator,
        .peer = c->initiator ? c->server : c->client,
        .table = table == sspi_own_table() ? "own" : "module"
    };

    if (gssksp_trace_level() < GSSKSP_TRACE_DECISIONS)
        return status;
    if (status == SEC_E_OK &&
        table->QueryContextAttributes(line.ctx, KSP_ATTR_DESCRIPTION,
                                      &known) == SEC_E_OK)
        line.enctype = known.Enctype;
    gssksp_trace_hand_over(&line, status);
    return status;
}

SECURITY_STATUS
sspi_hand_over(struct sspi_context *context)
{
    const SECPKG_USER_FUNCTION_TABLE *shared;
    unsigned char packed[KSP_PACKED_MAX];
    ULONG length = 0;
    SECURITY_STATUS status;

    /* What negotiated something else has no place here. */
    status = sspi_is_kerberos(context->mech) ? learn_names(context) :
        SEC_E_SECPKG_NOT_FOUND;
    if (status == SEC_E_OK)
        status = gssksp_pack(context->gss, &context->mech, packed, &length);
    if (status == SEC_E_ALGORITHM_MISMATCH &&
        gssksp_trace_level() >= GSSKSP_TRACE_DECISIONS)
        gssksp_trace_refused(GSSKSP_TRACE_DECISIONS, context->initiator,
                             gssksp_enctype(context->gss));
    if (status == SEC_E_OK)
        status = complete(context, packed, &length);
    if (status != SEC_E_OK)
        goto cleanup;
    shared = shared_table(context->gss);
    if (shared != NULL)
        status = open_and_say(context, shared, packed, length);
    /* A module of another version may not know our packed context. */
    if (shared == NULL || status == SEC_E_INVALID_TOKEN) {
        status = open_and_say(context, sspi_own_table(), packed, length);
    }
cleanup:
    ksp_wipe(packed, sizeof(packed));
    return status;
}
