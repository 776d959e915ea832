/* SPDX-License-Identifier: MIT */
/*
 * shim/core/rfc4121_unseal.c: wrap tokens in every shape, with every
 * rotation, and damaged in every way.
 */
#include <krb5.h>
#include <stdlib.h>
#include <string.h>

#include "unit/unit.h"

#define HEADER 16
#define CONFOUNDER 16
#define EC_OFFSET 4
#define RRC_OFFSET 6

#define DETECT_ALL (ISC_RET_REPLAY_DETECT | ISC_RET_SEQUENCE_DETECT)

#define TEXT "a text of some length"
#define TEXT_LENGTH (sizeof(TEXT) - 1)

/* ---- shapes --------------------------------------------------------- */

enum shape { IN_PLACE, COPYING, ROTATED, SPLIT, SHAPES };

/* A token in a buffer list, and where the message will be. */
struct opening {
    struct unit_message m;
    SecBuffer *data;
    SecBuffer *data2;       /* the second half, or NULL */
};

static void
put_be16(unsigned char *out, size_t value)
{
    out[0] = (unsigned char)(value >> 8);
    out[1] = (unsigned char)value;
}

static size_t
get_be16(const unsigned char *in)
{
    return (size_t)in[0] << 8 | in[1];
}

/* Bytes around the message in a token that is not damaged. */
static size_t
front_length(bool sealed)
{
    return HEADER + (sealed ? CONFOUNDER : 0);
}

static size_t
back_length(size_t enctype, bool sealed, size_t EC)
{
    return (sealed ? EC + HEADER : 0) +
        ksp_enctype_at(enctype)->cksum_length;
}

/* The token `token`, put into the buffers of a shape: `before` bytes stand
 * before the message in TOKEN, `after` ones in the trailer. */
static void
lay_out(struct opening *o, enum shape shape, const unsigned char *token,
        size_t length, size_t before, size_t after)
{
    size_t data = length - before - after, half = data / 3;

    unit_message_init(&o->m);
    o->data2 = NULL;
    if (shape == IN_PLACE || shape == COPYING) {
        unit_add(&o->m, SECBUFFER_STREAM, token, length);
        o->data = unit_add(&o->m, SECBUFFER_DATA, NULL,
                           shape == IN_PLACE ? 0 : length);
    } else {
        unit_add(&o->m, SECBUFFER_TOKEN, token, before);
        unit_add(&o->m, SECBUFFER_DATA, token + before, half);
        o->data = &o->m.buffers[1];
        o->data2 = unit_add(&o->m, SECBUFFER_DATA, token + before + half,
                            data - half);
        if (shape == SPLIT) {
            unit_add(&o->m, SECBUFFER_STREAM_TRAILER,
                     token + before + data, after);
        }
    }
    unit_add_params(&o->m, 0, 0);
}

static void
lay_out_whole(struct opening *o, enum shape shape, size_t enctype,
              bool sealed, size_t EC, const unsigned char *token,
              size_t length)
{
    size_t front = front_length(sealed);
    size_t back = back_length(enctype, sealed, EC);

    if (shape == ROTATED)
        lay_out(o, shape, token, length, front + back, 0);
    else
        lay_out(o, shape, token, length, front, back);
}

static void
assert_text(const struct opening *o, const char *text, size_t length)
{
    size_t first = o->data->cbBuffer;

    ck_assert_uint_eq(first + (o->data2 != NULL ? o->data2->cbBuffer : 0),
                      length);
    if (first > 0)
        ck_assert_mem_eq(o->data->pvBuffer, text, first);
    if (length > first)
        ck_assert_mem_eq(o->data2->pvBuffer, text + first, length - first);
}

/* No plaintext where the message would be. */
static void
assert_no_text(const struct opening *o)
{
    static const char text[] = TEXT;

    if (o->data2 != NULL && o->data2->cbBuffer >= 8) {
        ck_assert_mem_ne(o->data2->pvBuffer, &text[o->data->cbBuffer], 8);
    }
    if (o->data2 == NULL && o->data->pvBuffer != NULL &&
        o->data->cbBuffer >= TEXT_LENGTH)
        ck_assert_mem_ne(o->data->pvBuffer, TEXT, TEXT_LENGTH);
}

/* The receiving side of a token, which it takes again and again. */
static LSA_SEC_HANDLE
receiver(size_t enctype, ULONG attributes)
{
    KSP_PACKED_CONTEXT p = unit_packed(enctype, KSP_ROLE_ACCEPTOR,
                                       attributes, 1);

    return unit_context(&p);
}

/* A token of the initiator's. */
static size_t
new_token(size_t enctype, bool sealed, const char *text, size_t length,
          unsigned char **token)
{
    KSP_PACKED_CONTEXT p = unit_packed(enctype, KSP_ROLE_INITIATOR, 0, 1);
    LSA_SEC_HANDLE ContextId = unit_context(&p);
    size_t made = unit_wrap(ContextId, sealed, text, length, token);

    unit_delete(ContextId);
    return made;
}

