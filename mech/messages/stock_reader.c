/* SPDX-License-Identifier: MIT */
#include <stdatomic.h>

#include "mech/messages/stock_reader.h"

enum reader { UNKNOWN, OLD, NEW };

/* Of the process: whoever finds it out finds the same. */
static atomic_int known;

/* A TOK_ID of RFC 1964 and nothing more, which is refused without a minor
 * status.  The new reader sets *qop_state whatever the token is, the old one
 * for a genuine one only. */
static enum reader
find_out(gss_ctx_id_t real)
{
    unsigned char tok_id[] = { 0x01, 0x01 };
    gss_buffer_desc token = { sizeof(tok_id), tok_id };
    gss_buffer_desc message = GSS_C_EMPTY_BUFFER;
    const gss_qop_t unset = 1;
    gss_qop_t qop_state = unset;
    OM_uint32 minor;

    (void)gss_verify_mic(&minor, real, &message, &token, &qop_state);
    return qop_state == unset ? OLD : NEW;
}

bool
gssksp_stock_reads_anew(gss_ctx_id_t real)
{
    int reader = atomic_load_explicit(&known, memory_order_relaxed);

    if (reader == UNKNOWN) {
        reader = (int)find_out(real);
        atomic_store_explicit(&known, reader, memory_order_relaxed);
    }
    return reader == NEW;
}
