/* SPDX-License-Identifier: MIT */
/* Packages and credentials. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "realm/sspi/tests.h"

static char kerberos[] = "Kerberos", negotiate[] = "Negotiate";
static WCHAR kerberos_w[] = u"Kerberos";

/* ---- packages ------------------------------------------------------- */

static bool
same_wide(const WCHAR *wide, const char *narrow)
{
    while (*narrow != '\0' && *wide == (WCHAR)*narrow) {
        wide++;
        narrow++;
    }
    return *narrow == '\0' && *wide == 0;
}

static void
table_of_functions(void)
{
    PSecurityFunctionTableA a = InitSecurityInterfaceA();
    PSecurityFunctionTableW w = InitSecurityInterfaceW();

    tap_number(a->dwVersion, SECURITY_SUPPORT_PROVIDER_INTERFACE_VERSION,
               "InitSecurityInterfaceA: version");
    tap_number(w->dwVersion, SECURITY_SUPPORT_PROVIDER_INTERFACE_VERSION,
               "InitSecurityInterfaceW: version");
    tap_ok(a->MakeSignature == MakeSignature && w->EncryptMessage ==
           EncryptMessage && a->QueryContextAttributesA ==
           QueryContextAttributesA && w->InitializeSecurityContextW ==
           InitializeSecurityContextW, "the tables hold the functions");
    tap_ok((uintptr_t)a->Reserved3 == (uintptr_t)EncryptMessage &&
           (uintptr_t)w->Reserved3 == (uintptr_t)EncryptMessage &&
           (uintptr_t)a->Reserved4 == (uintptr_t)DecryptMessage &&
           (uintptr_t)w->Reserved4 == (uintptr_t)DecryptMessage,
           "two reserved members are functions");
    tap_ok(a->Reserved2 == NULL && a->Reserved8 == NULL &&
           w->Reserved2 == NULL && w->Reserved8 == NULL,
           "the others are NULL");
}

/* Pointers that the library never gave out, or not as they are. */
static void
foreign_memory(void)
{
    unsigned char *own = malloc(64);
    PSecPkgInfoA info = NULL;
    int here = 0;

    tap_status(FreeContextBuffer(own), SEC_E_INVALID_PARAMETER,
               "FreeContextBuffer: the program's own memory");
    tap_status(FreeContextBuffer(&here), SEC_E_INVALID_PARAMETER,
               "of the stack");
    tap_status(FreeContextBuffer((void *)(uintptr_t)16),
               SEC_E_INVALID_PARAMETER, "no memory at all");
    tap_status(QuerySecurityPackageInfoA(kerberos, &info), SEC_E_OK,
               "memory of the library's");
    tap_status(FreeContextBuffer(info->Name), SEC_E_INVALID_PARAMETER,
               "its middle");
    tap_status(FreeContextBuffer(info), SEC_E_OK, "its start");
    tap_status(FreeContextBuffer(info), SEC_E_INVALID_PARAMETER, "twice");
    free(own);
}

/* Windows' own capabilities are 0x73bbf and 0x43bb3. */
static void
described(const SecPkgInfoA *info, ULONG capabilities, USHORT rpc, ULONG max)
{
    const ULONG absent = SECPKG_FLAG_IMPERSONATION |
        SECPKG_FLAG_ACCEPT_WIN32_NAME | SECPKG_FLAG_LOGON;

    tap_number(info->fCapabilities, capabilities & ~absent, "capabilities");
    tap_number(info->wVersion, 1, "version");
    tap_number(info->wRPCID, rpc, "the number in RPC");
    tap_number(info->cbMaxToken, max, "the longest token");
}

