/* SPDX-License-Identifier: MIT */
/* Every form of an identity, every bit of its flags.  The script has made the
 * principal "pässword" with the password "geheim€", and no cache is there. */
#include <string.h>

#include "realm/sspi/tests.h"

static char kerberos[] = "Kerberos", negotiate[] = "Negotiate";
static WCHAR user[] = u"p\u00e4ssword", realm[] = u"KSP.TEST";
static WCHAR secret[] = u"geheim\u20ac";

/* Units without the zero at the end. */
#define UNITS(text) ((ULONG)(sizeof(text) / sizeof((text)[0]) - 1))

static CredHandle cred;

static SECURITY_STATUS
acquire(char *package, void *identity)
{
    memset(&cred, 0xff, sizeof(cred));
    return AcquireCredentialsHandleA(NULL, package, SECPKG_CRED_OUTBOUND,
                                     NULL, identity, NULL, NULL, &cred,
                                     NULL);
}

/* What the first step of a context that is made with it gives; Negotiate
 * waits for an answer. */
static SECURITY_STATUS
begin(const struct sspi_facts *facts)
{
    SecBuffer out = { 0, SECBUFFER_TOKEN, NULL };
    SecBufferDesc output = { SECBUFFER_VERSION, 1, &out };
    SECURITY_STATUS status;
    CtxtHandle ctx;

    status = InitializeSecurityContextA(&cred, NULL,
                                        (char *)(uintptr_t)facts->target,
                                        ISC_REQ_ALLOCATE_MEMORY, 0, 0, NULL,
                                        0, &ctx, &output, NULL, NULL);
    FreeContextBuffer(out.pvBuffer);
    DeleteSecurityContext(&ctx);
    return status == SEC_I_CONTINUE_NEEDED ? SEC_E_OK : status;
}

static SECURITY_STATUS
use(const struct sspi_facts *facts)
{
    SECURITY_STATUS status = begin(facts);

    FreeCredentialsHandle(&cred);
    return status;
}

static SECURITY_STATUS
acquire_and_use(const struct sspi_facts *facts, char *package,
                void *identity)
{
    SECURITY_STATUS status = acquire(package, identity);

    if (status == SEC_E_OK)
        status = use(facts);
    else if (cred.dwLower != 0 || cred.dwUpper != 0)
        status = SEC_E_INTERNAL_ERROR;
    return status;
}

static SEC_WINNT_AUTH_IDENTITY_EXW
long_form(ULONG flags)
{
    SEC_WINNT_AUTH_IDENTITY_EXW id = {
        SEC_WINNT_AUTH_IDENTITY_VERSION, sizeof(id), (USHORT *)user,
        UNITS(user), (USHORT *)realm, UNITS(realm), (USHORT *)secret,
        UNITS(secret), flags, NULL, 0
    };

    return id;
}

/* ---- flags ---------------------------------------------------------- */

static SECURITY_STATUS
wanted_for(ULONG bit)
{
    const ULONG refused = SEC_WINNT_AUTH_IDENTITY_FLAGS_PROCESS_ENCRYPTED |
        SEC_WINNT_AUTH_IDENTITY_FLAGS_SYSTEM_PROTECTED |
        SEC_WINNT_AUTH_IDENTITY_FLAGS_USER_PROTECTED |
        SEC_WINNT_AUTH_IDENTITY_FLAGS_SYSTEM_ENCRYPTED |
        SEC_WINNT_AUTH_IDENTITY_FLAGS_ID_PROVIDER;
    SECURITY_STATUS want = SEC_E_OK;

    if ((bit & refused) != 0)
        want = SEC_E_UNSUPPORTED_FUNCTION;
    else if (bit == SEC_WINNT_AUTH_IDENTITY_ANSI)
        want = SEC_E_INVALID_PARAMETER;
    else if (bit == SEC_WINNT_AUTH_IDENTITY_FLAGS_NULL_USER)
        want = SEC_E_NO_CREDENTIALS;
    return want;
}

