/* SPDX-License-Identifier: MIT */
/* Packages and credentials of SSPI. */
#include <string.h>

#include "ksp/winerror.h"
#include "realm/failing/failing.h"

static char kerberos[] = "Kerberos", negotiate[] = "Negotiate";
static char user[] = "user", nowhere[] = "NOWHERE.TEST", password[] = "abc";
static WCHAR kerberos_w[] = u"Kerberos", host_w[] = u"host/localhost";

static void
say_narrow(struct failing_scene *s, const char *text)
{
    say(s, " %s", text != NULL ? text : "(none)");
}

static void
say_wide(struct failing_scene *s, const WCHAR *text)
{
    size_t i;

    say(s, " ");
    for (i = 0; text != NULL && text[i] != 0; i++)
        say(s, "%c", (char)text[i]);
}

/* ---- packages ------------------------------------------------------- */

static uint32_t
act_enumerate(struct failing_scene *s)
{
    PSecPkgInfoW wide = NULL;
    PSecPkgInfoA narrow = NULL;
    SECURITY_STATUS status;

    s->number = 7;
    status = s->op->number != 0 ?
        EnumerateSecurityPackagesW(&s->number, &wide) :
        EnumerateSecurityPackagesA(&s->number, &narrow);
    s->pointers[0] = s->op->number != 0 ? (void *)wide : narrow;
    want(s, status == SEC_E_OK || (s->number == 0 && s->pointers[0] == NULL),
         "there are packages");
    return (uint32_t)status;
}

static uint32_t
act_package(struct failing_scene *s)
{
    PSecPkgInfoW wide = NULL;
    PSecPkgInfoA narrow = NULL;
    SECURITY_STATUS status;

    status = s->op->number != 0 ?
        QuerySecurityPackageInfoW(kerberos_w, &wide) :
        QuerySecurityPackageInfoA(kerberos, &narrow);
    s->pointers[0] = s->op->number != 0 ? (void *)wide : narrow;
    want(s, status == SEC_E_OK || s->pointers[0] == NULL,
         "there is a package");
    s->number = 1;
    return (uint32_t)status;
}

static void
look_packages(struct failing_scene *s)
{
    PSecPkgInfoW wide = s->pointers[0];
    PSecPkgInfoA narrow = s->pointers[0];
    ULONG i;

    for (i = 0; i < s->number; i++) {
        if (s->op->number != 0)
            say_wide(s, wide[i].Name);
        else
            say_narrow(s, narrow[i].Name);
    }
}

/* ---- credentials ---------------------------------------------------- */

static uint32_t
acquire(struct failing_scene *s, char *principal, char *package, ULONG use,
        void *identity)
{
    TimeStamp expiry;
    SECURITY_STATUS status;

    expiry.QuadPart = 7;
    status = AcquireCredentialsHandleA(principal, package, use, NULL,
                                       identity, NULL, NULL, &s->handle,
                                       &expiry);
    want(s, status == SEC_E_OK || expiry.QuadPart == 0, "there is an expiry");
    return (uint32_t)status;
}

static uint32_t
act_acquire(struct failing_scene *s)
{
    return acquire(s, NULL, kerberos, s->op->number, NULL);
}

static uint32_t
act_acquire_negotiate(struct failing_scene *s)
{
    return acquire(s, NULL, negotiate, s->op->number, NULL);
}

static uint32_t
act_acquire_service(struct failing_scene *s)
{
    return (uint32_t)AcquireCredentialsHandleW(host_w, kerberos_w,
                                               SECPKG_CRED_INBOUND, NULL,
                                               NULL, NULL, NULL, &s->handle,
                                               NULL);
}

/* Of a realm that is nowhere. */
static SEC_WINNT_AUTH_IDENTITY_A identity = {
    .User = (UCHAR *)user, .UserLength = sizeof(user) - 1,
    .Domain = (UCHAR *)nowhere, .DomainLength = sizeof(nowhere) - 1,
    .Password = (UCHAR *)password, .PasswordLength = sizeof(password) - 1,
    .Flags = SEC_WINNT_AUTH_IDENTITY_ANSI
};

static uint32_t
act_acquire_password(struct failing_scene *s)
{
    return acquire(s, NULL, kerberos, SECPKG_CRED_OUTBOUND, &identity);
}

/* Whose it is, and that a context can be begun or its token is missed. */
static void
look_cred(struct failing_scene *s)
{
    SecPkgCredentials_NamesA names = { NULL };

    say(s, " %08lx",
        (unsigned long)(ULONG)QueryCredentialsAttributesA(
            &s->handle, SECPKG_CRED_ATTR_NAMES, &names));
    say_narrow(s, names.sUserName);
    (void)FreeContextBuffer(names.sUserName);
}

