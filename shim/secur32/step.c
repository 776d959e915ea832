/* SPDX-License-Identifier: MIT */
/*
 * What InitializeSecurityContext and AcceptSecurityContext have in common.
 * A context gets its handle at the end of the first call, so that nobody
 * sees it before; in later calls `stage` says that one thread has it.
 */
#include "secur32/step.h"

#include <stdlib.h>
#include <string.h>

#include "bridge/flags.h"
#include "core/handle.h"
#include "core/package.h"
#include "ksp/winerror.h"

/* ---- buffers -------------------------------------------------------- */

/* The one buffer of a type in a list, or NULL; false if there are two, or
 * the list is none. */
static bool
find_one(const SecBufferDesc *list, ULONG type, SecBuffer **found)
{
    ULONG i, count = 0;
    bool good = true;

    *found = NULL;
    if (list != NULL) {
        good = list->ulVersion == SECBUFFER_VERSION &&
            (list->pBuffers != NULL || list->cBuffers == 0);
        for (i = 0; good && i < list->cBuffers; i++) {
            if ((list->pBuffers[i].BufferType &
                 ~(ULONG)SECBUFFER_ATTRMASK) == type) {
                *found = &list->pBuffers[i];
                count++;
            }
        }
    }
    return good && count <= 1;
}

static bool
allocates(const struct leg *leg)
{
    return (leg->request & (leg->initiator ? ISC_REQ_ALLOCATE_MEMORY :
                            ASC_REQ_ALLOCATE_MEMORY)) != 0;
}

static SECURITY_STATUS
sort_buffers(struct leg *leg)
{
    SECURITY_STATUS status = SEC_E_INVALID_PARAMETER;

    if (!find_one(leg->pInput, SECBUFFER_TOKEN, &leg->token_in) ||
        !find_one(leg->pInput, SECBUFFER_CHANNEL_BINDINGS,
                  &leg->bindings_in) ||
        !find_one(leg->pOutput, SECBUFFER_TOKEN, &leg->token_out))
        goto cleanup;
    if (leg->token_out == NULL ||
        (leg->token_in != NULL && leg->token_in->pvBuffer == NULL &&
         leg->token_in->cbBuffer > 0) ||
        (!allocates(leg) && leg->token_out->pvBuffer == NULL &&
         leg->token_out->cbBuffer > 0)) {
        leg->token_out = NULL;
        goto cleanup;
    }
    status = SEC_E_OK;
cleanup:
    return status;
}

/* ---- begin ---------------------------------------------------------- */

static ULONG
use_of(const struct leg *leg)
{
    return leg->initiator ? SECPKG_CRED_OUTBOUND : SECPKG_CRED_INBOUND;
}

static SECURITY_STATUS
first_context(struct leg *leg)
{
    SECURITY_STATUS status = SEC_E_INVALID_HANDLE;
    struct sspi_cred *cred;
    LSA_SEC_HANDLE held;

    cred = sspi_cred_acquire(leg->phCredential, &held);
    if (cred == NULL)
        goto cleanup;
    status = SEC_E_NO_CREDENTIALS;
    if ((cred->use & use_of(leg)) == 0)
        goto cleanup;
    status = SEC_E_INSUFFICIENT_MEMORY;
    leg->context = sspi_context_new(cred->package, leg->initiator);
    if (leg->context == NULL)
        goto cleanup;
    leg->context->request = leg->request;
    leg->context->cred = cred;
    leg->context->cred_held = held;
    held = 0;
    status = SEC_E_OK;
cleanup:
    if (held != 0)
        ksp_handle_release(held);
    return status;
}

/* The credential is the one of the first call. */
static SECURITY_STATUS
later_context(struct leg *leg)
{
    SECURITY_STATUS status = SEC_E_INVALID_HANDLE;
    struct sspi_context *c;
    int waiting = SSPI_WAITING;
    LSA_SEC_HANDLE given;

    if (leg->phCredential != NULL) {
        if (sspi_cred_acquire(leg->phCredential, &given) == NULL)
            goto cleanup;
        ksp_handle_release(given);
    }
    c = sspi_context_acquire(leg->phContext, &leg->held);
    if (c == NULL)
        goto cleanup;
    if (c->initiator != leg->initiator ||
        !atomic_compare_exchange_strong(&c->stage, &waiting, SSPI_BUSY)) {
        ksp_handle_release(leg->held);
        leg->held = 0;
        goto cleanup;
    }
    leg->context = c;
    status = SEC_E_OK;
cleanup:
    return status;
}

static SECURITY_STATUS
keep_bindings(struct leg *leg)
{
    SECURITY_STATUS status = SEC_E_OK;
    unsigned char *copy;

    if (leg->bindings_in != NULL) {
        status = sspi_bindings_copy(leg->bindings_in, &copy);
        if (status == SEC_E_OK) {
            free(leg->context->bindings);
            leg->context->bindings = copy;
        }
    }
    return status;
}

