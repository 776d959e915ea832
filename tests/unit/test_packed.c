/* SPDX-License-Identifier: MIT */
/* shim/core/packed.c; the layout is that of ksp/packed.h. */
#include <stdlib.h>
#include <string.h>

#include "unit/unit.h"

#define FIXED 88
#define FIXED_1 80               /* of version 1 */
#define KEY_HEAD 8

/* A context with another value in each field, and its packed form. */
static const KSP_PACKED_CONTEXT sample = {
    .Role = KSP_ROLE_ACCEPTOR,
    .ContextAttributes = 0x0102031e,
    .Flags = KSP_PACKED_CALLERS_NUMBERS,
    .StartTime = 0x1112131415161718,
    .ExpiryTime = 0x2122232425262728,
    .SendInitial = 0x3132333435363738,
    .SendCount = 0x4142434445464748,
    .RecvInitial = 0x5152535455565758,
    .RecvNext = 0x6162636465666768,
    .RecvMap = 0x7172737475767778,
    .Mechanism = KSP_MECH_IAKERB,
    .KeyCount = 2,
    .SendSkipped = 0x8182838485868788,
    .Keys = {
        { 17, 16, "0123456789abcdef" },
        { 20, 32, { 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K',
                    'L', 'M', 'N', 'O', 'P', 'Q', 'R', 'S', 'T', 'U', 'V',
                    'W', 'X', 'Y', 'Z', 'a', 'b', 'c', 'd', 'e', 'f' } },
    },
};

static const char sample_hex[] =
    "4b53504302000200" "1e03020101000000"
    "1817161514131211" "2827262524232221"
    "3837363534333231" "4847464544434241"
    "5857565554535251" "6867666564636261"
    "7877767574737271" "03000000" "02000000"
    "8887868584838281"
    "1100000010000000" "30313233343536373839616263646566"
    "1400000020000000"
    "4142434445464748494a4b4c4d4e4f505152535455565758595a616263646566";

static SECURITY_STATUS
unpack(const unsigned char *bytes, size_t length, KSP_PACKED_CONTEXT *out)
{
    unsigned char *copy = unit_copy(bytes, length);
    SECURITY_STATUS status;

    memset(out, 7, sizeof(*out));
    status = KspUnpackContext(copy, (ULONG)length, out);
    free(copy);
    return status;
}

static void
assert_refused(const unsigned char *bytes, size_t length,
               SECURITY_STATUS want)
{
    static const KSP_PACKED_CONTEXT zero;
    KSP_PACKED_CONTEXT got;

    assert_status(unpack(bytes, length, &got), want);
    ck_assert_mem_eq(&got, &zero, sizeof(got));
}

/* Accepted, and packed again it is the same string: so every byte of it
 * has gone into the field it stands for. */
static void
assert_same_again(const unsigned char *bytes, size_t length)
{
    unsigned char again[KSP_PACKED_MAX];
    KSP_PACKED_CONTEXT got;
    ULONG made = 7;

    assert_status(unpack(bytes, length, &got), SEC_E_OK);
    assert_status(KspPackContext(&got, again, sizeof(again), &made),
                  SEC_E_OK);
    ck_assert_uint_eq(made, length);
    ck_assert_mem_eq(again, bytes, length);
}

START_TEST(test_layout)
{
    unsigned char *want, *got;
    size_t length = unit_hex(sample_hex, &want);
    ULONG made = 7;

    ck_assert_uint_eq(length, FIXED + 2 * KEY_HEAD + 16 + 32);
    got = malloc(length);
    ck_assert_ptr_nonnull(got);
    assert_status(KspPackContext(&sample, got, (ULONG)length, &made),
                  SEC_E_OK);
    ck_assert_uint_eq(made, length);
    ck_assert_mem_eq(got, want, length);
    free(got);
    free(want);
}
END_TEST

