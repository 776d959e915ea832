/* SPDX-License-Identifier: MIT */
/*
 * Wrap tokens of RFC 4121, sealed or signed, by a peer who has the keys; in
 * every form, with data that is only signed, in DCE style or not.
 *
 * The input says what header and its copy hold, how much filler there is,
 * which key and usage make it, how it is rotated, and what happens to it on
 * its way.  What has to come of it is said here anew, from RFC 4121 section
 * 4.2 and ksp/ntsecpkg.h.  No cryptography is needed for that: what is not
 * what the peer has made is altered.
 *
 * libFuzzer: -max_len=128
 */
#include <string.h>

#include "base/cursor.h"
#include "core/package.h"
#include "crypto/provider.h"
#include "fuzz/list.h"
#include "fuzz/target.h"
#include "ksp/kerberos.h"
#include "ksp/winerror.h"

#define HEADER 16
#define SHORT_MAX 80
#define MESSAGE_MAX 3600
#define FILLER_MAX 48
#define BESIDE_MAX 24
#define TOKEN_MAX (HEADER + MESSAGE_MAX + FILLER_MAX + 128)
#define GLIMPSE 8

enum form { PARTS, FRONT, IN_PLACE, COPY, FORMS };

/* Strings that are signed beside the message, and where among it. */
struct beside {
    size_t at[2];
    size_t length[2];
    unsigned char bytes[2][BESIDE_MAX];
};

struct round {
    struct fuzz_input in;
    struct party *p;
    struct party_numbers numbers;
    bool two_keys, old_key, dce, gss_wrap;
    enum form form;
    /* The peer's. */
    bool sealed;
    unsigned int key, usage;
    unsigned char header[HEADER], copy[HEADER];
    size_t filler, copy_length, message_length;
    struct beside beside;
    unsigned char plain[TOKEN_MAX];     /* message, filler, copy */
    size_t plain_length;
    unsigned char body[TOKEN_MAX];      /* behind the header, not rotated */
    size_t body_length;
    size_t rotate;
    /* What arrives, and how it falls into buffers. */
    struct beside came_beside;
    unsigned char token[TOKEN_MAX];
    size_t token_length;
    size_t front, back;
    size_t room;                        /* for COPY */
};

static size_t
cksum(const struct round *r)
{
    return r->p->enctype->cksum_length;
}

static size_t
lead(const struct round *r, bool sealed)
{
    return sealed ? r->p->enctype->confounder : 0;
}

static unsigned int
right_usage(const struct round *r)
{
    return r->p->context->initiator ? 22 : 24;
}

/* ---- what the peer starts from --------------------------------------- */

static void
start_message(struct round *r)
{
    unsigned int b = fuzz_byte(&r->in), same = fuzz_byte(&r->in);
    size_t i;

    r->message_length = b < 240 ? b % (SHORT_MAX + 1) :
        (b - 239) * 225u % (MESSAGE_MAX + 1);
    for (i = 0; i < r->message_length; i++)
        r->plain[i] = (unsigned char)((same & 1) != 0 ? 'a' : i * 7 + 3);
    for (i = 0; i < 2; i++) {
        r->beside.length[i] = (same & (2u << i)) != 0 ?
            (same >> 3) % (BESIDE_MAX + 1) : 0;
        r->beside.at[i] = i == 0 ? 0 : r->message_length;
        memset(r->beside.bytes[i], 'a', BESIDE_MAX);
    }
    if (r->form <= FRONT && (same & 0x80) != 0)
        r->beside.at[0] = r->message_length / 2;
}

static void
start_header(struct round *r)
{
    bool acceptor = r->p->context->initiator;

    ksp_store_be16(r->header, 0x0504);
    r->header[2] = (unsigned char)((acceptor ? 1 : 0) | (r->sealed ? 2 : 0) |
                                   (r->two_keys ? 4 : 0));
    r->header[3] = 0xff;
    r->filler = r->sealed && r->dce && !r->gss_wrap ? 16 : 0;
    ksp_store_be16(r->header + 4, (uint16_t)r->filler);
    ksp_store_be16(r->header + 6, 0);
    ksp_store_be64(r->header + 8, r->numbers.recv_initial +
                   r->numbers.window.next);
    r->copy_length = HEADER;
}

