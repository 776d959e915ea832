/* SPDX-License-Identifier: MIT */
/*
 * shim/crypto: what making a key leaves on the stack is nothing of the key;
 * keys are also made for single tokens, of RC4.  Of a forged message nothing
 * is left that would tell the right checksum, or its text.
 *
 * Each function runs with several keys on a stack of its own, which is looked
 * at twice.  When ksp_stack_wipe is called, which the linker has call our
 * function, no key is there as it is, unless nettle has left it: what the
 * package knows of it has wiped.  Afterwards nothing is there that is not the
 * same with every key.
 */
#include <nettle/arcfour.h>
#include <nettle/des.h>
#include <nettle/hmac.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/cts.h"
#include "crypto/derive.h"
#include "crypto/hmac.h"
#include "crypto/rfc1964.h"
#include "crypto/stack_wipe.h"
#include "unit/unit_older.h"
#include "unit/unit_stack.h"

#define UNUSED 0x77
#define KEYS 4
#define USAGE 24

/* So many bytes are of a key: a register that was saved holds fewer. */
#define GLIMPSE 9

/* ---- nettle ----------------------------------------------------------- */

static const struct nettle_hash *
hash_of(int32_t enctype)
{
    switch (enctype) {
    case 19:
        return &nettle_sha256;
    case 20:
        return KSP_SHA384;
    case 23:
    case 24:
        return &nettle_md5;
    default:
        return &nettle_sha1;
    }
}

struct hashing {
    const struct nettle_hash *hash;
    unsigned char block[SHA512_BLOCK_SIZE];
};

static void
hash_block(void *argument)
{
    const struct hashing *h = argument;
    union ksp_hash_state state;

    h->hash->init(&state);
    h->hash->update(&state, h->hash->block_size, h->block);
}

/* Some of nettle's hashes put what they hash on the stack as it is, and leave
 * it there: by version; and on other processors than x86-64 what they have
 * come to as well. */
static bool
nettle_copies(const struct nettle_hash *hash)
{
    struct hashing h = { .hash = hash };
    size_t i;

#ifndef __x86_64__
    return true;
#endif
    for (i = 0; i < sizeof(h.block); i++)
        h.block[i] = (unsigned char)(i * 29 + 11);
    return unit_leaves(hash_block, &h, h.block + 32, 16);
}

/* ---- what is secret -------------------------------------------------- */

#define SECRETS 64

static unsigned char text[77];

struct secret {
    unsigned char bytes[KSP_HMAC_KEPT + 16];
    size_t length;
};

static struct secret secrets[SECRETS];
static size_t n_secrets;

static void
secret(const void *bytes, size_t length)
{
    ck_assert(n_secrets < SECRETS && length <= sizeof(secrets[0].bytes));
    memcpy(secrets[n_secrets].bytes, bytes, length);
    secrets[n_secrets++].length = length;
}

/* A key of HMAC: as it is, as it is hashed, and what its two hashes begin
 * with. */
static void
secret_hmac(const struct nettle_hash *hash, const unsigned char *key,
            size_t length)
{
    unsigned char inner[KSP_KEY_MAX], outer[KSP_KEY_MAX];
    struct ksp_hmac_key hmac;
    size_t i;

    for (i = 0; i < length; i++) {
        inner[i] = key[i] ^ 0x36;
        outer[i] = key[i] ^ 0x5c;
    }
    ksp_hmac_set_key(&hmac, hash, key, length);
    secret(key, length);
    secret(inner, length);
    secret(outer, length);
    secret(hmac.inner, 16);
    secret(hmac.outer, 16);
}

static void
secrets_rfc4121(const struct ksp_enctype *et, const unsigned char *contents)
{
    const struct nettle_hash *hash = hash_of(et->enctype);
    unsigned char key[KSP_KEY_MAX];
    size_t length;

    secret_hmac(hash, contents, et->key_length);
    length = ksp_derive(et, contents, USAGE, KSP_DERIVE_CHECKSUM, key);
    secret_hmac(hash, key, length);
    length = ksp_derive(et, contents, USAGE, KSP_DERIVE_INTEGRITY, key);
    secret_hmac(hash, key, length);
    length = ksp_derive(et, contents, USAGE, KSP_DERIVE_ENCRYPT, key);
    secret(key, length);
}

static void
secret_rc4(const unsigned char *base, const void *data, size_t length,
           bool exportable)
{
    unsigned char key[16];
    struct hmac_md5_ctx hmac;

    hmac_md5_set_key(&hmac, sizeof(key), base);
    hmac_md5_update(&hmac, length, data);
    hmac_md5_digest(&hmac, sizeof(key), key);
    secret(key, exportable ? 16 : 7);
    if (exportable)
        memset(key + 7, 0xab, 9);
    secret_hmac(&nettle_md5, key, sizeof(key));
    secret_hmac(&nettle_md5, base, sizeof(key));
}

