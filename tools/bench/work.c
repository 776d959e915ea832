/* SPDX-License-Identifier: MIT */
#include <gssapi/gssapi_krb5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"
#include "bench/cost.h"
#include "bench/figures.h"
#include "bench/operations.h"
#include "gssapi/gssapi_ksp.h"
#include "tools/bench/work.h"
#include "tools/own_ends.h"

#define BATCHES 3
#define BATCH_NS 4e6
#define LONGEST 65536

static const size_t sizes[] = { 64, 1024, LONGEST };

/* Names of bench/operations.c. */
static const char *const calls[] = {
    "get_mic", "verify_mic", "wrap_conf", "unwrap_conf"
};

#define N_SIZES (sizeof(sizes) / sizeof(sizes[0]))
#define N_CALLS (sizeof(calls) / sizeof(calls[0]))

const size_t world_rows = N_SIZES * N_CALLS;

/* Tokens that nobody checks would be a gap for those that somebody does: each
 * kind of call has a context of its own. */
static struct own_ends pairs[2];
static size_t batch[N_SIZES * N_CALLS];     /* calls; 0: not known yet */
static unsigned char message[LONGEST];

const char *
world_row_name(size_t row)
{
    return calls[row / N_SIZES];
}

size_t
world_row_bytes(size_t row)
{
    return sizes[row % N_SIZES];
}

static const struct operation *
operation_of(size_t row)
{
    size_t i = 0;

    while (strcmp(operations[i].name, world_row_name(row)) != 0)
        i++;
    return &operations[i];
}

static bool
is_ours(gss_ctx_id_t context)
{
    OM_uint32 minor;
    int ours = 0;

    return gss_ksp_is_ours(&minor, context, &ours) == GSS_S_COMPLETE &&
        ours != 0;
}

/* The last arc of the OID that stands beside the key. */
static int
enctype_of(gss_ctx_id_t context)
{
    gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
    const gss_buffer_desc *oid;
    OM_uint32 minor;
    int enctype = 0;

    if (gss_inquire_sec_context_by_oid(&minor, context,
                                       GSS_C_INQ_SSPI_SESSION_KEY, &set) ==
        GSS_S_COMPLETE && set->count == 2 && set->elements[1].length > 0) {
        oid = &set->elements[1];
        enctype = ((const unsigned char *)oid->value)[oid->length - 1];
    }
    if (set != GSS_C_NO_BUFFER_SET && set->count > 0)
        ksp_wipe(set->elements[0].value, set->elements[0].length);
    (void)gss_release_buffer_set(&minor, &set);
    return enctype;
}

void
work_begin(struct world_about *about)
{
    size_t i, ours = 0;

    for (i = 0; i < sizeof(message); i++)
        message[i] = (unsigned char)(i * 131 + (i >> 8));
    about->ready = true;
    for (i = 0; i < 2 && about->ready; i++) {
        about->ready = own_ends_establish(&pairs[i]);
        memcpy(about->peer, pairs[i].peer, sizeof(about->peer));
        memcpy(about->error, pairs[i].error, sizeof(about->error));
    }
    if (!about->ready)
        return;
    for (i = 0; i < 2; i++)
        ours += is_ours(pairs[i].initiator) + is_ours(pairs[i].acceptor);
    about->ours = ours == 4;
    about->stock = ours == 0;
    about->enctype = enctype_of(pairs[0].initiator);
}

double
work_measure(size_t row)
{
    const struct operation *op = operation_of(row);
    struct work work = {
        .maker = pairs[op->checks].initiator,
        .checker = pairs[op->checks].acceptor,
        .message = { world_row_bytes(row), message }
    };
    double ns, best = 0;
    size_t i;

    if (batch[row] == 0)
        batch[row] = cost_calibrate(BATCH_NS, op, &work);
    for (i = 0; i < BATCHES; i++) {
        ns = cost_of(op, &work, batch[row]).ns;
        best = i == 0 || ns < best ? ns : best;
    }
    return best;
}
