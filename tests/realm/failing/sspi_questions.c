/* SPDX-License-Identifier: MIT */
/* Questions about contexts of SSPI, their transfer and their end. */
#include <string.h>

#include "ksp/message.h"
#include "ksp/winerror.h"
#include "realm/failing/failing.h"

static char kerberos[] = "Kerberos";
static WCHAR kerberos_w[] = u"Kerberos";

/* An attribute, and whether W is asked. */
#define NARROW(attribute) ((ULONG)(attribute) << 1)
#define WIDE(attribute) ((ULONG)(attribute) << 1 | 1)

/* The pointers in the structs, which are for FreeContextBuffer. */
static const struct {
    ULONG attribute;
    size_t places[2];
    size_t count;
} pointers[] = {
    { SECPKG_ATTR_NAMES, { offsetof(SecPkgContext_NamesA, sUserName), 0 },
      1 },
    { SECPKG_ATTR_NATIVE_NAMES,
      { offsetof(SecPkgContext_NativeNamesA, sClientName),
        offsetof(SecPkgContext_NativeNamesA, sServerName) }, 2 },
    { SECPKG_ATTR_CLIENT_SPECIFIED_TARGET,
      { offsetof(SecPkgContext_ClientSpecifiedTarget, sTargetName), 0 }, 1 },
    { SECPKG_ATTR_KEY_INFO,
      { offsetof(SecPkgContext_KeyInfoA, sSignatureAlgorithmName),
        offsetof(SecPkgContext_KeyInfoA, sEncryptAlgorithmName) }, 2 },
    { SECPKG_ATTR_SESSION_KEY,
      { offsetof(SecPkgContext_SessionKey, SessionKey), 0 }, 1 },
    { SECPKG_ATTR_PACKAGE_INFO,
      { offsetof(SecPkgContext_PackageInfoA, PackageInfo), 0 }, 1 },
    { SECPKG_ATTR_NEGOTIATION_INFO,
      { offsetof(SecPkgContext_NegotiationInfoA, PackageInfo), 0 }, 1 },
};

static void
make_pair(struct failing_scene *s)
{
    failing_sspi_pair(s);
    failing_sspi_exchange(s);
    s->outcome[0] = '\0';
}

/* The answer's memory is the scene's. */
static void
keep_pointers(struct failing_scene *s, ULONG attribute, const char *answer)
{
    size_t i, j;

    for (i = 0; i < sizeof(pointers) / sizeof(pointers[0]); i++) {
        for (j = 0; pointers[i].attribute == attribute &&
             j < pointers[i].count; j++) {
            memcpy(&s->pointers[j], answer + pointers[i].places[j],
                   sizeof(s->pointers[j]));
            must(s->pointers[j] != NULL, "a pointer is missing");
        }
    }
}

static uint32_t
act_query(struct failing_scene *s)
{
    ULONG attribute = s->op->number >> 1;
    char answer[256] = { 0 }, zero[256] = { 0 };
    PCtxtHandle ctx = &s->ends[0].ctx;
    SECURITY_STATUS status;

    status = (s->op->number & 1) != 0 ?
        QueryContextAttributesW(ctx, attribute, answer) :
        QueryContextAttributesA(ctx, attribute, answer);
    if (status == SEC_E_OK)
        keep_pointers(s, attribute, answer);
    else
        want(s, memcmp(answer, zero, sizeof(zero)) == 0,
             "there is an answer");
    return (uint32_t)status;
}

/* ---- transfer and end ----------------------------------------------- */

static uint32_t
act_export(struct failing_scene *s)
{
    SECURITY_STATUS status;

    status = ExportSecurityContext(&s->ends[0].ctx, s->op->number, &s->token,
                                   NULL);
    want(s, status == SEC_E_OK || (s->token.pvBuffer == NULL &&
                                   s->token.cbBuffer == 0), "it is exported");
    return (uint32_t)status;
}

/* What was imported takes the place of the context. */
static void
look_export(struct failing_scene *s)
{
    (void)DeleteSecurityContext(&s->ends[0].ctx);
    must(ImportSecurityContextA(kerberos, &s->token, NULL,
                                &s->ends[0].ctx) == SEC_E_OK,
         "it cannot be imported");
    failing_sspi_exchange(s);
}

