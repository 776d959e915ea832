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
#include "base/handle.h"
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
allocates(const struct step *step)
{
    return (step->request & (step->initiator ? ISC_REQ_ALLOCATE_MEMORY :
                            ASC_REQ_ALLOCATE_MEMORY)) != 0;
}

/* Two of them are no place for a token, and neither has one then. */
static void
empty_all(const struct step *step)
{
    const SecBufferDesc *list = step->pOutput;
    SecBuffer *buffer;
    ULONG i;

    for (i = 0; list->pBuffers != NULL && i < list->cBuffers; i++) {
        buffer = &list->pBuffers[i];
        if ((buffer->BufferType & ~(ULONG)SECBUFFER_ATTRMASK) ==
            SECBUFFER_TOKEN) {
            buffer->cbBuffer = 0;
            if (allocates(step))
                buffer->pvBuffer = NULL;
        }
    }
}

/* That of the output first: on an error it is to say that there is none. */
static SECURITY_STATUS
sort_buffers(struct step *step)
{
    bool one = find_one(step->pOutput, SECBUFFER_TOKEN, &step->token_out);

    if (!one && step->token_out != NULL)
        empty_all(step);
    if (!one || step->token_out == NULL ||
        !find_one(step->pInput, SECBUFFER_TOKEN, &step->token_in) ||
        !find_one(step->pInput, SECBUFFER_CHANNEL_BINDINGS,
                  &step->bindings_in))
        return SEC_E_INVALID_PARAMETER;
    return (step->token_in != NULL && step->token_in->pvBuffer == NULL &&
            step->token_in->cbBuffer > 0) ||
        (!allocates(step) && step->token_out->pvBuffer == NULL &&
         step->token_out->cbBuffer > 0) ? SEC_E_INVALID_PARAMETER : SEC_E_OK;
}

/* ---- begin ---------------------------------------------------------- */

/* To GSS, no credential is the default one.  A user with a password will have
 * tickets. */
static bool
is_missing(const struct step *step, struct sspi_cred *cred)
{
    struct sspi_half *half = step->initiator ? &cred->initiate :
        &cred->accept;

    return atomic_load(&half->gss) == GSS_C_NO_CREDENTIAL &&
        !(step->initiator && cred->logon.principal != NULL);
}

static SECURITY_STATUS
first_context(struct step *step)
{
    SECURITY_STATUS status = SEC_E_INVALID_HANDLE;
    struct sspi_cred *cred;
    LSA_SEC_HANDLE held;

    cred = sspi_cred_acquire(step->phCredential, &held);
    if (cred == NULL)
        goto cleanup;
    status = SEC_E_NO_CREDENTIALS;
    if (is_missing(step, cred))
        goto cleanup;
    status = SEC_E_INSUFFICIENT_MEMORY;
    step->context = sspi_context_new(cred->package, step->initiator);
    if (step->context == NULL)
        goto cleanup;
    step->context->request = step->request;
    step->context->cred = cred;
    step->context->cred_held = held;
    held = 0;
    status = SEC_E_OK;
cleanup:
    if (held != 0)
        ksp_handle_release(held);
    return status;
}

/* The credential is the one of the first call. */
static SECURITY_STATUS
later_context(struct step *step)
{
    SECURITY_STATUS status = SEC_E_INVALID_HANDLE;
    struct sspi_context *c;
    int waiting = SSPI_WAITING;
    LSA_SEC_HANDLE given;

    if (step->phCredential != NULL) {
        if (sspi_cred_acquire(step->phCredential, &given) == NULL)
            return SEC_E_INVALID_HANDLE;
        ksp_handle_release(given);
    }
    c = sspi_context_acquire(step->phContext, &step->held);
    if (c == NULL)
        return SEC_E_INVALID_HANDLE;
    if (c->initiator != step->initiator ||
        !atomic_compare_exchange_strong(&c->stage, &waiting, SSPI_BUSY)) {
        ksp_handle_release(step->held);
        step->held = 0;
        return SEC_E_INVALID_HANDLE;
    }
    step->context = c;
    status = SEC_E_OK;
    return status;
}

