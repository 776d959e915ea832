/* SPDX-License-Identifier: MIT */
/*
 * primitive [-b BATCHES] [-t MICROSECONDS] ENCTYPE SIZE...
 * primitive [-b BATCHES] [-t MICROSECONDS] alone SIZE...
 *
 * What nettle's primitives alone take for each message operation: the limit
 * of any provider that is built on them.  A MIC and an integrity-only wrap
 * are one HMAC over message and header; a sealed wrap is AES-CBC (CTS costs
 * the same) and one HMAC over confounder, message and header.  Keys are
 * expanded once.  Nothing else is done: no token, no allocation.  "alone" is
 * each HMAC and each cipher by itself (alone.h).
 */
#include <nettle/aes.h>
#include <nettle/cbc.h>
#include <nettle/nettle-meta.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alone.h"
#include "fail.h"
#include "figures.h"

#define HEADER 16
#define CONFOUNDER AES_BLOCK_SIZE
#define MAX_CALLS 16384

struct enctype {
    const char *name;
    bool aes256;
    const struct nettle_mac *hmac;
};

static const struct enctype enctypes[] = {
    { "aes128-cts-hmac-sha1-96", false, &nettle_hmac_sha1 },
    { "aes256-cts-hmac-sha1-96", true, &nettle_hmac_sha1 },
    { "aes128-cts-hmac-sha256-128", false, &nettle_hmac_sha256 },
    { "aes256-cts-hmac-sha384-192", true, &nettle_hmac_sha384 }
};

#define ENCTYPES (sizeof(enctypes) / sizeof(enctypes[0]))

struct keys {
    const struct enctype *enctype;
    struct aes128_ctx encrypt128, decrypt128;
    struct aes256_ctx encrypt256, decrypt256;
    void *hmac;
};

/* A message with room for confounder and header. */
struct space {
    const struct keys *keys;
    uint8_t *in, *out;
    size_t size;
};

static void
keys_open(struct keys *keys, const struct enctype *enctype)
{
    uint8_t key[64];
    size_t i;

    for (i = 0; i < sizeof(key); i++)
        key[i] = (uint8_t)(i * 7 + 1);
    keys->enctype = enctype;
    keys->hmac = must_calloc(1, enctype->hmac->context_size);
    enctype->hmac->set_key(keys->hmac, key);
    aes128_set_encrypt_key(&keys->encrypt128, key);
    aes128_set_decrypt_key(&keys->decrypt128, key);
    aes256_set_encrypt_key(&keys->encrypt256, key);
    aes256_set_decrypt_key(&keys->decrypt256, key);
}

static void
hash(const struct space *s, size_t length, const uint8_t *data)
{
    const struct nettle_mac *hmac = s->keys->enctype->hmac;
    uint8_t digest[64];

    hmac->update(s->keys->hmac, length, data);
    hmac->digest(s->keys->hmac, hmac->digest_size, digest);
}

/* Whole blocks of what is enciphered. */
static size_t
sealed_length(const struct space *s)
{
    return (CONFOUNDER + s->size + HEADER) / AES_BLOCK_SIZE * AES_BLOCK_SIZE;
}

static void
sign(const struct space *s)
{
    hash(s, s->size + HEADER, s->in);
}

static void
seal(const struct space *s, uint8_t *to)
{
    uint8_t iv[AES_BLOCK_SIZE] = { 0 };
    size_t length = sealed_length(s);

    hash(s, CONFOUNDER + s->size + HEADER, s->in);
    if (s->keys->enctype->aes256)
        cbc_aes256_encrypt(&s->keys->encrypt256, iv, length, to, s->in);
    else
        cbc_aes128_encrypt(&s->keys->encrypt128, iv, length, to, s->in);
}