/* The same with `EC` bytes of filler, sealed, by libkrb5: RFC 4121 section
 * 4.2.4 allows it to others, though we only make it in DCE style.  Its
 * headers, outside and inside, say `said`. */
static size_t
filled_token(size_t enctype, size_t EC, size_t said, unsigned char **token)
{
    KSP_PACKED_CONTEXT p = unit_packed(enctype, KSP_ROLE_INITIATOR, 0, 1);
    unsigned char header[HEADER] = {
        5, 4, 2, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x11, 0x22, 0x33, 0x44
    };
    size_t plain_length = TEXT_LENGTH + EC + HEADER;
    unsigned char *plain = malloc(plain_length);
    krb5_keyblock block = { 0 };
    krb5_enc_data enc = { 0 };
    krb5_data data = { 0 };
    size_t made;

    put_be16(header + EC_OFFSET, said);
    memcpy(plain, TEXT, TEXT_LENGTH);
    memset(plain + TEXT_LENGTH, 'x', EC);
    memcpy(plain + TEXT_LENGTH + EC, header, HEADER);
    block.enctype = p.Keys[0].Enctype;
    block.length = p.Keys[0].Length;
    block.contents = p.Keys[0].Contents;
    data.data = (char *)plain;
    data.length = (unsigned int)plain_length;
    made = HEADER + CONFOUNDER + plain_length +
        ksp_enctype_at(enctype)->cksum_length;
    *token = malloc(made);
    memcpy(*token, header, HEADER);
    enc.ciphertext.data = (char *)*token + HEADER;
    enc.ciphertext.length = (unsigned int)(made - HEADER);
    ck_assert_int_eq(krb5_c_encrypt(NULL, &block, 24, NULL, &data, &enc), 0);
    free(plain);
    return made;
}

/* Rotate the body of a token to the right by `by` and say `RRC`. */
static unsigned char *
rotated(const unsigned char *token, size_t length, size_t by, size_t RRC)
{
    unsigned char *out = unit_copy(token, length);
    size_t body = length - HEADER, i;

    for (i = 0; i < body; i++)
        out[HEADER + (i + by) % body] = token[HEADER + i];
    put_be16(out + RRC_OFFSET, RRC);
    return out;
}

/* ---- every rotation ------------------------------------------------- */

static void
assert_opens(LSA_SEC_HANDLE ContextId, struct opening *o, bool sealed,
             const char *text, size_t length)
{
    ULONG fQOP = 7;

    assert_status(unit_package()->Unseal(ContextId, &o->m.desc, 0, &fQOP),
                  SEC_E_OK);
    ck_assert_uint_eq(fQOP, sealed ? 0 : SECQOP_WRAP_NO_ENCRYPT);
    ck_assert_uint_eq(o->m.params.Verdict, KSP_SEQ_IN_ORDER);
    ck_assert_uint_eq(o->m.params.MessageSeqNo, 1);
    assert_text(o, text, length);
    unit_message_free(&o->m);
}

/* A token rotated by `by`, in every shape. */
static void
assert_rotated(LSA_SEC_HANDLE ContextId, size_t enctype, bool sealed,
               size_t EC, const unsigned char *token, size_t length,
               size_t by, size_t RRC, size_t text)
{
    unsigned char *turned = rotated(token, length, by, RRC);
    struct opening o;
    int shape;

    for (shape = 0; shape < SHAPES; shape++) {
        lay_out_whole(&o, (enum shape)shape, enctype, sealed, EC, turned,
                      length);
        assert_opens(ContextId, &o, sealed, TEXT, text);
    }
    free(turned);
}

START_TEST(test_any_RRC)
{
    static const size_t texts[] = { 0, 1, TEXT_LENGTH };
    size_t enctype = (size_t)_i / 2, length, RRC, i;
    LSA_SEC_HANDLE ContextId = receiver(enctype, 0);
    bool sealed = _i % 2 != 0;
    unsigned char *token;

    for (i = 0; i < 3; i++) {
        length = new_token(enctype, sealed, TEXT, texts[i], &token);
        for (RRC = 0; RRC <= length + 3; RRC++) {
            assert_rotated(ContextId, enctype, sealed, 0, token, length,
                           RRC, RRC, texts[i]);
        }
        assert_rotated(ContextId, enctype, sealed, 0, token, length, 65535,
                       65535, texts[i]);
        free(token);
    }
    unit_delete(ContextId);
}
END_TEST

/* ---- filler --------------------------------------------------------- */

static const size_t fillers[] = { 0, 1, 15, 16, 17, 100, 1000, 65535 };

#define N_FILLERS (sizeof(fillers) / sizeof(fillers[0]))

