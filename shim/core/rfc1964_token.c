/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/cursor.h"
#include "base/der.h"
#include "base/equal.h"
#include "base/once.h"
#include "core/rfc1964_token.h"
#include "ksp/winerror.h"

#define TOK_DELETE 0x0102

#define DIRECTION_INITIATOR 0x00
#define DIRECTION_ACCEPTOR 0xff

/* By KSP_MECH_*. */
static const struct {
    unsigned char length;
    unsigned char bytes[11];
} mechanisms[KSP_MECH_COUNT] = {
    { 9, { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02 } },
    { 5, { 0x2b, 0x05, 0x01, 0x05, 0x02 } },
    { 9, { 0x2a, 0x86, 0x48, 0x82, 0xf7, 0x12, 0x01, 0x02, 0x02 } },
    { 6, { 0x2b, 0x06, 0x01, 0x05, 0x02, 0x05 } },
};

/* ---- framing -------------------------------------------------------- */

/* Bytes a DER length takes. */
static size_t
length_bytes(size_t length)
{
    size_t n = 1;

    if (length >= 0x80) {
        for (; length > 0; length >>= 8)
            n++;
    }
    return n;
}

static unsigned char *
write_length(unsigned char *out, size_t length)
{
    size_t more = length_bytes(length) - 1, i;

    *out++ = (unsigned char)(more == 0 ? length : 0x80 | more);
    for (i = more; i > 0; i--)
        *out++ = (unsigned char)(length >> (8 * (i - 1)));
    return out;
}

size_t
ksp_1964_framing(const struct ksp_context *c, size_t inside)
{
    size_t oid = 2 + (size_t)mechanisms[c->Mechanism].length;

    return 1 + length_bytes(oid + inside) + oid;
}

static unsigned char *
write_framing(const struct ksp_context *c, size_t inside, unsigned char *out)
{
    size_t oid = mechanisms[c->Mechanism].length;

    *out++ = KSP_DER_APPLICATION_0;
    out = write_length(out, 2 + oid + inside);
    *out++ = KSP_DER_OID;
    *out++ = (unsigned char)oid;
    memcpy(out, mechanisms[c->Mechanism].bytes, oid);
    return out + oid;
}

/* The framing, whose length must be that of the rest; `unseen` bytes of the
 * token lie elsewhere. */
static bool
take_framing(const struct ksp_context *c, size_t unseen, struct ksp_der *d)
{
    const unsigned char *oid;
    unsigned char tag;
    size_t length;

    return ksp_der_head(d, &tag, &length) && length == d->left + unseen &&
        ksp_der_oid(d, &oid, &length) &&
        length == mechanisms[c->Mechanism].length &&
        memcmp(oid, mechanisms[c->Mechanism].bytes, length) == 0;
}

/* ---- header --------------------------------------------------------- */

size_t
ksp_1964_head(const struct ksp_context *c, bool wrap)
{
    return KSP_1964_AT_SGN_CKSUM + c->enctype->cksum_length +
        (wrap ? KSP_1964_CONFOUNDER : 0);
}

/* Algorithms travel with their low byte first. */
static void
store_alg(unsigned char *out, uint16_t alg)
{
    out[0] = (unsigned char)alg;
    out[1] = (unsigned char)(alg >> 8);
}

static uint16_t
load_alg(const unsigned char *in)
{
    return (uint16_t)(in[1] << 8 | in[0]);
}

unsigned char *
ksp_1964_write(const struct ksp_context *c, uint16_t TOK_ID, bool sealed,
               size_t inside, unsigned char *out)
{
    const struct ksp_1964_cipher *cipher = c->key_1964->cipher;
    unsigned char *header = write_framing(c, inside, out);

    ksp_store_be16(header, TOK_ID);
    store_alg(header + 2, cipher->SGN_ALG);
    store_alg(header + 4, sealed ? cipher->SEAL_ALG : KSP_1964_NOT_SEALED);
    ksp_store_be16(header + 6, 0xffff);
    return header;
}

static bool
known_tok_id(uint16_t TOK_ID)
{
    return TOK_ID == KSP_1964_MIC || TOK_ID == KSP_1964_WRAP ||
        TOK_ID == TOK_DELETE;
}

static bool
is_ours(const struct ksp_context *c, bool wrap, const unsigned char *header)
{
    const struct ksp_1964_cipher *cipher = c->key_1964->cipher;
    uint16_t SEAL_ALG = load_alg(header + 4);

    return known_tok_id(ksp_load_be16(header)) &&
        load_alg(header + 2) == cipher->SGN_ALG &&
        (SEAL_ALG == KSP_1964_NOT_SEALED ||
         (wrap && SEAL_ALG == cipher->SEAL_ALG)) &&
        ksp_load_be16(header + 6) == 0xffff;
}

SECURITY_STATUS
ksp_1964_read(const struct ksp_context *c, bool wrap,
              const unsigned char *data, size_t length, size_t total,
              size_t least, struct ksp_1964_start *start, bool *sealed)
{
    SECURITY_STATUS status = SEC_E_INVALID_TOKEN;
    struct ksp_der d = { start->bytes, length };

    start->header = NULL;
    *sealed = false;
    ksp_take(start->bytes, data,
             length < sizeof(start->bytes) ? length : sizeof(start->bytes));
    if (length > 0 && start->bytes[0] == KSP_DER_APPLICATION_0 &&
        !take_framing(c, total - length, &d))
        return SEC_E_INVALID_TOKEN;
    if (d.left < least || !is_ours(c, wrap, d.next))
        return SEC_E_INVALID_TOKEN;
    start->header = d.next;
    start->framing = (size_t)(d.next - start->bytes);
    *sealed = load_alg(d.next + 4) != KSP_1964_NOT_SEALED;
    status = SEC_E_OK;
    return status;
}

/* ---- numbers -------------------------------------------------------- */

static void
flip(unsigned char *bytes)
{
    unsigned char swap[4] = { bytes[3], bytes[2], bytes[1], bytes[0] };

    memcpy(bytes, swap, sizeof(swap));
}

void
ksp_1964_write_number(const struct ksp_context *c, uint64_t SND_SEQ,
                      unsigned char *header)
{
    const struct ksp_1964_cipher *cipher = c->key_1964->cipher;
    unsigned char *out = header + KSP_1964_AT_SND_SEQ;

    ksp_store_be32(out, (uint32_t)SND_SEQ);
    if (!cipher->big_endian)
        flip(out);
    memset(out + 4, c->initiator ? DIRECTION_INITIATOR : DIRECTION_ACCEPTOR,
           4);
    cipher->number(c->key_1964, header + KSP_1964_AT_SGN_CKSUM, true, out);
}

uint32_t
ksp_1964_read_number(const struct ksp_context *c,
                     const unsigned char *header, uint32_t *SND_SEQ,
                     bool *reflected)
{
    const struct ksp_1964_cipher *cipher = c->key_1964->cipher;
    unsigned char from_peer = c->initiator ? DIRECTION_ACCEPTOR :
        DIRECTION_INITIATOR;
    unsigned char in[KSP_1964_SND_SEQ];

    memcpy(in, header + KSP_1964_AT_SND_SEQ, sizeof(in));
    cipher->number(c->key_1964, header + KSP_1964_AT_SGN_CKSUM, false, in);
    if (!cipher->big_endian)
        flip(in);
    *SND_SEQ = ksp_load_be32(in);
    *reflected = ksp_mask(in[4] ^ from_peer) != 0;
    return ksp_mask((uint32_t)((in[4] ^ in[5]) | (in[4] ^ in[6]) |
                               (in[4] ^ in[7])));
}
