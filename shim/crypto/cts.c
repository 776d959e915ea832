/* SPDX-License-Identifier: MIT */
/*
 * One block is plain CBC.  So are all but the last two of more, and done
 * where the bytes are: whole blocks inside a span at once, a block that
 * lies across spans by way of a buffer.  The last two, of which the second
 * may be short, are the stolen ones:
 *
 *      C' = E(P1 ^ C0)    C = E((P2 | 0...) ^ C')    written: C, C' cut
 */
#include <nettle/cbc.h>
#include <nettle/memxor.h>
#include <stdbool.h>
#include <string.h>

#include "base/wipe.h"
#include "crypto/cts.h"

#define BLOCK KSP_CTS_BLOCK
#define PIECE KSP_CTS_PIECE

void
ksp_cts_set_encrypt_key(struct ksp_cts_key *key,
                        const unsigned char *contents, size_t length)
{
    key->wide = length == AES256_KEY_SIZE;
    if (key->wide)
        aes256_set_encrypt_key(&key->u.aes256, contents);
    else
        aes128_set_encrypt_key(&key->u.aes128, contents);
}

void
ksp_cts_set_decrypt_key(struct ksp_cts_key *key,
                        const unsigned char *contents, size_t length)
{
    key->wide = length == AES256_KEY_SIZE;
    if (key->wide)
        aes256_set_decrypt_key(&key->u.aes256, contents);
    else
        aes128_set_decrypt_key(&key->u.aes128, contents);
}

static void
encrypt_run(void *cipher, unsigned char *data, size_t length)
{
    struct ksp_cts_run *r = cipher;

    if (r->key->wide) {
        cbc_aes256_encrypt(&r->key->u.aes256, r->iv, length, data, data);
    } else {
        cbc_aes128_encrypt(&r->key->u.aes128, r->iv, length, data, data);
    }
}

static void
decrypt_blocks(const struct ksp_cts_key *key, unsigned char *out,
               const unsigned char *in, size_t length)
{
    if (key->wide)
        aes256_decrypt(&key->u.aes256, length, out, in);
    else
        aes128_decrypt(&key->u.aes128, length, out, in);
}

/* nettle's cbc_decrypt is for long strings; this one is for a few blocks. */
static void
decrypt_piece(struct ksp_cts_run *r, unsigned char *data, size_t length)
{
    size_t i;

    decrypt_blocks(r->key, r->piece, data, length);
    memxor(r->piece, r->iv, BLOCK);
    memxor(r->piece + BLOCK, data, length - BLOCK);
    memcpy(r->iv, data + length - BLOCK, BLOCK);
    /* By the blocks that were written: a wider load would wait for them. */
    for (i = 0; i < length; i += BLOCK)
        memcpy(data + i, r->piece + i, BLOCK);
}

static void
decrypt_run(void *cipher, unsigned char *data, size_t length)
{
    size_t n;

    for (; length > 0; length -= n, data += n) {
        n = length < PIECE ? length : PIECE;
        decrypt_piece(cipher, data, n);
    }
}

/* Bytes in the last block: 1 to 16. */
static size_t
last_length(size_t total)
{
    return (total - 1) % BLOCK + 1;
}

static void
begin(struct ksp_cts_run *r, const struct ksp_cts_key *key,
      const struct ksp_span *spans, size_t count)
{
    size_t total = ksp_place_total(spans, count);

    r->key = key;
    r->place = ksp_place_start(spans, count);
    r->stolen = total > BLOCK;
    r->last = last_length(total);
    r->plain = r->stolen ? total - BLOCK - r->last : 0;
    memset(r->iv, 0, sizeof(r->iv));
}

void
ksp_cts_begin_encrypt(struct ksp_cts_run *r, const struct ksp_cts_key *key,
                      const struct ksp_span *spans, size_t count)
{
    begin(r, key, spans, count);
    r->cbc = encrypt_run;
}

void
ksp_cts_begin_decrypt(struct ksp_cts_run *r, const struct ksp_cts_key *key,
                      const struct ksp_span *spans, size_t count)
{
    begin(r, key, spans, count);
    r->cbc = decrypt_run;
}

void
ksp_cts_next(struct ksp_cts_run *r, size_t length)
{
    ksp_place_run(&r->place, length, BLOCK, r->cbc, r);
}

/* The stolen blocks are of in[], whose last BLOCK - last bytes are 0. */
static void
encrypt_stolen(struct ksp_cts_run *r, unsigned char *in, unsigned char *out)
{
    encrypt_run(r, in, 2 * BLOCK);
    memcpy(out, in + BLOCK, BLOCK);
    memcpy(out + BLOCK, in, BLOCK);
}

/* D(C) is P2 ^ C' where C' was cut, and C' itself behind. */
static void
decrypt_stolen(struct ksp_cts_run *r, unsigned char *in, unsigned char *out)
{
    size_t last = r->last;

    decrypt_blocks(r->key, out + BLOCK, in, BLOCK);
    memcpy(in + BLOCK + last, out + BLOCK + last, BLOCK - last);
    memxor(out + BLOCK, in + BLOCK, last);
    decrypt_blocks(r->key, out, in + BLOCK, BLOCK);
    memxor(out, r->iv, BLOCK);
}

void
ksp_cts_end(struct ksp_cts_run *r)
{
    struct ksp_place start = r->place;
    unsigned char in[2 * BLOCK] = { 0 }, out[2 * BLOCK];

    if (r->stolen) {
        ksp_place_read(&r->place, in, ksp_cts_rest(r));
        if (r->cbc == encrypt_run)
            encrypt_stolen(r, in, out);
        else
            decrypt_stolen(r, in, out);
        ksp_place_write(&start, out, ksp_cts_rest(r));
    } else {
        ksp_cts_next(r, BLOCK);
    }
    /* What is encrypted is no secret. */
    if (r->cbc == decrypt_run) {
        ksp_wipe(out, sizeof(out));
        ksp_wipe(r->piece, sizeof(r->piece));
    }
}

static void
go(struct ksp_cts_run *r)
{
    ksp_cts_next(r, r->plain);
    ksp_cts_end(r);
}

void
ksp_cts_encrypt(const struct ksp_cts_key *key, const struct ksp_span *spans,
                size_t count)
{
    struct ksp_cts_run run;

    ksp_cts_begin_encrypt(&run, key, spans, count);
    go(&run);
}

void
ksp_cts_decrypt(const struct ksp_cts_key *key, const struct ksp_span *spans,
                size_t count)
{
    struct ksp_cts_run run;

    ksp_cts_begin_decrypt(&run, key, spans, count);
    go(&run);
}
