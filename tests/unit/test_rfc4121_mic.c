/* SPDX-License-Identifier: MIT */
/* shim/core/rfc4121_mic.c: MIC tokens, made and checked through the table. */
#include <krb5.h>
#include <stdlib.h>
#include <string.h>

#include "core/context_handle.h"
#include "core/context_keys.h"
#include "unit/unit_core.h"

#define TEXT "thirteen text"
#define TEXT_LENGTH (sizeof(TEXT) - 1)

/* MIC of each enctype, bytes: header and checksum. */
static const size_t mic_length[UNIT_ENCTYPES] = { 28, 28, 32, 40, 32, 32 };

#define DETECT_ALL (ISC_RET_REPLAY_DETECT | ISC_RET_SEQUENCE_DETECT)

/* ---- what a MIC is, RFC 4121 section 4.2.4, without the package ----- */

static void
assert_mic(size_t enctype, bool acceptor, ULONG keys, uint64_t SND_SEQ,
           const unsigned char *token, size_t length)
{
    KSP_PACKED_CONTEXT p = unit_packed(enctype, KSP_ROLE_INITIATOR, 0, keys);
    KSP_PACKED_KEY *key = &p.Keys[keys - 1];
    unsigned char covered[TEXT_LENGTH + 16];
    krb5_keyblock block = { 0 };
    krb5_checksum cksum = { 0 };
    krb5_data data = { 0 };
    krb5_boolean valid = FALSE;
    int i;

    ck_assert_uint_eq(length, mic_length[enctype]);
    ck_assert_uint_eq(token[0], 4);
    ck_assert_uint_eq(token[1], 4);
    ck_assert_uint_eq(token[2], (acceptor ? 1u : 0u) | (keys > 1 ? 4u : 0u));
    for (i = 3; i < 8; i++)
        ck_assert_uint_eq(token[i], 0xff);
    for (i = 0; i < 8; i++)
        ck_assert_uint_eq(token[8 + i], SND_SEQ >> (56 - 8 * i) & 0xff);
    memcpy(covered, TEXT, TEXT_LENGTH);
    memcpy(covered + TEXT_LENGTH, token, 16);
    block.enctype = key->Enctype;
    block.length = key->Length;
    block.contents = key->Contents;
    cksum.checksum_type = ksp_enctype_at(enctype)->cksumtype;
    cksum.length = (unsigned int)length - 16;
    cksum.contents = (krb5_octet *)(uintptr_t)token + 16;
    data.length = sizeof(covered);
    data.data = (char *)covered;
    ck_assert_int_eq(krb5_c_verify_checksum(NULL, &block,
                                            acceptor ? 23 : 25, &data,
                                            &cksum, &valid), 0);
    ck_assert(valid);
}

START_TEST(test_made)
{
    size_t enctype = (size_t)_i % UNIT_ENCTYPES, length;
    ULONG keys = (ULONG)_i / UNIT_ENCTYPES + 1;
    struct unit_pair pair = unit_pair(enctype, DETECT_ALL, keys);
    unsigned char *token;
    uint64_t n;

    for (n = 0; n < 3; n++) {
        length = unit_mic(pair.initiator, TEXT, TEXT_LENGTH, &token);
        assert_mic(enctype, false, keys, 0x11223344 + n, token, length);
        free(token);
        length = unit_mic(pair.acceptor, TEXT, TEXT_LENGTH, &token);
        assert_mic(enctype, true, keys, 0x0badcafe55667788 + n, token,
                   length);
        free(token);
    }
    unit_pair_delete(&pair);
}
END_TEST

/* ---- lists ---------------------------------------------------------- */

