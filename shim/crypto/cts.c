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
#include "crypto/block_spans.h"
#include "crypto/cts.h"

#define BLOCK KSP_CTS_BLOCK

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
cbc_encrypt_run(const void *cts_key, unsigned char *iv, unsigned char *data,
                size_t length)
{
    const struct ksp_cts_key *key = cts_key;

    if (key->wide)
        cbc_aes256_encrypt(&key->u.aes256, iv, length, data, data);
    else
        cbc_aes128_encrypt(&key->u.aes128, iv, length, data, data);
}

static void
cbc_decrypt_run(const void *cts_key, unsigned char *iv, unsigned char *data,
                size_t length)
{
    const struct ksp_cts_key *key = cts_key;

    if (key->wide) {
        cbc_decrypt(&key->u.aes256, (nettle_cipher_func *)aes256_decrypt,
                    BLOCK, iv, length, data, data);
    } else {
        cbc_decrypt(&key->u.aes128, (nettle_cipher_func *)aes128_decrypt,
                    BLOCK, iv, length, data, data);
    }
}

static void
decrypt_block(const struct ksp_cts_key *key, unsigned char *out,
              const unsigned char *in)
{
    if (key->wide)
        aes256_decrypt(&key->u.aes256, BLOCK, out, in);
    else
        aes128_decrypt(&key->u.aes128, BLOCK, out, in);
}



/* Bytes in the last block: 1 to 16. */
static size_t
last_length(size_t total)
{
    return (total - 1) % BLOCK + 1;
}

void
ksp_cts_encrypt(const struct ksp_cts_key *key, const struct ksp_span *spans,
                size_t count)
{
    struct ksp_place p = ksp_place_start(spans, count);
    size_t total = ksp_place_total(spans, count);
    size_t last = last_length(total);
    /* The last two blocks as they are written. */
    unsigned char tail[2 * BLOCK] = { 0 };
    unsigned char iv[BLOCK] = { 0 };

    if (total == BLOCK) {
        ksp_place_run(&p, BLOCK, BLOCK, cbc_encrypt_run, key, iv);
    } else {
        ksp_place_run(&p, total - last, BLOCK, cbc_encrypt_run, key, iv);
        memcpy(tail + BLOCK, iv, BLOCK);
        ksp_place_read(&p, tail, last);
        cbc_encrypt_run(key, iv, tail, BLOCK);
        ksp_place_back(&p, BLOCK + last);
        ksp_place_write(&p, tail, BLOCK + last);
    }
}

void
ksp_cts_decrypt(const struct ksp_cts_key *key, const struct ksp_span *spans,
                size_t count)
{
    struct ksp_place p = ksp_place_start(spans, count), start;
    size_t total = ksp_place_total(spans, count);
    size_t last = last_length(total);
    unsigned char in[2 * BLOCK] = { 0 };
    unsigned char out[2 * BLOCK];
    unsigned char iv[BLOCK] = { 0 };

    if (total == BLOCK) {
        ksp_place_run(&p, BLOCK, BLOCK, cbc_decrypt_run, key, iv);
        goto cleanup;
    }
    ksp_place_run(&p, total - BLOCK - last, BLOCK, cbc_decrypt_run, key,
                  iv);
    start = p;
    ksp_place_read(&p, in, BLOCK + last);
    /* D(C) is P2 ^ C' where C' was cut, and C' itself behind. */
    decrypt_block(key, out + BLOCK, in);
    memcpy(in + BLOCK + last, out + BLOCK + last, BLOCK - last);
    memxor(out + BLOCK, in + BLOCK, last);
    decrypt_block(key, out, in + BLOCK);
    memxor(out, iv, BLOCK);
    ksp_place_write(&start, out, BLOCK + last);
cleanup:
    ksp_wipe(out, sizeof(out));
}
