/* SPDX-License-Identifier: MIT */
/* What is known of a context from its establishment. */
#include <stdio.h>
#include <string.h>

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

static SECURITY_STATUS
ask(struct sspi_end *end, ULONG attribute, void *buffer)
{
    return QueryContextAttributesA(&end->ctx, attribute, buffer);
}

static SECURITY_STATUS
ask_w(struct sspi_end *end, ULONG attribute, void *buffer)
{
    return QueryContextAttributesW(&end->ctx, attribute, buffer);
}

static void
names(const struct sspi_facts *facts, struct sspi_end ends[2])
{
    SecPkgContext_CredentialNameA a = { 7, NULL };
    SecPkgContext_CredentialNameW w = { 7, NULL };
    SecPkgContext_AuthorityA authority = { NULL };
    SecPkgContext_Target target = { 7, NULL };
    char server[200];

    snprintf(server, sizeof(server), "%s@KSP.TEST", facts->target);
    tap_status(ask(&ends[0], SECPKG_ATTR_CREDENTIAL_NAME, &a), SEC_E_OK,
               "CREDENTIAL_NAME, client");
    tap_text(a.sCredentialName, "user@KSP.TEST", "the user");
    tap_number(a.CredentialType, 0, "of no type");
    FreeContextBuffer(a.sCredentialName);
    tap_status(ask_w(&ends[1], SECPKG_ATTR_CREDENTIAL_NAME, &w), SEC_E_OK,
               "CREDENTIAL_NAME, server, W");
    tap_ok(w.sCredentialName != NULL && is_wide(w.sCredentialName, server),
           "the service");
    FreeContextBuffer(w.sCredentialName);
    tap_status(ask(&ends[1], SECPKG_ATTR_AUTHORITY, &authority), SEC_E_OK,
               "AUTHORITY, server");
    tap_text(authority.sAuthorityName, "KSP.TEST", "the realm");
    FreeContextBuffer(authority.sAuthorityName);
    authority.sAuthorityName = NULL;
    tap_status(ask(&ends[0], SECPKG_ATTR_AUTHORITY, &authority),
               SEC_E_UNSUPPORTED_FUNCTION,
               "AUTHORITY, a client that left it to the KDC");
    tap_ok(authority.sAuthorityName == NULL, "as it was");
    tap_status(ask(&ends[0], SECPKG_ATTR_TARGET, &target), SEC_E_OK,
               "TARGET, client");
    tap_ok(target.TargetLength == strlen(facts->target) &&
           strcmp(target.Target, facts->target) == 0, "as it was spelt");
    FreeContextBuffer(target.Target);
    tap_status(ask(&ends[1], SECPKG_ATTR_TARGET, &target), SEC_E_OK,
               "TARGET, server");
    tap_text(target.Target, server, "the service");
    FreeContextBuffer(target.Target);
}

static void
numbers(struct sspi_end *end)
{
    SecPkgContext_ProtoInfoW proto = { NULL, 7, 7 };
    SecPkgContext_DceInfo dce = { 7, NULL };

    tap_status(ask_w(end, SECPKG_ATTR_PROTO_INFO, &proto), SEC_E_OK,
               "PROTO_INFO");
    tap_ok(is_wide(proto.sProtocolName, "Kerberos") &&
           proto.majorVersion == 5 && proto.minorVersion == 0, "the fifth");
    FreeContextBuffer(proto.sProtocolName);
    tap_status(ask(end, SECPKG_ATTR_DCE_INFO, &dce), SEC_E_OK, "DCE_INFO");
    tap_ok(dce.AuthzSvc == 1 && is_wide(dce.pPac, "user@KSP.TEST"),
           "the client's name in UTF-16, for A too");
    FreeContextBuffer(dce.pPac);
}

static void
negotiated(struct sspi_end *end, SECURITY_STATUS want)
{
    SecPkgContext_NegoPackageInfo packages = { 7 };
    SecPkgContext_NegoStatus last = { 7 };

    tap_status(ask(end, SECPKG_ATTR_NEGO_PKG_INFO, &packages), want,
               "NEGO_PKG_INFO");
    tap_status(ask(end, SECPKG_ATTR_NEGO_STATUS, &last), want,
               "NEGO_STATUS");
    if (want == SEC_E_OK) {
        tap_number(packages.PackageMask, SECPKG_ATTR_NEGO_INFO_FLAG_NO_NTLM,
                   "no NTLM");
        tap_number(last.LastStatus, 0, "no error");
    }
}

