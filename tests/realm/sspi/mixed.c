/* SPDX-License-Identifier: MIT */
/* Tokens of Kerberos at Negotiate, and the other way round. */
#include <string.h>

#include "realm/sspi/tests.h"

/* All steps, the ends being of different packages; true if both are open. */
static bool
run(const struct sspi_facts *facts, struct sspi_end ends[2],
    const char *const packages[2], ULONG request)
{
    SecBuffer token = { 0, SECBUFFER_TOKEN, NULL }, in;
    struct sspi_dialog dialogs[2] = {
        { .package = packages[0], .request = request },
        { .package = packages[1], .request = request }
    };
    int i = 0;

    tap_status(sspi_end_open(&ends[0], true, &dialogs[0]), SEC_E_OK,
               "the client's credential");
    tap_status(sspi_end_open(&ends[1], false, &dialogs[1]), SEC_E_OK,
               "the server's");
    do {
        in = token;
        sspi_end_step(&ends[i], facts->target, &dialogs[i], &in, &token);
        FreeContextBuffer(in.pvBuffer);
        i = !i;
    } while (ends[!i].status >= SEC_E_OK && token.cbBuffer > 0);
    FreeContextBuffer(token.pvBuffer);
    return ends[0].begun && ends[1].begun &&
        ends[0].status == SEC_E_OK && ends[1].status == SEC_E_OK;
}

static void
kerberos_at_negotiate(const struct sspi_facts *facts, ULONG request,
                      const char *name)
{
    static const char *const packages[2] = { "Kerberos", "negotiate" };
    SecPkgContext_NegotiationInfoA info = { NULL, 7 };
    struct sspi_end ends[2];

    tap_ok(run(facts, ends, packages, request), name);
    tap_status(sign_and_verify(&ends[0], &ends[1]), SEC_E_OK, "to the server");
    tap_status(sign_and_verify(&ends[1], &ends[0]), SEC_E_OK, "back");
    tap_status(QueryContextAttributesA(&ends[1].ctx,
                                       SECPKG_ATTR_NEGOTIATION_INFO, &info),
               SEC_E_OK, "NEGOTIATION_INFO");
    tap_text(info.PackageInfo->Name, "Kerberos", "what was negotiated");
    FreeContextBuffer(info.PackageInfo);
    sspi_pair_close(ends);
}

static void
refused(void *token, ULONG length, const char *name)
{
    struct sspi_dialog dialog = { .package = "Kerberos" };
    SecBuffer in = { length, SECBUFFER_TOKEN, token }, out;
    struct sspi_end end;

    tap_status(sspi_end_open(&end, false, &dialog), SEC_E_OK, "a server");
    tap_status(sspi_end_step(&end, NULL, &dialog, &in, &out),
               SEC_E_INVALID_TOKEN, name);
    tap_ok(!end.begun && out.cbBuffer == 0, "no context, no token");
    sspi_end_close(&end);
}

void
section_mixed(const struct sspi_facts *facts)
{
    static const char *const packages[2] = { "Negotiate", "Kerberos" };
    static unsigned char ntlm[] = "NTLMSSP\0\1\0\0\0";
    static unsigned char answer[] = "\xa1\x07\x30\x05\xa0\x03\x0a\x01\x00";
    struct sspi_end ends[2];

    kerberos_at_negotiate(facts, SSPI_EVERYTHING, "raw Kerberos, mutual");
    kerberos_at_negotiate(facts, ISC_REQ_CONFIDENTIALITY,
                          "raw Kerberos, one leg");
    kerberos_at_negotiate(facts, SSPI_EVERYTHING | ISC_REQ_USE_DCE_STYLE,
                          "raw Kerberos, DCE style");
    tap_ok(!run(facts, ends, packages, SSPI_EVERYTHING),
           "SPNEGO at Kerberos");
    tap_status(ends[1].status, SEC_E_INVALID_TOKEN, "is refused");
    tap_ok(!ends[1].begun, "and there is no context");
    sspi_pair_close(ends);
    refused(ntlm, sizeof(ntlm) - 1, "NTLM at Kerberos");
    refused(answer, sizeof(answer) - 1, "an answer of SPNEGO's at Kerberos");
}
