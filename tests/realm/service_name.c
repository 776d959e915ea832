/* SPDX-License-Identifier: MIT */
/* By the functions of RFC 2744 alone, for every library's. */
#include "realm/endpoint.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

gss_name_t
name_of_service(const char *service)
{
    gss_buffer_desc text = { strlen(service), (void *)(uintptr_t)service };
    gss_name_t name;
    OM_uint32 major, minor;

    major = gss_import_name(&minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &name);
    if (major != GSS_S_COMPLETE) {
        fprintf(stderr, "gss_import_name: %08x\n", (unsigned)major);
        exit(1);
    }
    return name;
}