static void
unseal(const struct space *s, uint8_t *to)
{
    uint8_t iv[AES_BLOCK_SIZE] = { 0 };
    size_t length = sealed_length(s);

    if (s->keys->enctype->aes256) {
        cbc_decrypt(&s->keys->decrypt256,
                    (nettle_cipher_func *)aes256_decrypt, AES_BLOCK_SIZE, iv,
                    length, to, s->in);
    } else {
        cbc_decrypt(&s->keys->decrypt128,
                    (nettle_cipher_func *)aes128_decrypt, AES_BLOCK_SIZE, iv,
                    length, to, s->in);
    }
    hash(s, CONFOUNDER + s->size + HEADER, to);
}

static void
seal_away(const struct space *s)
{
    seal(s, s->out);
}

static void
seal_in_place(const struct space *s)
{
    seal(s, s->in);
}

static void
unseal_away(const struct space *s)
{
    unseal(s, s->out);
}

static void
unseal_in_place(const struct space *s)
{
    unseal(s, s->in);
}

/* Under the names of operations.c. */
static const struct {
    const char *name;
    void (*call)(const struct space *s);
} operations[] = {
    { "get_mic", sign },
    { "verify_mic", sign },
    { "wrap_conf", seal_away },
    { "unwrap_conf", unseal_away },
    { "wrap_integ", sign },
    { "unwrap_integ", sign },
    { "wrap_iov", seal_in_place },
    { "unwrap_iov", unseal_in_place }
};

#define OPERATIONS (sizeof(operations) / sizeof(operations[0]))

static double
time_calls(void (*call)(const struct space *), const struct space *s,
           size_t n)
{
    double begin = figures_now(CLOCK_THREAD_CPUTIME_ID);
    size_t i;

    for (i = 0; i < n; i++)
        call(s);
    return (figures_now(CLOCK_THREAD_CPUTIME_ID) - begin) / (double)n;
}

static void
time_size(const struct keys *keys, size_t size, size_t batches, double ns)
{
    struct space s = { .keys = keys, .size = size };
    double *samples = must_calloc(batches, sizeof(*samples));
    size_t i, op, calls;

    s.in = must_calloc(1, CONFOUNDER + size + HEADER);
    s.out = must_calloc(1, CONFOUNDER + size + HEADER);
    for (op = 0; op < OPERATIONS; op++) {
        const struct subject subject = {
            "message", operations[op].name, size, 1, "ns"
        };

        calls = figures_calls(ns, time_calls(operations[op].call, &s, 4), 4,
                              MAX_CALLS);
        for (i = 0; i < batches; i++)
            samples[i] = time_calls(operations[op].call, &s, calls);
        figures_print(&subject, samples, batches);
    }
    free(s.in);
    free(s.out);
    free(samples);
}

static size_t
number(const char *text)
{
    unsigned long value = strtoul(text, NULL, 10);

    must(text, value > 0 && value < 1u << 30);
    return value;
}

static const struct enctype *
enctype_of(const char *name)
{
    size_t i;

    for (i = 0; i < ENCTYPES; i++) {
        if (strcmp(enctypes[i].name, name) == 0)
            break;
    }
    must(name, i < ENCTYPES);
    return &enctypes[i];
}

static void
print_alone(char **sizes, size_t batches, double ns)
{
    for (; *sizes != NULL; sizes++)
        alone_print(number(*sizes), batches, ns);
}

static void
print_enctype(const char *name, char **sizes, size_t batches, double ns)
{
    struct keys keys;

    keys_open(&keys, enctype_of(name));
    for (; *sizes != NULL; sizes++)
        time_size(&keys, number(*sizes), batches, ns);
    free(keys.hmac);
}

int
main(int argc, char **argv)
{
    size_t batches = 5;
    double ns = 1e6;
    int option;

    while ((option = getopt(argc, argv, "b:t:")) != -1) {
        must("option", option == 'b' || option == 't');
        if (option == 'b')
            batches = number(optarg);
        else
            ns = (double)number(optarg) * 1e3;
    }
    argv += optind;
    must("ENCTYPE and SIZE", argc - optind >= 2);
    if (strcmp(argv[0], "alone") == 0)
        print_alone(argv + 1, batches, ns);
    else
        print_enctype(argv[0], argv + 1, batches, ns);
    return 0;
}
