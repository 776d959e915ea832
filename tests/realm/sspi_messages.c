/* SPDX-License-Identifier: MIT */
/* Messages, questions, and contexts of another process. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ksp/message.h"
#include "sspi_tests.h"

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

    message_init(&m, "a message");
    status = EncryptMessage(&from->ctx, want, &m.list, 0);
    if (status == SEC_E_OK && (memcmp(m.data, "a message", 9) == 0) !=
        (want != 0))
        status = SEC_E_INTERNAL_ERROR;
    if (status == SEC_E_OK)
        status = DecryptMessage(&to->ctx, &m.list, 0, &fQOP);
    return status == SEC_E_OK && (fQOP != want ||
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
                             0), SEC_E_QOP_NOT_SUPPORTED,
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
    tap_status(EncryptMessage(&ends[0].ctx, 0, &m.list, 0),
               SEC_E_BUFFER_TOO_SMALL, "EncryptMessage: no room");
    tap_text(m.data, "text", "the message is as it was");
    m.buffers[1].cbBuffer = 10;
    tap_status(VerifySignature(&ends[0].ctx, &m.list, 0, NULL),
               SEC_E_INVALID_TOKEN, "VerifySignature: a short token");
    tap_status(DecryptMessage(&ends[0].ctx, &m.list, 0, NULL),
               SEC_E_INVALID_TOKEN, "DecryptMessage: a short token");
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
    m.token[20] ^= 1;
    tap_status(VerifySignature(&ends[1].ctx, &m.list, 0, NULL),
               SEC_E_MESSAGE_ALTERED, "a changed signature");
    m.token[20] ^= 1;
    tap_status(VerifySignature(&ends[0].ctx, &m.list, 0, NULL),
               SEC_E_MESSAGE_ALTERED, "a reflected signature");
    tap_status(DecryptMessage(&ends[1].ctx, &m.list, 0, NULL),
               SEC_E_INVALID_TOKEN, "a signature is no sealed message");
    tap_status(VerifySignature(&ends[1].ctx, &m.list, 0, NULL), SEC_E_OK,
               "the genuine one");
    tap_status(VerifySignature(&ends[1].ctx, &m.list, 0, NULL),
               SEC_E_OUT_OF_SEQUENCE, "a duplicate");
    message_init(&m, "text");
    EncryptMessage(&ends[0].ctx, 0, &m.list, 0);
    tap_status(VerifySignature(&ends[1].ctx, &m.list, 0, NULL),
               SEC_E_INVALID_TOKEN, "a sealed message is no signature");
    m.data[0] ^= 1;
    tap_status(DecryptMessage(&ends[1].ctx, &m.list, 0, NULL),
               SEC_E_MESSAGE_ALTERED, "a changed sealed message");
}

/* A context that has only integrity, or nothing. */
static void
less(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .isc_only = ISC_REQ_INTEGRITY };
    struct sspi_dialog nothing = { .request = ISC_REQ_MUTUAL_AUTH };
    struct sspi_message m;
    struct sspi_end ends[2];
    SecPkgContext_Sizes sizes;

    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "integrity only");
    tap_status(sign_and_verify(&ends[0], &ends[1]), SEC_E_OK, "it signs");
    tap_status(seal_and_open(&ends[0], &ends[1], SECQOP_WRAP_NO_ENCRYPT),
               SEC_E_OK, "it wraps without encryption");
    tap_status(seal_and_open(&ends[0], &ends[1], 0), SEC_E_QOP_NOT_SUPPORTED,
               "it does not encrypt");
    sspi_pair_close(ends);
    tap_ok(sspi_pair_open(ends, facts->target, &nothing), "neither");
    message_init(&m, "text");
    tap_status(MakeSignature(&ends[0].ctx, 0, &m.list, 0),
               SEC_E_QOP_NOT_SUPPORTED, "MakeSignature");
    tap_status(VerifySignature(&ends[0].ctx, &m.list, 0, NULL),
               SEC_E_QOP_NOT_SUPPORTED, "VerifySignature");
    tap_status(EncryptMessage(&ends[0].ctx, SECQOP_WRAP_NO_ENCRYPT, &m.list,
                              0), SEC_E_QOP_NOT_SUPPORTED, "EncryptMessage");
    tap_status(DecryptMessage(&ends[0].ctx, &m.list, 0, NULL),
               SEC_E_QOP_NOT_SUPPORTED, "DecryptMessage");
    tap_status(QueryContextAttributesA(&ends[0].ctx, SECPKG_ATTR_SIZES,
                                       &sizes), SEC_E_OK, "SIZES");
    tap_ok(sizes.cbMaxSignature == 0 && sizes.cbSecurityTrailer == 0,
           "say so");
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
    }
    errors(ends);
    tampering(ends);
    sspi_pair_close(ends);
    less(facts);
}

