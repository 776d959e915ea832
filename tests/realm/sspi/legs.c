/* SPDX-License-Identifier: MIT */
/* Establishment: what goes well, and every way in which it does not. */
#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "realm/gss_oids.h"
#include "realm/spnego_cred.h"
#include "realm/spnego_mic.h"
#include "realm/sspi/tests.h"

static CredHandle client, server;

static void
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

static void
free_credentials(void)
{
    FreeCredentialsHandle(&client);
    FreeCredentialsHandle(&server);
}

/* ---- single calls --------------------------------------------------- */

static unsigned char memory[65536];
static SecBuffer out;
static CtxtHandle ctx;
static ULONG attributes;

static SECURITY_STATUS
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

static SECURITY_STATUS
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

/* A first call that must fail and leave nothing behind. */
static void
refused(SECURITY_STATUS got, SECURITY_STATUS want, const char *name)
{
    tap_status(got, want, name);
    tap_ok(ctx.dwLower == 0 && ctx.dwUpper == 0 && attributes == 0,
           "and no context");
}

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

/* ---- what is asked for is got --------------------------------------- */

/* What the server has of what the client has. */
static ULONG
at_server(ULONG got)
{
    return (got & 0xfff) |
        ((got & ISC_RET_INTEGRITY) != 0 ? ASC_RET_INTEGRITY : 0) |
        ((got & ISC_RET_IDENTIFY) != 0 ? ASC_RET_IDENTIFY : 0) |
        ((got & ISC_RET_EXTENDED_ERROR) != 0 ? ASC_RET_EXTENDED_ERROR : 0);
}

static void
got(const struct sspi_facts *facts, ULONG request, ULONG more_isc,
    ULONG want, const char *name)
{
    struct sspi_dialog dialog = { .request = request, .isc_only = more_isc };
    struct sspi_end ends[2];
    ULONG allocated = ISC_RET_ALLOCATED_MEMORY;

    tap_ok(sspi_pair_open(ends, facts->target, &dialog), name);
    tap_number(ends[0].attributes & ~allocated, want, "what the client got");
    tap_number(ends[1].attributes & ~allocated, at_server(want),
               "what the server got");
    sspi_pair_close(ends);
}

/* Integrity is implied. */
static void
flags(const struct sspi_facts *facts, ULONG request, ULONG more_isc,
      ULONG want, const char *name)
{
    got(facts, request, more_isc, want | ISC_RET_INTEGRITY, name);
}

static void
no_integrity(const struct sspi_facts *facts, ULONG request, ULONG more_isc,
             const char *name)
{
    got(facts, request, more_isc | ISC_REQ_NO_INTEGRITY, request, name);
}

/* The step of SASL: what the server wrapped without encryption is opened, and
 * the answer is wrapped so. */
static void
wrapped_for(gss_ctx_id_t gss, struct sspi_end *end)
{
    gss_buffer_desc text = { 4, (void *)(uintptr_t)"text" }, wrapped, plain;
    struct sspi_message m;
    SecBuffer in[2] = { { 0, SECBUFFER_STREAM, NULL },
                        { 0, SECBUFFER_DATA, NULL } };
    SecBufferDesc list = { SECBUFFER_VERSION, 2, in };
    OM_uint32 minor;
    ULONG fQOP = 7;

    gss_wrap(&minor, gss, 0, 0, &text, NULL, &wrapped);
    in[0].cbBuffer = (ULONG)wrapped.length;
    in[0].pvBuffer = wrapped.value;
    tap_status(DecryptMessage(&end->ctx, &list, 0, &fQOP), SEC_E_OK,
               "a sign-only message is opened");
    tap_ok(fQOP == KERB_WRAP_NO_ENCRYPT && in[1].cbBuffer == 4 &&
           memcmp(in[1].pvBuffer, "text", 4) == 0, "as what it is");
    gss_release_buffer(&minor, &wrapped);
    message_init_sealed(&m, "text");
    tap_status(EncryptMessage(&end->ctx, KERB_WRAP_NO_ENCRYPT, &m.list, 0),
               SEC_E_OK, "one is made");
    wrapped.length = m.buffers[1].cbBuffer + m.buffers[0].cbBuffer +
        m.buffers[2].cbBuffer;
    memcpy(memory, m.token, m.buffers[1].cbBuffer);
    memcpy(memory + m.buffers[1].cbBuffer, m.data, m.buffers[0].cbBuffer);
    memcpy(memory + m.buffers[1].cbBuffer + m.buffers[0].cbBuffer, m.padding,
           m.buffers[2].cbBuffer);
    wrapped.value = memory;
    tap_number(gss_unwrap(&minor, gss, &wrapped, &plain, NULL, NULL),
               GSS_S_COMPLETE, "and taken");
    gss_release_buffer(&minor, &plain);
}

