/* SPDX-License-Identifier: MIT */
/* Times, in a zone that the script says: a program that takes its own
 * difference from UTC away gets what GSS says. */
#include <gssapi/gssapi.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "realm/sspi/tests.h"

#define PER_SECOND 10000000

/* Seconds of the clock between reading it here and there. */
#define SLACK 5

/* As LocalFileTimeToFileTime does, in seconds from now. */
static LONGLONG
from_now(TimeStamp local)
{
    time_t now = time(NULL);
    struct tm tm;

    localtime_r(&now, &tm);
    return local.QuadPart / PER_SECOND - tm.tm_gmtoff - 11644473600 - now;
}

static bool
about(LONGLONG got, LONGLONG want)
{
    return got >= want - SLACK && got <= want + SLACK;
}

static OM_uint32
lifetime_of_tickets(void)
{
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    OM_uint32 minor, lifetime = 0;

    gss_acquire_cred(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE,
                     GSS_C_NO_OID_SET, GSS_C_INITIATE, &cred, NULL,
                     &lifetime);
    gss_release_cred(&minor, &cred);
    return lifetime;
}

static void
imported(struct sspi_end *end, LONGLONG want)
{
    char package[] = "Kerberos";
    SecPkgContext_Lifespan life;
    CtxtHandle copy;
    SecBuffer packed;

    ExportSecurityContext(&end->ctx, 0, &packed, NULL);
    tap_status(ImportSecurityContextA(package, &packed, NULL, &copy),
               SEC_E_OK, "imported");
    FreeContextBuffer(packed.pvBuffer);
    QueryContextAttributesA(&copy, SECPKG_ATTR_LIFESPAN, &life);
    tap_ok(about(from_now(life.tsExpiry), want), "it expires likewise");
    DeleteSecurityContext(&copy);
}

/* A client knows its ticket before the server has answered. */
static void
first_step(const char *target, LONGLONG want)
{
    char package[] = "Kerberos";
    SecBuffer token = { 0, SECBUFFER_TOKEN, NULL };
    SecBufferDesc output = { SECBUFFER_VERSION, 1, &token };
    TimeStamp expiry;
    CredHandle cred;
    CtxtHandle ctx;
    ULONG attributes;

    AcquireCredentialsHandleA(NULL, package, SECPKG_CRED_OUTBOUND, NULL, NULL,
                              NULL, NULL, &cred, NULL);
    tap_status(InitializeSecurityContextA(
                   &cred, NULL, (SEC_CHAR *)(uintptr_t)target,
                   ISC_REQ_MUTUAL_AUTH | ISC_REQ_ALLOCATE_MEMORY, 0,
                   SECURITY_NATIVE_DREP, NULL, 0, &ctx, &output, &attributes,
                   &expiry), SEC_I_CONTINUE_NEEDED, "the first step");
    tap_ok(about(from_now(expiry), want), "it says when the ticket expires");
    FreeContextBuffer(token.pvBuffer);
    DeleteSecurityContext(&ctx);
    FreeCredentialsHandle(&cred);
}

void
section_times(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .request = SSPI_EVERYTHING };
    LONGLONG want = lifetime_of_tickets();
    SecPkgContext_Lifespan life;
    char package[] = "Kerberos";
    struct sspi_end ends[2];
    const char *offset = getenv("SSPI_OFFSET");
    TimeStamp expiry;
    struct tm tm;
    time_t now = time(NULL);
    CredHandle cred;
    int i;

    localtime_r(&now, &tm);
    tap_number((unsigned long long)tm.tm_gmtoff,
               (unsigned long long)atol(offset != NULL ? offset : "-1"),
               "the zone");
    tap_ok(want > 60, "a ticket");
    AcquireCredentialsHandleA(NULL, package, SECPKG_CRED_OUTBOUND, NULL, NULL,
                              NULL, NULL, &cred, &expiry);
    tap_ok(expiry.QuadPart == INT64_MAX, "a credential does not expire");
    FreeCredentialsHandle(&cred);
    first_step(facts->target, want);
    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "a context");
    for (i = 0; i < 2; i++) {
        tap_status(QueryContextAttributesA(&ends[i].ctx, SECPKG_ATTR_LIFESPAN,
                                           &life), SEC_E_OK, "LIFESPAN");
        tap_ok(life.tsExpiry.QuadPart == ends[i].expiry.QuadPart,
               "as establishment said");
        tap_ok(from_now(life.tsExpiry) <= want + SLACK &&
               from_now(life.tsExpiry) > 60, "it expires with the ticket");
        tap_ok(life.tsStart.QuadPart == 0 ||
               from_now(life.tsStart) <= SLACK, "it has started");
        imported(&ends[i], from_now(life.tsExpiry));
    }
    sspi_pair_close(ends);
}
