/* SPDX-License-Identifier: MIT */
/* Signed and sealed messages over SSPI, for both sspi-client and
 * sspi-server. */
#ifndef EXAMPLES_SSPI_MESSAGES_H
#define EXAMPLES_SSPI_MESSAGES_H

#include "net.h"
#include "ksp/sspi.h"

static inline void
sspi_check(const char *what, SECURITY_STATUS status)
{
    if (status != SEC_E_OK) {
        fprintf(stderr, "%s: 0x%08lx\n", what, (unsigned long)(ULONG)status);
        exit(1);
    }
}

/* A token of TOKEN, DATA and PADDING, put together; or text and signature. */
static inline void
sspi_send(net_line line, CtxtHandle *context, int seal, const char *text)
{
    size_t length = strlen(text);
    SecPkgContext_Sizes sizes;
    static char token[NET_FRAME_MAX], data[NET_FRAME_MAX], padding[256];
    SecBuffer buffers[3] = { { sizeof(token), SECBUFFER_TOKEN, token },
                             { (ULONG)length, SECBUFFER_DATA, data },
                             { 0, SECBUFFER_PADDING, padding } };
    SecBufferDesc message = { SECBUFFER_VERSION, seal ? 3 : 2, buffers };

    if (length > sizeof(data) / 2)
        net_fail("a message that is too long: sspi_send");
    memcpy(data, text, length);
    sspi_check("QueryContextAttributes",
               QueryContextAttributesA(context, SECPKG_ATTR_SIZES, &sizes));
    if (seal) {
        buffers[0].cbBuffer = sizes.cbSecurityTrailer;
        buffers[2].cbBuffer = sizes.cbBlockSize;
        sspi_check("EncryptMessage", EncryptMessage(context, 0, &message, 0));
        memcpy(token + buffers[0].cbBuffer, data, length);
        memcpy(token + buffers[0].cbBuffer + length, padding,
               buffers[2].cbBuffer);
        net_send(line, token,
                 buffers[0].cbBuffer + length + buffers[2].cbBuffer);
    } else {
        buffers[0].cbBuffer = sizes.cbMaxSignature;
        sspi_check("MakeSignature", MakeSignature(context, 0, &message, 0));
        net_send(line, data, length);
        net_send(line, token, buffers[0].cbBuffer);
    }
}

/* Prints the message, once it has been checked. */
static inline void
sspi_receive(net_line line, CtxtHandle *context, int seal)
{
    static struct net_frame text, token;
    SecBuffer buffers[2];
    SecBufferDesc message = { SECBUFFER_VERSION, 2, buffers };
    ULONG fQOP = 0;

    if (seal) {
        net_receive(line, &token);
        buffers[0].BufferType = SECBUFFER_STREAM;
        buffers[0].cbBuffer = token.length;
        buffers[0].pvBuffer = token.data;
        buffers[1].BufferType = SECBUFFER_DATA;
        buffers[1].cbBuffer = 0;
        buffers[1].pvBuffer = NULL;
        sspi_check("DecryptMessage",
                   DecryptMessage(context, &message, 0, &fQOP));
        if (fQOP == SECQOP_WRAP_NO_ENCRYPT)
            net_fail("a sealed message that is not encrypted: receiving");
    } else {
        net_receive(line, &text);
        net_receive(line, &token);
        buffers[0].BufferType = SECBUFFER_TOKEN;
        buffers[0].cbBuffer = token.length;
        buffers[0].pvBuffer = token.data;
        buffers[1].BufferType = SECBUFFER_DATA;
        buffers[1].cbBuffer = text.length;
        buffers[1].pvBuffer = text.data;
        sspi_check("VerifySignature",
                   VerifySignature(context, &message, 0, &fQOP));
    }
    printf("%s: %.*s\n", seal ? "sealed" : "signed",
           (int)buffers[1].cbBuffer, (const char *)buffers[1].pvBuffer);
}

#endif
