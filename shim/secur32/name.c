/* SPDX-License-Identifier: MIT */
/* Names, between SSPI and GSS. */
#include <gssapi/gssapi_krb5.h>
#include <stdlib.h>
#include <string.h>

#include "ksp/winerror.h"
#include "secur32/secur32.h"

static SECURITY_STATUS
import(const char *text, gss_OID type, gss_name_t *name)
{
    gss_buffer_desc buffer = { strlen(text), (void *)(uintptr_t)text };
    OM_uint32 major, minor;

    major = gss_import_name(&minor, &buffer, type, name);
    if (major != GSS_S_COMPLETE)
        *name = GSS_C_NO_NAME;
    return sspi_status(major, minor);
}

SECURITY_STATUS
sspi_name_of_principal(const char *text, gss_name_t *name)
{
    return import(text, (gss_OID)GSS_KRB5_NT_PRINCIPAL_NAME, name);
}

SECURITY_STATUS
sspi_name_of_enterprise(const char *text, gss_name_t *name)
{
    return import(text, (gss_OID)GSS_KRB5_NT_ENTERPRISE_NAME, name);
}

/* svc/host and more, the realm being for us to find. */
static bool
is_service(const char *text)
{
    const char *slash = strchr(text, '/');

    return slash != NULL && slash != text && slash[1] != '\0' &&
        strpbrk(text, "@\\") == NULL;
}

SECURITY_STATUS
sspi_name_of_service(const char *text, bool acceptor,
                     struct gssksp_service_name *name)
{
    OM_uint32 major, minor;

    name->gss = GSS_C_NO_NAME;
    name->principal = NULL;
    if (!is_service(text))
        return sspi_name_of_principal(text, &name->gss);
    gssksp_service_import(text, acceptor, name, &major, &minor);
    return sspi_status(major, minor);
}

/* A principal whose realm was left to the KDC is written with an empty
 * one. */
SECURITY_STATUS
sspi_name_text(gss_name_t name, char **text)
{
    gss_buffer_desc buffer = GSS_C_EMPTY_BUFFER;
    SECURITY_STATUS status = SEC_E_OK;
    OM_uint32 major, minor;
    size_t length;

    *text = NULL;
    if (name == GSS_C_NO_NAME)
        goto cleanup;
    major = gss_display_name(&minor, name, &buffer, NULL);
    status = sspi_status(major, minor);
    if (status != SEC_E_OK)
        goto cleanup;
    length = buffer.length;
    if (length > 0 && ((char *)buffer.value)[length - 1] == '@')
        length--;
    *text = strndup(buffer.value, length);
    if (*text == NULL)
        status = SEC_E_INSUFFICIENT_MEMORY;
cleanup:
    (void)gss_release_buffer(&minor, &buffer);
    return status;
}
