/* SPDX-License-Identifier: MIT */
/*
 * shim/crypto/knownanswer.c: nettle's answers are right, and a nettle of
 * which anything is not as it should be is found out.
 *
 * The linker puts our functions and tables in front of nettle's.  They do the
 * same, unless they are told to spoil it.
 */
#include "config.h"

#include <nettle/aes.h>
#include <nettle/arcfour.h>
#include <nettle/cbc.h>
#include <nettle/nettle-meta.h>
#include <nettle/version.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/hmac.h"
#include "crypto/knownanswer.h"
#include "crypto/rfc1964.h"
#include "unit/unit_older.h"

/* ---- a nettle that can be spoiled ----------------------------------- */

/* What is spoilt; of the first three that it does nothing. */
enum part {
    NOTHING, INIT, UPDATE, DIGEST, DIGEST_END, RELEASE, ENCRYPTION,
    DECRYPTION
};

static enum part spoiled;
static bool no_memory;
static int begun;               /* hashes */

static void
spoil(enum part part, unsigned char *bytes, size_t length)
{
    if (spoiled == part)
        bytes[length - 1] ^= 1;
}

int __real_nettle_version_major(void);
int __wrap_nettle_version_major(void);

int
__wrap_nettle_version_major(void)
{
    return __real_nettle_version_major() + (spoiled == RELEASE);
}

void *__real_calloc(size_t count, size_t length);
void *__wrap_calloc(size_t count, size_t length);

void *
__wrap_calloc(size_t count, size_t length)
{
    return no_memory ? NULL : __real_calloc(count, length);
}

/* A function that has the name and the type of one of nettle's. */
#define SPOILED(part, function, parameters, arguments) \
void __real_##function parameters; \
void __wrap_##function parameters; \
void \
__wrap_##function parameters \
{ \
    __real_##function arguments; \
    spoil(part, dst, length); \
}

SPOILED(ENCRYPTION, nettle_cbc_aes128_encrypt,
        (const struct aes128_ctx *ctx, uint8_t *iv, size_t length,
         uint8_t *dst, const uint8_t *src), (ctx, iv, length, dst, src))
SPOILED(ENCRYPTION, nettle_cbc_aes256_encrypt,
        (const struct aes256_ctx *ctx, uint8_t *iv, size_t length,
         uint8_t *dst, const uint8_t *src), (ctx, iv, length, dst, src))
SPOILED(DECRYPTION, nettle_aes128_decrypt,
        (const struct aes128_ctx *ctx, size_t length, uint8_t *dst,
         const uint8_t *src), (ctx, length, dst, src))
SPOILED(DECRYPTION, nettle_aes256_decrypt,
        (const struct aes256_ctx *ctx, size_t length, uint8_t *dst,
         const uint8_t *src), (ctx, length, dst, src))
SPOILED(ENCRYPTION, nettle_cbc_encrypt,
        (const void *ctx, nettle_cipher_func *f, size_t block, uint8_t *iv,
         size_t length, uint8_t *dst, const uint8_t *src),
        (ctx, f, block, iv, length, dst, src))
SPOILED(DECRYPTION, nettle_cbc_decrypt,
        (const void *ctx, nettle_cipher_func *f, size_t block, uint8_t *iv,
         size_t length, uint8_t *dst, const uint8_t *src),
        (ctx, f, block, iv, length, dst, src))

/* Of RC4, which has one function for both, the second half of the calls. */
static int halves;

void __real_nettle_arcfour_crypt(struct arcfour_ctx *ctx, size_t length,
                                 uint8_t *dst, const uint8_t *src);
void __wrap_nettle_arcfour_crypt(struct arcfour_ctx *ctx, size_t length,
                                 uint8_t *dst, const uint8_t *src);

void
__wrap_nettle_arcfour_crypt(struct arcfour_ctx *ctx, size_t length,
                            uint8_t *dst, const uint8_t *src)
{
    __real_nettle_arcfour_crypt(ctx, length, dst, src);
    spoil(halves++ < 2 ? ENCRYPTION : DECRYPTION, dst, length);
}

extern const struct nettle_hash __real_nettle_md5, __real_nettle_sha1;
extern const struct nettle_hash __real_nettle_sha256, __real_nettle_sha384;
extern struct nettle_hash __wrap_nettle_md5, __wrap_nettle_sha1;
extern struct nettle_hash __wrap_nettle_sha256, __wrap_nettle_sha384;
struct nettle_hash __wrap_nettle_md5, __wrap_nettle_sha1;
struct nettle_hash __wrap_nettle_sha256, __wrap_nettle_sha384;

static const struct {
    int32_t enctype;
    struct nettle_hash *hash;
    const struct nettle_hash *real;
} rows[] = {
    { 16, &__wrap_nettle_sha1, &__real_nettle_sha1 },
    { 17, &__wrap_nettle_sha1, &__real_nettle_sha1 },
    { 18, &__wrap_nettle_sha1, &__real_nettle_sha1 },
    { 19, &__wrap_nettle_sha256, &__real_nettle_sha256 },
    { 23, &__wrap_nettle_md5, &__real_nettle_md5 },
    { 24, &__wrap_nettle_md5, &__real_nettle_md5 },
#ifndef HAVE_LIBCRYPTO_SHA384
    { 20, &__wrap_nettle_sha384, &__real_nettle_sha384 },
#endif
};

#define N_ROWS ((int)(sizeof(rows) / sizeof(rows[0])))

