/* SPDX-License-Identifier: MIT */
/*
 * Lists of any shape for gss_wrap_iov, gss_get_mic_iov and what tells their
 * lengths, and messages for gss_wrap_aead, with the module and without: the
 * status, conf_state and every length are the same, and stock's peer takes
 * what the module has made.
 *
 * libFuzzer: -max_len=64
 */
#include <string.h>

#include "fuzz/fuzz_change.h"
#include "fuzz/fuzz_contexts.h"
#include "fuzz/target.h"
#include "mech/gssi.h"

#include <stdio.h>
#include <stdlib.h>

#define ENTRIES_MAX 10
#define MESSAGE_MAX 300
#define CONF_UNSET (-77)

enum call { WRAP, WRAP_LENGTH, MIC, MIC_LENGTH, AEAD, CALLS };

/* An entry as the input wants it, for both. */
struct wanted {
    OM_uint32 type;
    size_t length;              /* of room, or of what is given */
    bool bytes;                 /* the message's, else room */
};

struct list {
    gss_iov_buffer_desc iov[ENTRIES_MAX];
    void *memory[ENTRIES_MAX];
};

struct ends {
    gss_ctx_id_t stock, ours, receiver;
};

struct round {
    struct fuzz_input in;
    size_t pair;
    struct ends *ends;
    enum call call;
    int conf;
    gss_qop_t qop;
    struct wanted wanted[ENTRIES_MAX];
    int count;
    unsigned char message[MESSAGE_MAX];
    size_t message_length;
    OM_uint32 stock_major, ours_major;
    int stock_conf, ours_conf;
};

static struct ends all_ends[FUZZ_PAIRS][2];

static void
must(const struct round *r, bool held, const char *what)
{
    if (!held) {
        fprintf(stderr, "%s: pair %zu, call %d, conf %d, %d entries; stock "
                "%08x conf %d, ours %08x conf %d\n", what, r->pair, r->call,
                r->conf, r->count, r->stock_major, r->stock_conf,
                r->ours_major, r->ours_conf);
        abort();
    }
}

static struct ends *
ends_of(size_t pair, bool acceptor)
{
    struct ends *e = &all_ends[pair][acceptor];

    if (e->stock == GSS_C_NO_CONTEXT) {
        e->stock = fuzz_stock_context(pair, acceptor);
        e->ours = fuzz_our_context(pair, acceptor);
        e->receiver = fuzz_stock_context(pair, !acceptor);
    }
    return e;
}

/* Where the receiver has not seen what was made. */
static void
forget(struct ends *e)
{
    OM_uint32 minor;

    (void)gss_delete_sec_context(&minor, &e->stock, GSS_C_NO_BUFFER);
    (void)gssi_delete_sec_context(&minor, &e->ours, GSS_C_NO_BUFFER);
    (void)gss_delete_sec_context(&minor, &e->receiver, GSS_C_NO_BUFFER);
}

/* ---- what is wanted -------------------------------------------------- */

static void
want(struct round *r, OM_uint32 type, size_t length, bool bytes)
{
    struct wanted *w = &r->wanted[r->count++];

    w->type = type;
    w->length = length;
    w->bytes = bytes;
}

/* What the library fills: allocated, or room that may be too small. */
static void
want_room(struct round *r, OM_uint32 type)
{
    unsigned int how = fuzz_byte(&r->in);

    if (how % 2 == 0)
        want(r, type | GSS_IOV_BUFFER_FLAG_ALLOCATE, 0, false);
    else
        want(r, type, (how & 2) != 0 ? 128 : how >> 2, false);
}

static void
want_data(struct round *r, OM_uint32 type)
{
    size_t length = fuzz_byte(&r->in) % (MESSAGE_MAX / 4);

    if (r->message_length + length > MESSAGE_MAX)
        length = 0;
    want(r, type, length, true);
}

/* RC4 and DES3 need PADDING, or stock stops the process; and count what is
 * only signed otherwise than ours does. */