static void
start(struct round *r)
{
    unsigned int enctype = fuzz_byte(&r->in), flags = fuzz_byte(&r->in);

    r->two_keys = (flags & 2) != 0;
    r->old_key = r->two_keys && (enctype & 0x80) != 0;
    r->p = party_of(KSP_RFC4121, enctype & 0x7f, (flags & 1) != 0,
                    r->two_keys, r->old_key);
    r->dce = (flags & 4) != 0;
    r->gss_wrap = (flags & 8) != 0;
    r->sealed = (flags & 16) != 0;
    r->form = (enum form)(flags >> 5) % FORMS;
    start_message(r);
    party_read_numbers(&r->in, false, &r->numbers);
    r->key = r->two_keys ? 1 : 0;
    r->usage = right_usage(r);
    start_header(r);
}

/* ---- what the peer does otherwise ------------------------------------- */

/* How far the receiver turns it back. */
static size_t
rotation(const struct round *r, const unsigned char *header)
{
    size_t by = ksp_load_be16(header + 6);

    if (r->dce && !r->gss_wrap && (header[2] & 2) != 0 && by != 0)
        by += ksp_load_be16(header + 4);
    return by;
}

/* Before it is made: the header's copy, too, is of what is changed. */
static void
change_plan(struct round *r)
{
    unsigned int what = fuzz_byte(&r->in), value = fuzz_byte(&r->in);

    switch (what % 8) {
    case 0:
        r->header[value % HEADER] = (unsigned char)fuzz_byte(&r->in);
        break;
    case 1:
        r->filler = value % (FILLER_MAX + 1);
        ksp_store_be16(r->header + 4, (uint16_t)r->filler);
        break;
    case 2:
        r->filler = value % (FILLER_MAX + 1);
        break;
    case 3:
        r->copy_length = value % (HEADER + 1);
        break;
    case 4:
        if (!r->old_key)
            r->key = r->two_keys ? value & 1 : 0;
        break;
    case 5:
        r->usage = PARTY_USAGE_FIRST + value % PARTY_USAGES;
        break;
    case 6:
        ksp_store_be64(r->header + 8, ksp_load_be64(r->header + 8) +
                       party_near(&r->in));
        break;
    default:
        r->sealed = !r->sealed;
    }
}

/* ---- making it -------------------------------------------------------- */

/* The strings that are signed, among bytes of the message. */
static size_t
add_spans(const struct beside *beside, unsigned char *bytes, size_t length,
          struct ksp_span *spans)
{
    size_t done = 0, n = 0, at, i;

    for (i = 0; i < 2; i++) {
        at = fuzz_smaller(beside->at[i], length);
        at = at > done ? at : done;
        spans[n++] = (struct ksp_span){ bytes + done, at - done,
                                        KSP_SPAN_SEAL, NULL };
        spans[n++] = (struct ksp_span){
            (unsigned char *)(uintptr_t)beside->bytes[i], beside->length[i],
            KSP_SPAN_SIGN, NULL };
        done = at;
    }
    spans[n++] = (struct ksp_span){ bytes + done, length - done,
                                    KSP_SPAN_SEAL, NULL };
    return n;
}

static void
make_sealed(struct round *r, struct ksp_key *key)
{
    unsigned char *text = r->body + lead(r, true);
    struct ksp_span spans[6];
    size_t n;

    memcpy(text, r->plain, r->plain_length);
    n = add_spans(&r->beside, text, r->message_length, spans);
    spans[n++] = (struct ksp_span){ text + r->message_length,
                                    r->plain_length - r->message_length,
                                    KSP_SPAN_SEAL, NULL };
    party_must(r->p, key->provider->seal(key, r->body, spans, n, text +
                                         r->plain_length) == SEC_E_OK,
               "nothing sealed");
    r->body_length = lead(r, true) + r->plain_length + cksum(r);
}

static void
make_signed(struct round *r, struct ksp_key *key)
{
    struct ksp_span spans[6];
    size_t n;

    memcpy(r->body, r->plain, r->message_length);
    n = add_spans(&r->beside, r->body, r->message_length, spans);
    spans[n++] = (struct ksp_span){ r->copy, HEADER, KSP_SPAN_SIGN, NULL };
    party_must(r->p, key->provider->sign(key, spans, n, r->body +
                                         r->message_length) == SEC_E_OK,
               "nothing signed");
    r->body_length = r->message_length + cksum(r);
}

