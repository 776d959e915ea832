/* SPDX-License-Identifier: MIT */
/* Identities as things of their own, names of services, and what codes mean.
 * The principal "pässword" has the password "geheim€"; no cache is there. */
#include <stdlib.h>
#include <string.h>

#include "ksp/ntstatus.h"
#include "realm/sspi/tests.h"

static WCHAR user[] = u"p\u00e4ssword", realm[] = u"KSP.TEST";
static WCHAR secret[] = u"geheim\u20ac";
static char negotiate[] = "Negotiate";

static bool
same(const WCHAR *a, const WCHAR *b)
{
    size_t i = 0;

    if (a == NULL || b == NULL)
        return a == b;
    while (a[i] != 0 && a[i] == b[i])
        i++;
    return a[i] == b[i];
}

static PVOID
encoded(PCWSTR who, PCWSTR where, PCWSTR what)
{
    PVOID identity = NULL;

    tap_status(SspiEncodeStringsAsAuthIdentity(who, where, what, &identity),
               SEC_E_OK, "SspiEncodeStringsAsAuthIdentity");
    return identity;
}

static SECURITY_STATUS
acquire(PVOID identity)
{
    CredHandle cred;
    SECURITY_STATUS status;

    status = AcquireCredentialsHandleA(NULL, negotiate, SECPKG_CRED_OUTBOUND,
                                       NULL, identity, NULL, NULL, &cred,
                                       NULL);
    FreeCredentialsHandle(&cred);
    return status;
}

/* What the identity says must be this; it is given back. */
static void
says(PVOID identity, PCWSTR who, PCWSTR where, PCWSTR what, const char *name)
{
    PCWSTR u = realm, d = realm, p = realm;

    tap_status(SspiEncodeAuthIdentityAsStrings(identity, &u, &d, &p),
               SEC_E_OK, name);
    tap_ok(same(u, who) && same(d, where) && same(p, what), "as it was");
    SspiFreeAuthIdentity((PVOID)(uintptr_t)u);
    SspiLocalFree((PVOID)(uintptr_t)d);
    FreeContextBuffer((PVOID)(uintptr_t)p);
    SspiFreeAuthIdentity(identity);
}

static void
made_and_used(void)
{
    SEC_WINNT_AUTH_IDENTITY_W brief = {
        (USHORT *)user, 8, (USHORT *)realm, 8, (USHORT *)secret, 7,
        SEC_WINNT_AUTH_IDENTITY_UNICODE
    };
    PVOID identity = encoded(user, realm, secret), copy = NULL;

    tap_status(acquire(identity), SEC_E_OK, "it gets a ticket");
    tap_status(SspiValidateAuthIdentity(identity), SEC_E_OK, "it is valid");
    tap_ok(!SspiIsAuthIdentityEncrypted(identity), "and not encrypted");
    tap_status(SspiEncryptAuthIdentity(identity), SEC_E_UNSUPPORTED_FUNCTION,
               "nor will it be");
    tap_status(SspiEncryptAuthIdentityEx(2, identity),
               SEC_E_UNSUPPORTED_FUNCTION, "by either");
    tap_status(SspiDecryptAuthIdentity(identity), SEC_E_UNSUPPORTED_FUNCTION,
               "nor decrypted");
    tap_status(SspiDecryptAuthIdentityEx(2, identity),
               SEC_E_UNSUPPORTED_FUNCTION, "by either");
    says(identity, user, realm, secret, "taken apart");
    tap_status(FreeContextBuffer(identity), SEC_E_INVALID_PARAMETER,
               "it is gone");
    tap_status(SspiCopyAuthIdentity(&brief, &copy), SEC_E_OK,
               "a copy of another form");
    tap_status(acquire(copy), SEC_E_OK, "gets a ticket");
    says(copy, user, realm, secret, "and says");
    says(encoded(user, NULL, NULL), user, NULL, NULL, "a user alone");
    says(encoded(NULL, NULL, u""), NULL, NULL, u"", "an empty password");
}

static void
excluded(void)
{
    WCHAR ntlm[] = u"NTLM", kerberos[] = u"Kerberos";
    PVOID identity = encoded(user, realm, secret), once = NULL, twice = NULL;

    tap_status(SspiExcludePackage(identity, ntlm, &once), SEC_E_OK,
               "without NTLM");
    tap_status(acquire(once), SEC_E_OK, "Kerberos remains");
    tap_status(SspiExcludePackage(once, kerberos, &twice), SEC_E_OK,
               "without Kerberos, too");
    tap_status(acquire(twice), SEC_E_SECPKG_NOT_FOUND, "nothing does");
    SspiFreeAuthIdentity(identity);
    SspiFreeAuthIdentity(once);
    SspiFreeAuthIdentity(twice);
}

