/* SPDX-License-Identifier: MIT */
#include "realm/sspi/one_step.h"

CredHandle client, server;

void
get_credentials(const char *package)
{
    char *name = (char *)(uintptr_t)package;

    tap_status(AcquireCredentialsHandleA(NULL, name, SECPKG_CRED_OUTBOUND,
                                         NULL, NULL, NULL, NULL, &client,
                                         NULL), SEC_E_OK, "the client's");
    tap_status(AcquireCredentialsHandleA(NULL, name, SECPKG_CRED_INBOUND,
                                         NULL, NULL, NULL, NULL, &server,
                                         NULL), SEC_E_OK, "the server's");
}

void
free_credentials(void)
{
    FreeCredentialsHandle(&client);
    FreeCredentialsHandle(&server);
}

unsigned char memory[65536];
SecBuffer out;
CtxtHandle ctx;
ULONG attributes;

SECURITY_STATUS
initialize(PCtxtHandle old, const char *target, ULONG request,
           PSecBufferDesc input, ULONG capacity)
{
    SecBufferDesc output = { SECBUFFER_VERSION, 1, &out };

    out.BufferType = SECBUFFER_TOKEN;
    out.cbBuffer = capacity;
    out.pvBuffer = memory;
    attributes = 7;
    return InitializeSecurityContextA(&client, old,
                                      (char *)(uintptr_t)target, request, 0,
                                      SECURITY_NATIVE_DREP, input, 0,
                                      old == NULL ? &ctx : NULL, &output,
                                      &attributes, NULL);
}

SECURITY_STATUS
accept_token(PCtxtHandle old, PCtxtHandle new, const void *token,
             ULONG length, ULONG request, ULONG capacity)
{
    SecBuffer in = { length, SECBUFFER_TOKEN, (void *)(uintptr_t)token };
    SecBufferDesc input = { SECBUFFER_VERSION, 1, &in };
    SecBufferDesc output = { SECBUFFER_VERSION, 1, &out };

    out.BufferType = SECBUFFER_TOKEN;
    out.cbBuffer = capacity;
    out.pvBuffer = memory;
    attributes = 7;
    return AcceptSecurityContext(&server, old, &input, request,
                                 SECURITY_NATIVE_DREP, new, &output,
                                 &attributes, NULL);
}

void
refused(SECURITY_STATUS got, SECURITY_STATUS want, const char *name)
{
    tap_status(got, want, name);
    tap_ok(ctx.dwLower == 0 && ctx.dwUpper == 0 && attributes == 0,
           "and no context");
}