static void
every_bit(const struct sspi_facts *facts)
{
    SEC_WINNT_AUTH_IDENTITY_EXW id;
    SEC_WINNT_AUTH_IDENTITY_W brief = {
        (USHORT *)user, UNITS(user), (USHORT *)realm, UNITS(realm),
        (USHORT *)secret, UNITS(secret), 0
    };
    unsigned int i;
    ULONG bit;

    for (i = 0; i < 32; i++) {
        bit = (ULONG)1 << i;
        id = long_form(SEC_WINNT_AUTH_IDENTITY_UNICODE | bit);
        tap_status(acquire_and_use(facts, kerberos, &id), wanted_for(bit),
                   "a bit of Flags, EXW");
        brief.Flags = id.Flags;
        tap_status(acquire_and_use(facts, negotiate, &brief),
                   wanted_for(bit), "the same, W, Negotiate");
    }
    id = long_form(0x100);
    tap_status(acquire(kerberos, &id), SEC_E_INVALID_PARAMETER,
               "neither ANSI nor UNICODE");
}

/* ---- the packed form ------------------------------------------------ */

/* Its strings are where no USHORT is at home. */
struct packed {
    SEC_WINNT_AUTH_IDENTITY_EX2 head;
    unsigned char data[200];
};

static ULONG
put(struct packed *p, ULONG *at, const void *bytes, ULONG length)
{
    ULONG offset = *at;

    memcpy((unsigned char *)p + offset, bytes, length);
    *at += length;
    return offset;
}

static void
packed_form(struct packed *p)
{
    ULONG at = sizeof(p->head) + 1, secret_at;
    SEC_WINNT_AUTH_PACKED_CREDENTIALS head = {
        sizeof(head), (USHORT)(sizeof(head) + 2 * UNITS(secret)),
        { SEC_WINNT_AUTH_DATA_TYPE_PASSWORD,
          { sizeof(head), (USHORT)(2 * UNITS(secret)) } }
    };

    memset(p, 0, sizeof(*p));
    p->head.Version = SEC_WINNT_AUTH_IDENTITY_VERSION_2;
    p->head.cbHeaderLength = sizeof(p->head);
    p->head.cbStructureLength = sizeof(*p);
    p->head.UserLength = (USHORT)(2 * UNITS(user));
    p->head.UserOffset = put(p, &at, user, p->head.UserLength);
    p->head.DomainLength = (USHORT)(2 * UNITS(realm));
    p->head.DomainOffset = put(p, &at, realm, p->head.DomainLength);
    secret_at = put(p, &at, &head, sizeof(head));
    put(p, &at, secret, 2 * UNITS(secret));
    p->head.PackedCredentialsOffset = secret_at;
    p->head.PackedCredentialsLength = head.cbStructureLength;
    p->head.Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE |
        SEC_WINNT_AUTH_IDENTITY_MARSHALLED;
}

static SEC_WINNT_AUTH_PACKED_CREDENTIALS
credentials_of(const struct packed *p)
{
    SEC_WINNT_AUTH_PACKED_CREDENTIALS head;

    memcpy(&head, (const unsigned char *)p + p->head.PackedCredentialsOffset,
           sizeof(head));
    return head;
}

static void
set_credentials(struct packed *p, SEC_WINNT_AUTH_PACKED_CREDENTIALS head)
{
    memcpy((unsigned char *)p + p->head.PackedCredentialsOffset, &head,
           sizeof(head));
}

