/* SPDX-License-Identifier: MIT */
/* exported: the mechanism that an exported context names in front. */
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#include <stdio.h>

int
main(void)
{
    char service[] = "host@localhost";
    gss_buffer_desc host = { sizeof(service) - 1, service };
    gss_buffer_desc token, out, text;
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    const unsigned char *p;
    gss_name_t target;
    gss_OID_desc oid;
    OM_uint32 minor;

    if (gss_import_name(&minor, &host, GSS_C_NT_HOSTBASED_SERVICE,
                        &target) != 0 ||
        gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &context, target,
                             (gss_OID)gss_mech_krb5, 0, 0, NULL, NULL, NULL,
                             &token, NULL, NULL) != 0 ||
        gss_export_sec_context(&minor, &context, &out) != 0)
        return 1;
    p = out.value;
    oid.length = (OM_uint32)p[2] << 8 | p[3];
    oid.elements = (void *)(p + 4);
    if (gss_oid_to_str(&minor, &oid, &text) != 0)
        return 1;
    printf("%.*s\n", (int)text.length, (char *)text.value);
    return 0;
}