static void
compared(void)
{
    PVOID a = encoded(user, realm, secret), b = encoded(user, realm, user);
    PVOID c = encoded(realm, realm, secret);
    BOOLEAN who = 7, all = 7;

    tap_status(SspiCompareAuthIdentities(a, a, &who, &all), SEC_E_OK,
               "SspiCompareAuthIdentities");
    tap_ok(who == TRUE && all == TRUE, "the same");
    SspiCompareAuthIdentities(a, b, &who, &all);
    tap_ok(who == TRUE && all == FALSE, "another password");
    SspiCompareAuthIdentities(a, c, &who, &all);
    tap_ok(who == FALSE && all == FALSE, "another user");
    SspiCompareAuthIdentities(a, NULL, &who, &all);
    tap_ok(who == FALSE && all == FALSE, "nobody");
    SspiCompareAuthIdentities(NULL, NULL, &who, &all);
    tap_ok(who == TRUE && all == TRUE, "nobody twice");
    SspiZeroAuthIdentity(a);
    tap_status(SspiValidateAuthIdentity(a), SEC_E_INVALID_PARAMETER,
               "cleared");
    SspiZeroAuthIdentity(NULL);
    SspiFreeAuthIdentity(a);
    SspiFreeAuthIdentity(b);
    SspiFreeAuthIdentity(c);
    SspiFreeAuthIdentity(NULL);
}

/* The bytes cut at every length, and each of them another. */
static void
marshalled(void)
{
    PVOID identity = encoded(user, realm, secret), back = NULL;
    unsigned int wrong = 0, i;
    CHAR *bytes = NULL, *odd;
    ULONG length = 0;

    tap_status(SspiMarshalAuthIdentity(identity, &length, &bytes), SEC_E_OK,
               "SspiMarshalAuthIdentity");
    odd = malloc(length + 1);
    memcpy(odd + 1, bytes, length);
    tap_status(SspiUnmarshalAuthIdentity(length, odd + 1, &back), SEC_E_OK,
               "SspiUnmarshalAuthIdentity");
    says(back, user, realm, secret, "the same identity");
    for (i = 0; i < length; i++)
        wrong += SspiUnmarshalAuthIdentity(i, bytes, &back) !=
            SEC_E_INVALID_PARAMETER || back != NULL;
    tap_number(wrong, 0, "cut short it is none");
    for (i = 0; i < length; i++) {
        odd[1 + i] ^= (CHAR)0xff;
        if (SspiUnmarshalAuthIdentity(length, odd + 1, &back) == SEC_E_OK)
            SspiFreeAuthIdentity(back);
        odd[1 + i] ^= (CHAR)0xff;
    }
    free(odd);
    SspiLocalFree(bytes);
    SspiFreeAuthIdentity(identity);
}

static void
stored(void)
{
    PVOID identity = encoded(user, realm, secret), again;
    PCWSTR target = NULL, name = NULL;
    ULONG type = 7, size = 7;
    PUCHAR blob = NULL;

    tap_status(SspiPrepareForCredRead(identity, u"host/a", &type, &target),
               SEC_E_OK, "SspiPrepareForCredRead");
    tap_ok(type == 2 && same(target, u"host/a"), "type and target");
    SspiLocalFree((PVOID)(uintptr_t)target);
    tap_status(SspiPrepareForCredWrite(identity, NULL, &type, &target, &name,
                                       &blob, &size), SEC_E_OK,
               "SspiPrepareForCredWrite");
    tap_ok(type == 2 && same(target, u"KSP.TEST\\p\u00e4ssword") &&
           same(name, target) && size == 14 &&
           memcmp(blob, secret, size) == 0, "name, target and secret");
    again = encoded(name, NULL, secret);
    tap_status(acquire(again), SEC_E_OK, "which name the same user");
    SspiFreeAuthIdentity(again);
    SspiLocalFree((PVOID)(uintptr_t)target);
    SspiLocalFree((PVOID)(uintptr_t)name);
    SspiLocalFree(blob);
    SspiFreeAuthIdentity(identity);
    identity = encoded(NULL, NULL, secret);
    tap_status(SspiPrepareForCredRead(identity, NULL, &type, &target),
               SEC_E_INVALID_PARAMETER, "without a user");
    tap_ok(type == 0 && target == NULL, "nothing");
    SspiFreeAuthIdentity(identity);
    tap_ok(SspiIsPromptingNeeded((ULONG)SEC_E_LOGON_DENIED) &&
           !SspiIsPromptingNeeded((ULONG)SEC_E_TIME_SKEW),
           "SspiIsPromptingNeeded");
}