SECURITY_STATUS
sspi_leg_begin(struct leg *leg)
{
    bool first = leg->phContext == NULL;
    SECURITY_STATUS status;

    if (leg->pfContextAttr != NULL)
        *leg->pfContextAttr = 0;
    if (leg->ptsExpiry != NULL)
        leg->ptsExpiry->QuadPart = 0;
    if (first && leg->phNewContext != NULL)
        memset(leg->phNewContext, 0, sizeof(*leg->phNewContext));
    status = sort_buffers(leg);
    if (status == SEC_E_OK && first && leg->phNewContext == NULL)
        status = SEC_E_INVALID_PARAMETER;
    if (status == SEC_E_OK)
        status = first ? first_context(leg) : later_context(leg);
    if (status == SEC_E_OK && !sspi_leg_is_repeat(leg))
        status = keep_bindings(leg);
    return status;
}

bool
sspi_leg_is_repeat(const struct leg *leg)
{
    return leg->context->pending.length > 0;
}

/* ---- conclude ------------------------------------------------------- */

/* Bits that are granted by being asked for: GSS has none for them. */
static const struct {
    ULONG isc_req, isc_ret, asc_req, asc_ret;
} granted[] = {
    { ISC_REQ_DATAGRAM, ISC_RET_DATAGRAM, ASC_REQ_DATAGRAM,
      ASC_RET_DATAGRAM },
    { ISC_REQ_CONNECTION, ISC_RET_CONNECTION, ASC_REQ_CONNECTION,
      ASC_RET_CONNECTION },
};

static ULONG
attributes_of(const struct leg *leg)
{
    ULONG request = leg->context->request, req, ret;
    ULONG integrity = leg->initiator ? ISC_RET_INTEGRITY : ASC_RET_INTEGRITY;
    ULONG attributes = gssksp_attributes_of(leg->flags, leg->initiator);
    size_t i;

    for (i = 0; i < sizeof(granted) / sizeof(granted[0]); i++) {
        req = leg->initiator ? granted[i].isc_req : granted[i].asc_req;
        ret = leg->initiator ? granted[i].isc_ret : granted[i].asc_ret;
        if ((request & req) != 0)
            attributes |= ret;
    }
    /* They imply it in SSPI, whatever a GSS peer has said. */
    if ((attributes & (ISC_RET_CONFIDENTIALITY | ISC_RET_REPLAY_DETECT |
                       ISC_RET_SEQUENCE_DETECT)) != 0 &&
        !(leg->initiator && (request & ISC_REQ_NO_INTEGRITY) != 0))
        attributes |= integrity;
    return attributes;
}

/* MIT's library takes a client without bindings for one that matches. */
static SECURITY_STATUS
check_bindings(const struct leg *leg)
{
    const struct sspi_context *c = leg->context;
    bool missing = !leg->initiator && c->bindings != NULL &&
        (leg->flags & GSS_C_CHANNEL_BOUND_FLAG) == 0;

    return missing && (c->request & ASC_REQ_ALLOW_MISSING_BINDINGS) == 0 ?
        SEC_E_BAD_BINDINGS : SEC_E_OK;
}

/* GSS was content and has a token that says so; the peer shall not see it,
 * not in place of an error token either. */
static void
drop_token(struct leg *leg)
{
    OM_uint32 minor;

    (void)gss_release_buffer(&minor, &leg->output);
}

SECURITY_STATUS
sspi_leg_conclude(struct leg *leg)
{
    struct sspi_context *c = leg->context;
    SECURITY_STATUS status = sspi_status(leg->major, leg->minor);

    if (c->package->negotiate && leg->token_in != NULL &&
        sspi_spnego_has_mic(leg->token_in->pvBuffer,
                            leg->token_in->cbBuffer))
        c->mic_received = true;
    if (status >= SEC_E_OK)
        c->attributes = attributes_of(leg);
    if (status == SEC_E_OK)
        status = check_bindings(leg);
    if (status == SEC_E_OK)
        status = sspi_hand_over(c);
    if (status < 0 && !GSS_ERROR(leg->major))
        drop_token(leg);
    c->result = status;
    return status;
}

/* ---- end ------------------------------------------------------------ */

static SECURITY_STATUS
allocate(struct leg *leg)
{
    SECURITY_STATUS status = SEC_E_INSUFFICIENT_MEMORY;
    void *memory = ksp_heap_new(leg->output.length);

    if (memory != NULL) {
        memcpy(memory, leg->output.value, leg->output.length);
        leg->token_out->pvBuffer = memory;
        leg->token_out->cbBuffer = (ULONG)leg->output.length;
        status = SEC_E_OK;
    }
    return status;
}

