/* SPDX-License-Identifier: MIT */
/*
 * shim/core/rfc1964_mic.c and rfc1964_seal.c: tokens of RC4 and DES3, their
 * sizes, and that they come back.
 */
#include <stdlib.h>
#include <string.h>

#include "core/context_handle.h"
#include "core/context.h"
#include "unit/unit_older.h"

#define LONGEST 300

static void
there_and_back(const struct unit_pair *pair, size_t enctype, bool sealed,
               size_t length)
{
    unsigned char *token;
    size_t made;
    ULONG verdict;

    made = unit_wrap(pair->initiator, sealed, unit_text(), length,
                     &token);
    ck_assert_uint_eq(made, unit_older_wrap(enctype, length));
    assert_status(unit_unwrap(pair->acceptor, unit_text(), length, token,
                              made, &verdict), SEC_E_OK);
    ck_assert_uint_eq(verdict, KSP_SEQ_IN_ORDER);
    free(token);
    made = unit_wrap(pair->acceptor, sealed, unit_text(), length, &token);
    assert_status(unit_unwrap(pair->initiator, unit_text(), length, token,
                              made, &verdict), SEC_E_OK);
    free(token);
    made = unit_mic(pair->initiator, unit_text(), length, &token);
    ck_assert_uint_eq(made, enctype == DES3 ? 49 : 37);
    assert_status(unit_verify(pair->acceptor, unit_text(), length, token, made,
                              &verdict), SEC_E_OK);
    free(token);
}

START_TEST(test_lengths)
{
    static const size_t large[] = { 4096, 65535, 65536, 70000 };
    size_t enctype = DES3 + (size_t)_i / 2, length, i;
    struct unit_pair pair = unit_pair(enctype, unit_detection(3), 1);

    for (length = 0; length <= LONGEST; length++)
        there_and_back(&pair, enctype, _i % 2 == 0, length);
    for (i = 0; i < sizeof(large) / sizeof(large[0]); i++)
        there_and_back(&pair, enctype, _i % 2 == 0, large[i]);
    unit_pair_delete(&pair);
}
END_TEST

/* Parts in the order given, DATA in several of which one is only signed. */
START_TEST(test_parts)
{
    size_t enctype = DES3 + (size_t)_i % OLDER;
    ULONG fQOP = _i / OLDER == 0 ? 0 : SECQOP_WRAP_NO_ENCRYPT, got;
    struct unit_pair pair = unit_pair(enctype, unit_detection(3), 1);
    struct unit_message m;
    SecBuffer *first, *signed_only, *second, *padding, *token;

    unit_message_init(&m);
    first = unit_add(&m, SECBUFFER_DATA, unit_text(), 21);
    signed_only = unit_add(&m, SECBUFFER_DATA |
                           SECBUFFER_READONLY_WITH_CHECKSUM, unit_text() + 50,
                           13);
    token = unit_add(&m, SECBUFFER_TOKEN, NULL, 100);
    second = unit_add(&m, SECBUFFER_DATA, unit_text() + 100, 30);
    padding = unit_add(&m, SECBUFFER_PADDING, NULL, 8);
    unit_add_params(&m, 0, 0);
    assert_status(unit_package()->Seal(pair.initiator, fQOP, &m.desc, 0),
                  SEC_E_OK);
    ck_assert_uint_eq(m.params.MessageSeqNo, 1);
    ck_assert_uint_eq(padding->cbBuffer, enctype == DES3 ? 5 : 1);
    ck_assert_int_eq(memcmp(first->pvBuffer, unit_text(), 21) == 0, fQOP != 0);
    ck_assert_mem_eq(signed_only->pvBuffer, unit_text() + 50, 13);
    assert_status(unit_package()->Unseal(pair.acceptor, &m.desc, 0, &got),
                  SEC_E_OK);
    ck_assert_uint_eq(got, fQOP);
    ck_assert_mem_eq(first->pvBuffer, unit_text(), 21);
    ck_assert_mem_eq(second->pvBuffer, unit_text() + 100, 30);
    ck_assert_uint_eq(second->cbBuffer, 30);
    ck_assert_uint_gt(token->cbBuffer, 40);
    unit_message_free(&m);
    unit_pair_delete(&pair);
}
END_TEST