/* A list, and the text it stands for. */
static const struct {
    const char *covered;
    struct {
        ULONG type;
        const char *content;
    } parts[6];
} lists[] = {
#define SIGNED (SECBUFFER_DATA | SECBUFFER_READONLY_WITH_CHECKSUM)
    { "onetwo", { { SECBUFFER_DATA, "onetwo" } } },
    { "onetwo", { { SECBUFFER_DATA, "one" }, { SECBUFFER_DATA, "two" } } },
    { "onetwo", { { SECBUFFER_DATA, "one" }, { SIGNED, "two" } } },
    { "onetwo", { { SIGNED, "one" }, { SECBUFFER_DATA, "two" } } },
    { "onetwo", { { SIGNED | SECBUFFER_READONLY, "onetwo" } } },
    { "onetwo", { { SECBUFFER_DATA | SECBUFFER_RESERVED, "onetwo" } } },
    { "onetwo", { { SECBUFFER_DATA, "one" }, { SECBUFFER_DATA, "" },
                  { SECBUFFER_DATA, "two" } } },
    { "onetwo", { { SECBUFFER_EMPTY, "ignored" },
                  { SECBUFFER_DATA, "onetwo" } } },
    { "one", { { SECBUFFER_DATA, "one" },
               { SECBUFFER_DATA | SECBUFFER_READONLY, "two" } } },
    { "onetwo", { { SECBUFFER_DATA, "one" },
                  { SECBUFFER_DATA | SECBUFFER_READONLY, "ignored" },
                  { SECBUFFER_DATA, "two" } } },
    { "", { { SECBUFFER_DATA, "" } } },
    { "", { { SECBUFFER_EMPTY, "" } } },
    { "", { { SECBUFFER_DATA | SECBUFFER_READONLY, "one" } } },
#undef SIGNED
};

#define N_LISTS (sizeof(lists) / sizeof(lists[0]))

static void
add_list(struct unit_message *m, int i)
{
    size_t j;

    for (j = 0; j < 6 && lists[i].parts[j].content != NULL; j++) {
        unit_add(m, lists[i].parts[j].type, lists[i].parts[j].content,
                 strlen(lists[i].parts[j].content));
    }
}

static void
assert_list_kept(const struct unit_message *m, int i, size_t first)
{
    size_t j;

    for (j = 0; j < 6 && lists[i].parts[j].content != NULL; j++) {
        const SecBuffer *b = &m->buffers[first + j];
        const char *want = lists[i].parts[j].content;

        ck_assert_uint_eq(b->BufferType, lists[i].parts[j].type);
        ck_assert_uint_eq(b->cbBuffer, strlen(want));
        if (strlen(want) > 0)
            ck_assert_mem_eq(b->pvBuffer, want, strlen(want));
    }
}

/* The token first or last; the list covers that text, and only it. */
START_TEST(test_list)
{
    int i = _i / 2;
    bool last = _i % 2 != 0;
    struct unit_pair pair = unit_pair(1, DETECT_ALL, 1);
    const char *covered = lists[i].covered;
    struct unit_message m;
    SecBuffer *token;
    ULONG verdict, fQOP = 7;

    unit_message_init(&m);
    if (!last)
        token = unit_add(&m, SECBUFFER_TOKEN, NULL, 28);
    add_list(&m, i);
    if (last)
        token = unit_add(&m, SECBUFFER_TOKEN | SECBUFFER_READONLY, NULL, 28);
    assert_status(unit_package()->Sign(pair.initiator, 0, &m.desc, 0),
                  SEC_E_OK);
    assert_list_kept(&m, i, last ? 0 : 1);
    assert_status(unit_verify(pair.acceptor, covered, strlen(covered),
                              token->pvBuffer, token->cbBuffer, &verdict),
                  SEC_E_OK);
    ck_assert_uint_eq(verdict, KSP_SEQ_IN_ORDER);
    /* The list itself verifies: the second time, so it is a duplicate. */
    assert_status(unit_package()->Verify(pair.acceptor, &m.desc, 0, &fQOP),
                  SEC_E_OUT_OF_SEQUENCE);
    ck_assert_uint_eq(fQOP, 0);
    assert_list_kept(&m, i, last ? 0 : 1);
    unit_message_free(&m);
    unit_pair_delete(&pair);
}
END_TEST

