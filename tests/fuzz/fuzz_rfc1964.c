/* SPDX-License-Identifier: MIT */
/*
 * Tokens of RFC 1964 and RFC 4757, MICs and wrap tokens, by a peer who has
 * the key; in every form, with data that is only signed, in DCE style or not.
 *
 * The input says what framing, header, number and padding hold, and what
 * happens to the token on its way.  What has to come of it is said here anew,
 * from RFC 1964 section 1.2, RFC 4757 section 7 and ksp/ntsecpkg.h.  What is
 * not what the peer has made is altered; of cryptography the number alone is
 * needed, for its cipher is nobody's checksum.
 *
 * libFuzzer: -max_len=112
 */
#include <string.h>

#include "base/cursor.h"
#include "core/package.h"
#include "fuzz/list.h"
#include "fuzz/target.h"
#include "ksp/packed.h"
#include "ksp/winerror.h"

#define SIGNED 8
#define SND_SEQ_AT 8
#define CKSUM_AT 16
#define CONFOUNDER 8
#define MESSAGE_MAX 72
#define PADDING_MAX 16
#define BESIDE_MAX 16
#define BODY_MAX (CONFOUNDER + MESSAGE_MAX + PADDING_MAX)
#define FRAMING_MAX 20
#define TOKEN_MAX (FRAMING_MAX + CKSUM_AT + KSP_CKSUM_MAX + BODY_MAX + 16)
#define STREAM_MAX (SIGNED + BODY_MAX + 2 * BESIDE_MAX + 64)
#define GLIMPSE 8

enum form { VERIFY, PARTS, IN_PLACE, COPY, FORMS };

struct round {
    struct fuzz_input in;
    struct party *p;
    const struct ksp_1964_key *key;
    const struct ksp_1964_cipher *cipher;
    struct party_numbers numbers;
    ULONG mech;
    bool dce, gss_wrap;
    enum form form;
    /* The peer's. */
    bool mic_shape, mic_checksum, encrypt;
    unsigned char header[CKSUM_AT];     /* the number is not encrypted */
    uint32_t crypt_number;
    size_t message_length, padding_length;
    unsigned char plain[BODY_MAX];      /* confounder, message, padding */
    size_t plain_length;
    unsigned char body[BODY_MAX];       /* the same, encrypted */
    unsigned char cksum[KSP_CKSUM_MAX];
    unsigned char made[STREAM_MAX];     /* all that is signed */
    size_t made_length;
    unsigned char beside[BESIDE_MAX];
    size_t beside_length;
    bool beside_first;
    /* What arrives. */
    unsigned char token[TOKEN_MAX];
    size_t token_length;
    size_t front, back;                 /* for PARTS */
    unsigned char message[MESSAGE_MAX]; /* for VERIFY */
    size_t came_length, room;
};

static const struct {
    unsigned char length;
    unsigned char bytes[9];
} oids[KSP_MECH_COUNT] = {
    { 9, { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 1, 2, 2 } },
    { 5, { 0x2b, 5, 1, 5, 2 } },
    { 9, { 0x2a, 0x86, 0x48, 0x82, 0xf7, 0x12, 1, 2, 2 } },
    { 6, { 0x2b, 6, 1, 5, 2, 5 } },
};

static size_t
cksum(const struct round *r)
{
    return r->p->enctype->cksum_length;
}

static bool
is_dce(const struct round *r)
{
    return r->dce && !r->gss_wrap;
}

/* ---- what the peer starts from ---------------------------------------- */

static void
store_alg(unsigned char *out, unsigned int alg)
{
    out[0] = (unsigned char)alg;
    out[1] = (unsigned char)(alg >> 8);
}

static void
store_number(struct round *r, uint32_t number)
{
    int i;

    for (i = 0; i < 4; i++)
        r->header[SND_SEQ_AT + (r->cipher->big_endian ? 3 - i : i)] =
            (unsigned char)(number >> (8 * i));
    r->crypt_number = number;
}

