/* SPDX-License-Identifier: MIT */
/*
 * shim/core/rfc1964_mic.c and rfc1964_unseal.c: what of RC4 and DES3 is
 * refused, and where the message goes.
 */
#include <stdlib.h>
#include <string.h>

#include "core/context_handle.h"
#include "core/rfc1964_token.h"
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

/* A context with another key. */
static LSA_SEC_HANDLE
stranger(size_t enctype)
{
    KSP_PACKED_CONTEXT p = unit_packed(enctype, KSP_ROLE_ACCEPTOR,
                                       unit_detection(0), 1);

    /* Two bits: the parity of DES stays. */
    p.Keys[0].Contents[0] ^= 0x18;
    return unit_context(&p);
}

/* The token of another context, and one whose checksum is wrong: nothing is
 * seen of the message, and whose it is opens it in the same buffers. */
START_TEST(test_opens_again)
{
    size_t enctype = DES3 + (size_t)_i / 2, made;
    struct unit_pair pair = unit_pair(enctype, unit_detection(0), 1);
    LSA_SEC_HANDLE other = stranger(enctype);
    struct unit_message m;
    unsigned char *token;
    bool wrong_context = _i % 2 == 0;

    made = make_token(&pair, 1, &token);
    unit_message_init(&m);
    unit_add(&m, SECBUFFER_STREAM, token, made);
    unit_add(&m, SECBUFFER_DATA, NULL, 0);
    unit_add_params(&m, 0, 0);
    if (!wrong_context)
        ((unsigned char *)m.buffers[0].pvBuffer)[made - 1] ^= 1;
    assert_status(unit_package()->Unseal(wrong_context ? other :
                                         pair.acceptor, &m.desc, 0, NULL),
                  SEC_E_MESSAGE_ALTERED);
    if (!wrong_context)
        ((unsigned char *)m.buffers[0].pvBuffer)[made - 1] ^= 1;
    ck_assert_mem_eq(m.buffers[0].pvBuffer, token, made);
    assert_status(unit_package()->Unseal(pair.acceptor, &m.desc, 0, NULL),
                  SEC_E_OK);
    ck_assert_uint_eq(m.buffers[1].cbBuffer, MESSAGE_LENGTH);
    ck_assert_mem_eq(m.buffers[1].pvBuffer, MESSAGE, MESSAGE_LENGTH);
    unit_message_free(&m);
    free(token);
    unit_pair_delete(&pair);
    unit_delete(other);
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

/* It is genuine all the same: in parts the lengths are those it would have
 * had.  Of a STREAM nothing is told. */
START_TEST(test_reflected_lengths)
{
    size_t enctype = DES3 + (size_t)_i / 2, made;
    struct unit_pair pair = unit_pair(enctype, 0, 1);
    unsigned char *token;
    struct unit_message m;

    unit_message_init(&m);
    unit_add(&m, SECBUFFER_TOKEN, NULL, 100);
    unit_add(&m, SECBUFFER_DATA, unit_text(), 5);
    unit_add(&m, SECBUFFER_PADDING, NULL, 8);
    assert_status(unit_package()->Seal(pair.initiator, _i % 2 == 0 ? 0 :
                                       SECQOP_WRAP_NO_ENCRYPT, &m.desc, 0),
                  SEC_E_OK);
    assert_status(unit_package()->Unseal(pair.initiator, &m.desc, 0, NULL),
                  SEC_E_MESSAGE_ALTERED);
    ck_assert_uint_eq(m.buffers[1].cbBuffer, 5);
    ck_assert_uint_eq(m.buffers[2].cbBuffer, 0);
    unit_message_free(&m);
    made = unit_wrap(pair.initiator, _i % 2 == 0, unit_text(), 5, &token);
    unit_message_init(&m);
    unit_add(&m, SECBUFFER_STREAM, token, made);
    unit_add(&m, SECBUFFER_DATA, NULL, 0);
    assert_status(unit_package()->Unseal(pair.initiator, &m.desc, 0, NULL),
                  SEC_E_MESSAGE_ALTERED);
    ck_assert_ptr_null(m.buffers[1].pvBuffer);
    ck_assert_uint_eq(m.buffers[1].cbBuffer, 0);
    unit_message_free(&m);
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

/* ---- TOK_ID ---------------------------------------------------------- */

/* Where TOK_ID is behind the framing of a short token. */
#define TOK_ID 13

/* One of RFC 1964 is for the checksum to refuse; any other is no token. */
START_TEST(test_tok_id)
{
    static const struct {
        unsigned char bytes[2];
        NTSTATUS status;
    } rows[] = {
        { { 1, 1 }, SEC_E_MESSAGE_ALTERED },
        { { 2, 1 }, SEC_E_MESSAGE_ALTERED },
        { { 1, 2 }, SEC_E_MESSAGE_ALTERED },
        { { 0, 0 }, SEC_E_INVALID_TOKEN }, { { 1, 0 }, SEC_E_INVALID_TOKEN },
        { { 1, 3 }, SEC_E_INVALID_TOKEN }, { { 2, 0 }, SEC_E_INVALID_TOKEN },
        { { 2, 2 }, SEC_E_INVALID_TOKEN }, { { 3, 1 }, SEC_E_INVALID_TOKEN },
        { { 4, 4 }, SEC_E_INVALID_TOKEN }, { { 5, 4 }, SEC_E_INVALID_TOKEN },
    };
    size_t enctype = DES3 + (size_t)_i / 3, made, i;
    struct unit_pair pair = unit_pair(enctype, unit_detection(3), 1);
    unsigned char *token, id[2];

    made = make_token(&pair, _i % 3, &token);
    memcpy(id, token + TOK_ID, 2);
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (memcmp(id, rows[i].bytes, 2) != 0) {
            memcpy(token + TOK_ID, rows[i].bytes, 2);
            assert_status(open_token(&pair, _i % 3, token, made),
                          rows[i].status);
        }
    }
    memcpy(token + TOK_ID, id, 2);
    assert_status(open_token(&pair, _i % 3, token, made), SEC_E_OK);
    free(token);
    unit_pair_delete(&pair);
}
END_TEST

/* Out of what is no token nothing comes. */
START_TEST(test_read_nothing)
{
    KSP_PACKED_CONTEXT p = unit_packed(RC4, KSP_ROLE_ACCEPTOR, 0, 1);
    LSA_SEC_HANDLE ContextId = unit_context(&p);
    struct ksp_context *c = ksp_handle_acquire(ContextId);
    static const unsigned char nothing[40] = { 0x60, 0x26 };
    struct ksp_1964_start start;
    bool sealed = true;
    size_t length;

    for (length = 0; length < sizeof(nothing); length++) {
        memset(&start, 7, sizeof(start));
        sealed = true;
        assert_status(ksp_1964_read(c, true, nothing, length, length,
                                    KSP_1964_NUMBERED, &start, &sealed),
                      SEC_E_INVALID_TOKEN);
        ck_assert_ptr_null(start.header);
        ck_assert(!sealed);
    }
    ksp_handle_release(ContextId);
    unit_delete(ContextId);
}
END_TEST

/* ---- where things end ------------------------------------------------ */

/* The token of `length` bytes in parts: `before` of them in TOKEN, `behind`
 * in PADDING. */
static void
lay_out(struct unit_message *m, const unsigned char *token, size_t length,
        size_t before, size_t behind)
{
    unit_message_init(m);
    unit_add(m, SECBUFFER_TOKEN, token, before);
    unit_add(m, SECBUFFER_DATA, token + before, length - before - behind);
    unit_add(m, SECBUFFER_PADDING, token + length - behind, behind);
    unit_add_params(m, 0, 0);
}

static size_t
header_length(size_t enctype)
{
    return TOK_ID + 16 + (enctype == DES3 ? 20 : 8) + 8;
}

/* TOKEN ends with the confounder.  Of whole blocks that lie elsewhere the
 * header is the wrong length, and before that there must be whole ones. */
START_TEST(test_header_length)
{
    static const int moved[] = { -8, -3, -1, 1, 3, 8 };
    size_t enctype = DES3 + (size_t)_i / 2, made, i;
    struct unit_pair pair = unit_pair(enctype, unit_detection(3), 1);
    struct unit_state before = unit_state(pair.acceptor);
    bool sealed = _i % 2 == 0, whole;
    unsigned char *token;
    struct unit_message m;

    made = unit_wrap(pair.initiator, sealed, unit_text(), 31, &token);
    for (i = 0; i < sizeof(moved) / sizeof(moved[0]); i++) {
        whole = !sealed || enctype != DES3 || moved[i] % 8 == 0;
        lay_out(&m, token, made,
                (size_t)((int)header_length(enctype) + moved[i]), 1);
        assert_status(unit_package()->Unseal(pair.acceptor, &m.desc, 0,
                                             NULL), SEC_E_INVALID_TOKEN);
        ck_assert_uint_eq(m.params.Verdict, whole ? KSP_SEQ_IN_ORDER :
                          KSP_SEQ_UNALIGNED);
        ck_assert_mem_eq(m.buffers[1].pvBuffer, token +
                         m.buffers[0].cbBuffer, m.buffers[1].cbBuffer);
        unit_assert_state(pair.acceptor, &before);
        unit_message_free(&m);
    }
    lay_out(&m, token, made, header_length(enctype), 1);
    assert_status(unit_package()->Unseal(pair.acceptor, &m.desc, 0, NULL),
                  SEC_E_OK);
    ck_assert_uint_eq(m.params.MessageSeqNo, 1);
    unit_message_free(&m);
    free(token);
    unit_pair_delete(&pair);
}
END_TEST

/* A STREAM without framing that ends in its confounder or with it.  GSS_Unwrap
 * looks at the number first, then at whole blocks; the IOV forms want a byte
 * of padding before all. */
START_TEST(test_no_body)
{
    size_t enctype = DES3 + (size_t)_i / 4, full, length;
    ULONG Flags = _i % 2 == 0 ? 0 : KSP_MESSAGE_GSS_WRAP, want;
    struct unit_pair pair = unit_pair(enctype, unit_detection(3), 1);
    bool unreadable = _i / 2 % 2 != 0;
    unsigned char *token;
    struct unit_message m;
    NTSTATUS status;

    (void)unit_wrap(pair.initiator, true, unit_text(), 31, &token);
    full = header_length(enctype) - TOK_ID;
    if (unreadable)
        token[TOK_ID + 8 + 5] ^= 1;
    for (length = full - 10; length <= full; length++) {
        unit_message_init(&m);
        unit_add(&m, SECBUFFER_STREAM, token + TOK_ID, length);
        unit_add(&m, SECBUFFER_DATA, NULL, 0);
        unit_add_params(&m, Flags, 0);
        status = SEC_E_INVALID_TOKEN;
        want = KSP_SEQ_IN_ORDER;
        if (Flags != 0 && length >= full - 8) {
            if (unreadable || length == full)
                status = SEC_E_MESSAGE_ALTERED;
            if (unreadable)
                want = KSP_SEQ_UNREADABLE;
            else if (enctype == DES3 && length % 8 != full % 8)
                want = KSP_SEQ_UNALIGNED;
        }
        assert_status(unit_package()->Unseal(pair.acceptor, &m.desc, 0,
                                             NULL), status);
        ck_assert_uint_eq(m.params.Verdict, want);
        unit_message_free(&m);
    }
    free(token);
    unit_pair_delete(&pair);
}
END_TEST

static unsigned char last_random;

static bool
some_random(unsigned char *out, size_t length)
{
    memset(out, 5, length);
    out[length - 1] = last_random;
    return true;
}

/* GSS_Unwrap takes a token without padding, if the last byte says that there
 * is none; of an empty one that is the confounder's. */
START_TEST(test_empty_body)
{
    struct unit_pair pair = unit_pair(DES3 + (size_t)_i / 4, 0, 1);
    struct ksp_context *c = ksp_handle_acquire(pair.initiator);
    const struct ksp_1964_cipher *whole = c->key_1964->cipher;
    struct ksp_1964_cipher known = *whole;
    struct unit_message m;

    known.random = some_random;
    last_random = (unsigned char)(_i % 2);
    c->key_1964->cipher = &known;
    unit_message_init(&m);
    unit_add(&m, SECBUFFER_TOKEN, NULL, 100);
    assert_status(unit_package()->Seal(pair.initiator, _i / 2 % 2 == 0 ? 0 :
                                       SECQOP_WRAP_NO_ENCRYPT, &m.desc, 0),
                  SEC_E_OK);
    c->key_1964->cipher = whole;
    m.buffers[0].BufferType = SECBUFFER_STREAM;
    unit_add(&m, SECBUFFER_DATA, NULL, 0);
    unit_add_params(&m, KSP_MESSAGE_GSS_WRAP, 0);
    assert_status(unit_package()->Unseal(pair.acceptor, &m.desc, 0, NULL),
                  last_random == 0 ? SEC_E_OK : SEC_E_MESSAGE_ALTERED);
    ck_assert_uint_eq(m.buffers[1].cbBuffer, 0);
    unit_message_free(&m);
    ksp_handle_release(pair.initiator);
    unit_pair_delete(&pair);
}
END_TEST

/* In DCE style the framing of a STREAM, too, counts the header alone. */
START_TEST(test_dce_stream)
{
    struct unit_pair pair = unit_pair(DES3 + (size_t)_i / 2,
                                      unit_detection(3) |
                                      ISC_RET_USED_DCE_STYLE, 1);
    unsigned char *token;
    ULONG verdict;
    size_t made;

    made = unit_wrap(pair.initiator, _i % 2 == 0, unit_text(), 240, &token);
    assert_status(unit_unwrap(pair.acceptor, unit_text(), 240, token, made,
                              &verdict), SEC_E_OK);
    ck_assert_uint_eq(verdict, KSP_SEQ_IN_ORDER);
    free(token);
    unit_pair_delete(&pair);
}
END_TEST

/* ---- padding --------------------------------------------------------- */

#define FILLED 16

/* A token of 16 bytes whose last one says how much padding there is, with
 * `behind` of them in PADDING; DATA in two, if that is wanted. */
static void
lay_out_padded(const struct unit_pair *pair, bool sealed, unsigned char last,
               size_t behind, bool in_two, struct unit_message *m)
{
    unsigned char text[FILLED], token[100];
    struct unit_message made;
    size_t half = in_two ? 4 : 0;
    const unsigned char *bytes;

    memcpy(text, unit_text(), FILLED);
    text[FILLED - 1] = last;
    unit_message_init(&made);
    unit_add(&made, SECBUFFER_TOKEN, NULL, sizeof(token));
    unit_add(&made, SECBUFFER_DATA, text, FILLED);
    assert_status(unit_package()->Seal(pair->initiator, sealed ? 0 :
                                       SECQOP_WRAP_NO_ENCRYPT, &made.desc,
                                       0), SEC_E_OK);
    bytes = made.buffers[1].pvBuffer;
    unit_message_init(m);
    unit_add(m, SECBUFFER_TOKEN, made.buffers[0].pvBuffer,
             made.buffers[0].cbBuffer);
    unit_add(m, SECBUFFER_DATA, bytes + half, FILLED - behind - half);
    unit_add(m, SECBUFFER_PADDING, bytes + FILLED - behind, behind);
    if (in_two) {
        unit_add(m, SECBUFFER_DATA, bytes, half);
        m->buffers[3] = m->buffers[1];
        m->buffers[1].pvBuffer = m->memory[3];
        m->buffers[1].cbBuffer = (ULONG)half;
        m->desc.cBuffers = 4;
        /* Behind all DATA. */
        m->buffers[4] = m->buffers[2];
        m->buffers[2] = m->buffers[3];
        m->buffers[3] = m->buffers[4];
    }
    unit_message_free(&made);
}

/* What PADDING does not hold of it was in DATA.  More than that, or less than
 * PADDING has, is no padding; with DATA in several the caller knows better. */
START_TEST(test_padding)
{
    static const struct {
        unsigned char last;
        size_t behind;
        bool good;
    } rows[] = {
        { 1, 1, true }, { 4, 1, true }, { 16, 1, true }, { 17, 1, false },
        { 255, 1, false }, { 0, 1, false }, { 3, 3, true }, { 2, 3, false },
        { 5, 3, true }, { 8, 8, true }, { 7, 8, false },
    };
    size_t enctype = DES3 + (size_t)_i / 4, i, length;
    bool sealed = _i % 2 == 0, in_two = _i / 2 % 2 != 0;
    struct unit_pair pair = unit_pair(enctype, 0, 1);
    struct unit_message m;
    unsigned char *data, before[4];
    NTSTATUS status;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        lay_out_padded(&pair, sealed, rows[i].last, rows[i].behind, in_two,
                       &m);
        memcpy(before, m.buffers[1].pvBuffer, sizeof(before));
        status = unit_package()->Unseal(pair.acceptor, &m.desc, 0, NULL);
        assert_status(status, rows[i].good || in_two ? SEC_E_OK :
                      SEC_E_INVALID_TOKEN);
        data = m.buffers[1].pvBuffer;
        if (in_two) {
            ck_assert_uint_eq(m.buffers[1].cbBuffer, 4);
            ck_assert_uint_eq(m.buffers[2].cbBuffer, FILLED - 4 -
                              rows[i].behind);
            ck_assert_mem_eq(data, unit_text(), 4);
        } else if (rows[i].good) {
            length = FILLED - (size_t)rows[i].last;
            ck_assert_uint_eq(m.buffers[1].cbBuffer, length);
            ck_assert_uint_eq(m.buffers[2].cbBuffer, 0);
            ck_assert_mem_eq(data, unit_text(), length);
        } else {
            ck_assert_uint_eq(m.buffers[1].cbBuffer, FILLED -
                              rows[i].behind);
            ck_assert_mem_eq(data, before, sizeof(before));
        }
        unit_message_free(&m);
    }
    unit_pair_delete(&pair);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("rfc1964_unseal");
    TCase *tc = tcase_create("rfc1964_unseal");

    tcase_add_loop_test(tc, test_bits, 0, 3 * OLDER);
    tcase_add_loop_test(tc, test_opens_again, 0, 2 * OLDER);
    tcase_add_loop_test(tc, test_cut, 0, 3 * OLDER);
    tcase_add_loop_test(tc, test_glue_layout, 0, OLDER);
    tcase_add_loop_test(tc, test_mic_is_no_wrap, 0, OLDER);
    tcase_add_loop_test(tc, test_reflected, 0, OLDER);
    tcase_add_loop_test(tc, test_reflected_lengths, 0, 2 * OLDER);
    tcase_add_loop_test(tc, test_copied, 0, OLDER);
    tcase_add_loop_test(tc, test_stream_lists, 0, OLDER);
    tcase_add_loop_test(tc, test_parts_lists, 0, OLDER);
    tcase_add_loop_test(tc, test_mic_padding, 0, OLDER);
    tcase_add_loop_test(tc, test_tok_id, 0, 3 * OLDER);
    tcase_add_test(tc, test_read_nothing);
    tcase_add_loop_test(tc, test_header_length, 0, 2 * OLDER);
    tcase_add_loop_test(tc, test_no_body, 0, 4 * OLDER);
    tcase_add_loop_test(tc, test_empty_body, 0, 4 * OLDER);
    tcase_add_loop_test(tc, test_dce_stream, 0, 2 * OLDER);
    tcase_add_loop_test(tc, test_padding, 0, 4 * OLDER);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
