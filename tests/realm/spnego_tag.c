/* SPDX-License-Identifier: MIT */
/*
 * spnego_tag TARGET: prints where the library of this process looks for a
 * mechListMIC, 3 or 4 (see spnego_mic.h).  It must be one of the two, and a
 * negotiation with the MIC elsewhere must end as documented: the initiator,
 * who needs it and has seen everything, finds its last token defective.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "realm/gss_pair.h"
#include "realm/spnego_mic.h"

enum outcome { OTHER, COMPLETE, DEFECTIVE };

static enum outcome
negotiate(const char *target, const char *tag)
{
    struct dialog dialog = { .negotiation = NEG_MIC,
                             .flags = GSS_C_MUTUAL_FLAG };
    enum outcome outcome = OTHER;
    const struct endpoint *initiator;
    struct gss_pair pair;

    memset(&pair, 0, sizeof(pair));
    setenv(SPNEGO_MIC_TAG, tag, 1);
    initiator = &pair.end[INITIATOR];
    if (pair_open(&pair, &dialog, target, NULL, NULL))
        outcome = COMPLETE;
    else if (initiator->major == GSS_S_DEFECTIVE_TOKEN)
        outcome = DEFECTIVE;
    if (initiator->legs != 3)
        outcome = OTHER;
    if (outcome == OTHER)
        fprintf(stderr, "tag %s: initiator %08x, acceptor %08x, %u legs\n",
                tag, (unsigned)initiator->major,
                (unsigned)pair.end[ACCEPTOR].major, initiator->legs);
    pair_close(&pair);
    return outcome;
}

int
main(int argc, char **argv)
{
    enum outcome under_3, under_4;
    int status = 1;

    if (argc != 2) {
        fprintf(stderr, "usage: %s TARGET\n", argv[0]);
        goto cleanup;
    }
    under_3 = negotiate(argv[1], "3");
    under_4 = negotiate(argv[1], "4");
    if (under_3 == COMPLETE && under_4 == DEFECTIVE) {
        puts("3");
        status = 0;
    } else if (under_3 == DEFECTIVE && under_4 == COMPLETE) {
        puts("4");
        status = 0;
    }
cleanup:
    return status;
}
