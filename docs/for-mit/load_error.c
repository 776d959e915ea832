/* SPDX-License-Identifier: MIT */
/* load_error: what a program is told of a listed module that cannot load. */
#include <gssapi/gssapi_ext.h>
#include <stdio.h>

int
main(void)
{
    gss_OID_set mechs;
    OM_uint32 major, minor;

    major = gss_indicate_mechs(&minor, &mechs);
    printf("major %u, minor %u\n", (unsigned)major, (unsigned)minor);
    return 0;
}