void
section_packages(const struct sspi_facts *facts)
{
    char unknown[] = "NTLM", lower[] = "kerberos";
    WCHAR unknown_w[] = u"NTLM", bad[] = { 0xdc00, 0 };
    SecPkgInfoA *a, mine;
    SecPkgInfoW *w, mine_w;
    ULONG count = 7;

    (void)facts;
    tap_status(EnumerateSecurityPackagesA(&count, &a), SEC_E_OK,
               "EnumerateSecurityPackagesA");
    tap_number(count, 2, "there are two");
    tap_text(a[0].Name, "Kerberos", "the first");
    tap_text(a[1].Name, "Negotiate", "the second");
    described(&a[0], 0x73bbf, 16, 48000);
    described(&a[1], 0x43bb3, 9, 48256);
    FreeContextBuffer(a);
    tap_status(EnumerateSecurityPackagesW(&count, &w), SEC_E_OK,
               "EnumerateSecurityPackagesW");
    tap_ok(same_wide(w[1].Name, "Negotiate") && w[1].wRPCID == 9 &&
           w[1].Comment[0] != 0, "the second");
    FreeContextBuffer(w);
    tap_status(EnumerateSecurityPackagesA(NULL, &a), SEC_E_INVALID_PARAMETER,
               "EnumerateSecurityPackagesA: no count");
    tap_status(EnumerateSecurityPackagesW(&count, NULL),
               SEC_E_INVALID_PARAMETER, "EnumerateSecurityPackagesW: no list");
    tap_status(QuerySecurityPackageInfoA(lower, &a), SEC_E_OK,
               "QuerySecurityPackageInfoA: without regard to case");
    tap_text(a->Name, "Kerberos", "its name");
    FreeContextBuffer(a);
    tap_status(QuerySecurityPackageInfoW(kerberos_w, &w), SEC_E_OK,
               "QuerySecurityPackageInfoW");
    FreeContextBuffer(w);
    a = &mine;
    tap_status(QuerySecurityPackageInfoA(unknown, &a), SEC_E_SECPKG_NOT_FOUND,
               "QuerySecurityPackageInfoA: unknown");
    tap_ok(a == &mine, "and the pointer is as it was");
    w = &mine_w;
    tap_status(QuerySecurityPackageInfoW(unknown_w, &w),
               SEC_E_SECPKG_NOT_FOUND, "QuerySecurityPackageInfoW: unknown");
    tap_ok(w == &mine_w, "likewise");
    tap_status(QuerySecurityPackageInfoW(bad, &w), SEC_E_INVALID_PARAMETER,
               "QuerySecurityPackageInfoW: no UTF-16");
    tap_status(QuerySecurityPackageInfoA(NULL, &a), SEC_E_INVALID_PARAMETER,
               "QuerySecurityPackageInfoA: no name");
    tap_status(QuerySecurityPackageInfoW(NULL, &w), SEC_E_INVALID_PARAMETER,
               "QuerySecurityPackageInfoW: no name");
    tap_status(QuerySecurityPackageInfoA(kerberos, NULL),
               SEC_E_INVALID_PARAMETER, "QuerySecurityPackageInfoA: no room");
    tap_status(FreeContextBuffer(NULL), SEC_E_OK, "FreeContextBuffer: NULL");
    foreign_memory();
    table_of_functions();
}

/* ---- credentials ---------------------------------------------------- */

static CredHandle cred;
static TimeStamp expiry;

static SECURITY_STATUS
acquire(const char *principal, const char *package, ULONG use,
        const void *identity)
{
    memset(&cred, 0xff, sizeof(cred));
    expiry.QuadPart = 7;
    return AcquireCredentialsHandleA((char *)(uintptr_t)principal,
                                     (char *)(uintptr_t)package, use, NULL,
                                     (void *)(uintptr_t)identity, NULL, NULL,
                                     &cred, &expiry);
}

/* An error, with its outputs cleared. */
static void
refused(SECURITY_STATUS got, SECURITY_STATUS want, const char *name)
{
    tap_status(got, want, name);
    tap_ok(cred.dwLower == 0 && cred.dwUpper == 0 && expiry.QuadPart == 0,
           "and no handle");
}

static void
taken(SECURITY_STATUS got, const char *name)
{
    tap_status(got, SEC_E_OK, name);
    tap_ok(expiry.QuadPart == INT64_MAX, "it does not expire");
    FreeCredentialsHandle(&cred);
}

