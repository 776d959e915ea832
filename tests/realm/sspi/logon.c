/* SPDX-License-Identifier: MIT */
/*
 * A user with a password: nobody is asked before a context is begun, which
 * says what is wrong.  The script has made the users and no cache is there.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "realm/sspi/tests.h"

#define PASSWORD "right"

static const char *const packages[] = { "Kerberos", "Negotiate" };

#define PACKAGES (sizeof(packages) / sizeof(packages[0]))

static SECURITY_STATUS
acquire(const char *package, ULONG use, const char *user,
        const char *password, PCredHandle cred)
{
    SEC_WINNT_AUTH_IDENTITY_A id = {
        .User = (UCHAR *)(uintptr_t)user, .UserLength = (ULONG)strlen(user),
        .Password = (UCHAR *)(uintptr_t)password,
        .PasswordLength = (ULONG)strlen(password),
        .Flags = SEC_WINNT_AUTH_IDENTITY_ANSI
    };

    return AcquireCredentialsHandleA(NULL, (char *)(uintptr_t)package, use,
                                     NULL, &id, NULL, NULL, cred, NULL);
}

/* The first step of a client; an error leaves neither handle nor token. */
static SECURITY_STATUS
begin(PCredHandle cred, const char *target)
{
    SecBuffer out = { 7, SECBUFFER_TOKEN, cred };
    SecBufferDesc output = { SECBUFFER_VERSION, 1, &out };
    CtxtHandle ctx = { 7, 7 };
    SECURITY_STATUS status;

    status = InitializeSecurityContextA(cred, NULL,
                                        (char *)(uintptr_t)target,
                                        ISC_REQ_ALLOCATE_MEMORY |
                                        ISC_REQ_MUTUAL_AUTH, 0, 0, NULL, 0,
                                        &ctx, &output, NULL, NULL);
    if (status < 0 && (ctx.dwLower != 0 || ctx.dwUpper != 0 ||
                       out.pvBuffer != NULL || out.cbBuffer != 0))
        status = SEC_E_INTERNAL_ERROR;
    if (status >= 0) {
        FreeContextBuffer(out.pvBuffer);
        DeleteSecurityContext(&ctx);
    }
    return status;
}

static void
has_name(PCredHandle cred, const char *user)
{
    SecPkgCredentials_NamesA names = { NULL };
    char want[64];

    snprintf(want, sizeof(want), "%s@KSP.TEST", user);
    tap_status(QueryCredentialsAttributesA(cred, SECPKG_CRED_ATTR_NAMES,
                                           &names), SEC_E_OK,
               "it has a name");
    tap_text(names.sUserName, want, "that of the user");
    FreeContextBuffer(names.sUserName);
}

/* Those whom the KDC does not let in, and whom none knows. */
static const struct {
    const char *user;
    const char *password;
    SECURITY_STATUS status;
} denied[] = {
    { "logon", "wrong", SEC_E_LOGON_DENIED },
    { "logon", "righ", SEC_E_LOGON_DENIED },
    { "nobody", PASSWORD, SEC_E_LOGON_DENIED },
    { "logon-gone", PASSWORD, SEC_E_LOGON_DENIED },
    { "logon-old", PASSWORD, SEC_E_LOGON_DENIED },
    { "logon-locked", PASSWORD, SEC_E_LOGON_DENIED },
    { "logon@NOWHERE.TEST", PASSWORD, SEC_E_LOGON_DENIED }, /* no UPN */
    { "NOWHERE.TEST\\logon", PASSWORD, SEC_E_NO_AUTHENTICATING_AUTHORITY },
};

static void
refusals(const struct sspi_facts *facts, const char *package)
{
    CredHandle cred;
    size_t i;

    for (i = 0; i < sizeof(denied) / sizeof(denied[0]); i++) {
        tap_status(acquire(package, SECPKG_CRED_OUTBOUND, denied[i].user,
                           denied[i].password, &cred), SEC_E_OK,
                   denied[i].user);
        tap_status(begin(&cred, NULL), SEC_E_TARGET_UNKNOWN,
                   "without a target nobody is asked");
        tap_status(begin(&cred, facts->target), denied[i].status, package);
        tap_status(begin(&cred, facts->target), denied[i].status,
                   "likewise once more");
        FreeCredentialsHandle(&cred);
    }
}

static void
successes(const struct sspi_facts *facts, const char *package)
{
    static const ULONG uses[] = { SECPKG_CRED_OUTBOUND, SECPKG_CRED_BOTH };
    CredHandle cred;
    size_t i;

    for (i = 0; i < sizeof(uses) / sizeof(uses[0]); i++) {
        tap_status(acquire(package, uses[i], "logon", PASSWORD, &cred),
                   SEC_E_OK, package);
        has_name(&cred, "logon");
        tap_status(begin(&cred, facts->target), SEC_I_CONTINUE_NEEDED,
                   "a context is begun");
        tap_status(begin(&cred, facts->target), SEC_I_CONTINUE_NEEDED,
                   "and another");
        has_name(&cred, "logon");
        FreeCredentialsHandle(&cred);
    }
}

/* ---- threads -------------------------------------------------------- */

struct run {
    const char *target;
    PCredHandle cred;
    SECURITY_STATUS status;
};

static void *
run(void *argument)
{
    struct run *r = argument;

    r->status = begin(r->cred, r->target);
    return NULL;
}

static void
together(const struct sspi_facts *facts, const char *package)
{
    enum { THREADS = 8 };
    pthread_t threads[THREADS];
    struct run runs[THREADS];
    CredHandle cred;
    int i, good = 0;

    tap_status(acquire(package, SECPKG_CRED_OUTBOUND, "logon", PASSWORD,
                       &cred), SEC_E_OK, "for several threads");
    for (i = 0; i < THREADS; i++) {
        runs[i] = (struct run){ facts->target, &cred, SEC_E_OK };
        pthread_create(&threads[i], NULL, run, &runs[i]);
    }
    for (i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        good += runs[i].status == SEC_I_CONTINUE_NEEDED;
    }
    tap_number((unsigned long long)good, THREADS, "each begins a context");
    FreeCredentialsHandle(&cred);
}

void
section_logon(const struct sspi_facts *facts)
{
    size_t i;

    for (i = 0; i < PACKAGES; i++) {
        refusals(facts, packages[i]);
        successes(facts, packages[i]);
        together(facts, packages[i]);
    }
}