static void
malformed_heads(void)
{
    struct packed p;

    packed_form(&p);
    p.head.cbHeaderLength--;
    tap_status(acquire(kerberos, &p), SEC_E_INVALID_PARAMETER,
               "EX2: a short header");
    packed_form(&p);
    p.head.cbStructureLength = p.head.cbHeaderLength - 1;
    tap_status(acquire(kerberos, &p), SEC_E_INVALID_PARAMETER,
               "EX2: a block shorter than its header");
    packed_form(&p);
    p.head.UserOffset = p.head.cbStructureLength - 1;
    tap_status(acquire(kerberos, &p), SEC_E_INVALID_PARAMETER,
               "EX2: a user that leaves the block");
    packed_form(&p);
    p.head.DomainOffset = 0xffffffff;
    tap_status(acquire(kerberos, &p), SEC_E_INVALID_PARAMETER,
               "EX2: a domain far away");
    packed_form(&p);
    p.head.UserLength--;
    tap_status(acquire(kerberos, &p), SEC_E_INVALID_PARAMETER,
               "EX2: half a unit");
    packed_form(&p);
    p.head.PackageListOffset = p.head.cbStructureLength;
    p.head.PackageListLength = 2;
    tap_status(acquire(kerberos, &p), SEC_E_INVALID_PARAMETER,
               "EX2: a list that leaves the block");
    packed_form(&p);
    p.head.PackedCredentialsOffset = p.head.cbStructureLength;
    tap_status(acquire(kerberos, &p), SEC_E_INVALID_PARAMETER,
               "EX2: credentials that leave the block");
    packed_form(&p);
    p.head.PackedCredentialsLength =
        sizeof(SEC_WINNT_AUTH_PACKED_CREDENTIALS) - 1;
    tap_status(acquire(kerberos, &p), SEC_E_INVALID_PARAMETER,
               "EX2: short credentials");
}

static void
malformed_credentials(void)
{
    SEC_WINNT_AUTH_PACKED_CREDENTIALS head;
    struct packed p;

    packed_form(&p);
    head = credentials_of(&p);
    head.cbStructureLength++;
    set_credentials(&p, head);
    tap_status(acquire(kerberos, &p), SEC_E_INVALID_PARAMETER,
               "EX2: credentials longer than they are");
    packed_form(&p);
    head = credentials_of(&p);
    head.AuthData.CredData.ByteArrayOffset++;
    set_credentials(&p, head);
    tap_status(acquire(kerberos, &p), SEC_E_INVALID_PARAMETER,
               "EX2: a password that leaves them");
    packed_form(&p);
    head = credentials_of(&p);
    head.AuthData.CredType.Data1++;
    set_credentials(&p, head);
    tap_status(acquire(kerberos, &p), SEC_E_UNSUPPORTED_FUNCTION,
               "EX2: a secret of another type");
}

static void
blocks(const struct sspi_facts *facts)
{
    struct packed p;

    packed_form(&p);
    tap_status(acquire_and_use(facts, kerberos, &p), SEC_E_OK,
               "a password, EX2");
    tap_status(acquire_and_use(facts, negotiate, &p), SEC_E_OK,
               "the same, Negotiate");
    ((unsigned char *)&p)[p.head.PackedCredentialsOffset +
                          p.head.PackedCredentialsLength - 1] ^= 1;
    tap_status(acquire_and_use(facts, kerberos, &p),
               SEC_E_LOGON_DENIED, "EX2: a wrong password");
    packed_form(&p);
    p.head.PackedCredentialsLength = 0;
    tap_status(acquire(kerberos, &p), SEC_E_NO_CREDENTIALS,
               "EX2: no password, and no cache");
    p.head.Flags |= SEC_WINNT_AUTH_IDENTITY_FLAGS_PROCESS_ENCRYPTED;
    tap_status(acquire(kerberos, &p), SEC_E_UNSUPPORTED_FUNCTION,
               "EX2: encrypted");
    malformed_heads();
    malformed_credentials();
}

/* ---- packages ------------------------------------------------------- */

static void
listed(WCHAR *list, ULONG length, SECURITY_STATUS want, const char *name)
{
    SEC_WINNT_AUTH_IDENTITY_EXW id =
        long_form(SEC_WINNT_AUTH_IDENTITY_UNICODE);

    id.PackageList = (USHORT *)list;
    id.PackageListLength = length;
    tap_status(acquire(negotiate, &id), want, name);
    FreeCredentialsHandle(&cred);
    tap_status(acquire(kerberos, &id), SEC_E_OK, "Kerberos does not look");
    FreeCredentialsHandle(&cred);
}

