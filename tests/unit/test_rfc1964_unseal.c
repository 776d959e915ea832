/* SPDX-License-Identifier: MIT */
/*
 * shim/core/rfc1964_mic.c and rfc1964_unseal.c: what of RC4 and DES3 is
 * refused, and where the message goes.
 */
#include <stdlib.h>
#include <string.h>

#include "unit/unit_older.h"

/* Kinds of tokens: 0 a MIC, 1 sealed, 2 signed only. */
static size_t
make_token(const struct unit_pair *pair, int kind, unsigned char **token)
{
    return kind == 0 ?
        unit_mic(pair->initiator, MESSAGE, MESSAGE_LENGTH, token) :
        unit_wrap(pair->initiator, kind == 1, MESSAGE, MESSAGE_LENGTH, token);
}

static NTSTATUS
open_token(const struct unit_pair *pair, int kind, unsigned char *token,
           size_t length)
{
    ULONG verdict;

    return (kind == 0 ? unit_verify : unit_unwrap)(
        pair->acceptor, MESSAGE, MESSAGE_LENGTH, token, length, &verdict);
}

/* RC4 encrypts the number as a stream, and the checksum does not cover it:
 * RFC 4757 lets anybody change that of a message that is only signed. */
static bool
unprotected(size_t enctype, int kind, size_t byte)
{
    return enctype != DES3 && kind != 1 && byte >= 13 + 8 && byte < 13 + 12;
}

/* Every other bit of a token matters, and none moves the window. */
START_TEST(test_bits)
{
    size_t enctype = DES3 + (size_t)_i / 3, bit, made;
    struct unit_pair pair = unit_pair(enctype, unit_detection(3), 1);
    struct unit_state before = unit_state(pair.acceptor);
    unsigned char *token, *copy;
    NTSTATUS status;

    made = make_token(&pair, _i % 3, &token);
    for (bit = 0; bit < made * 8; bit++) {
        if (unprotected(enctype, _i % 3, bit / 8))
            continue;
        copy = unit_copy(token, made);
        copy[bit / 8] ^= (unsigned char)(1 << bit % 8);
        status = open_token(&pair, _i % 3, copy, made);
        ck_assert(status == SEC_E_INVALID_TOKEN ||
                  status == SEC_E_MESSAGE_ALTERED);
        unit_assert_state(pair.acceptor, &before);
        free(copy);
    }
    free(token);
    unit_pair_delete(&pair);
}
END_TEST

/* Cut anywhere, and with a byte too many. */
START_TEST(test_cut)
{
    size_t enctype = DES3 + (size_t)_i / 3, length, made;
    struct unit_pair pair = unit_pair(enctype, unit_detection(3), 1);
    struct unit_state before = unit_state(pair.acceptor);
    unsigned char *token, *copy;

    made = make_token(&pair, _i % 3, &token);
    for (length = 0; length <= made + 1; length++) {
        if (length == made)
            continue;
        copy = malloc(length + 1);
        ck_assert_ptr_nonnull(copy);
        memset(copy, 1, length);
        memcpy(copy, token, length < made ? length : made);
        assert_status(open_token(&pair, _i % 3, copy, length),
                      SEC_E_INVALID_TOKEN);
        unit_assert_state(pair.acceptor, &before);
        free(copy);
    }
    free(token);
    unit_pair_delete(&pair);
}
END_TEST

/* Inside the framing, whose length and checksum are right for what is
 * there: nothing after a MIC, and without framing it is taken. */
START_TEST(test_glue_layout)
{
    size_t enctype = DES3 + (size_t)_i, made, head = 13;
    struct unit_pair pair = unit_pair(enctype, unit_detection(0), 1);
    unsigned char *token, *copy;
    ULONG verdict;

    made = unit_mic(pair.initiator, MESSAGE, MESSAGE_LENGTH, &token);
    assert_status(unit_verify(pair.acceptor, MESSAGE, MESSAGE_LENGTH,
                              token + head, made - head, &verdict),
                  SEC_E_OK);
    copy = malloc(made + 1);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, token, made);
    copy[made] = 0;
    copy[1]++;
    assert_status(unit_verify(pair.acceptor, MESSAGE, MESSAGE_LENGTH, copy,
                              made + 1, &verdict), SEC_E_INVALID_TOKEN);
    free(copy);
    free(token);
    unit_pair_delete(&pair);
}
END_TEST

