/* SPDX-License-Identifier: MIT */
#include "realm/sspi_end.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More legs than any package needs: a loop is a failure. */
#define MAX_LEGS 12

static char kerberos[] = "Kerberos";

SECURITY_STATUS
sspi_end_open(struct sspi_end *end, bool initiator,
              const struct sspi_dialog *dialog)
{
    char *package = dialog->package == NULL ? kerberos :
        (char *)(uintptr_t)dialog->package;

    memset(end, 0, sizeof(*end));
    end->initiator = initiator;
    end->status = AcquireCredentialsHandleA(NULL, package, initiator ?
                                            SECPKG_CRED_OUTBOUND :
                                            SECPKG_CRED_INBOUND, NULL, NULL,
                                            NULL, NULL, &end->cred, NULL);
    return end->status;
}

void *
sspi_bindings(const char *data, SecBuffer *buffer)
{
    size_t length = strlen(data);
    unsigned char *block = malloc(sizeof(SEC_CHANNEL_BINDINGS) + length);
    SEC_CHANNEL_BINDINGS b = {
        .cbApplicationDataLength = (ULONG)length,
        .dwApplicationDataOffset = sizeof(b)
    };

    if (block == NULL) {
        perror("malloc");
        exit(1);
    }
    memcpy(block, &b, sizeof(b));
    memcpy(block + sizeof(b), data, length);
    buffer->BufferType = SECBUFFER_CHANNEL_BINDINGS;
    buffer->cbBuffer = (ULONG)(sizeof(b) + length);
    buffer->pvBuffer = block;
    return block;
}

SECURITY_STATUS
sspi_end_step(struct sspi_end *end, const char *target,
              const struct sspi_dialog *dialog, const SecBuffer *in,
              SecBuffer *out)
{
    const char *data = dialog->bindings[end->initiator ? 0 : 1];
    SecBuffer input[2];
    SecBufferDesc input_list = { SECBUFFER_VERSION, 0, input };
    SecBufferDesc output_list = { SECBUFFER_VERSION, 1, out };
    PCtxtHandle old = end->begun ? &end->ctx : NULL;
    void *block = NULL;

    out->BufferType = SECBUFFER_TOKEN;
    out->cbBuffer = 0;
    out->pvBuffer = NULL;
    if (in->cbBuffer > 0) {
        input[input_list.cBuffers] = *in;
        input[input_list.cBuffers++].BufferType = SECBUFFER_TOKEN;
    }
    if (data != NULL)
        block = sspi_bindings(data, &input[input_list.cBuffers++]);
    if (end->initiator) {
        end->status = InitializeSecurityContextA(
            &end->cred, old, (char *)(uintptr_t)target, dialog->request |
            dialog->isc_only | ISC_REQ_ALLOCATE_MEMORY, 0,
            SECURITY_NETWORK_DREP, &input_list, 0, &end->ctx, &output_list,
            &end->attributes, &end->expiry);
    } else {
        end->status = AcceptSecurityContext(
            &end->cred, old, &input_list, dialog->request |
            dialog->asc_only | ASC_REQ_ALLOCATE_MEMORY,
            SECURITY_NETWORK_DREP, &end->ctx, &output_list,
            &end->attributes, &end->expiry);
    }
    end->begun = end->begun || end->status >= SEC_E_OK;
    free(block);
    return end->status;
}

void
sspi_end_close(struct sspi_end *end)
{
    if (end->begun)
        DeleteSecurityContext(&end->ctx);
    FreeCredentialsHandle(&end->cred);
    memset(end, 0, sizeof(*end));
}

static bool
both_open(const struct sspi_end ends[2])
{
    return ends[0].begun && ends[1].begun && ends[0].status == SEC_E_OK &&
        ends[1].status == SEC_E_OK;
}

bool
sspi_pair_open(struct sspi_end ends[2], const char *target,
               const struct sspi_dialog *dialog)
{
    SecBuffer in = { 0, SECBUFFER_TOKEN, NULL }, out;
    bool more;
    int leg;

    more = sspi_end_open(&ends[0], true, dialog) == SEC_E_OK;
    more = sspi_end_open(&ends[1], false, dialog) == SEC_E_OK && more;
    for (leg = 0; more && leg < MAX_LEGS; leg++) {
        sspi_end_step(&ends[leg % 2], target, dialog, &in, &out);
        FreeContextBuffer(in.pvBuffer);
        in = out;
        more = in.cbBuffer > 0 && !both_open(ends) &&
            ends[leg % 2].status >= SEC_E_OK;
    }
    FreeContextBuffer(in.pvBuffer);
    return both_open(ends);
}

void
sspi_pair_close(struct sspi_end ends[2])
{
    sspi_end_close(&ends[0]);
    sspi_end_close(&ends[1]);
}