static void
secrets_rc4(const struct ksp_enctype *et, const unsigned char *contents)
{
    static const unsigned char zeros[4], salted[14] = "fortybits";
    bool exportable = et->enctype == 24;
    const void *data = exportable ? salted : zeros;
    size_t length = exportable ? sizeof(salted) : sizeof(zeros);
    unsigned char flipped[16];
    size_t i;

    for (i = 0; i < sizeof(flipped); i++)
        flipped[i] = contents[i] ^ 0xf0;
    secret_rc4(contents, "signaturekey", 13, false);
    secret_rc4(contents, data, length, exportable);
    secret_rc4(flipped, data, length, exportable);
}

/* The bits that the checksum's key is made of.  That key itself is not among
 * them: it is the bits in another order, with parity. */
static void
secrets_des3(const unsigned char *contents)
{
    static const unsigned char constant[5] = { 0, 0, 0, 23, 0x99 };
    unsigned char block[8];
    struct des3_ctx des3;
    int i;

    secret(contents, 24);
    des3_set_key(&des3, contents);
    ksp_n_fold(constant, sizeof(constant), block, sizeof(block));
    for (i = 0; i < 3; i++) {
        des3_encrypt(&des3, sizeof(block), block, block);
        secret(block, sizeof(block));
    }
}

/* The keys of a token, made of its checksum and its number, and what they are
 * made into: the state when bytes have been encrypted; and the digest that is
 * made into the checksum. */
#define NUMBER 0x01020304

static unsigned char token_cksum[KSP_CKSUM_MAX];

static void
secret_token(const unsigned char *base, const unsigned char *data,
             size_t length, size_t encrypted)
{
    static const unsigned char zeros[4];
    unsigned char bytes[sizeof(text)], key[16];
    struct arcfour_ctx rc4;
    struct hmac_md5_ctx hmac;

    hmac_md5_set_key(&hmac, sizeof(key), base);
    hmac_md5_update(&hmac, sizeof(zeros), zeros);
    hmac_md5_digest(&hmac, sizeof(key), key);
    hmac_md5_set_key(&hmac, sizeof(key), key);
    hmac_md5_update(&hmac, length, data);
    hmac_md5_digest(&hmac, sizeof(key), key);
    secret(key, sizeof(key));
    memset(bytes, 0, sizeof(bytes));
    arcfour_set_key(&rc4, sizeof(key), key);
    arcfour_crypt(&rc4, encrypted, bytes, bytes);
    secret(rc4.S, 64);
}

static void
secrets_token(const unsigned char *contents)
{
    static const unsigned char T[4] = { 15, 0, 0, 0 };
    const unsigned char number[4] = { 1, 2, 3, 4 };
    unsigned char flipped[16], digest[16];
    struct md5_ctx md5;
    size_t i;

    for (i = 0; i < sizeof(flipped); i++)
        flipped[i] = contents[i] ^ 0xf0;
    for (i = 0; i < sizeof(text); i++)
        text[i] = (unsigned char)(i * 7 + contents[0]);
    secret_token(contents, token_cksum, 8, 8);
    secret_token(flipped, number, sizeof(number), sizeof(text));
    md5_init(&md5);
    md5_update(&md5, sizeof(T), T);
    md5_update(&md5, sizeof(text), text);
    md5_digest(&md5, sizeof(digest), digest);
    secret(digest, sizeof(digest));
    secret(text, sizeof(text) - 1);
}

static void
learn(const struct ksp_enctype *et, const unsigned char *contents)
{
    n_secrets = 0;
    if (et->protocol == KSP_RFC4121)
        secrets_rfc4121(et, contents);
    else if (et->enctype == 16)
        secrets_des3(contents);
    else
        secrets_rc4(et, contents);
    if (et->enctype == 23)
        secrets_token(contents);
}

/* ---- what makes keys ------------------------------------------------- */

enum call {
    DERIVE, SIGN, SEAL, UNSEAL, FORGED_MIC, FORGED, NEW_1964,
    CHECKSUM_1964, NUMBER_1964, CRYPT_1964
};

