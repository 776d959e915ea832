/* SPDX-License-Identifier: MIT */
/*
 * shim/core/rfc1964*.c and shim/crypto/rfc1964*.c: RC4 and DES3 tokens of
 * others, which are those of MIT krb5's t_invalid test, and RC4 ones recorded
 * from MIT krb5 1.20.1; and a build that has none of it.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/rfc1964.h"
#include "unit/heap.h"
#include "unit/unit_older.h"

#ifdef HAVE_NETTLE
#define WITH_CIPHERS true
#else
#define WITH_CIPHERS false
#endif

#define RC4_KEY "66644164557821d0d0fd056aff6fe809"
#define DES3_KEY "4fea19195e0e10df3d29b5138f01c7a7923d38f726730d6d"
#define RECORDED_KEY "c841b39f0aae9fcd92b8e645c91caee2"

struct vector {
    const char *key;
    LONG enctype;
    bool acceptor;              /* who sent them */
    const char *mic, *integ, *conf, *bad;
    /* Numbers of the three tokens. */
    uint32_t SND_SEQ[3];
};

static const struct vector vectors[] = {
    { RC4_KEY, 23, false,
      "602306092a864886f71201020201011100ffffffff5de751f6fb6c255b23935a3020"
      "57dcb5",
      "603306092a864886f71201020202011100ffffffffadb51d01397ba2164c1b6818ec"
      "acd9e59ed1417a89e8cb246d65737361676501",
      "603306092a864886f712010202020111001000ffffdd6d04ea645ce73150d009449e"
      "67a430ecfbffc0f7161e141a8242dd26232b02",
      "603306092a864886f712010202020111001000ffff35d479f38c478f6e236f3ecc5e"
      "575c6a89f0a2034f0b5111ee897ed6f6b5d651", { 0, 0, 0 } },
    { DES3_KEY, 16, false,
      "602f06092a864886f71201020201010400ffffffff57f577c6c07226970089b2eed9"
      "d190e711504fe95918b18f828e8f5e",
      "603f06092a864886f71201020202010400ffffffff0b81564a021bbe832b35087b49"
      "1507976a64efdd3252f0a2e2629ba772f73d6b2dac21e96d65737361676501",
      "603f06092a864886f712010202020104000200ffff665ae1c84f6933975d05e28640"
      "14151427019f329d82f4e1c53efa6d7d0539ae2144a087a624edfca353f130",
      "603f06092a864886f712010202020104000200ffffebf39a892457b8639525e86e8e"
      "79e62ecad3ff579f8cabefdd28102f93212ef252b66fa8bb8a6daa6fb7f4d4",
      { 0, 0, 0 } },
    { RECORDED_KEY, 23, false,
      "602306092a864886f71201020201011100ffffffff158a98f1bb557bca3f1cac4e50"
      "3a7981",
      "603306092a864886f71201020202011100ffffffff0add146de8c002764ee7f1352a"
      "c12d9174c960b258932b936d65737361676501",
      "603306092a864886f712010202020111001000ffff05422c3cc299ddf2d41e4924ae"
      "45917361ecbe6c31e2d5d57a59aa08ce0b3c27", NULL, { 0 } },
    { RECORDED_KEY, 23, true,
      "602306092a864886f71201020201011100ffffffff22ec0e0344aa84353f1cac4e50"
      "3a7981",
      "603306092a864886f71201020202011100ffffffff45d91a38ec3665127a8660037c"
      "0d08cbe29af15efae1a9216d65737361676501",
      "603306092a864886f712010202020111001000ffffececa7afda33a7b20b381084c8"
      "a7d308f0bf5c54334992f24de9336333db1d12", NULL, { 0 } },
};

#define N_VECTORS (sizeof(vectors) / sizeof(vectors[0]))

/* One side of a vector's context, without detection. */
static LSA_SEC_HANDLE
side_of(const struct vector *v, bool sender)
{
    KSP_PACKED_CONTEXT p;
    unsigned char *key;

    memset(&p, 0, sizeof(p));
    p.Role = v->acceptor == sender ? KSP_ROLE_ACCEPTOR : KSP_ROLE_INITIATOR;
    p.ExpiryTime = INT64_MAX;
    p.KeyCount = 1;
    p.Keys[0].Enctype = v->enctype;
    p.Keys[0].Length = (ULONG)unit_hex(v->key, &key);
    memcpy(p.Keys[0].Contents, key, p.Keys[0].Length);
    free(key);
    return unit_context(&p);
}

START_TEST(test_opened)
{
    const struct vector *v = &vectors[_i];
    LSA_SEC_HANDLE receiver = side_of(v, false);
    unsigned char *token;
    ULONG verdict;
    size_t length;

    length = unit_hex(v->mic, &token);
    assert_status(unit_verify(receiver, MESSAGE, MESSAGE_LENGTH, token,
                              length, &verdict), SEC_E_OK);
    free(token);
    length = unit_hex(v->integ, &token);
    assert_status(unit_unwrap(receiver, MESSAGE, MESSAGE_LENGTH, token,
                              length, &verdict), SEC_E_OK);
    free(token);
    length = unit_hex(v->conf, &token);
    assert_status(unit_unwrap(receiver, MESSAGE, MESSAGE_LENGTH, token,
                              length, &verdict), SEC_E_OK);
    free(token);
    unit_delete(receiver);
}
END_TEST

