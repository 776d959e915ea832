/* SPDX-License-Identifier: MIT */
/*
 * Tokens that others have made.  The first set is that of MIT krb5's
 * t_invalid test; the second was recorded from MIT krb5 1.20.1, with an
 * acceptor's subkey and consecutive numbers; the blocks at the end are
 * those of RFC 8009 appendix A.
 */
#include <stdlib.h>
#include <string.h>

#include "crypto/provider.h"
#include "unit/unit.h"

#define MESSAGE "message"
#define MESSAGE_LENGTH (sizeof(MESSAGE) - 1)

struct sender {
    const char *mic;
    const char *integ;
    const char *conf;
    uint64_t number;        /* SND_SEQ of the first of the three */
    uint64_t step;          /* from each to the next */
};

static const struct {
    LONG enctype;
    bool subkey;
    const char *key;
    struct sender sides[2];     /* initiator, acceptor */
} vectors[] = {
    { 17, false, "31323334353637383837363534333231", {
        { "040400ffffffffff000000000000000097e9633f9d822b7467948ad0",
          "050400ff000c000000000000000000006d657373616765df57b95ea2b17331dbc"
          "e6162",
          "050402ff00000000000000000000000072bbd7cfdeb0f920e29a98a7a4e7c99b"
          "30d3fe61512e1b5688b78af5a9bf8f82b1ebcc88e63313bf524bc03b243f3ef5"
          "f1e064", 0, 0 },
        { NULL, NULL, NULL, 0, 0 } } },
    { 18, true,
      "9a8e822c1bc6dcf49be304c2e386470c6c60551dc46a333867aedd62b5e8696b", {
        { "040404ffffffffff0000000036ad6013cf2d8d12f624f12cf8a0a235",
          "050404ff000c00000000000036ad60146d657373616765f17f90d37cbfa158ce5"
          "11012",
          "050406ff000000000000000036ad60153b2df5231ce7df61169eecbecdf7ac16"
          "4cf2cfdcb19579fb8c28242366a03a2c5302e88b073076559d3b5d17465e06d8"
          "f5e0dd", 0x36ad6013, 1 },
        { "040405ffffffffff0000000037fcd2bbb3f2d7be77294d4e25142d56",
          "050405ff000c00000000000037fcd2bc6d657373616765f815aec53decfd38edf"
          "39003",
          "050407ff000000000000000037fcd2bd198e2541b09fcb254c844a759af45ce5"
          "53d933586fd0c99ec7fff8554921f993add197b39a5a5524654d3caa30b82135"
          "6c32db", 0x37fcd2bb, 1 } } },
    { 20, true,
      "dc2c56023a2d13ddfd47930f38cf239c3505a5c7fe0048486cd6cd9607bcd7bf", {
        { "040404ffffffffff000000000e451eb884ec95b3e8309feab67793b0a1890ac1"
          "cec71ef370530df7",
          "050404ff00180000000000000e451eb96d6573736167650216993eb48324bbf6"
          "4200a3ca06e5221f1c1865e18cbb98",
          "050406ff00000000000000000e451ebae0239092c10b6c3a4c338d03abee2e94"
          "c2a24af9c2388984a24f0714cbdf6e8b78f2d86ec80b9d374a7f70070830a873"
          "c4688768dd2f73f348a19e7a526da5", 0x0e451eb8, 1 },
        { "040405ffffffffff000000000e909ee651addfd48994dbdd1894cd11604b0da1"
          "ec04a736fbaa6964",
          "050405ff00180000000000000e909ee76d657373616765d0a4822d149865086b"
          "a92a2058ab069a6a409848b03ec00f",
          "050407ff00000000000000000e909ee86eaaac940b44dd257b70550913d6e58b"
          "b1c619ac42802df4da6986cc77ed6422617f6488fde0385819c905188f634031"
          "5511e1dc1603ce654f89f1a28f418a", 0x0e909ee6, 1 } } },
};

#define N_VECTORS (sizeof(vectors) / sizeof(vectors[0]))
#define N_SIDES (2 * N_VECTORS)

