/* SPDX-License-Identifier: MIT */
/* InitializeSecurityContext and AcceptSecurityContext. */
#include <string.h>

#include "bridge/flags.h"
#include "ksp/winerror.h"
#include "secur32/step.h"

/* The peer's token, or none. */
static gss_buffer_desc
input_of(const struct step *step)
{
    gss_buffer_desc input = GSS_C_EMPTY_BUFFER;

    if (step->token_in != NULL) {
        input.value = step->token_in->pvBuffer;
        input.length = step->token_in->cbBuffer;
    }
    return input;
}

/* A repeat gives the token that waits, with the result it had. */
static SECURITY_STATUS
repeat(struct step *step)
{
    step->output = step->context->pending;
    memset(&step->context->pending, 0, sizeof(step->context->pending));
    return step->context->result;
}

/* ---- the initiator -------------------------------------------------- */

/* The GSS flags for ISC_REQ_ bits; those that GSS knows have the numbers of
 * their ISC_RET_ ones.  Integrity is implied. */
static OM_uint32
flags_wanted(ULONG request)
{
    request |= ISC_REQ_INTEGRITY;
    if ((request & ISC_REQ_NO_INTEGRITY) != 0)
        request &= ~(ULONG)ISC_REQ_INTEGRITY;
    return gssksp_flags_of(request, true);
}

static SECURITY_STATUS
keep_target(struct sspi_context *c, const char *target)
{
    SECURITY_STATUS status = SEC_E_TARGET_UNKNOWN;

    if (target != NULL && target[0] != '\0') {
        status = sspi_text_from_a(target, &c->target_text);
        if (status == SEC_E_OK)
            status = sspi_name_of_service(target, false, &c->target);
    }
    return status;
}

/* A first call; whose password it is comes last, as it takes a while. */
static SECURITY_STATUS
prepare(struct sspi_context *c, const char *target)
{
    SECURITY_STATUS status = SEC_E_OK;

    if ((c->request & ISC_REQ_NULL_SESSION) != 0)
        status = SEC_E_UNSUPPORTED_FUNCTION;
    if (status == SEC_E_OK)
        status = keep_target(c, target);
    if (status == SEC_E_OK)
        status = sspi_cred_log_on(c->cred);
    return status;
}

static SECURITY_STATUS
initiate(struct step *step)
{
    struct sspi_context *c = step->context;
    struct gss_channel_bindings_struct storage;
    gss_buffer_desc input = input_of(step);
    OM_uint32 lifetime = 0;
    SECURITY_STATUS status;

    step->major =
        gss_init_sec_context(&step->minor, c->cred->initiate.gss, &c->gss,
                             c->target.gss, c->package->mech,
                             flags_wanted(c->request), 0,
                             sspi_bindings_to_gss(c->bindings, &storage),
                             &input, &c->mech, &step->output, &step->flags,
                             &lifetime);
    status = sspi_step_conclude(step);
    /* The credential says whose it is as long as its tickets live: maybe not
     * when the answer comes.  Before, they might not have been found yet. */
    if (status == SEC_I_CONTINUE_NEEDED) {
        sspi_cred_remember(c->cred);
        if (lifetime > 0)
            c->expiry = sspi_time_after(lifetime);
    }
    return status;
}

/* `text` is what there was to say of the name's text. */
static SECURITY_STATUS
initialize(struct step *step, const char *target, SECURITY_STATUS text)
{
    SECURITY_STATUS status;

    status = sspi_step_begin(step);
    if (status == SEC_E_OK)
        status = text;
    if (status == SEC_E_OK && step->held == 0)
        status = prepare(step->context, target);
    if (status == SEC_E_OK)
        status = sspi_step_is_repeat(step) ? repeat(step) : initiate(step);
    return sspi_step_end(step, status);
}