static VOID
get_key(PVOID Arg, PVOID Principal, ULONG KeyVer, PVOID *Key,
        SECURITY_STATUS *Status)
{
    (void)Arg;
    (void)Principal;
    (void)KeyVer;
    (void)Key;
    (void)Status;
}

static void
query_names(const struct sspi_facts *facts)
{
    size_t length = strlen(facts->target);
    SecPkgCredentials_NamesA a = { NULL };
    SecPkgCredentials_NamesW w = { NULL };

    tap_status(acquire(NULL, kerberos, SECPKG_CRED_OUTBOUND, NULL), SEC_E_OK,
               "a credential");
    tap_status(QueryCredentialsAttributesA(&cred, SECPKG_CRED_ATTR_NAMES, &a),
               SEC_E_OK, "QueryCredentialsAttributesA");
    tap_text(a.sUserName, "user@KSP.TEST", "its name");
    FreeContextBuffer(a.sUserName);
    tap_status(QueryCredentialsAttributesW(&cred, SECPKG_CRED_ATTR_NAMES, &w),
               SEC_E_OK, "QueryCredentialsAttributesW");
    tap_ok(w.sUserName != NULL && same_wide(w.sUserName, "user@KSP.TEST"),
           "its name");
    FreeContextBuffer(w.sUserName);
    tap_status(QueryCredentialsAttributesExA(&cred, SECPKG_CRED_ATTR_NAMES,
                                             &a, sizeof(a) - 1),
               SEC_E_BUFFER_TOO_SMALL, "the Ex form: too small");
    tap_status(QueryCredentialsAttributesA(&cred, SECPKG_CRED_ATTR_CERT, &a),
               SEC_E_UNSUPPORTED_FUNCTION, "another attribute");
    tap_status(QueryCredentialsAttributesA(&cred, SECPKG_CRED_ATTR_NAMES,
                                           NULL),
               SEC_E_INVALID_PARAMETER, "no buffer");
    FreeCredentialsHandle(&cred);
    acquire(facts->target, kerberos, SECPKG_CRED_INBOUND, NULL);
    tap_status(QueryCredentialsAttributesA(&cred, SECPKG_CRED_ATTR_NAMES, &a),
               SEC_E_OK, "a service has");
    tap_ok(a.sUserName != NULL &&
           strncmp(a.sUserName, facts->target, length) == 0, "its name");
    FreeContextBuffer(a.sUserName);
    FreeCredentialsHandle(&cred);
}