/* ---- numbers -------------------------------------------------------- */

static uint64_t
number_of(const struct sspi_message *m)
{
    uint64_t number = 0;
    int i;

    for (i = 8; i < 16; i++)
        number = number << 8 | m->token[i];
    return number;
}

/* The caller's numbers, on a datagram context. */
static void
datagram(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .request = SSPI_EVERYTHING |
                                  ISC_REQ_DATAGRAM };
    struct sspi_message first, third;
    struct sspi_end ends[2];

    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "datagram");
    message_init(&first, "one");
    message_init(&third, "three");
    tap_status(MakeSignature(&ends[0].ctx, 0, &third.list, 3), SEC_E_OK,
               "message 3");
    tap_status(MakeSignature(&ends[0].ctx, 0, &first.list, 1), SEC_E_OK,
               "message 1 after it");
    tap_number(number_of(&third) - number_of(&first), 2,
               "their tokens are two apart");
    tap_status(VerifySignature(&ends[1].ctx, &first.list, 2, NULL),
               SEC_E_OUT_OF_SEQUENCE, "it is not message 2");
    tap_status(VerifySignature(&ends[1].ctx, &first.list, 1, NULL), SEC_E_OK,
               "it is message 1");
    sspi_pair_close(ends);
}

void
section_numbers(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .request = SSPI_EVERYTHING };
    struct sspi_message m[3];
    KSP_MESSAGE_PARAMS params = { .cbSize = sizeof(params) };
    SecBuffer three[3];
    SecBufferDesc list = { SECBUFFER_VERSION, 3, three };
    struct sspi_end ends[2];
    int i;

    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "a connection");
    for (i = 0; i < 3; i++) {
        message_init(&m[i], "text");
        tap_status(MakeSignature(&ends[0].ctx, 0, &m[i].list, 99), SEC_E_OK,
                   "signed; the argument is not looked at");
    }
    tap_number(number_of(&m[2]) - number_of(&m[0]), 2, "numbers in a row");
    tap_status(VerifySignature(&ends[1].ctx, &m[0].list, 5, NULL), SEC_E_OK,
               "the first");
    tap_status(VerifySignature(&ends[1].ctx, &m[2].list, 0, NULL),
               SEC_E_OUT_OF_SEQUENCE, "after a gap");
    three[0] = m[1].buffers[0];
    three[1] = m[1].buffers[1];
    three[2].BufferType = SECBUFFER_PKG_PARAMS;
    three[2].cbBuffer = sizeof(params);
    three[2].pvBuffer = &params;
    tap_status(VerifySignature(&ends[1].ctx, &list, 0, NULL),
               SEC_E_OUT_OF_SEQUENCE, "late");
    tap_ok(params.Verdict == KSP_SEQ_UNSEQUENCED && params.MessageSeqNo == 2,
           "the wide form says so");
    sspi_pair_close(ends);
    datagram(facts);
}

/* ---- questions ------------------------------------------------------ */

static bool
is_wide(const WCHAR *wide, const char *narrow)
{
    while (*narrow != '\0' && *wide == (WCHAR)*narrow) {
        wide++;
        narrow++;
    }
    return *narrow == '\0' && *wide == 0;
}