/* One side of vector i; `from` is the side that sends. */
static LSA_SEC_HANDLE
side_of(size_t i, bool acceptor, size_t from, uint64_t number)
{
    KSP_PACKED_CONTEXT p;
    unsigned char *key;
    size_t length;

    memset(&p, 0, sizeof(p));
    p.Role = acceptor ? KSP_ROLE_ACCEPTOR : KSP_ROLE_INITIATOR;
    p.ContextAttributes = ISC_RET_REPLAY_DETECT | ISC_RET_SEQUENCE_DETECT;
    p.ExpiryTime = INT64_MAX;
    p.KeyCount = vectors[i].subkey ? 2 : 1;
    length = unit_hex(vectors[i].key, &key);
    p.Keys[0].Enctype = vectors[i].enctype;
    p.Keys[0].Length = (ULONG)length;
    p.Keys[p.KeyCount - 1] = p.Keys[0];
    memcpy(p.Keys[p.KeyCount - 1].Contents, key, length);
    free(key);
    if (acceptor == (from == 1))
        p.SendInitial = number;
    else
        p.RecvInitial = number;
    return unit_context(&p);
}

static void
assert_bytes(unsigned char *got, size_t length, const char *want)
{
    unsigned char *bytes;
    size_t wanted = unit_hex(want, &bytes);

    ck_assert_uint_eq(length, wanted);
    ck_assert_mem_eq(got, bytes, wanted);
    free(bytes);
    free(got);
}

/* MIC and integrity-only tokens are the same bytes whoever makes them. */
START_TEST(test_made)
{
    size_t i = (size_t)_i / 2, side = (size_t)_i % 2, length;
    const struct sender *s = &vectors[i].sides[side];
    LSA_SEC_HANDLE ContextId;
    unsigned char *token;

    if (s->mic != NULL) {
        ContextId = side_of(i, side == 1, side, s->number);
        length = unit_mic(ContextId, MESSAGE, MESSAGE_LENGTH, &token);
        assert_bytes(token, length, s->mic);
        unit_delete(ContextId);
        ContextId = side_of(i, side == 1, side, s->number + s->step);
        length = unit_wrap(ContextId, false, MESSAGE, MESSAGE_LENGTH,
                           &token);
        assert_bytes(token, length, s->integ);
        unit_delete(ContextId);
    }
}
END_TEST

static NTSTATUS
open_vector(LSA_SEC_HANDLE ContextId, const char *hex, bool mic)
{
    unsigned char *token;
    size_t length = unit_hex(hex, &token);
    NTSTATUS status;
    ULONG verdict;

    status = mic ?
        unit_verify(ContextId, MESSAGE, MESSAGE_LENGTH, token, length,
                    &verdict) :
        unit_unwrap(ContextId, MESSAGE, MESSAGE_LENGTH, token, length,
                    &verdict);
    free(token);
    return status;
}

START_TEST(test_opened)
{
    size_t i = (size_t)_i / 2, side = (size_t)_i % 2;
    const struct sender *s = &vectors[i].sides[side];
    LSA_SEC_HANDLE ContextId;

    if (s->mic != NULL) {
        ContextId = side_of(i, side == 0, side, s->number);
        assert_status(open_vector(ContextId, s->mic, true), SEC_E_OK);
        /* Those of the first set all bear number 0. */
        assert_status(open_vector(ContextId, s->integ, false),
                      s->step == 1 ? SEC_E_OK : SEC_E_OUT_OF_SEQUENCE);
        assert_status(open_vector(ContextId, s->conf, false),
                      s->step == 1 ? SEC_E_OK : SEC_E_OUT_OF_SEQUENCE);
        unit_delete(ContextId);
    }
}
END_TEST

/* The same, by the side that made it. */
START_TEST(test_reflected)
{
    size_t i = (size_t)_i / 2, side = (size_t)_i % 2;
    const struct sender *s = &vectors[i].sides[side];
    LSA_SEC_HANDLE ContextId;

    if (s->mic != NULL) {
        ContextId = side_of(i, side == 1, side, s->number);
        assert_status(open_vector(ContextId, s->mic, true),
                      SEC_E_MESSAGE_ALTERED);
        assert_status(open_vector(ContextId, s->integ, false),
                      SEC_E_MESSAGE_ALTERED);
        assert_status(open_vector(ContextId, s->conf, false),
                      SEC_E_MESSAGE_ALTERED);
        unit_delete(ContextId);
    }
}
END_TEST