START_TEST(test_sizes)
{
    static const ULONG mic[OLDER] = { 49, 37, 37 };
    static const ULONG trailer[OLDER] = { 61, 49, 49 };
    static const ULONG block[OLDER] = { 8, 1, 1 };
    struct unit_pair pair = unit_pair(DES3 + (size_t)_i, 0, 1);
    SecPkgContext_Sizes sizes;

    assert_status(unit_package()->QueryAttributes(
        pair.initiator, SECPKG_ATTR_SIZES, &sizes), SEC_E_OK);
    ck_assert_uint_eq(sizes.cbMaxSignature, mic[_i]);
    ck_assert_uint_eq(sizes.cbSecurityTrailer, trailer[_i]);
    ck_assert_uint_eq(sizes.cbBlockSize, block[_i]);
    unit_pair_delete(&pair);
}
END_TEST

/* One byte less than what KSP_ATTR_MESSAGE_LENGTHS says is refused, with
 * nothing changed; that much suffices. */
START_TEST(test_capacity)
{
    size_t enctype = DES3 + (size_t)_i, length;
    struct unit_pair pair = unit_pair(enctype, unit_detection(3), 1);
    KSP_MESSAGE_LENGTHS l = { 0 };
    struct unit_state before;
    struct unit_message m;
    int which;

    for (length = 0; length < 250; length += 7) {
        l.cbMessage = (ULONG)length;
        l.cbTrailer = 7;
        assert_status(unit_package()->QueryAttributes(
            pair.initiator, KSP_ATTR_MESSAGE_LENGTHS, &l), SEC_E_OK);
        ck_assert_uint_eq(l.cbHeader + length + l.cbPadding,
                          unit_older_wrap(enctype, length));
        ck_assert_uint_eq(l.cbTrailer, 0);
        before = unit_state(pair.initiator);
        for (which = 0; which < 3; which++) {
            unit_message_init(&m);
            unit_add(&m, SECBUFFER_TOKEN, NULL,
                     l.cbHeader - (which == 0));
            unit_add(&m, SECBUFFER_DATA, unit_text(), length);
            unit_add(&m, SECBUFFER_PADDING, NULL,
                     l.cbPadding - (which == 1));
            assert_status(unit_package()->Seal(pair.initiator, 0, &m.desc,
                                               0),
                          which < 2 ? SEC_E_BUFFER_TOO_SMALL : SEC_E_OK);
            if (which < 2)
                unit_assert_state(pair.initiator, &before);
            unit_message_free(&m);
        }
    }
    unit_pair_delete(&pair);
}
END_TEST

/* A message that fills its blocks may go without PADDING. */
START_TEST(test_unpadded)
{
    size_t enctype = DES3 + (size_t)_i, length;
    struct unit_pair pair = unit_pair(enctype, unit_detection(3), 1);
    SecBuffer *data;
    struct unit_message m;
    bool fits;

    for (length = 1; length < 30; length++) {
        fits = enctype != DES3 || length % 8 == 0;
        unit_message_init(&m);
        unit_add(&m, SECBUFFER_TOKEN, NULL, 100);
        data = unit_add(&m, SECBUFFER_DATA, unit_text(), length);
        assert_status(unit_package()->Seal(pair.initiator, 0, &m.desc, 0),
                      fits ? SEC_E_OK : SEC_E_BUFFER_TOO_SMALL);
        if (fits) {
            assert_status(unit_package()->Unseal(pair.acceptor, &m.desc, 0,
                                                 NULL), SEC_E_OK);
            ck_assert_uint_eq(data->cbBuffer, length);
            ck_assert_mem_eq(data->pvBuffer, unit_text(), length);
        }
        unit_message_free(&m);
    }
    unit_pair_delete(&pair);
}
END_TEST