static void
names(const struct sspi_facts *facts, struct sspi_end ends[2], int i)
{
    SecPkgContext_NamesA a = { NULL };
    SecPkgContext_NamesW w = { NULL };
    SecPkgContext_NativeNamesA na = { NULL, NULL };
    SecPkgContext_NativeNamesW nw = { NULL, NULL };
    SecPkgContext_ClientSpecifiedTarget target = { NULL };
    char server[200];

    /* The client's has no realm: the KDC has found it. */
    snprintf(server, sizeof(server), "%s%s", facts->target,
             i == 0 ? "" : "@KSP.TEST");
    tap_status(QueryContextAttributesA(&ends[i].ctx, SECPKG_ATTR_NAMES, &a),
               SEC_E_OK, "NAMES, A");
    tap_text(a.sUserName, "user@KSP.TEST", "the client");
    tap_status(QueryContextAttributesW(&ends[i].ctx, SECPKG_ATTR_NAMES, &w),
               SEC_E_OK, "NAMES, W");
    tap_ok(w.sUserName != NULL && is_wide(w.sUserName, "user@KSP.TEST"),
           "the client");
    tap_status(QueryContextAttributesA(&ends[i].ctx, SECPKG_ATTR_NATIVE_NAMES,
                                       &na), SEC_E_OK, "NATIVE_NAMES, A");
    tap_text(na.sClientName, "user@KSP.TEST", "the client");
    tap_text(na.sServerName, server, "the server");
    tap_status(QueryContextAttributesW(&ends[i].ctx, SECPKG_ATTR_NATIVE_NAMES,
                                       &nw), SEC_E_OK, "NATIVE_NAMES, W");
    tap_ok(nw.sServerName != NULL && is_wide(nw.sServerName, server),
           "the server");
    tap_status(QueryContextAttributesA(&ends[i].ctx,
                                       SECPKG_ATTR_CLIENT_SPECIFIED_TARGET,
                                       &target), SEC_E_OK,
               "CLIENT_SPECIFIED_TARGET");
    tap_ok(target.sTargetName != NULL &&
           is_wide(target.sTargetName, i == 0 ? facts->target : server),
           "the target");
    FreeContextBuffer(a.sUserName);
    FreeContextBuffer(w.sUserName);
    FreeContextBuffer(na.sClientName);
    FreeContextBuffer(na.sServerName);
    FreeContextBuffer(nw.sClientName);
    FreeContextBuffer(nw.sServerName);
    FreeContextBuffer(target.sTargetName);
}

static void
keys(const struct sspi_facts *facts, struct sspi_end ends[2])
{
    SecPkgContext_SessionKey key[2] = { { 0, NULL }, { 0, NULL } };
    SecPkgContext_KeyInfoA a;
    SecPkgContext_KeyInfoW w;
    int i;

    for (i = 0; i < 2; i++) {
        tap_status(QueryContextAttributesA(&ends[i].ctx,
                                           SECPKG_ATTR_SESSION_KEY, &key[i]),
                   SEC_E_OK, "SESSION_KEY");
    }
    tap_ok(key[0].SessionKeyLength >= 16 && key[0].SessionKeyLength ==
           key[1].SessionKeyLength && memcmp(key[0].SessionKey,
                                             key[1].SessionKey,
                                             key[0].SessionKeyLength) == 0,
           "the same at both ends");
    tap_status(QueryContextAttributesA(&ends[0].ctx, SECPKG_ATTR_KEY_INFO,
                                       &a), SEC_E_OK, "KEY_INFO, A");
    tap_number(a.KeySize, key[0].SessionKeyLength * 8, "bits of the key");
    tap_number(a.EncryptAlgorithm, facts->enctype, "the enctype");
    tap_ok(strlen(a.sEncryptAlgorithmName) > 5 &&
           strlen(a.sSignatureAlgorithmName) > 5, "the names");
    tap_status(QueryContextAttributesW(&ends[0].ctx, SECPKG_ATTR_KEY_INFO,
                                       &w), SEC_E_OK, "KEY_INFO, W");
    tap_ok(is_wide(w.sEncryptAlgorithmName, a.sEncryptAlgorithmName) &&
           is_wide(w.sSignatureAlgorithmName, a.sSignatureAlgorithmName) &&
           w.SignatureAlgorithm == a.SignatureAlgorithm, "says the same");
    for (i = 0; i < 2; i++)
        FreeContextBuffer(key[i].SessionKey);
    FreeContextBuffer(a.sEncryptAlgorithmName);
    FreeContextBuffer(a.sSignatureAlgorithmName);
    FreeContextBuffer(w.sEncryptAlgorithmName);
    FreeContextBuffer(w.sSignatureAlgorithmName);
}

