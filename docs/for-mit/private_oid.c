/* SPDX-License-Identifier: MIT */
/* private_oid: which mechanism three functions name. */
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#include <stdio.h>

static void
print(const char *where, gss_OID oid)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;

    (void)gss_oid_to_str(&minor, oid, &text);
    printf("%s: %.*s\n", where, (int)text.length, (char *)text.value);
}

int
main(void)
{
    gss_OID_set_desc krb5 = { 1, (gss_OID)gss_mech_krb5 };
    char login[] = "user";
    gss_buffer_desc user = { sizeof(login) - 1, login };
    gss_cred_id_t service, other;
    gss_name_t name, canonical;
    gss_OID_set stored, actual;
    OM_uint32 minor;
    gss_OID mech;

    if (gss_import_name(&minor, &user, GSS_C_NT_USER_NAME, &name) != 0 ||
        gss_canonicalize_name(&minor, name, krb5.elements, &canonical) != 0 ||
        gss_inquire_name(&minor, canonical, NULL, &mech, NULL) != 0 ||
        gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &krb5, GSS_C_INITIATE,
                         &service, NULL, NULL) != 0 ||
        gss_acquire_cred_impersonate_name(&minor, service, name, 0, &krb5,
                                          GSS_C_INITIATE, &other, &actual,
                                          NULL) != 0 ||
        gss_store_cred(&minor, service, GSS_C_INITIATE, GSS_C_NO_OID, 1, 1,
                       &stored, NULL) != 0)
        return 1;
    print("gss_inquire_name, MN_mech", mech);
    print("gss_acquire_cred_impersonate_name, actual_mechs",
          actual->elements);
    print("gss_store_cred, elements_stored", stored->elements);
    return 0;
}