/* What a GSS acceptor of the system's reads of a client that asks for
 * MUTUAL_AUTH alone, with the messages of either. */
static void
seen_by_gss(const struct sspi_facts *facts, const char *package)
{
    struct sspi_dialog dialog = { .package = package,
                                  .request = ISC_REQ_MUTUAL_AUTH };
    SecBuffer token = { 0, SECBUFFER_TOKEN, NULL }, answer;
    gss_ctx_id_t gss = GSS_C_NO_CONTEXT;
    OM_uint32 major = GSS_S_FAILURE, minor, got_flags = 0;
    gss_buffer_desc in, next;
    struct sspi_end end;

    sspi_end_open(&end, true, &dialog);
    sspi_end_step(&end, facts->target, &dialog, &token, &answer);
    in.value = answer.pvBuffer;
    in.length = answer.cbBuffer;
    major = gss_accept_sec_context(&minor, &gss, GSS_C_NO_CREDENTIAL, &in,
                                   GSS_C_NO_CHANNEL_BINDINGS, NULL, NULL,
                                   &next, &got_flags, NULL, NULL);
    FreeContextBuffer(answer.pvBuffer);
    tap_number(major, GSS_S_COMPLETE, "a GSS server takes MUTUAL_AUTH alone");
    tap_number(got_flags & (GSS_C_MUTUAL_FLAG | GSS_C_INTEG_FLAG |
                            GSS_C_CONF_FLAG),
               GSS_C_MUTUAL_FLAG | GSS_C_INTEG_FLAG,
               "it sees integrity and no confidentiality");
    token.pvBuffer = next.value;
    token.cbBuffer = (ULONG)next.length;
    tap_status(sspi_end_step(&end, NULL, &dialog, &token, &answer), SEC_E_OK,
               "the client is open");
    FreeContextBuffer(answer.pvBuffer);
    gss_release_buffer(&minor, &next);
    wrapped_for(gss, &end);
    gss_delete_sec_context(&minor, &gss, GSS_C_NO_BUFFER);
    sspi_end_close(&end);
}

void
section_legs(const struct sspi_facts *facts)
{
    get_credentials("Kerberos");
    arguments(facts);
    too_small(facts);
    later_garbage(facts);
    error_tokens(facts);
    free_credentials();
    flags(facts, 0, 0, 0, "nothing asked for");
    flags(facts, ISC_REQ_MUTUAL_AUTH, 0, ISC_RET_MUTUAL_AUTH, "mutual");
    flags(facts, 0, ISC_REQ_INTEGRITY, 0, "integrity");
    flags(facts, ISC_REQ_CONFIDENTIALITY, 0, ISC_RET_CONFIDENTIALITY,
          "confidentiality");
    flags(facts, ISC_REQ_REPLAY_DETECT, 0, ISC_RET_REPLAY_DETECT,
          "replay detection");
    flags(facts, ISC_REQ_SEQUENCE_DETECT, 0, ISC_RET_SEQUENCE_DETECT,
          "sequence detection");
    flags(facts, 0, ISC_REQ_IDENTIFY, ISC_RET_IDENTIFY, "identify");
    flags(facts, 0, ISC_REQ_EXTENDED_ERROR, ISC_RET_EXTENDED_ERROR,
          "extended error");
    flags(facts, ISC_REQ_USE_DCE_STYLE, 0,
          ISC_RET_USED_DCE_STYLE | ISC_RET_MUTUAL_AUTH,
          "DCE style implies mutual");
    flags(facts, ISC_REQ_DATAGRAM, 0, ISC_RET_DATAGRAM, "datagram");
    flags(facts, ISC_REQ_CONNECTION, 0, ISC_RET_CONNECTION, "connection");
    flags(facts, ISC_REQ_DELEGATE, 0, ISC_RET_DELEGATE, "delegation");
    flags(facts, ISC_REQ_USE_SESSION_KEY, ISC_REQ_STREAM, 0,
          "unknown requests are not granted");
    no_integrity(facts, 0, 0, "NO_INTEGRITY takes it away");
    no_integrity(facts, ISC_REQ_MUTUAL_AUTH, ISC_REQ_INTEGRITY,
                 "if it was asked for, too");
    seen_by_gss(facts, "Kerberos");
    seen_by_gss(facts, "Negotiate");
}

/* ---- channel bindings ----------------------------------------------- */