static void
packages(struct sspi_end *end)
{
    SecPkgContext_PackageInfoA a;
    SecPkgContext_PackageInfoW w;
    SecPkgContext_NegotiationInfoA na;
    SecPkgContext_NegotiationInfoW nw;

    tap_status(QueryContextAttributesA(&end->ctx, SECPKG_ATTR_PACKAGE_INFO,
                                       &a), SEC_E_OK, "PACKAGE_INFO, A");
    tap_text(a.PackageInfo->Name, "Kerberos", "the package");
    tap_status(QueryContextAttributesW(&end->ctx, SECPKG_ATTR_PACKAGE_INFO,
                                       &w), SEC_E_OK, "PACKAGE_INFO, W");
    tap_ok(is_wide(w.PackageInfo->Name, "Kerberos"), "the package");
    tap_status(QueryContextAttributesA(&end->ctx,
                                       SECPKG_ATTR_NEGOTIATION_INFO, &na),
               SEC_E_OK, "NEGOTIATION_INFO, A");
    tap_text(na.PackageInfo->Name, "Kerberos", "the package");
    tap_number(na.NegotiationState, SECPKG_NEGOTIATION_COMPLETE, "complete");
    tap_status(QueryContextAttributesW(&end->ctx,
                                       SECPKG_ATTR_NEGOTIATION_INFO, &nw),
               SEC_E_OK, "NEGOTIATION_INFO, W");
    tap_ok(is_wide(nw.PackageInfo->Name, "Kerberos"), "the package");
    FreeContextBuffer(a.PackageInfo);
    FreeContextBuffer(w.PackageInfo);
    FreeContextBuffer(na.PackageInfo);
    FreeContextBuffer(nw.PackageInfo);
}

/* SIZES are exact: what is written is what they say, and one less is too
 * little. */
static void
sizes(struct sspi_end *end, unsigned long mic, unsigned long sealed)
{
    SecPkgContext_Sizes s;
    SecPkgContext_StreamSizes stream;
    struct sspi_message m;

    tap_status(QueryContextAttributesA(&end->ctx, SECPKG_ATTR_SIZES, &s),
               SEC_E_OK, "SIZES");
    tap_number(s.cbMaxSignature, mic, "a signature");
    tap_number(s.cbSecurityTrailer, sealed, "a header");
    tap_number(s.cbBlockSize, 1, "no padding");
    message_init(&m, "text");
    m.buffers[1].cbBuffer = s.cbMaxSignature - 1;
    tap_status(MakeSignature(&end->ctx, 0, &m.list, 0),
               SEC_E_BUFFER_TOO_SMALL, "one less is too little to sign");
    m.buffers[1].cbBuffer = s.cbMaxSignature;
    tap_status(MakeSignature(&end->ctx, 0, &m.list, 0), SEC_E_OK,
               "just enough");
    tap_number(m.buffers[1].cbBuffer, s.cbMaxSignature, "is filled");
    message_init(&m, "text");
    m.buffers[1].cbBuffer = s.cbSecurityTrailer - 1;
    tap_status(EncryptMessage(&end->ctx, 0, &m.list, 0),
               SEC_E_BUFFER_TOO_SMALL, "one less is too little to seal");
    m.buffers[1].cbBuffer = s.cbSecurityTrailer;
    tap_status(EncryptMessage(&end->ctx, 0, &m.list, 0), SEC_E_OK,
               "just enough");
    tap_number(m.buffers[1].cbBuffer, s.cbSecurityTrailer, "is filled");
    tap_status(QueryContextAttributesW(&end->ctx, SECPKG_ATTR_STREAM_SIZES,
                                       &stream), SEC_E_OK, "STREAM_SIZES");
    tap_number(stream.cbHeader + stream.cbTrailer, sealed, "the same");
}

static void
refusals(struct sspi_end *end)
{
    unsigned char answer[64], same[64];

    memset(answer, 0xa5, sizeof(answer));
    memset(same, 0xa5, sizeof(same));
    tap_status(QueryContextAttributesA(&end->ctx, SECPKG_ATTR_ACCESS_TOKEN,
                                       answer), SEC_E_UNSUPPORTED_FUNCTION,
               "another attribute, A");
    tap_status(QueryContextAttributesW(&end->ctx, SECPKG_ATTR_DCE_INFO,
                                       answer), SEC_E_UNSUPPORTED_FUNCTION,
               "another attribute, W");
    tap_status(QueryContextAttributesA(&end->ctx, SECPKG_ATTR_SIZES, NULL),
               SEC_E_INVALID_PARAMETER, "no buffer, A");
    tap_status(QueryContextAttributesW(&end->ctx, SECPKG_ATTR_SIZES, NULL),
               SEC_E_INVALID_PARAMETER, "no buffer, W");
    tap_status(QueryContextAttributesExA(&end->ctx, SECPKG_ATTR_SIZES, answer,
                                         sizeof(SecPkgContext_Sizes) - 1),
               SEC_E_BUFFER_TOO_SMALL, "too small, A");
    tap_status(QueryContextAttributesExW(&end->ctx, SECPKG_ATTR_NAMES, answer,
                                         sizeof(SecPkgContext_NamesW) - 1),
               SEC_E_BUFFER_TOO_SMALL, "too small, W");
    tap_ok(memcmp(answer, same, sizeof(same)) == 0,
           "the buffer is as it was");
    tap_status(QueryContextAttributesExW(&end->ctx, SECPKG_ATTR_SIZES, answer,
                                         sizeof(SecPkgContext_Sizes)),
               SEC_E_OK, "large enough");
}