/* Each bit of what is covered counts, and none of what is not. */
START_TEST(test_list_bits)
{
    struct unit_pair pair = unit_pair(3, 0, 1);
    struct unit_message m;
    ULONG i, bit;

    unit_message_init(&m);
    unit_add(&m, SECBUFFER_TOKEN, NULL, 40);
    add_list(&m, _i);
    assert_status(unit_package()->Sign(pair.initiator, 0, &m.desc, 0),
                  SEC_E_OK);
    for (i = 1; i < m.desc.cBuffers; i++) {
        const SecBuffer *b = &m.buffers[i];
        bool covered = b->BufferType !=
            (SECBUFFER_DATA | SECBUFFER_READONLY) &&
            b->BufferType != SECBUFFER_EMPTY;

        for (bit = 0; bit < b->cbBuffer * 8; bit++) {
            unsigned char *byte = (unsigned char *)b->pvBuffer + bit / 8;

            *byte ^= (unsigned char)(1 << bit % 8);
            assert_status(unit_package()->Verify(pair.acceptor, &m.desc, 0,
                                                 NULL),
                          covered ? SEC_E_MESSAGE_ALTERED : SEC_E_OK);
            *byte ^= (unsigned char)(1 << bit % 8);
        }
    }
    assert_status(unit_package()->Verify(pair.acceptor, &m.desc, 0, NULL),
                  SEC_E_OK);
    unit_message_free(&m);
    unit_pair_delete(&pair);
}
END_TEST

/* ---- lists that are refused ----------------------------------------- */

static const struct {
    SECURITY_STATUS sign;
    SECURITY_STATUS verify;
    ULONG types[4];             /* EMPTY ends the list */
} refused[] = {
    { SEC_E_INVALID_TOKEN, SEC_E_INVALID_TOKEN, { 0 } },
    { SEC_E_INVALID_TOKEN, SEC_E_INVALID_TOKEN, { SECBUFFER_DATA } },
    { SEC_E_INVALID_TOKEN, SEC_E_INVALID_TOKEN,
      { SECBUFFER_TOKEN, SECBUFFER_DATA, SECBUFFER_TOKEN } },
    { SEC_E_INVALID_TOKEN, SEC_E_INVALID_TOKEN,
      { SECBUFFER_TOKEN, SECBUFFER_DATA, SECBUFFER_STREAM_TRAILER } },
    { SEC_E_INVALID_TOKEN, SEC_E_INVALID_TOKEN,
      { SECBUFFER_STREAM, SECBUFFER_DATA } },
    { SEC_E_INVALID_TOKEN, SEC_E_INVALID_TOKEN,
      { SECBUFFER_STREAM, SECBUFFER_TOKEN, SECBUFFER_DATA } },
    { SEC_E_INVALID_PARAMETER, SEC_E_INVALID_PARAMETER,
      { SECBUFFER_TOKEN, SECBUFFER_DATA, SECBUFFER_MISSING } },
    { SEC_E_INVALID_PARAMETER, SEC_E_INVALID_PARAMETER,
      { SECBUFFER_TOKEN, SECBUFFER_DATA, SECBUFFER_MECHLIST } },
    { SEC_E_OK, SEC_E_INVALID_TOKEN,
      { SECBUFFER_TOKEN, SECBUFFER_DATA, SECBUFFER_PADDING } },
};

#define N_REFUSED (sizeof(refused) / sizeof(refused[0]))

START_TEST(test_refused)
{
    struct unit_pair pair = unit_pair(0, DETECT_ALL, 1);
    struct unit_state before;
    struct unit_message m;
    unsigned char *mic;
    size_t length, i;
    ULONG fQOP = 7;

    length = unit_mic(pair.acceptor, "text", 4, &mic);
    before = unit_state(pair.initiator);
    unit_message_init(&m);
    for (i = 0; i < 4 && refused[_i].types[i] != 0; i++) {
        bool data = refused[_i].types[i] == SECBUFFER_DATA;

        unit_add(&m, refused[_i].types[i], data ? "text" : (char *)mic,
                 data ? 4 : length);
    }
    assert_status(unit_package()->Verify(pair.initiator, &m.desc, 0, &fQOP),
                  refused[_i].verify);
    ck_assert_uint_eq(fQOP, 0);
    unit_assert_state(pair.initiator, &before);
    assert_status(unit_package()->Sign(pair.initiator, 0, &m.desc, 0),
                  refused[_i].sign);
    if (refused[_i].sign != SEC_E_OK)
        unit_assert_state(pair.initiator, &before);
    free(mic);
    unit_message_free(&m);
    unit_pair_delete(&pair);
}
END_TEST