void
section_creds(const struct sspi_facts *facts)
{
    SEC_WINNT_AUTH_IDENTITY_A id = { 0 };
    SEC_WINNT_AUTH_IDENTITY_EXA ex = { 0 };
    char with_realm[200];
    WCHAR bad[] = { 'a', 0xd800, 0 };
    LUID luid = { 0, 0 };

    taken(acquire(NULL, kerberos, SECPKG_CRED_OUTBOUND, NULL), "outbound");
    taken(acquire(NULL, kerberos, SECPKG_CRED_INBOUND, NULL), "inbound");
    taken(acquire(NULL, kerberos, SECPKG_CRED_BOTH, NULL), "both");
    taken(acquire(NULL, negotiate, SECPKG_CRED_OUTBOUND, NULL),
          "outbound, Negotiate");
    taken(acquire(NULL, negotiate, SECPKG_CRED_INBOUND, NULL),
          "inbound, Negotiate");
    taken(acquire("user@KSP.TEST", kerberos, SECPKG_CRED_OUTBOUND, NULL),
          "outbound, by name");
    taken(acquire(facts->target, kerberos, SECPKG_CRED_INBOUND, NULL),
          "inbound, svc/host");
    snprintf(with_realm, sizeof(with_realm), "%s@KSP.TEST", facts->target);
    taken(acquire(with_realm, kerberos, SECPKG_CRED_INBOUND, NULL),
          "inbound, svc/host@REALM");
    taken(AcquireCredentialsHandleW(NULL, kerberos_w, SECPKG_CRED_OUTBOUND,
                                    NULL, NULL, NULL, NULL, &cred, &expiry),
          "the W form");
    refused(acquire(NULL, "NTLM", SECPKG_CRED_OUTBOUND, NULL),
            SEC_E_SECPKG_NOT_FOUND, "unknown package");
    refused(acquire(NULL, NULL, SECPKG_CRED_OUTBOUND, NULL),
            SEC_E_INVALID_PARAMETER, "no package");
    refused(acquire(NULL, kerberos, 0, NULL), SEC_E_INVALID_PARAMETER,
            "no use");
    refused(acquire(NULL, kerberos, SECPKG_CRED_DEFAULT, NULL),
            SEC_E_INVALID_PARAMETER, "no use but the default");
    refused(acquire(NULL, kerberos, SECPKG_CRED_OUTBOUND |
                    SECPKG_CRED_PROCESS_POLICY_ONLY, NULL),
            SEC_E_UNSUPPORTED_FUNCTION, "policy only");
    taken(acquire(NULL, kerberos, SECPKG_CRED_OUTBOUND | SECPKG_CRED_DEFAULT |
                  SECPKG_CRED_RESERVED | 0x40, NULL),
          "bits without a meaning");
    taken(AcquireCredentialsHandleA(NULL, kerberos, SECPKG_CRED_OUTBOUND,
                                    &luid, NULL, NULL, NULL, &cred,
                                    &expiry),
          "a logon session is not looked at");
    taken(AcquireCredentialsHandleA(NULL, kerberos, SECPKG_CRED_OUTBOUND,
                                    NULL, NULL, get_key, NULL, &cred,
                                    &expiry),
          "a key function is not called");
    tap_status(AcquireCredentialsHandleA(NULL, kerberos, SECPKG_CRED_OUTBOUND,
                                         NULL, NULL, NULL, NULL, NULL, NULL),
               SEC_E_INVALID_PARAMETER, "nowhere to put the handle");
    refused(AcquireCredentialsHandleW(bad, kerberos_w, SECPKG_CRED_OUTBOUND,
                                      NULL, NULL, NULL, NULL, &cred,
                                      &expiry),
            SEC_E_INVALID_PARAMETER, "a name that is not UTF-16");
    refused(acquire("\xff", kerberos, SECPKG_CRED_OUTBOUND, NULL),
            SEC_E_INVALID_PARAMETER, "a name that is not UTF-8");
    refused(acquire("a@b@c", kerberos, SECPKG_CRED_OUTBOUND, NULL),
            SEC_E_UNKNOWN_CREDENTIALS, "a name nobody can have");
    refused(acquire("stranger@KSP.TEST", kerberos, SECPKG_CRED_OUTBOUND,
                    NULL), SEC_E_NO_CREDENTIALS, "a name without a ticket");
    refused(acquire("ftp/localhost", kerberos, SECPKG_CRED_INBOUND, NULL),
            SEC_E_NO_CREDENTIALS, "a service without a key");
    refused(acquire(NULL, kerberos, SECPKG_CRED_OUTBOUND, &id),
            SEC_E_INVALID_PARAMETER, "an identity without flags");
    id.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI | SEC_WINNT_AUTH_IDENTITY_UNICODE;
    refused(acquire(NULL, kerberos, SECPKG_CRED_OUTBOUND, &id),
            SEC_E_INVALID_PARAMETER, "of two kinds");
    id.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    taken(acquire(NULL, kerberos, SECPKG_CRED_OUTBOUND, &id),
          "an empty identity is none");
    id.UserLength = 4;
    refused(acquire(NULL, kerberos, SECPKG_CRED_OUTBOUND, &id),
            SEC_E_INVALID_PARAMETER, "a length without a string");
    id.User = (UCHAR *)(uintptr_t)"user";
    taken(acquire(NULL, kerberos, SECPKG_CRED_OUTBOUND, &id),
          "an identity without a password");
    refused(acquire(NULL, kerberos, SECPKG_CRED_INBOUND, &id),
            SEC_E_UNSUPPORTED_FUNCTION, "an identity for inbound");
    ex.Version = SEC_WINNT_AUTH_IDENTITY_VERSION;
    ex.Length = sizeof(ex) - 1;
    ex.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    refused(acquire(NULL, kerberos, SECPKG_CRED_OUTBOUND, &ex),
            SEC_E_INVALID_PARAMETER, "an EX identity that is too short");
    query_names(facts);
}

