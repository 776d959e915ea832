/* SPDX-License-Identifier: MIT */
/*
 * sasl-sspi TARGET sign|seal TEXT
 *
 * The twin of sasl-gss, over SSPI.  TARGET is svc/host.
 */
#include "sasl.h"
#include "ksp/sspi.h"

static void
check(const char *what, SECURITY_STATUS status)
{
    if (status != SEC_E_OK && status != SEC_I_CONTINUE_NEEDED)
        sasl_fail(what);
}

static void
establish(CredHandle *credential, CtxtHandle *context, char *target)
{
    static unsigned char bytes[SASL_MAX];
    SecBuffer in = { 0, SECBUFFER_TOKEN, bytes }, out;
    SecBufferDesc input = { SECBUFFER_VERSION, 1, &in };
    SecBufferDesc output = { SECBUFFER_VERSION, 1, &out };
    SECURITY_STATUS status;
    ULONG attributes;
    int first = 1;

    do {
        if (!first)
            in.cbBuffer = (ULONG)sasl_read(bytes);
        out.BufferType = SECBUFFER_TOKEN;
        out.cbBuffer = 0;
        out.pvBuffer = NULL;
        status = InitializeSecurityContextA(
            credential, first ? NULL : context, target, ISC_REQ_MUTUAL_AUTH |
            ISC_REQ_SEQUENCE_DETECT | ISC_REQ_INTEGRITY |
            ISC_REQ_CONFIDENTIALITY | ISC_REQ_ALLOCATE_MEMORY, 0,
            SECURITY_NETWORK_DREP, first ? NULL : &input, 0, context,
            &output, &attributes, NULL);
        check("InitializeSecurityContext", status);
        if (first)
            sasl_write_first(out.pvBuffer, out.cbBuffer);
        else
            sasl_write(out.pvBuffer, out.cbBuffer);
        FreeContextBuffer(out.pvBuffer);
        first = 0;
    } while (status == SEC_I_CONTINUE_NEEDED);
}

/* gss_unwrap: returns where the message lies in `token`. */
static SecBuffer
unwrap(CtxtHandle *context, void *token, size_t length, ULONG *fQOP)
{
    SecBuffer buffers[2] = { { (ULONG)length, SECBUFFER_STREAM, token },
                             { 0, SECBUFFER_DATA, NULL } };
    SecBufferDesc message = { SECBUFFER_VERSION, 2, buffers };

    check("DecryptMessage", DecryptMessage(context, &message, 0, fQOP));
    return buffers[1];
}

/* gss_wrap: TOKEN, DATA and PADDING, put together.  Returns the length. */
static size_t
wrap(CtxtHandle *context, ULONG fQOP, const void *text, size_t length,
     unsigned char *out)
{
    static unsigned char padding[256];
    SecPkgContext_Sizes sizes;
    SecBuffer buffers[3];
    SecBufferDesc message = { SECBUFFER_VERSION, 3, buffers };

    check("QueryContextAttributes",
          QueryContextAttributesA(context, SECPKG_ATTR_SIZES, &sizes));
    if (length > SASL_MAX / 2)
        sasl_fail("a text that is too long: sending");
    buffers[0].BufferType = SECBUFFER_TOKEN;
    buffers[0].cbBuffer = sizes.cbSecurityTrailer;
    buffers[0].pvBuffer = out;
    buffers[1].BufferType = SECBUFFER_DATA;
    buffers[1].cbBuffer = (ULONG)length;
    buffers[1].pvBuffer = out + sizes.cbSecurityTrailer;
    buffers[2].BufferType = SECBUFFER_PADDING;
    buffers[2].cbBuffer = sizes.cbBlockSize;
    buffers[2].pvBuffer = padding;
    memcpy(buffers[1].pvBuffer, text, length);
    check("EncryptMessage", EncryptMessage(context, fQOP, &message, 0));
    memmove(out + buffers[0].cbBuffer, buffers[1].pvBuffer, length);
    memcpy(out + buffers[0].cbBuffer + length, padding, buffers[2].cbBuffer);
    return buffers[0].cbBuffer + length + buffers[2].cbBuffer;
}

/* The step after the last token: the server's offer is only signed, and so
 * is the answer. */
static void
negotiate_layer(CtxtHandle *context, int layer)
{
    static unsigned char bytes[SASL_MAX];
    unsigned char answer[4];
    ULONG fQOP;
    size_t length = sasl_read(bytes);
    SecBuffer offer = unwrap(context, bytes, length, &fQOP);

    sasl_choose(offer.pvBuffer, offer.cbBuffer, layer, answer);
    length = wrap(context, SECQOP_WRAP_NO_ENCRYPT, answer, sizeof(answer),
                  bytes);
    sasl_write(bytes, length);
}

/* In the layer every token has its length in four bytes before it. */
static void
receive(CtxtHandle *context)
{
    static unsigned char bytes[SASL_MAX];
    size_t length = sasl_read(bytes);
    SecBuffer text;
    ULONG fQOP;

    if (length < 4)
        sasl_fail("reading a token");
    text = unwrap(context, bytes + 4, length - 4, &fQOP);
    fprintf(stderr, "%s: %.*s\n", fQOP == 0 ? "sealed" : "signed",
            (int)text.cbBuffer, (char *)text.pvBuffer);
}

static void
transmit(CtxtHandle *context, int layer, const char *text)
{
    static unsigned char bytes[SASL_MAX];
    size_t length = wrap(context, layer == SASL_SEAL ? 0 :
                         SECQOP_WRAP_NO_ENCRYPT, text, strlen(text),
                         bytes + 4);

    bytes[2] = (unsigned char)(length >> 8);
    bytes[3] = (unsigned char)length;
    sasl_write(bytes, 4 + length);
}

int
main(int argc, char **argv)
{
    static unsigned char mechanisms[SASL_MAX];
    static char package[] = "Kerberos";
    CredHandle credential;
    CtxtHandle context;
    int layer;

    if (argc != 4 || (strcmp(argv[2], "sign") && strcmp(argv[2], "seal"))) {
        fprintf(stderr, "usage: %s TARGET sign|seal TEXT\n", argv[0]);
        return 2;
    }
    layer = strcmp(argv[2], "seal") == 0 ? SASL_SEAL : SASL_SIGN;
    (void)sasl_read(mechanisms);
    check("AcquireCredentialsHandle",
          AcquireCredentialsHandleA(NULL, package, SECPKG_CRED_OUTBOUND, NULL,
                                    NULL, NULL, NULL, &credential, NULL));
    establish(&credential, &context, argv[1]);
    negotiate_layer(&context, layer);
    receive(&context);
    transmit(&context, layer, argv[3]);
    DeleteSecurityContext(&context);
    FreeCredentialsHandle(&credential);
    return 0;
}