START_TEST(test_any_EC)
{
    size_t enctype = (size_t)_i / N_FILLERS;
    size_t EC = fillers[(size_t)_i % N_FILLERS], length, i;
    LSA_SEC_HANDLE plain = receiver(enctype, 0);
    LSA_SEC_HANDLE dce = receiver(enctype, ISC_RET_USED_DCE_STYLE);
    static const size_t RRCs[] = { 0, 1, 28, 44, 60, 61, 1000, 65535 };
    unsigned char *token;

    length = filled_token(enctype, EC, EC, &token);
    for (i = 0; i < sizeof(RRCs) / sizeof(RRCs[0]); i++) {
        assert_rotated(plain, enctype, true, EC, token, length, RRCs[i],
                       RRCs[i], TEXT_LENGTH);
        /* In DCE style one who rotates does so by EC more than he says. */
        assert_rotated(dce, enctype, true, EC, token, length,
                       RRCs[i] > 0 ? RRCs[i] + EC : 0, RRCs[i],
                       TEXT_LENGTH);
    }
    free(token);
    unit_delete(plain);
    unit_delete(dce);
}
END_TEST

/* A sender that has the key, and says that there is more filler than the
 * token is long. */
START_TEST(test_impossible_EC)
{
    static const size_t said[] = { TEXT_LENGTH + 1, 1000, 65535 };
    LSA_SEC_HANDLE ContextId = receiver((size_t)_i, DETECT_ALL);
    struct unit_state before = unit_state(ContextId);
    unsigned char *token;
    struct opening o;
    size_t length, i;
    int shape;

    for (i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
        length = filled_token((size_t)_i, 0, said[i], &token);
        for (shape = 0; shape < SHAPES; shape++) {
            lay_out_whole(&o, (enum shape)shape, (size_t)_i, true, 0, token,
                          length);
            if (shape == IN_PLACE || shape == COPYING) {
                assert_status(unit_package()->Unseal(ContextId, &o.m.desc,
                                                     0, NULL),
                              SEC_E_INVALID_TOKEN);
                assert_no_text(&o);
            } else {
                ck_assert_int_lt(unit_package()->Unseal(ContextId,
                                                        &o.m.desc, 0, NULL),
                                 0);
            }
            unit_message_free(&o.m);
        }
        free(token);
    }
    /* It is opened as if there were no filler: all of that must have room. */
    length = filled_token((size_t)_i, 0, 65535, &token);
    lay_out(&o, COPYING, token, length, 0, 0);
    o.data->cbBuffer = 1;
    assert_status(unit_package()->Unseal(ContextId, &o.m.desc, 0, NULL),
                  SEC_E_BUFFER_TOO_SMALL);
    unit_message_free(&o.m);
    free(token);
    unit_assert_state(ContextId, &before);
    unit_delete(ContextId);
}
END_TEST

/* ---- damage --------------------------------------------------------- */

/* What a whole token is answered with after a bit of it was altered. */
static NTSTATUS
bit_status(size_t bit, bool sealed, const unsigned char *damaged,
           size_t length, size_t RRC)
{
    size_t body = length - HEADER, EC = get_be16(damaged + EC_OFFSET);
    NTSTATUS status = SEC_E_MESSAGE_ALTERED;

    if (bit < 16 || (bit >= 24 && bit < 32)) {
        status = SEC_E_INVALID_TOKEN;           /* TOK_ID, filler */
    } else if (bit >= 32 && bit < 48) {         /* EC */
        if (sealed || EC > body)
            status = SEC_E_INVALID_TOKEN;
    } else if (bit >= 48 && bit < 64) {         /* RRC */
        if (get_be16(damaged + RRC_OFFSET) % body == RRC % body)
            status = SEC_E_OK;
    } else if (bit < HEADER * 8 && bit > 17 && sealed) {
        status = SEC_E_INVALID_TOKEN;           /* the header's copy */
    }
    return status;
}

/* The part that is damaged stays in place, whatever the lengths say. */
static void
assert_damaged(LSA_SEC_HANDLE ContextId, struct opening *o, enum shape shape,
               NTSTATUS want)
{
    ULONG fQOP = 7;
    NTSTATUS got;

    got = unit_package()->Unseal(ContextId, &o->m.desc, 0, &fQOP);
    if (want == SEC_E_OK || shape == IN_PLACE || shape == COPYING)
        assert_status(got, want);
    else
        ck_assert(got == SEC_E_MESSAGE_ALTERED || got == SEC_E_INVALID_TOKEN);
    if (got != SEC_E_OK) {
        ck_assert_uint_eq(fQOP, 0);
        ck_assert_uint_eq(o->m.params.Verdict, KSP_SEQ_IN_ORDER);
        ck_assert_uint_eq(o->m.params.MessageSeqNo, 0);
    }
}