/* In DCE style the framing is around the header alone. */
START_TEST(test_dce)
{
    size_t enctype = DES3 + (size_t)_i;
    struct unit_pair pair = unit_pair(enctype, unit_detection(3) |
                                      ISC_RET_USED_DCE_STYLE, 1);
    SecBuffer *token, *data;
    struct unit_message m;

    unit_message_init(&m);
    token = unit_add(&m, SECBUFFER_TOKEN, NULL, 100);
    data = unit_add(&m, SECBUFFER_DATA, unit_text(), 240);
    assert_status(unit_package()->Seal(pair.initiator, 0, &m.desc, 0),
                  SEC_E_OK);
    ck_assert_uint_eq(token->cbBuffer, enctype == DES3 ? 57 : 45);
    ck_assert_uint_eq(((unsigned char *)token->pvBuffer)[1],
                      token->cbBuffer - 2);
    assert_status(unit_package()->Unseal(pair.acceptor, &m.desc, 0, NULL),
                  SEC_E_OK);
    ck_assert_mem_eq(data->pvBuffer, unit_text(), 240);
    unit_message_free(&m);
    unit_pair_delete(&pair);
}
END_TEST

/* There is no padding in DCE style, and so nothing behind the confounder of an
 * empty message. */
START_TEST(test_dce_empty)
{
    struct unit_pair pair = unit_pair(DES3 + (size_t)_i / 2,
                                      unit_detection(3) |
                                      ISC_RET_USED_DCE_STYLE, 1);
    unsigned char *token;
    size_t made;
    ULONG verdict;

    made = unit_wrap(pair.initiator, _i % 2 == 0, "", 0, &token);
    assert_status(unit_unwrap(pair.acceptor, "", 0, token, made, &verdict),
                  SEC_E_OK);
    free(token);
    unit_pair_delete(&pair);
}
END_TEST

/* There is room for it and not for one byte more.  The number it wants does
 * not exist, so that nobody looks at its bytes. */
START_TEST(test_longest)
{
    KSP_PACKED_CONTEXT packed = unit_packed(DES3 + (size_t)_i,
                                            KSP_ROLE_INITIATOR,
                                            unit_detection(3), 1);
    SecPkgContext_StreamSizes sizes;
    LSA_SEC_HANDLE ContextId;
    struct unit_message m;
    SecBuffer *data;

    packed.Flags = KSP_PACKED_CALLERS_NUMBERS;
    ContextId = unit_context(&packed);
    assert_status(unit_package()->QueryAttributes(ContextId,
                                                  SECPKG_ATTR_STREAM_SIZES,
                                                  &sizes), SEC_E_OK);
    unit_message_init(&m);
    unit_add(&m, SECBUFFER_TOKEN, NULL, sizes.cbHeader);
    data = unit_add(&m, SECBUFFER_DATA, unit_text(), 1);
    unit_add(&m, SECBUFFER_PADDING, NULL, sizes.cbBlockSize);
    unit_add_params(&m, 0, ((uint64_t)1 << 32) + 1);
    data->cbBuffer = sizes.cbMaximumMessage;
    assert_status(unit_package()->Seal(ContextId, 0, &m.desc, 0),
                  SEC_E_INVALID_PARAMETER);
    data->cbBuffer++;
    assert_status(unit_package()->Seal(ContextId, 0, &m.desc, 0),
                  SEC_E_BUFFER_TOO_SMALL);
    unit_message_free(&m);
    unit_delete(ContextId);
}
END_TEST

/* Nor is one used for a MIC that has no place, or one byte too little; or is
 * looked for where it has no place. */