static void
start_header(struct round *r)
{
    ksp_store_be16(r->header, r->mic_shape ? 0x0101 : 0x0201);
    store_alg(r->header + 2, r->cipher->SGN_ALG);
    store_alg(r->header + 4, r->encrypt ? r->cipher->SEAL_ALG : 0xffff);
    ksp_store_be16(r->header + 6, 0xffff);
    store_number(r, (uint32_t)(r->numbers.recv_initial +
                               r->numbers.window.next));
    memset(r->header + SND_SEQ_AT + 4, r->p->context->initiator ? 0xff : 0,
           4);
}

static void
start_body(struct round *r, unsigned int length)
{
    size_t block = r->cipher->padding, i;

    r->message_length = length % (MESSAGE_MAX + 1);
    if (is_dce(r))
        r->message_length -= r->message_length % block;
    r->padding_length = is_dce(r) ? 0 : block - r->message_length % block;
    for (i = 0; i < r->message_length; i++)
        r->plain[CONFOUNDER + i] = (unsigned char)(i * 7 + 3);
    memcpy(r->plain, "confound", CONFOUNDER);
    memset(r->plain + CONFOUNDER + r->message_length,
           (int)r->padding_length, PADDING_MAX);
}

static void
start(struct round *r)
{
    unsigned int enctype = fuzz_byte(&r->in), flags = fuzz_byte(&r->in);
    unsigned int beside = fuzz_byte(&r->in);

    r->p = party_of(KSP_RFC1964, enctype & 15, (flags & 1) != 0, false,
                    false);
    r->key = r->p->context->key_1964;
    r->cipher = r->key->cipher;
    r->mech = enctype >> 4 & 3;
    r->dce = (flags & 2) != 0;
    r->gss_wrap = (flags & 4) != 0;
    r->form = (enum form)(flags >> 3 & 3);
    r->mic_shape = r->form == VERIFY ? (flags & 32) == 0 :
        (flags & 0xe0) == 0xe0;
    r->mic_checksum = r->mic_shape;
    r->encrypt = !r->mic_shape && (flags & 64) != 0;
    r->beside_length = (beside & 1) != 0 ? beside >> 2 & 15 : 0;
    r->beside_first = (beside & 2) != 0;
    memset(r->beside, 'a', sizeof(r->beside));
    party_read_numbers(&r->in, true, &r->numbers);
    start_header(r);
    start_body(r, fuzz_byte(&r->in));
}

/* ---- what the peer does otherwise ------------------------------------- */

static void
change_plan(struct round *r)
{
    unsigned int what = fuzz_byte(&r->in), value = fuzz_byte(&r->in);
    size_t end = CONFOUNDER + r->message_length;

    switch (what % 9) {
    case 0:
        r->header[value % SIGNED] = (unsigned char)fuzz_byte(&r->in);
        break;
    case 1:
        r->header[SND_SEQ_AT + 4 + value % 4] ^=
            (unsigned char)fuzz_byte(&r->in);
        break;
    case 2:
        memset(r->header + SND_SEQ_AT + 4, (int)value, 4);
        break;
    case 3:
        store_number(r, r->crypt_number + (uint32_t)party_near(&r->in));
        break;
    case 4:
        r->crypt_number ^= value;
        break;
    case 5:
        r->padding_length = value % (PADDING_MAX + 1);
        break;
    case 6:
        memset(r->plain + end, (int)value, PADDING_MAX);
        break;
    case 7:
        r->mic_checksum = !r->mic_checksum;
        break;
    default:
        r->encrypt = !r->encrypt;
    }
}

/* ---- making it -------------------------------------------------------- */

static size_t
append(unsigned char *out, size_t at, const void *bytes, size_t length)
{
    if (length > 0)
        memcpy(out + at, bytes, length);
    return at + length;
}

