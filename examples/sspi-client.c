/* SPDX-License-Identifier: MIT */
/*
 * sspi-client HOST PORT TARGET sign|seal TEXT
 *
 * Sends a signed or sealed message to sspi-server or gss-server and prints
 * the answer.  TARGET is svc/host or svc/host@REALM.  One source for two
 * platforms:
 *
 *     cc sspi-client.c $(pkg-config --cflags --libs ksp-sspi)
 *     x86_64-w64-mingw32-gcc sspi-client.c -lsecur32 -lws2_32
 */
#include "sspi-messages.h"

#define WANTED \
    (ISC_REQ_MUTUAL_AUTH | ISC_REQ_REPLAY_DETECT | ISC_REQ_SEQUENCE_DETECT | \
     ISC_REQ_INTEGRITY | ISC_REQ_CONFIDENTIALITY)

/* The tokens go to a buffer of ours: Wine's package allocates none. */
static void
establish(net_line line, CredHandle *credential, CtxtHandle *context,
          char *target)
{
    static struct net_frame frame;
    static char token[NET_FRAME_MAX];
    SecBuffer in = { 0, SECBUFFER_TOKEN, frame.data }, out;
    SecBufferDesc input = { SECBUFFER_VERSION, 1, &in };
    SecBufferDesc output = { SECBUFFER_VERSION, 1, &out };
    SECURITY_STATUS status = SEC_I_CONTINUE_NEEDED;
    ULONG attributes = 0;
    int first = 1;

    while (status == SEC_I_CONTINUE_NEEDED) {
        if (!first) {
            net_receive(line, &frame);
            in.cbBuffer = frame.length;
        }
        out.cbBuffer = sizeof(token);
        out.BufferType = SECBUFFER_TOKEN;
        out.pvBuffer = token;
        status = InitializeSecurityContextA(
            credential, first ? NULL : context, target, WANTED, 0,
            SECURITY_NETWORK_DREP, first ? NULL : &input, 0, context,
            &output, &attributes, NULL);
        if (status != SEC_I_CONTINUE_NEEDED)
            sspi_check("InitializeSecurityContext", status);
        if (out.cbBuffer > 0)
            net_send(line, out.pvBuffer, out.cbBuffer);
        first = 0;
    }
    if ((attributes & ISC_RET_MUTUAL_AUTH) == 0)
        net_fail("proof of who the server is: getting it");
}

int
main(int argc, char **argv)
{
    static char package[] = "Kerberos";
    CredHandle credential;
    CtxtHandle context;
    net_line line;
    int seal;

    if (argc != 6 || (strcmp(argv[4], "sign") && strcmp(argv[4], "seal"))) {
        fprintf(stderr, "usage: %s HOST PORT TARGET sign|seal TEXT\n",
                argv[0]);
        return 2;
    }
    seal = strcmp(argv[4], "seal") == 0;
    sspi_check("AcquireCredentialsHandle",
               AcquireCredentialsHandleA(NULL, package, SECPKG_CRED_OUTBOUND,
                                         NULL, NULL, NULL, NULL, &credential,
                                         NULL));
    line = net_connect(argv[1], argv[2]);
    establish(line, &credential, &context, argv[3]);
    net_send(line, argv[4], strlen(argv[4]));
    sspi_send(line, &context, seal, argv[5]);
    sspi_receive(line, &context, seal);
    net_close(line);
    DeleteSecurityContext(&context);
    FreeCredentialsHandle(&credential);
    return 0;
}
