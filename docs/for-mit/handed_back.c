/* SPDX-License-Identifier: MIT */
/*
 * handed_back CCACHE: whose context a credential of that cache makes, with a
 * mechanism that the library itself has named.
 */
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#include <stdio.h>

static void
print_peer(const char *where, gss_cred_id_t cred, gss_name_t target,
           gss_OID mech)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, reply = GSS_C_EMPTY_BUFFER;
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    gss_ctx_id_t to = GSS_C_NO_CONTEXT, from = GSS_C_NO_CONTEXT;
    gss_name_t client;
    OM_uint32 minor;

    if (gss_init_sec_context(&minor, cred, &to, target, mech, 0, 0, NULL,
                             NULL, NULL, &token, NULL, NULL) != 0)
        printf("%s: refused\n", where);
    else if (gss_accept_sec_context(&minor, &from, GSS_C_NO_CREDENTIAL,
                                    &token, NULL, &client, NULL, &reply, NULL,
                                    NULL, NULL) == 0 &&
             gss_display_name(&minor, client, &text, NULL) == 0)
        printf("%s: %.*s\n", where, (int)text.length, (char *)text.value);
}

int
main(int argc, char **argv)
{
    gss_OID_set_desc krb5 = { 1, (gss_OID)gss_mech_krb5 };
    gss_key_value_element_desc cache = { "ccache", argv[argc - 1] };
    gss_key_value_set_desc store = { 1, &cache };
    char service[] = "host@localhost";
    gss_buffer_desc host = { sizeof(service) - 1, service };
    gss_name_t target, canonical, own;
    gss_OID of_canonical, of_own;
    gss_cred_id_t cred;
    OM_uint32 minor;

    if (argc != 2 ||
        gss_acquire_cred_from(&minor, GSS_C_NO_NAME, 0, &krb5, GSS_C_INITIATE,
                              &store, &cred, NULL, NULL) != 0 ||
        gss_import_name(&minor, &host, GSS_C_NT_HOSTBASED_SERVICE,
                        &target) != 0 ||
        gss_canonicalize_name(&minor, target, krb5.elements,
                              &canonical) != 0 ||
        gss_inquire_name(&minor, canonical, NULL, &of_canonical, NULL) != 0 ||
        gss_inquire_cred(&minor, cred, &own, NULL, NULL, NULL) != 0 ||
        gss_inquire_name(&minor, own, NULL, &of_own, NULL) != 0)
        return 1;
    print_peer("gss_mech_krb5", cred, target, krb5.elements);
    print_peer("MN_mech of a canonical name", cred, target, of_canonical);
    print_peer("MN_mech of the credential's name", cred, target, of_own);
    return 0;
}