/* All that is signed, in order, the last byte of padding at the end. */
static size_t
all_signed(const struct round *r, const unsigned char *header,
           const unsigned char *body, size_t lead, size_t length,
           size_t behind, unsigned char *out)
{
    size_t n = append(out, 0, header, SIGNED);

    n = append(out, n, body, lead);
    if (r->beside_first)
        n = append(out, n, r->beside, r->beside_length);
    n = append(out, n, body + lead, length - lead - behind);
    if (!r->beside_first)
        n = append(out, n, r->beside, r->beside_length);
    return append(out, n, body + length - behind, behind);
}

/* What of the body comes after what is signed beside it. */
static size_t
behind_of(const struct round *r, size_t body, size_t padding)
{
    if (r->form == PARTS)
        return padding;
    return r->form == VERIFY || body <= CONFOUNDER ? 0 : 1;
}

static void
make(struct round *r)
{
    struct ksp_span span = { NULL, 0, KSP_SPAN_SEAL, NULL };
    size_t lead = r->mic_shape ? 0 : CONFOUNDER;
    unsigned char *text = r->plain + CONFOUNDER - lead;

    if (r->encrypt) {
        /* Nobody can make others. */
        size_t odd = (CONFOUNDER + r->message_length + r->padding_length) %
            r->p->enctype->block_size;

        if (odd != 0)
            r->padding_length = fuzz_smaller(r->padding_length - odd +
                r->p->enctype->block_size, PADDING_MAX);
    }
    if (r->mic_shape)
        r->padding_length = 0;
    r->plain_length = lead + r->message_length + r->padding_length;
    r->made_length = all_signed(r, r->header, text, lead, r->plain_length,
                                behind_of(r, r->plain_length,
                                          r->padding_length), r->made);
    span.data = r->made;
    span.length = r->made_length;
    r->cipher->checksum(r->key, r->mic_checksum, &span, 1, r->cksum);
    memcpy(r->body, text, r->plain_length);
    span.data = r->body;
    span.length = r->plain_length;
    r->encrypt = r->encrypt && !r->mic_shape &&
        r->plain_length % r->p->enctype->block_size == 0;
    if (r->encrypt)
        r->cipher->crypt(r->key, r->crypt_number, true, &span, 1);
}

/* The framing, with a length of as many bytes as the input says. */
static size_t
frame(struct round *r, size_t inside)
{
    unsigned int how = fuzz_byte(&r->in), more = how % 6, i;
    size_t length = 2 + (size_t)oids[r->mech].length + inside, n = 0;

    if (how >= 240)
        return 0;
    length += how >= 224 ? how - 232u : 0;
    if (how < 128)
        more = length < 0x80 ? 0 : 1;
    r->token[n++] = 0x60;
    r->token[n++] = (unsigned char)(more == 0 ? length : 0x80 | more);
    for (i = more; i > 0; i--)
        r->token[n++] = (unsigned char)(i > 4 ? 0 : length >> (8 * (i - 1)));
    r->token[n++] = 6;
    r->token[n++] = oids[r->mech].length;
    return append(r->token, n, oids[r->mech].bytes, oids[r->mech].length);
}

static void
lay_out(struct round *r)
{
    size_t body = r->mic_shape ? 0 : r->plain_length;
    size_t head = CKSUM_AT + cksum(r), n;
    unsigned char *header;

    n = frame(r, head + (body > 0 && is_dce(r) ? CONFOUNDER : body));
    header = r->token + n;
    n = append(r->token, n, r->header, CKSUM_AT);
    n = append(r->token, n, r->cksum, cksum(r));
    r->cipher->number(r->key, r->cksum, true, header + SND_SEQ_AT);
    r->front = n + (body > 0 ? CONFOUNDER : 0);
    r->back = body > 0 ? r->padding_length : 0;
    r->token_length = append(r->token, n, r->body, body);
    r->came_length = r->message_length;
    memcpy(r->message, r->plain + CONFOUNDER, r->message_length);
    r->room = r->message_length;
}

