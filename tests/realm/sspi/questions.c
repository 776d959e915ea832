/* SPDX-License-Identifier: MIT */
/* Questions about a context. */
#include <stdio.h>
#include <string.h>

#include "ksp/message.h"
#include "realm/sspi/tests.h"

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
key_info(const struct enctype_facts *facts, struct sspi_end *end)
{
    SecPkgContext_KeyInfoA a;
    SecPkgContext_KeyInfoW w;

    tap_status(QueryContextAttributesA(&end->ctx, SECPKG_ATTR_KEY_INFO, &a),
               SEC_E_OK, "KEY_INFO, A");
    tap_number(a.KeySize, facts->key * 8, "bits of the key");
    tap_number(a.EncryptAlgorithm, (ULONG)facts->enctype, "the enctype");
    tap_number(a.SignatureAlgorithm, (ULONG)facts->cksumtype,
               "the checksum type");
    tap_text(a.sEncryptAlgorithmName, facts->cipher, "the enctype's name");
    tap_text(a.sSignatureAlgorithmName, facts->cksum,
             "the checksum type's name");
    tap_status(QueryContextAttributesW(&end->ctx, SECPKG_ATTR_KEY_INFO, &w),
               SEC_E_OK, "KEY_INFO, W");
    tap_ok(is_wide(w.sEncryptAlgorithmName, facts->cipher) &&
           is_wide(w.sSignatureAlgorithmName, facts->cksum) &&
           w.KeySize == a.KeySize &&
           w.EncryptAlgorithm == a.EncryptAlgorithm &&
           w.SignatureAlgorithm == a.SignatureAlgorithm, "says the same");
    FreeContextBuffer(a.sEncryptAlgorithmName);
    FreeContextBuffer(a.sSignatureAlgorithmName);
    FreeContextBuffer(w.sEncryptAlgorithmName);
    FreeContextBuffer(w.sSignatureAlgorithmName);
}

