/* SPDX-License-Identifier: MIT */
/* What is known of a context from its establishment, beside its names. */
#include <stddef.h>
#include <string.h>

#include "ksp/winerror.h"
#include "secur32/attributes.h"

/* Where the strings are; the structs of A and W have them in the same
 * places. */
#define SAME_PLACE(type, field) \
    _Static_assert(offsetof(type ## A, field) == offsetof(type ## W, field), \
                   #type " is the same for A and W")

SAME_PLACE(SecPkgContext_Authority, sAuthorityName);
SAME_PLACE(SecPkgContext_CredentialName, sCredentialName);
SAME_PLACE(SecPkgContext_ProtoInfo, sProtocolName);
SAME_PLACE(SecPkgContext_ProtoInfo, minorVersion);

/* RPC_C_AUTHZ_NAME of rpcdce.h. */
#define AUTHORIZED_BY_NAME 1

SECURITY_STATUS
sspi_answer_credential_name(const struct sspi_context *c, bool wide,
                            void *buffer)
{
    SecPkgContext_CredentialNameW *out = buffer;
    SECURITY_STATUS status;

    status = sspi_put_text(buffer, offsetof(SecPkgContext_CredentialNameW,
                                            sCredentialName),
                           c->initiator ? c->client : c->server, wide);
    if (status == SEC_E_OK)
        out->CredentialType = 0;
    return status;
}

SECURITY_STATUS
sspi_answer_authority(const struct sspi_context *c, bool wide, void *buffer)
{
    const char *realm = c->server != NULL ? strrchr(c->server, '@') : NULL;

    return sspi_put_text(buffer,
                         offsetof(SecPkgContext_AuthorityW, sAuthorityName),
                         realm != NULL ? realm + 1 : NULL, wide);
}

SECURITY_STATUS
sspi_answer_proto_info(const struct sspi_context *c, bool wide, void *buffer)
{
    SecPkgContext_ProtoInfoW *out = buffer;
    SECURITY_STATUS status;

    (void)c;
    status = sspi_put_text(buffer,
                           offsetof(SecPkgContext_ProtoInfoW, sProtocolName),
                           "Kerberos", wide);
    if (status == SEC_E_OK) {
        out->majorVersion = 5;
        out->minorVersion = 0;
    }
    return status;
}

/* One struct for both forms. */
SECURITY_STATUS
sspi_answer_dce_info(const struct sspi_context *c, bool wide, void *buffer)
{
    SecPkgContext_DceInfo *out = buffer;
    SECURITY_STATUS status;

    (void)wide;
    status = sspi_put_text(buffer, offsetof(SecPkgContext_DceInfo, pPac),
                           c->client, true);
    if (status == SEC_E_OK)
        out->AuthzSvc = AUTHORIZED_BY_NAME;
    return status;
}

SECURITY_STATUS
sspi_answer_target(const struct sspi_context *c, bool wide, void *buffer)
{
    const char *text = c->initiator ? c->target_text : c->server;
    SecPkgContext_Target *out = buffer;
    SECURITY_STATUS status;

    (void)wide;
    status = sspi_put_text(buffer, offsetof(SecPkgContext_Target, Target),
                           text, false);
    if (status == SEC_E_OK)
        out->TargetLength = (ULONG)strlen((const char *)out->Target);
    return status;
}

SECURITY_STATUS
sspi_answer_bindings(const struct sspi_context *c, bool wide, void *buffer)
{
    SecPkgContext_Bindings *out = buffer;
    void *copy;

    (void)wide;
    if (!c->bound)
        return SEC_E_UNSUPPORTED_FUNCTION;
    copy = sspi_give_copy(c->bindings, c->bindings_length);
    if (copy == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    out->BindingsLength = c->bindings_length;
    out->Bindings = copy;
    return SEC_E_OK;
}

/* The one that can be asked of a context that waits for a token: a server for
 * its client's, a client for an answer. */
SECURITY_STATUS
sspi_answer_client_token(const struct sspi_context *c, bool wide,
                         void *buffer)
{
    SecPkgContext_LastClientTokenStatus *out = buffer;
    SECPKG_ATTR_LCT_STATUS last = SecPkgAttrLastClientTokenYes;

    (void)wide;
    if (atomic_load(&c->stage) == SSPI_OPEN)
        last = SecPkgAttrLastClientTokenYes;
    else if (!c->initiator || (c->request & ISC_REQ_USE_DCE_STYLE) != 0)
        last = SecPkgAttrLastClientTokenNo;
    else if (c->package->negotiate)
        last = SecPkgAttrLastClientTokenMaybe;
    out->LastClientTokenStatus = last;
    return SEC_E_OK;
}

SECURITY_STATUS
sspi_answer_nego_packages(const struct sspi_context *c, bool wide,
                          void *buffer)
{
    SecPkgContext_NegoPackageInfo *out = buffer;

    (void)wide;
    if (!c->package->negotiate)
        return SEC_E_UNSUPPORTED_FUNCTION;
    out->PackageMask = SECPKG_ATTR_NEGO_INFO_FLAG_NO_NTLM;
    return SEC_E_OK;
}

SECURITY_STATUS
sspi_answer_nego_status(const struct sspi_context *c, bool wide, void *buffer)
{
    SecPkgContext_NegoStatus *out = buffer;

    (void)wide;
    if (!c->package->negotiate)
        return SEC_E_UNSUPPORTED_FUNCTION;
    out->LastStatus = (ULONG)SEC_E_OK;
    return SEC_E_OK;
}