START_TEST(test_mic_lists)
{
    static const struct {
        ULONG type;             /* of what stands beside DATA */
        ULONG beside;           /* and of what else */
        bool little;
        NTSTATUS sign, verify;
    } rows[] = {
        { SECBUFFER_TOKEN, SECBUFFER_EMPTY, true, SEC_E_BUFFER_TOO_SMALL,
          SEC_E_INVALID_TOKEN },
        { SECBUFFER_EMPTY, SECBUFFER_EMPTY, false, SEC_E_INVALID_TOKEN,
          SEC_E_INVALID_TOKEN },
        { SECBUFFER_STREAM, SECBUFFER_EMPTY, false, SEC_E_INVALID_TOKEN,
          SEC_E_INVALID_TOKEN },
        { SECBUFFER_TOKEN, SECBUFFER_STREAM_TRAILER, false,
          SEC_E_INVALID_TOKEN, SEC_E_INVALID_TOKEN },
        { SECBUFFER_TOKEN, SECBUFFER_EMPTY, false, SEC_E_OK, SEC_E_OK },
    };
    size_t enctype = DES3 + (size_t)_i, room = enctype == DES3 ? 49 : 37, i;
    struct unit_pair pair = unit_pair(enctype, 0, 1);
    struct unit_state before = unit_state(pair.initiator);
    struct unit_message m;
    unsigned char *token;

    (void)unit_mic(pair.acceptor, unit_text(), 5, &token);
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        unit_message_init(&m);
        unit_add(&m, rows[i].type, token, room - rows[i].little);
        unit_add(&m, SECBUFFER_DATA, unit_text(), 5);
        unit_add(&m, rows[i].beside, NULL, 8);
        assert_status(unit_package()->Verify(pair.initiator, &m.desc, 0,
                                             NULL), rows[i].verify);
        assert_status(unit_package()->Sign(pair.initiator, 0, &m.desc, 0),
                      rows[i].sign);
        if (rows[i].sign != SEC_E_OK) {
            unit_assert_state(pair.initiator, &before);
            ck_assert_mem_eq(m.buffers[0].pvBuffer, token,
                             m.buffers[0].cbBuffer);
        }
        unit_message_free(&m);
    }
    free(token);
    unit_pair_delete(&pair);
}
END_TEST

/* ---- mechanisms ------------------------------------------------------ */

/* By KSP_MECH_*: the OIDs of Kerberos, its draft and what Windows makes of
 * it, and IAKERB. */
static const struct {
    size_t length;
    unsigned char oid[9];
} mechanisms[KSP_MECH_COUNT] = {
    { 9, { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 1, 2, 2 } },
    { 5, { 0x2b, 5, 1, 5, 2 } },
    { 9, { 0x2a, 0x86, 0x48, 0x82, 0xf7, 0x12, 1, 2, 2 } },
    { 6, { 0x2b, 6, 1, 5, 2, 5 } },
};

static LSA_SEC_HANDLE
side(size_t enctype, USHORT role, ULONG mechanism)
{
    KSP_PACKED_CONTEXT p = unit_packed(enctype, role, 0, 1);

    p.Mechanism = mechanism;
    return unit_context(&p);
}

/* The framing has the OID of the context's mechanism, and is refused by
 * another's. */
START_TEST(test_mechanism)
{
    ULONG mechanism = (ULONG)_i % KSP_MECH_COUNT, other, verdict;
    size_t enctype = DES3 + (size_t)_i / KSP_MECH_COUNT, made;
    LSA_SEC_HANDLE initiator, acceptor;
    size_t oid = mechanisms[mechanism].length;
    unsigned char *token;

    initiator = side(enctype, KSP_ROLE_INITIATOR, mechanism);
    made = unit_mic(initiator, unit_text(), 5, &token);
    ck_assert_uint_eq(made, 4 + oid + (enctype == DES3 ? 36 : 24));
    ck_assert_uint_eq(token[0], 0x60);
    ck_assert_uint_eq(token[1], made - 2);
    ck_assert_uint_eq(token[2], 6);
    ck_assert_uint_eq(token[3], oid);
    ck_assert_mem_eq(token + 4, mechanisms[mechanism].oid, oid);
    for (other = 0; other < KSP_MECH_COUNT; other++) {
        acceptor = side(enctype, KSP_ROLE_ACCEPTOR, other);
        assert_status(unit_verify(acceptor, unit_text(), 5, token, made,
                                  &verdict), other == mechanism ? SEC_E_OK :
                      SEC_E_INVALID_TOKEN);
        unit_delete(acceptor);
    }
    free(token);
    unit_delete(initiator);
}
END_TEST