/* ---- on its way -------------------------------------------------------- */

static void
change_way(struct round *r)
{
    unsigned int what = fuzz_byte(&r->in), at = fuzz_byte(&r->in);
    unsigned char byte = (unsigned char)fuzz_byte(&r->in);

    switch (what % 9) {
    case 0:
    case 1:
        r->token[at % r->token_length] ^= byte;
        break;
    case 2:
        r->token_length = 1 + at % r->token_length;
        break;
    case 3:
        at %= 8;
        memset(r->token + r->token_length, byte, at);
        r->token_length = fuzz_smaller(r->token_length + at, TOKEN_MAX - 8);
        break;
    case 4:
        r->front = at;
        break;
    case 5:
        r->back = at % 24;
        break;
    case 6:
        r->beside[at % BESIDE_MAX] ^= byte;
        break;
    case 7:
        r->message[at % MESSAGE_MAX] ^= byte;
        r->came_length = byte % 2 == 0 ? r->came_length :
            at % (MESSAGE_MAX + 1);
        break;
    default:
        r->room = at;
    }
}

/* ---- what has to come of it -------------------------------------------- */

struct expected {
    NTSTATUS status;
    uint32_t verdict;
    const unsigned char *header;
    size_t framing;                 /* bytes before it */
    bool sealed, reflected, read;
    uint32_t SND_SEQ;
    unsigned char body[TOKEN_MAX];  /* in the clear */
    size_t length, padding;
    size_t message;
};

/* The bytes of a DER length, or 0; they are never more than 5. */
static size_t
read_length(const unsigned char *in, size_t left, size_t *length)
{
    size_t more, i;

    if (left < 1)
        return 0;
    more = in[0] >= 0x80 ? in[0] - 0x80u : 0;
    *length = in[0] >= 0x80 ? 0 : in[0];
    if (more > 4 || left - 1 < more)
        return 0;
    for (i = 1; i <= more; i++)
        *length = *length * 256 + in[i];
    return 1 + more;
}

/* Of `length` bytes; `unseen` are behind them, or fewer are said to be. */
static bool
read_framing(const struct round *r, size_t length, size_t unseen,
             size_t *framing)
{
    size_t says = 0, n, oid = oids[r->mech].length;

    *framing = 0;
    if (length == 0 || r->token[0] != 0x60)
        return true;
    n = read_length(r->token + 1, length - 1, &says);
    if (n == 0 || says != length - 1 - n + unseen)
        return false;
    n++;
    if (length - n < 2 + oid || r->token[n] != 6 || r->token[n + 1] != oid ||
        memcmp(r->token + n + 2, oids[r->mech].bytes, oid) != 0)
        return false;
    *framing = n + 2 + oid;
    return true;
}

static bool
is_ours(const struct round *r, const unsigned char *h)
{
    unsigned int TOK_ID = ksp_load_be16(h);
    unsigned int SEAL = h[4] | (unsigned int)h[5] << 8;

    return (TOK_ID == 0x0101 || TOK_ID == 0x0201 || TOK_ID == 0x0102) &&
        (h[2] | (unsigned int)h[3] << 8) == r->cipher->SGN_ALG &&
        (SEAL == 0xffff ||
         (r->form != VERIFY && SEAL == r->cipher->SEAL_ALG)) &&
        h[6] == 0xff && h[7] == 0xff;
}

static bool
read_start(const struct round *r, struct expected *e, size_t length,
           size_t unseen, size_t least)
{
    if (!read_framing(r, length, unseen, &e->framing) ||
        length - e->framing < least || !is_ours(r, r->token + e->framing))
        return false;
    e->header = r->token + e->framing;
    e->sealed = e->header[4] != 0xff || e->header[5] != 0xff;
    return true;
}