/* Puts leg->output where the program wants it. */
static SECURITY_STATUS
deliver(struct leg *leg)
{
    SecBuffer *out = leg->token_out;
    SECURITY_STATUS status = SEC_E_OK;

    if (leg->output.length > UINT32_MAX) {
        status = SEC_E_INTERNAL_ERROR;
    } else if (leg->output.length == 0) {
        out->cbBuffer = 0;
        if (allocates(leg))
            out->pvBuffer = NULL;
    } else if (allocates(leg)) {
        status = allocate(leg);
    } else if (out->cbBuffer < leg->output.length) {
        out->cbBuffer = (ULONG)leg->output.length;
        status = SEC_E_BUFFER_TOO_SMALL;
    } else {
        memcpy(out->pvBuffer, leg->output.value, leg->output.length);
        out->cbBuffer = (ULONG)leg->output.length;
    }
    return status;
}

static void
deliver_nothing(struct leg *leg)
{
    if (leg->token_out != NULL) {
        leg->token_out->cbBuffer = 0;
        if (allocates(leg))
            leg->token_out->pvBuffer = NULL;
    }
}

static bool
tells_errors(const struct leg *leg)
{
    return (leg->request & (leg->initiator ? ISC_REQ_EXTENDED_ERROR :
                            ASC_REQ_EXTENDED_ERROR)) != 0;
}

/* A token that finds no room waits for the next call; an error's does not. */
static SECURITY_STATUS
deliver_result(struct leg *leg, SECURITY_STATUS status)
{
    SECURITY_STATUS delivered;

    if (status < 0) {
        if (leg->output.length == 0 || !tells_errors(leg) ||
            deliver(leg) != SEC_E_OK)
            deliver_nothing(leg);
    } else {
        delivered = deliver(leg);
        if (delivered == SEC_E_BUFFER_TOO_SMALL && leg->held != 0) {
            leg->context->pending = leg->output;
            leg->output.value = NULL;
            leg->output.length = 0;
        }
        if (delivered != SEC_E_OK)
            status = delivered;
    }
    return status;
}

static int
stage_after(const struct leg *leg, SECURITY_STATUS status)
{
    int stage = SSPI_FAILED;

    if (status == SEC_E_OK)
        stage = SSPI_OPEN;
    else if (status > 0 || (status == SEC_E_BUFFER_TOO_SMALL &&
                            leg->context->pending.length > 0))
        stage = SSPI_WAITING;
    return stage;
}

/* What only establishment needs.  Later on, releasing it could open files. */
static void
forget(struct sspi_context *c)
{
    OM_uint32 minor;

    free(c->bindings);
    c->bindings = NULL;
    if (c->target != GSS_C_NO_NAME)
        (void)gss_release_name(&minor, &c->target);
    if (c->source != GSS_C_NO_NAME)
        (void)gss_release_name(&minor, &c->source);
    if (c->cred != NULL)
        ksp_handle_release(c->cred_held);
    c->cred = NULL;
}

static void
tell(struct leg *leg)
{
    if (leg->pfContextAttr != NULL) {
        *leg->pfContextAttr = leg->context->attributes |
            (!allocates(leg) ? 0 : leg->initiator ?
             ISC_RET_ALLOCATED_MEMORY : ASC_RET_ALLOCATED_MEMORY);
    }
    if (leg->ptsExpiry != NULL)
        *leg->ptsExpiry = leg->context->expiry;
}

/* What the program has been given of a context that gets no handle. */
static void
take_back(struct leg *leg)
{
    if (allocates(leg))
        ksp_heap_free(leg->token_out->pvBuffer);
    deliver_nothing(leg);
    if (leg->pfContextAttr != NULL)
        *leg->pfContextAttr = 0;
    if (leg->ptsExpiry != NULL)
        leg->ptsExpiry->QuadPart = 0;
}

/* The stage is the last that is written: another thread may go on then. */
static SECURITY_STATUS
settle_first(struct leg *leg, SECURITY_STATUS status)
{
    SECURITY_STATUS published = SEC_E_OK;

    if (status >= SEC_E_OK) {
        atomic_store(&leg->context->stage, stage_after(leg, status));
        published = sspi_context_publish(leg->context, leg->phNewContext);
        if (published != SEC_E_OK) {
            take_back(leg);
            status = published;
        }
    }
    if (status < 0)
        sspi_context_free(&leg->context);
    return status;
}

static void
settle_later(struct leg *leg, SECURITY_STATUS status)
{
    if (status >= SEC_E_OK && leg->phNewContext != NULL &&
        leg->phNewContext != leg->phContext)
        *leg->phNewContext = *leg->phContext;
    atomic_store_explicit(&leg->context->stage, stage_after(leg, status),
                          memory_order_release);
    ksp_handle_release(leg->held);
}

SECURITY_STATUS
sspi_leg_end(struct leg *leg, SECURITY_STATUS status)
{
    OM_uint32 minor;

    if (leg->context == NULL) {
        deliver_nothing(leg);
        goto cleanup;
    }
    status = deliver_result(leg, status);
    if (status >= SEC_E_OK)
        tell(leg);
    if (status == SEC_E_OK)
        forget(leg->context);
    if (leg->held == 0)
        status = settle_first(leg, status);
    else
        settle_later(leg, status);
cleanup:
    (void)gss_release_buffer(&minor, &leg->output);
    return status;
}
