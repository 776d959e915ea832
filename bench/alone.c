/* SPDX-License-Identifier: MIT */
#include "alone.h"

#include <nettle/aes.h>
#include <nettle/cbc.h>
#include <nettle/nettle-meta.h>
#include <stdint.h>
#include <stdlib.h>

#include "fail.h"
#include "figures.h"

#define MAX_CALLS 16384

/* A yardstick at work: keys are expanded once, as a context does it. */
struct alone {
    const struct nettle_mac *hmac;
    void *hmac_key;
    struct aes128_ctx aes128;
    struct aes256_ctx aes256;
    uint8_t *in, *out;
    size_t size;
};

static void
call_hmac(struct alone *a)
{
    uint8_t digest[64];

    a->hmac->update(a->hmac_key, a->size, a->in);
    a->hmac->digest(a->hmac_key, a->hmac->digest_size, digest);
}

static size_t
whole_blocks(const struct alone *a)
{
    return a->size / AES_BLOCK_SIZE * AES_BLOCK_SIZE;
}

static void
call_cbc_aes128(struct alone *a)
{
    uint8_t iv[AES_BLOCK_SIZE] = { 0 };

    cbc_aes128_encrypt(&a->aes128, iv, whole_blocks(a), a->out, a->in);
}

static void
call_cbc_aes256(struct alone *a)
{
    uint8_t iv[AES_BLOCK_SIZE] = { 0 };

    cbc_aes256_encrypt(&a->aes256, iv, whole_blocks(a), a->out, a->in);
}

static const struct {
    const char *name;
    const struct nettle_mac *hmac;      /* NULL: a cipher */
    void (*call)(struct alone *a);
} yardsticks[] = {
    { "hmac_sha1", &nettle_hmac_sha1, call_hmac },
    { "hmac_sha256", &nettle_hmac_sha256, call_hmac },
    { "hmac_sha384", &nettle_hmac_sha384, call_hmac },
    { "cbc_aes128", NULL, call_cbc_aes128 },
    { "cbc_aes256", NULL, call_cbc_aes256 }
};

#define YARDSTICKS (sizeof(yardsticks) / sizeof(yardsticks[0]))

static void
set_keys(struct alone *a, const struct nettle_mac *hmac)
{
    uint8_t key[64];
    size_t i;

    for (i = 0; i < sizeof(key); i++)
        key[i] = (uint8_t)(i * 7 + 1);
    aes128_set_encrypt_key(&a->aes128, key);
    aes256_set_encrypt_key(&a->aes256, key);
    a->hmac = hmac;
    if (hmac != NULL) {
        a->hmac_key = must_calloc(1, hmac->context_size);
        hmac->set_key(a->hmac_key, key);
    }
}

static double
time_calls(void (*call)(struct alone *), struct alone *a, size_t n)
{
    double begin = figures_now(CLOCK_THREAD_CPUTIME_ID);
    size_t i;

    for (i = 0; i < n; i++)
        call(a);
    return (figures_now(CLOCK_THREAD_CPUTIME_ID) - begin) / (double)n;
}

static void
time_yardstick(size_t y, struct alone *a, double *samples, size_t batches,
               double ns)
{
    const struct subject subject = {
        "alone", yardsticks[y].name, a->size, 1, "ns"
    };
    size_t i, calls;

    set_keys(a, yardsticks[y].hmac);
    calls = figures_calls(ns, time_calls(yardsticks[y].call, a, 4), 4,
                          MAX_CALLS);
    for (i = 0; i < batches; i++)
        samples[i] = time_calls(yardsticks[y].call, a, calls);
    figures_print(&subject, samples, batches);
    free(a->hmac_key);
    a->hmac_key = NULL;
}

void
alone_print(size_t size, size_t batches, double ns)
{
    struct alone a = { .in = must_calloc(1, size),
                       .out = must_calloc(1, size), .size = size };
    double *samples = must_calloc(batches, sizeof(*samples));
    size_t y;

    for (y = 0; y < YARDSTICKS; y++) {
        if (yardsticks[y].hmac != NULL || size >= AES_BLOCK_SIZE)
            time_yardstick(y, &a, samples, batches, ns);
    }
    free(samples);
    free(a.in);
    free(a.out);
}
