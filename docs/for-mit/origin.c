/* SPDX-License-Identifier: MIT */
/*
 * origin: what becomes of names that a mechanism has made, where the library
 * imports them anew from their text.
 */
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#include <stdio.h>

/* The client of a context, canonicalized to the mechanism that it has. */
static int
print_attributes(gss_name_t target)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, reply = GSS_C_EMPTY_BUFFER;
    gss_ctx_id_t to = GSS_C_NO_CONTEXT, from = GSS_C_NO_CONTEXT;
    gss_buffer_set_t attributes = GSS_C_NO_BUFFER_SET;
    gss_name_t client, canonical;
    OM_uint32 minor;

    if (gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &to, target,
                             (gss_OID)gss_mech_krb5, 0, 0, NULL, NULL, NULL,
                             &token, NULL, NULL) != 0 ||
        gss_accept_sec_context(&minor, &from, GSS_C_NO_CREDENTIAL, &token,
                               NULL, &client, NULL, &reply, NULL, NULL,
                               NULL) != 0 ||
        gss_canonicalize_name(&minor, client, (gss_OID)gss_mech_krb5,
                              &canonical) != 0 ||
        gss_inquire_name(&minor, canonical, NULL, NULL, &attributes) != 0)
        return 1;
    printf("a client's attributes: %s\n",
           attributes != GSS_C_NO_BUFFER_SET && attributes->count > 0 ?
           "there" : "gone");
    return 0;
}

/* The name of a credential for a service on any host, used once more. */
static int
print_any_host(void)
{
    gss_OID_set_desc krb5 = { 1, (gss_OID)gss_mech_krb5 };
    char text[] = "host";
    gss_buffer_desc service = { sizeof(text) - 1, text };
    gss_cred_id_t cred, again;
    gss_name_t name, own;
    OM_uint32 major, minor;

    if (gss_import_name(&minor, &service, GSS_C_NT_HOSTBASED_SERVICE,
                        &name) != 0 ||
        gss_acquire_cred(&minor, name, 0, &krb5, GSS_C_ACCEPT, &cred, NULL,
                         NULL) != 0 ||
        gss_inquire_cred(&minor, cred, &own, NULL, NULL, NULL) != 0)
        return 1;
    major = gss_acquire_cred(&minor, own, 0, &krb5, GSS_C_ACCEPT, &again,
                             NULL, NULL);
    printf("any host's credential by its own name: %s\n",
           major == GSS_S_COMPLETE ? "there" : "none");
    return 0;
}

int
main(void)
{
    char service[] = "host@localhost";
    gss_buffer_desc host = { sizeof(service) - 1, service };
    gss_name_t target;
    OM_uint32 minor;

    if (gss_import_name(&minor, &host, GSS_C_NT_HOSTBASED_SERVICE,
                        &target) != 0)
        return 1;
    return print_attributes(target) | print_any_host();
}