void
section_attributes(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .request = SSPI_EVERYTHING };
    SecPkgContext_Lifespan life;
    SecPkgContext_Flags flags;
    struct sspi_end ends[2];
    ULONG allocated = ISC_RET_ALLOCATED_MEMORY;
    int i;

    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "a context");
    for (i = 0; i < 2; i++) {
        names(facts, ends, i);
        tap_status(QueryContextAttributesA(&ends[i].ctx, SECPKG_ATTR_FLAGS,
                                           &flags), SEC_E_OK, "FLAGS");
        tap_number(flags.Flags, ends[i].attributes & ~allocated,
                   "as establishment said");
        tap_status(QueryContextAttributesA(&ends[i].ctx, SECPKG_ATTR_LIFESPAN,
                                           &life), SEC_E_OK, "LIFESPAN");
        tap_ok(life.tsExpiry.QuadPart > life.tsStart.QuadPart &&
               life.tsExpiry.QuadPart == ends[i].expiry.QuadPart,
               "as establishment said");
    }
    keys(facts, ends);
    packages(&ends[0]);
    sizes(&ends[0], facts->mic, facts->sealed);
    refusals(&ends[0]);
    sspi_pair_close(ends);
    dialog.request |= ISC_REQ_USE_DCE_STYLE;
    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "DCE style");
    sizes(&ends[1], facts->mic, facts->sealed_dce);
    sspi_pair_close(ends);
    dialog.package = "Negotiate";
    dialog.request = SSPI_EVERYTHING;
    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "Negotiate");
    packages(&ends[1]);
    names(facts, ends, 1);
    sspi_pair_close(ends);
}

/* ---- another process ------------------------------------------------ */

static char kerberos[] = "Kerberos";

/* A child goes on with the server's end: takes message 4, refuses message 2,
 * which came before the export, and makes one.  0 if all is well. */
static int
child(SecBuffer *packed, struct sspi_message *old, struct sspi_message *next,
      int line)
{
    struct sspi_message m;
    CtxtHandle ctx;
    int wrong = 0;

    wrong |= ImportSecurityContextA(kerberos, packed, NULL, &ctx) !=
        SEC_E_OK ? 1 : 0;
    wrong |= VerifySignature(&ctx, &old->list, 0, NULL) !=
        SEC_E_OUT_OF_SEQUENCE ? 2 : 0;
    wrong |= VerifySignature(&ctx, &next->list, 0, NULL) != SEC_E_OK ? 4 : 0;
    message_init(&m, "from the child");
    wrong |= MakeSignature(&ctx, 0, &m.list, 0) != SEC_E_OK ? 8 : 0;
    wrong |= write(line, m.token, m.buffers[1].cbBuffer) !=
        (ssize_t)m.buffers[1].cbBuffer ? 16 : 0;
    wrong |= DeleteSecurityContext(&ctx) != SEC_E_OK ? 32 : 0;
    return wrong;
}

static void
moved(struct sspi_end ends[2], SecBuffer *packed, struct sspi_message *old)
{
    struct sspi_message next, answer;
    int lines[2], status = -1;
    ssize_t length;
    pid_t pid;

    message_init(&next, "next");
    MakeSignature(&ends[0].ctx, 0, &next.list, 0);
    fflush(stdout);
    if (pipe(lines) != 0)
        exit(1);
    pid = fork();
    if (pid == 0)
        _exit(child(packed, old, &next, lines[1]));
    waitpid(pid, &status, 0);
    tap_number((unsigned)status, 0, "another process goes on with it");
    message_init(&answer, "from the child");
    length = read(lines[0], answer.token, sizeof(answer.token));
    answer.buffers[1].cbBuffer = (ULONG)(length > 0 ? length : 0);
    tap_status(VerifySignature(&ends[0].ctx, &answer.list, 0, NULL), SEC_E_OK,
               "and its numbers follow those of before");
    close(lines[0]);
    close(lines[1]);
}

