/* SPDX-License-Identifier: MIT */
/*
 * shim/core/rfc1964_*.c and shim/crypto/rfc1964_*.c: messages of RC4 and
 * DES3 contexts.  The tokens of others are those of MIT krb5's t_invalid
 * test, and RC4 ones recorded from MIT krb5 1.20.1.
 */
#include <stdlib.h>
#include <string.h>

#include "rfc1964.h"
#include "unit.h"

#define MESSAGE "message"
#define MESSAGE_LENGTH (sizeof(MESSAGE) - 1)

/* Of the table of enctypes. */
enum { DES3 = UNIT_ENCTYPES, RC4, RC4_EXP, END };
#define OLDER (END - DES3)

#define RC4_KEY "66644164557821d0d0fd056aff6fe809"
#define DES3_KEY "4fea19195e0e10df3d29b5138f01c7a7923d38f726730d6d"
#define RECORDED_KEY "c841b39f0aae9fcd92b8e645c91caee2"

/* ---- tokens of others ----------------------------------------------- */

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

/* ---- there and back ------------------------------------------------- */

#define LONGEST 300

static const unsigned char *
text(void)
{
    static unsigned char bytes[70000];
    size_t i;

    for (i = 0; i < sizeof(bytes); i++)
        bytes[i] = (unsigned char)(i * 31 + (i >> 8) + 7);
    return bytes;
}

/* What the token's length must be. */
static size_t
wrap_length(size_t enctype, size_t message)
{
    size_t cksum = enctype == DES3 ? 20 : 8;
    size_t padding = enctype == DES3 ? 8 - message % 8 : 1;
    size_t inside = 11 + 16 + cksum + 8 + message + padding;

    return inside + 2 + (inside > 127) + (inside > 255) + (inside > 65535);
}

