/* SPDX-License-Identifier: MIT */
/*
 * A credential has a half to initiate with and one to accept with, each a
 * credential of GSS: tickets and keys are found, or missing, each for itself.
 */
#include <gssapi/gssapi_krb5.h>
#include <string.h>

#include "ksp/winerror.h"
#include "secur32/secur32.h"

/* The package that SPNEGO negotiates. */
static gss_OID
kerberos(void)
{
    return sspi_package_at(0)->mech;
}

/* An acceptor of Negotiate takes Kerberos' own tokens, too. */
static gss_OID_set_desc
mechs_of(const struct sspi_cred *cred, bool initiate,
         gss_OID_desc storage[2])
{
    gss_OID_set_desc mechs = { 1, storage };

    storage[0] = *cred->package->mech;
    if (cred->package->negotiate && !initiate)
        storage[mechs.count++] = *kerberos();
    return mechs;
}

SECURITY_STATUS
sspi_cred_adjust(const struct sspi_cred *cred, bool initiate,
                 gss_cred_id_t *gss)
{
    gss_OID_set_desc krb5 = { 1, kerberos() };
    gss_buffer_desc empty = GSS_C_EMPTY_BUFFER;
    OM_uint32 major = GSS_S_COMPLETE, minor = 0;

    if (cred->package->negotiate)
        major = gss_set_neg_mechs(&minor, *gss, &krb5);
    if (major == GSS_S_COMPLETE && initiate) {
        major = gss_set_cred_option(&minor, gss,
                                    (gss_OID)GSS_KRB5_CRED_NO_CI_FLAGS_X,
                                    &empty);
    }
    return sspi_status(major, minor);
}

/* What was found stays, whatever the status. */
static SECURITY_STATUS
find_half(const struct sspi_cred *cred, bool initiate, gss_name_t name,
          struct sspi_half *half)
{
    gss_cred_usage_t usage = initiate ? GSS_C_INITIATE : GSS_C_ACCEPT;
    gss_cred_id_t gss = GSS_C_NO_CREDENTIAL;
    OM_uint32 major, minor;
    gss_OID_desc storage[2];
    gss_OID_set_desc mechs = mechs_of(cred, initiate, storage);
    SECURITY_STATUS status;

    major = gss_acquire_cred(&minor, name, GSS_C_INDEFINITE, &mechs, usage,
                             &gss, NULL, NULL);
    status = sspi_status(major, minor);
    if (status == SEC_E_OK)
        status = sspi_cred_adjust(cred, initiate, &gss);
    atomic_store(&half->gss, gss);
    return status;
}

static SECURITY_STATUS
find_user(struct sspi_cred *cred, const char *principal, sspi_namer *make)
{
    gss_name_t name = GSS_C_NO_NAME;
    SECURITY_STATUS status = SEC_E_OK;
    OM_uint32 minor;

    if (principal != NULL)
        status = make(principal, &name);
    if (status == SEC_E_OK)
        status = find_half(cred, true, name, &cred->initiate);
    if (name != GSS_C_NO_NAME)
        (void)gss_release_name(&minor, &name);
    return status;
}

/* Where there is no such realm, the user's own KDC may know the suffix. */
static SECURITY_STATUS
find_identity(struct sspi_cred *cred, const struct sspi_identity *identity)
{
    SECURITY_STATUS status;

    status = find_user(cred, identity->principal, sspi_name_of_principal);
    if (status == SEC_E_NO_AUTHENTICATING_AUTHORITY && identity->upn) {
        status = find_user(cred, identity->principal,
                           sspi_name_of_enterprise);
    }
    return status;
}

/* The tickets that are there are not for a program that restricts itself. */
static SECURITY_STATUS
find_initiator(struct sspi_cred *cred, const char *principal,
               struct sspi_identity *identity)
{
    SECURITY_STATUS status = SEC_E_OK;

    if (identity->password != NULL)
        status = sspi_logon_keep(&cred->logon, identity);
    else if (identity->principal != NULL)
        status = find_identity(cred, identity);
    else if ((cred->use & SECPKG_CRED_AUTOLOGON_RESTRICTED) == 0)
        status = find_user(cred, principal, sspi_name_of_principal);
    return status;
}

static SECURITY_STATUS
find_acceptor(struct sspi_cred *cred, const char *service)
{
    struct gssksp_service_name name = GSSKSP_NO_SERVICE;
    SECURITY_STATUS status = SEC_E_OK;

    if (service != NULL)
        status = sspi_name_of_service(service, true, &name);
    if (status == SEC_E_OK)
        status = find_half(cred, false, name.gss, &cred->accept);
    gssksp_service_release(&name);
    return status;
}

/* One of the two suffices; what is missing is said when it is used. */
static SECURITY_STATUS
either(SECURITY_STATUS initiate, SECURITY_STATUS accept)
{
    SECURITY_STATUS status = initiate;

    if (initiate == SEC_E_OK && accept != SEC_E_NO_CREDENTIALS)
        status = accept;
    else if (initiate == SEC_E_NO_CREDENTIALS)
        status = accept;
    return status;
}

SECURITY_STATUS
sspi_cred_find(struct sspi_cred *cred, const char *principal,
               struct sspi_identity *identity)
{
    SECURITY_STATUS initiate = SEC_E_OK, accept = SEC_E_OK, status;

    if ((cred->use & SECPKG_CRED_OUTBOUND) != 0)
        initiate = find_initiator(cred, principal, identity);
    if ((cred->use & SECPKG_CRED_INBOUND) != 0)
        accept = find_acceptor(cred, principal);
    if ((cred->use & SECPKG_CRED_BOTH) == SECPKG_CRED_BOTH)
        status = either(initiate, accept);
    else
        status = initiate != SEC_E_OK ? initiate : accept;
    return status;
}

static void
lose_half(struct sspi_half *half)
{
    gss_cred_id_t gss = atomic_exchange(&half->gss, GSS_C_NO_CREDENTIAL);
    OM_uint32 minor;

    if (gss != GSS_C_NO_CREDENTIAL)
        (void)gss_release_cred(&minor, &gss);
}

void
sspi_cred_lose(struct sspi_cred *cred)
{
    lose_half(&cred->initiate);
    lose_half(&cred->accept);
    sspi_logon_wipe(&cred->logon);
}