static void
import_errors(SecBuffer *packed)
{
    char negotiate[] = "Negotiate", unknown[] = "NTLM";
    WCHAR bad[] = { 0xdfff, 0 };
    SecBuffer copy = *packed;
    unsigned char *bytes = packed->pvBuffer;
    unsigned int wrong = 0;
    CtxtHandle ctx;

    tap_status(ImportSecurityContextA(unknown, packed, NULL, &ctx),
               SEC_E_SECPKG_NOT_FOUND, "import: unknown package");
    tap_status(ImportSecurityContextA(negotiate, packed, NULL, &ctx),
               SEC_E_BAD_PKGID, "import: another package");
    tap_status(ImportSecurityContextA(NULL, packed, NULL, &ctx),
               SEC_E_INVALID_PARAMETER, "import: no package");
    tap_status(ImportSecurityContextW(bad, packed, NULL, &ctx),
               SEC_E_INVALID_PARAMETER, "import: no UTF-16");
    tap_status(ImportSecurityContextA(kerberos, NULL, NULL, &ctx),
               SEC_E_INVALID_PARAMETER, "import: nothing");
    tap_status(ImportSecurityContextA(kerberos, packed, NULL, NULL),
               SEC_E_INVALID_PARAMETER, "import: nowhere");
    for (copy.cbBuffer = 0; copy.cbBuffer < packed->cbBuffer;
         copy.cbBuffer++) {
        wrong += ImportSecurityContextA(kerberos, &copy, NULL, &ctx) !=
            SEC_E_INVALID_TOKEN;
    }
    tap_number(wrong, 0, "import: cut short at any place");
    bytes[0] ^= 1;
    tap_status(ImportSecurityContextA(kerberos, packed, NULL, &ctx),
               SEC_E_INVALID_TOKEN, "import: another magic");
    bytes[0] ^= 1;
    bytes[4] ^= 3;
    tap_status(ImportSecurityContextA(kerberos, packed, NULL, &ctx),
               SEC_E_INVALID_TOKEN, "import: another version");
    bytes[4] ^= 3;
    tap_ok(ctx.dwLower == 0 && ctx.dwUpper == 0, "and no handle");
}

/* The enctype's number stands at a known place of the packed context, which
 * ends the bytes. */
static void
import_enctype(SecBuffer *packed, unsigned long enctype)
{
    unsigned char *bytes = packed->pvBuffer;
    CtxtHandle ctx;
    ULONG i, at = 0;

    for (i = 0; i + 4 <= packed->cbBuffer; i++) {
        if (memcmp(bytes + i, "KSPC", 4) == 0)
            at = i + 76;
    }
    tap_number(bytes[at], enctype, "the enctype is where it should be");
    bytes[at] = 99;
    tap_status(ImportSecurityContextA(kerberos, packed, NULL, &ctx),
               SEC_E_CRYPTO_SYSTEM_INVALID, "import: unknown enctype");
    bytes[at] = (unsigned char)enctype;
}

static void
export_flags(struct sspi_end ends[2])
{
    SecPkgContext_NativeNamesA names;
    SecBuffer packed;
    CtxtHandle copy;
    struct sspi_message m;

    tap_status(ExportSecurityContext(&ends[1].ctx,
                                     SECPKG_CONTEXT_EXPORT_RESET_NEW |
                                     SECPKG_CONTEXT_EXPORT_DELETE_OLD,
                                     &packed, NULL), SEC_E_OK,
               "RESET_NEW, DELETE_OLD");
    tap_status(DeleteSecurityContext(&ends[1].ctx), SEC_E_INVALID_HANDLE,
               "the old one is gone");
    tap_status(ImportSecurityContextW((WCHAR[]){ u"Kerberos" }, &packed, NULL,
                                      &copy), SEC_E_OK, "imported, W");
    ends[1].ctx = copy;
    message_init(&m, "text");
    tap_status(MakeSignature(&ends[1].ctx, 0, &m.list, 0), SEC_E_OK,
               "it signs");
    tap_status(VerifySignature(&ends[0].ctx, &m.list, 0, NULL),
               SEC_E_OUT_OF_SEQUENCE, "from its first number on");
    tap_status(QueryContextAttributesA(&ends[1].ctx, SECPKG_ATTR_NATIVE_NAMES,
                                       &names), SEC_E_OK, "it has its names");
    tap_text(names.sClientName, "user@KSP.TEST", "the client");
    FreeContextBuffer(names.sClientName);
    FreeContextBuffer(names.sServerName);
    FreeContextBuffer(packed.pvBuffer);
}

