/* SPDX-License-Identifier: MIT */
/*
 * MICs of RFC 4121, by a peer who has the keys.
 *
 * The input says what the header holds, which key and usage make the checksum
 * over it, and what happens to token and message on their way.  What has to
 * come of it is said here anew, from RFC 4121 section 4.2 and
 * ksp/ntsecpkg.h.  The forger's checksums are the provider's own; whether
 * those are right is for tests/unit/test_vectors.c.
 *
 * libFuzzer: -max_len=96
 */
#include <string.h>

#include "base/cursor.h"
#include "core/package.h"
#include "crypto/provider.h"
#include "fuzz/list.h"
#include "fuzz/target.h"
#include "ksp/winerror.h"

#define HEADER 16
#define MESSAGE_MAX 64
#define MORE 8
#define PIECES 4

struct round {
    struct fuzz_input in;
    struct party *p;
    struct party_numbers numbers;
    bool two_keys, old_key;
    unsigned char message[MESSAGE_MAX];
    size_t message_length;
    unsigned char token[HEADER + KSP_CKSUM_MAX + MORE];
    size_t token_length;
    /* What the checksum was made of. */
    unsigned int key, usage;
    unsigned char forged[HEADER + KSP_CKSUM_MAX];
    unsigned char forged_message[MESSAGE_MAX];
    size_t forged_length;
};

static void
start(struct round *r)
{
    unsigned int enctype = fuzz_byte(&r->in), flags = fuzz_byte(&r->in), i;

    r->two_keys = (flags & 2) != 0;
    r->old_key = r->two_keys && (flags & 4) != 0;
    r->p = party_of(KSP_RFC4121, enctype, (flags & 1) != 0, r->two_keys,
                    r->old_key);
    r->message_length = fuzz_byte(&r->in) % (MESSAGE_MAX + 1);
    for (i = 0; i < r->message_length; i++)
        r->message[i] = (unsigned char)(i * 7 + 3);
    party_read_numbers(&r->in, false, &r->numbers);
    r->key = r->two_keys ? 1 : 0;
    r->usage = r->p->context->initiator ? 23 : 25;
    r->token_length = HEADER + r->p->enctype->cksum_length;
    memset(r->token, 0, sizeof(r->token));
    ksp_store_be16(r->token, 0x0404);
    r->token[2] = (unsigned char)((r->p->context->initiator ? 1 : 0) |
                                  (r->two_keys ? 4 : 0));
    memset(r->token + 3, 0xff, 5);
    ksp_store_be64(r->token + 8, r->numbers.recv_initial +
                   r->numbers.window.next);
}

/* ---- before the checksum is made -------------------------------------- */

static void
change_header(struct round *r)
{
    unsigned int what = fuzz_byte(&r->in);

    if (what < 0x80)
        r->token[what % HEADER] = (unsigned char)fuzz_byte(&r->in);
    else if (what < 0xc0)
        ksp_store_be64(r->token + 8, ksp_load_be64(r->token + 8) +
                       party_near(&r->in));
    else if (what < 0xe0 && !r->old_key)
        r->key = r->two_keys ? what & 1 : 0;
    else
        r->usage = PARTY_USAGE_FIRST + what % PARTY_USAGES;
}

static void
forge(struct round *r)
{
    struct ksp_key *key =
        r->p->keys[r->key][r->usage - PARTY_USAGE_FIRST];
    struct ksp_span spans[] = {
        { r->message, r->message_length, KSP_SPAN_SIGN, NULL },
        { r->token, HEADER, KSP_SPAN_SIGN, NULL },
    };

    party_must(r->p, key->provider->sign(key, spans, 2, r->token + HEADER) ==
               SEC_E_OK, "no checksum");
    memcpy(r->forged, r->token, r->token_length);
    memcpy(r->forged_message, r->message, r->message_length);
    r->forged_length = r->message_length;
}

/* ---- on its way ------------------------------------------------------- */

static void
change_bytes(struct round *r)
{
    unsigned int what = fuzz_byte(&r->in), at = fuzz_byte(&r->in);
    unsigned char byte = (unsigned char)fuzz_byte(&r->in);

    switch (what % 5) {
    case 0:
        r->token[at % r->token_length] ^= byte;
        break;
    case 1:
        r->token_length = 1 + at % sizeof(r->token);
        break;
    case 2:
        r->message[at % MESSAGE_MAX] ^= byte;
        break;
    case 3:
        r->message_length = at % (MESSAGE_MAX + 1);
        break;
    default:
        r->token[at % HEADER] = byte;
    }
}