/* The number, which is whoever's can make one. */
static bool
read_number(const struct round *r, struct expected *e)
{
    unsigned char in[8], peer = r->p->context->initiator ? 0xff : 0;
    int i;

    memcpy(in, e->header + SND_SEQ_AT, sizeof(in));
    r->cipher->number(r->key, e->header + CKSUM_AT, false, in);
    e->SND_SEQ = 0;
    for (i = 0; i < 4; i++)
        e->SND_SEQ = e->SND_SEQ << 8 |
            in[r->cipher->big_endian ? i : 3 - i];
    e->reflected = in[4] != peer;
    e->read = true;
    return in[4] == in[5] && in[5] == in[6] && in[6] == in[7];
}

static NTSTATUS
judge_checksum(const struct round *r, const struct expected *e, bool mic,
               const unsigned char *signed_bytes, size_t length)
{
    bool kind = r->mic_checksum == mic || !r->cipher->big_endian;

    if (memcmp(r->cksum, e->header + CKSUM_AT, cksum(r)) != 0 || !kind ||
        length != r->made_length ||
        memcmp(signed_bytes, r->made, length) != 0)
        return SEC_E_MESSAGE_ALTERED;
    return ksp_load_be16(e->header) == (mic ? 0x0101 : 0x0201) ? SEC_E_OK :
        SEC_E_INVALID_TOKEN;
}

static NTSTATUS
judge_mic(const struct round *r, struct expected *e)
{
    static unsigned char all[STREAM_MAX];
    NTSTATUS status;
    size_t n;

    n = all_signed(r, e->header, r->message, 0, r->came_length, 0, all);
    status = judge_checksum(r, e, true, all, n);
    if (status == SEC_E_OK &&
        e->framing + CKSUM_AT + cksum(r) != r->token_length)
        status = SEC_E_INVALID_TOKEN;
    return status;
}

/* In the clear, if it is as it was made; else what nobody can know. */
static bool
decrypt(const struct round *r, struct expected *e)
{
    bool known = r->encrypt && e->length == r->plain_length &&
        (r->cipher->big_endian ? e->SND_SEQ == r->crypt_number : true) &&
        memcmp(e->body, r->body, e->length) == 0;

    if (e->sealed && known)
        memcpy(e->body, r->plain, e->length);
    return known || !e->sealed;
}

static NTSTATUS
judge_body(const struct round *r, struct expected *e)
{
    static unsigned char all[TOKEN_MAX + STREAM_MAX];
    size_t n;

    if (!decrypt(r, e))
        return SEC_E_MESSAGE_ALTERED;
    n = all_signed(r, e->header, e->body, CONFOUNDER, e->length,
                   behind_of(r, e->length, e->padding), all);
    return judge_checksum(r, e, false, all, n);
}

static NTSTATUS
measure_stream(const struct round *r, struct expected *e)
{
    size_t body = e->length - CONFOUNDER, padding = 0;

    if (!is_dce(r)) {
        padding = e->body[e->length - 1];
        if (padding > body || (padding == 0 && !r->gss_wrap))
            return r->gss_wrap ? SEC_E_MESSAGE_ALTERED : SEC_E_INVALID_TOKEN;
    }
    e->message = body - padding;
    return r->form == COPY && r->room < e->message ?
        SEC_E_BUFFER_TOO_SMALL : SEC_E_OK;
}

static NTSTATUS
measure_parts(const struct round *r, struct expected *e)
{
    size_t last = e->body[e->length - 1];

    e->message = e->length - CONFOUNDER - e->padding;
    if (is_dce(r) || e->padding == 0)
        return SEC_E_OK;
    if (last < e->padding || last - e->padding > e->message)
        return SEC_E_INVALID_TOKEN;
    e->message -= last - e->padding;
    return SEC_E_OK;
}

