/* SPDX-License-Identifier: MIT */
/* sspi SECTION TARGET ENCTYPE: prints TAP.  ENCTYPE is the only one that is
 * permitted, or "any". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "realm/sspi/tests.h"

static const struct {
    const char *name;
    sspi_section *run;
} sections[] = {
    { "handles", section_handles },
    { "packages", section_packages },
    { "creds", section_creds },
    { "password", section_password },
    { "logon", section_logon },
    { "identities", section_identities },
    { "identity-family", section_identity_family },
    { "no-kdc", section_no_kdc },
    { "no-keys", section_no_keys },
    { "no-name", section_no_name },
    { "halves", section_halves },
    { "no-ticket", section_no_ticket },
    { "no-keytab", section_no_keytab },
    { "legs", section_legs },
    { "request-flags", section_request_flags },
    { "mixed", section_mixed },
    { "spn", section_spn },
    { "spn-unknown", section_spn_unknown },
    { "spn-accept", section_spn_accept },
    { "late", section_late },
    { "late-dce", section_late_dce },
    { "bindings", section_bindings },
    { "negotiate", section_negotiate },
    { "malformed", section_malformed },
    { "mic", section_mic },
    { "padding", section_padding },
    { "refused", section_refused },
    { "no-ciphers", section_no_ciphers },
    { "skew", section_skew },
    { "wrong-key", section_wrong_key },
    { "messages", section_messages },
    { "numbers", section_numbers },
    { "attributes", section_attributes },
    { "established", section_established },
    { "export", section_export },
    { "other-bytes", section_other_bytes },
    { "door", section_door },
    { "door-refused", section_door_refused },
    { "times", section_times },
    { "threads", section_threads },
};

int
main(int argc, char **argv)
{
    struct sspi_facts facts;
    int status = 2;
    size_t i;

    facts.target = argc > 2 ? argv[2] : NULL;
    facts.enctype = argc > 3 ? enctype_named(argv[3]) : NULL;
    if (argc != 4 ||
        (facts.enctype == NULL && strcmp(argv[3], "any") != 0)) {
        fprintf(stderr, "usage: %s SECTION TARGET ENCTYPE\n", argv[0]);
        goto cleanup;
    }
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