/* The message in pieces; some are only signed, and some that are read-only
 * are none of it. */
static void
put_message(struct round *r, struct list *l)
{
    static const ULONG types[] = {
        SECBUFFER_DATA, SECBUFFER_DATA | SECBUFFER_READONLY_WITH_CHECKSUM,
        SECBUFFER_DATA | SECBUFFER_UNMAPPED
    };
    unsigned int pieces = fuzz_byte(&r->in), i;
    size_t done = 0, length;

    for (i = 0; i + 1 < PIECES && pieces > 0; i++, pieces /= 8) {
        if (pieces % 8 == 7) {
            list_put(l, SECBUFFER_DATA | SECBUFFER_READONLY, "unread", 6);
            continue;
        }
        length = (r->message_length - done) * (pieces % 8) / 8;
        list_put(l, types[pieces % 3], r->message + done, length);
        done += length;
    }
    list_put(l, SECBUFFER_DATA, r->message + done, r->message_length - done);
}

/* ---- what has to come of it ------------------------------------------- */

static bool
is_made(const struct round *r)
{
    return r->token_length >= HEADER + r->p->enctype->cksum_length &&
        memcmp(r->token, r->forged, HEADER + r->p->enctype->cksum_length) ==
        0 && r->message_length == r->forged_length &&
        memcmp(r->message, r->forged_message, r->message_length) == 0;
}

static NTSTATUS
expected(const struct round *r)
{
    static const unsigned char mic_filler[] = { 0xff, 0xff, 0xff, 0xff,
                                                0xff };
    unsigned int TOK_ID = ksp_load_be16(r->token);
    bool from_acceptor = (r->token[2] & 1) != 0;
    unsigned int key = r->two_keys && (r->token[2] & 4) != 0 ? 1 : 0;
    unsigned int usage = r->p->context->initiator ? 23 : 25;

    if (r->token_length < HEADER ||
        (TOK_ID != 0x0404 && TOK_ID != 0x0504 && TOK_ID != 0x0405))
        return SEC_E_INVALID_TOKEN;
    if (from_acceptor != r->p->context->initiator)
        return SEC_E_MESSAGE_ALTERED;
    if (TOK_ID != 0x0404 ||
        memcmp(r->token + 3, mic_filler, sizeof(mic_filler)) != 0)
        return SEC_E_INVALID_TOKEN;
    if ((key == 0 && r->old_key) ||
        r->token_length != HEADER + r->p->enctype->cksum_length ||
        !is_made(r) || r->key != key || r->usage != usage)
        return SEC_E_MESSAGE_ALTERED;
    return SEC_E_OK;
}

static void
deliver(struct round *r)
{
    unsigned int how = fuzz_byte(&r->in);
    NTSTATUS want = expected(r), status;
    struct list l;
    ULONG QOP = 77;

    list_start(&l, (how & 1) != 0, 0, r->numbers.wanted);
    if ((how & 2) != 0)
        list_put(&l, SECBUFFER_TOKEN, r->token, r->token_length);
    if ((how & 4) != 0)
        list_put(&l, SECBUFFER_PADDING, NULL, 0);
    put_message(r, &l);
    if ((how & 2) == 0)
        list_put(&l, SECBUFFER_TOKEN, r->token, r->token_length);
    party_set(r->p, &r->numbers, 0, 0);
    status = KspVerifySignature(r->p->ContextId, &l.desc, 0, &QOP);
    list_check(&l, r->p);
    party_must(r->p, QOP == 0, "another quality of protection");
    party_judge(r->p, &r->numbers, want, ksp_load_be64(r->token + 8), status,
                &l.params);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct round r;
    unsigned int changes;

    memset(&r, 0, sizeof(r));
    r.in.next = data;
    r.in.left = size;
    start(&r);
    changes = fuzz_byte(&r.in);
    while (changes % 8 > 0) {
        change_header(&r);
        changes--;
    }
    forge(&r);
    for (changes /= 64; changes > 0; changes--)
        change_bytes(&r);
    deliver(&r);
    return 0;
}
