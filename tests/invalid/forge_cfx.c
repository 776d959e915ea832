/* SPDX-License-Identifier: MIT */
/* Tokens of RFC 4121, by libkrb5. */
#include <krb5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "invalid/forge.h"

#define FLAG_ACCEPTOR 0x01
#define FLAG_SEALED 0x02
#define FLAG_SUBKEY 0x04

static void
must(krb5_error_code code, const char *what)
{
    if (code != 0) {
        fprintf(stderr, "%s: %ld\n", what, (long)code);
        abort();
    }
}

uint32_t
forge_usage(bool acceptor, bool mic)
{
    return (acceptor ? 22u : 24u) + (mic ? 1 : 0);
}

static size_t
cksum_length(const struct forge_party *p)
{
    size_t length;

    must(krb5_c_checksum_length(NULL, p->enctype->cksumtype, &length),
         "krb5_c_checksum_length");
    return length;
}

void
forge_cfx_start(const struct forge_party *p, enum forge_kind kind,
                struct forge_cfx *t)
{
    bool mic = kind == FORGE_MIC;
    size_t i;

    memset(t, 0, sizeof(*t));
    t->kind = kind;
    t->text_length = FORGE_TEXT_LENGTH;
    t->usage = forge_usage(p->acceptor, mic);
    t->key = p->key_count - 1;
    t->copy[0] = mic ? 4 : 5;
    t->copy[1] = 4;
    t->copy[2] = (unsigned char)((p->acceptor ? FLAG_ACCEPTOR : 0) |
                                 (kind == FORGE_SEALED ? FLAG_SEALED : 0) |
                                 (p->key_count > 1 ? FLAG_SUBKEY : 0));
    t->copy[3] = 0xff;
    if (mic)
        memset(t->copy + CFX_EC, 0xff, 4);
    for (i = 0; i < 8; i++)
        t->copy[CFX_SND_SEQ + i] = (unsigned char)(p->number >> (56 - 8 * i));
    memcpy(t->header, t->copy, CFX_HEADER);
    if (kind == FORGE_SIGNED)
        t->header[CFX_EC + 1] = (unsigned char)cksum_length(p);
    t->copy_length = CFX_HEADER;
}

/* libkrb5 insists on the parity of DES, which nobody else looks at. */
static void
set_parity(unsigned char *key, size_t length)
{
    unsigned char folded;
    size_t i;

    for (i = 0; i < length; i++) {
        folded = key[i] & 0xfe;
        folded ^= folded >> 4;
        folded ^= folded >> 2;
        folded ^= folded >> 1;
        key[i] = (unsigned char)((key[i] & 0xfe) | (~folded & 1));
    }
}

/* With the key in `storage`. */
static krb5_keyblock
key_of(const struct forge_party *p, const struct forge_cfx *t,
       unsigned char storage[KSP_KEY_MAX])
{
    krb5_keyblock block;

    memcpy(storage, p->keys[t->key], p->enctype->key_length);
    if (p->enctype->enctype == ENCTYPE_DES3_CBC_SHA1)
        set_parity(storage, p->enctype->key_length);
    memset(&block, 0, sizeof(block));
    block.enctype = p->enctype->enctype;
    block.length = p->enctype->key_length;
    block.contents = storage;
    return block;
}

/* Text, filler and copy of the header, as encryption or checksum has
 * them. */
static krb5_data
plain_of(const struct forge_cfx *t)
{
    size_t length = t->text_length + t->filler + t->copy_length;
    unsigned char *plain = forge_alloc(length);
    krb5_data data;

    memset(plain, 'x', length);
    memcpy(plain, FORGE_TEXT, t->text_length);
    memcpy(plain + t->text_length + t->filler, t->copy, t->copy_length);
    memset(&data, 0, sizeof(data));
    data.data = (char *)plain;
    data.length = (unsigned int)length;
    return data;
}

static void
seal(const struct forge_party *p, const struct forge_cfx *t,
     struct forged *out)
{
    unsigned char key[KSP_KEY_MAX];
    krb5_keyblock block = key_of(p, t, key);
    krb5_data plain = plain_of(t);
    krb5_enc_data enc;
    size_t body;

    must(krb5_c_encrypt_length(NULL, block.enctype, plain.length, &body),
         "krb5_c_encrypt_length");
    out->length = CFX_HEADER + body;
    out->bytes = forge_alloc(out->length);
    memset(&enc, 0, sizeof(enc));
    enc.ciphertext.data = (char *)out->bytes + CFX_HEADER;
    enc.ciphertext.length = (unsigned int)body;
    must(krb5_c_encrypt(NULL, &block, (krb5_keyusage)t->usage, NULL, &plain,
                        &enc), "krb5_c_encrypt");
    out->front = CFX_HEADER + p->enctype->confounder;
    out->back = t->filler + t->copy_length + p->enctype->cksum_length;
    out->filler = t->filler;
    free(plain.data);
}

static void
sign(const struct forge_party *p, const struct forge_cfx *t,
     struct forged *out)
{
    size_t text = t->kind == FORGE_MIC ? 0 : t->text_length;
    unsigned char key[KSP_KEY_MAX];
    krb5_keyblock block = key_of(p, t, key);
    krb5_data plain = plain_of(t);
    krb5_checksum cksum;

    must(krb5_c_make_checksum(NULL, p->enctype->cksumtype, &block,
                              (krb5_keyusage)t->usage, &plain, &cksum),
         "krb5_c_make_checksum");
    out->length = CFX_HEADER + text + cksum.length;
    out->bytes = forge_alloc(out->length);
    memcpy(out->bytes + CFX_HEADER, FORGE_TEXT, text);
    memcpy(out->bytes + CFX_HEADER + text, cksum.contents, cksum.length);
    out->front = t->kind == FORGE_MIC ? out->length : CFX_HEADER;
    out->back = t->kind == FORGE_MIC ? 0 : cksum.length;
    krb5_free_checksum_contents(NULL, &cksum);
    free(plain.data);
}

void
forge_cfx(const struct forge_party *p, const struct forge_cfx *t,
          struct forged *out)
{
    memset(out, 0, sizeof(*out));
    if (t->kind == FORGE_SEALED)
        seal(p, t, out);
    else
        sign(p, t, out);
    memcpy(out->bytes, t->header, CFX_HEADER);
    out->mic = t->kind == FORGE_MIC;
    out->cut = SIZE_MAX;
    out->verdict = FORGE_ANY_VERDICT;
    out->delivered = t->text_length;
}
