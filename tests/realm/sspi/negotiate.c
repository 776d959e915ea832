/* SPDX-License-Identifier: MIT */
/* Negotiate, with GSS and with what is not Kerberos. */
#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <stdlib.h>
#include <string.h>

#include "realm/gss_oids.h"
#include "realm/spnego_cred.h"
#include "realm/spnego_mic.h"
#include "realm/sspi/one_step.h"

/* What the server answers, as the initiator's library can read it; for
 * gss_release_buffer. */
static gss_buffer_desc
answer_for_gss(const SecBuffer *answer)
{
    gss_buffer_desc token = { answer->cbBuffer, NULL };

    if (token.length > 0) {
        token.value = malloc(token.length);
        if (token.value == NULL)
            exit(1);
        memcpy(token.value, answer->pvBuffer, token.length);
        spnego_mic_where_read(&token);
    }
    return token;
}

/*
 * A GSS initiator that offers IAKERB first, so that there will be a
 * mechListMIC; the server is SSPI's.  Returns its last status.  *ctx_out is
 * the GSS context.
 */
static SECURITY_STATUS
negotiate_with_gss(const struct sspi_facts *facts, gss_ctx_id_t *ctx_out,
                   struct sspi_end *end)
{
    struct sspi_dialog dialog = { .package = "Negotiate",
                                  .request = SSPI_EVERYTHING };
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    gss_buffer_desc text, token = GSS_C_EMPTY_BUFFER, next;
    OM_uint32 major = GSS_S_CONTINUE_NEEDED, minor;
    SecBuffer in, answer = { 0, 0, NULL };
    char *service = strdup(facts->target);
    gss_name_t name;
    unsigned int legs = 0;
    bool more = true;

    *ctx_out = GSS_C_NO_CONTEXT;
    *strchr(service, '/') = '@';
    text.value = service;
    text.length = strlen(service);
    gss_import_name(&minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &name);
    tap_number(spnego_cred_iakerb_first(&minor, &cred), GSS_S_COMPLETE,
               "a credential of GSS");
    sspi_end_open(end, false, &dialog);
    while (more) {
        legs++;
        major = gss_init_sec_context(&minor, cred, ctx_out, name, &oid_spnego,
                                     GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG |
                                     GSS_C_SEQUENCE_FLAG, 0, NULL, &token,
                                     NULL, &next, NULL, NULL);
        gss_release_buffer(&minor, &token);
        spnego_mic_where_read(&next);
        in.BufferType = SECBUFFER_TOKEN;
        in.pvBuffer = next.value;
        in.cbBuffer = (ULONG)next.length;
        if (!GSS_ERROR(major) && next.length > 0)
            sspi_end_step(end, NULL, &dialog, &in, &answer);
        gss_release_buffer(&minor, &next);
        token = answer_for_gss(&answer);
        FreeContextBuffer(answer.pvBuffer);
        answer.pvBuffer = NULL;
        answer.cbBuffer = 0;
        more = major == GSS_S_CONTINUE_NEEDED && end->status >= SEC_E_OK &&
            token.length > 0;
    }
    tap_number(legs, 3, "legs: there was a mechListMIC");
    gss_release_buffer(&minor, &token);
    gss_release_name(&minor, &name);
    gss_release_cred(&minor, &cred);
    free(service);
    return GSS_ERROR(major) && end->status >= SEC_E_OK ?
        SEC_E_INTERNAL_ERROR : end->status;
}

/* Messages each way between a GSS initiator and an SSPI server. */
static void
across(gss_ctx_id_t gss, struct sspi_end *end)
{
    gss_buffer_desc text = { 4, (void *)(uintptr_t)"text" }, mic;
    struct sspi_message m;
    OM_uint32 minor;
    int i;

    for (i = 0; i < 3; i++) {
        message_init(&m, "text");
        gss_get_mic(&minor, gss, 0, &text, &mic);
        memcpy(m.token, mic.value, mic.length);
        m.buffers[1].cbBuffer = (ULONG)mic.length;
        tap_status(VerifySignature(&end->ctx, &m.list, 0, NULL), SEC_E_OK,
                   "from GSS");
        tap_status(VerifySignature(&end->ctx, &m.list, 0, NULL),
                   SEC_E_OUT_OF_SEQUENCE, "twice");
        gss_release_buffer(&minor, &mic);
        message_init(&m, "text");
        tap_status(MakeSignature(&end->ctx, 0, &m.list, 0), SEC_E_OK,
                   "to GSS");
        mic.value = m.token;
        mic.length = m.buffers[1].cbBuffer;
        tap_number(gss_verify_mic(&minor, gss, &text, &mic, NULL),
                   GSS_S_COMPLETE, "and taken");
    }
}

/* A NegTokenInit whose one mechanism is NTLM [MS-NLMP 1.9], and a NegTokenResp
 * that says "reject". */
static const unsigned char only_ntlm[] =
    "\x60\x28\x06\x06\x2b\x06\x01\x05\x05\x02\xa0\x1e\x30\x1c"
    "\xa0\x0e\x30\x0c\x06\x0a\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a"
    "\xa2\x0a\x04\x08NTLMSSP";
static unsigned char rejected[] = {
    0xa1, 0x07, 0x30, 0x05, 0xa0, 0x03, 0x0a, 0x01, 0x02
};

void
section_negotiate(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .package = "Negotiate",
                                  .request = SSPI_EVERYTHING };
    SecBuffer in = { 0, SECBUFFER_TOKEN, NULL };
    SecBufferDesc input = { SECBUFFER_VERSION, 1, &in };
    struct sspi_end ends[2], end;
    gss_ctx_id_t gss;
    OM_uint32 minor;

    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "a context");
    tap_status(sign_and_verify(&ends[0], &ends[1]), SEC_E_OK, "to the server");
    tap_status(sign_and_verify(&ends[1], &ends[0]), SEC_E_OK, "back");
    sspi_pair_close(ends);
    tap_status(negotiate_with_gss(facts, &gss, &end), SEC_E_OK,
               "with a mechListMIC");
    across(gss, &end);
    gss_delete_sec_context(&minor, &gss, GSS_C_NO_BUFFER);
    sspi_end_close(&end);
    get_credentials("Negotiate");
    refused(accept_token(NULL, &ctx, only_ntlm, sizeof(only_ntlm), 0,
                         sizeof(memory)), SEC_E_SECPKG_NOT_FOUND,
            "a client that offers NTLM only");
    tap_status(initialize(NULL, facts->target, 0, NULL, sizeof(memory)),
               SEC_I_CONTINUE_NEEDED, "a client");
    in.pvBuffer = rejected;
    in.cbBuffer = sizeof(rejected);
    tap_status(initialize(&ctx, NULL, 0, &input, sizeof(memory)),
               SEC_E_SECPKG_NOT_FOUND, "and a server that takes nothing");
    DeleteSecurityContext(&ctx);
    free_credentials();
}
