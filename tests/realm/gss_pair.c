/* SPDX-License-Identifier: MIT */
#include "realm/gss_pair.h"

#include <string.h>

/* More legs than any mechanism of ours needs: a loop is a failure. */
#define MAX_LEGS 12

static bool
complete(const struct gss_pair *pair)
{
    return pair->end[INITIATOR].legs > 0 && pair->end[ACCEPTOR].legs > 0 &&
        pair->end[INITIATOR].major == GSS_S_COMPLETE &&
        pair->end[ACCEPTOR].major == GSS_S_COMPLETE;
}

/* Passes tokens to and fro until one side fails or nothing is left to say. */
static void
converse(struct gss_pair *pair, const struct dialog *dialog,
         const char *target, pair_watch *watch, void *arg)
{
    gss_buffer_desc in = GSS_C_EMPTY_BUFFER, out;
    enum side turn = INITIATOR;
    bool more = true;
    OM_uint32 minor;
    unsigned leg;

    for (leg = 0; more && leg < MAX_LEGS; leg++) {
        endpoint_step(&pair->end[turn], dialog, target, &in, &out);
        gss_release_buffer(&minor, &in);
        in = out;
        turn = turn == INITIATOR ? ACCEPTOR : INITIATOR;
        more = in.length > 0 && !complete(pair) &&
            !GSS_ERROR(pair->end[INITIATOR].major) &&
            !GSS_ERROR(pair->end[ACCEPTOR].major);
        if (more && watch != NULL)
            watch(arg, pair, turn, &in);
    }
    gss_release_buffer(&minor, &in);
}

bool
pair_open(struct gss_pair *pair, const struct dialog *dialog,
          const char *target, pair_watch *watch, void *arg)
{
    OM_uint32 opened[2];

    opened[0] = endpoint_open(&pair->end[INITIATOR], INITIATOR, dialog);
    opened[1] = endpoint_open(&pair->end[ACCEPTOR], ACCEPTOR, dialog);
    if (opened[0] == GSS_S_COMPLETE && opened[1] == GSS_S_COMPLETE)
        converse(pair, dialog, target, watch, arg);
    return complete(pair);
}

void
pair_close(struct gss_pair *pair)
{
    endpoint_close(&pair->end[INITIATOR]);
    endpoint_close(&pair->end[ACCEPTOR]);
}
