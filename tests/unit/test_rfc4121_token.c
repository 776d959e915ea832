/* SPDX-License-Identifier: MIT */
/* shim/core/rfc4121_token.c */
#include <stdlib.h>
#include <string.h>

#include "core/rfc4121_token.h"
#include "unit/unit.h"

#define WRAP_I "\5\4\0\xff\0\14\0\34\0\0\0\0\0\0\0\1"
#define WRAP_A "\5\4\7\xff\0\14\0\34\0\0\0\0\0\0\0\1"
#define MIC_I "\4\4\4\xff\xff\xff\xff\xff\xfe\xdc\xba\x98\x76\x54\x32\x10"
#define MIC_A "\4\4\1\xff\xff\xff\xff\xff\xfe\xdc\xba\x98\x76\x54\x32\x10"

/* What a receiver says who wants `tok_id` from a peer that is the
 * acceptor or not. */
static const struct {
    const char *bytes;
    size_t length;
    uint16_t tok_id;
    bool from_acceptor;
    SECURITY_STATUS status;
} rows[] = {
#define ROW(bytes, tok_id, from, status) \
    { bytes, sizeof(bytes) - 1, tok_id, from, status }
    ROW(WRAP_I, KSP_TOK_WRAP, false, SEC_E_OK),
    ROW(WRAP_A, KSP_TOK_WRAP, true, SEC_E_OK),
    ROW(MIC_I, KSP_TOK_MIC, false, SEC_E_OK),
    ROW(MIC_A, KSP_TOK_MIC, true, SEC_E_OK),
    ROW(MIC_I "more", KSP_TOK_MIC, false, SEC_E_OK),
    /* Reflected. */
    ROW(WRAP_I, KSP_TOK_WRAP, true, SEC_E_MESSAGE_ALTERED),
    ROW(WRAP_A, KSP_TOK_WRAP, false, SEC_E_MESSAGE_ALTERED),
    ROW(MIC_I, KSP_TOK_MIC, true, SEC_E_MESSAGE_ALTERED),
    ROW(MIC_A, KSP_TOK_MIC, false, SEC_E_MESSAGE_ALTERED),
    /* Of the other kind. */
    ROW(MIC_I, KSP_TOK_WRAP, false, SEC_E_INVALID_TOKEN),
    ROW(WRAP_I, KSP_TOK_MIC, false, SEC_E_INVALID_TOKEN),
    /* Of the other kind and reflected: the direction comes first. */
    ROW(MIC_I, KSP_TOK_WRAP, true, SEC_E_MESSAGE_ALTERED),
    ROW(WRAP_A, KSP_TOK_MIC, false, SEC_E_MESSAGE_ALTERED),
    /* A context deletion token, RFC 4121 section 4.4. */
    ROW("\4\5\0\xff\xff\xff\xff\xff" "01234567", KSP_TOK_MIC, false,
        SEC_E_INVALID_TOKEN),
    ROW("\4\5\0\xff\xff\xff\xff\xff" "01234567", KSP_TOK_WRAP, true,
        SEC_E_MESSAGE_ALTERED),
    /* No token of RFC 4121 at all, and reflected: no token comes first. */
    ROW("\4\6\1\xff\xff\xff\xff\xff" "01234567", KSP_TOK_MIC, false,
        SEC_E_INVALID_TOKEN),
    ROW("\1\1\1\xff\xff\xff\xff\xff" "01234567", KSP_TOK_MIC, false,
        SEC_E_INVALID_TOKEN),
    ROW("\x60\x23\1\xff\xff\xff\xff\xff" "01234567", KSP_TOK_MIC, false,
        SEC_E_INVALID_TOKEN),
    /* Wrong filler, and wrong filler of a reflected one. */
    ROW("\5\4\0\xfe\0\14\0\34" "01234567", KSP_TOK_WRAP, false,
        SEC_E_INVALID_TOKEN),
    ROW("\5\4\0\xfe\0\14\0\34" "01234567", KSP_TOK_WRAP, true,
        SEC_E_MESSAGE_ALTERED),
    ROW("\4\4\0\xff\xff\xff\xff\0" "01234567", KSP_TOK_MIC, false,
        SEC_E_INVALID_TOKEN),
    ROW("\4\4\0\xff\xff\xff\xff\0" "01234567", KSP_TOK_MIC, true,
        SEC_E_MESSAGE_ALTERED),
#undef ROW
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

/* Read in memory of its exact length. */
static SECURITY_STATUS
read_token(const void *bytes, size_t length, uint16_t tok_id, bool from,
           struct ksp_token *token)
{
    unsigned char *copy = unit_copy(bytes, length);
    SECURITY_STATUS status;

    memset(token, 7, sizeof(*token));
    status = ksp_token_read(copy, length, tok_id, from, token);
    free(copy);
    return status;
}

START_TEST(test_row)
{
    struct ksp_token token;

    assert_status(read_token(rows[_i].bytes, rows[_i].length,
                             rows[_i].tok_id, rows[_i].from_acceptor,
                             &token), rows[_i].status);
}
END_TEST

/* Too short comes before everything else. */
START_TEST(test_short)
{
    struct ksp_token token;
    size_t length;

    for (length = 0; length < KSP_TOKEN_HEADER; length++) {
        assert_status(read_token(rows[_i].bytes, length, rows[_i].tok_id,
                                 rows[_i].from_acceptor, &token),
                      SEC_E_INVALID_TOKEN);
        /* No field of it. */
        ck_assert_uint_eq(token.TOK_ID, 0);
        ck_assert_uint_eq(token.Flags, 0);
        ck_assert_uint_eq(token.EC, 0);
        ck_assert_uint_eq(token.RRC, 0);
        ck_assert_uint_eq(token.SND_SEQ, 0);
    }
}
END_TEST

START_TEST(test_fields)
{
    struct ksp_token token;

    assert_status(read_token(WRAP_A, 16, KSP_TOK_WRAP, true, &token),
                  SEC_E_OK);
    ck_assert_uint_eq(token.TOK_ID, 0x0504);
    ck_assert_uint_eq(token.Flags, 7);
    ck_assert_uint_eq(token.EC, 12);
    ck_assert_uint_eq(token.RRC, 28);
    ck_assert_uint_eq(token.SND_SEQ, 1);
    assert_status(read_token(MIC_I, 16, KSP_TOK_MIC, false, &token),
                  SEC_E_OK);
    ck_assert_uint_eq(token.TOK_ID, 0x0404);
    ck_assert_uint_eq(token.Flags, 4);
    ck_assert_uint_eq(token.EC, 0xffff);
    ck_assert_uint_eq(token.RRC, 0xffff);
    ck_assert_uint_eq(token.SND_SEQ, UINT64_C(0xfedcba9876543210));
}
END_TEST

START_TEST(test_write)
{
    static const struct {
        struct ksp_token token;
        const char *bytes;
    } wanted[] = {
        { { KSP_TOK_WRAP, 0, 12, 28, 1 }, WRAP_I },
        { { KSP_TOK_WRAP, 7, 12, 28, 1 }, WRAP_A },
        { { KSP_TOK_MIC, 4, 0xffff, 0xffff,
            UINT64_C(0xfedcba9876543210) }, MIC_I },
        { { KSP_TOK_MIC, 1, 0xffff, 0xffff,
            UINT64_C(0xfedcba9876543210) }, MIC_A },
    };
    unsigned char *out = malloc(KSP_TOKEN_HEADER);
    size_t i;

    ck_assert_ptr_nonnull(out);
    for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        ksp_token_write(&wanted[i].token, out);
        ck_assert_mem_eq(out, wanted[i].bytes, KSP_TOKEN_HEADER);
    }
    free(out);
}
END_TEST