static const struct {
    int32_t enctype;
    enum call call;
} rows[] = {
    { 17, DERIVE }, { 18, DERIVE }, { 19, DERIVE }, { 20, DERIVE },
    { 17, SIGN }, { 18, SIGN }, { 19, SIGN }, { 20, SIGN },
    { 17, SEAL }, { 18, SEAL }, { 19, SEAL }, { 20, SEAL },
    { 17, UNSEAL }, { 18, UNSEAL }, { 19, UNSEAL }, { 20, UNSEAL },
    { 17, FORGED_MIC }, { 18, FORGED_MIC }, { 19, FORGED_MIC },
    { 20, FORGED_MIC }, { 17, FORGED }, { 18, FORGED }, { 19, FORGED },
    { 20, FORGED },
    { 16, NEW_1964 }, { 23, NEW_1964 }, { 24, NEW_1964 },
    { 23, CHECKSUM_1964 }, { 23, NUMBER_1964 }, { 23, CRYPT_1964 },
};

#define N_ROWS ((int)(sizeof(rows) / sizeof(rows[0])))

struct job {
    const struct ksp_enctype *et;
    enum call call;
    unsigned char contents[KSP_KEY_MAX];
    struct ksp_key *key;        /* nothing is made of it yet */
    struct ksp_1964_key *older;
    unsigned char *stack;
    size_t length;              /* of it, below the frame of work() */
    bool looked;
    unsigned char *before;      /* copies */
    unsigned char *after;
};

static struct job *running;

void __real_ksp_stack_wipe(void);
void __wrap_ksp_stack_wipe(void);

/* The first time; later it may be about the message. */
void
__wrap_ksp_stack_wipe(void)
{
    struct job *job = running;

    if (job == NULL || job->looked) {
        __real_ksp_stack_wipe();
    } else {
        job->looked = true;
        memcpy(job->before, job->stack, job->length);
        __real_ksp_stack_wipe();
        memcpy(job->after, job->stack, job->length);
    }
}

static unsigned char out[KSP_KEY_MAX], confounder[KSP_CONFOUNDER_MAX];

/* Two spans, of which one ends inside a block. */
static const struct ksp_span halves[2] = {
    { text, 40, KSP_SPAN_SEAL, NULL },
    { text + 40, sizeof(text) - 40, KSP_SPAN_SEAL, NULL }
};

/* What has been sent is no secret: the last block of it is the next one's
 * initialization vector. */
static unsigned char sent[sizeof(confounder) + sizeof(text)];

static void
send_text(void)
{
    memcpy(sent, confounder, sizeof(confounder));
    memcpy(sent + sizeof(confounder), text, sizeof(text));
}

static void
forget_sent(unsigned char *stack, size_t length)
{
    unsigned char *found;
    size_t i;

    for (i = 0; i + KSP_CTS_BLOCK <= sizeof(sent); i++) {
        found = memmem(stack, length, sent + i, KSP_CTS_BLOCK);
        if (found != NULL)
            memset(found, UNUSED, KSP_CTS_BLOCK);
    }
}

/* The right checksum, of which the last byte is altered; and a key that has
 * been used. */
static void
forge(struct job *job)
{
    const struct ksp_provider *p = ksp_provider_for(job->et);
    size_t i;

    for (i = 0; i < sizeof(text); i++)
        text[i] = (unsigned char)(i * 7 + job->contents[0]);
    if (job->call == FORGED_MIC) {
        assert_status(p->sign(job->key, halves, 2, out), SEC_E_OK);
    } else {
        secret(text, sizeof(text));
        assert_status(p->seal(job->key, confounder, halves, 2, out),
                      SEC_E_OK);
        assert_status(p->unseal(job->key, confounder, halves, 2, out),
                      SEC_E_OK);
        assert_status(p->seal(job->key, confounder, halves, 2, out),
                      SEC_E_OK);
        send_text();
    }
    secret(out, job->et->cksum_length - 1);
    out[job->et->cksum_length - 1] ^= 1;
}

/* When the call has ended: where it wipes the stack itself, its frames still
 * hold what it wipes afterwards. */
static void
wipe_and_look(struct job *job)
{
    job->looked = false;
    ksp_stack_wipe();
}

static void
make_rfc4121(struct job *job, const struct ksp_span *span)
{
    const struct ksp_provider *p = ksp_provider_for(job->et);

    if (job->call == DERIVE) {
        (void)ksp_derive(job->et, job->contents, USAGE, KSP_DERIVE_CHECKSUM,
                         out);
        ksp_stack_wipe();
    } else if (job->call == FORGED_MIC) {
        (void)p->verify(job->key, halves, 2, out);
        wipe_and_look(job);
    } else if (job->call == FORGED) {
        (void)p->unseal(job->key, confounder, halves, 2, out);
        wipe_and_look(job);
    } else if (job->call == SIGN) {
        (void)p->sign(job->key, span, 1, out);
    } else if (job->call == SEAL) {
        (void)p->seal(job->key, confounder, span, 1, out);
    } else {
        (void)p->unseal(job->key, confounder, span, 1, out);
    }
}