static void
bound(const struct sspi_facts *facts, const char *package, const char *ours,
      const char *theirs, ULONG asc, SECURITY_STATUS want, const char *name)
{
    struct sspi_dialog dialog = {
        .package = package, .request = SSPI_EVERYTHING, .asc_only = asc,
        .bindings = { ours, theirs }
    };
    struct sspi_end ends[2];

    (void)sspi_pair_open(ends, facts->target, &dialog);
    tap_status(ends[1].status, want, name);
    sspi_pair_close(ends);
}

/* Offsets and lengths that leave the buffer. */
static void
malformed(const struct sspi_facts *facts)
{
    struct {
        SEC_CHANNEL_BINDINGS b;
        char data[8];
    } block;
    SecBuffer in = { sizeof(block), SECBUFFER_CHANNEL_BINDINGS, &block };
    SecBufferDesc input = { SECBUFFER_VERSION, 1, &in };
    ULONG *fields[6], i;

    fields[0] = &block.b.dwInitiatorOffset;
    fields[1] = &block.b.cbInitiatorLength;
    fields[2] = &block.b.dwAcceptorOffset;
    fields[3] = &block.b.cbAcceptorLength;
    fields[4] = &block.b.dwApplicationDataOffset;
    fields[5] = &block.b.cbApplicationDataLength;
    for (i = 0; i < 6; i++) {
        memset(&block, 0, sizeof(block));
        *fields[i & ~1u] = sizeof(block.b);
        *fields[i | 1] = 8;
        *fields[i] = (i & 1) != 0 ? 9 : sizeof(block.b) + 1;
        tap_status(initialize(NULL, facts->target, 0, &input,
                              sizeof(memory)), SEC_E_INVALID_PARAMETER,
                   "a part that leaves the buffer");
        *fields[i] = 0xffffffff;
        tap_status(initialize(NULL, facts->target, 0, &input,
                              sizeof(memory)), SEC_E_INVALID_PARAMETER,
                   "far");
    }
    memset(&block, 0, sizeof(block));
    block.b.dwApplicationDataOffset = 4;
    block.b.cbApplicationDataLength = 4;
    tap_status(initialize(NULL, facts->target, 0, &input, sizeof(memory)),
               SEC_E_INVALID_PARAMETER, "a part inside the struct");
    in.cbBuffer = sizeof(block.b) - 1;
    tap_status(initialize(NULL, facts->target, 0, &input, sizeof(memory)),
               SEC_E_INVALID_PARAMETER, "less than the struct");
    in.cbBuffer = sizeof(block);
    in.pvBuffer = NULL;
    tap_status(initialize(NULL, facts->target, 0, &input, sizeof(memory)),
               SEC_E_INVALID_PARAMETER, "nothing");
}

/* GSS takes the client and has an AP-REP for it; that is no error token. */
static void
no_error_token(const struct sspi_facts *facts)
{
    static unsigned char token[65536];
    SecBuffer in[2] = { { 0, SECBUFFER_TOKEN, token } };
    SecBufferDesc input = { SECBUFFER_VERSION, 2, in };
    SecBufferDesc output = { SECBUFFER_VERSION, 1, &out };
    void *block = sspi_bindings("tls", &in[1]);

    tap_status(initialize(NULL, facts->target, SSPI_EVERYTHING, NULL,
                          sizeof(memory)), SEC_I_CONTINUE_NEEDED,
               "a client without bindings");
    in[0].cbBuffer = out.cbBuffer;
    memcpy(token, memory, out.cbBuffer);
    DeleteSecurityContext(&ctx);
    out.cbBuffer = sizeof(memory);
    refused(AcceptSecurityContext(&server, NULL, &input,
                                  ASC_REQ_EXTENDED_ERROR,
                                  SECURITY_NATIVE_DREP, &ctx, &output,
                                  &attributes, NULL), SEC_E_BAD_BINDINGS,
            "a server that wants some, and gives error tokens");
    tap_number(out.cbBuffer, 0, "no token");
    free(block);
}

void
section_bindings(const struct sspi_facts *facts)
{
    ULONG missing = ASC_REQ_ALLOW_MISSING_BINDINGS;

    get_credentials("Kerberos");
    malformed(facts);
    no_error_token(facts);
    free_credentials();
    bound(facts, NULL, "tls", "tls", 0, SEC_E_OK, "the same");
    bound(facts, NULL, "tls", "TLS", 0, SEC_E_BAD_BINDINGS, "others");
    bound(facts, NULL, "tls", NULL, 0, SEC_E_OK, "the server's are missing");
    bound(facts, NULL, NULL, "tls", 0, SEC_E_BAD_BINDINGS,
          "the client's are missing");
    bound(facts, NULL, NULL, "tls", missing, SEC_E_OK, "which may be");
    bound(facts, NULL, "tls", "TLS", missing, SEC_E_BAD_BINDINGS,
          "but not others");
    bound(facts, "Negotiate", "tls", "tls", 0, SEC_E_OK,
          "Negotiate, the same");
    bound(facts, "Negotiate", "tls", "TLS", 0, SEC_E_BAD_BINDINGS,
          "Negotiate, others");
    bound(facts, "Negotiate", NULL, "tls", 0, SEC_E_BAD_BINDINGS,
          "Negotiate, missing");
}