/* The peer signs what it is asked to: a confounder, a text and its padding.
 * With that behind its MIC, a token is a wrap token but for TOK_ID, and the
 * checksum of DES3 is right for both. */
START_TEST(test_mic_is_no_wrap)
{
    static const unsigned char inside[] = "confoundtext\4\4\4\4";
    size_t enctype = DES3 + (size_t)_i, length = sizeof(inside) - 1, made;
    struct unit_pair pair = unit_pair(enctype, unit_detection(3), 1);
    struct unit_state before = unit_state(pair.acceptor);
    unsigned char *mic, *token;
    ULONG verdict;

    made = unit_mic(pair.initiator, inside, length, &mic);
    token = malloc(made + length);
    ck_assert_ptr_nonnull(token);
    memcpy(token, mic, made);
    memcpy(token + made, inside, length);
    token[1] = (unsigned char)(made + length - 2);
    assert_status(unit_unwrap(pair.acceptor, "", 0, token, made + length,
                              &verdict),
                  enctype == DES3 ? SEC_E_INVALID_TOKEN :
                  SEC_E_MESSAGE_ALTERED);
    unit_assert_state(pair.acceptor, &before);
    assert_status(unit_verify(pair.acceptor, inside, length, mic, made,
                              &verdict), SEC_E_OK);
    free(token);
    free(mic);
    unit_pair_delete(&pair);
}
END_TEST

/* What this side sent is not taken back. */
START_TEST(test_reflected)
{
    size_t enctype = DES3 + (size_t)_i, made;
    struct unit_pair pair = unit_pair(enctype, unit_detection(3), 1);
    struct unit_state before;
    unsigned char *token;
    ULONG verdict;

    made = unit_mic(pair.initiator, MESSAGE, MESSAGE_LENGTH, &token);
    before = unit_state(pair.initiator);
    assert_status(unit_verify(pair.initiator, MESSAGE, MESSAGE_LENGTH, token,
                              made, &verdict), SEC_E_MESSAGE_ALTERED);
    ck_assert_uint_eq(verdict, KSP_SEQ_REFLECTED);
    unit_assert_state(pair.initiator, &before);
    free(token);
    made = unit_wrap(pair.initiator, true, MESSAGE, MESSAGE_LENGTH, &token);
    before = unit_state(pair.initiator);
    assert_status(unit_unwrap(pair.initiator, MESSAGE, MESSAGE_LENGTH, token,
                              made, &verdict), SEC_E_MESSAGE_ALTERED);
    ck_assert_uint_eq(verdict, KSP_SEQ_REFLECTED);
    unit_assert_state(pair.initiator, &before);
    free(token);
    unit_pair_delete(&pair);
}
END_TEST

/* STREAM into memory of the caller's, which may be just large enough. */
START_TEST(test_copied)
{
    size_t enctype = DES3 + (size_t)_i, length = 29, made;
    struct unit_pair pair = unit_pair(enctype, unit_detection(3), 1);
    struct unit_state before = unit_state(pair.acceptor);
    unsigned char *token;
    struct unit_message m;
    SecBuffer *data, *stream;
    size_t room;

    made = unit_wrap(pair.initiator, true, unit_text(), length, &token);
    for (room = 1; room <= length; room++) {
        unit_message_init(&m);
        stream = unit_add(&m, SECBUFFER_STREAM | SECBUFFER_READONLY, token,
                          made);
        data = unit_add(&m, SECBUFFER_DATA, NULL, room);
        assert_status(unit_package()->Unseal(pair.acceptor, &m.desc, 0,
                                             NULL),
                      room < length ? SEC_E_BUFFER_TOO_SMALL : SEC_E_OK);
        ck_assert_mem_eq(stream->pvBuffer, token, made);
        if (room < length)
            unit_assert_state(pair.acceptor, &before);
        else
            ck_assert_mem_eq(data->pvBuffer, unit_text(), length);
        ck_assert_uint_eq(data->cbBuffer, room);
        unit_message_free(&m);
    }
    free(token);
    unit_pair_delete(&pair);
}
END_TEST