/* A wrap token whose framing is right, and what it has from `at` on. */
static NTSTATUS
judge_wrap(const struct round *r, struct expected *e, size_t at,
           bool misfit)
{
    NTSTATUS status;

    e->length = r->token_length - at;
    if (e->sealed && e->length % r->p->enctype->block_size != 0) {
        e->verdict = KSP_SEQ_UNALIGNED;
        return SEC_E_INVALID_TOKEN;
    }
    if (misfit)
        return SEC_E_INVALID_TOKEN;
    memcpy(e->body, r->token + at, e->length);
    status = judge_body(r, e);
    if (status == SEC_E_OK)
        status = r->form == PARTS ? measure_parts(r, e) :
            measure_stream(r, e);
    return status;
}

static NTSTATUS
judge_opened(const struct round *r, struct expected *e, size_t at,
             bool misfit)
{
    bool readable = read_number(r, e);
    NTSTATUS status = r->form == VERIFY ? judge_mic(r, e) :
        judge_wrap(r, e, at, misfit);

    if (!readable) {
        e->verdict = KSP_SEQ_UNREADABLE;
        return SEC_E_MESSAGE_ALTERED;
    }
    if (status == SEC_E_OK && e->reflected) {
        e->verdict = KSP_SEQ_REFLECTED;
        return SEC_E_MESSAGE_ALTERED;
    }
    return status;
}

static size_t
canonical_framing(const struct round *r, size_t inside)
{
    size_t oid = 2 + (size_t)oids[r->mech].length;

    return 1 + (oid + inside < 0x80 ? 1u : 2u) + oid;
}

static NTSTATUS
expect_stream(const struct round *r, struct expected *e)
{
    size_t head = CKSUM_AT + cksum(r) + CONFOUNDER, total = r->token_length;
    size_t before = canonical_framing(r, head) + head;

    if (is_dce(r) && before < total)
        total = before;
    if (!read_start(r, e, r->token_length, total - r->token_length,
                    CKSUM_AT + cksum(r)))
        return SEC_E_INVALID_TOKEN;
    before = e->framing + head;
    if (!r->gss_wrap && !is_dce(r) && r->token_length <= before)
        return SEC_E_INVALID_TOKEN;
    return judge_opened(r, e, before - CONFOUNDER, r->token_length < before);
}

static NTSTATUS
expect_parts(const struct round *r, struct expected *e)
{
    size_t head = CKSUM_AT + cksum(r) + CONFOUNDER;
    size_t unseen = is_dce(r) ? 0 : r->token_length - r->front;

    e->padding = r->back;
    if (!read_start(r, e, r->front, unseen, 24))
        return SEC_E_INVALID_TOKEN;
    return judge_opened(r, e, r->front - CONFOUNDER,
                        e->framing + head != r->front);
}

static void
expect(const struct round *r, struct expected *e)
{
    e->verdict = KSP_SEQ_IN_ORDER;
    e->sealed = false;
    e->reflected = false;
    e->read = false;
    e->header = NULL;
    e->padding = 0;
    e->SND_SEQ = 0;
    e->message = 0;
    if (r->form == PARTS)
        e->status = expect_parts(r, e);
    else if (r->form != VERIFY)
        e->status = expect_stream(r, e);
    else if (read_start(r, e, r->token_length, 0, CKSUM_AT + cksum(r)))
        e->status = judge_opened(r, e, 0, false);
    else
        e->status = SEC_E_INVALID_TOKEN;
}

/* ---- delivery ---------------------------------------------------------- */

struct delivery {
    struct list l;
    SecBuffer *data;
};

static void
put_data(struct round *r, struct delivery *d, const void *bytes,
         size_t length)
{
    ULONG type = SECBUFFER_DATA | SECBUFFER_READONLY_WITH_CHECKSUM;

    if (r->beside_length > 0 && r->beside_first)
        list_put(&d->l, type, r->beside, r->beside_length);
    d->data = list_put(&d->l, SECBUFFER_DATA, bytes, length);
    if (r->beside_length > 0 && !r->beside_first)
        list_put(&d->l, type, r->beside, r->beside_length);
}