static void
make(struct round *r)
{
    struct ksp_key *key = r->p->keys[r->key][r->usage - PARTY_USAGE_FIRST];

    memcpy(r->copy, r->header, HEADER);
    if (r->sealed) {
        memset(r->plain + r->message_length, 0xff, r->filler);
        memcpy(r->plain + r->message_length + r->filler, r->copy,
               r->copy_length);
        r->plain_length = r->message_length + r->filler + r->copy_length;
        make_sealed(r, key);
    } else {
        memset(r->copy + 4, 0, 4);
        if (ksp_load_be16(r->header + 4) == 0)
            ksp_store_be16(r->header + 4, (uint16_t)cksum(r));
        make_signed(r, key);
    }
}

/* Byte `by` of the string, which is a circle, comes first. */
static void
turn_left(unsigned char *out, const unsigned char *in, size_t length,
          size_t by)
{
    if (length > 0) {
        by %= length;
        memcpy(out, in + by, length - by);
        memcpy(out + length - by, in, by);
    }
}

/* As the form has it: what is behind the message comes first, or anything. */
static void
lay_out(struct round *r)
{
    size_t behind = r->sealed ? r->plain_length - r->message_length +
        cksum(r) : cksum(r);
    unsigned int turn = fuzz_byte(&r->in), off = fuzz_byte(&r->in);
    size_t by = 0, RRC;

    if (r->form == FRONT || (turn & 1) != 0) {
        RRC = r->form == FRONT ? behind : fuzz_number(&r->in);
        if (r->form == FRONT && r->dce && !r->gss_wrap && r->sealed)
            RRC -= fuzz_smaller(RRC, ksp_load_be16(r->header + 4));
        ksp_store_be16(r->header + 6, (uint16_t)RRC);
    }
    by = rotation(r, r->header) + ((turn & 2) != 0 ? off : 0);
    memcpy(r->token, r->header, HEADER);
    turn_left(r->token + HEADER, r->body, r->body_length,
              r->body_length - by % r->body_length);
    r->token_length = HEADER + r->body_length;
    r->front = HEADER + lead(r, r->sealed);
    r->back = behind;
    if (r->form == FRONT) {
        r->front += behind;
        r->back = 0;
    }
    r->room = r->message_length;
    r->came_beside = r->beside;
}

/* ---- on its way ------------------------------------------------------- */

static void
change_way(struct round *r)
{
    unsigned int what = fuzz_byte(&r->in), which = what >> 4 & 1;
    size_t at = fuzz_number(&r->in);
    unsigned char byte = (unsigned char)fuzz_byte(&r->in);

    switch (what % 10) {
    case 0:
        r->token[at % r->token_length] ^= byte;
        break;
    case 1:
        r->token[at % HEADER] = byte;
        break;
    case 2:
        r->token_length = 1 + at % r->token_length;
        break;
    case 3:
        at %= 9;
        memset(r->token + r->token_length, byte, at);
        r->token_length += fuzz_smaller(at, sizeof(r->token) - 16 -
                                   r->token_length);
        break;
    case 4:
        r->front = at % 128;
        break;
    case 5:
        r->back = at % 128;
        break;
    case 6:
        r->came_beside.bytes[which][at % BESIDE_MAX] ^= byte;
        break;
    case 7:
        r->came_beside.at[which] = at % (SHORT_MAX + 1);
        break;
    case 8:
        r->came_beside.length[which] = at % (BESIDE_MAX + 1);
        break;
    default:
        r->room += at % 32 - 16;
        r->room = fuzz_smaller(r->room, MESSAGE_MAX);
    }
}

/* ---- what has to come of it ------------------------------------------- */

struct expected {
    NTSTATUS status;
    bool sealed;                    /* so the header says */
    size_t lead, data, tail;        /* of the body; a checksum is behind */
    bool no_copy;
    unsigned char body[TOKEN_MAX];  /* turned back */
    size_t length;
    bool split_anew;
};