static void
keys(const struct sspi_facts *facts, struct sspi_end ends[2])
{
    SecPkgContext_SessionKey key[2] = { { 0, NULL }, { 0, NULL } };
    int i;

    for (i = 0; i < 2; i++) {
        tap_status(QueryContextAttributesA(&ends[i].ctx,
                                           SECPKG_ATTR_SESSION_KEY, &key[i]),
                   SEC_E_OK, "SESSION_KEY");
        tap_number(key[i].SessionKeyLength, facts->enctype->key, "its length");
    }
    tap_ok(key[0].SessionKeyLength == key[1].SessionKeyLength &&
           memcmp(key[0].SessionKey, key[1].SessionKey,
                  key[0].SessionKeyLength) == 0, "the same at both ends");
    for (i = 0; i < 2; i++)
        FreeContextBuffer(key[i].SessionKey);
    key_info(facts->enctype, &ends[0]);
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

/* ---- lengths -------------------------------------------------------- */

static void
signature_size(struct sspi_end *end, ULONG size)
{
    struct sspi_message m;

    message_init(&m, "text");
    m.buffers[1].cbBuffer = size - 1;
    tap_status(MakeSignature(&end->ctx, 0, &m.list, 0),
               SEC_E_BUFFER_TOO_SMALL, "one less is too little to sign");
    m.buffers[1].cbBuffer = size;
    tap_status(MakeSignature(&end->ctx, 0, &m.list, 0), SEC_E_OK,
               "just enough");
    tap_number(m.buffers[1].cbBuffer, size, "is filled");
}

/* The most there can be; of an RFC 4121 token all there is. */
static void
sizes(struct sspi_end *end, const struct enctype_facts *facts, bool dce)
{
    SecPkgContext_Sizes s;
    SecPkgContext_StreamSizes stream;

    tap_status(QueryContextAttributesA(&end->ctx, SECPKG_ATTR_SIZES, &s),
               SEC_E_OK, "SIZES");
    tap_number(s.cbMaxSignature, facts->mic, "a signature");
    tap_number(s.cbSecurityTrailer, dce ? facts->sealed_dce : facts->sealed,
               "a header");
    tap_number(s.cbBlockSize, facts->block, "padding");
    tap_status(QueryContextAttributesW(&end->ctx, SECPKG_ATTR_STREAM_SIZES,
                                       &stream), SEC_E_OK, "STREAM_SIZES");
    tap_number(stream.cbHeader + stream.cbTrailer, s.cbSecurityTrailer,
               "the same");
    tap_ok((stream.cbTrailer == 0) == facts->old_format,
           "a trailer only in RFC 4121 tokens");
    tap_number(stream.cbBlockSize, facts->block, "the same padding");
    signature_size(end, s.cbMaxSignature);
}

#define LONGEST 70000

static unsigned char plain[LONGEST], data[LONGEST];

/* EncryptMessage with so much room. */
static SECURITY_STATUS
seal(struct sspi_end *end, ULONG fQOP, ULONG length, ULONG *token,
     ULONG *padding)
{
    unsigned char token_at[256], padding_at[16];
    SecBuffer buffers[3] = { { *token, SECBUFFER_TOKEN, token_at },
                             { length, SECBUFFER_DATA, data },
                             { *padding, SECBUFFER_PADDING, padding_at } };
    SecBufferDesc list = { SECBUFFER_VERSION, 3, buffers };
    SECURITY_STATUS status;

    memcpy(data, plain, length);
    status = EncryptMessage(&end->ctx, fQOP, &list, 0);
    *token = buffers[0].cbBuffer;
    *padding = buffers[2].cbBuffer;
    return status;
}

/* Nothing has changed when there is no room. */
static bool
too_small(struct sspi_end *end, ULONG fQOP, ULONG length, ULONG token,
          ULONG padding)
{
    ULONG token_room = token, padding_room = padding;

    return seal(end, fQOP, length, &token_room, &padding_room) ==
        SEC_E_BUFFER_TOO_SMALL && token_room == token &&
        padding_room == padding && memcmp(data, plain, length) == 0;
}

/* What one message takes; true if it is as the RFC has it, MESSAGE_LENGTHS
 * say it, and one byte less is too little. */
static bool
exact(struct sspi_end *end, const struct enctype_facts *facts, bool dce,
      ULONG fQOP, ULONG length)
{
    struct token_lengths want = enctype_lengths(facts, dce, fQOP == 0,
                                                length);
    KSP_MESSAGE_LENGTHS told = { .fQOP = fQOP, .cbMessage = length };
    ULONG token, padding;
    bool good;

    good = QueryContextAttributesA(&end->ctx, KSP_ATTR_MESSAGE_LENGTHS,
                                   &told) == SEC_E_OK;
    token = told.cbHeader + told.cbTrailer;
    padding = told.cbPadding;
    good = good && token == want.header && padding == want.padding;
    good = good && too_small(end, fQOP, length, token - 1, padding);
    if (padding > 0)
        good = good && too_small(end, fQOP, length, token, padding - 1);
    good = good && seal(end, fQOP, length, &token, &padding) == SEC_E_OK;
    return good && token == want.header && padding == want.padding;
}

/* Around each length at which the framing grows, and each padding. */
static void
exact_lengths(struct sspi_end *end, const struct enctype_facts *facts,
              bool dce)
{
    static const struct { ULONG from, to; } spans[] = {
        { 0, 300 }, { 65400, 65550 }, { LONGEST - 1, LONGEST }
    };
    ULONG length, wrong = 0, unit = dce ? (ULONG)facts->block : 1;
    size_t i;

    memset(plain, 'x', sizeof(plain));
    for (i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
        length = (spans[i].from + unit - 1) / unit * unit;
        for (; length <= spans[i].to; length += unit) {
            wrong += !exact(end, facts, dce, 0, length);
            wrong += !exact(end, facts, dce, SECQOP_WRAP_NO_ENCRYPT, length);
        }
    }
    tap_number(wrong, 0, "every length is exact");
}

/* ---- refused -------------------------------------------------------- */

static void
refusals(struct sspi_end *end)
{
    unsigned char answer[64], same[64];

    memset(answer, 0xa5, sizeof(answer));
    memset(same, 0xa5, sizeof(same));
    tap_status(QueryContextAttributesA(&end->ctx, SECPKG_ATTR_ACCESS_TOKEN,
                                       answer), SEC_E_UNSUPPORTED_FUNCTION,
               "another attribute, A");
    tap_status(QueryContextAttributesW(&end->ctx, SECPKG_ATTR_PASSWORD_EXPIRY,
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
    tap_status(QueryContextAttributesExA(&end->ctx, KSP_ATTR_MESSAGE_LENGTHS,
                                         answer,
                                         sizeof(KSP_MESSAGE_LENGTHS) - 1),
               SEC_E_BUFFER_TOO_SMALL, "too small, ours");
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
    sizes(&ends[0], facts->enctype, false);
    exact_lengths(&ends[0], facts->enctype, false);
    refusals(&ends[0]);
    sspi_pair_close(ends);
    dialog.request |= ISC_REQ_USE_DCE_STYLE;
    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "DCE style");
    sizes(&ends[1], facts->enctype, true);
    exact_lengths(&ends[1], facts->enctype, true);
    sspi_pair_close(ends);
    dialog.package = "Negotiate";
    dialog.request = SSPI_EVERYTHING;
    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "Negotiate");
    packages(&ends[1]);
    names(facts, ends, 1);
    sspi_pair_close(ends);
}
