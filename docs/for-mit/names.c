/* SPDX-License-Identifier: MIT */
/* names: whether a name is equal to itself, exported and imported. */
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#include <stdio.h>

int
main(void)
{
    char login[] = "user";
    gss_buffer_desc user = { sizeof(login) - 1, login }, out;
    gss_name_t name, canonical, imported;
    OM_uint32 minor;
    int equal;

    if (gss_import_name(&minor, &user, GSS_C_NT_USER_NAME, &name) != 0 ||
        gss_canonicalize_name(&minor, name, (gss_OID)gss_mech_krb5,
                              &canonical) != 0 ||
        gss_export_name(&minor, canonical, &out) != 0 ||
        gss_import_name(&minor, &out, GSS_C_NT_EXPORT_NAME, &imported) != 0 ||
        gss_compare_name(&minor, canonical, imported, &equal) != 0)
        return 1;
    printf("%s\n", equal ? "equal" : "different");
    return 0;
}
