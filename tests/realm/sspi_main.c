/* SPDX-License-Identifier: MIT */
/* sspi SECTION TARGET MIC SEALED SEALED_DCE ENCTYPE: prints TAP. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sspi_tests.h"

static const struct {
    const char *name;
    sspi_section *run;
} sections[] = {
    { "handles", section_handles },
    { "packages", section_packages },
    { "creds", section_creds },
    { "password", section_password },
    { "no-kdc", section_no_kdc },
    { "no-keys", section_no_keys },
    { "no-name", section_no_name },
    { "legs", section_legs },
    { "bindings", section_bindings },
    { "negotiate", section_negotiate },
    { "old-enctype", section_old_enctype },
    { "skew", section_skew },
    { "wrong-key", section_wrong_key },
    { "messages", section_messages },
    { "numbers", section_numbers },
    { "attributes", section_attributes },
    { "export", section_export },
    { "threads", section_threads },
};

int
main(int argc, char **argv)
{
    struct sspi_facts facts;
    int status = 2;
    size_t i;

    if (argc != 7) {
        fprintf(stderr, "usage: %s SECTION TARGET MIC SEALED SEALED_DCE "
                "ENCTYPE\n", argv[0]);
        goto cleanup;
    }
    facts.target = argv[2];
    facts.mic = strtoul(argv[3], NULL, 10);
    facts.sealed = strtoul(argv[4], NULL, 10);
    facts.sealed_dce = strtoul(argv[5], NULL, 10);
    facts.enctype = strtoul(argv[6], NULL, 10);
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
        if (strcmp(sections[i].name, argv[1]) == 0) {
            sections[i].run(&facts);
            status = tap_end();
        }
    }
cleanup:
    return status;
}