static void
last_token(struct sspi_end *end, SECPKG_ATTR_LCT_STATUS want,
           const char *name)
{
    SecPkgContext_LastClientTokenStatus last = { 7 };

    tap_status(ask(end, SECPKG_ATTR_LAST_CLIENT_TOKEN_STATUS, &last),
               SEC_E_OK, name);
    tap_number(last.LastClientTokenStatus, want, "as it is");
}

/* The first two steps: the ends wait. */
static void
waiting(const struct sspi_facts *facts, const char *package, ULONG more,
        SECPKG_ATTR_LCT_STATUS want, bool server_waits)
{
    struct sspi_dialog dialog = { .package = package,
                                  .request = SSPI_EVERYTHING | more };
    SecBuffer none = { 0, SECBUFFER_TOKEN, NULL }, token, answer;
    SecPkgContext_Sizes sizes;
    struct sspi_end ends[2];

    sspi_end_open(&ends[0], true, &dialog);
    sspi_end_open(&ends[1], false, &dialog);
    sspi_end_step(&ends[0], facts->target, &dialog, &none, &token);
    last_token(&ends[0], want, "a client that waits");
    tap_status(ask(&ends[0], SECPKG_ATTR_SIZES, &sizes),
               SEC_E_INVALID_HANDLE, "it is asked for nothing else");
    sspi_end_step(&ends[1], NULL, &dialog, &token, &answer);
    last_token(&ends[1], server_waits ? SecPkgAttrLastClientTokenNo :
               SecPkgAttrLastClientTokenYes, "its server");
    FreeContextBuffer(token.pvBuffer);
    FreeContextBuffer(answer.pvBuffer);
    sspi_pair_close(ends);
}

/* What either end says of its bindings; NULL for none. */
static void
bindings(struct sspi_end *end, const char *want, const char *name)
{
    SecPkgContext_Bindings b = { 7, NULL };
    SECURITY_STATUS status;
    const char *data;

    status = ask(end, SECPKG_ATTR_UNIQUE_BINDINGS, &b);
    if (want == NULL) {
        tap_status(status, SEC_E_UNSUPPORTED_FUNCTION, name);
        tap_ok(b.BindingsLength == 7 && b.Bindings == NULL, "as it was");
        return;
    }
    tap_status(status, SEC_E_OK, name);
    data = (const char *)b.Bindings + b.Bindings->dwApplicationDataOffset;
    tap_ok(b.BindingsLength == sizeof(*b.Bindings) + strlen(want) &&
           memcmp(data, want, strlen(want)) == 0, "what was given");
    FreeContextBuffer(b.Bindings);
}

static void
bound(const struct sspi_facts *facts, const char *ours, const char *theirs,
      const char *at_client, const char *at_server)
{
    struct sspi_dialog dialog = {
        .request = SSPI_EVERYTHING, .bindings = { ours, theirs },
        .asc_only = ASC_REQ_ALLOW_MISSING_BINDINGS
    };
    struct sspi_end ends[2];

    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "a context");
    bindings(&ends[0], at_client, "UNIQUE_BINDINGS, client");
    bindings(&ends[1], at_server, "UNIQUE_BINDINGS, server");
    sspi_pair_close(ends);
}

void
section_established(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .request = SSPI_EVERYTHING };
    struct sspi_end ends[2];

    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "a context");
    tap_status(sign_and_verify(&ends[0], &ends[1]), SEC_E_OK, "it works");
    names(facts, ends);
    numbers(&ends[0]);
    numbers(&ends[1]);
    negotiated(&ends[0], SEC_E_UNSUPPORTED_FUNCTION);
    last_token(&ends[0], SecPkgAttrLastClientTokenYes, "LAST_CLIENT_TOKEN");
    last_token(&ends[1], SecPkgAttrLastClientTokenYes, "at the server");
    sspi_pair_close(ends);
    dialog.package = "Negotiate";
    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "Negotiate");
    negotiated(&ends[1], SEC_E_OK);
    sspi_pair_close(ends);
    waiting(facts, "Kerberos", 0, SecPkgAttrLastClientTokenYes, false);
    waiting(facts, "Kerberos", ISC_REQ_USE_DCE_STYLE,
            SecPkgAttrLastClientTokenNo, true);
    waiting(facts, "Negotiate", 0, SecPkgAttrLastClientTokenMaybe, false);
    bound(facts, "tls", "tls", "tls", "tls");
    bound(facts, "tls", NULL, "tls", NULL);
    bound(facts, NULL, "tls", NULL, NULL);
    bound(facts, NULL, NULL, NULL, NULL);
}