/* PADDING has nothing to say in a MIC: 0 bytes out, and in. */
START_TEST(test_padding)
{
    struct unit_pair pair = unit_pair(0, DETECT_ALL, 1);
    struct unit_message m;
    SecBuffer *padding;

    unit_message_init(&m);
    unit_add(&m, SECBUFFER_DATA, "text", 4);
    unit_add(&m, SECBUFFER_TOKEN, NULL, 28);
    padding = unit_add(&m, SECBUFFER_PADDING, NULL, 16);
    assert_status(unit_package()->Sign(pair.initiator, 0, &m.desc, 0),
                  SEC_E_OK);
    ck_assert_uint_eq(padding->cbBuffer, 0);
    assert_status(unit_package()->Verify(pair.acceptor, &m.desc, 0, NULL),
                  SEC_E_OK);
    unit_message_free(&m);
    unit_pair_delete(&pair);
}
END_TEST

/* ---- capacity ------------------------------------------------------- */

/* One byte too few: nothing is written and no number used up. */
START_TEST(test_capacity)
{
    struct unit_pair pair = unit_pair((size_t)_i, DETECT_ALL, 1);
    size_t need = mic_length[_i], capacity, i;
    struct unit_state before = unit_state(pair.initiator);
    unsigned char *mic;
    ULONG verdict;

    for (capacity = 0; capacity < need; capacity++) {
        struct unit_message m;
        SecBuffer *token;

        unit_message_init(&m);
        unit_add(&m, SECBUFFER_DATA, TEXT, TEXT_LENGTH);
        token = unit_add(&m, SECBUFFER_TOKEN, NULL, capacity);
        assert_status(unit_package()->Sign(pair.initiator, 0, &m.desc, 0),
                      SEC_E_BUFFER_TOO_SMALL);
        for (i = 0; i < capacity; i++)
            ck_assert_uint_eq(((unsigned char *)token->pvBuffer)[i], 0xa5);
        unit_message_free(&m);
    }
    unit_assert_state(pair.initiator, &before);
    ck_assert_uint_eq(unit_mic(pair.initiator, TEXT, TEXT_LENGTH, &mic),
                      need);
    assert_mic((size_t)_i, false, 1, 0x11223344, mic, need);
    assert_status(unit_verify(pair.acceptor, TEXT, TEXT_LENGTH, mic, need,
                              &verdict), SEC_E_OK);
    free(mic);
    unit_pair_delete(&pair);
}
END_TEST

/* ---- a provider that fails ------------------------------------------ */

/* A MIC that was not made has no length and no number, and the next has that
 * number. */
START_TEST(test_not_made)
{
    struct unit_pair pair = unit_pair((size_t)_i, DETECT_ALL, 1);
    struct ksp_context *c = ksp_handle_acquire(pair.initiator);
    const struct ksp_provider *whole;
    struct ksp_provider broken;
    struct unit_state before;
    struct unit_message m;
    struct ksp_key *key;

    assert_status(ksp_context_send_key(c, KSP_KEY_SIGN, &key), SEC_E_OK);
    whole = key->provider;
    broken = unit_broken_provider(whole);
    key->provider = &broken;
    before = unit_state(pair.initiator);
    unit_message_init(&m);
    unit_add(&m, SECBUFFER_TOKEN, NULL, 100);
    unit_add(&m, SECBUFFER_DATA, TEXT, TEXT_LENGTH);
    unit_add(&m, SECBUFFER_PADDING, NULL, 3);
    unit_add_params(&m, 0, 0);
    assert_status(unit_package()->Sign(pair.initiator, 0, &m.desc, 0),
                  SEC_E_INTERNAL_ERROR);
    ck_assert_uint_eq(m.buffers[0].cbBuffer, 100);
    ck_assert_uint_eq(m.buffers[2].cbBuffer, 3);
    ck_assert_uint_eq(m.params.MessageSeqNo, 0);
    ck_assert_uint_eq(m.params.Verdict, 0xdeadbeef);
    unit_assert_state(pair.initiator, &before);
    key->provider = whole;
    assert_status(unit_package()->Sign(pair.initiator, 0, &m.desc, 0),
                  SEC_E_OK);
    ck_assert_uint_eq(m.params.MessageSeqNo, 1);
    ck_assert_uint_eq(m.params.Verdict, KSP_SEQ_IN_ORDER);
    unit_message_free(&m);
    ksp_handle_release(pair.initiator);
    unit_pair_delete(&pair);
}
END_TEST