SECURITY_STATUS SEC_ENTRY
InitializeSecurityContextA(PCredHandle phCredential, PCtxtHandle phContext,
                           SEC_CHAR *pszTargetName, ULONG fContextReq,
                           ULONG Reserved1, ULONG TargetDataRep,
                           PSecBufferDesc pInput, ULONG Reserved2,
                           PCtxtHandle phNewContext, PSecBufferDesc pOutput,
                           ULONG *pfContextAttr, PTimeStamp ptsExpiry)
{
    struct step step = {
        .initiator = true, .phCredential = phCredential,
        .phContext = phContext, .pInput = pInput, .request = fContextReq,
        .phNewContext = phNewContext, .pOutput = pOutput,
        .pfContextAttr = pfContextAttr, .ptsExpiry = ptsExpiry
    };

    (void)Reserved1;
    (void)TargetDataRep;
    (void)Reserved2;
    return initialize(&step, pszTargetName, SEC_E_OK);
}

/* Later calls do not look at the name. */
SECURITY_STATUS SEC_ENTRY
InitializeSecurityContextW(PCredHandle phCredential, PCtxtHandle phContext,
                           SEC_WCHAR *pszTargetName, ULONG fContextReq,
                           ULONG Reserved1, ULONG TargetDataRep,
                           PSecBufferDesc pInput, ULONG Reserved2,
                           PCtxtHandle phNewContext, PSecBufferDesc pOutput,
                           ULONG *pfContextAttr, PTimeStamp ptsExpiry)
{
    struct step step = {
        .initiator = true, .phCredential = phCredential,
        .phContext = phContext, .pInput = pInput, .request = fContextReq,
        .phNewContext = phNewContext, .pOutput = pOutput,
        .pfContextAttr = pfContextAttr, .ptsExpiry = ptsExpiry
    };
    SECURITY_STATUS status = SEC_E_OK;
    char *target = NULL;

    (void)Reserved1;
    (void)TargetDataRep;
    (void)Reserved2;
    if (phContext == NULL)
        status = sspi_text_from_w(pszTargetName, &target);
    status = initialize(&step, target, status);
    sspi_text_free(&target);
    return status;
}

/* ---- the acceptor --------------------------------------------------- */

/* An empty token asks SPNEGO what it has to offer; and only that. */
static bool
has_token(const struct step *step)
{
    return step->token_in != NULL &&
        (step->token_in->cbBuffer > 0 || step->context->package->negotiate);
}

/* Negotiate takes a token of either. */
static bool
is_for_us(const struct step *step)
{
    const SecBuffer *in = step->token_in;

    return step->context->package->negotiate ||
        step->context->gss != GSS_C_NO_CONTEXT ||
        sspi_token_is_kerberos(in->pvBuffer, in->cbBuffer);
}

static SECURITY_STATUS
take(struct step *step)
{
    struct sspi_context *c = step->context;
    struct gss_channel_bindings_struct storage;
    gss_buffer_desc input = input_of(step);
    OM_uint32 minor;

    if (c->source != GSS_C_NO_NAME)
        (void)gss_release_name(&minor, &c->source);
    step->major =
        gss_accept_sec_context(&step->minor, &c->gss, c->cred->accept.gss,
                               &input,
                               sspi_bindings_to_gss(c->bindings, &storage),
                               &c->source, &c->mech, &step->output,
                               &step->flags, NULL, NULL);
    return sspi_step_conclude(step);
}

SECURITY_STATUS SEC_ENTRY
AcceptSecurityContext(PCredHandle phCredential, PCtxtHandle phContext,
                      PSecBufferDesc pInput, ULONG fContextReq,
                      ULONG TargetDataRep, PCtxtHandle phNewContext,
                      PSecBufferDesc pOutput, ULONG *pfContextAttr,
                      PTimeStamp ptsExpiry)
{
    struct step step = {
        .initiator = false, .phCredential = phCredential,
        .phContext = phContext, .pInput = pInput, .request = fContextReq,
        .phNewContext = phNewContext, .pOutput = pOutput,
        .pfContextAttr = pfContextAttr, .ptsExpiry = ptsExpiry
    };
    SECURITY_STATUS status;

    (void)TargetDataRep;
    status = sspi_step_begin(&step);
    if (status == SEC_E_OK && sspi_step_is_repeat(&step))
        status = repeat(&step);
    else if (status == SEC_E_OK && !(has_token(&step) && is_for_us(&step)))
        status = SEC_E_INVALID_TOKEN;
    else if (status == SEC_E_OK)
        status = take(&step);
    return sspi_step_end(&step, status);
}