static void
there_and_back(const struct unit_pair *pair, size_t enctype, bool sealed,
               size_t length)
{
    unsigned char *token;
    size_t made;
    ULONG verdict;

    made = unit_wrap(pair->initiator, sealed, text(), length, &token);
    ck_assert_uint_eq(made, wrap_length(enctype, length));
    assert_status(unit_unwrap(pair->acceptor, text(), length, token, made,
                              &verdict), SEC_E_OK);
    ck_assert_uint_eq(verdict, KSP_SEQ_IN_ORDER);
    free(token);
    made = unit_wrap(pair->acceptor, sealed, text(), length, &token);
    assert_status(unit_unwrap(pair->initiator, text(), length, token, made,
                              &verdict), SEC_E_OK);
    free(token);
    made = unit_mic(pair->initiator, text(), length, &token);
    ck_assert_uint_eq(made, enctype == DES3 ? 49 : 37);
    assert_status(unit_verify(pair->acceptor, text(), length, token, made,
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
    first = unit_add(&m, SECBUFFER_DATA, text(), 21);
    signed_only = unit_add(&m, SECBUFFER_DATA |
                           SECBUFFER_READONLY_WITH_CHECKSUM, text() + 50,
                           13);
    token = unit_add(&m, SECBUFFER_TOKEN, NULL, 100);
    second = unit_add(&m, SECBUFFER_DATA, text() + 100, 30);
    padding = unit_add(&m, SECBUFFER_PADDING, NULL, 8);
    unit_add_params(&m, 0, 0);
    assert_status(unit_package()->Seal(pair.initiator, fQOP, &m.desc, 0),
                  SEC_E_OK);
    ck_assert_uint_eq(m.params.MessageSeqNo, 1);
    ck_assert_uint_eq(padding->cbBuffer, enctype == DES3 ? 5 : 1);
    ck_assert_int_eq(memcmp(first->pvBuffer, text(), 21) == 0, fQOP != 0);
    ck_assert_mem_eq(signed_only->pvBuffer, text() + 50, 13);
    assert_status(unit_package()->Unseal(pair.acceptor, &m.desc, 0, &got),
                  SEC_E_OK);
    ck_assert_uint_eq(got, fQOP);
    ck_assert_mem_eq(first->pvBuffer, text(), 21);
    ck_assert_mem_eq(second->pvBuffer, text() + 100, 30);
    ck_assert_uint_eq(second->cbBuffer, 30);
    ck_assert_uint_gt(token->cbBuffer, 40);
    unit_message_free(&m);
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

    made = unit_wrap(pair.initiator, true, text(), length, &token);
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
            ck_assert_mem_eq(data->pvBuffer, text(), length);
        ck_assert_uint_eq(data->cbBuffer, room);
        unit_message_free(&m);
    }
    free(token);
    unit_pair_delete(&pair);
}
END_TEST

/* ---- what is refused ------------------------------------------------ */

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
    ULONG verdict;

    made = _i % 3 == 0 ?
        unit_mic(pair.initiator, MESSAGE, MESSAGE_LENGTH, &token) :
        unit_wrap(pair.initiator, _i % 3 == 1, MESSAGE, MESSAGE_LENGTH,
                  &token);
    for (bit = 0; bit < made * 8; bit++) {
        if (unprotected(enctype, _i % 3, bit / 8))
            continue;
        copy = unit_copy(token, made);
        copy[bit / 8] ^= (unsigned char)(1 << bit % 8);
        status = _i % 3 == 0 ?
            unit_verify(pair.acceptor, MESSAGE, MESSAGE_LENGTH, copy, made,
                        &verdict) :
            unit_unwrap(pair.acceptor, MESSAGE, MESSAGE_LENGTH, copy, made,
                        &verdict);
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
    NTSTATUS status;
    ULONG verdict;

    made = _i % 3 == 0 ?
        unit_mic(pair.initiator, MESSAGE, MESSAGE_LENGTH, &token) :
        unit_wrap(pair.initiator, _i % 3 == 1, MESSAGE, MESSAGE_LENGTH,
                  &token);
    for (length = 0; length <= made + 1; length++) {
        if (length == made)
            continue;
        copy = malloc(length + 1);
        ck_assert_ptr_nonnull(copy);
        memset(copy, 1, length);
        memcpy(copy, token, length < made ? length : made);
        status = _i % 3 == 0 ?
            unit_verify(pair.acceptor, MESSAGE, MESSAGE_LENGTH, copy, length,
                        &verdict) :
            unit_unwrap(pair.acceptor, MESSAGE, MESSAGE_LENGTH, copy, length,
                        &verdict);
        assert_status(status, SEC_E_INVALID_TOKEN);
        unit_assert_state(pair.acceptor, &before);
        free(copy);
    }
    free(token);
    unit_pair_delete(&pair);
}
END_TEST

/* Inside the framing, whose length and checksum are right for what is
 * there: nothing after a MIC, and without framing it is taken. */
START_TEST(test_framing)
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

/* ---- sizes ---------------------------------------------------------- */

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
        assert_status(unit_package()->QueryAttributes(
            pair.initiator, KSP_ATTR_MESSAGE_LENGTHS, &l), SEC_E_OK);
        ck_assert_uint_eq(l.cbHeader + length + l.cbPadding,
                          wrap_length(enctype, length));
        before = unit_state(pair.initiator);
        for (which = 0; which < 3; which++) {
            unit_message_init(&m);
            unit_add(&m, SECBUFFER_TOKEN, NULL,
                     l.cbHeader - (which == 0));
            unit_add(&m, SECBUFFER_DATA, text(), length);
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
        data = unit_add(&m, SECBUFFER_DATA, text(), length);
        assert_status(unit_package()->Seal(pair.initiator, 0, &m.desc, 0),
                      fits ? SEC_E_OK : SEC_E_BUFFER_TOO_SMALL);
        if (fits) {
            assert_status(unit_package()->Unseal(pair.acceptor, &m.desc, 0,
                                                 NULL), SEC_E_OK);
            ck_assert_uint_eq(data->cbBuffer, length);
            ck_assert_mem_eq(data->pvBuffer, text(), length);
        }
        unit_message_free(&m);
    }
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

    length = unit_wrap(pair.initiator, true, text(), 5, &token);
    for (i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
        unit_message_init(&m);
        unit_add(&m, SECBUFFER_STREAM, token, length);
        unit_add(&m, SECBUFFER_DATA, NULL, 0);
        unit_add(&m, beside[i].type, text(), beside[i].length);
        assert_status(unit_package()->Unseal(pair.acceptor, &m.desc, 0,
                                             NULL), beside[i].status);
        unit_message_free(&m);
    }
    free(token);
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
    unit_add(&m, SECBUFFER_DATA, text(), 4);
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
    data = unit_add(&m, SECBUFFER_DATA, text(), 240);
    assert_status(unit_package()->Seal(pair.initiator, 0, &m.desc, 0),
                  SEC_E_OK);
    ck_assert_uint_eq(token->cbBuffer, enctype == DES3 ? 57 : 45);
    ck_assert_uint_eq(((unsigned char *)token->pvBuffer)[1],
                      token->cbBuffer - 2);
    assert_status(unit_package()->Unseal(pair.acceptor, &m.desc, 0, NULL),
                  SEC_E_OK);
    ck_assert_mem_eq(data->pvBuffer, text(), 240);
    unit_message_free(&m);
    unit_pair_delete(&pair);
}
END_TEST

