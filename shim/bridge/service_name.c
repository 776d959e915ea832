/* SPDX-License-Identifier: MIT */
#include "bridge/service_name.h"

#include <errno.h>
#include <gssapi/gssapi_krb5.h>
#include <krb5.h>
#include <stdlib.h>
#include <string.h>

/* What has more colons is an address, in brackets if there is a port. */
char *
gssksp_service_host(const char *text)
{
    const char *host = strchr(text, '/') + 1, *colon, *bracket;
    size_t length = strcspn(host, "/@");

    bracket = memchr(host, ']', length);
    colon = memchr(host, ':', length);
    if (host[0] == '[' && bracket != NULL) {
        host++;
        length = (size_t)(bracket - host);
    } else if (colon != NULL && memchr(colon + 1, ':', length -
                                       (size_t)(colon + 1 - host)) == NULL) {
        length = (size_t)(colon - host);
    }
    return strndup(host, length);
}

/* An empty realm, as libkrb5 has it, is for the KDC to find. */
static krb5_error_code
set_realm(krb5_context context, const char *text, bool acceptor,
          krb5_principal principal)
{
    char *host = gssksp_service_host(text), **realms = NULL, *realm = NULL;
    krb5_error_code code;

    if (host == NULL)
        return ENOMEM;
    code = krb5_get_host_realm(context, host, &realms);
    free(host);
    if (code != 0)
        return code;
    if (acceptor && realms[0][0] == '\0')
        code = krb5_get_default_realm(context, &realm);
    if (code == 0) {
        code = krb5_set_principal_realm(context, principal, realm != NULL ?
                                        realm : realms[0]);
    }
    krb5_free_default_realm(context, realm);
    (void)krb5_free_host_realm(context, realms);
    return code;
}

/* The type is that of an instance of a service, as Windows has it. */
static krb5_error_code
make_principal(krb5_context context, const char *text, bool acceptor,
               krb5_principal *principal)
{
    krb5_error_code code;

    code = krb5_parse_name_flags(context, text,
                                 KRB5_PRINCIPAL_PARSE_NO_REALM, principal);
    if (code != 0) {
        *principal = NULL;
        return code;
    }
    (*principal)->type = KRB5_NT_SRV_INST;
    return set_realm(context, text, acceptor, *principal);
}

static OM_uint32
import(struct gssksp_service_name *name, OM_uint32 *minor)
{
    gss_buffer_desc buffer = { sizeof(name->principal), &name->principal };
    OM_uint32 major;

    major = gss_import_name(minor, &buffer, gss_nt_krb5_principal,
                            &name->gss);
    if (major != GSS_S_COMPLETE)
        name->gss = GSS_C_NO_NAME;
    return major;
}

void
gssksp_service_import(const char *text, bool acceptor,
                      struct gssksp_service_name *name, OM_uint32 *major,
                      OM_uint32 *minor)
{
    krb5_principal principal = NULL;
    krb5_context context = NULL;
    krb5_error_code code;

    name->gss = GSS_C_NO_NAME;
    name->principal = NULL;
    code = krb5_init_context(&context);
    if (code == 0)
        code = make_principal(context, text, acceptor, &principal);
    *major = code == 0 ? GSS_S_COMPLETE : GSS_S_FAILURE;
    *minor = (OM_uint32)code;
    if (code == 0) {
        name->principal = principal;
        *major = import(name, minor);
    }
    if (*major != GSS_S_COMPLETE) {
        name->principal = NULL;
        if (principal != NULL)
            krb5_free_principal(context, principal);
    }
    if (context != NULL)
        krb5_free_context(context);
}

void
gssksp_service_release(struct gssksp_service_name *name)
{
    OM_uint32 minor;

    if (name->gss != GSS_C_NO_NAME)
        (void)gss_release_name(&minor, &name->gss);
    /* Not looked at, the context may be none: nothing is opened here. */
    krb5_free_principal(NULL, name->principal);
    name->principal = NULL;
}