/* All that is signed, in order, into `out`; how much. */
static size_t
interleave(const struct beside *b, const unsigned char *bytes,
           size_t length, size_t data, unsigned char *out)
{
    struct ksp_span spans[6];
    size_t n, i, total = 0;

    n = add_spans(b, (unsigned char *)(uintptr_t)bytes, data, spans);
    spans[n++] = (struct ksp_span){
        (unsigned char *)(uintptr_t)bytes + data, length - data,
        KSP_SPAN_SEAL, NULL };
    for (i = 0; i < n; i++) {
        if (spans[i].length > 0)
            memcpy(out + total, spans[i].data, spans[i].length);
        total += spans[i].length;
    }
    return total;
}

/* Nobody says where one string ends: what lies in another order may be the
 * same. */
static bool
same_signed(const struct round *r, const unsigned char *made,
            size_t made_length, const unsigned char *came, size_t length,
            size_t data)
{
    static unsigned char a[TOKEN_MAX + 64], b[TOKEN_MAX + 64];
    size_t n = interleave(&r->beside, made, made_length, r->message_length,
                          a);
    size_t m = interleave(&r->came_beside, came, length, data, b);

    return n == m && memcmp(a, b, n) == 0;
}

static bool
is_made_sealed(const struct round *r, const struct expected *e)
{
    const unsigned char *text = r->p->enctype->over_ciphertext ?
        r->body + e->lead : r->plain;

    return r->sealed && e->length == r->body_length &&
        memcmp(e->body, r->body, e->length) == 0 &&
        same_signed(r, text, r->plain_length, text, r->plain_length,
                    e->data);
}

/*
 * Where the checksum is over cipher text, it does not say what of it is only
 * signed: that the caller says.  Bytes that went from one to the other are
 * genuine, and what they decrypt to is for a cipher to tell.
 */
static bool
is_split_anew(const struct round *r, const struct expected *e)
{
    size_t edges = e->lead + cksum(r);

    return r->p->enctype->over_ciphertext && r->sealed && e->sealed &&
        e->length >= edges + e->data && r->body_length >= edges &&
        memcmp(e->body, r->body, e->lead) == 0 &&
        memcmp(e->body + e->length - cksum(r),
               r->body + r->body_length - cksum(r), cksum(r)) == 0 &&
        same_signed(r, r->body + e->lead, r->body_length - edges,
                    e->body + e->lead, e->length - edges, e->data);
}

static bool
is_made_signed(const struct round *r, const struct expected *e)
{
    unsigned char header[HEADER];

    memcpy(header, r->token, HEADER);
    memset(header + 4, 0, 4);
    return !r->sealed && memcmp(header, r->copy, HEADER) == 0 &&
        memcmp(e->body + e->data, r->body + r->message_length, cksum(r)) ==
        0 && same_signed(r, r->body, r->message_length, e->body, e->data,
                         e->data);
}

static NTSTATUS
judge_opened(const struct round *r, const struct expected *e)
{
    const unsigned char *copy = r->plain + e->data + e->tail - HEADER;
    bool made = e->sealed ? is_made_sealed(r, e) : is_made_signed(r, e);

    if (!made || r->usage != right_usage(r) ||
        r->key != (r->two_keys && (r->token[2] & 4) != 0 ? 1u : 0u))
        return SEC_E_MESSAGE_ALTERED;
    if (e->sealed && (e->no_copy || memcmp(copy, r->token, 6) != 0 ||
                      memcmp(copy + 8, r->token + 8, 8) != 0))
        return SEC_E_INVALID_TOKEN;
    return SEC_E_OK;
}

static NTSTATUS
judge_header(const struct round *r, size_t length)
{
    unsigned int TOK_ID = ksp_load_be16(r->token);

    if (length < HEADER ||
        (TOK_ID != 0x0404 && TOK_ID != 0x0504 && TOK_ID != 0x0405))
        return SEC_E_INVALID_TOKEN;
    if (((r->token[2] & 1) != 0) != r->p->context->initiator)
        return SEC_E_MESSAGE_ALTERED;
    if (TOK_ID != 0x0504 || r->token[3] != 0xff)
        return SEC_E_INVALID_TOKEN;
    if (r->old_key && (r->token[2] & 4) == 0)
        return SEC_E_MESSAGE_ALTERED;
    return SEC_E_OK;
}