/* A token leaves what depends on it: that is not compared. */
static void
make_rfc1964(struct job *job, const struct ksp_span *span)
{
    const struct ksp_1964_cipher *c = ksp_1964_cipher_for(job->et);

    if (job->call == NEW_1964) {
        (void)ksp_1964_key_new(job->et, job->contents, &job->older);
        return;
    }
    if (job->call == CHECKSUM_1964)
        c->checksum(job->older, true, span, 1, out);
    else if (job->call == NUMBER_1964)
        c->number(job->older, token_cksum, true, out);
    else
        c->crypt(job->older, NUMBER, true, span, 1);
    wipe_and_look(job);
}

static void
make(struct job *job)
{
    const struct ksp_span span = {
        .data = text, .length = sizeof(text), .kind = KSP_SPAN_SEAL
    };

    if (job->call < NEW_1964)
        make_rfc4121(job, &span);
    else
        make_rfc1964(job, &span);
}

static void *
work(void *argument)
{
    struct job *job = argument;
    unsigned char *frame = __builtin_frame_address(0);

    job->length = (size_t)(frame - job->stack);
    make(job);
    return NULL;
}

/* With key number `number`. */
static void
run(struct job *job, int number)
{
    int i;

    for (i = 0; i < KSP_KEY_MAX; i++)
        job->contents[i] = (unsigned char)(i * 37 + number * 91 + 5);
    learn(job->et, job->contents);
    if (job->call > NEW_1964)
        assert_status(ksp_1964_key_new(job->et, job->contents, &job->older),
                      SEC_E_OK);
    else if (job->call != DERIVE && job->call != NEW_1964)
        assert_status(ksp_provider_for(job->et)->key_new(
            job->et, job->contents, USAGE, &job->key), SEC_E_OK);
    if (job->call == FORGED_MIC || job->call == FORGED)
        forge(job);
    job->looked = false;
    memset(job->stack, UNUSED, UNIT_STACK);
    running = job;
    unit_on_stack(work, job, job->stack);
    running = NULL;
    ck_assert(job->looked);
    if (job->key != NULL)
        job->key->provider->key_free(&job->key);
    ksp_1964_key_free(&job->older);
}

/* ---- what is left ---------------------------------------------------- */

static bool
shows(const unsigned char *stack, size_t length)
{
    size_t i, at, some;

    /* Most of it was not used. */
    for (; length > 0 && *stack == UNUSED; length--)
        stack++;
    for (i = 0; i < n_secrets; i++) {
        some = secrets[i].length < GLIMPSE ? secrets[i].length : GLIMPSE;
        for (at = 0; at + some <= secrets[i].length; at++) {
            if (memmem(stack, length, secrets[i].bytes + at, some) != NULL)
                return true;
        }
    }
    return false;
}

/* Bytes that are not the same each time, one behind the other: the most that
 * there are. */
static size_t
varying(unsigned char *const *stacks, size_t length)
{
    size_t most = 0, now = 0, i;
    bool same;
    int k;

    for (i = 0; i < length; i++) {
        same = true;
        for (k = 1; k < KEYS; k++)
            same = same && stacks[k][i] == stacks[0][i];
        now = same ? 0 : now + 1;
        most = now > most ? now : most;
    }
    return most;
}

START_TEST(test_residue)
{
    struct job job = { .call = rows[_i].call };
    bool copies = nettle_copies(hash_of(rows[_i].enctype));
    unsigned char *left[KEYS];
    int k;

    job.et = ksp_enctype_find(rows[_i].enctype);
    job.stack = aligned_alloc(4096, UNIT_STACK);
    job.before = calloc(1, UNIT_STACK);
    ck_assert(job.stack != NULL && job.before != NULL);
    /* At first the linker is at work, and saves registers. */
    for (k = -1; k < KEYS; k++) {
        job.after = calloc(1, UNIT_STACK);
        ck_assert_ptr_nonnull(job.after);
        run(&job, k + 1);
        if (job.call == FORGED)
            forget_sent(job.after, job.length);
        ck_assert(k < 0 || copies || !shows(job.before, job.length));
        /* It would be seen. */
        memcpy(job.before + job.length - 100, secrets[n_secrets - 1].bytes,
               GLIMPSE);
        ck_assert(shows(job.before, job.length));
        left[k < 0 ? 0 : k] = job.after;
    }
    ck_assert_uint_lt(varying(left, job.length), GLIMPSE);
    memcpy(left[0] + job.length / 2, job.contents, GLIMPSE);
    ck_assert_uint_ge(varying(left, job.length), GLIMPSE);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("key_residue");
    TCase *tc = tcase_create("key_residue");

    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, test_residue, 0, N_ROWS);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