/* Of all values of TOK_ID one is the right one. */
START_TEST(test_every_tok_id)
{
    unsigned char bytes[KSP_TOKEN_HEADER];
    struct ksp_token token;
    unsigned int id;

    memcpy(bytes, MIC_I, sizeof(bytes));
    for (id = 0; id <= 0xffff; id++) {
        bytes[0] = (unsigned char)(id >> 8);
        bytes[1] = (unsigned char)id;
        assert_status(ksp_token_read(bytes, sizeof(bytes), KSP_TOK_MIC,
                                     false, &token),
                      id == 0x0404 ? SEC_E_OK : SEC_E_INVALID_TOKEN);
    }
}
END_TEST

/* Only the direction is looked at here; the rest is the checksum's. */
START_TEST(test_every_flag)
{
    unsigned char bytes[KSP_TOKEN_HEADER];
    struct ksp_token token;
    unsigned int flags;

    memcpy(bytes, WRAP_I, sizeof(bytes));
    for (flags = 0; flags <= 0xff; flags++) {
        bytes[2] = (unsigned char)flags;
        assert_status(ksp_token_read(bytes, sizeof(bytes), KSP_TOK_WRAP,
                                     false, &token),
                      (flags & 1) == 0 ? SEC_E_OK : SEC_E_MESSAGE_ALTERED);
        ck_assert_uint_eq(token.Flags, flags);
    }
}
END_TEST

/* Each bit of the filler: byte 3, and 4 to 7 of a MIC token. */
START_TEST(test_every_filler)
{
    unsigned char bytes[KSP_TOKEN_HEADER];
    struct ksp_token token;
    unsigned int bit;

    for (bit = 24; bit < 64; bit++) {
        memcpy(bytes, MIC_I, sizeof(bytes));
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_status(ksp_token_read(bytes, sizeof(bytes), KSP_TOK_MIC,
                                     false, &token), SEC_E_INVALID_TOKEN);
        memcpy(bytes, WRAP_I, sizeof(bytes));
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_status(ksp_token_read(bytes, sizeof(bytes), KSP_TOK_WRAP,
                                     false, &token),
                      bit < 32 ? SEC_E_INVALID_TOKEN : SEC_E_OK);
    }
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("token");
    TCase *tc = tcase_create("token");

    tcase_add_loop_test(tc, test_row, 0, N_ROWS);
    tcase_add_loop_test(tc, test_short, 0, N_ROWS);
    tcase_add_test(tc, test_fields);
    tcase_add_test(tc, test_write);
    tcase_add_test(tc, test_every_tok_id);
    tcase_add_test(tc, test_every_flag);
    tcase_add_test(tc, test_every_filler);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