/* Tokens of the older kinds are none of RFC 4121. */
START_TEST(test_older)
{
    static const char mic[] =
        "602306092a864886f71201020201011100ffffffff5de751f6fb6c255b23935a30"
        "2057dcb5";
    static const char wrap[] =
        "603306092a864886f712010202020111001000ffffdd6d04ea645ce73150d00944"
        "9e67a430ecfbffc0f7161e141a8242dd26232b02";
    LSA_SEC_HANDLE ContextId = side_of(0, true, 0, 0);

    assert_status(open_vector(ContextId, mic, true), SEC_E_INVALID_TOKEN);
    assert_status(open_vector(ContextId, wrap, false), SEC_E_INVALID_TOKEN);
    unit_delete(ContextId);
}
END_TEST

/* ---- RFC 8009 appendix A -------------------------------------------- */

static const struct {
    int32_t enctype;
    const char *key;
    const char *checksum;       /* of the bytes 00 to 14 */
    const char *encrypted;      /* of the empty string */
} blocks[] = {
    { 19, "3705d96080c17728a0e800eab6e0d23c",
      "d78367186643d67b411cba9139fc1dee",
      "ef85fb890bb8472f4dab20394dca781dad877eda39d50c870c0d5a0a8e48c718" },
    { 20, "6d404d37faf79f9df0d33568d320669800eb4836472ea8a026d16b7182460c52",
      "45ee791567eefca37f4ac1e0222de80d43c3bfa06699672a", NULL },
};

#define USAGE 2

static struct ksp_key *
key_of(int i)
{
    const struct ksp_enctype *et = ksp_enctype_find(blocks[i].enctype);
    struct ksp_key *key = NULL;
    unsigned char *contents;

    unit_hex(blocks[i].key, &contents);
    assert_status(ksp_provider_for(et)->key_new(et, contents, USAGE, &key),
                  SEC_E_OK);
    free(contents);
    return key;
}

START_TEST(test_checksum)
{
    struct ksp_key *key = key_of(_i);
    unsigned char message[21], got[KSP_CKSUM_MAX], *want;
    struct ksp_span spans[2] = {
        { message, 5, KSP_SPAN_SIGN, NULL },
        { message + 5, 16, KSP_SPAN_SEAL, NULL }
    };
    size_t length = unit_hex(blocks[_i].checksum, &want);
    unsigned char i;

    for (i = 0; i < sizeof(message); i++)
        message[i] = i;
    ck_assert_uint_eq(key->enctype->cksum_length, length);
    assert_status(key->provider->sign(key, spans, 2, got), SEC_E_OK);
    ck_assert_mem_eq(got, want, length);
    assert_status(key->provider->verify(key, spans, 2, want), SEC_E_OK);
    key->provider->key_free(&key);
    free(want);
}
END_TEST

START_TEST(test_decrypt)
{
    struct ksp_key *key = key_of(0);
    unsigned char *bytes;

    unit_hex(blocks[0].encrypted, &bytes);
    assert_status(key->provider->unseal(key, bytes, NULL, 0, bytes + 16),
                  SEC_E_OK);
    free(bytes);
    unit_hex(blocks[0].encrypted, &bytes);
    bytes[31] ^= 1;
    assert_status(key->provider->unseal(key, bytes, NULL, 0, bytes + 16),
                  SEC_E_MESSAGE_ALTERED);
    free(bytes);
    key->provider->key_free(&key);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("vectors");
    TCase *tc = tcase_create("vectors");

    tcase_add_loop_test(tc, test_made, 0, N_SIDES);
    tcase_add_loop_test(tc, test_opened, 0, N_SIDES);
    tcase_add_loop_test(tc, test_reflected, 0, N_SIDES);
    tcase_add_test(tc, test_older);
    tcase_add_loop_test(tc, test_checksum, 0, 2);
    tcase_add_test(tc, test_decrypt);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