static void
choose(struct round *r)
{
    bool old = fuzz_is_old(r->pair);
    unsigned int order = fuzz_byte(&r->in), what, i;

    r->count = 0;
    if (r->call == WRAP || r->call == WRAP_LENGTH)
        want_room(r, GSS_IOV_BUFFER_TYPE_HEADER);
    for (i = 0; i < order % 5; i++) {
        what = fuzz_byte(&r->in);
        if (what % 4 < 2)
            want_data(r, GSS_IOV_BUFFER_TYPE_DATA |
                      ((what & 0x80) != 0 ? 0xfff00000u : 0));
        else if (what % 4 == 2 && !(old && r->call == WRAP_LENGTH))
            want_data(r, GSS_IOV_BUFFER_TYPE_SIGN_ONLY);
        else
            want(r, GSS_IOV_BUFFER_TYPE_EMPTY, what, false);
    }
    if (r->call == MIC || r->call == MIC_LENGTH) {
        want_room(r, GSS_IOV_BUFFER_TYPE_MIC_TOKEN);
        return;
    }
    if (old || (order & 32) != 0)
        want_room(r, GSS_IOV_BUFFER_TYPE_PADDING);
    if ((order & 64) != 0)
        want_room(r, GSS_IOV_BUFFER_TYPE_TRAILER);
}

/* The message is a stretch of one text. */
static void
fill(const struct round *r, struct list *l)
{
    size_t at = 0;
    int i;

    for (i = 0; i < r->count; i++) {
        const struct wanted *w = &r->wanted[i];

        l->memory[i] = malloc(w->length);
        must(r, l->memory[i] != NULL, "no memory");
        l->iov[i].type = w->type;
        l->iov[i].buffer.length = w->length;
        l->iov[i].buffer.value = l->memory[i];
        if (w->bytes && w->length > 0)
            memcpy(l->memory[i], r->message + at % 64, w->length);
        at += w->bytes ? w->length : 0;
    }
}

static void
empty(const struct round *r, struct list *l)
{
    OM_uint32 minor;
    int i;

    for (i = 0; i < r->count; i++) {
        if ((l->iov[i].type & GSS_IOV_BUFFER_FLAG_ALLOCATED) != 0 &&
            l->iov[i].buffer.length == 0) {
            free(l->iov[i].buffer.value);
            l->iov[i].buffer.value = NULL;
        }
    }
    (void)gss_release_iov_buffer(&minor, l->iov, r->count);
    for (i = 0; i < r->count; i++)
        free(l->memory[i]);
}

/* ---- the calls ------------------------------------------------------- */

static void
make(struct round *r, bool ours, struct list *l)
{
    gss_ctx_id_t ctx = ours ? r->ends->ours : r->ends->stock;
    OM_uint32 *major = ours ? &r->ours_major : &r->stock_major, minor;
    int *conf = ours ? &r->ours_conf : &r->stock_conf;

    *conf = CONF_UNSET;
    if (r->call == WRAP)
        *major = (ours ? gssi_wrap_iov : gss_wrap_iov)(
            &minor, ctx, r->conf, r->qop, conf, l->iov, r->count);
    else if (r->call == WRAP_LENGTH)
        *major = (ours ? gssi_wrap_iov_length : gss_wrap_iov_length)(
            &minor, ctx, r->conf, r->qop, conf, l->iov, r->count);
    else if (r->call == MIC)
        *major = (ours ? gssi_get_mic_iov : gss_get_mic_iov)(
            &minor, ctx, r->qop, l->iov, r->count);
    else
        *major = (ours ? gssi_get_mic_iov_length : gss_get_mic_iov_length)(
            &minor, ctx, r->qop, l->iov, r->count);
}

/* The peer takes it, as the next in order. */
static void
take(struct round *r, struct list *made)
{
    struct list given;
    OM_uint32 major, minor;
    int i;

    fill(r, &given);
    major = r->call == MIC ?
        gss_verify_mic_iov(&minor, r->ends->receiver, NULL, made->iov,
                           r->count) :
        gss_unwrap_iov(&minor, r->ends->receiver, NULL, NULL, made->iov,
                       r->count);
    must(r, major == GSS_S_COMPLETE, "the peer does not take it");
    for (i = 0; i < r->count; i++) {
        if (r->wanted[i].bytes && r->wanted[i].length > 0)
            must(r, memcmp(made->iov[i].buffer.value,
                           given.iov[i].buffer.value,
                           r->wanted[i].length) == 0, "another message");
    }
    empty(r, &given);
}