static void
refusals(void)
{
    WCHAR *big = calloc(40000, sizeof(*big));
    SEC_WINNT_AUTH_IDENTITY_W encrypted = {
        (USHORT *)user, 8, NULL, 0, NULL, 0, SEC_WINNT_AUTH_IDENTITY_UNICODE |
        SEC_WINNT_AUTH_IDENTITY_FLAGS_PROCESS_ENCRYPTED
    };
    PCWSTR u, d, p;
    PVOID out = &encrypted;
    size_t i;

    for (i = 0; i < 39999; i++)
        big[i] = 'a';
    tap_status(SspiEncodeStringsAsAuthIdentity(big, NULL, NULL, &out),
               SEC_E_INVALID_PARAMETER, "a name that is too long");
    tap_ok(out == NULL, "nothing");
    out = &encrypted;
    tap_status(SspiEncodeStringsAsAuthIdentity(NULL, NULL, NULL, &out),
               SEC_E_INVALID_TOKEN, "an identity of nothing");
    tap_ok(out == &encrypted, "nothing is written");
    tap_status(SspiEncodeStringsAsAuthIdentity(user, NULL, NULL, NULL),
               SEC_E_INVALID_PARAMETER, "nowhere to put it");
    tap_status(SspiEncodeAuthIdentityAsStrings(NULL, &u, &d, &p),
               SEC_E_INVALID_PARAMETER, "no identity");
    tap_ok(SspiIsAuthIdentityEncrypted(&encrypted), "an encrypted one");
    tap_status(SspiEncodeAuthIdentityAsStrings(&encrypted, &u, &d, &p),
               SEC_E_UNSUPPORTED_FUNCTION, "is not taken apart");
    tap_status(SspiCopyAuthIdentity(&encrypted, &out),
               SEC_E_UNSUPPORTED_FUNCTION, "nor copied");
    free(big);
}

/* ---- names of services ---------------------------------------------- */

static UNICODE_STRING
counted(WCHAR *text)
{
    UNICODE_STRING out = { 0, 0, text };

    while (text[out.Length / 2] != 0)
        out.Length += 2;
    out.MaximumLength = (USHORT)(out.Length + 2);
    return out;
}

static void
makes(WCHAR *instance, USHORT port, WCHAR *service, WCHAR *referrer,
      PCWSTR want, const char *name)
{
    UNICODE_STRING class = counted((WCHAR[]){ 'l', 'd', 'a', 'p', 0 });
    UNICODE_STRING s = counted(service), i = { 0 }, r = { 0 };
    UNICODE_STRING spn = { 7, 7, NULL };
    ULONG length = 7;

    if (instance != NULL)
        i = counted(instance);
    if (referrer != NULL)
        r = counted(referrer);
    tap_status(SecMakeSPN(&class, &s, instance != NULL ? &i : NULL, port, &r,
                          &spn, &length, TRUE), STATUS_SUCCESS, name);
    tap_ok(same(spn.Buffer, want) && length == spn.Length + 2u, "as it is");
    tap_status(FreeContextBuffer(spn.Buffer), SEC_E_OK, "given back");
}

/* Their results are those of the plain form, but for a target that the
 * credential manager knows. */
static void
spns_more(void)
{
    UNICODE_STRING class = counted((WCHAR[]){ 'l', 'd', 'a', 'p', 0 });
    UNICODE_STRING s = counted((WCHAR[]){ 'd', 'c', 0 });
    UNICODE_STRING info = counted((WCHAR[]){ '1', 'U', 0 });
    UNICODE_STRING empty = { 0, 0, NULL }, spn = { 7, 7, (PWSTR)1 };
    ULONG length = 7;

    tap_status(SecMakeSPNEx(&class, &s, NULL, 0, NULL, &info, &spn, &length,
                            TRUE), STATUS_NOT_SUPPORTED, "a known target");
    tap_ok(spn.Buffer == NULL && spn.Length == 0 && length == 0, "nothing");
    tap_status(SecMakeSPNEx2(&class, &s, NULL, 0, NULL, &info, &spn, &length,
                             TRUE, TRUE), STATUS_NOT_SUPPORTED, "Ex2");
    tap_status(SecMakeSPNEx(&class, &s, NULL, 0, NULL, NULL, &spn, &length,
                            TRUE), STATUS_SUCCESS, "Ex, none");
    tap_ok(same(spn.Buffer, u"ldap/dc") && length == 16, "as it is");
    FreeContextBuffer(spn.Buffer);
    tap_status(SecMakeSPNEx2(&class, &s, NULL, 3, NULL, &empty, &spn, NULL,
                             TRUE, FALSE), STATUS_SUCCESS, "Ex2, empty");
    tap_ok(same(spn.Buffer, u"ldap/dc:3"), "as it is");
    FreeContextBuffer(spn.Buffer);
    tap_status(SecMakeSPNEx(&class, &s, NULL, 0, NULL, NULL, NULL, NULL,
                            TRUE), STATUS_INVALID_PARAMETER, "nowhere");
    tap_status(SecMakeSPNEx(&class, &s, NULL, 0, NULL, &info, NULL, NULL,
                            TRUE), STATUS_NOT_SUPPORTED, "nothing at all");
}