static void
make_exported(struct failing_scene *s)
{
    make_pair(s);
    must(ExportSecurityContext(&s->ends[0].ctx,
                               SECPKG_CONTEXT_EXPORT_DELETE_OLD,
                               &s->from_peer, NULL) == SEC_E_OK,
         "no exported context");
}

static uint32_t
act_import(struct failing_scene *s)
{
    return (uint32_t)(s->op->number == 0 ?
                      ImportSecurityContextA(kerberos, &s->from_peer, NULL,
                                             &s->handle_ctx) :
                      ImportSecurityContextW(kerberos_w, &s->from_peer, NULL,
                                             &s->handle_ctx));
}

static void
look_import(struct failing_scene *s)
{
    s->ends[0].ctx = s->handle_ctx;
    memset(&s->handle_ctx, 0, sizeof(s->handle_ctx));
    failing_sspi_exchange(s);
}

static uint32_t
act_delete(struct failing_scene *s)
{
    SECURITY_STATUS status = DeleteSecurityContext(&s->ends[0].ctx);

    if (status == SEC_E_OK)
        s->ends[0].begun = false;
    return (uint32_t)status;
}

#define QUERY(name, number) \
    { name, make_pair, act_query, failing_sspi_exchange, SSPI, number }

const struct failing_op failing_sspi_questions[] = {
    QUERY("QueryContextAttributesA, SIZES", NARROW(SECPKG_ATTR_SIZES)),
    QUERY("QueryContextAttributesA, STREAM_SIZES",
          NARROW(SECPKG_ATTR_STREAM_SIZES)),
    QUERY("QueryContextAttributesA, lengths",
          NARROW(KSP_ATTR_MESSAGE_LENGTHS)),
    QUERY("QueryContextAttributesA, LIFESPAN", NARROW(SECPKG_ATTR_LIFESPAN)),
    QUERY("QueryContextAttributesA, SESSION_KEY",
          NARROW(SECPKG_ATTR_SESSION_KEY)),
    QUERY("QueryContextAttributesA, FLAGS", NARROW(SECPKG_ATTR_FLAGS)),
    QUERY("QueryContextAttributesA, CLIENT_SPECIFIED_TARGET",
          NARROW(SECPKG_ATTR_CLIENT_SPECIFIED_TARGET)),
    QUERY("QueryContextAttributesA, NAMES", NARROW(SECPKG_ATTR_NAMES)),
    QUERY("QueryContextAttributesW, NAMES", WIDE(SECPKG_ATTR_NAMES)),
    QUERY("QueryContextAttributesA, NATIVE_NAMES",
          NARROW(SECPKG_ATTR_NATIVE_NAMES)),
    QUERY("QueryContextAttributesW, NATIVE_NAMES",
          WIDE(SECPKG_ATTR_NATIVE_NAMES)),
    QUERY("QueryContextAttributesA, KEY_INFO", NARROW(SECPKG_ATTR_KEY_INFO)),
    QUERY("QueryContextAttributesW, KEY_INFO", WIDE(SECPKG_ATTR_KEY_INFO)),
    QUERY("QueryContextAttributesA, PACKAGE_INFO",
          NARROW(SECPKG_ATTR_PACKAGE_INFO)),
    QUERY("QueryContextAttributesW, PACKAGE_INFO",
          WIDE(SECPKG_ATTR_PACKAGE_INFO)),
    QUERY("QueryContextAttributesA, NEGOTIATION_INFO",
          NARROW(SECPKG_ATTR_NEGOTIATION_INFO)),
    QUERY("QueryContextAttributesW, NEGOTIATION_INFO",
          WIDE(SECPKG_ATTR_NEGOTIATION_INFO)),
    { "ExportSecurityContext", make_pair, act_export, look_export, SSPI, 0 },
    { "ExportSecurityContext, DELETE_OLD", make_pair, act_export,
      look_export, SSPI, SECPKG_CONTEXT_EXPORT_DELETE_OLD },
    { "ImportSecurityContextA", make_exported, act_import, look_import,
      SSPI | OUT_HANDLE_CTX, 0 },
    { "ImportSecurityContextW", make_exported, act_import, look_import,
      SSPI | OUT_HANDLE_CTX, 1 },
    { "DeleteSecurityContext", make_pair, act_delete, NULL, SSPI, 0 },
    { NULL, NULL, NULL, NULL, 0, 0 }
};
