/* SPDX-License-Identifier: MIT */
/*
 * shim/crypto/derive.c: the examples of RFC 3961 appendix A.1 and RFC 8009
 * appendix A, and for AES what RFC 3961 section 5.1 says.
 */
#include <nettle/aes.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/derive.h"
#include "unit/unit.h"

/* ---- n-fold ---------------------------------------------------------- */

/* Those whose lengths have no common divisor. */
static const struct {
    const char *in;
    const char *out;
} folds[] = {
    { "password", "78a07b6caf85fa" },
    { "Rough Consensus, and Running Code", "bb6ed30870b7f0e0" },
    { "password", "59e4a8ca7c0385c3c37b3f6d2000247cb6e6bd5b3e" },
    { "MASSACHVSETTS INSTITVTE OF TECHNOLOGY",
      "db3b0d8f0b061e603282b308a50841229ad798fab9540c1b" },
    { "Q", "518a54a215a8452a518a54a215a8452a518a54a215" },
    { "ba", "fb25d531ae8974499f52fd92ea9857c4ba24cf297e" },
};

#define N_FOLDS ((int)(sizeof(folds) / sizeof(folds[0])))

START_TEST(test_n_fold)
{
    unsigned char *want, got[24];
    size_t length = unit_hex(folds[_i].out, &want);

    ksp_n_fold((const unsigned char *)folds[_i].in, strlen(folds[_i].in),
               got, length);
    ck_assert_mem_eq(got, want, length);
    free(want);
}
END_TEST

/* ---- keys ------------------------------------------------------------ */

/* The key and the byte that says what it is for; nothing is written behind
 * it. */
static void
assert_derived(int32_t enctype, const unsigned char *base, uint32_t usage,
               unsigned char kind, const unsigned char *want, size_t length)
{
    unsigned char got[KSP_KEY_MAX], rest[KSP_KEY_MAX];

    memset(got, 0xee, sizeof(got));
    memset(rest, 0xee, sizeof(rest));
    ck_assert_uint_eq(ksp_derive(ksp_enctype_find(enctype), base, usage,
                                 kind, got), length);
    ck_assert_mem_eq(got, want, length);
    ck_assert_mem_eq(got + length, rest, sizeof(got) - length);
}

#define USAGE 2

static const struct {
    int32_t enctype;
    const char *base;
    unsigned char kind;
    const char *derived;
} rfc8009[] = {
    { 19, "3705d96080c17728a0e800eab6e0d23c", KSP_DERIVE_CHECKSUM,
      "b31a018a48f54776f403e9a396325dc3" },
    { 19, "3705d96080c17728a0e800eab6e0d23c", KSP_DERIVE_ENCRYPT,
      "9b197dd1e8c5609d6e67c3e37c62c72e" },
    { 19, "3705d96080c17728a0e800eab6e0d23c", KSP_DERIVE_INTEGRITY,
      "9fda0e56ab2d85e1569a688696c26a6c" },
    { 20, "6d404d37faf79f9df0d33568d320669800eb4836472ea8a026d16b7182460c52",
      KSP_DERIVE_CHECKSUM,
      "ef5718be86cc84963d8bbb5031e9f5c4ba41f28faf69e73d" },
    { 20, "6d404d37faf79f9df0d33568d320669800eb4836472ea8a026d16b7182460c52",
      KSP_DERIVE_ENCRYPT,
      "56ab22bee63d82d7bc5227f6773f8ea7a5eb1c825160c38312980c442e5c7e49" },
    { 20, "6d404d37faf79f9df0d33568d320669800eb4836472ea8a026d16b7182460c52",
      KSP_DERIVE_INTEGRITY,
      "69b16514e3cd8e56b82010d5c73012b622c4d00ffc23ed1f" },
};

#define N_RFC8009 ((int)(sizeof(rfc8009) / sizeof(rfc8009[0])))

START_TEST(test_rfc8009)
{
    unsigned char *base, *want;
    size_t length = unit_hex(rfc8009[_i].derived, &want);

    unit_hex(rfc8009[_i].base, &base);
    assert_derived(rfc8009[_i].enctype, base, USAGE, rfc8009[_i].kind, want,
                   length);
    free(base);
    free(want);
}
END_TEST

static void
encrypt(size_t key_length, const unsigned char *key, const unsigned char *in,
        unsigned char *out)
{
    struct aes128_ctx aes128;
    struct aes256_ctx aes256;

    aes128_set_encrypt_key(&aes128, key);
    aes256_set_encrypt_key(&aes256, key);
    if (key_length == AES128_KEY_SIZE)
        aes128_encrypt(&aes128, AES_BLOCK_SIZE, out, in);
    else
        aes256_encrypt(&aes256, AES_BLOCK_SIZE, out, in);
}

/* E(n-fold(usage | kind)), and E of that, for each byte of the usage; the
 * largest usages are nobody's yet. */
START_TEST(test_rfc3961)
{
    static const uint32_t usages[] = { 0, 25, 0x100, 0x01020304, UINT32_MAX };
    uint32_t usage = usages[_i / 2];
    size_t length = _i % 2 == 0 ? 16 : 32;
    const unsigned char constant[5] = {
        (unsigned char)(usage >> 24), (unsigned char)(usage >> 16),
        (unsigned char)(usage >> 8), (unsigned char)usage,
        KSP_DERIVE_ENCRYPT
    };
    unsigned char base[32], want[32], folded[16];
    unsigned char i;

    for (i = 0; i < sizeof(base); i++)
        base[i] = (unsigned char)(i * 11 + _i);
    ksp_n_fold(constant, sizeof(constant), folded, sizeof(folded));
    encrypt(length, base, folded, want);
    encrypt(length, base, want, want + 16);
    assert_derived(length == 16 ? 17 : 18, base, usage, KSP_DERIVE_ENCRYPT,
                   want, length);
}
END_TEST

/* And the others have none. */
START_TEST(test_no_family)
{
    const unsigned char base[KSP_KEY_MAX] = { 1 };

    assert_derived(25, base, USAGE, KSP_DERIVE_ENCRYPT, base, 0);
    assert_derived(26, base, USAGE, KSP_DERIVE_ENCRYPT, base, 0);
    assert_derived(16, base, USAGE, KSP_DERIVE_ENCRYPT, base, 0);
    assert_derived(23, base, USAGE, KSP_DERIVE_ENCRYPT, base, 0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("derive");
    TCase *tc = tcase_create("derive");

    tcase_add_loop_test(tc, test_n_fold, 0, N_FOLDS);
    tcase_add_loop_test(tc, test_rfc8009, 0, N_RFC8009);
    tcase_add_loop_test(tc, test_rfc3961, 0, 10);
    tcase_add_test(tc, test_no_family);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
