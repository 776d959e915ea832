/* SPDX-License-Identifier: MIT */
/* What a context is asked to have, and what it has. */
#include <gssapi/gssapi.h>
#include <string.h>

#include "realm/sspi/tests.h"

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
    unsigned char token[sizeof(m.token) + sizeof(m.data) + sizeof(m.padding)];
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
    memcpy(token, m.token, m.buffers[1].cbBuffer);
    memcpy(token + m.buffers[1].cbBuffer, m.data, m.buffers[0].cbBuffer);
    memcpy(token + m.buffers[1].cbBuffer + m.buffers[0].cbBuffer, m.padding,
           m.buffers[2].cbBuffer);
    wrapped.value = token;
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
section_request_flags(const struct sspi_facts *facts)
{
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
