/* SPDX-License-Identifier: MIT */
/*
 * sspi-server PORT
 *
 * Takes one message of sspi-client or gss-client and answers it.  The keys
 * come from the keytab.
 */
#include "sspi-messages.h"

#define WANTED \
    (ASC_REQ_MUTUAL_AUTH | ASC_REQ_REPLAY_DETECT | ASC_REQ_SEQUENCE_DETECT | \
     ASC_REQ_INTEGRITY | ASC_REQ_CONFIDENTIALITY | ASC_REQ_ALLOCATE_MEMORY)

static void
establish(net_line line, CredHandle *credential, CtxtHandle *context)
{
    static struct net_frame frame;
    SecBuffer in = { 0, SECBUFFER_TOKEN, frame.data }, out;
    SecBufferDesc input = { SECBUFFER_VERSION, 1, &in };
    SecBufferDesc output = { SECBUFFER_VERSION, 1, &out };
    SECURITY_STATUS status = SEC_I_CONTINUE_NEEDED;
    ULONG attributes = 0;
    int first = 1;

    while (status == SEC_I_CONTINUE_NEEDED) {
        net_receive(line, &frame);
        in.cbBuffer = frame.length;
        out.cbBuffer = 0;
        out.BufferType = SECBUFFER_TOKEN;
        out.pvBuffer = NULL;
        status = AcceptSecurityContext(credential, first ? NULL : context,
                                       &input, WANTED, SECURITY_NETWORK_DREP,
                                       context, &output, &attributes, NULL);
        if (status != SEC_I_CONTINUE_NEEDED)
            sspi_check("AcceptSecurityContext", status);
        if (out.cbBuffer > 0)
            net_send(line, out.pvBuffer, out.cbBuffer);
        FreeContextBuffer(out.pvBuffer);
        first = 0;
    }
    if ((attributes & ASC_RET_INTEGRITY) == 0)
        net_fail("integrity: getting it");
}

static void
print_client(CtxtHandle *context)
{
    SecPkgContext_NamesA names;

    sspi_check("QueryContextAttributes",
               QueryContextAttributesA(context, SECPKG_ATTR_NAMES, &names));
    printf("client: %s\n", names.sUserName);
    FreeContextBuffer(names.sUserName);
}

int
main(int argc, char **argv)
{
    static char package[] = "Kerberos";
    static struct net_frame mode;
    CredHandle credential;
    CtxtHandle context;
    net_line line;
    int seal;

    if (argc != 2) {
        fprintf(stderr, "usage: %s PORT\n", argv[0]);
        return 2;
    }
    sspi_check("AcquireCredentialsHandle",
               AcquireCredentialsHandleA(NULL, package, SECPKG_CRED_INBOUND,
                                         NULL, NULL, NULL, NULL, &credential,
                                         NULL));
    line = net_accept(argv[1]);
    establish(line, &credential, &context);
    print_client(&context);
    net_receive(line, &mode);
    seal = mode.length == 4 && memcmp(mode.data, "seal", 4) == 0;
    sspi_receive(line, &context, seal);
    sspi_send(line, &context, seal, "this is the server's answer");
    net_close(line);
    DeleteSecurityContext(&context);
    FreeCredentialsHandle(&credential);
    return 0;
}