START_TEST(test_fields)
{
    KSP_PACKED_CONTEXT got;
    unsigned char *bytes;
    size_t length = unit_hex(sample_hex, &bytes);
    ULONG i;

    assert_status(unpack(bytes, length, &got), SEC_E_OK);
    ck_assert_uint_eq(got.Role, sample.Role);
    ck_assert_uint_eq(got.ContextAttributes, sample.ContextAttributes);
    ck_assert_uint_eq(got.Flags, sample.Flags);
    ck_assert_uint_eq(got.Mechanism, sample.Mechanism);
    ck_assert_int_eq(got.StartTime, sample.StartTime);
    ck_assert_int_eq(got.ExpiryTime, sample.ExpiryTime);
    ck_assert_uint_eq(got.SendInitial, sample.SendInitial);
    ck_assert_uint_eq(got.SendCount, sample.SendCount);
    ck_assert_uint_eq(got.RecvInitial, sample.RecvInitial);
    ck_assert_uint_eq(got.RecvNext, sample.RecvNext);
    ck_assert_uint_eq(got.RecvMap, sample.RecvMap);
    ck_assert_uint_eq(got.KeyCount, sample.KeyCount);
    ck_assert_uint_eq(got.SendSkipped, sample.SendSkipped);
    for (i = 0; i < sample.KeyCount; i++) {
        ck_assert_int_eq(got.Keys[i].Enctype, sample.Keys[i].Enctype);
        ck_assert_uint_eq(got.Keys[i].Length, sample.Keys[i].Length);
        ck_assert_mem_eq(got.Keys[i].Contents, sample.Keys[i].Contents,
                         sample.Keys[i].Length);
    }
    free(bytes);
}
END_TEST

/* Every enctype, role and number of keys. */
START_TEST(test_round_trip)
{
    unsigned char bytes[KSP_PACKED_MAX];
    KSP_PACKED_CONTEXT p;
    ULONG keys, made;
    USHORT role;

    for (role = KSP_ROLE_INITIATOR; role <= KSP_ROLE_ACCEPTOR; role++) {
        for (keys = 1; keys <= KSP_PACKED_KEYS_MAX; keys++) {
            p = unit_packed((size_t)_i, role, 0x1e, keys);
            assert_status(KspPackContext(&p, bytes, sizeof(bytes), &made),
                          SEC_E_OK);
            ck_assert_uint_eq(made, FIXED + keys *
                              (KEY_HEAD + p.Keys[0].Length));
            assert_same_again(bytes, made);
        }
    }
}
END_TEST

START_TEST(test_truncated)
{
    unsigned char *bytes;
    size_t length = unit_hex(sample_hex, &bytes), cut;

    for (cut = 0; cut < length; cut++)
        assert_refused(bytes, cut, SEC_E_INVALID_TOKEN);
    assert_same_again(bytes, length);
    assert_refused(NULL, 0, SEC_E_INVALID_TOKEN);
    free(bytes);
}
END_TEST

START_TEST(test_no_memory)
{
    static const KSP_PACKED_CONTEXT zero;
    KSP_PACKED_CONTEXT got;

    memset(&got, 7, sizeof(got));
    assert_status(KspUnpackContext(NULL, 100, &got), SEC_E_INVALID_TOKEN);
    ck_assert_mem_eq(&got, &zero, sizeof(got));
}
END_TEST

START_TEST(test_left_over)
{
    unsigned char longer[KSP_PACKED_MAX + 300];
    unsigned char *bytes;
    size_t length = unit_hex(sample_hex, &bytes), more;

    memset(longer, 0, sizeof(longer));
    memcpy(longer, bytes, length);
    for (more = length + 1; more <= sizeof(longer); more++)
        assert_refused(longer, more, SEC_E_INVALID_TOKEN);
    free(bytes);
}
END_TEST

/* ---- version 1 ------------------------------------------------------ */

/* The sample as version 1 had it: without the numbers skipped. */
static size_t
sample_1(unsigned char **bytes)
{
    size_t length = unit_hex(sample_hex, bytes);

    (*bytes)[4] = 1;
    memmove(*bytes + FIXED_1, *bytes + FIXED, length - FIXED);
    return length - (FIXED - FIXED_1);
}

/* None of the numbers up to SendCount is known to be unused. */
START_TEST(test_version_1)
{
    KSP_PACKED_CONTEXT got, want = sample;
    unsigned char *bytes;
    size_t length = sample_1(&bytes), cut;

    want.SendSkipped = 0;
    assert_status(unpack(bytes, length, &got), SEC_E_OK);
    ck_assert_uint_eq(got.SendCount, want.SendCount);
    ck_assert_uint_eq(got.SendSkipped, 0);
    ck_assert_uint_eq(got.KeyCount, 2);
    ck_assert_mem_eq(&got.Keys, &want.Keys, sizeof(got.Keys));
    for (cut = 0; cut < length; cut++)
        assert_refused(bytes, cut, SEC_E_INVALID_TOKEN);
    free(bytes);
}
END_TEST