/* ---- Negotiate ------------------------------------------------------ */

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

/* ---- in another environment ----------------------------------------- */

/* A context that the library will not open: the client that needs no answer,
 * the server, and either within Negotiate.  GSS has established it, and has a
 * token that says so to the peer; no error token is made of that. */
static void
never_opened(const struct sspi_facts *facts, SECURITY_STATUS want)
{
    static unsigned char token[65536];
    struct sspi_dialog dialog = { .package = "Negotiate" };
    struct sspi_end ends[2];
    ULONG length;

    get_credentials("Kerberos");
    refused(initialize(NULL, facts->target, 0, NULL, sizeof(memory)), want,
            "the client");
    refused(initialize(NULL, facts->target, ISC_REQ_EXTENDED_ERROR, NULL,
                       sizeof(memory)), want, "that wants error tokens");
    tap_number(out.cbBuffer, 0, "no token");
    tap_status(initialize(NULL, facts->target, SSPI_EVERYTHING, NULL,
                          sizeof(memory)), SEC_I_CONTINUE_NEEDED,
               "a client that waits for an answer");
    length = out.cbBuffer;
    memcpy(token, memory, length);
    DeleteSecurityContext(&ctx);
    refused(accept_token(NULL, &ctx, token, length, 0, sizeof(memory)), want,
            "the server");
    refused(accept_token(NULL, &ctx, token, length, ASC_REQ_EXTENDED_ERROR,
                         sizeof(memory)), want, "that gives error tokens");
    tap_number(out.cbBuffer, 0, "no token");
    free_credentials();
    /* With the module the client is the first to know. */
    tap_ok(!sspi_pair_open(ends, facts->target, &dialog), "Negotiate");
    tap_status(ends[0].status < 0 ? ends[0].status : ends[1].status, want,
               "at either");
    sspi_pair_close(ends);
    dialog.request = SSPI_EVERYTHING;
    tap_ok(!sspi_pair_open(ends, facts->target, &dialog),
           "Negotiate, mutual");
    tap_status(ends[1].status, want, "at the server");
    sspi_pair_close(ends);
}

/* The configuration refuses the enctype. */
void
section_refused(const struct sspi_facts *facts)
{
    never_opened(facts, SEC_E_ALGORITHM_MISMATCH);
}

/* The library was built without the ciphers. */
void
section_no_ciphers(const struct sspi_facts *facts)
{
    never_opened(facts, SEC_E_CRYPTO_SYSTEM_INVALID);
}

static ULONG
first_token(const struct sspi_facts *facts, unsigned char *token)
{
    tap_status(initialize(NULL, facts->target, SSPI_EVERYTHING, NULL,
                          sizeof(memory)), SEC_I_CONTINUE_NEEDED,
               "a token");
    memcpy(token, memory, out.cbBuffer);
    DeleteSecurityContext(&ctx);
    return out.cbBuffer;
}

/* The configuration allows for one second. */
void
section_skew(const struct sspi_facts *facts)
{
    static unsigned char token[65536];
    ULONG length;

    get_credentials("Kerberos");
    length = first_token(facts, token);
    sleep(3);
    refused(accept_token(NULL, &ctx, token, length, 0, sizeof(memory)),
            SEC_E_TIME_SKEW, "Kerberos");
    free_credentials();
    get_credentials("Negotiate");
    length = first_token(facts, token);
    sleep(3);
    refused(accept_token(NULL, &ctx, token, length, 0, sizeof(memory)),
            SEC_E_TIME_SKEW, "Negotiate");
    free_credentials();
}

/* The keytab has no key of the service but some of another; or keys of the
 * service that do not fit. */
void
section_wrong_key(const struct sspi_facts *facts)
{
    static unsigned char token[65536];
    ULONG length;
    SECURITY_STATUS status;

    get_credentials("Kerberos");
    length = first_token(facts, token);
    status = accept_token(NULL, &ctx, token, length, 0, sizeof(memory));
    refused(status, SEC_E_WRONG_PRINCIPAL, "Kerberos");
    free_credentials();
}
