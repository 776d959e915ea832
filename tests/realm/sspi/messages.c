/* SPDX-License-Identifier: MIT */
/* Messages: made, taken, refused. */
#include <string.h>

#include "ksp/message.h"
#include "realm/sspi/tests.h"

void
message_init(struct sspi_message *m, const char *text)
{
    memset(m, 0, sizeof(*m));
    memcpy(m->data, text, strlen(text));
    m->buffers[0].BufferType = SECBUFFER_DATA;
    m->buffers[0].cbBuffer = (ULONG)strlen(text);
    m->buffers[0].pvBuffer = m->data;
    m->buffers[1].BufferType = SECBUFFER_TOKEN;
    m->buffers[1].cbBuffer = sizeof(m->token);
    m->buffers[1].pvBuffer = m->token;
    m->list.ulVersion = SECBUFFER_VERSION;
    m->list.cBuffers = 2;
    m->list.pBuffers = m->buffers;
}

void
message_init_sealed(struct sspi_message *m, const char *text)
{
    message_init(m, text);
    m->buffers[2].BufferType = SECBUFFER_PADDING;
    m->buffers[2].cbBuffer = sizeof(m->padding);
    m->buffers[2].pvBuffer = m->padding;
    m->list.cBuffers = 3;
}

SECURITY_STATUS
sign_and_verify(struct sspi_end *from, struct sspi_end *to)
{
    struct sspi_message m;
    SECURITY_STATUS status;
    ULONG fQOP = 7;

    message_init(&m, "a message");
    status = MakeSignature(&from->ctx, 0, &m.list, 0);
    if (status == SEC_E_OK)
        status = VerifySignature(&to->ctx, &m.list, 0, &fQOP);
    return status == SEC_E_OK && fQOP != 0 ? SEC_E_INTERNAL_ERROR : status;
}

static SECURITY_STATUS
seal_and_open(struct sspi_end *from, struct sspi_end *to, ULONG want)
{
    struct sspi_message m;
    SECURITY_STATUS status;
    ULONG fQOP = 7;

    message_init_sealed(&m, "a message");
    status = EncryptMessage(&from->ctx, want, &m.list, 0);
    if (status == SEC_E_OK && (memcmp(m.data, "a message", 9) == 0) !=
        (want != 0))
        status = SEC_E_INTERNAL_ERROR;
    if (status == SEC_E_OK)
        status = DecryptMessage(&to->ctx, &m.list, 0, &fQOP);
    return status == SEC_E_OK && (fQOP != want || m.buffers[0].cbBuffer != 9 ||
                                  memcmp(m.data, "a message", 9) != 0) ?
        SEC_E_INTERNAL_ERROR : status;
}

/* ---- errors --------------------------------------------------------- */

