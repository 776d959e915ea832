/* SPDX-License-Identifier: MIT */
/*
 * fidelity TARGET PASSWORD DIR SECTION...: see fidelity.h.
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
 *   them does not know the OID;
 * - whether the text of a failure without a minor code is "Unknown error" or
 *   "Success": that depends on whether its mechanism was the first to have
 *   such a failure; a text that MIT keeps for a code from an earlier
 *   failure; that the module names the default keytab of an acceptor that
 *   has none (see fidelity_print.c);
 * - the pointer of an empty message: NULL with the module, memory that
 *   nobody frees without (see diff_intended.c for this and the next two);
 * - what IOV calls say of an RRC they do not expect;
 * - what is said of a token, in DCE style, that was changed to be not under
 *   the acceptor's subkey;
 * - what is left in the memory of a token that was opened: MIT decrypts
 *   there, the module elsewhere;
 * - what MIT crashes on or never returns from: an object of a context that
 *   the mechanism has deleted, a MIC of 16 octets in an IOV, older messages
 *   in an IOV without padding, authorization data of a negative type, a later
 *   leg of SPNEGO without a token, an exported name whose name does not end
 *   with it, the copy gss_add_cred_impersonate_name makes; and what it makes
 *   of a context's token that is much too short, as it reads on behind it;
 * - where messages are those of RFC 1964 or 4757: how long MIT says a MIC in
 *   an IOV will be, and gss_wrap_size_limit, which are less exact.
 */
#include <stdio.h>
#include <string.h>

#include "realm/fidelity/fidelity.h"

static const struct {
    const char *label;
    fidelity_section *show;
} sections[] = {
    { "mechs", show_mechs },
    { "status", show_status },
    { "arguments", show_arguments },
    { "nocreds", show_no_creds },
    { "names", show_names },
    { "creds", show_creds },
    { "stores", show_stores },
    { "storing", show_storing },
    { "options", show_cred_options },
    { "process", show_process },
    { "contexts", show_contexts },
    { "negotiate", show_negotiate },
    { "flags", show_flags },
    { "tokens", show_tokens },
    { "bindings", show_bindings },
    { "partial", show_partial },
    { "half", show_half },
    { "inspect", show_inspect },
    { "deletion", show_deletion },
    { "messages", show_messages },
    { "iov", show_iov },
    { "unread", show_unread },
    { "broken", show_broken },
    { "transfer", show_transfer },
    { "expiry", show_expiry },
    { "s4u", show_s4u }
};

#define N_SECTIONS (sizeof(sections) / sizeof(sections[0]))

/* Returns whether there is such a section. */
static int
show_section(const char *label, const struct fidelity_args *args)
{
    size_t i = 0;

    while (i < N_SECTIONS && strcmp(sections[i].label, label) != 0)
        i++;
    if (i < N_SECTIONS)
        sections[i].show(args);
    else
        fprintf(stderr, "no such section: %s\n", label);
    return i < N_SECTIONS;
}

int
main(int argc, char **argv)
{
    struct fidelity_args args;
    int i, good = argc >= 4;

    if (!good) {
        fprintf(stderr, "usage: fidelity TARGET PASSWORD DIR SECTION...\n");
        goto cleanup;
    }
    args.target = argv[1];
    args.password = argv[2];
    args.dir = argv[3];
    for (i = 4; i < argc; i++)
        good = show_section(argv[i], &args) && good;
    good = fflush(stdout) == 0 && good;
cleanup:
    return good ? 0 : 2;
}