/* MIT is wrong about the length of an old MIC. */
static bool
known(const struct round *r)
{
    return fuzz_is_old(r->pair) && r->call == MIC_LENGTH;
}

static void
compare(struct round *r, const struct list *stock, const struct list *ours)
{
    int i;

    must(r, r->stock_major == r->ours_major, "another status");
    must(r, r->stock_conf == r->ours_conf, "another conf_state");
    for (i = 0; i < r->count; i++) {
        must(r, GSS_ERROR(r->ours_major) || known(r) ||
             stock->iov[i].buffer.length == ours->iov[i].buffer.length,
             "another length");
        must(r, (stock->iov[i].type & GSS_IOV_BUFFER_FLAG_ALLOCATED) ==
             (ours->iov[i].type & GSS_IOV_BUFFER_FLAG_ALLOCATED),
             "allocated by one");
    }
}

static void
try_list(struct round *r)
{
    struct list stock, ours;

    choose(r);
    fill(r, &stock);
    fill(r, &ours);
    make(r, false, &stock);
    make(r, true, &ours);
    compare(r, &stock, &ours);
    if (r->ours_major == GSS_S_COMPLETE &&
        (r->call == WRAP || r->call == MIC))
        take(r, &ours);
    empty(r, &stock);
    empty(r, &ours);
}

/* ---- AEAD ------------------------------------------------------------ */

static void
try_aead(struct round *r)
{
    size_t assoc_length = fuzz_is_old(r->pair) ? 0 : fuzz_byte(&r->in);
    gss_buffer_desc assoc = { assoc_length, r->message };
    gss_buffer_desc message = { fuzz_byte(&r->in), r->message };
    gss_buffer_desc stock = GSS_C_EMPTY_BUFFER, ours = GSS_C_EMPTY_BUFFER;
    gss_buffer_desc back = GSS_C_EMPTY_BUFFER;
    gss_buffer_t beside = assoc.length > 0 ? &assoc : GSS_C_NO_BUFFER;
    OM_uint32 minor;

    r->stock_conf = r->ours_conf = CONF_UNSET;
    r->stock_major = gss_wrap_aead(&minor, r->ends->stock, r->conf, r->qop,
                                   beside, &message, &r->stock_conf, &stock);
    r->ours_major = gssi_wrap_aead(&minor, r->ends->ours, r->conf, r->qop,
                                   beside, &message, &r->ours_conf, &ours);
    must(r, r->stock_major == r->ours_major, "another status");
    must(r, r->stock_conf == r->ours_conf, "another conf_state");
    must(r, stock.length == ours.length, "another length");
    /* In DCE style there are no streams. */
    if (fuzz_mode_of(r->pair) == FUZZ_DCE_STYLE) {
        forget(r->ends);
    } else if (r->ours_major == GSS_S_COMPLETE) {
        must(r, gss_unwrap_aead(&minor, r->ends->receiver, &ours, beside,
                                &back, NULL, NULL) == GSS_S_COMPLETE,
             "the peer does not take it");
        must(r, back.length == message.length &&
             (back.length == 0 ||
              memcmp(back.value, message.value, back.length) == 0),
             "another message");
        if (back.length == 0)
            free(back.value);
    }
    gss_release_buffer(&minor, &stock);
    gss_release_buffer(&minor, &ours);
    gss_release_buffer(&minor, &back);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct round r;
    unsigned int flags;
    size_t i;

    r.in.next = data;
    r.in.left = size;
    r.pair = fuzz_byte(&r.in) % fuzz_pairs();
    flags = fuzz_byte(&r.in);
    r.ends = ends_of(r.pair, (flags & 1) != 0);
    r.call = (enum call)((flags >> 1) % CALLS);
    r.conf = fuzz_byte(&r.in) % 2;
    r.qop = flags == 0xff ? 1 : GSS_C_QOP_DEFAULT;
    for (i = 0; i < sizeof(r.message); i++)
        r.message[i] = (unsigned char)(i * 7 + 3);
    if (r.call == AEAD)
        try_aead(&r);
    else
        try_list(&r);
    return 0;
}
