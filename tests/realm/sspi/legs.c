/* SPDX-License-Identifier: MIT */
/* Establishment, call by call: what is wrong with an argument, or a token. */
#include <string.h>

#include "realm/sspi/one_step.h"

static void
arguments(const struct sspi_facts *facts)
{
    const char *t = facts->target;
    SecBuffer two[2] = { { 0, SECBUFFER_TOKEN, NULL },
                         { 0, SECBUFFER_TOKEN, NULL } };
    SecBuffer nowhere = { 5, SECBUFFER_TOKEN, NULL };
    SecBufferDesc doubled = { SECBUFFER_VERSION, 2, two };
    SecBufferDesc odd = { 1, 1, two };
    SecBufferDesc missing = { SECBUFFER_VERSION, 1, NULL };
    SecBufferDesc null = { SECBUFFER_VERSION, 1, &nowhere };
    SecBufferDesc empty = { SECBUFFER_VERSION, 0, NULL };
    WCHAR bad[] = { 0xd800, 0 };

    refused(initialize(NULL, NULL, 0, NULL, sizeof(memory)),
            SEC_E_TARGET_UNKNOWN, "no target");
    refused(initialize(NULL, "", 0, NULL, sizeof(memory)),
            SEC_E_TARGET_UNKNOWN, "an empty target");
    refused(initialize(NULL, "a@b@c", 0, NULL, sizeof(memory)),
            SEC_E_TARGET_UNKNOWN, "a target that is no name");
    refused(initialize(NULL, "host/unknown.localhost", 0, NULL,
                       sizeof(memory)),
            SEC_E_TARGET_UNKNOWN, "a target the KDC does not know");
    refused(initialize(NULL, "\xff", 0, NULL, sizeof(memory)),
            SEC_E_INVALID_PARAMETER, "a target that is not UTF-8");
    attributes = 0;
    refused(InitializeSecurityContextW(&client, NULL, bad, 0, 0, 0, NULL, 0,
                                       &ctx, &doubled, NULL, NULL),
            SEC_E_INVALID_PARAMETER, "two output buffers");
    doubled.cBuffers = 1;
    refused(InitializeSecurityContextW(&client, NULL, bad, 0, 0, 0, NULL, 0,
                                       &ctx, &doubled, NULL, NULL),
            SEC_E_INVALID_PARAMETER, "a target that is not UTF-16");
    refused(initialize(NULL, t, ISC_REQ_NULL_SESSION, NULL, sizeof(memory)),
            SEC_E_UNSUPPORTED_FUNCTION, "a null session");
    doubled.cBuffers = 2;
    refused(initialize(NULL, t, 0, &doubled, sizeof(memory)),
            SEC_E_INVALID_PARAMETER, "two tokens");
    refused(initialize(NULL, t, 0, &odd, sizeof(memory)),
            SEC_E_INVALID_PARAMETER, "a list of another version");
    refused(initialize(NULL, t, 0, &missing, sizeof(memory)),
            SEC_E_INVALID_PARAMETER, "a list that is not there");
    refused(initialize(NULL, t, 0, &null, sizeof(memory)),
            SEC_E_INVALID_PARAMETER, "a token that is not there");
    attributes = 0;
    refused(InitializeSecurityContextA(&client, NULL, (char *)(uintptr_t)t, 0,
                                       0, 0, NULL, 0, &ctx, &empty, NULL,
                                       NULL),
            SEC_E_INVALID_PARAMETER, "no output buffer");
    refused(InitializeSecurityContextA(&client, NULL, (char *)(uintptr_t)t, 0,
                                       0, 0, NULL, 0, &ctx, NULL, NULL,
                                       NULL),
            SEC_E_INVALID_PARAMETER, "no output list");
    refused(InitializeSecurityContextA(&client, NULL, (char *)(uintptr_t)t, 0,
                                       0, 0, NULL, 0, NULL, &doubled, NULL,
                                       NULL),
            SEC_E_INVALID_PARAMETER, "nowhere to put the handle");
    refused(InitializeSecurityContextA(&server, NULL, (char *)(uintptr_t)t, 0,
                                       0, 0, NULL, 0, &ctx, &null, NULL,
                                       NULL),
            SEC_E_INVALID_PARAMETER, "capacity without memory");
    refused(AcceptSecurityContext(&server, NULL, &empty, 0, 0, &ctx, &odd,
                                  NULL, NULL),
            SEC_E_INVALID_PARAMETER, "accept: an output list of another "
            "version");
    null.pBuffers = two;
    refused(AcceptSecurityContext(&server, NULL, &empty, 0, 0, &ctx, &null,
                                  NULL, NULL),
            SEC_E_INVALID_TOKEN, "accept: no token");
    refused(accept_token(NULL, &ctx, "", 0, 0, sizeof(memory)),
            SEC_E_INVALID_TOKEN, "accept: an empty token");
    refused(accept_token(NULL, &ctx, "garbage", 7, 0, sizeof(memory)),
            SEC_E_INVALID_TOKEN, "accept: garbage");
    refused(InitializeSecurityContextA(&server, NULL, (char *)(uintptr_t)t, 0,
                                       0, 0, NULL, 0, &ctx, &null, NULL,
                                       NULL),
            SEC_E_NO_CREDENTIALS, "initialize with an inbound credential");
    null.pBuffers = two;
    refused(AcceptSecurityContext(&client, NULL, &doubled, 0, 0, &ctx, &null,
                                  NULL, NULL),
            SEC_E_INVALID_PARAMETER, "accept: two tokens");
}