/* ---- QOP ------------------------------------------------------------ */

START_TEST(test_qop)
{
    struct unit_pair pair = unit_pair(0, DETECT_ALL, 1);
    struct unit_state before = unit_state(pair.initiator);
    struct unit_message m;
    int bit;

    unit_message_init(&m);
    unit_add(&m, SECBUFFER_DATA, TEXT, TEXT_LENGTH);
    unit_add(&m, SECBUFFER_TOKEN, NULL, 28);
    for (bit = 0; bit < 32; bit++) {
        assert_status(unit_package()->Sign(pair.initiator, 1u << bit,
                                           &m.desc, 0),
                      SEC_E_QOP_NOT_SUPPORTED);
    }
    assert_status(unit_package()->Sign(pair.initiator,
                                       SECQOP_WRAP_NO_ENCRYPT, &m.desc, 0),
                  SEC_E_QOP_NOT_SUPPORTED);
    assert_status(unit_package()->Sign(pair.initiator, SECQOP_WRAP_OOB_DATA,
                                       &m.desc, 0), SEC_E_QOP_NOT_SUPPORTED);
    unit_assert_state(pair.initiator, &before);
    unit_message_free(&m);
    unit_pair_delete(&pair);
}
END_TEST

/* ---- damaged tokens ------------------------------------------------- */

/* What each bit of the header is answered with. */
static SECURITY_STATUS
bit_status(size_t bit)
{
    SECURITY_STATUS status = SEC_E_MESSAGE_ALTERED;

    if (bit < 16 || (bit >= 24 && bit < 64))
        status = SEC_E_INVALID_TOKEN;
    return status;
}