static void
errors(struct sspi_end ends[2])
{
    struct sspi_message m;
    ULONG fQOP = 7;

    message_init(&m, "text");
    tap_status(MakeSignature(&ends[0].ctx, 1, &m.list, 0),
               SEC_E_QOP_NOT_SUPPORTED, "MakeSignature: a bit of fQOP");
    tap_status(MakeSignature(&ends[0].ctx, SECQOP_WRAP_NO_ENCRYPT, &m.list,
                             0), SEC_E_INVALID_TOKEN,
               "MakeSignature: NO_ENCRYPT");
    tap_status(MakeSignature(&ends[0].ctx, 0, NULL, 0),
               SEC_E_INVALID_PARAMETER, "MakeSignature: no message");
    tap_status(EncryptMessage(&ends[0].ctx, SECQOP_WRAP_OOB_DATA, &m.list, 0),
               SEC_E_QOP_NOT_SUPPORTED, "EncryptMessage: a bit of fQOP");
    m.list.cBuffers = 1;
    tap_status(MakeSignature(&ends[0].ctx, 0, &m.list, 0),
               SEC_E_INVALID_TOKEN, "MakeSignature: no TOKEN");
    tap_status(VerifySignature(&ends[0].ctx, &m.list, 0, &fQOP),
               SEC_E_INVALID_TOKEN, "VerifySignature: no TOKEN");
    tap_number(fQOP, 0, "and pfQOP is written");
    tap_status(EncryptMessage(&ends[0].ctx, 0, &m.list, 0),
               SEC_E_INVALID_TOKEN, "EncryptMessage: no TOKEN");
    tap_status(DecryptMessage(&ends[0].ctx, &m.list, 0, &fQOP),
               SEC_E_INVALID_TOKEN, "DecryptMessage: no TOKEN");
    m.list.cBuffers = 2;
    m.buffers[0].BufferType = SECBUFFER_ALERT;
    tap_status(MakeSignature(&ends[0].ctx, 0, &m.list, 0),
               SEC_E_INVALID_PARAMETER, "a buffer that cannot be covered");
    message_init(&m, "text");
    m.buffers[1].cbBuffer = 10;
    tap_status(MakeSignature(&ends[0].ctx, 0, &m.list, 0),
               SEC_E_BUFFER_TOO_SMALL, "MakeSignature: no room");
    message_init_sealed(&m, "text");
    m.buffers[1].cbBuffer = 10;
    tap_status(EncryptMessage(&ends[0].ctx, 0, &m.list, 0),
               SEC_E_BUFFER_TOO_SMALL, "EncryptMessage: no room");
    tap_text(m.data, "text", "the message is as it was");
    tap_ok(m.buffers[1].cbBuffer == 10 &&
           m.buffers[2].cbBuffer == sizeof(m.padding), "the lengths too");
    message_init(&m, "text");
    tap_status(VerifySignature(&ends[0].ctx, &m.list, 0, NULL),
               SEC_E_INVALID_TOKEN, "VerifySignature: zeros");
    tap_status(DecryptMessage(&ends[0].ctx, &m.list, 0, NULL),
               SEC_E_INVALID_TOKEN, "DecryptMessage: zeros");
    m.buffers[1].cbBuffer = 10;
    tap_status(VerifySignature(&ends[0].ctx, &m.list, 0, NULL),
               SEC_E_INVALID_TOKEN, "VerifySignature: a short token");
    tap_status(DecryptMessage(&ends[0].ctx, &m.list, 0, NULL),
               SEC_E_INVALID_TOKEN, "DecryptMessage: a short token");
}

/* The checksum of a signature comes last. */
static unsigned char *
last_byte(struct sspi_message *m)
{
    return &m->token[m->buffers[1].cbBuffer - 1];
}

static void
tampering(struct sspi_end ends[2])
{
    struct sspi_message m;

    message_init(&m, "text");
    MakeSignature(&ends[0].ctx, 0, &m.list, 0);
    m.data[0] ^= 1;
    tap_status(VerifySignature(&ends[1].ctx, &m.list, 0, NULL),
               SEC_E_MESSAGE_ALTERED, "a changed message");
    m.data[0] ^= 1;
    *last_byte(&m) ^= 1;
    tap_status(VerifySignature(&ends[1].ctx, &m.list, 0, NULL),
               SEC_E_MESSAGE_ALTERED, "a changed signature");
    *last_byte(&m) ^= 1;
    tap_status(VerifySignature(&ends[0].ctx, &m.list, 0, NULL),
               SEC_E_MESSAGE_ALTERED, "a reflected signature");
    tap_status(DecryptMessage(&ends[1].ctx, &m.list, 0, NULL),
               SEC_E_INVALID_TOKEN, "a signature is no sealed message");
    m.buffers[2].BufferType = SECBUFFER_PADDING;
    m.buffers[2].cbBuffer = 1;
    m.buffers[2].pvBuffer = m.padding;
    m.list.cBuffers = 3;
    tap_status(VerifySignature(&ends[1].ctx, &m.list, 0, NULL),
               SEC_E_INVALID_TOKEN, "padding that no signature covers");
    m.list.cBuffers = 2;
    tap_status(VerifySignature(&ends[1].ctx, &m.list, 0, NULL), SEC_E_OK,
               "the genuine one");
    tap_status(VerifySignature(&ends[1].ctx, &m.list, 0, NULL),
               SEC_E_OUT_OF_SEQUENCE, "a duplicate");
    message_init_sealed(&m, "text");
    EncryptMessage(&ends[0].ctx, 0, &m.list, 0);
    m.list.cBuffers = 2;
    tap_status(VerifySignature(&ends[1].ctx, &m.list, 0, NULL),
               SEC_E_INVALID_TOKEN, "a sealed message is no signature");
    m.list.cBuffers = 3;
    m.data[0] ^= 1;
    tap_status(DecryptMessage(&ends[1].ctx, &m.list, 0, NULL),
               SEC_E_MESSAGE_ALTERED, "a changed sealed message");
}