/* The first that are given are those of the context: the peer's token has been
 * made, or compared, with them.  A client is bound by what it gave before it
 * had sent its ticket. */
static SECURITY_STATUS
keep_bindings(struct step *step)
{
    struct sspi_context *c = step->context;
    SECURITY_STATUS status = SEC_E_OK;
    unsigned char *copy;
    ULONG length;

    if (step->bindings_in == NULL)
        return SEC_E_OK;
    status = sspi_bindings_copy(step->bindings_in, &copy, &length);
    if (status != SEC_E_OK)
        return status;
    if (c->bindings == NULL) {
        c->bindings = copy;
        c->bindings_length = length;
        c->bound = step->initiator && step->held == 0;
        return SEC_E_OK;
    }
    if (length != c->bindings_length ||
        memcmp(copy, c->bindings, length) != 0)
        status = SEC_E_BAD_BINDINGS;
    free(copy);
    return status;
}

/* GSS looks at none in a client's first call. */
static bool
is_broken(const struct step *step)
{
    return !(step->initiator && step->held == 0) &&
        sspi_spnego_is_broken(step->token_in->pvBuffer,
                              step->token_in->cbBuffer);
}

/* Before GSS has the token: without memory nothing has changed.  A client
 * knows what it offered when there is no token yet that could matter. */
static SECURITY_STATUS
keep_negotiation(const struct step *step)
{
    struct sspi_context *c = step->context;
    const SecBuffer *in = step->token_in;
    SECURITY_STATUS status = SEC_E_OK;

    if (in != NULL && c->package->negotiate) {
        if (is_broken(step))
            return SEC_E_INVALID_TOKEN;
        if (!step->initiator)
            status = sspi_mech_list_offer(&c->mech_list, in->pvBuffer,
                                          in->cbBuffer);
        sspi_mech_list_look(c->mech_list, in->pvBuffer, in->cbBuffer);
    }
    return status;
}

SECURITY_STATUS
sspi_step_begin(struct step *step)
{
    bool first = step->phContext == NULL;
    SECURITY_STATUS status;

    if (step->pfContextAttr != NULL)
        *step->pfContextAttr = 0;
    if (step->ptsExpiry != NULL)
        step->ptsExpiry->QuadPart = 0;
    if (first && step->phNewContext != NULL)
        memset(step->phNewContext, 0, sizeof(*step->phNewContext));
    status = sort_buffers(step);
    if (status == SEC_E_OK && first && step->phNewContext == NULL)
        status = SEC_E_INVALID_PARAMETER;
    if (status == SEC_E_OK)
        status = first ? first_context(step) : later_context(step);
    if (status == SEC_E_OK && !sspi_step_is_repeat(step))
        status = keep_bindings(step);
    if (status == SEC_E_OK && !sspi_step_is_repeat(step))
        status = keep_negotiation(step);
    return status;
}