/* ---- numbers of 32 bits --------------------------------------------- */

static LSA_SEC_HANDLE
near_the_end(USHORT Role, ULONG Flags)
{
    KSP_PACKED_CONTEXT p = unit_packed(RC4, Role, unit_detection(3), 1);

    /* One message before all of them have been sent. */
    p.Flags = Flags;
    p.SendInitial = p.RecvInitial = 0xfffffff0;
    p.SendCount = p.RecvNext = ((uint64_t)1 << 32) - 1;
    p.RecvMap = UINT64_MAX;
    return unit_context(&p);
}

START_TEST(test_last_number)
{
    LSA_SEC_HANDLE initiator = near_the_end(KSP_ROLE_INITIATOR, 0);
    LSA_SEC_HANDLE acceptor = near_the_end(KSP_ROLE_ACCEPTOR, 0);
    struct unit_state before;
    struct unit_message m;
    unsigned char *token;
    ULONG verdict;
    size_t made;

    made = unit_mic(initiator, MESSAGE, MESSAGE_LENGTH, &token);
    assert_status(unit_verify(acceptor, MESSAGE, MESSAGE_LENGTH, token, made,
                              &verdict), SEC_E_OK);
    free(token);
    before = unit_state(initiator);
    unit_message_init(&m);
    unit_add(&m, SECBUFFER_TOKEN, NULL, 100);
    assert_status(unit_package()->Sign(initiator, 0, &m.desc, 0),
                  SEC_E_CONTEXT_EXPIRED);
    unit_assert_state(initiator, &before);
    unit_message_free(&m);
    unit_delete(initiator);
    unit_delete(acceptor);
}
END_TEST

/* The number after the last is the first again: of a peer that goes on, no
 * message is in order. */
START_TEST(test_after_the_last)
{
    KSP_PACKED_CONTEXT p = unit_packed(RC4, KSP_ROLE_INITIATOR, 0, 1);
    LSA_SEC_HANDLE acceptor = near_the_end(KSP_ROLE_ACCEPTOR, 0);
    LSA_SEC_HANDLE initiator;
    unsigned char *token;
    ULONG verdict;
    size_t made;
    int i;

    p.SendInitial = 0xffffffef;
    initiator = unit_context(&p);
    for (i = 0; i < 3; i++) {
        made = unit_mic(initiator, MESSAGE, MESSAGE_LENGTH, &token);
        assert_status(unit_verify(acceptor, MESSAGE, MESSAGE_LENGTH, token,
                                  made, &verdict),
                      i == 0 ? SEC_E_OK : SEC_E_OUT_OF_SEQUENCE);
        ck_assert_uint_eq(verdict, i == 0 ? KSP_SEQ_IN_ORDER :
                          KSP_SEQ_UNSEQUENCED);
        free(token);
    }
    unit_delete(initiator);
    unit_delete(acceptor);
}
END_TEST

/* SND_SEQ passes 2^32 in the middle of a context without anybody's
 * noticing. */