START_TEST(test_other_versions)
{
    static const unsigned int versions[] = { 0, 3, 4, 0x100, 0x102, 0xffff };
    unsigned char *bytes;
    size_t length = unit_hex(sample_hex, &bytes), i;

    for (i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
        bytes[4] = (unsigned char)versions[i];
        bytes[5] = (unsigned char)(versions[i] >> 8);
        assert_refused(bytes, length, SEC_E_INVALID_TOKEN);
    }
    free(bytes);
}
END_TEST

/* A number skipped is at least 1, and no higher than the highest sent. */
START_TEST(test_skipped)
{
    static const struct {
        uint64_t count, skipped;
        bool good;
    } rows[] = {
        { 0, 0, true }, { 0, 1, false }, { 1, 1, true }, { 1, 2, false },
        { 2, 3, true }, { 5, 0x1f, true }, { 5, 0x20, false },
        { 63, UINT64_MAX >> 1, true }, { 63, UINT64_MAX, false },
        { 64, UINT64_MAX, true }, { INT64_MAX, UINT64_MAX, true },
    };
    KSP_PACKED_CONTEXT p = sample, got;
    unsigned char *bytes, out[KSP_PACKED_MAX];
    size_t length = unit_hex(sample_hex, &bytes), i, j;
    ULONG made;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        p.SendCount = rows[i].count;
        p.SendSkipped = rows[i].skipped;
        assert_status(KspPackContext(&p, out, sizeof(out), &made),
                      rows[i].good ? SEC_E_OK : SEC_E_INVALID_PARAMETER);
        for (j = 0; j < 8; j++) {
            bytes[40 + j] = (unsigned char)(rows[i].count >> (8 * j));
            bytes[80 + j] = (unsigned char)(rows[i].skipped >> (8 * j));
        }
        assert_status(unpack(bytes, length, &got),
                      rows[i].good ? SEC_E_OK : SEC_E_INVALID_TOKEN);
    }
    free(bytes);
}
END_TEST

/* ---- every bit of the fixed part ------------------------------------ */

/* Which bits of the fixed part may be either 0 or 1. */
static bool
bit_is_free(size_t bit)
{
    size_t byte = bit / 8;
    size_t sign_of_send_count = 47 * 8 + 7;

    return bit != sign_of_send_count &&
        ((byte >= 8 && byte < 12) || bit == 12 * 8 ||
         (byte >= 16 && byte < 72) ||
         (byte >= 80 && byte < 88) ||
         /* Four mechanisms. */
         bit == 72 * 8 || bit == 72 * 8 + 1);
}

