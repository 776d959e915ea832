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

#include "cts.h"

#define BLOCK KSP_CTS_BLOCK

/* A place in the string that the SEAL spans are. */
struct place {
    const struct ksp_span *span;
    const struct ksp_span *end;
    size_t offset;
};

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
cbc_encrypt_run(const struct ksp_cts_key *key, unsigned char *iv,
                unsigned char *data, size_t length)
{
    if (key->wide)
        cbc_aes256_encrypt(&key->u.aes256, iv, length, data, data);
    else
        cbc_aes128_encrypt(&key->u.aes128, iv, length, data, data);
}

static void
cbc_decrypt_run(const struct ksp_cts_key *key, unsigned char *iv,
                unsigned char *data, size_t length)
{
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

/* ---- places --------------------------------------------------------- */

/* Go to the next byte there is, past the end of spans and past those that
 * are not encrypted. */
static void
settle(struct place *p)
{
    while (p->span < p->end && (p->span->kind != KSP_SPAN_SEAL ||
                                p->offset == p->span->length)) {
        p->span++;
        p->offset = 0;
    }
}

/* Bytes from here to the end of the span. */
static size_t
run_length(const struct place *p)
{
    return p->span->length - p->offset;
}

static unsigned char *
here(const struct place *p)
{
    return p->span->data + p->offset;
}

/* Copy `length` bytes between here and `buffer`, and go past them. */
static void
transfer(struct place *p, unsigned char *buffer, size_t length, bool out)
{
    size_t n;

    while (length > 0) {
        settle(p);
        n = run_length(p) < length ? run_length(p) : length;
        if (out)
            memcpy(here(p), buffer, n);
        else
            memcpy(buffer, here(p), n);
        p->offset += n;
        buffer += n;
        length -= n;
    }
}

/* Go back over `length` bytes. */
static void
back(struct place *p, size_t length)
{
    while (length > p->offset) {
        length -= p->offset;
        p->span--;
        p->offset = p->span->kind == KSP_SPAN_SEAL ? p->span->length : 0;
    }
    p->offset -= length;
}

static size_t
total_length(const struct ksp_span *spans, size_t count)
{
    size_t total = 0, i;

    for (i = 0; i < count; i++) {
        if (spans[i].kind == KSP_SPAN_SEAL)
            total += spans[i].length;
    }
    return total;
}

/* ---- whole blocks --------------------------------------------------- */

typedef void run_function(const struct ksp_cts_key *key, unsigned char *iv,
                          unsigned char *data, size_t length);

/* CBC over the next `length` bytes, a multiple of the block. */
static void
cbc(const struct ksp_cts_key *key, run_function *run, struct place *p,
    unsigned char *iv, size_t length)
{
    unsigned char block[BLOCK];
    bool used = false;
    size_t n;

    while (length > 0) {
        settle(p);
        n = run_length(p) < length ? run_length(p) : length;
        n -= n % BLOCK;
        if (n > 0) {
            run(key, iv, here(p), n);
            p->offset += n;
        } else {
            n = BLOCK;
            used = true;
            transfer(p, block, BLOCK, false);
            run(key, iv, block, BLOCK);
            back(p, BLOCK);
            transfer(p, block, BLOCK, true);
        }
        length -= n;
    }
    if (used)
        explicit_bzero(block, sizeof(block));
}

/* ---- both directions ------------------------------------------------ */

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
    struct place p = { spans, spans + count, 0 };
    size_t total = total_length(spans, count);
    size_t last = last_length(total);
    /* The last two blocks as they are written. */
    unsigned char tail[2 * BLOCK] = { 0 };
    unsigned char iv[BLOCK] = { 0 };

    if (total == BLOCK) {
        cbc(key, cbc_encrypt_run, &p, iv, BLOCK);
    } else {
        cbc(key, cbc_encrypt_run, &p, iv, total - last);
        memcpy(tail + BLOCK, iv, BLOCK);
        transfer(&p, tail, last, false);
        cbc_encrypt_run(key, iv, tail, BLOCK);
        back(&p, BLOCK + last);
        transfer(&p, tail, BLOCK + last, true);
    }
}

void
ksp_cts_decrypt(const struct ksp_cts_key *key, const struct ksp_span *spans,
                size_t count)
{
    struct place p = { spans, spans + count, 0 }, start;
    size_t total = total_length(spans, count);
    size_t last = last_length(total);
    unsigned char in[2 * BLOCK] = { 0 };
    unsigned char out[2 * BLOCK];
    unsigned char iv[BLOCK] = { 0 };

    if (total == BLOCK) {
        cbc(key, cbc_decrypt_run, &p, iv, BLOCK);
        goto cleanup;
    }
    cbc(key, cbc_decrypt_run, &p, iv, total - BLOCK - last);
    start = p;
    transfer(&p, in, BLOCK + last, false);
    /* D(C) is P2 ^ C' where C' was cut, and C' itself behind. */
    decrypt_block(key, out + BLOCK, in);
    memcpy(in + BLOCK + last, out + BLOCK + last, BLOCK - last);
    memxor(out + BLOCK, in + BLOCK, last);
    decrypt_block(key, out, in + BLOCK);
    memxor(out, iv, BLOCK);
    transfer(&start, out, BLOCK + last, true);
cleanup:
    explicit_bzero(out, sizeof(out));
}