START_TEST(test_wraparound)
{
    KSP_PACKED_CONTEXT p = unit_packed(DES3 + (size_t)_i, KSP_ROLE_INITIATOR,
                                       unit_detection(3), 1);
    LSA_SEC_HANDLE initiator, acceptor;
    unsigned char *token;
    ULONG verdict;
    size_t made;
    int i;

    p.SendInitial = p.RecvInitial = 0xfffffffe;
    initiator = unit_context(&p);
    p.Role = KSP_ROLE_ACCEPTOR;
    acceptor = unit_context(&p);
    for (i = 0; i < 5; i++) {
        made = unit_wrap(initiator, true, MESSAGE, MESSAGE_LENGTH, &token);
        assert_status(unit_unwrap(acceptor, MESSAGE, MESSAGE_LENGTH, token,
                                  made, &verdict), SEC_E_OK);
        free(token);
    }
    unit_delete(initiator);
    unit_delete(acceptor);
}
END_TEST

/* The caller's numbers, up to the last there is. */
START_TEST(test_callers_numbers)
{
    static const struct {
        uint64_t number;
        NTSTATUS sign, verify;
    } rows[] = {
        { 5, SEC_E_OK, SEC_E_OK },
        { 0xffffffff, SEC_E_OK, SEC_E_OK },
        { (uint64_t)1 << 32, SEC_E_OK, SEC_E_OK },
        { ((uint64_t)1 << 32) + 1, SEC_E_INVALID_PARAMETER, 0 },
        { INT64_MAX, SEC_E_INVALID_PARAMETER, 0 },
    };
    struct unit_pair pair = unit_pair(RC4, ISC_RET_DATAGRAM, 1);
    struct unit_message m;
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        unit_message_init(&m);
        unit_add(&m, SECBUFFER_TOKEN, NULL, 37);
        unit_add_params(&m, 0, rows[i].number);
        assert_status(unit_package()->Sign(pair.initiator, 0, &m.desc, 0),
                      rows[i].sign);
        if (rows[i].sign == SEC_E_OK) {
            assert_status(unit_package()->Verify(pair.acceptor, &m.desc, 0,
                                                 NULL), SEC_E_OK);
            ck_assert_uint_eq(m.params.MessageSeqNo, rows[i].number);
            m.params.MessageSeqNo--;
            assert_status(unit_package()->Verify(pair.acceptor, &m.desc, 0,
                                                 NULL),
                          SEC_E_OUT_OF_SEQUENCE);
            ck_assert_uint_eq(m.params.Verdict, KSP_SEQ_MISMATCH);
        }
        unit_message_free(&m);
    }
    unit_pair_delete(&pair);
}
END_TEST

/* ---- the longest message -------------------------------------------- */

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
    data = unit_add(&m, SECBUFFER_DATA, text(), 1);
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

/* ---- a build without the ciphers ------------------------------------ */

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

    if (ksp_1964_cipher_for(ksp_enctype_at(RC4)) == NULL) {
        tcase_add_loop_test(tc, test_no_cipher, 0, OLDER);
    } else {
        tcase_add_loop_test(tc, test_opened, 0, n);
        tcase_add_loop_test(tc, test_bad_padding, 0, n / 2);
        tcase_add_loop_test(tc, test_made, 0, n / 2);
        tcase_add_loop_test(tc, test_lengths, 0, 2 * OLDER);
        tcase_add_loop_test(tc, test_parts, 0, 2 * OLDER);
        tcase_add_loop_test(tc, test_copied, 0, OLDER);
        tcase_add_loop_test(tc, test_bits, 0, 3 * OLDER);
        tcase_add_loop_test(tc, test_cut, 0, 3 * OLDER);
        tcase_add_loop_test(tc, test_framing, 0, OLDER);
        tcase_add_loop_test(tc, test_reflected, 0, OLDER);
        tcase_add_loop_test(tc, test_sizes, 0, OLDER);
        tcase_add_loop_test(tc, test_capacity, 0, OLDER);
        tcase_add_loop_test(tc, test_unpadded, 0, OLDER);
        tcase_add_loop_test(tc, test_mic_padding, 0, OLDER);
        tcase_add_loop_test(tc, test_dce, 0, OLDER);
        tcase_add_loop_test(tc, test_wraparound, 0, OLDER);
        tcase_add_loop_test(tc, test_longest, 0, OLDER);
        tcase_add_loop_test(tc, test_stream_lists, 0, OLDER);
        tcase_add_test(tc, test_last_number);
        tcase_add_test(tc, test_after_the_last);
        tcase_add_test(tc, test_callers_numbers);
    }
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