START_TEST(test_fixed_bits)
{
    unsigned char *bytes;
    size_t length = unit_hex(sample_hex, &bytes), bit;

    for (bit = 0; bit < FIXED * 8; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        if (bit_is_free(bit))
            assert_same_again(bytes, length);
        else
            assert_refused(bytes, length, SEC_E_INVALID_TOKEN);
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    assert_same_again(bytes, length);
    free(bytes);
}
END_TEST

/* ---- keys ----------------------------------------------------------- */

/* One key: what stands in its head, and how many bytes follow. */
static const struct {
    uint32_t enctype;
    uint32_t length;
    size_t follow;
    SECURITY_STATUS status;
} keys[] = {
    { 17, 16, 16, SEC_E_OK },
    { 18, 32, 32, SEC_E_OK },
    { 19, 16, 16, SEC_E_OK },
    { 20, 32, 32, SEC_E_OK },
    { 25, 16, 16, SEC_E_OK },
    { 26, 32, 32, SEC_E_OK },
    { 16, 24, 24, SEC_E_OK },
    { 23, 16, 16, SEC_E_OK },
    { 24, 16, 16, SEC_E_OK },
    { 16, 16, 16, SEC_E_INVALID_TOKEN },
    { 23, 24, 24, SEC_E_INVALID_TOKEN },
    /* Lengths of other enctypes, or none's. */
    { 17, 0, 0, SEC_E_INVALID_TOKEN },
    { 17, 15, 15, SEC_E_INVALID_TOKEN },
    { 17, 17, 17, SEC_E_INVALID_TOKEN },
    { 17, 32, 32, SEC_E_INVALID_TOKEN },
    { 18, 16, 16, SEC_E_INVALID_TOKEN },
    { 18, 31, 31, SEC_E_INVALID_TOKEN },
    { 18, 33, 33, SEC_E_INVALID_TOKEN },
    { 18, 64, 64, SEC_E_INVALID_TOKEN },
    { 18, 0x80000000, 32, SEC_E_INVALID_TOKEN },
    { 18, 0xffffffff, 32, SEC_E_INVALID_TOKEN },
    { 18, 32, 31, SEC_E_INVALID_TOKEN },
    { 18, 32, 33, SEC_E_INVALID_TOKEN },
    /* Enctypes that are gone, or nobody has. */
    { 0, 16, 16, SEC_E_CRYPTO_SYSTEM_INVALID },
    { 1, 8, 8, SEC_E_CRYPTO_SYSTEM_INVALID },
    { 3, 8, 8, SEC_E_CRYPTO_SYSTEM_INVALID },
    { 27, 32, 32, SEC_E_CRYPTO_SYSTEM_INVALID },
    { 0xffffffff, 16, 16, SEC_E_CRYPTO_SYSTEM_INVALID },
    { 0x10011, 16, 16, SEC_E_CRYPTO_SYSTEM_INVALID },
    /* A string that is cut short is one first. */
    { 3, 16, 15, SEC_E_INVALID_TOKEN },
};

#define N_KEYS (sizeof(keys) / sizeof(keys[0]))

static void
put_le32(unsigned char *out, uint32_t value)
{
    int i;

    for (i = 0; i < 4; i++)
        out[i] = (unsigned char)(value >> (8 * i));
}

START_TEST(test_key)
{
    unsigned char bytes[FIXED + KEY_HEAD + 64];
    size_t length = FIXED + KEY_HEAD + keys[_i].follow;
    unsigned char *good;

    memset(bytes, 7, sizeof(bytes));
    unit_hex(sample_hex, &good);
    memcpy(bytes, good, FIXED);
    free(good);
    put_le32(bytes + 76, 1);
    put_le32(bytes + FIXED, keys[_i].enctype);
    put_le32(bytes + FIXED + 4, keys[_i].length);
    if (keys[_i].status == SEC_E_OK)
        assert_same_again(bytes, length);
    else
        assert_refused(bytes, length, keys[_i].status);
}
END_TEST

START_TEST(test_key_counts)
{
    static const uint32_t counts[] = {
        0, 1, 3, 4, 0x02000000, 0x7fffffff, 0xffffffff
    };
    unsigned char *bytes;
    size_t length = unit_hex(sample_hex, &bytes), i;

    for (i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        put_le32(bytes + 76, counts[i]);
        assert_refused(bytes, length, SEC_E_INVALID_TOKEN);
    }
    free(bytes);
}
END_TEST

/* The second key is looked at as the first one is. */
START_TEST(test_second_key)
{
    unsigned char *bytes;
    size_t length = unit_hex(sample_hex, &bytes), second;

    second = FIXED + KEY_HEAD + 16;
    put_le32(bytes + second, 3);
    assert_refused(bytes, length, SEC_E_CRYPTO_SYSTEM_INVALID);
    put_le32(bytes + second, 19);
    assert_refused(bytes, length, SEC_E_INVALID_TOKEN);
    put_le32(bytes + second, 26);
    assert_same_again(bytes, length);
    /* The first may be an older one: 4121 has replaced it. */
    put_le32(bytes + FIXED, 23);
    assert_same_again(bytes, length);
    free(bytes);
}
END_TEST

/* RFC 1964 messages have one key. */
START_TEST(test_older_second_key)
{
    unsigned char bytes[FIXED + 2 * (KEY_HEAD + 16)], *good;

    memset(bytes, 7, sizeof(bytes));
    unit_hex(sample_hex, &good);
    memcpy(bytes, good, FIXED);
    free(good);
    put_le32(bytes + FIXED, 23);
    put_le32(bytes + FIXED + 4, 16);
    put_le32(bytes + FIXED + KEY_HEAD + 16, 23);
    put_le32(bytes + FIXED + KEY_HEAD + 20, 16);
    assert_refused(bytes, sizeof(bytes), SEC_E_INVALID_TOKEN);
}
END_TEST

/* ---- the writer ----------------------------------------------------- */

static const struct {
    USHORT role;
    ULONG flags;
    ULONG keys;
    ULONG length[2];
    ULONG mechanism;
} unpackable[] = {
    { 0, 0, 1, { 16, 0 }, 0 },
    { 3, 0, 1, { 16, 0 }, 0 },
    { 0xffff, 0, 1, { 16, 0 }, 0 },
    { KSP_ROLE_INITIATOR, 2, 1, { 16, 0 }, 0 },
    { KSP_ROLE_INITIATOR, 0x80000001, 1, { 16, 0 }, 0 },
    { KSP_ROLE_INITIATOR, 0, 0, { 16, 0 }, 0 },
    { KSP_ROLE_INITIATOR, 0, 3, { 16, 16 }, 0 },
    { KSP_ROLE_INITIATOR, 0, 0xffffffff, { 16, 16 }, 0 },
    { KSP_ROLE_INITIATOR, 0, 1, { 33, 0 }, 0 },
    { KSP_ROLE_INITIATOR, 0, 2, { 16, 33 }, 0 },
    { KSP_ROLE_INITIATOR, 0, 2, { 16, 0xffffffff }, 0 },
    { KSP_ROLE_INITIATOR, 0, 1, { 16, 0 }, KSP_MECH_COUNT },
    { KSP_ROLE_INITIATOR, 0, 1, { 16, 0 }, 0xffffffff },
};

#define N_UNPACKABLE (sizeof(unpackable) / sizeof(unpackable[0]))

START_TEST(test_pack_refused)
{
    unsigned char out[KSP_PACKED_MAX];
    KSP_PACKED_CONTEXT p = sample;
    ULONG length = 7;

    p.Role = unpackable[_i].role;
    p.Flags = unpackable[_i].flags;
    p.KeyCount = unpackable[_i].keys;
    p.Keys[0].Length = unpackable[_i].length[0];
    p.Keys[1].Length = unpackable[_i].length[1];
    p.Mechanism = unpackable[_i].mechanism;
    assert_status(KspPackContext(&p, out, sizeof(out), &length),
                  SEC_E_INVALID_PARAMETER);
    ck_assert_uint_eq(length, 0);
}
END_TEST

/* Too little room says how much is needed; nothing is written. */
START_TEST(test_capacity)
{
    unsigned char out[KSP_PACKED_MAX + 1];
    ULONG need = 0, capacity, i;

    assert_status(KspPackContext(&sample, NULL, 0, &need),
                  SEC_E_BUFFER_TOO_SMALL);
    ck_assert_uint_eq(need, FIXED + 2 * KEY_HEAD + 16 + 32);
    for (capacity = 0; capacity <= need; capacity++) {
        ULONG length = 7;

        memset(out, 0xee, sizeof(out));
        assert_status(KspPackContext(&sample, out, capacity, &length),
                      capacity < need ? SEC_E_BUFFER_TOO_SMALL : SEC_E_OK);
        ck_assert_uint_eq(length, need);
        ck_assert_uint_eq(out[capacity], 0xee);
        for (i = 0; i < capacity && capacity < need; i++)
            ck_assert_uint_eq(out[i], 0xee);
    }
}
END_TEST

/* More room than needed is left alone. */
START_TEST(test_room)
{
    unsigned char out[KSP_PACKED_MAX + 100];
    KSP_PACKED_CONTEXT p = sample;
    ULONG length, i;

    p.KeyCount = 1;
    memset(out, 0xee, sizeof(out));
    assert_status(KspPackContext(&p, out, sizeof(out), &length),
                  SEC_E_OK);
    for (i = length; i < sizeof(out); i++)
        ck_assert_uint_eq(out[i], 0xee);
}
END_TEST

/* No packed context of this version is longer. */
START_TEST(test_longest)
{
    KSP_PACKED_CONTEXT p = unit_packed(1, KSP_ROLE_INITIATOR, 0, 2);
    unsigned char out[KSP_PACKED_MAX];
    ULONG length;

    assert_status(KspPackContext(&p, out, sizeof(out), &length), SEC_E_OK);
    ck_assert_uint_eq(length, KSP_PACKED_MAX);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("packed");
    TCase *tc = tcase_create("packed");

    tcase_add_test(tc, test_layout);
    tcase_add_test(tc, test_fields);
    tcase_add_loop_test(tc, test_round_trip, 0, UNIT_ENCTYPES);
    tcase_add_test(tc, test_truncated);
    tcase_add_test(tc, test_no_memory);
    tcase_add_test(tc, test_left_over);
    tcase_add_test(tc, test_version_1);
    tcase_add_test(tc, test_other_versions);
    tcase_add_test(tc, test_skipped);
    tcase_add_test(tc, test_fixed_bits);
    tcase_add_loop_test(tc, test_key, 0, N_KEYS);
    tcase_add_test(tc, test_key_counts);
    tcase_add_test(tc, test_second_key);
    tcase_add_test(tc, test_older_second_key);
    tcase_add_loop_test(tc, test_pack_refused, 0, N_UNPACKABLE);
    tcase_add_test(tc, test_capacity);
    tcase_add_test(tc, test_room);
    tcase_add_test(tc, test_longest);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