/* ---- passwords ------------------------------------------------------ */

/* With just this credential a context can be made. */
static void
usable(const struct sspi_facts *facts, const char *name)
{
    SecBuffer out = { 0, SECBUFFER_TOKEN, NULL };
    SecBufferDesc output = { SECBUFFER_VERSION, 1, &out };
    CtxtHandle ctx;

    tap_status(InitializeSecurityContextA(&cred, NULL,
                                          (char *)(uintptr_t)facts->target,
                                          ISC_REQ_ALLOCATE_MEMORY, 0, 0, NULL,
                                          0, &ctx, &output, NULL, NULL),
               SEC_E_OK, name);
    FreeContextBuffer(out.pvBuffer);
    DeleteSecurityContext(&ctx);
    FreeCredentialsHandle(&cred);
}

/* The script has made the principal "pässword" with the password "geheim€"
 * and no cache is there. */
void
section_password(const struct sspi_facts *facts)
{
    static char user[] = "p\xc3\xa4ssword", realm[] = "KSP.TEST";
    static char secret[] = "geheim\xe2\x82\xac";
    static char whole[] = "p\xc3\xa4ssword@KSP.TEST";
    static WCHAR user_w[] = u"p\u00e4ssword", realm_w[] = u"KSP.TEST";
    static WCHAR secret_w[] = u"geheim\u20ac";
    SEC_WINNT_AUTH_IDENTITY_A a = {
        (UCHAR *)user, sizeof(user) - 1, (UCHAR *)realm, sizeof(realm) - 1,
        (UCHAR *)secret, sizeof(secret) - 1, SEC_WINNT_AUTH_IDENTITY_ANSI
    };
    SEC_WINNT_AUTH_IDENTITY_W w = {
        (USHORT *)user_w, 8, (USHORT *)realm_w, 8, (USHORT *)secret_w, 7,
        SEC_WINNT_AUTH_IDENTITY_UNICODE
    };
    SEC_WINNT_AUTH_IDENTITY_EXW ex = {
        SEC_WINNT_AUTH_IDENTITY_VERSION, sizeof(ex), (USHORT *)user_w, 8,
        (USHORT *)realm_w, 8, (USHORT *)secret_w, 7,
        SEC_WINNT_AUTH_IDENTITY_UNICODE, NULL, 0
    };

    refused(acquire(NULL, kerberos, SECPKG_CRED_OUTBOUND, NULL),
            SEC_E_NO_CREDENTIALS, "there is no cache");
    tap_status(acquire(NULL, kerberos, SECPKG_CRED_OUTBOUND, &a), SEC_E_OK,
               "a password, A");
    usable(facts, "it is good");
    tap_status(acquire(NULL, kerberos, SECPKG_CRED_OUTBOUND, &w), SEC_E_OK,
               "a password, W");
    usable(facts, "it is good");
    tap_status(acquire(NULL, negotiate, SECPKG_CRED_OUTBOUND, &ex), SEC_E_OK,
               "a password, EXW, Negotiate");
    tap_ok(expiry.QuadPart == INT64_MAX, "it does not expire");
    FreeCredentialsHandle(&cred);
    a.DomainLength = 0;
    tap_status(acquire(NULL, kerberos, SECPKG_CRED_OUTBOUND, &a), SEC_E_OK,
               "without a domain");
    usable(facts, "it is good");
    a.User = (UCHAR *)whole;
    a.UserLength = sizeof(whole) - 1;
    tap_status(acquire(NULL, kerberos, SECPKG_CRED_OUTBOUND, &a), SEC_E_OK,
               "user@REALM");
    usable(facts, "it is good");
    a.PasswordLength--;
    refused(acquire(NULL, kerberos, SECPKG_CRED_OUTBOUND, &a),
            SEC_E_INVALID_PARAMETER, "half a character");
}