/* ---- no random numbers ----------------------------------------------- */

static bool
no_random(unsigned char *out, size_t length)
{
    (void)out;
    (void)length;
    return false;
}

/* Without a confounder there is no token: the message is as it was, and its
 * number is the next one's. */
START_TEST(test_no_random)
{
    size_t enctype = DES3 + (size_t)_i;
    struct unit_pair pair = unit_pair(enctype, unit_detection(3), 1);
    struct ksp_context *c = ksp_handle_acquire(pair.initiator);
    struct unit_state before = unit_state(pair.initiator);
    const struct ksp_1964_cipher *whole = c->key_1964->cipher;
    struct ksp_1964_cipher broken = *whole;
    struct unit_message m;

    broken.random = no_random;
    c->key_1964->cipher = &broken;
    unit_message_init(&m);
    unit_add(&m, SECBUFFER_TOKEN, NULL, 100);
    unit_add(&m, SECBUFFER_DATA, unit_text(), 5);
    unit_add(&m, SECBUFFER_PADDING, NULL, 8);
    unit_add_params(&m, 0, 0);
    assert_status(unit_package()->Seal(pair.initiator, 0, &m.desc, 0),
                  SEC_E_INTERNAL_ERROR);
    unit_assert_state(pair.initiator, &before);
    ck_assert_uint_eq(m.buffers[0].cbBuffer, 100);
    ck_assert_mem_eq(m.buffers[1].pvBuffer, unit_text(), 5);
    ck_assert_uint_eq(m.buffers[2].cbBuffer, 8);
    ck_assert_uint_eq(m.params.MessageSeqNo, 0);
    c->key_1964->cipher = whole;
    assert_status(unit_package()->Seal(pair.initiator, 0, &m.desc, 0),
                  SEC_E_OK);
    ck_assert_uint_eq(m.params.MessageSeqNo, 1);
    unit_message_free(&m);
    ksp_handle_release(pair.initiator);
    unit_pair_delete(&pair);
}
END_TEST

/* Without a place for the token, or with one in one piece, no number is
 * used. */
START_TEST(test_lists)
{
    struct unit_pair pair = unit_pair(DES3 + (size_t)_i / 2,
                                      unit_detection(3), 1);
    struct unit_state before = unit_state(pair.initiator);
    struct unit_message m;

    unit_message_init(&m);
    unit_add(&m, SECBUFFER_DATA, unit_text(), 5);
    unit_add(&m, SECBUFFER_PADDING, NULL, 8);
    if (_i % 2 != 0) {
        unit_add(&m, SECBUFFER_TOKEN, NULL, 100);
        unit_add(&m, SECBUFFER_STREAM, NULL, 100);
    }
    assert_status(unit_package()->Seal(pair.initiator, 0, &m.desc, 0),
                  SEC_E_INVALID_TOKEN);
    unit_assert_state(pair.initiator, &before);
    unit_message_free(&m);
    unit_pair_delete(&pair);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("rfc1964_seal");
    TCase *tc = tcase_create("rfc1964_seal");

    tcase_add_loop_test(tc, test_lengths, 0, 2 * OLDER);
    tcase_add_loop_test(tc, test_parts, 0, 2 * OLDER);
    tcase_add_loop_test(tc, test_sizes, 0, OLDER);
    tcase_add_loop_test(tc, test_capacity, 0, OLDER);
    tcase_add_loop_test(tc, test_unpadded, 0, OLDER);
    tcase_add_loop_test(tc, test_dce, 0, OLDER);
    tcase_add_loop_test(tc, test_dce_empty, 0, 2 * OLDER);
    tcase_add_loop_test(tc, test_longest, 0, OLDER);
    tcase_add_loop_test(tc, test_mic_lists, 0, OLDER);
    tcase_add_loop_test(tc, test_mechanism, 0, KSP_MECH_COUNT * OLDER);
    tcase_add_loop_test(tc, test_no_random, 0, OLDER);
    tcase_add_loop_test(tc, test_lists, 0, 2 * OLDER);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