/* A padding longer than the message, with a checksum that is right. */
START_TEST(test_bad_padding)
{
    const struct vector *v = &vectors[_i];
    LSA_SEC_HANDLE receiver = side_of(v, false);
    struct unit_state before = unit_state(receiver);
    unsigned char *token;
    ULONG verdict;
    size_t length;

    length = unit_hex(v->bad, &token);
    assert_status(unit_unwrap(receiver, "", 0, token, length, &verdict),
                  SEC_E_INVALID_TOKEN);
    unit_assert_state(receiver, &before);
    free(token);
    unit_delete(receiver);
}
END_TEST

/* A MIC has nothing random in it. */
START_TEST(test_made)
{
    const struct vector *v = &vectors[_i];
    LSA_SEC_HANDLE sender = side_of(v, true);
    unsigned char *token, *want;
    size_t length;

    length = unit_mic(sender, MESSAGE, MESSAGE_LENGTH, &token);
    ck_assert_uint_eq(length, unit_hex(v->mic, &want));
    ck_assert_mem_eq(token, want, length);
    free(token);
    free(want);
    unit_delete(sender);
}
END_TEST

/* Of each enctype that is not framed as RFC 4121 says, and of no other; and of
 * none if only the reference provider is to be used. */
START_TEST(test_cipher)
{
    const struct ksp_enctype *et = ksp_enctype_at((size_t)_i);
    const struct ksp_1964_cipher *c = ksp_1964_cipher_for(et);

    ck_assert_int_eq(c != NULL, et->protocol == KSP_RFC1964);
    ck_assert(c == NULL || c->enctype == et->enctype);
    ksp_provider_use_reference_only(true);
    ck_assert_ptr_null(ksp_1964_cipher_for(et));
    ksp_provider_use_reference_only(false);
    ck_assert_ptr_eq(ksp_1964_cipher_for(et), c);
}
END_TEST

/* A key is what its head says, and is wiped and freed. */
START_TEST(test_key)
{
    const struct ksp_enctype *et = ksp_enctype_at(DES3 + (size_t)_i);
    const unsigned char contents[KSP_KEY_MAX] = { 2, 7, 1, 8 };
    struct ksp_1964_key *key = NULL;
    int there, dirty;

    ck_assert_ptr_nonnull(ksp_1964_cipher_for(et));
    heap_start();
    assert_status(ksp_1964_key_new(et, contents, &key), SEC_E_OK);
    ck_assert_ptr_eq(key->cipher, ksp_1964_cipher_for(et));
    ck_assert_ptr_eq(key->enctype, et);
    there = heap_there();
    dirty = heap_dirty();
    ksp_1964_key_free(&key);
    dirty = heap_dirty() - dirty;
    there -= heap_there();
    ck_assert_ptr_null(key);
    ck_assert_int_eq(there, 1);
    ck_assert_int_eq(dirty, 0);
    ksp_1964_key_free(&key);
    ck_assert_ptr_null(key);
}
END_TEST

START_TEST(test_no_key)
{
    const struct ksp_enctype *et = ksp_enctype_at((size_t)_i);
    const unsigned char contents[KSP_KEY_MAX] = { 2, 7, 1, 8 };
    struct ksp_1964_key *key = (struct ksp_1964_key *)&key;
    SECURITY_STATUS status;

    (void)ksp_1964_cipher_for(et);
    heap_fail(1);
    status = ksp_1964_key_new(et, contents, &key);
    heap_fail(0);
    assert_status(status, et->protocol == KSP_RFC1964 ?
                  SEC_E_INSUFFICIENT_MEMORY : SEC_E_CRYPTO_SYSTEM_INVALID);
    ck_assert_ptr_null(key);
}
END_TEST

/* A build without the ciphers. */
START_TEST(test_no_cipher)
{
    KSP_PACKED_CONTEXT packed = unit_packed(DES3 + (size_t)_i,
                                            KSP_ROLE_INITIATOR,
                                            unit_detection(3), 1);
    unsigned char bytes[KSP_PACKED_MAX];
    SecBuffer data = { 0, SECBUFFER_EMPTY, bytes };
    LSA_SEC_HANDLE ContextId = 7;

    assert_status(KspPackContext(&packed, bytes, sizeof(bytes),
                                 &data.cbBuffer), SEC_E_OK);
    assert_status(unit_package()->InitContext(1, &data, &ContextId),
                  SEC_E_CRYPTO_SYSTEM_INVALID);
    ck_assert_uint_eq(ContextId, 0);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("rfc1964");
    TCase *tc = tcase_create("rfc1964");
    int n = (int)N_VECTORS;

    if (WITH_CIPHERS) {
        tcase_add_loop_test(tc, test_cipher, 0, END);
        tcase_add_loop_test(tc, test_key, 0, OLDER);
        tcase_add_loop_test(tc, test_no_key, 0, END);
        tcase_add_loop_test(tc, test_opened, 0, n);
        tcase_add_loop_test(tc, test_bad_padding, 0, n / 2);
        tcase_add_loop_test(tc, test_made, 0, n / 2);
    } else {
        tcase_add_loop_test(tc, test_no_cipher, 0, OLDER);
    }
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