/* That of the row that is looked at. */
static struct nettle_hash *hash;
static const struct nettle_hash *real;

static void
hash_init(void *state)
{
    begun++;
    if (spoiled != INIT)
        real->init(state);
}

static void
hash_update(void *state, size_t length, const uint8_t *data)
{
    if (spoiled != UPDATE)
        real->update(state, length, data);
}

/* The start of the digest is right whatever happens. */
static void
hash_digest(void *state, size_t length, uint8_t *out)
{
    if (spoiled != DIGEST)
        real->digest(state, length, out);
    if (length > 8)
        spoil(DIGEST_END, out, length);
}

static const struct ksp_enctype *
start(int row)
{
    hash = rows[row].hash;
    real = rows[row].real;
    *hash = *real;
    hash->init = hash_init;
    hash->update = hash_update;
    hash->digest = hash_digest;
    return ksp_enctype_find(rows[row].enctype);
}

/* ---- the tests ------------------------------------------------------- */

/* Once: the hash is not asked again. */
START_TEST(test_right)
{
    const struct ksp_enctype *et = start(_i);
    int asked;

    ck_assert(ksp_known_answer(et));
    asked = begun;
    ck_assert_int_gt(asked, 0);
    spoiled = DIGEST_END;
    ck_assert(ksp_known_answer(et));
    ck_assert_int_eq(begun, asked);
}
END_TEST

/* Whosever SHA-384 it is: all are right, and its state is that of a new one
 * when the digest has been taken. */
START_TEST(test_all_right)
{
    static const unsigned char of_nothing[8] = {
        0x38, 0xb0, 0x60, 0xa7, 0x51, 0xac, 0x96, 0x38
    };
    union ksp_hash_state state;
    unsigned char digest[48];
    size_t i;

    for (i = 0; ksp_enctype_at(i) != NULL; i++) {
        ck_assert_int_eq(ksp_known_answer(ksp_enctype_at(i)),
                         strstr(ksp_enctype_at(i)->name, "cmac") == NULL);
    }
    KSP_SHA384->init(&state);
    KSP_SHA384->update(&state, sizeof(of_nothing), of_nothing);
    KSP_SHA384->digest(&state, sizeof(digest), digest);
    ck_assert_mem_ne(digest, of_nothing, sizeof(of_nothing));
    KSP_SHA384->digest(&state, sizeof(of_nothing), digest);
    ck_assert_mem_eq(digest, of_nothing, sizeof(of_nothing));
}
END_TEST

/* Camellia is not nettle's here. */
START_TEST(test_others)
{
    ck_assert(!ksp_known_answer(ksp_enctype_find(25)));
    ck_assert(!ksp_known_answer(ksp_enctype_find(26)));
}
END_TEST

/* Nobody uses it afterwards, even if it is mended. */
static void
assert_wrong(int row, const struct ksp_enctype *et)
{
    ck_assert(!ksp_known_answer(et));
    *hash = *rows[row].real;
    spoiled = NOTHING;
    ck_assert(!ksp_known_answer(et));
    ck_assert_ptr_eq(ksp_provider_for(et), &ksp_provider_krb5);
    ck_assert_ptr_null(ksp_1964_cipher_for(et));
}

/* Something is done wrong. */
START_TEST(test_spoiled)
{
    int row = _i / DECRYPTION;
    const struct ksp_enctype *et = start(row);

    spoiled = (enum part)(1 + _i % DECRYPTION);
    assert_wrong(row, et);
}
END_TEST

#define FIELDS 6

/* A hash of that name, but of another release. */
START_TEST(test_fields)
{
    int row = _i / FIELDS;
    const struct ksp_enctype *et = start(row);

    switch (_i % FIELDS) {
    case 0:
        hash->digest_size--;
        break;
    case 1:
        hash->block_size *= 2;
        break;
    case 2:
        hash->context_size++;
        break;
    case 3:
        hash->init = NULL;
        break;
    case 4:
        hash->update = NULL;
        break;
    default:
        hash->digest = NULL;
        break;
    }
    assert_wrong(row, et);
}
END_TEST

/* What could not be asked is no wrong answer, and asked again. */
START_TEST(test_no_memory)
{
    const struct ksp_enctype *et = start(_i);

    no_memory = true;
    ck_assert(ksp_known_answer(et));
    no_memory = false;
    if (et->protocol == KSP_RFC1964) {
        spoiled = ENCRYPTION;
        assert_wrong(_i, et);
    }
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("knownanswer");
    TCase *tc = tcase_create("knownanswer");

    tcase_add_loop_test(tc, test_right, 0, N_ROWS);
    tcase_add_test(tc, test_all_right);
    tcase_add_test(tc, test_others);
    tcase_add_loop_test(tc, test_spoiled, 0, N_ROWS * DECRYPTION);
    tcase_add_loop_test(tc, test_fields, 0, N_ROWS * FIELDS);
    tcase_add_loop_test(tc, test_no_memory, 0, N_ROWS);
    suite_add_tcase(suite, tc);
    return suite;
}

/* What is in nettle's tables is known at run time only. */
int
main(void)
{
    __wrap_nettle_md5 = __real_nettle_md5;
    __wrap_nettle_sha1 = __real_nettle_sha1;
    __wrap_nettle_sha256 = __real_nettle_sha256;
    __wrap_nettle_sha384 = __real_nettle_sha384;
    return unit_run(make_suite());
}