static void
make_cred(struct failing_scene *s)
{
    must(AcquireCredentialsHandleA(NULL, kerberos, SECPKG_CRED_OUTBOUND,
                                   NULL, NULL, NULL, NULL, &s->handle,
                                   NULL) == SEC_E_OK, "no credential");
}

static void
make_password(struct failing_scene *s)
{
    must(act_acquire_password(s) == SEC_E_OK, "no credential");
}

/* It always fails: nobody can be asked. */
static uint32_t
act_log_on(struct failing_scene *s)
{
    SecBufferDesc list = { SECBUFFER_VERSION, 1, &s->token };
    SECURITY_STATUS status;

    s->token.BufferType = SECBUFFER_TOKEN;
    status = InitializeSecurityContextW(&s->handle, NULL, host_w,
                                        ISC_REQ_ALLOCATE_MEMORY, 0, 0, NULL,
                                        0, &s->handle_ctx, &list, NULL,
                                        NULL);
    want(s, status < 0, "there is a context");
    return (uint32_t)status;
}

static uint32_t
act_names(struct failing_scene *s)
{
    SecPkgCredentials_NamesA narrow = { NULL };
    SecPkgCredentials_NamesW wide = { NULL };
    SECURITY_STATUS status;

    status = s->op->number != 0 ?
        QueryCredentialsAttributesW(&s->handle, SECPKG_CRED_ATTR_NAMES,
                                    &wide) :
        QueryCredentialsAttributesA(&s->handle, SECPKG_CRED_ATTR_NAMES,
                                    &narrow);
    s->pointers[0] = s->op->number != 0 ? (void *)wide.sUserName :
        narrow.sUserName;
    want(s, status == SEC_E_OK || s->pointers[0] == NULL, "there is a name");
    return (uint32_t)status;
}

static void
look_names(struct failing_scene *s)
{
    if (s->op->number != 0)
        say_wide(s, s->pointers[0]);
    else
        say_narrow(s, s->pointers[0]);
}

static uint32_t
act_free(struct failing_scene *s)
{
    SECURITY_STATUS status = FreeCredentialsHandle(&s->handle);

    if (status == SEC_E_OK)
        memset(&s->handle, 0, sizeof(s->handle));
    return (uint32_t)status;
}

const struct failing_op failing_sspi_creds[] = {
    { "EnumerateSecurityPackagesA", NULL, act_enumerate, look_packages, SSPI,
      0 },
    { "EnumerateSecurityPackagesW", NULL, act_enumerate, look_packages, SSPI,
      1 },
    { "QuerySecurityPackageInfoA", NULL, act_package, look_packages, SSPI,
      0 },
    { "QuerySecurityPackageInfoW", NULL, act_package, look_packages, SSPI,
      1 },
    { "AcquireCredentialsHandleA, outbound", NULL, act_acquire, look_cred,
      SSPI | OUT_HANDLE, SECPKG_CRED_OUTBOUND },
    { "AcquireCredentialsHandleA, inbound", NULL, act_acquire, look_cred,
      SSPI | OUT_HANDLE, SECPKG_CRED_INBOUND },
    { "AcquireCredentialsHandleA, both", NULL, act_acquire, look_cred,
      SSPI | OUT_HANDLE, SECPKG_CRED_BOTH },
    { "AcquireCredentialsHandleA, Negotiate, outbound", NULL,
      act_acquire_negotiate, look_cred, SSPI | OUT_HANDLE,
      SECPKG_CRED_OUTBOUND },
    { "AcquireCredentialsHandleA, Negotiate, inbound", NULL,
      act_acquire_negotiate, look_cred, SSPI | OUT_HANDLE,
      SECPKG_CRED_INBOUND },
    { "AcquireCredentialsHandleW, of a service", NULL, act_acquire_service,
      look_cred, SSPI | OUT_HANDLE, 0 },
    { "AcquireCredentialsHandleA, password", NULL, act_acquire_password,
      look_cred, SSPI | OUT_HANDLE, 0 },
    { "InitializeSecurityContextW, password", make_password, act_log_on,
      look_cred, SSPI | OUT_TOKEN | OUT_HANDLE_CTX, 0 },
    { "QueryCredentialsAttributesA", make_cred, act_names, look_names, SSPI,
      0 },
    { "QueryCredentialsAttributesW", make_cred, act_names, look_names, SSPI,
      1 },
    { "FreeCredentialsHandle", make_cred, act_free, NULL, SSPI, 0 },
    { NULL, NULL, NULL, NULL, 0, 0 }
};
