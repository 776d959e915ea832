/* SPDX-License-Identifier: MIT */
/* Small things fidelity's sections make. */
#include <stdlib.h>
#include <string.h>

#include "realm/fidelity/fidelity.h"

gss_buffer_desc
text_buffer(const char *text)
{
    gss_buffer_desc buffer;

    buffer.value = (void *)text;
    buffer.length = strlen(text);
    return buffer;
}

gss_name_t
import(const char *text, gss_const_OID type)
{
    gss_buffer_desc buffer = text_buffer(text);
    gss_name_t name = GSS_C_NO_NAME;
    OM_uint32 major, minor;

    major = gss_import_name(&minor, &buffer, (gss_OID)type, &name);
    if (GSS_ERROR(major))
        result(text, major, minor);
    return name;
}

gss_buffer_desc
copied_buffer(const char *text)
{
    gss_buffer_desc buffer;

    buffer.value = strdup(text);
    buffer.length = buffer.value != NULL ? strlen(text) : 0;
    return buffer;
}

gss_cred_id_t
acquire_from(const char *label, gss_name_t name, gss_OID mech,
             gss_cred_usage_t usage,
             const gss_key_value_element_desc *elements, OM_uint32 count)
{
    gss_key_value_set_desc store;
    gss_OID_set_desc one = { 1, mech };
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    OM_uint32 major, minor;

    store.count = count;
    store.elements = (gss_key_value_element_desc *)(uintptr_t)elements;
    major = gss_acquire_cred_from(&minor, name, 0, &one, usage,
                                  count > 0 ? &store : NULL, &cred, NULL,
                                  NULL);
    result(label, major, minor);
    return cred;
}
