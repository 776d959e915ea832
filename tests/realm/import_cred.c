/* SPDX-License-Identifier: MIT */
/*
 * import_cred TARGET CCACHE: establishes a context with a credential that
 * gss_krb5_import_cred made from CCACHE, and prints who the acceptor sees.
 */
#include <gssapi/gssapi.h>
#include <gssapi/gssapi_krb5.h>
#include <krb5.h>
#include <stdio.h>
#include <string.h>

static gss_cred_id_t
import_cred(const char *ccache)
{
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    krb5_context context = NULL;
    krb5_ccache cache = NULL;
    OM_uint32 minor;

    if (krb5_init_context(&context) == 0 &&
        krb5_cc_resolve(context, ccache, &cache) == 0)
        gss_krb5_import_cred(&minor, cache, NULL, NULL, &cred);
    if (cache != NULL)
        krb5_cc_close(context, cache);
    krb5_free_context(context);
    return cred;
}

/* One token each way at most: no mutual authentication. */
static gss_name_t
accepted_client(gss_cred_id_t cred, gss_name_t target)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, reply = GSS_C_EMPTY_BUFFER;
    gss_ctx_id_t initiator = GSS_C_NO_CONTEXT, acceptor = GSS_C_NO_CONTEXT;
    gss_name_t client = GSS_C_NO_NAME;
    OM_uint32 major, minor;

    major = gss_init_sec_context(&minor, cred, &initiator, target,
                                 (gss_OID)gss_mech_krb5, 0, 0,
                                 GSS_C_NO_CHANNEL_BINDINGS, GSS_C_NO_BUFFER,
                                 NULL, &token, NULL, NULL);
    if (major == GSS_S_COMPLETE)
        gss_accept_sec_context(&minor, &acceptor, GSS_C_NO_CREDENTIAL,
                               &token, GSS_C_NO_CHANNEL_BINDINGS, &client,
                               NULL, &reply, NULL, NULL, NULL);
    gss_release_buffer(&minor, &token);
    gss_release_buffer(&minor, &reply);
    gss_delete_sec_context(&minor, &initiator, GSS_C_NO_BUFFER);
    gss_delete_sec_context(&minor, &acceptor, GSS_C_NO_BUFFER);
    return client;
}

static int
print_name(gss_name_t name)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;
    int status = 1;

    if (name != GSS_C_NO_NAME &&
        gss_display_name(&minor, name, &text, NULL) == GSS_S_COMPLETE) {
        printf("%.*s\n", (int)text.length, (char *)text.value);
        status = 0;
    }
    gss_release_buffer(&minor, &text);
    return status;
}

int
main(int argc, char **argv)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    gss_name_t target = GSS_C_NO_NAME, client = GSS_C_NO_NAME;
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    OM_uint32 minor;
    int status = 2;

    if (argc == 3) {
        text.value = argv[1];
        text.length = strlen(argv[1]);
        gss_import_name(&minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &target);
        cred = import_cred(argv[2]);
        if (cred != GSS_C_NO_CREDENTIAL && target != GSS_C_NO_NAME)
            client = accepted_client(cred, target);
        status = print_name(client);
    }
    gss_release_name(&minor, &client);
    gss_release_name(&minor, &target);
    gss_release_cred(&minor, &cred);
    return status;
}
