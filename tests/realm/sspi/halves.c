/* SPDX-License-Identifier: MIT */
/* Credentials for both sides, of which one may be missing. */
#include <string.h>

#include "realm/sspi/tests.h"

static const char *const packages[] = { "Kerberos", "Negotiate" };

#define PACKAGES (sizeof(packages) / sizeof(packages[0]))

static SECURITY_STATUS
acquire(const char *package, ULONG use, PCredHandle cred)
{
    TimeStamp expiry = { .QuadPart = 0 };
    SECURITY_STATUS status;

    status = AcquireCredentialsHandleA(NULL, (char *)(uintptr_t)package, use,
                                       NULL, NULL, NULL, NULL, cred,
                                       &expiry);
    return status == SEC_E_OK && expiry.QuadPart == 0 ?
        SEC_E_INTERNAL_ERROR : status;
}

/* The first step of a client. */
static SECURITY_STATUS
initiate(const struct sspi_facts *facts, CredHandle cred)
{
    struct sspi_dialog dialog = { .package = NULL };
    struct sspi_end end = { .initiator = true, .cred = cred };
    SecBuffer none = { 0, SECBUFFER_TOKEN, NULL }, out;
    SECURITY_STATUS status;

    status = sspi_end_step(&end, facts->target, &dialog, &none, &out);
    FreeContextBuffer(out.pvBuffer);
    if (end.begun)
        DeleteSecurityContext(&end.ctx);
    return status;
}

/* One credential, both ends; the server sees the client's first token. */
static bool
both_ends(const struct sspi_facts *facts, CredHandle cred)
{
    struct sspi_dialog dialog = { .request = SSPI_EVERYTHING };
    struct sspi_end ends[2] = {
        { .initiator = true, .cred = cred }, { .cred = cred }
    };
    SecBuffer none = { 0, SECBUFFER_TOKEN, NULL }, token, answer;
    bool good;
    int i;

    sspi_end_step(&ends[0], facts->target, &dialog, &none, &token);
    sspi_end_step(&ends[1], NULL, &dialog, &token, &answer);
    good = ends[0].status == SEC_I_CONTINUE_NEEDED &&
        ends[1].status == SEC_E_OK;
    FreeContextBuffer(token.pvBuffer);
    FreeContextBuffer(answer.pvBuffer);
    for (i = 0; i < 2; i++) {
        if (ends[i].begun)
            DeleteSecurityContext(&ends[i].ctx);
    }
    return good;
}

/* What a server makes of a token that is none of its clients'. */
static SECURITY_STATUS
take_any(CredHandle cred)
{
    static unsigned char token[] = "\x60\x0d\x06\x09\x2a\x86\x48\x86\xf7\x12"
        "\x01\x02\x02\x7f";
    SecBuffer in = { sizeof(token), SECBUFFER_TOKEN, token }, out;
    struct sspi_dialog dialog = { .package = NULL };
    struct sspi_end end = { .cred = cred };
    SECURITY_STATUS status;

    status = sspi_end_step(&end, NULL, &dialog, &in, &out);
    FreeContextBuffer(out.pvBuffer);
    return status;
}

/* One credential at both ends of a context. */
void
section_halves(const struct sspi_facts *facts)
{
    CredHandle cred;
    size_t i;

    for (i = 0; i < PACKAGES; i++) {
        tap_status(acquire(packages[i], SECPKG_CRED_BOTH, &cred), SEC_E_OK,
                   packages[i]);
        tap_ok(both_ends(facts, cred), "it initiates and accepts");
        FreeCredentialsHandle(&cred);
        tap_status(acquire(packages[i], SECPKG_CRED_OUTBOUND |
                           SECPKG_CRED_AUTOLOGON_RESTRICTED, &cred),
                   SEC_E_OK, "no automatic logon");
        tap_status(initiate(facts, cred), SEC_E_NO_CREDENTIALS,
                   "the cache is not used");
        FreeCredentialsHandle(&cred);
    }
}

/* The script has a keytab and no cache. */
void
section_no_ticket(const struct sspi_facts *facts)
{
    SecPkgCredentials_NamesA names = { NULL };
    CredHandle cred;
    size_t i;

    for (i = 0; i < PACKAGES; i++) {
        tap_status(acquire(packages[i], SECPKG_CRED_BOTH, &cred), SEC_E_OK,
                   packages[i]);
        tap_status(initiate(facts, cred), SEC_E_NO_CREDENTIALS,
                   "it does not initiate");
        tap_ok(take_any(cred) != SEC_E_NO_CREDENTIALS, "but accepts");
        tap_status(QueryCredentialsAttributesA(&cred, SECPKG_CRED_ATTR_NAMES,
                                               &names), SEC_E_OK,
                   "it has a service's name");
        FreeContextBuffer(names.sUserName);
        FreeCredentialsHandle(&cred);
        tap_status(acquire(packages[i], SECPKG_CRED_OUTBOUND, &cred),
                   SEC_E_NO_CREDENTIALS, "outbound alone");
    }
}

/* The script has a cache and no keytab. */
void
section_no_keytab(const struct sspi_facts *facts)
{
    SecPkgCredentials_NamesA names = { NULL };
    CredHandle cred;
    size_t i;

    for (i = 0; i < PACKAGES; i++) {
        tap_status(acquire(packages[i], SECPKG_CRED_BOTH, &cred), SEC_E_OK,
                   packages[i]);
        tap_ok(initiate(facts, cred) >= SEC_E_OK, "it initiates");
        tap_status(take_any(cred), SEC_E_NO_CREDENTIALS,
                   "and does not accept");
        tap_status(QueryCredentialsAttributesA(&cred, SECPKG_CRED_ATTR_NAMES,
                                               &names), SEC_E_OK,
                   "it has a name");
        tap_text(names.sUserName, "user@KSP.TEST", "the user's");
        FreeContextBuffer(names.sUserName);
        FreeCredentialsHandle(&cred);
        tap_status(acquire(packages[i], SECPKG_CRED_INBOUND, &cred),
                   SEC_E_NO_CREDENTIALS, "inbound alone");
    }
}