void
section_export(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .request = SSPI_EVERYTHING };
    struct sspi_end ends[2];
    struct sspi_message old;
    SecBuffer packed;
    PVOID token = &packed;

    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "a context");
    tap_status(sign_and_verify(&ends[0], &ends[1]), SEC_E_OK, "message 1");
    message_init(&old, "old");
    MakeSignature(&ends[0].ctx, 0, &old.list, 0);
    tap_status(VerifySignature(&ends[1].ctx, &old.list, 0, NULL), SEC_E_OK,
               "message 2");
    tap_status(sign_and_verify(&ends[1], &ends[0]), SEC_E_OK, "an answer");
    tap_status(ExportSecurityContext(&ends[1].ctx,
                                     SECPKG_CONTEXT_EXPORT_TO_KERNEL, &packed,
                                     NULL), SEC_E_UNSUPPORTED_FUNCTION,
               "export: to the kernel");
    tap_ok(packed.pvBuffer == NULL, "nothing");
    tap_status(ExportSecurityContext(&ends[1].ctx, 0, NULL, NULL),
               SEC_E_INVALID_PARAMETER, "export: nowhere");
    tap_status(ExportSecurityContext(&ends[1].ctx, 0, &packed, &token),
               SEC_E_OK, "export");
    tap_ok(token == NULL && packed.cbBuffer > 0, "bytes, and no token");
    moved(ends, &packed, &old);
    import_errors(&packed);
    import_enctype(&packed, facts->enctype);
    FreeContextBuffer(packed.pvBuffer);
    export_flags(ends);
    sspi_pair_close(ends);
}

/* ---- threads -------------------------------------------------------- */

#define THREADS 4
#define PER_THREAD 500

static struct sspi_end shared[2];
static uint64_t numbers[THREADS][PER_THREAD];

static void *
signer(void *arg)
{
    uint64_t *mine = arg;
    struct sspi_message m;
    int i;

    for (i = 0; i < PER_THREAD; i++) {
        message_init(&m, "text");
        mine[i] = MakeSignature(&shared[0].ctx, 0, &m.list, 0) == SEC_E_OK &&
            VerifySignature(&shared[1].ctx, &m.list, 0, NULL) !=
            SEC_E_MESSAGE_ALTERED ? number_of(&m) : 0;
    }
    return NULL;
}

/* Deletes the context under the feet of the others. */
static void *
user(void *arg)
{
    unsigned *wrong = arg;
    struct sspi_message m;
    SECURITY_STATUS status = SEC_E_OK;

    while (status == SEC_E_OK) {
        message_init(&m, "text");
        status = EncryptMessage(&shared[0].ctx, 0, &m.list, 0);
    }
    *wrong = status != SEC_E_INVALID_HANDLE;
    return NULL;
}

static int
compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

void
section_threads(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .request = SSPI_EVERYTHING };
    uint64_t *all = &numbers[0][0];
    pthread_t threads[THREADS];
    unsigned wrong[THREADS] = { 0 }, sum = 0;
    size_t i, count = THREADS * PER_THREAD;
    bool row = true;

    tap_ok(sspi_pair_open(shared, facts->target, &dialog), "a context");
    for (i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, signer, numbers[i]);
    for (i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    qsort(all, count, sizeof(*all), compare);
    for (i = 1; i < count; i++)
        row = row && all[i] == all[i - 1] + 1;
    tap_ok(row && all[0] != 0, "every message has a number of its own");
    for (i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, user, &wrong[i]);
    usleep(20000);
    tap_status(DeleteSecurityContext(&shared[0].ctx), SEC_E_OK,
               "deleted while in use");
    for (i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        sum += wrong[i];
    }
    tap_number(sum, 0, "each of the others ended with INVALID_HANDLE");
    shared[0].begun = false;
    sspi_pair_close(shared);
}