/* What stands beside STREAM. */
START_TEST(test_stream_lists)
{
    static const struct {
        ULONG type;
        size_t length;
        NTSTATUS status;
    } beside[] = {
        { SECBUFFER_PADDING, 1, SEC_E_INVALID_TOKEN },
        { SECBUFFER_TOKEN, 49, SEC_E_INVALID_TOKEN },
        { SECBUFFER_STREAM_TRAILER, 1, SEC_E_INVALID_PARAMETER },
        { SECBUFFER_DATA, 1, SEC_E_INVALID_PARAMETER },
        { SECBUFFER_PADDING, 0, SEC_E_OK },
    };
    struct unit_pair pair = unit_pair(DES3 + (size_t)_i, unit_detection(3),
                                      1);
    struct unit_message m;
    unsigned char *token;
    size_t length, i;

    length = unit_wrap(pair.initiator, true, unit_text(), 5, &token);
    for (i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
        unit_message_init(&m);
        unit_add(&m, SECBUFFER_STREAM, token, length);
        unit_add(&m, SECBUFFER_DATA, NULL, 0);
        unit_add(&m, beside[i].type, unit_text(), beside[i].length);
        assert_status(unit_package()->Unseal(pair.acceptor, &m.desc, 0,
                                             NULL), beside[i].status);
        unit_message_free(&m);
    }
    free(token);
    unit_pair_delete(&pair);
}
END_TEST

/* What these tokens do not have has no bytes: nothing is looked at before. */
START_TEST(test_parts_lists)
{
    static const struct {
        ULONG type;
        size_t length;
        NTSTATUS status;
    } beside[] = {
        { SECBUFFER_STREAM_TRAILER, 1, SEC_E_INVALID_TOKEN },
        { SECBUFFER_STREAM_TRAILER, 0, SEC_E_OK },
    };
    struct unit_pair pair = unit_pair(DES3 + (size_t)_i, unit_detection(0), 1);
    struct unit_message m;
    SecBuffer *extra;
    size_t i;

    unit_message_init(&m);
    unit_add(&m, SECBUFFER_TOKEN, NULL, 100);
    unit_add(&m, SECBUFFER_DATA, unit_text(), 5);
    unit_add(&m, SECBUFFER_PADDING, NULL, 8);
    assert_status(unit_package()->Seal(pair.initiator, 0, &m.desc, 0),
                  SEC_E_OK);
    extra = unit_add(&m, SECBUFFER_STREAM_TRAILER, NULL, 8);
    for (i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
        extra->BufferType = beside[i].type;
        extra->cbBuffer = (ULONG)beside[i].length;
        assert_status(unit_package()->Unseal(pair.acceptor, &m.desc, 0,
                                             NULL), beside[i].status);
    }
    unit_message_free(&m);
    unit_pair_delete(&pair);
}
END_TEST

/* A signature covers no PADDING: it has 0 bytes out, and in. */
START_TEST(test_mic_padding)
{
    struct unit_pair pair = unit_pair(DES3 + (size_t)_i, unit_detection(3), 1);
    struct unit_state before = unit_state(pair.acceptor);
    struct unit_message m;
    SecBuffer *padding;

    unit_message_init(&m);
    unit_add(&m, SECBUFFER_DATA, unit_text(), 4);
    unit_add(&m, SECBUFFER_TOKEN, NULL, 49);
    padding = unit_add(&m, SECBUFFER_PADDING, NULL, 8);
    assert_status(unit_package()->Sign(pair.initiator, 0, &m.desc, 0),
                  SEC_E_OK);
    ck_assert_uint_eq(padding->cbBuffer, 0);
    padding->cbBuffer = 1;
    assert_status(unit_package()->Verify(pair.acceptor, &m.desc, 0, NULL),
                  SEC_E_INVALID_TOKEN);
    unit_assert_state(pair.acceptor, &before);
    padding->cbBuffer = 0;
    assert_status(unit_package()->Verify(pair.acceptor, &m.desc, 0, NULL),
                  SEC_E_OK);
    unit_message_free(&m);
    unit_pair_delete(&pair);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("rfc1964_unseal");
    TCase *tc = tcase_create("rfc1964_unseal");

    tcase_add_loop_test(tc, test_bits, 0, 3 * OLDER);
    tcase_add_loop_test(tc, test_cut, 0, 3 * OLDER);
    tcase_add_loop_test(tc, test_glue_layout, 0, OLDER);
    tcase_add_loop_test(tc, test_mic_is_no_wrap, 0, OLDER);
    tcase_add_loop_test(tc, test_reflected, 0, OLDER);
    tcase_add_loop_test(tc, test_copied, 0, OLDER);
    tcase_add_loop_test(tc, test_stream_lists, 0, OLDER);
    tcase_add_loop_test(tc, test_parts_lists, 0, OLDER);
    tcase_add_loop_test(tc, test_mic_padding, 0, OLDER);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