static void
spns(void)
{
    WCHAR host[] = u"dc.a", domain[] = u"a", address[] = u"10.0.0.1";
    UNICODE_STRING class = counted(domain), s = counted(host), spn;
    WCHAR room[7] = { 7 };
    PWSTR out = NULL;
    ULONG length = 0;

    makes(NULL, 0, host, NULL, u"ldap/dc.a", "class and service");
    makes(NULL, 389, host, NULL, u"ldap/dc.a:389", "a port");
    makes(host, 65535, domain, NULL, u"ldap/dc.a:65535/a", "an instance");
    makes(NULL, 0, address, host, u"ldap/dc.a", "who gave the address");
    makes(NULL, 0, host, domain, u"ldap/dc.a", "a name, which nobody gave");
    spn.Buffer = room;
    spn.MaximumLength = 12;
    tap_status(SecMakeSPN(&class, &s, NULL, 0, NULL, &spn, &length, FALSE),
               STATUS_BUFFER_OVERFLOW, "too little room");
    tap_ok(length == 14 && room[0] == 7 && spn.Length == 0,
           "says how much, and writes nothing");
    spn.MaximumLength = 14;
    tap_status(SecMakeSPN(&class, &s, NULL, 0, NULL, &spn, NULL, FALSE),
               STATUS_SUCCESS, "enough");
    tap_ok(same(room, u"a/dc.a") && spn.Length == 12, "the name");
    tap_status(SecMakeSPN(NULL, &s, NULL, 0, NULL, &spn, NULL, FALSE),
               STATUS_INVALID_PARAMETER, "no class");
    tap_status(SspiGetTargetHostName(u"ldap/dc.a:389/a@R", &out), SEC_E_OK,
               "SspiGetTargetHostName");
    tap_ok(same(out, host), "the host");
    SspiLocalFree(out);
    tap_status(SspiGetTargetHostName(u"user@R", &out), SEC_E_TARGET_UNKNOWN,
               "of no service");
}

static void
texts(void)
{
    tap_text(KspStatusName(SEC_E_INVALID_TOKEN), "SEC_E_INVALID_TOKEN",
             "KspStatusName");
    tap_text(KspStatusText(SEC_I_CONTINUE_NEEDED),
             "send the token and come back with the answer", "KspStatusText");
    tap_ok(KspStatusName(7) == NULL && KspStatusText(7) == NULL,
           "another number");
}

static void
handles(void)
{
    CtxtHandle h = { 1, 2 };
    SECURITY_PSTR name = negotiate;

    tap_ok(SecIsValidHandle(&h), "SecIsValidHandle");
    SecInvalidateHandle(&h);
    tap_ok(!SecIsValidHandle(&h), "SecInvalidateHandle");
    tap_status(DeleteSecurityContext(&h), SEC_E_INVALID_HANDLE,
               "it is no handle");
    tap_text(name, NEGOSSP_NAME_A, "names of packages");
    tap_ok(same(MICROSOFT_KERBEROS_NAME_W, u"Kerberos") &&
           same(MICROSOFT_KERBEROS_NAME, u"Kerberos"), "W's");
    tap_text(SECURITY_ENTRYPOINT, "InitSecurityInterfaceA", "entry points");
    tap_text(SECURITY_ENTRYPOINT_ANSI, SECURITY_ENTRYPOINT_ANSIA, "ANSI");
}

void
section_identity_family(const struct sspi_facts *facts)
{
    (void)facts;
    made_and_used();
    excluded();
    compared();
    marshalled();
    stored();
    refusals();
    spns();
    spns_more();
    texts();
    handles();
}
