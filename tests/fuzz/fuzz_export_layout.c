/* SPDX-License-Identifier: MIT */
/*
 * Numbers put into a context that MIT has exported: it changes where they
 * stand and nowhere else, and MIT imports it; of any other bytes none.
 *
 * libFuzzer: -max_len=200
 */
#include <string.h>

#include "base/cursor.h"
#include "fuzz/fuzz_change.h"
#include "fuzz/fuzz_contexts.h"
#include "fuzz/fuzz_must.h"
#include "fuzz/target.h"
#include "mech/contexts/export_layout.h"

/* Of the mechglue's framing, and of numbers in what it frames. */
#define FRAMING 13
#define SENT_AT 72
#define FIXED 88

static uint64_t
number(struct fuzz_input *in)
{
    uint64_t value = 0;
    unsigned int i, bytes = fuzz_byte(in) % 9;

    for (i = 0; i < bytes; i++)
        value = value << 8 | fuzz_byte(in);
    return value;
}

/* As they are at hand-over, which the token says. */
static void
begin(const struct fuzz_token *t, size_t pair, struct gssksp_numbers *n)
{
    memset(n, 0, sizeof(*n));
    n->send_initial = ksp_load_be64(t->bytes + SENT_AT);
    n->recv_initial = ksp_load_be64(t->bytes + SENT_AT + 8);
    n->replay = n->sequence = true;
    n->narrow = fuzz_is_old(pair);
}

/* As the C struct has them: the initial number, the next, and the map. */
static bool
has_state(const struct fuzz_token *t, const struct gssksp_numbers *n)
{
    uint64_t state[3] = { n->recv_initial, n->recv_next, n->recv_map };

    if (n->narrow)
        state[1] &= UINT32_MAX;
    return memmem(t->bytes + FIXED, t->length - FIXED, state,
                  sizeof(state)) != NULL;
}

static void
check_patched(const struct fuzz_token *before, const struct fuzz_token *t,
              const struct gssksp_numbers *n)
{
    uint64_t mask = n->narrow ? UINT32_MAX : UINT64_MAX;
    size_t first = 0, last = 0, i;

    must(ksp_load_be64(t->bytes + SENT_AT) ==
         ((n->send_initial + n->send_count) & mask), "another number");
    must(has_state(t, n), "another window");
    for (i = 0; i < t->length; i++) {
        if (before->bytes[i] == t->bytes[i])
            continue;
        if (i >= SENT_AT && i < SENT_AT + 8)
            continue;
        must(i >= FIXED, "it changed the fixed part");
        first = first == 0 ? i : first;
        last = i;
    }
    must(first == 0 || last - first < 16, "it changed something else");
}

static void
try_import(size_t pair, const struct fuzz_token *t)
{
    gss_buffer_desc framed = fuzz_exported(pair, false);
    gss_ctx_id_t ctx = GSS_C_NO_CONTEXT;
    static unsigned char bytes[FUZZ_TOKEN_MAX + FRAMING];
    OM_uint32 minor;

    memcpy(bytes, framed.value, FRAMING);
    memcpy(bytes + FRAMING, t->bytes, t->length);
    framed.value = bytes;
    framed.length = FRAMING + t->length;
    must(gss_import_sec_context(&minor, &framed, &ctx) == GSS_S_COMPLETE,
         "MIT does not take it");
    gss_delete_sec_context(&minor, &ctx, GSS_C_NO_BUFFER);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct fuzz_token none;
    struct fuzz_input in = { data, size };
    size_t pair = fuzz_byte(&in) % fuzz_pairs();
    gss_buffer_desc exported = fuzz_exported(pair, false);
    struct fuzz_token token, before;
    struct gssksp_numbers n;
    unsigned int flags = fuzz_byte(&in);
    unsigned char *exact;
    bool patched, as_made;

    token.length = exported.length - FRAMING;
    memcpy(token.bytes, (unsigned char *)exported.value + FRAMING,
           token.length);
    begin(&token, pair, &n);
    n.send_count = number(&in);
    n.recv_next = number(&in);
    n.recv_map = number(&in);
    if ((flags & 1) != 0)
        n.recv_initial += flags;
    as_made = in.left == 0;
    while (in.left > 0)
        (void)fuzz_change(&token, &in, &none);
    before = token;
    exact = malloc(token.length);
    must(exact != NULL, "no memory");
    memcpy(exact, token.bytes, token.length);
    patched = gssksp_layout_patch(exact, token.length, &n);
    memcpy(token.bytes, exact, token.length);
    free(exact);
    if (patched)
        check_patched(&before, &token, &n);
    else
        must(memcmp(token.bytes, before.bytes, token.length) == 0,
             "it was changed in vain");
    if (patched && as_made && flags % 16 == 0)
        try_import(pair, &token);
    return 0;
}
