/* SPDX-License-Identifier: MIT */
/* Channel bindings. */
#include <stdlib.h>
#include <string.h>

#include "realm/sspi/one_step.h"

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

/* What a call of each side is given: the first, and the second. */
struct calls {
    const char *client[2], *server[2];
};

/* In DCE style each side has two. */
static void
two_calls(const struct sspi_facts *facts, const struct calls *calls,
          SECURITY_STATUS want, const char *name, bool said)
{
    SecBuffer in = { 0, SECBUFFER_TOKEN, NULL }, next;
    SecPkgContext_Bindings unique = { 0, NULL };
    SECURITY_STATUS got = SEC_I_CONTINUE_NEEDED;
    struct sspi_dialog dialog = { .request = ISC_REQ_USE_DCE_STYLE };
    struct sspi_end ends[2];
    int i;

    (void)sspi_end_open(&ends[0], true, &dialog);
    (void)sspi_end_open(&ends[1], false, &dialog);
    for (i = 0; i < 4 && got >= SEC_E_OK; i++) {
        dialog.bindings[0] = calls->client[i / 2];
        dialog.bindings[1] = calls->server[i / 2];
        sspi_end_step(&ends[i % 2], facts->target, &dialog, &in, &next);
        FreeContextBuffer(in.pvBuffer);
        in = next;
        got = ends[i % 2].status;
    }
    FreeContextBuffer(in.pvBuffer);
    tap_status(got, want, name);
    if (want == SEC_E_OK)
        tap_status(QueryContextAttributesA(
            &ends[0].ctx, SECPKG_ATTR_UNIQUE_BINDINGS, &unique), said ?
            SEC_E_OK : SEC_E_UNSUPPORTED_FUNCTION, "what the client gave");
    FreeContextBuffer(unique.Bindings);
    sspi_pair_close(ends);
}

static void
by_call(const struct sspi_facts *facts)
{
    static const struct calls same = { { "a", "a" }, { "a", "a" } };
    static const struct calls once = { { "a", NULL }, { "a", NULL } };
    static const struct calls other_server = { { "a", "a" }, { "a", "b" } };
    static const struct calls other_client = { { "a", "b" }, { "a", "a" } };
    static const struct calls late = { { NULL, "b" }, { NULL, NULL } };
    static const struct calls both = { { NULL, "b" }, { NULL, "b" } };

    two_calls(facts, &same, SEC_E_OK, "the same on both calls", true);
    two_calls(facts, &once, SEC_E_OK, "on the first call", true);
    two_calls(facts, &other_server, SEC_E_BAD_BINDINGS,
              "others on the server's second", false);
    two_calls(facts, &other_client, SEC_E_BAD_BINDINGS,
              "others on the client's second", false);
    two_calls(facts, &late, SEC_E_OK, "on the client's second alone", false);
    two_calls(facts, &both, SEC_E_BAD_BINDINGS, "on the second alone", false);
}

void
section_bindings(const struct sspi_facts *facts)
{
    ULONG missing = ASC_REQ_ALLOW_MISSING_BINDINGS;

    get_credentials("Kerberos");
    malformed(facts);
    no_error_token(facts);
    free_credentials();
    by_call(facts);
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
