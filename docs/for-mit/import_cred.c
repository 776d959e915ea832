/* SPDX-License-Identifier: MIT */
/* import_cred CCACHE: whose context a credential of that cache makes. */
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#include <stdio.h>

int
main(int argc, char **argv)
{
    char service[] = "host@localhost";
    gss_buffer_desc host = { sizeof(service) - 1, service };
    gss_buffer_desc out, token, reply;
    gss_ctx_id_t to = GSS_C_NO_CONTEXT, from = GSS_C_NO_CONTEXT;
    krb5_context context;
    gss_cred_id_t cred;
    krb5_ccache cache;
    gss_name_t target, client;
    OM_uint32 minor;

    if (argc != 2 || krb5_init_context(&context) != 0 ||
        krb5_cc_resolve(context, argv[1], &cache) != 0 ||
        gss_krb5_import_cred(&minor, cache, NULL, NULL, &cred) != 0 ||
        gss_import_name(&minor, &host, GSS_C_NT_HOSTBASED_SERVICE,
                        &target) != 0 ||
        gss_init_sec_context(&minor, cred, &to, target,
                             (gss_OID)gss_mech_krb5, 0, 0, NULL, NULL, NULL,
                             &token, NULL, NULL) != 0 ||
        gss_accept_sec_context(&minor, &from, GSS_C_NO_CREDENTIAL, &token,
                               NULL, &client, NULL, &reply, NULL, NULL,
                               NULL) != 0 ||
        gss_display_name(&minor, client, &out, NULL) != 0)
        return 1;
    printf("%.*s\n", (int)out.length, (char *)out.value);
    return 0;
}
