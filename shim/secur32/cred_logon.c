/* SPDX-License-Identifier: MIT */
/*
 * A user with a password.  As on Windows, no KDC is asked before a context
 * needs a ticket: what is wrong with either is said to who begins one, each
 * time anew.
 */
#include <gssapi/gssapi_krb5.h>
#include <string.h>

#include "ksp/winerror.h"
#include "secur32/secur32.h"

static void
move(char **to, char **from)
{
    *to = *from;
    *from = NULL;
}

SECURITY_STATUS
sspi_logon_keep(struct sspi_logon *logon, struct sspi_identity *identity)
{
    gss_name_t name = GSS_C_NO_NAME;
    SECURITY_STATUS status;
    OM_uint32 minor;

    status = sspi_name_of_principal(identity->principal, &name);
    if (status == SEC_E_OK) {
        (void)gss_release_name(&minor, &name);
        move(&logon->principal, &identity->principal);
        move(&logon->password, &identity->password);
        logon->upn = identity->upn;
    }
    return status;
}

void
sspi_logon_wipe(struct sspi_logon *logon)
{
    sspi_text_free(&logon->principal);
    sspi_text_free(&logon->password);
}

/* A ticket, for a new credential. */
static SECURITY_STATUS
ask(const struct sspi_cred *cred, sspi_namer *make, gss_cred_id_t *gss)
{
    gss_buffer_desc secret = {
        strlen(cred->logon.password), cred->logon.password
    };
    gss_OID_set_desc mechs = { 1, cred->package->mech };
    gss_name_t name = GSS_C_NO_NAME;
    SECURITY_STATUS status;
    OM_uint32 major, minor;

    status = make(cred->logon.principal, &name);
    if (status != SEC_E_OK)
        return status;
    major = gss_acquire_cred_with_password(&minor, name, &secret,
                                           GSS_C_INDEFINITE, &mechs,
                                           GSS_C_INITIATE, gss, NULL, NULL);
    status = sspi_status(major, minor);
    if (status == SEC_E_OK)
        status = sspi_cred_adjust(cred, true, gss);
    (void)gss_release_name(&minor, &name);
    return status;
}

/* Where there is no such realm, the user's own KDC may know the suffix. */
static SECURITY_STATUS
get_tickets(const struct sspi_cred *cred, gss_cred_id_t *gss)
{
    SECURITY_STATUS status = ask(cred, sspi_name_of_principal, gss);

    if (status == SEC_E_NO_AUTHENTICATING_AUTHORITY && cred->logon.upn)
        status = ask(cred, sspi_name_of_enterprise, gss);
    return status;
}

/* Threads that come at once each ask, and one answer is kept. */
SECURITY_STATUS
sspi_cred_log_on(struct sspi_cred *cred)
{
    gss_cred_id_t gss = GSS_C_NO_CREDENTIAL, known = GSS_C_NO_CREDENTIAL;
    SECURITY_STATUS status;
    OM_uint32 minor;

    if (cred->logon.principal == NULL ||
        atomic_load(&cred->initiate.gss) != GSS_C_NO_CREDENTIAL)
        return SEC_E_OK;
    status = get_tickets(cred, &gss);
    if (status == SEC_E_OK &&
        atomic_compare_exchange_strong(&cred->initiate.gss, &known, gss))
        gss = GSS_C_NO_CREDENTIAL;
    if (gss != GSS_C_NO_CREDENTIAL)
        (void)gss_release_cred(&minor, &gss);
    return status;
}

SECURITY_STATUS
sspi_logon_name(const struct sspi_logon *logon, gss_name_t *name)
{
    gss_name_t given = GSS_C_NO_NAME;
    SECURITY_STATUS status;
    OM_uint32 major, minor;

    *name = GSS_C_NO_NAME;
    status = sspi_name_of_principal(logon->principal, &given);
    if (status != SEC_E_OK)
        return status;
    major = gss_canonicalize_name(&minor, given, sspi_package_at(0)->mech,
                                  name);
    status = sspi_status(major, minor);
    (void)gss_release_name(&minor, &given);
    return status;
}