/* The script has a configuration whose KDC does not answer. */
void
section_no_kdc(const struct sspi_facts *facts)
{
    static char user[] = "user", secret[] = "secret";
    SEC_WINNT_AUTH_IDENTITY_A a = {
        (UCHAR *)user, 4, NULL, 0, (UCHAR *)secret, 6,
        SEC_WINNT_AUTH_IDENTITY_ANSI
    };
    const char *const packages[] = { kerberos, negotiate };
    struct sspi_dialog dialog = { .request = 0 };
    SecBuffer none = { 0, SECBUFFER_TOKEN, NULL }, out;
    struct sspi_end end = { .initiator = true };
    char other[] = "host/nowhere.localhost";
    int i;

    for (i = 0; i < 2; i++) {
        tap_status(acquire(NULL, packages[i], SECPKG_CRED_OUTBOUND, &a),
                   SEC_E_OK, "a password and no KDC");
        end.cred = cred;
        tap_status(sspi_end_step(&end, facts->target, &dialog, &none, &out),
                   SEC_E_NO_AUTHENTICATING_AUTHORITY, packages[i]);
        FreeCredentialsHandle(&cred);
    }
    tap_status(sspi_end_open(&end, true, &dialog), SEC_E_OK,
               "the cache is good");
    tap_status(sspi_end_step(&end, other, &dialog, &none, &out),
               SEC_E_NO_AUTHENTICATING_AUTHORITY, "a target and no KDC");
    sspi_end_close(&end);
    dialog.package = negotiate;
    tap_status(sspi_end_open(&end, true, &dialog), SEC_E_OK, "Negotiate");
    tap_status(sspi_end_step(&end, other, &dialog, &none, &out),
               SEC_E_NO_AUTHENTICATING_AUTHORITY,
               "a target and no KDC, Negotiate");
    sspi_end_close(&end);
}

/* The keytab is a copy, and named in SSPI_KEYTAB. */
void
section_no_name(const struct sspi_facts *facts)
{
    SecPkgCredentials_NamesA a = { NULL };

    (void)facts;
    tap_status(acquire(NULL, kerberos, SECPKG_CRED_INBOUND, NULL), SEC_E_OK,
               "any key of the keytab");
    tap_status(QueryCredentialsAttributesA(&cred, SECPKG_CRED_ATTR_NAMES, &a),
               SEC_E_OK, "has a name");
    tap_text(a.sUserName, "host/localhost@KSP.TEST", "that of the first");
    FreeContextBuffer(a.sUserName);
    a.sUserName = NULL;
    unlink(getenv("SSPI_KEYTAB"));
    tap_status(QueryCredentialsAttributesA(&cred, SECPKG_CRED_ATTR_NAMES, &a),
               SEC_E_NO_CREDENTIALS, "no keytab, no name");
    tap_ok(a.sUserName == NULL, "the struct is as it was");
    FreeCredentialsHandle(&cred);
}

/* The script has neither cache nor keytab. */
void
section_no_keys(const struct sspi_facts *facts)
{
    (void)facts;
    refused(acquire(NULL, kerberos, SECPKG_CRED_OUTBOUND, NULL),
            SEC_E_NO_CREDENTIALS, "outbound");
    refused(acquire(NULL, kerberos, SECPKG_CRED_INBOUND, NULL),
            SEC_E_NO_CREDENTIALS, "inbound");
    refused(acquire(NULL, negotiate, SECPKG_CRED_OUTBOUND, NULL),
            SEC_E_NO_CREDENTIALS, "outbound, Negotiate");
    refused(acquire(NULL, negotiate, SECPKG_CRED_INBOUND, NULL),
            SEC_E_NO_CREDENTIALS, "inbound, Negotiate");
    refused(acquire(NULL, kerberos, SECPKG_CRED_BOTH, NULL),
            SEC_E_NO_CREDENTIALS, "both");
}