/* The rest of a token behind its message, as the table of the header has it;
 * whole or in its parts it can be read.  RC4 and DES3 have none. */
static void
trailers(struct sspi_end ends[2])
{
    unsigned char trailer[128], whole[512];
    SecPkgContext_StreamSizes sizes = { 0, 0, 0, 0, 0 };
    SecBuffer stream[2] = { { 0, SECBUFFER_STREAM, whole },
                            { 0, SECBUFFER_DATA, NULL } };
    SecBufferDesc in_one = { SECBUFFER_VERSION, 2, stream };
    struct sspi_message m;
    SecBuffer *b = m.buffers;

    tap_status(QueryContextAttributesA(&ends[0].ctx, SECPKG_ATTR_STREAM_SIZES,
                                       &sizes), SEC_E_OK, "STREAM_SIZES");
    message_init(&m, "a message");
    m.list.cBuffers = 3;
    b[1].cbBuffer = sizes.cbHeader;
    b[2] = (SecBuffer){ sizes.cbTrailer, SECBUFFER_STREAM_TRAILER, trailer };
    tap_status(MakeSignature(&ends[0].ctx, 0, &m.list, 0),
               SEC_E_INVALID_TOKEN, "a signature has no trailer");
    if (sizes.cbTrailer == 0)
        return;
    tap_status(EncryptMessage(&ends[0].ctx, 0, &m.list, 0), SEC_E_OK,
               "TOKEN, DATA, STREAM_TRAILER");
    tap_ok(b[1].cbBuffer <= sizes.cbHeader &&
           b[2].cbBuffer <= sizes.cbTrailer, "of no more than STREAM_SIZES");
    memcpy(whole, m.token, b[1].cbBuffer);
    memcpy(whole + b[1].cbBuffer, m.data, b[0].cbBuffer);
    memcpy(whole + b[1].cbBuffer + b[0].cbBuffer, trailer, b[2].cbBuffer);
    stream[0].cbBuffer = b[1].cbBuffer + b[0].cbBuffer + b[2].cbBuffer;
    tap_status(DecryptMessage(&ends[1].ctx, &in_one, 0, NULL), SEC_E_OK,
               "one after the other they are a token");
    tap_ok(stream[1].cbBuffer == 9 &&
           memcmp(stream[1].pvBuffer, "a message", 9) == 0, "the message");
    message_init(&m, "a message");
    m.list.cBuffers = 3;
    b[2].cbBuffer = sizes.cbTrailer;
    (void)EncryptMessage(&ends[0].ctx, 0, &m.list, 0);
    tap_status(DecryptMessage(&ends[1].ctx, &m.list, 0, NULL), SEC_E_OK,
               "and in the same buffers");
    tap_text(m.data, "a message", "the message");
}

static SECURITY_STATUS
exact(struct sspi_end *end, ULONG fQOP)
{
    KSP_MESSAGE_LENGTHS lengths = { .fQOP = fQOP, .cbMessage = 9 };

    return QueryContextAttributesA(&end->ctx, KSP_ATTR_MESSAGE_LENGTHS,
                                   &lengths);
}