static void
packages(void)
{
    static WCHAR no_ntlm[] = u"!ntlm", both[] = u"NTLM,Kerberos";
    static WCHAR no_kerberos[] = u"!ntlm, !kerberos", ntlm[] = u"ntlm";
    SEC_WINNT_AUTH_IDENTITY_EXW id =
        long_form(SEC_WINNT_AUTH_IDENTITY_UNICODE);

    listed(no_ntlm, UNITS(no_ntlm), SEC_E_OK, "not NTLM");
    listed(both, UNITS(both), SEC_E_OK, "NTLM and Kerberos");
    listed(no_kerberos, UNITS(no_kerberos), SEC_E_SECPKG_NOT_FOUND,
           "not Kerberos");
    listed(ntlm, UNITS(ntlm), SEC_E_SECPKG_NOT_FOUND, "NTLM alone");
    id.PasswordLength = 0;
    tap_status(acquire(kerberos, &id), SEC_E_NO_CREDENTIALS,
               "an empty password is none");
}

/* ---- how a user is named -------------------------------------------- */

static SECURITY_STATUS
named(const struct sspi_facts *facts, const char *who, const char *domain,
      const char *password)
{
    SEC_WINNT_AUTH_IDENTITY_A id = {
        (UCHAR *)(uintptr_t)who, (ULONG)strlen(who),
        (UCHAR *)(uintptr_t)domain, (ULONG)strlen(domain),
        (UCHAR *)(uintptr_t)password, (ULONG)strlen(password),
        SEC_WINNT_AUTH_IDENTITY_ANSI
    };

    return acquire_and_use(facts, kerberos, &id);
}

static void
is_called(const char *want, const char *name)
{
    SecPkgCredentials_NamesA names = { NULL };

    QueryCredentialsAttributesA(&cred, SECPKG_CRED_ATTR_NAMES, &names);
    tap_text(names.sUserName, want, name);
    FreeContextBuffer(names.sUserName);
}

/* Whose a credential of a UPN is. */
static void
whose(const struct sspi_facts *facts)
{
    SEC_WINNT_AUTH_IDENTITY_A id = {
        (UCHAR *)(uintptr_t)"upn@suffix.test", 15, NULL, 0,
        (UCHAR *)(uintptr_t)"upn", 3, SEC_WINNT_AUTH_IDENTITY_ANSI
    };

    acquire(kerberos, &id);
    is_called("upn@suffix.test", "a UPN before there is a ticket");
    begin(facts);
    is_called("upn\\@suffix.test@KSP.TEST", "what its principal is called");
    FreeCredentialsHandle(&cred);
}

/* The script has made "upn@suffix.test" in the realm, of one component; there
 * is no realm of that name. */
static void
users(const struct sspi_facts *facts)
{
    const char *password = "geheim\xe2\x82\xac";
    const char *long_name = "KSP.TEST\\p\xc3\xa4ssword";

    tap_status(named(facts, long_name, "", password), SEC_E_OK,
               "REALM\\user");
    tap_status(named(facts, long_name, "KSP.TEST", password),
               SEC_E_LOGON_DENIED, "it is no user of a domain");
    tap_status(named(facts, "OTHER\\user", "", password),
               SEC_E_NO_AUTHENTICATING_AUTHORITY, "no such realm");
    tap_status(named(facts, "upn@suffix.test", "", "upn"), SEC_E_OK,
               "a UPN whose suffix is no realm");
    tap_status(named(facts, "upn@suffix.test", "", "nup"),
               SEC_E_LOGON_DENIED, "its password");
    tap_status(named(facts, "nobody@suffix.test", "", "upn"),
               SEC_E_LOGON_DENIED, "another UPN");
    tap_status(named(facts, "upn", "suffix.test", "upn"),
               SEC_E_NO_AUTHENTICATING_AUTHORITY, "a Domain is a realm");
    tap_status(named(facts, "upn\\@suffix.test", "", "upn"), SEC_E_OK,
               "the same, as a principal is spelt");
    whose(facts);
}

void
section_identities(const struct sspi_facts *facts)
{
    every_bit(facts);
    blocks(facts);
    packages();
    users(facts);
}