static void
put(struct round *r, struct delivery *d)
{
    size_t middle = r->token_length - r->front - r->back;

    if (r->form == VERIFY) {
        list_put(&d->l, SECBUFFER_TOKEN, r->token, r->token_length);
        put_data(r, d, r->message, r->came_length);
    } else if (r->form == PARTS) {
        list_put(&d->l, SECBUFFER_TOKEN, r->token, r->front);
        put_data(r, d, r->token + r->front, middle);
        list_put(&d->l, SECBUFFER_PADDING, r->token + r->front + middle,
                 r->back);
    } else {
        list_put(&d->l, SECBUFFER_STREAM, r->token, r->token_length);
        put_data(r, d, NULL, r->form == COPY ? r->room : 0);
        if (r->form == IN_PLACE)
            d->data->pvBuffer = NULL;
    }
}

static void
check_taken(const struct round *r, const struct expected *e,
            const struct delivery *d)
{
    if (r->form != VERIFY) {
        party_must(r->p, d->data->cbBuffer == e->message,
                   "another length");
        party_must(r->p, e->message == 0 ||
                   memcmp(d->data->pvBuffer, e->body + CONFOUNDER,
                          e->message) == 0, "another message");
    }
}

static void
check_refused(const struct round *r, const struct delivery *d)
{
    ULONG i;

    if (r->form == COPY || r->form == VERIFY)
        party_must(r->p, memcmp(d->l.b[1].pvBuffer, r->token,
                                d->l.b[1].cbBuffer) == 0,
                   "what was only read has changed");
    if (r->form == IN_PLACE)
        party_must(r->p, memcmp(d->l.b[1].pvBuffer, r->token,
                                r->token_length) == 0,
                   "a refused token has changed");
    if (r->form == VERIFY || !r->encrypt ||
        r->message_length < 2 * GLIMPSE ||
        memmem(r->token, r->token_length, r->plain + CONFOUNDER, GLIMPSE) !=
        NULL)
        return;
    for (i = 1; i < d->l.desc.cBuffers; i++) {
        party_must(r->p, d->l.b[i].cbBuffer < GLIMPSE ||
                   memmem(d->l.b[i].pvBuffer, d->l.b[i].cbBuffer,
                          r->plain + CONFOUNDER, GLIMPSE) == NULL,
                   "the message is seen");
    }
}

static void
deliver(struct round *r)
{
    static struct expected e;
    struct delivery d;
    ULONG QOP = 77;
    NTSTATUS status;
    bool plain;

    r->front = fuzz_smaller(r->front, r->token_length);
    r->back = fuzz_smaller(r->back, r->token_length - r->front);
    expect(r, &e);
    list_start(&d.l, (fuzz_byte(&r->in) & 1) != 0,
               r->gss_wrap ? KSP_MESSAGE_GSS_WRAP : 0, r->numbers.wanted);
    put(r, &d);
    party_set(r->p, &r->numbers, r->dce ? ISC_RET_USED_DCE_STYLE : 0,
              r->mech);
    status = r->form == VERIFY ?
        KspVerifySignature(r->p->ContextId, &d.l.desc, 0, &QOP) :
        KspUnsealMessage(r->p->ContextId, &d.l.desc, 0, &QOP);
    list_check(&d.l, r->p);
    party_judge(r->p, &r->numbers, e.status, e.SND_SEQ, status,
                &d.l.params);
    plain = r->form != VERIFY && !e.sealed &&
        (e.status == SEC_E_OK || e.verdict == KSP_SEQ_REFLECTED);
    party_must(r->p, QOP == (plain ? SECQOP_WRAP_NO_ENCRYPT : 0),
               "another quality of protection");
    if (e.status == SEC_E_OK) {
        check_taken(r, &e, &d);
    } else {
        party_must(r->p, d.l.params.Verdict == e.verdict,
                   "another verdict of a refusal");
        check_refused(r, &d);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct round r;
    unsigned int changes;

    r.in.next = data;
    r.in.left = size;
    if (party_enctypes(KSP_RFC1964) == 0)
        return 0;
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
