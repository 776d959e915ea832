/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "realm/talk.h"

static enum fate
fate_of(struct talk *talk, SECURITY_STATUS status)
{
    enum fate fate = FATE_BAD;

    talk->last = (uint32_t)status;
    if (status == SEC_E_OK)
        fate = FATE_GOOD;
    else if (status == SEC_E_OUT_OF_SEQUENCE)
        fate = FATE_AGAIN;
    else if (status == SEC_E_INVALID_HANDLE)
        fate = FATE_GONE;
    return fate;
}

static bool
open_both(struct talk *talk, const char *target)
{
    const struct sspi_dialog dialog = {
        .request = ISC_REQ_MUTUAL_AUTH | ISC_REQ_REPLAY_DETECT |
            ISC_REQ_CONFIDENTIALITY
    };
    char spelt[256];
    bool open;
    char *at;
    int i;

    snprintf(spelt, sizeof(spelt), "%s", target);
    at = strchr(spelt, '@');
    if (at == NULL)
        return false;
    *at = '/';
    open = sspi_pair_open(talk->ends, spelt, &dialog);
    /* Nor has a context by GSS any. */
    for (i = 0; i < 2; i++)
        FreeCredentialsHandle(&talk->ends[i].cred);
    return open;
}

static void
close_both(struct talk *talk)
{
    sspi_pair_close(talk->ends);
}

static enum fate
make(struct talk *talk, struct parcel *p)
{
    PCtxtHandle ctx = &talk->ends[p->from].ctx;
    SecBuffer list[2] = {
        { (ULONG)p->length, SECBUFFER_DATA, p->body },
        { sizeof(p->token), SECBUFFER_TOKEN, p->token }
    };
    SecBufferDesc desc = { SECBUFFER_VERSION, 2, list };
    SECURITY_STATUS status;

    memcpy(p->body, p->text, p->length);
    status = p->kind == TALK_MIC ? MakeSignature(ctx, 0, &desc, 0) :
        EncryptMessage(ctx, 0, &desc, 0);
    p->token_length = list[1].cbBuffer;
    return fate_of(talk, status);
}

static enum fate
take(struct talk *talk, const struct parcel *p)
{
    PCtxtHandle ctx = &talk->ends[p->from == INITIATOR ? 1 : 0].ctx;
    unsigned char body[TALK_TEXT_MAX], token[TALK_TOKEN_MAX];
    SecBuffer list[2] = {
        { (ULONG)p->length, SECBUFFER_DATA, body },
        { (ULONG)p->token_length, SECBUFFER_TOKEN, token }
    };
    SecBufferDesc desc = { SECBUFFER_VERSION, 2, list };
    SECURITY_STATUS status;
    ULONG quality = 0;

    memcpy(body, p->body, p->length);
    memcpy(token, p->token, p->token_length);
    status = p->kind == TALK_MIC ?
        VerifySignature(ctx, &desc, 0, &quality) :
        DecryptMessage(ctx, &desc, 0, &quality);
    if (status == SEC_E_OK && memcmp(body, p->text, p->length) != 0)
        status = SEC_E_INTERNAL_ERROR;
    return fate_of(talk, status);
}

static enum fate
export(struct talk *talk, enum side side)
{
    SecBuffer packed = { 0, SECBUFFER_EMPTY, NULL };
    SECURITY_STATUS status;

    status = ExportSecurityContext(&talk->ends[side].ctx,
                                   SECPKG_CONTEXT_EXPORT_DELETE_OLD, &packed,
                                   NULL);
    if (status == SEC_E_OK && packed.cbBuffer == 0)
        status = SEC_E_INTERNAL_ERROR;
    FreeContextBuffer(packed.pvBuffer);
    return fate_of(talk, status);
}

static OM_uint32
status_of(const struct talk *talk)
{
    SECURITY_STATUS last = (SECURITY_STATUS)talk->last;
    OM_uint32 major = GSS_S_FAILURE;

    if (last == SEC_E_OK)
        major = GSS_S_COMPLETE;
    else if (last == SEC_E_OUT_OF_SEQUENCE)
        major = GSS_S_DUPLICATE_TOKEN;
    return major;
}

const struct talk_face talk_sspi = {
    open_both, close_both, make, take, export, status_of
};