START_TEST(test_bits)
{
    struct unit_pair pair = unit_pair((size_t)_i, DETECT_ALL, 1);
    struct unit_state before = unit_state(pair.acceptor);
    unsigned char *mic;
    size_t length, bit;
    ULONG verdict;

    length = unit_mic(pair.initiator, TEXT, TEXT_LENGTH, &mic);
    for (bit = 0; bit < length * 8; bit++) {
        mic[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_status(unit_verify(pair.acceptor, TEXT, TEXT_LENGTH, mic,
                                  length, &verdict), bit_status(bit));
        ck_assert_uint_eq(verdict, KSP_SEQ_IN_ORDER);
        mic[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    unit_assert_state(pair.acceptor, &before);
    assert_status(unit_verify(pair.acceptor, TEXT, TEXT_LENGTH, mic, length,
                              &verdict), SEC_E_OK);
    free(mic);
    unit_pair_delete(&pair);
}
END_TEST

START_TEST(test_lengths)
{
    struct unit_pair pair = unit_pair((size_t)_i, DETECT_ALL, 1);
    struct unit_state before = unit_state(pair.acceptor);
    unsigned char longer[200] = { 0 };
    unsigned char *mic;
    size_t length, cut;
    ULONG verdict;

    length = unit_mic(pair.initiator, TEXT, TEXT_LENGTH, &mic);
    memcpy(longer, mic, length);
    for (cut = 0; cut <= sizeof(longer); cut++) {
        if (cut != length) {
            assert_status(unit_verify(pair.acceptor, TEXT, TEXT_LENGTH,
                                      longer, cut, &verdict),
                          cut < 16 ? SEC_E_INVALID_TOKEN :
                          SEC_E_MESSAGE_ALTERED);
        }
    }
    unit_assert_state(pair.acceptor, &before);
    assert_status(unit_verify(pair.acceptor, TEXT, TEXT_LENGTH, mic, length,
                              &verdict), SEC_E_OK);
    free(mic);
    unit_pair_delete(&pair);
}
END_TEST

/* A token is not one for its own maker, nor is a wrap token a MIC. */
START_TEST(test_wrong_place)
{
    struct unit_pair pair = unit_pair((size_t)_i, DETECT_ALL, 1);
    unsigned char *mic, *wrap;
    size_t length;
    ULONG verdict;

    length = unit_mic(pair.initiator, TEXT, TEXT_LENGTH, &mic);
    assert_status(unit_verify(pair.initiator, TEXT, TEXT_LENGTH, mic, length,
                              &verdict), SEC_E_MESSAGE_ALTERED);
    /* Nor when it says that it comes from the other side. */
    mic[2] ^= 1;
    assert_status(unit_verify(pair.initiator, TEXT, TEXT_LENGTH, mic, length,
                              &verdict), SEC_E_MESSAGE_ALTERED);
    free(mic);
    length = unit_wrap(pair.initiator, false, "", 0, &wrap);
    assert_status(unit_verify(pair.acceptor, "", 0, wrap, length, &verdict),
                  SEC_E_INVALID_TOKEN);
    free(wrap);
    unit_pair_delete(&pair);
}
END_TEST

/* ---- keys ----------------------------------------------------------- */

/* The flag AcceptorSubkey says which key; a receiver that has one key
 * only takes it either way. */
static const struct {
    ULONG sender[2];        /* keys, 1 and 2; 0 is none */
    ULONG receiver[2];
    SECURITY_STATUS status;
} subkeys[] = {
    { { 1, 0 }, { 1, 0 }, SEC_E_OK },
    { { 1, 2 }, { 1, 2 }, SEC_E_OK },
    { { 1, 0 }, { 1, 2 }, SEC_E_OK },
    { { 1, 2 }, { 2, 0 }, SEC_E_OK },
    { { 1, 2 }, { 3, 2 }, SEC_E_OK },
    { { 1, 2 }, { 1, 0 }, SEC_E_MESSAGE_ALTERED },
    { { 2, 0 }, { 1, 2 }, SEC_E_MESSAGE_ALTERED },
    { { 1, 2 }, { 2, 1 }, SEC_E_MESSAGE_ALTERED },
    { { 1, 0 }, { 2, 0 }, SEC_E_MESSAGE_ALTERED },
};

#define N_SUBKEYS (sizeof(subkeys) / sizeof(subkeys[0]))

static LSA_SEC_HANDLE
context_with_keys(USHORT Role, const ULONG *keys)
{
    KSP_PACKED_CONTEXT p = unit_packed(1, Role, DETECT_ALL,
                                       keys[1] == 0 ? 1 : 2);

    memset(p.Keys[0].Contents, (int)keys[0], p.Keys[0].Length);
    memset(p.Keys[1].Contents, (int)keys[1], p.Keys[1].Length);
    return unit_context(&p);
}

START_TEST(test_subkey)
{
    LSA_SEC_HANDLE from, to;
    unsigned char *mic, *wrap;
    size_t mic_size, wrap_size;
    ULONG verdict;
    bool sealed;

    from = context_with_keys(KSP_ROLE_INITIATOR, subkeys[_i / 2].sender);
    to = context_with_keys(KSP_ROLE_ACCEPTOR, subkeys[_i / 2].receiver);
    sealed = _i % 2 != 0;
    mic_size = unit_mic(from, TEXT, TEXT_LENGTH, &mic);
    wrap_size = unit_wrap(from, sealed, TEXT, TEXT_LENGTH, &wrap);
    assert_status(unit_verify(to, TEXT, TEXT_LENGTH, mic, mic_size,
                              &verdict), subkeys[_i / 2].status);
    assert_status(unit_unwrap(to, TEXT, TEXT_LENGTH, wrap, wrap_size,
                              &verdict), subkeys[_i / 2].status);
    /* The flag is covered, also where it changes nothing. */
    mic[2] ^= 4;
    wrap[2] ^= 4;
    assert_status(unit_verify(to, TEXT, TEXT_LENGTH, mic, mic_size,
                              &verdict), SEC_E_MESSAGE_ALTERED);
    ck_assert_int_lt(unit_unwrap(to, TEXT, TEXT_LENGTH, wrap, wrap_size,
                                 &verdict), 0);
    free(mic);
    free(wrap);
    unit_delete(from);
    unit_delete(to);
}
END_TEST

/* ---- numbers -------------------------------------------------------- */

/* Messages in the order they arrive, and what is said of each. */
static const struct {
    unsigned int message;
    SECURITY_STATUS status;
    ULONG verdict;
} arrivals[] = {
    { 0, SEC_E_OK, KSP_SEQ_IN_ORDER },
    { 1, SEC_E_OK, KSP_SEQ_IN_ORDER },
    { 1, SEC_E_OUT_OF_SEQUENCE, KSP_SEQ_DUPLICATE },
    { 3, SEC_E_OUT_OF_SEQUENCE, KSP_SEQ_GAP },
    { 2, SEC_E_OUT_OF_SEQUENCE, KSP_SEQ_UNSEQUENCED },
    { 2, SEC_E_OUT_OF_SEQUENCE, KSP_SEQ_DUPLICATE },
    { 4, SEC_E_OK, KSP_SEQ_IN_ORDER },
    { 99, SEC_E_OUT_OF_SEQUENCE, KSP_SEQ_GAP },
    { 5, SEC_E_OUT_OF_SEQUENCE, KSP_SEQ_UNSEQUENCED },
};

#define N_ARRIVALS (sizeof(arrivals) / sizeof(arrivals[0]))

START_TEST(test_verdicts)
{
    struct unit_pair pair = unit_pair(0, DETECT_ALL, 1);
    unsigned char *mics[100];
    size_t length = 0, i;

    for (i = 0; i < 100; i++)
        length = unit_mic(pair.initiator, TEXT, TEXT_LENGTH, &mics[i]);
    for (i = 0; i < N_ARRIVALS; i++) {
        struct unit_message m;

        unit_message_init(&m);
        unit_add(&m, SECBUFFER_DATA, TEXT, TEXT_LENGTH);
        unit_add(&m, SECBUFFER_TOKEN, mics[arrivals[i].message], length);
        unit_add_params(&m, 0, 0);
        /* Own numbering: the argument is not looked at. */
        assert_status(unit_package()->Verify(pair.acceptor, &m.desc, 77,
                                             NULL), arrivals[i].status);
        ck_assert_uint_eq(m.params.Verdict, arrivals[i].verdict);
        ck_assert_uint_eq(m.params.MessageSeqNo, arrivals[i].message + 1);
        unit_message_free(&m);
    }
    for (i = 0; i < 100; i++)
        free(mics[i]);
    unit_pair_delete(&pair);
}
END_TEST

/* The wide form tells the sender the number its message has. */
START_TEST(test_number_told)
{
    struct unit_pair pair = unit_pair(0, DETECT_ALL, 1);
    struct unit_message m;
    ULONGLONG n;

    for (n = 1; n < 5; n++) {
        unit_message_init(&m);
        unit_add(&m, SECBUFFER_DATA, TEXT, TEXT_LENGTH);
        unit_add(&m, SECBUFFER_TOKEN, NULL, 28);
        unit_add_params(&m, 0, n * 1000);
        assert_status(unit_package()->Sign(pair.initiator, 0, &m.desc, 9),
                      SEC_E_OK);
        ck_assert_uint_eq(m.params.MessageSeqNo, n);
        ck_assert_uint_eq(m.params.Verdict, KSP_SEQ_IN_ORDER);
        unit_message_free(&m);
    }
    unit_pair_delete(&pair);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("sign");
    TCase *tc = tcase_create("sign");

    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, test_made, 0, 2 * UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_list, 0, 2 * N_LISTS);
    tcase_add_loop_test(tc, test_list_bits, 0, N_LISTS);
    tcase_add_loop_test(tc, test_refused, 0, N_REFUSED);
    tcase_add_test(tc, test_padding);
    tcase_add_loop_test(tc, test_capacity, 0, UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_not_made, 0, UNIT_ENCTYPES);
    tcase_add_test(tc, test_qop);
    tcase_add_loop_test(tc, test_bits, 0, UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_lengths, 0, UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_wrong_place, 0, UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_subkey, 0, 2 * N_SUBKEYS);
    tcase_add_test(tc, test_verdicts);
    tcase_add_test(tc, test_number_told);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