bool
sspi_step_is_repeat(const struct step *step)
{
    return step->context->pending.length > 0;
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
attributes_of(const struct step *step)
{
    ULONG request = step->context->request, req, ret;
    ULONG integrity = step->initiator ? ISC_RET_INTEGRITY : ASC_RET_INTEGRITY;
    ULONG attributes = gssksp_attributes_of(step->flags, step->initiator);
    size_t i;

    for (i = 0; i < sizeof(granted) / sizeof(granted[0]); i++) {
        req = step->initiator ? granted[i].isc_req : granted[i].asc_req;
        ret = step->initiator ? granted[i].isc_ret : granted[i].asc_ret;
        if ((request & req) != 0)
            attributes |= ret;
    }
    /* They imply it in SSPI, whatever a GSS peer has said. */
    if ((attributes & (ISC_RET_CONFIDENTIALITY | ISC_RET_REPLAY_DETECT |
                       ISC_RET_SEQUENCE_DETECT)) != 0 &&
        !(step->initiator && (request & ISC_REQ_NO_INTEGRITY) != 0))
        attributes |= integrity;
    return attributes;
}

/* MIT's library takes a client without bindings for one that matches. */
static SECURITY_STATUS
check_bindings(const struct step *step)
{
    const struct sspi_context *c = step->context;
    bool missing = !step->initiator && c->bindings != NULL &&
        (step->flags & GSS_C_CHANNEL_BOUND_FLAG) == 0;

    return missing && (c->request & ASC_REQ_ALLOW_MISSING_BINDINGS) == 0 ?
        SEC_E_BAD_BINDINGS : SEC_E_OK;
}

/* A server knows whether its client gave some. */
static bool
is_bound(const struct step *step)
{
    const struct sspi_context *c = step->context;

    return step->initiator ? c->bound : c->bindings != NULL &&
        (step->flags & GSS_C_CHANNEL_BOUND_FLAG) != 0;
}

/* GSS was content and has a token that says so; the peer shall not see it,
 * not in place of an error token either. */
static void
drop_token(struct step *step)
{
    OM_uint32 minor;

    (void)gss_release_buffer(&minor, &step->output);
}

/* A client's first token says what it offers.  If that cannot be kept, there
 * is no context: its first call fails. */
static SECURITY_STATUS
keep_offer(const struct step *step)
{
    struct sspi_context *c = step->context;

    return step->initiator && c->package->negotiate ?
        sspi_mech_list_offer(&c->mech_list, step->output.value,
                             step->output.length) : SEC_E_OK;
}

/* MIT's acceptor wants more, and has nothing to say, where a token's TOK_ID is
 * none that it knows. */
static SECURITY_STATUS
status_of_gss(const struct step *step)
{
    bool token = step->token_in != NULL && step->token_in->cbBuffer > 0;
    SECURITY_STATUS status = token ?
        sspi_status_of_token(step->major, step->minor) :
        sspi_status(step->major, step->minor);

    return status == SEC_I_CONTINUE_NEEDED && step->output.length == 0 ?
        SEC_E_INVALID_TOKEN : status;
}

SECURITY_STATUS
sspi_step_conclude(struct step *step)
{
    struct sspi_context *c = step->context;
    SECURITY_STATUS status = status_of_gss(step), kept;

    if (status >= SEC_E_OK) {
        kept = keep_offer(step);
        if (kept != SEC_E_OK)
            status = kept;
    }
    if (status >= SEC_E_OK)
        c->attributes = attributes_of(step);
    if (status == SEC_E_OK)
        status = check_bindings(step);
    if (status == SEC_E_OK) {
        c->bound = is_bound(step);
        status = sspi_hand_over(c);
    }
    if (status < 0 && !GSS_ERROR(step->major))
        drop_token(step);
    c->result = status;
    return status;
}

/* ---- end ------------------------------------------------------------ */

static SECURITY_STATUS
allocate(struct step *step)
{
    SECURITY_STATUS status = SEC_E_INSUFFICIENT_MEMORY;
    void *memory = sspi_give_copy(step->output.value, step->output.length);

    if (memory != NULL) {
        step->token_out->pvBuffer = memory;
        step->token_out->cbBuffer = (ULONG)step->output.length;
        status = SEC_E_OK;
    }
    return status;
}

/* Puts step->output where the program wants it. */
static SECURITY_STATUS
deliver(struct step *step)
{
    SecBuffer *out = step->token_out;
    SECURITY_STATUS status = SEC_E_OK;

    if (step->output.length > UINT32_MAX) {
        status = SEC_E_INTERNAL_ERROR;
    } else if (step->output.length == 0) {
        out->cbBuffer = 0;
        if (allocates(step))
            out->pvBuffer = NULL;
    } else if (allocates(step)) {
        status = allocate(step);
    } else if (out->cbBuffer < step->output.length) {
        out->cbBuffer = (ULONG)step->output.length;
        status = SEC_E_BUFFER_TOO_SMALL;
    } else {
        memcpy(out->pvBuffer, step->output.value, step->output.length);
        out->cbBuffer = (ULONG)step->output.length;
    }
    return status;
}

static void
deliver_nothing(struct step *step)
{
    if (step->token_out != NULL) {
        step->token_out->cbBuffer = 0;
        if (allocates(step))
            step->token_out->pvBuffer = NULL;
    }
}

static bool
tells_errors(const struct step *step)
{
    return (step->request & (step->initiator ? ISC_REQ_EXTENDED_ERROR :
                            ASC_REQ_EXTENDED_ERROR)) != 0;
}

/* A token that finds no room waits for the next call; an error's does not. */
static SECURITY_STATUS
deliver_result(struct step *step, SECURITY_STATUS status)
{
    SECURITY_STATUS delivered;

    if (status < 0) {
        if (step->output.length == 0 || !tells_errors(step) ||
            deliver(step) != SEC_E_OK)
            deliver_nothing(step);
    } else {
        delivered = deliver(step);
        if (delivered == SEC_E_BUFFER_TOO_SMALL && step->held != 0) {
            step->context->pending = step->output;
            step->output.value = NULL;
            step->output.length = 0;
        }
        if (delivered != SEC_E_OK)
            status = delivered;
    }
    return status;
}

static int
stage_after(const struct step *step, SECURITY_STATUS status)
{
    int stage = SSPI_FAILED;

    if (status == SEC_E_OK)
        stage = SSPI_OPEN;
    else if (status > 0 || (status == SEC_E_BUFFER_TOO_SMALL &&
                            step->context->pending.length > 0))
        stage = SSPI_WAITING;
    return stage;
}

/* What only establishment needs.  Later on, releasing it could open files. */
static void
forget(struct sspi_context *c)
{
    OM_uint32 minor;

    if (!c->bound) {
        free(c->bindings);
        c->bindings = NULL;
    }
    sspi_mech_list_free(&c->mech_list);
    gssksp_service_release(&c->target);
    if (c->source != GSS_C_NO_NAME)
        (void)gss_release_name(&minor, &c->source);
    if (c->cred != NULL)
        ksp_handle_release(c->cred_held);
    c->cred = NULL;
}

static void
tell(struct step *step)
{
    if (step->pfContextAttr != NULL) {
        *step->pfContextAttr = step->context->attributes |
            (!allocates(step) ? 0 : step->initiator ?
             ISC_RET_ALLOCATED_MEMORY : ASC_RET_ALLOCATED_MEMORY);
    }
    if (step->ptsExpiry != NULL)
        *step->ptsExpiry = step->context->expiry;
}

/* What the program has been given of a context that gets no handle. */
static void
take_back(struct step *step)
{
    if (allocates(step))
        (void)sspi_take_back(step->token_out->pvBuffer);
    deliver_nothing(step);
    if (step->pfContextAttr != NULL)
        *step->pfContextAttr = 0;
    if (step->ptsExpiry != NULL)
        step->ptsExpiry->QuadPart = 0;
}

/* The stage is the last that is written: another thread may go on then. */
static SECURITY_STATUS
settle_first(struct step *step, SECURITY_STATUS status)
{
    SECURITY_STATUS published = SEC_E_OK;

    if (status >= SEC_E_OK) {
        atomic_store(&step->context->stage, stage_after(step, status));
        published = sspi_context_publish(step->context, step->phNewContext);
        if (published != SEC_E_OK) {
            take_back(step);
            status = published;
        }
    }
    if (status < 0)
        sspi_context_free(&step->context);
    return status;
}

static void
settle_later(struct step *step, SECURITY_STATUS status)
{
    if (status >= SEC_E_OK && step->phNewContext != NULL &&
        step->phNewContext != step->phContext)
        *step->phNewContext = *step->phContext;
    atomic_store_explicit(&step->context->stage, stage_after(step, status),
                          memory_order_release);
    ksp_handle_release(step->held);
}

SECURITY_STATUS
sspi_step_end(struct step *step, SECURITY_STATUS status)
{
    OM_uint32 minor;

    if (step->context == NULL) {
        deliver_nothing(step);
        goto cleanup;
    }
    status = deliver_result(step, status);
    if (status >= SEC_E_OK)
        tell(step);
    if (status == SEC_E_OK)
        forget(step->context);
    if (step->held == 0)
        status = settle_first(step, status);
    else
        settle_later(step, status);
cleanup:
    (void)gss_release_buffer(&minor, &step->output);
    return status;
}