/* A list that is refused leaves no length that was there before: a program
 * would send as many bytes. */
static void
no_length(SECURITY_STATUS got, const SecBuffer *buffer, const char *name)
{
    tap_ok(got == SEC_E_INVALID_PARAMETER && buffer[0].cbBuffer == 0 &&
           buffer[1].cbBuffer == 0, name);
}

static void
lengths(const struct sspi_facts *facts)
{
    char *t = (char *)(uintptr_t)facts->target;
    SecBuffer in[2] = { { 0, SECBUFFER_TOKEN, NULL },
                        { 0, SECBUFFER_TOKEN, NULL } };
    SecBuffer two[2];
    const SecBuffer full[2] = { { 7, SECBUFFER_TOKEN, memory },
                                { 7, SECBUFFER_TOKEN, memory } };
    SecBufferDesc doubled = { SECBUFFER_VERSION, 2, in };
    SecBufferDesc output = { SECBUFFER_VERSION, 1, two };

    memcpy(two, full, sizeof(two));
    two[1].cbBuffer = 0;
    no_length(InitializeSecurityContextA(&client, NULL, t, 0, 0, 0, &doubled,
                                         0, &ctx, &output, NULL, NULL),
              two, "initialize: no length with two tokens");
    two[0].cbBuffer = 7;
    no_length(AcceptSecurityContext(&server, NULL, &doubled, 0, 0, &ctx,
                                    &output, NULL, NULL),
              two, "accept: no length with two tokens");
    two[0].cbBuffer = 7;
    two[0].pvBuffer = NULL;
    no_length(InitializeSecurityContextA(&client, NULL, t, 0, 0, 0, NULL, 0,
                                         &ctx, &output, NULL, NULL),
              two, "no length without memory");
    memcpy(two, full, sizeof(two));
    output.cBuffers = 2;
    no_length(InitializeSecurityContextA(&client, NULL, t, 0, 0, 0, NULL, 0,
                                         &ctx, &output, NULL, NULL),
              two, "no length where there is room for two");
    memcpy(two, full, sizeof(two));
    doubled.cBuffers = 0;
    no_length(InitializeSecurityContextA(&client, NULL, t,
                                         ISC_REQ_ALLOCATE_MEMORY, 0, 0,
                                         &doubled, 0, &ctx, &output, NULL,
                                         NULL),
              two, "nor with ALLOCATE_MEMORY");
    tap_ok(two[0].pvBuffer == NULL && two[1].pvBuffer == NULL,
           "and no memory to free");
}

/* ---- room ----------------------------------------------------------- */

