/* SPDX-License-Identifier: MIT */
/* Tokens of RFC 1964 and RFC 4757, by the ciphers of the package: libkrb5
 * has no functions for them. */
#include <stdlib.h>
#include <string.h>

#include "crypto/rfc1964.h"
#include "invalid/forge.h"

bool
forge_old_possible(const struct forge_party *p)
{
    return ksp_1964_cipher_for(p->enctype) != NULL;
}

static void
store_number(unsigned char *out, uint64_t number, bool big_endian)
{
    int i;

    for (i = 0; i < 4; i++)
        out[big_endian ? 3 - i : i] = (unsigned char)(number >> (8 * i));
}

void
forge_old_start(const struct forge_party *p, enum forge_kind kind,
                struct forge_old *t)
{
    const struct ksp_1964_cipher *cipher = ksp_1964_cipher_for(p->enctype);
    size_t block = cipher->padding;

    memset(t, 0, sizeof(*t));
    t->mic = t->mic_checksum = kind == FORGE_MIC;
    t->encrypt = kind == FORGE_SEALED;
    t->header[0] = t->mic ? 1 : 2;
    t->header[1] = 1;
    t->header[2] = (unsigned char)cipher->SGN_ALG;
    t->header[4] = t->encrypt ? (unsigned char)cipher->SEAL_ALG : 0xff;
    t->header[5] = t->encrypt ? 0 : 0xff;
    t->header[6] = 0xff;
    t->header[7] = 0xff;
    store_number(t->SND_SEQ, p->number, cipher->big_endian);
    memset(t->SND_SEQ + 4, p->acceptor ? 0xff : 0, 4);
    t->crypt_number = (uint32_t)p->number;
    t->text_length = FORGE_TEXT_LENGTH;
    if (t->mic) {
        t->padding_length = 0;
    } else if (p->dce) {
        t->text_length -= t->text_length % block;
    } else {
        t->padding_length = block - t->text_length % block;
        memset(t->padding, (int)t->padding_length, t->padding_length);
    }
}

/* Confounder, text and padding, into `out`; how many bytes. */
static size_t
lay_out_body(const struct forge_old *t, unsigned char *out)
{
    memset(out, 'c', OLD_CONFOUNDER);
    memcpy(out + OLD_CONFOUNDER, FORGE_TEXT, t->text_length);
    memcpy(out + OLD_CONFOUNDER + t->text_length, t->padding,
           t->padding_length);
    return OLD_CONFOUNDER + t->text_length + t->padding_length;
}

void
forge_old_inside(const struct forge_party *p, const struct forge_old *t,
                 struct forged *out)
{
    size_t at = OLD_SIGNED + OLD_SND_SEQ, cksum = p->enctype->cksum_length;
    unsigned char text[] = FORGE_TEXT;
    const struct ksp_1964_cipher *cipher;
    struct ksp_1964_key *key;
    struct ksp_span spans[2];
    size_t body;

    memset(out, 0, sizeof(*out));
    memset(spans, 0, sizeof(spans));
    if (ksp_1964_key_new(p->enctype, p->keys[0], &key) != SEC_E_OK)
        abort();
    cipher = key->cipher;
    out->old = true;
    out->mic = t->mic;
    out->bytes = forge_alloc(at + cksum + OLD_CONFOUNDER +
                             sizeof(FORGE_TEXT) + OLD_PADDING_MAX);
    memcpy(out->bytes, t->header, OLD_SIGNED);
    memcpy(out->bytes + OLD_SIGNED, t->SND_SEQ, OLD_SND_SEQ);
    body = t->mic ? 0 : lay_out_body(t, out->bytes + at + cksum);
    spans[0].data = out->bytes;
    spans[0].length = OLD_SIGNED;
    spans[0].kind = KSP_SPAN_SIGN;
    spans[1].data = t->mic ? text : out->bytes + at + cksum;
    spans[1].length = t->mic ? t->text_length : body;
    spans[1].kind = KSP_SPAN_SEAL;
    cipher->checksum(key, t->mic_checksum, spans, 2, out->bytes + at);
    cipher->number(key, out->bytes + at, true, out->bytes + OLD_SIGNED);
    if (t->encrypt)
        cipher->crypt(key, t->crypt_number, true, spans + 1, 1);
    ksp_1964_key_free(&key);
    out->length = at + cksum + body;
    out->front = at + cksum + (t->mic ? 0 : OLD_CONFOUNDER);
    out->back = t->mic ? 0 : t->padding_length;
    out->cut = SIZE_MAX;
    out->verdict = FORGE_ANY_VERDICT;
    out->delivered = t->text_length;
}

void
forge_old(const struct forge_party *p, struct forge_old *t,
          struct forged *out)
{
    size_t length;

    forge_old_inside(p, t, out);
    length = out->length;
    forge_frame(p, out, forge_inside(p, out), 0);
    t->inside = out->length - length;
}

/* A MIC has no confounder, and no message that could be beside it.  Of a wrap
 * token Verify knows neither SEAL_ALG nor the framing of DCE style; else its
 * checksum does not fit the message. */
void
forge_old_want(const struct forge_party *p, const struct forge_old *t,
               NTSTATUS status, struct forged *out)
{
    if (t->mic)
        forged_want(out, status, SEC_E_INVALID_TOKEN);
    else if (p->dce || t->header[4] != 0xff || t->header[5] != 0xff)
        forged_want(out, SEC_E_INVALID_TOKEN, status);
    else
        forged_want(out, SEC_E_MESSAGE_ALTERED, status);
}