static NTSTATUS
measure_stream(const struct round *r, struct expected *e, size_t EC)
{
    size_t edges = e->lead + cksum(r);

    if (!e->sealed && EC > e->length)
        return SEC_E_INVALID_TOKEN;
    if (e->sealed ? e->length < edges : EC != cksum(r))
        return SEC_E_MESSAGE_ALTERED;
    e->no_copy = e->tail > e->length - edges;
    if (e->no_copy)
        e->tail = fuzz_smaller(e->length - edges, HEADER);
    e->data = e->length - edges - e->tail;
    return r->form == COPY && r->room < e->data ? SEC_E_BUFFER_TOO_SMALL :
        SEC_E_OK;
}

static NTSTATUS
measure_parts(const struct round *r, struct expected *e, size_t EC)
{
    size_t after = e->tail + cksum(r), front = r->form == FRONT ? after : 0;

    if (!e->sealed && EC != cksum(r))
        return SEC_E_MESSAGE_ALTERED;
    if (r->front != HEADER + e->lead + front || r->back != after - front)
        return rotation(r, r->token) == front ? SEC_E_MESSAGE_ALTERED :
            SEC_E_INVALID_TOKEN;
    e->data = r->token_length - r->front - r->back;
    return SEC_E_OK;
}

static void
expect(const struct round *r, struct expected *e)
{
    size_t EC = ksp_load_be16(r->token + 4);
    bool parts = r->form <= FRONT;

    e->sealed = (r->token[2] & 2) != 0;
    e->lead = lead(r, e->sealed);
    e->tail = e->sealed ? EC + HEADER : 0;
    e->no_copy = e->split_anew = false;
    e->status = judge_header(r, parts ? r->front : r->token_length);
    if (e->status != SEC_E_OK)
        return;
    e->length = r->token_length - HEADER;
    e->status = parts ? measure_parts(r, e, EC) : measure_stream(r, e, EC);
    if (e->status != SEC_E_OK)
        return;
    turn_left(e->body, r->token + HEADER, e->length, rotation(r, r->token));
    e->status = judge_opened(r, e);
    e->split_anew = e->status == SEC_E_MESSAGE_ALTERED && is_split_anew(r, e);
}

/* ---- delivery --------------------------------------------------------- */

struct delivery {
    struct list l;
    SecBuffer *data[3];
    size_t count;
};

static void
put_beside(struct round *r, struct delivery *d, size_t i)
{
    if (r->came_beside.length[i] > 0) {
        list_put(&d->l, SECBUFFER_DATA | SECBUFFER_READONLY_WITH_CHECKSUM,
                 r->came_beside.bytes[i], r->came_beside.length[i]);
    }
}

static void
put_parts(struct round *r, struct delivery *d)
{
    const unsigned char *data = r->token + r->front;
    size_t length = r->token_length - r->front - r->back;
    size_t done = 0, at, i;

    list_put(&d->l, SECBUFFER_TOKEN, r->token, r->front);
    for (i = 0; i < 2; i++) {
        at = fuzz_smaller(r->came_beside.at[i], length);
        at = at > done ? at : done;
        if (at > done)
            d->data[d->count++] = list_put(&d->l, SECBUFFER_DATA,
                                           data + done, at - done);
        put_beside(r, d, i);
        done = at;
    }
    d->data[d->count++] = list_put(&d->l, SECBUFFER_DATA, data + done,
                                   length - done);
    if (r->form == PARTS)
        list_put(&d->l, SECBUFFER_STREAM_TRAILER, data + length, r->back);
}

static void
put_stream(struct round *r, struct delivery *d)
{
    list_put(&d->l, SECBUFFER_STREAM, r->token, r->token_length);
    put_beside(r, d, 0);
    d->data[0] = list_put(&d->l, SECBUFFER_DATA, NULL,
                          r->form == COPY ? r->room : 0);
    if (r->form == IN_PLACE)
        d->data[0]->pvBuffer = NULL;
    d->count = 1;
    put_beside(r, d, 1);
}

static void
check_taken(const struct round *r, const struct expected *e,
            const struct delivery *d)
{
    const unsigned char *text = e->sealed ? r->plain : e->body;
    size_t total = 0, i;

    for (i = 0; i < d->count; i++) {
        party_must(r->p, total + d->data[i]->cbBuffer <= e->data &&
                   (d->data[i]->cbBuffer == 0 ||
                    memcmp(d->data[i]->pvBuffer, text + total,
                           d->data[i]->cbBuffer) == 0), "another message");
        total += d->data[i]->cbBuffer;
    }
    party_must(r->p, total == e->data, "another length");
}