/* Too little room at every step; the same call with enough goes on. */
static void
too_small(const struct sspi_facts *facts)
{
    ULONG request = SSPI_EVERYTHING, dce = ISC_REQ_USE_DCE_STYLE, needed;
    struct sspi_end ends[2];
    static unsigned char token[65536];
    ULONG length;
    CtxtHandle accepted;
    SecBuffer in = { 0, SECBUFFER_TOKEN, token };
    SecBufferDesc input = { SECBUFFER_VERSION, 1, &in };

    refused(initialize(NULL, facts->target, request | dce, NULL, 10),
            SEC_E_BUFFER_TOO_SMALL, "initialize: no room for the first");
    needed = out.cbBuffer;
    tap_ok(needed > 10, "and how much it takes");
    tap_status(initialize(NULL, facts->target, request | dce, NULL,
                          sizeof(memory)),
               SEC_I_CONTINUE_NEEDED, "initialize: anew");
    length = out.cbBuffer;
    memcpy(token, memory, length);
    memset(&accepted, 0xff, sizeof(accepted));
    tap_status(accept_token(NULL, &accepted, token, length, request, 10),
               SEC_E_BUFFER_TOO_SMALL, "accept: no room for the first");
    tap_ok(accepted.dwLower == 0 && out.cbBuffer > 10,
           "no context, and how much it takes");
    tap_status(accept_token(NULL, &accepted, token, length, request,
                            sizeof(memory)),
               SEC_I_CONTINUE_NEEDED, "accept: anew, without a cache");
    in.cbBuffer = out.cbBuffer;
    memcpy(token, memory, in.cbBuffer);
    tap_status(initialize(&ctx, NULL, request | dce, &input, 10),
               SEC_E_BUFFER_TOO_SMALL, "initialize: no room for the second");
    needed = out.cbBuffer;
    tap_status(initialize(&ctx, NULL, request | dce, &input, needed - 1),
               SEC_E_BUFFER_TOO_SMALL, "one byte is missing");
    tap_status(QueryContextAttributesA(&ctx, SECPKG_ATTR_SIZES, memory),
               SEC_E_INVALID_HANDLE, "it is not open yet");
    tap_status(initialize(&ctx, NULL, request | dce, &input, needed),
               SEC_E_OK, "the same call with room");
    tap_number(out.cbBuffer, needed, "the token is as long as was said");
    tap_ok((attributes & ISC_RET_USED_DCE_STYLE) != 0, "the attributes too");
    length = out.cbBuffer;
    memcpy(token, memory, length);
    tap_status(accept_token(&accepted, &accepted, token, length, request, 0),
               SEC_E_OK, "accept: the last");
    tap_number(out.cbBuffer, 0, "has nothing to say");
    memset(ends, 0, sizeof(ends));
    ends[0].ctx = ctx;
    ends[1].ctx = accepted;
    tap_status(sign_and_verify(&ends[0], &ends[1]), SEC_E_OK, "it works");
    tap_status(DeleteSecurityContext(&ctx), SEC_E_OK, "deleted");
    tap_status(DeleteSecurityContext(&accepted), SEC_E_OK, "deleted");
}

/* A peer's later token that is garbage: the context has failed. */
static void
later_garbage(const struct sspi_facts *facts)
{
    char garbage[] = "garbage";
    SecBuffer in = { 7, SECBUFFER_TOKEN, garbage };
    SecBufferDesc input = { SECBUFFER_VERSION, 1, &in };

    tap_status(initialize(NULL, facts->target, SSPI_EVERYTHING, NULL,
                          sizeof(memory)), SEC_I_CONTINUE_NEEDED, "a context");
    tap_status(initialize(&ctx, NULL, SSPI_EVERYTHING, &input,
                          sizeof(memory)), SEC_E_INVALID_TOKEN,
               "a later token is garbage");
    tap_number(out.cbBuffer, 0, "no token");
    tap_status(initialize(&ctx, NULL, SSPI_EVERYTHING, &input,
                          sizeof(memory)), SEC_E_INVALID_HANDLE,
               "it has failed for good");
    tap_status(DeleteSecurityContext(&ctx), SEC_E_OK, "and can be deleted");
}

/* An error may come with a token, if the program wants it. */
static void
error_tokens(const struct sspi_facts *facts)
{
    static unsigned char token[65536];
    ULONG length;
    CtxtHandle accepted;

    tap_status(initialize(NULL, facts->target, SSPI_EVERYTHING, NULL,
                          sizeof(memory)), SEC_I_CONTINUE_NEEDED, "a context");
    length = out.cbBuffer;
    memcpy(token, memory, length);
    token[length - 1] ^= 1;     /* the authenticator */
    tap_ok(accept_token(NULL, &accepted, token, length, 0, sizeof(memory)) <
           0 && out.cbBuffer == 0, "an error, no token");
    tap_ok(accept_token(NULL, &accepted, token, length,
                        ASC_REQ_EXTENDED_ERROR, sizeof(memory)) < 0 &&
           out.cbBuffer > 0, "EXTENDED_ERROR: a token");
    tap_ok(accept_token(NULL, &accepted, token, length,
                        ASC_REQ_EXTENDED_ERROR, 1) < 0 && out.cbBuffer == 0,
           "EXTENDED_ERROR without room: none");
    DeleteSecurityContext(&ctx);
}

void
section_legs(const struct sspi_facts *facts)
{
    get_credentials("Kerberos");
    arguments(facts);
    lengths(facts);
    too_small(facts);
    later_garbage(facts);
    error_tokens(facts);
    free_credentials();
}
