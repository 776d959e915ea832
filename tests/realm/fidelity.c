/* SPDX-License-Identifier: MIT */
/*
 * fidelity TARGET PASSWORD DIR: see fidelity.h.
 *
 * Not printed, because a module of the mechglue cannot keep it as in stock:
 * - minor codes (the glue numbers those of two mechanisms apart);
 * - the mechanism gss_inquire_name shows, the elements_stored of a
 *   gss_store_cred for all mechanisms, the actual_mechs of
 *   gss_acquire_cred_impersonate_name (they show the module's OID);
 * - comparisons of mechanism names of different origin (accepted, made by
 *   gss_canonicalize_name, imported from an exported name): unequal to the
 *   glue before anyone is asked;
 * - attributes of an accepted name after gss_canonicalize_name: the glue
 *   makes the name anew and copies what can be set, which a PAC cannot;
 * - texts of errors of the "wrong" OID: stock gives none, its function for
 *   them does not know the OID.
 */
#include <stdio.h>

#include "fidelity.h"

int
main(int argc, char **argv)
{
    struct fidelity_args args;
    int status = 2;

    if (argc == 4) {
        args.target = argv[1];
        args.password = argv[2];
        args.dir = argv[3];
        show_mechs();
        show_names();
        show_creds(&args);
        show_cred_options(&args);
        show_contexts(&args);
        status = fflush(stdout) == 0 ? 0 : 1;
    } else {
        fprintf(stderr, "usage: fidelity TARGET PASSWORD DIR\n");
    }
    return status;
}