/* The bytes of the token lie in the list as they did. */
static bool
untouched(const struct round *r, const struct delivery *d)
{
    size_t total = 0;
    bool same = true;
    ULONG i;

    for (i = 1; i < d->l.desc.cBuffers && total < r->token_length; i++) {
        const SecBuffer *b = &d->l.b[i];

        if ((b->BufferType & SECBUFFER_READONLY_WITH_CHECKSUM) != 0)
            continue;
        same = same && (b->cbBuffer == 0 ||
                        memcmp(b->pvBuffer, r->token + total, b->cbBuffer) ==
                        0);
        total += b->cbBuffer;
    }
    return same && total == r->token_length;
}

/* What a wrong checksum leaves of it is as it was. */
static bool
keeps(const struct round *r)
{
    return r->p->enctype->over_ciphertext ||
        strcmp(KspProviderName(r->p->enctype->enctype), "nettle") == 0;
}

/* Of what is refused nothing is seen, and what was only read or could not be
 * opened is as it was. */
static void
check_refused(const struct round *r, const struct expected *e,
              const struct delivery *d)
{
    bool opened = e->status == SEC_E_MESSAGE_ALTERED ||
        e->status == SEC_E_INVALID_TOKEN;
    ULONG i;

    if (!opened || r->form == COPY || (r->form <= FRONT && (!e->sealed ||
        (e->status == SEC_E_MESSAGE_ALTERED && keeps(r)))))
        party_must(r->p, untouched(r, d), "a refused token was changed");
    if (r->message_length < 2 * GLIMPSE || !r->sealed ||
        memmem(r->token, r->token_length, r->plain, GLIMPSE) != NULL ||
        r->plain[0] == 'a')
        return;
    for (i = 1; i < d->l.desc.cBuffers; i++) {
        party_must(r->p, d->l.b[i].cbBuffer < GLIMPSE ||
                   memmem(d->l.b[i].pvBuffer, d->l.b[i].cbBuffer, r->plain,
                          GLIMPSE) == NULL, "the message is seen");
    }
}

static void
deliver(struct round *r)
{
    static struct expected e;
    struct delivery d = { .count = 0 };
    ULONG QOP = 77;
    NTSTATUS status;

    r->front = fuzz_smaller(r->front, r->token_length);
    r->back = r->form == PARTS ?
        fuzz_smaller(r->back, r->token_length - r->front) : 0;
    if (r->form > FRONT) {
        r->came_beside.at[0] = 0;
        r->came_beside.at[1] = SIZE_MAX;
    }
    expect(r, &e);
    if (e.split_anew)
        return;
    list_start(&d.l, (fuzz_byte(&r->in) & 1) != 0,
               r->gss_wrap ? KSP_MESSAGE_GSS_WRAP : 0, r->numbers.wanted);
    (r->form <= FRONT ? put_parts : put_stream)(r, &d);
    party_set(r->p, &r->numbers, r->dce ? ISC_RET_USED_DCE_STYLE : 0, 0);
    status = KspUnsealMessage(r->p->ContextId, &d.l.desc, 0, &QOP);
    list_check(&d.l, r->p);
    party_judge(r->p, &r->numbers, e.status, ksp_load_be64(r->token + 8),
                status, &d.l.params);
    party_must(r->p, QOP == (e.status == SEC_E_OK && !e.sealed ?
                             SECQOP_WRAP_NO_ENCRYPT : 0),
               "another quality of protection");
    if (e.status == SEC_E_OK)
        check_taken(r, &e, &d);
    else
        check_refused(r, &e, &d);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct round r;
    unsigned int changes;

    r.in.next = data;
    r.in.left = size;
    start(&r);
    changes = fuzz_byte(&r.in);
    for (; changes % 8 > 0; changes--)
        change_plan(&r);
    make(&r);
    lay_out(&r);
    for (changes /= 64; changes > 0; changes--)
        change_way(&r);
    deliver(&r);
    return 0;
}