/* A window that would note what is accepted must not have changed. */
START_TEST(test_bits)
{
    size_t enctype = (size_t)_i / (2 * SHAPES);
    enum shape shape = (enum shape)(_i / 2 % SHAPES);
    bool sealed = _i % 2 != 0;
    LSA_SEC_HANDLE ContextId = receiver(enctype, DETECT_ALL);
    struct unit_state before = unit_state(ContextId);
    size_t length, RRC, bit;
    unsigned char *token, *turned;
    struct opening o;

    length = new_token(enctype, sealed, TEXT, TEXT_LENGTH, &token);
    RRC = shape == ROTATED ? back_length(enctype, sealed, 0) : 0;
    turned = rotated(token, length, RRC, RRC);
    for (bit = 0; bit < length * 8; bit++) {
        NTSTATUS want;

        turned[bit / 8] ^= (unsigned char)(1 << bit % 8);
        want = bit_status(bit, sealed, turned, length, RRC);
        lay_out_whole(&o, shape, enctype, sealed, 0, turned, length);
        if (want != SEC_E_OK) {
            assert_damaged(ContextId, &o, shape, want);
            if (sealed)
                assert_no_text(&o);
        }
        unit_message_free(&o.m);
        turned[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    unit_assert_state(ContextId, &before);
    lay_out_whole(&o, shape, enctype, sealed, 0, turned, length);
    assert_opens(ContextId, &o, sealed, TEXT, TEXT_LENGTH);
    free(turned);
    free(token);
    unit_delete(ContextId);
}
END_TEST

static void
assert_zero(const SecBuffer *b)
{
    const unsigned char *bytes = b->pvBuffer;
    size_t i;

    for (i = 0; i < TEXT_LENGTH && i < b->cbBuffer; i++)
        ck_assert_uint_eq(bytes[i], 0);
}

/* Whether what was decrypted for nothing becomes what it was. */
static bool
keeps(size_t enctype)
{
    const struct ksp_enctype *et = ksp_enctype_at(enctype);

    return et->over_ciphertext ||
        strcmp(KspProviderName(et->enctype), "nettle") == 0;
}

/* The last byte of the token, in STREAM or before the parameters. */
static unsigned char *
last_byte(const struct opening *o, bool stream)
{
    const SecBuffer *last = &o->m.buffers[stream ? 0 :
                                          o->m.desc.cBuffers - 2];

    return (unsigned char *)last->pvBuffer + last->cbBuffer - 1;
}

/* What is refused by its checksum can be opened yet, perhaps by another
 * context: the bytes are as they were, however they lie. */
START_TEST(test_opens_again)
{
    size_t enctype = (size_t)_i / SHAPES, length, by;
    enum shape shape = (enum shape)(_i % SHAPES);
    bool stream = shape == IN_PLACE || shape == COPYING;
    LSA_SEC_HANDLE ContextId = receiver(enctype, 0);
    unsigned char *token, *turned, *end;
    struct opening o;

    if (shape != COPYING && !keeps(enctype)) {
        unit_delete(ContextId);
        return;
    }
    length = new_token(enctype, true, TEXT, TEXT_LENGTH, &token);
    for (by = 0; by < (stream ? 1u : 100u); by += 33) {
        turned = rotated(token, length, by, by);
        lay_out_whole(&o, shape, enctype, true, 0, turned, length);
        end = last_byte(&o, stream);
        *end ^= 1;
        assert_status(unit_package()->Unseal(ContextId, &o.m.desc, 0, NULL),
                      SEC_E_MESSAGE_ALTERED);
        assert_no_text(&o);
        *end ^= 1;
        assert_opens(ContextId, &o, true, TEXT, TEXT_LENGTH);
        free(turned);
    }
    free(token);
    unit_delete(ContextId);
}
END_TEST

/* Of a token whose copy of the header is another nothing is left, and where
 * the ciphertext cannot be had again, of any: neither the text nor what it
 * was made of, however it was rotated. */
START_TEST(test_wiped)
{
    size_t enctype = (size_t)_i / 4, length, by;
    enum shape shape = _i / 2 % 2 == 0 ? ROTATED : SPLIT;
    bool copy_differs = _i % 2 != 0;
    LSA_SEC_HANDLE ContextId = receiver(enctype, 0);
    unsigned char *token, *turned;
    struct opening o;

    if (!copy_differs && keeps(enctype)) {
        unit_delete(ContextId);
        return;
    }
    length = new_token(enctype, true, TEXT, TEXT_LENGTH, &token);
    token[copy_differs ? 15 : length - 1] ^= 1;
    for (by = 0; by < 100; by += 33) {
        turned = rotated(token, length, by, by);
        lay_out_whole(&o, shape, enctype, true, 0, turned, length);
        assert_status(unit_package()->Unseal(ContextId, &o.m.desc, 0, NULL),
                      copy_differs ? SEC_E_INVALID_TOKEN :
                      SEC_E_MESSAGE_ALTERED);
        assert_zero(o.data);
        assert_zero(o.data2);
        unit_message_free(&o.m);
        free(turned);
    }
    free(token);
    unit_delete(ContextId);
}
END_TEST

#define LONG 3000

/* Nor of a long one that went into other memory before it was found wrong,
 * though it may have been in the clear. */
START_TEST(test_copy_wiped)
{
    size_t enctype = (size_t)_i / 2, length, i;
    LSA_SEC_HANDLE ContextId = receiver(enctype, 0);
    bool sealed = _i % 2 != 0;
    char text[LONG];
    unsigned char *token;
    struct opening o;

    memset(text, 'x', LONG);
    length = new_token(enctype, sealed, text, LONG, &token);
    token[length - 1] ^= 1;
    lay_out(&o, COPYING, token, length, 0, 0);
    assert_status(unit_package()->Unseal(ContextId, &o.m.desc, 0, NULL),
                  SEC_E_MESSAGE_ALTERED);
    for (i = 0; i < LONG; i++)
        ck_assert_uint_eq(((unsigned char *)o.data->pvBuffer)[i], 0);
    unit_message_free(&o.m);
    free(token);
    unit_delete(ContextId);
}
END_TEST

/* A rotation by a multiple of the body is none. */
START_TEST(test_whole_turns)
{
    size_t enctype = (size_t)_i / 2, length, turns;
    LSA_SEC_HANDLE ContextId = receiver(enctype, 0);
    bool sealed = _i % 2 != 0;
    unsigned char *token;

    length = new_token(enctype, sealed, TEXT, TEXT_LENGTH, &token);
    for (turns = 1; turns <= 65535 / (length - HEADER); turns++) {
        assert_rotated(ContextId, enctype, sealed, 0, token, length, 0,
                       turns * (length - HEADER), TEXT_LENGTH);
    }
    ck_assert_uint_gt(turns, 600);
    free(token);
    unit_delete(ContextId);
}
END_TEST

/* ---- lengths -------------------------------------------------------- */

/* A whole token of another length. */
static NTSTATUS
length_status(size_t enctype, bool sealed, size_t length)
{
    NTSTATUS status = SEC_E_MESSAGE_ALTERED;

    if (length < HEADER ||
        (!sealed && length < HEADER + back_length(enctype, sealed, 0)))
        status = SEC_E_INVALID_TOKEN;
    return status;
}

START_TEST(test_lengths)
{
    size_t enctype = (size_t)_i / 4, length, cut;
    enum shape shape = _i / 2 % 2 != 0 ? COPYING : IN_PLACE;
    bool sealed = _i % 2 != 0;
    LSA_SEC_HANDLE ContextId = receiver(enctype, DETECT_ALL);
    struct unit_state before = unit_state(ContextId);
    unsigned char longer[200] = { 0 };
    unsigned char *token;
    struct opening o;

    length = new_token(enctype, sealed, TEXT, TEXT_LENGTH, &token);
    memcpy(longer, token, length);
    for (cut = 0; cut <= sizeof(longer); cut++) {
        if (cut != length) {
            lay_out(&o, shape, longer, cut, 0, 0);
            assert_damaged(ContextId, &o, shape,
                           length_status(enctype, sealed, cut));
            unit_message_free(&o.m);
        }
    }
    unit_assert_state(ContextId, &before);
    lay_out(&o, shape, token, length, 0, 0);
    assert_opens(ContextId, &o, sealed, TEXT, TEXT_LENGTH);
    free(token);
    unit_delete(ContextId);
}
END_TEST

/* Bytes missing from one of the buffers, or one too many in it. */
START_TEST(test_part_lengths)
{
    size_t enctype = (size_t)_i / 4;
    enum shape shape = _i / 2 % 2 != 0 ? SPLIT : ROTATED;
    bool sealed = _i % 2 != 0;
    LSA_SEC_HANDLE ContextId = receiver(enctype, DETECT_ALL);
    struct unit_state before = unit_state(ContextId);
    unsigned char *token, *turned;
    size_t length, RRC;
    struct opening o;
    ULONG cut, full, i;

    length = new_token(enctype, sealed, TEXT, TEXT_LENGTH, &token);
    RRC = shape == ROTATED ? back_length(enctype, sealed, 0) : 0;
    turned = rotated(token, length, RRC, RRC);
    for (i = 0; i < (shape == SPLIT ? 4u : 3u); i++) {
        lay_out_whole(&o, shape, enctype, sealed, 0, turned, length);
        full = o.m.buffers[i].cbBuffer;
        unit_message_free(&o.m);
        for (cut = 0; cut <= full + 20; cut++) {
            SecBuffer *b;

            if (cut == full)
                continue;
            lay_out_whole(&o, shape, enctype, sealed, 0, turned, length);
            b = &o.m.buffers[i];
            o.m.memory[i] = realloc(o.m.memory[i], cut > 0 ? cut : 1);
            ck_assert_ptr_nonnull(o.m.memory[i]);
            b->pvBuffer = o.m.memory[i];
            if (cut > full)
                memset((char *)b->pvBuffer + full, 0, cut - full);
            b->cbBuffer = cut;
            assert_damaged(ContextId, &o, shape, SEC_E_MESSAGE_ALTERED);
            unit_message_free(&o.m);
        }
    }
    unit_assert_state(ContextId, &before);
    free(token);
    free(turned);
    unit_delete(ContextId);
}
END_TEST

/* Parts that do not fit the lengths of the token were altered, if RRC is that
 * of such parts; with another RRC they are no token. */
START_TEST(test_part_RRC)
{
    size_t enctype = (size_t)_i / 4, length, back, front, RRC;
    enum shape shape = _i / 2 % 2 != 0 ? SPLIT : ROTATED;
    bool sealed = _i % 2 != 0;
    LSA_SEC_HANDLE ContextId = receiver(enctype, 0);
    unsigned char *token, *turned;
    struct opening o;

    length = new_token(enctype, sealed, TEXT, TEXT_LENGTH, &token);
    back = back_length(enctype, sealed, 0);
    front = front_length(sealed) + (shape == ROTATED ? back : 0);
    for (RRC = 0; RRC < 2 * back; RRC++) {
        turned = rotated(token, length, RRC, RRC);
        /* A byte of the message in TOKEN. */
        lay_out(&o, shape, turned, length, front + 1,
                shape == ROTATED ? 0 : back);
        assert_status(unit_package()->Unseal(ContextId, &o.m.desc, 0, NULL),
                      RRC == (shape == ROTATED ? back : 0) ?
                      SEC_E_MESSAGE_ALTERED : SEC_E_INVALID_TOKEN);
        unit_message_free(&o.m);
        free(turned);
    }
    free(token);
    unit_delete(ContextId);
}
END_TEST

/* DATA beside STREAM with too little room: nothing has changed. */
START_TEST(test_capacity)
{
    size_t enctype = (size_t)_i / 2, length, capacity, i;
    bool sealed = _i % 2 != 0;
    LSA_SEC_HANDLE ContextId = receiver(enctype, DETECT_ALL);
    struct unit_state before = unit_state(ContextId);
    unsigned char *token, *turned;
    struct unit_message m;
    SecBuffer *data;

    length = new_token(enctype, sealed, TEXT, TEXT_LENGTH, &token);
    turned = rotated(token, length, 5, 5);
    for (capacity = 1; capacity <= TEXT_LENGTH; capacity++) {
        bool fits = capacity == TEXT_LENGTH;

        unit_message_init(&m);
        unit_add(&m, SECBUFFER_STREAM, turned, length);
        data = unit_add(&m, SECBUFFER_DATA, NULL, capacity);
        assert_status(unit_package()->Unseal(ContextId, &m.desc, 0, NULL),
                      fits ? SEC_E_OK : SEC_E_BUFFER_TOO_SMALL);
        ck_assert_uint_eq(data->cbBuffer, capacity);
        for (i = 0; i < capacity && !fits; i++)
            ck_assert_uint_eq(((unsigned char *)data->pvBuffer)[i], 0xa5);
        if (!fits)
            unit_assert_state(ContextId, &before);
        /* STREAM is only read. */
        ck_assert_mem_eq(m.buffers[0].pvBuffer, turned, length);
        unit_message_free(&m);
    }
    free(token);
    free(turned);
    unit_delete(ContextId);
}
END_TEST

/* In place means in place. */
START_TEST(test_in_place)
{
    size_t enctype = (size_t)_i / 2, length, at;
    bool sealed = _i % 2 != 0;
    LSA_SEC_HANDLE ContextId = receiver(enctype, 0);
    unsigned char *token, *turned;
    struct opening o;

    length = new_token(enctype, sealed, TEXT, TEXT_LENGTH, &token);
    for (at = 0; at < length; at += 7) {
        turned = rotated(token, length, at, at);
        lay_out(&o, IN_PLACE, turned, length, 0, 0);
        assert_status(unit_package()->Unseal(ContextId, &o.m.desc, 0, NULL),
                      SEC_E_OK);
        ck_assert_ptr_eq(o.data->pvBuffer, (unsigned char *)
                         o.m.buffers[0].pvBuffer + front_length(sealed));
        ck_assert_uint_eq(o.m.buffers[0].cbBuffer, length);
        unit_message_free(&o.m);
        free(turned);
    }
    free(token);
    unit_delete(ContextId);
}
END_TEST

/* ---- directions ----------------------------------------------------- */

START_TEST(test_reflected)
{
    size_t enctype = (size_t)_i / 2, length;
    bool sealed = _i % 2 != 0;
    struct unit_pair pair = unit_pair(enctype, DETECT_ALL, 1);
    unsigned char *token;
    struct opening o;
    int shape;

    length = unit_wrap(pair.initiator, sealed, TEXT, TEXT_LENGTH, &token);
    for (shape = 0; shape < SHAPES; shape++) {
        lay_out_whole(&o, (enum shape)shape, enctype, sealed, 0, token,
                      length);
        assert_status(unit_package()->Unseal(pair.initiator, &o.m.desc, 0,
                                             NULL), SEC_E_MESSAGE_ALTERED);
        unit_message_free(&o.m);
    }
    /* Nor when it says that it comes from the other side: the key usages
     * differ. */
    token[2] ^= 1;
    for (shape = 0; shape < SHAPES; shape++) {
        lay_out_whole(&o, (enum shape)shape, enctype, sealed, 0, token,
                      length);
        ck_assert_int_lt(unit_package()->Unseal(pair.initiator, &o.m.desc,
                                                0, NULL), 0);
        unit_message_free(&o.m);
    }
    free(token);
    unit_pair_delete(&pair);
}
END_TEST

/* A MIC is no wrap token. */
START_TEST(test_mic)
{
    struct unit_pair pair = unit_pair((size_t)_i, DETECT_ALL, 1);
    unsigned char *mic;
    ULONG verdict;
    size_t length = unit_mic(pair.initiator, "", 0, &mic);

    assert_status(unit_unwrap(pair.acceptor, "", 0, mic, length, &verdict),
                  SEC_E_INVALID_TOKEN);
    assert_status(unit_unwrap(pair.initiator, "", 0, mic, length, &verdict),
                  SEC_E_MESSAGE_ALTERED);
    free(mic);
    unit_pair_delete(&pair);
}
END_TEST

/* ---- lists that are refused ----------------------------------------- */

#define LIST_DATA SECBUFFER_DATA
#define LIST_SIGNED (SECBUFFER_DATA | SECBUFFER_READONLY_WITH_CHECKSUM)
#define LIST_LEFT_OUT (SECBUFFER_DATA | SECBUFFER_READONLY)

static const struct {
    SECURITY_STATUS status;
    ULONG types[4];
} refused[] = {
    { SEC_E_INVALID_TOKEN, { 0 } },
    { SEC_E_INVALID_TOKEN, { LIST_DATA } },
    { SEC_E_INVALID_TOKEN, { LIST_DATA, SECBUFFER_STREAM_TRAILER } },
    { SEC_E_INVALID_TOKEN, { SECBUFFER_TOKEN, LIST_DATA, SECBUFFER_TOKEN } },
    { SEC_E_INVALID_TOKEN,
      { SECBUFFER_STREAM, LIST_DATA, SECBUFFER_TOKEN } },
    { SEC_E_INVALID_TOKEN,
      { SECBUFFER_STREAM, LIST_DATA, SECBUFFER_PADDING } },
    { SEC_E_INVALID_TOKEN,
      { SECBUFFER_TOKEN, LIST_DATA, SECBUFFER_PADDING } },
    { SEC_E_INVALID_PARAMETER, { SECBUFFER_STREAM } },
    { SEC_E_INVALID_PARAMETER, { SECBUFFER_STREAM, LIST_SIGNED } },
    { SEC_E_INVALID_PARAMETER, { SECBUFFER_STREAM, LIST_LEFT_OUT } },
    { SEC_E_INVALID_PARAMETER, { SECBUFFER_STREAM, LIST_DATA, LIST_DATA } },
    { SEC_E_INVALID_PARAMETER,
      { SECBUFFER_STREAM, LIST_DATA, SECBUFFER_STREAM_TRAILER } },
    { SEC_E_INVALID_PARAMETER,
      { SECBUFFER_STREAM, LIST_DATA, SECBUFFER_STREAM } },
    { SEC_E_INVALID_PARAMETER,
      { SECBUFFER_STREAM, LIST_DATA, SECBUFFER_TARGET } },
};

#define N_REFUSED (sizeof(refused) / sizeof(refused[0]))

START_TEST(test_refused)
{
    LSA_SEC_HANDLE ContextId = receiver(0, DETECT_ALL);
    struct unit_state before = unit_state(ContextId);
    unsigned char *token;
    size_t length = new_token(0, true, TEXT, TEXT_LENGTH, &token), i;
    struct unit_message m;
    ULONG fQOP = 7;

    unit_message_init(&m);
    for (i = 0; i < 4 && refused[_i].types[i] != 0; i++)
        unit_add(&m, refused[_i].types[i], token, length);
    assert_status(unit_package()->Unseal(ContextId, &m.desc, 0, &fQOP),
                  refused[_i].status);
    ck_assert_uint_eq(fQOP, 0);
    for (i = 0; i < m.desc.cBuffers; i++)
        ck_assert_mem_eq(m.buffers[i].pvBuffer, token, length);
    unit_assert_state(ContextId, &before);
    free(token);
    unit_message_free(&m);
    unit_delete(ContextId);
}
END_TEST

/* Beside STREAM there may be buffers that are only signed. */
START_TEST(test_stream_signed)
{
    struct unit_pair pair = unit_pair((size_t)_i / 2, 0, 1);
    struct unit_message m, s;
    unsigned char whole[200];
    size_t length = 0;
    int altered;

    unit_message_init(&m);
    unit_add(&m, LIST_SIGNED, "first", 5);
    unit_add(&m, SECBUFFER_TOKEN, NULL, 100);
    unit_add(&m, LIST_DATA, TEXT, TEXT_LENGTH);
    unit_add(&m, LIST_SIGNED, "last", 4);
    assert_status(unit_package()->Seal(pair.initiator, _i % 2 != 0 ? 0 :
                                       SECQOP_WRAP_NO_ENCRYPT, &m.desc, 0),
                  SEC_E_OK);
    memcpy(whole, m.buffers[1].pvBuffer, m.buffers[1].cbBuffer);
    length = m.buffers[1].cbBuffer;
    memcpy(whole + length, m.buffers[2].pvBuffer, TEXT_LENGTH);
    length += TEXT_LENGTH;
    for (altered = 0; altered < 2; altered++) {
        unit_message_init(&s);
        unit_add(&s, LIST_SIGNED, altered ? "First" : "first", 5);
        unit_add(&s, SECBUFFER_STREAM, whole, length);
        unit_add(&s, LIST_DATA, NULL, 0);
        unit_add(&s, LIST_SIGNED, "last", 4);
        assert_status(unit_package()->Unseal(pair.acceptor, &s.desc, 0,
                                             NULL),
                      altered ? SEC_E_MESSAGE_ALTERED : SEC_E_OK);
        if (!altered) {
            ck_assert_uint_eq(s.buffers[2].cbBuffer, TEXT_LENGTH);
            ck_assert_mem_eq(s.buffers[2].pvBuffer, TEXT, TEXT_LENGTH);
        }
        unit_message_free(&s);
    }
    unit_message_free(&m);
    unit_pair_delete(&pair);
}
END_TEST

/* ---- numbers -------------------------------------------------------- */

/* A message that is late is delivered all the same, with its QOP. */
START_TEST(test_out_of_sequence)
{
    static const struct {
        unsigned int message;
        NTSTATUS status;
        ULONG verdict;
    } arrivals[] = {
        { 1, SEC_E_OUT_OF_SEQUENCE, KSP_SEQ_GAP },
        { 0, SEC_E_OUT_OF_SEQUENCE, KSP_SEQ_UNSEQUENCED },
        { 0, SEC_E_OUT_OF_SEQUENCE, KSP_SEQ_DUPLICATE },
        { 2, SEC_E_OK, KSP_SEQ_IN_ORDER },
    };
    size_t enctype = (size_t)_i / (2 * SHAPES), length = 0, i;
    enum shape shape = (enum shape)(_i / 2 % SHAPES);
    bool sealed = _i % 2 != 0;
    struct unit_pair pair = unit_pair(enctype, DETECT_ALL, 1);
    unsigned char *tokens[3];
    ULONG fQOP;

    for (i = 0; i < 3; i++) {
        length = unit_wrap(pair.initiator, sealed, TEXT, TEXT_LENGTH,
                           &tokens[i]);
    }
    for (i = 0; i < sizeof(arrivals) / sizeof(arrivals[0]); i++) {
        struct opening o;

        lay_out_whole(&o, shape, enctype, sealed, 0,
                      tokens[arrivals[i].message], length);
        fQOP = 7;
        assert_status(unit_package()->Unseal(pair.acceptor, &o.m.desc, 99,
                                             &fQOP), arrivals[i].status);
        ck_assert_uint_eq(fQOP, sealed ? 0 : SECQOP_WRAP_NO_ENCRYPT);
        ck_assert_uint_eq(o.m.params.Verdict, arrivals[i].verdict);
        ck_assert_uint_eq(o.m.params.MessageSeqNo, arrivals[i].message + 1);
        assert_text(&o, TEXT, TEXT_LENGTH);
        unit_message_free(&o.m);
    }
    for (i = 0; i < 3; i++)
        free(tokens[i]);
    unit_pair_delete(&pair);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("unseal");
    TCase *tc = tcase_create("unseal");

    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, test_any_RRC, 0, 2 * UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_any_EC, 0, UNIT_ENCTYPES * N_FILLERS);
    tcase_add_loop_test(tc, test_impossible_EC, 0, UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_bits, 0, 2 * UNIT_ENCTYPES * SHAPES);
    tcase_add_loop_test(tc, test_opens_again, 0, SHAPES * UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_wiped, 0, 4 * UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_copy_wiped, 0, 2 * UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_whole_turns, 0, 2 * UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_lengths, 0, 4 * UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_part_lengths, 0, 4 * UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_part_RRC, 0, 4 * UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_capacity, 0, 2 * UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_in_place, 0, 2 * UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_reflected, 0, 2 * UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_mic, 0, UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_refused, 0, N_REFUSED);
    tcase_add_loop_test(tc, test_stream_signed, 0, 2 * UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_out_of_sequence, 0,
                        2 * UNIT_ENCTYPES * SHAPES);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