/* A context that has only integrity, or nothing. */
static void
less(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .request = ISC_REQ_MUTUAL_AUTH };
    struct sspi_dialog nothing = { .isc_only = ISC_REQ_NO_INTEGRITY };
    struct sspi_message m;
    struct sspi_end ends[2];
    SecPkgContext_Sizes sizes;

    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "integrity only");
    tap_status(sign_and_verify(&ends[0], &ends[1]), SEC_E_OK, "it signs");
    tap_status(seal_and_open(&ends[0], &ends[1], SECQOP_WRAP_NO_ENCRYPT),
               SEC_E_OK, "it wraps without encryption");
    tap_status(seal_and_open(&ends[0], &ends[1], 0),
               SEC_E_UNSUPPORTED_FUNCTION, "it does not encrypt");
    tap_status(exact(&ends[0], SECQOP_WRAP_NO_ENCRYPT), SEC_E_OK,
               "MESSAGE_LENGTHS: without encryption");
    tap_status(exact(&ends[0], 0), SEC_E_UNSUPPORTED_FUNCTION,
               "MESSAGE_LENGTHS: not with it");
    tap_status(exact(&ends[0], SECQOP_WRAP_OOB_DATA),
               SEC_E_UNSUPPORTED_FUNCTION, "MESSAGE_LENGTHS: a bit of fQOP");
    sspi_pair_close(ends);
    tap_ok(sspi_pair_open(ends, facts->target, &nothing), "neither");
    message_init(&m, "text");
    tap_status(MakeSignature(&ends[0].ctx, 0, &m.list, 0),
               SEC_E_UNSUPPORTED_FUNCTION, "MakeSignature");
    tap_status(VerifySignature(&ends[0].ctx, &m.list, 0, NULL),
               SEC_E_UNSUPPORTED_FUNCTION, "VerifySignature");
    tap_status(EncryptMessage(&ends[0].ctx, SECQOP_WRAP_NO_ENCRYPT, &m.list,
                              0), SEC_E_UNSUPPORTED_FUNCTION,
               "EncryptMessage");
    tap_status(DecryptMessage(&ends[0].ctx, &m.list, 0, NULL),
               SEC_E_UNSUPPORTED_FUNCTION, "DecryptMessage");
    tap_status(QueryContextAttributesA(&ends[0].ctx, SECPKG_ATTR_SIZES,
                                       &sizes), SEC_E_OK, "SIZES");
    tap_ok(sizes.cbMaxSignature == 0 && sizes.cbSecurityTrailer == 0,
           "say so");
    tap_status(exact(&ends[0], SECQOP_WRAP_NO_ENCRYPT),
               SEC_E_UNSUPPORTED_FUNCTION, "MESSAGE_LENGTHS: there are none");
    sspi_pair_close(ends);
}

void
section_messages(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .request = SSPI_EVERYTHING };
    struct sspi_end ends[2];
    int i;

    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "a context");
    for (i = 0; i < 2; i++) {
        tap_status(sign_and_verify(&ends[i], &ends[1 - i]), SEC_E_OK,
                   "signed");
        tap_status(seal_and_open(&ends[i], &ends[1 - i], 0), SEC_E_OK,
                   "sealed");
        tap_status(seal_and_open(&ends[i], &ends[1 - i],
                                 SECQOP_WRAP_NO_ENCRYPT), SEC_E_OK,
                   "wrapped, not encrypted");
        tap_status(exact(&ends[i], SECQOP_WRAP_OOB_DATA),
                   SEC_E_QOP_NOT_SUPPORTED, "MESSAGE_LENGTHS: a bit of fQOP");
    }
    errors(ends);
    trailers(ends);
    tampering(ends);
    sspi_pair_close(ends);
    less(facts);
}
