/* SPDX-License-Identifier: MIT */
/* shim/core/rfc4121_seal.c: layouts of wrap tokens, through the table. */
#include <krb5.h>
#include <stdlib.h>
#include <string.h>

#include "core/context_handle.h"
#include "core/context_keys.h"
#include "unit/unit_core.h"

#define HEADER 16
#define CONFOUNDER 16
#define BLOCK 16

#define DETECT_ALL (ISC_RET_REPLAY_DETECT | ISC_RET_SEQUENCE_DETECT)
#define DCE (DETECT_ALL | ISC_RET_USED_DCE_STYLE)

/* Bytes a wrap token is longer than its message: RFC 3961 says so for each
 * enctype. */
static const struct {
    size_t conf;
    size_t conf_dce;
    size_t integ;
} overheads[UNIT_ENCTYPES] = {
    { 60, 76, 28 }, { 60, 76, 28 }, { 64, 80, 32 }, { 72, 88, 40 },
    { 64, 80, 32 }, { 64, 80, 32 }
};

/* ---- layouts -------------------------------------------------------- */

enum part_kind {
    END, TOKEN, DATA, SIGNED, LEFT_OUT, PADDING, TRAILER, NOTHING
};

static const ULONG part_types[] = {
    0, SECBUFFER_TOKEN, SECBUFFER_DATA,
    SECBUFFER_DATA | SECBUFFER_READONLY_WITH_CHECKSUM,
    SECBUFFER_DATA | SECBUFFER_READONLY, SECBUFFER_PADDING,
    SECBUFFER_STREAM_TRAILER, SECBUFFER_EMPTY
};

struct part {
    enum part_kind kind;
    size_t length;
};

static const struct part layouts[][10] = {
    { { TOKEN, 0 } },
    { { TOKEN, 0 }, { DATA, 0 } },
    { { TOKEN, 0 }, { DATA, 1 } },
    { { TOKEN, 0 }, { DATA, 15 } },
    { { TOKEN, 0 }, { DATA, 16 } },
    { { TOKEN, 0 }, { DATA, 17 } },
    { { TOKEN, 0 }, { DATA, 1000 } },
    { { TOKEN, 0 }, { DATA, 100 }, { PADDING, 16 } },
    { { DATA, 100 }, { TOKEN, 0 } },
    { { TOKEN, 0 }, { TRAILER, 0 } },
    { { TOKEN, 0 }, { DATA, 1 }, { TRAILER, 0 } },
    { { TOKEN, 0 }, { DATA, 40 }, { PADDING, 16 }, { TRAILER, 0 } },
    { { TRAILER, 0 }, { DATA, 40 }, { TOKEN, 0 } },
    { { TOKEN, 0 }, { DATA, 5 }, { DATA, 0 }, { DATA, 33 }, { DATA, 1 } },
    { { TOKEN, 0 }, { DATA, 5 }, { DATA, 33 }, { DATA, 1 }, { TRAILER, 0 } },
    { { TOKEN, 0 }, { DATA, 5 }, { LEFT_OUT, 9 }, { NOTHING, 4 },
      { DATA, 7 } },
    /* Signed before, after and between what is encrypted; and alone. */
    { { TOKEN, 0 }, { SIGNED, 24 }, { DATA, 40 } },
    { { TOKEN, 0 }, { DATA, 40 }, { SIGNED, 24 } },
    { { TOKEN, 0 }, { DATA, 5 }, { SIGNED, 24 }, { DATA, 40 } },
    { { SIGNED, 24 }, { DATA, 40 }, { SIGNED, 8 }, { TOKEN, 0 } },
    { { TOKEN, 0 }, { SIGNED, 1 }, { DATA, 5 }, { SIGNED, 0 }, { DATA, 40 },
      { SIGNED, 3 }, { TRAILER, 0 } },
    { { TOKEN, 0 }, { SIGNED, 24 } },
    { { TOKEN, 0 }, { SIGNED, 24 }, { TRAILER, 0 } },
};

#define N_LAYOUTS (sizeof(layouts) / sizeof(layouts[0]))

/* What a call is about. */
struct attempt {
    const struct part *parts;
    size_t enctype;
    bool sealed;
    bool acceptor;
    ULONG keys;
    ULONG attributes;
    ULONG flags;            /* of the wide form */
    struct unit_pair pair;
    struct unit_message m;
    /* The message as it was. */
    struct unit_message plain;
    SecBuffer *token;
    SecBuffer *trailer;
    SecBuffer *padding;
};

static bool
filled(const struct attempt *a)
{
    return a->sealed && (a->attributes & ISC_RET_USED_DCE_STYLE) != 0 &&
        (a->flags & KSP_MESSAGE_GSS_WRAP) == 0;
}

static size_t
before_length(const struct attempt *a)
{
    return HEADER + (a->sealed ? CONFOUNDER : 0);
}

static size_t
after_length(const struct attempt *a)
{
    size_t all = a->sealed ? (filled(a) ? overheads[a->enctype].conf_dce :
                              overheads[a->enctype].conf) :
        overheads[a->enctype].integ;

    return all - before_length(a);
}

/* Build the list with exactly the room it needs. */
static void
build(struct attempt *a)
{
    unsigned char content[1000];
    bool split = false;
    uint64_t random = 7;
    size_t i;

    for (i = 0; i < sizeof(content); i++)
        content[i] = (unsigned char)unit_random(&random);
    for (i = 0; i < 10 && a->parts[i].kind != END; i++)
        split = split || a->parts[i].kind == TRAILER;
    unit_message_init(&a->m);
    unit_message_init(&a->plain);
    a->token = a->trailer = a->padding = NULL;
    for (i = 0; i < 10 && a->parts[i].kind != END; i++) {
        enum part_kind kind = a->parts[i].kind;
        size_t length = a->parts[i].length;
        SecBuffer *b;

        if (kind == TOKEN)
            length = before_length(a) + (split ? 0 : after_length(a));
        else if (kind == TRAILER)
            length = after_length(a);
        b = unit_add(&a->m, part_types[kind], content, length);
        unit_add(&a->plain, part_types[kind], content, length);
        a->token = kind == TOKEN ? b : a->token;
        a->trailer = kind == TRAILER ? b : a->trailer;
        a->padding = kind == PADDING ? b : a->padding;
    }
    unit_add_params(&a->m, a->flags, 0);
}

static NTSTATUS
seal(struct attempt *a)
{
    return unit_package()->Seal(a->acceptor ? a->pair.acceptor :
                                a->pair.initiator,
                                a->sealed ? 0 : SECQOP_WRAP_NO_ENCRYPT,
                                &a->m.desc, 0);
}

static NTSTATUS
unseal(struct attempt *a, ULONG *fQOP)
{
    a->m.params.MessageSeqNo = 0;
    return unit_package()->Unseal(a->acceptor ? a->pair.initiator :
                                  a->pair.acceptor, &a->m.desc, 0, fQOP);
}

static void
done(struct attempt *a)
{
    unit_message_free(&a->m);
    unit_message_free(&a->plain);
}

/* ---- what a wrap token is, RFC 4121 section 4.2.4, by libkrb5 ------- */

static void
append(unsigned char *out, size_t *length, const void *data, size_t more)
{
    ck_assert_uint_le(*length + more, 2000);
    if (more > 0)
        memcpy(out + *length, data, more);
    *length += more;
}

/* All buffers of a kind, one after the other. */
static size_t
gather(const struct unit_message *m, const struct attempt *a, bool with_signed,
       unsigned char *out)
{
    size_t length = 0, i;

    for (i = 0; i < 10 && a->parts[i].kind != END; i++) {
        if (a->parts[i].kind == DATA ||
            (with_signed && a->parts[i].kind == SIGNED)) {
            append(out, &length, m->buffers[i].pvBuffer,
                   m->buffers[i].cbBuffer);
        }
    }
    return length;
}

static bool
has_signed(const struct attempt *a)
{
    bool found = false;
    size_t i;

    for (i = 0; i < 10 && a->parts[i].kind != END; i++)
        found = found || a->parts[i].kind == SIGNED;
    return found;
}

static krb5_keyblock
block_of(const struct attempt *a, KSP_PACKED_CONTEXT *p)
{
    krb5_keyblock block = { 0 };

    *p = unit_packed(a->enctype, KSP_ROLE_INITIATOR, 0, a->keys);
    block.enctype = p->Keys[a->keys - 1].Enctype;
    block.length = p->Keys[a->keys - 1].Length;
    block.contents = p->Keys[a->keys - 1].Contents;
    return block;
}

/* The body, as RFC 4121 has it before the rotation. */
static size_t
token_body(const struct attempt *a, unsigned char *out)
{
    const unsigned char *header = a->token->pvBuffer;
    unsigned char turned[2000];
    size_t length = 0, by;

    append(turned, &length, header + HEADER, a->token->cbBuffer - HEADER);
    length += gather(&a->m, a, false, turned + length);
    if (a->trailer != NULL)
        append(turned, &length, a->trailer->pvBuffer, a->trailer->cbBuffer);
    by = (size_t)header[6] << 8 | header[7];
    /* Windows' RRC does not count the filler. */
    if (filled(a) && by > 0)
        by += BLOCK;
    by %= length;
    memcpy(out, turned + by, length - by);
    memcpy(out + length - by, turned, by);
    return length;
}

static void
assert_sealed_body(const struct attempt *a)
{
    size_t filler = filled(a) ? BLOCK : 0, length, wanted;
    unsigned char body[2000], out[2000], want[2000], header[HEADER];
    KSP_PACKED_CONTEXT p;
    krb5_keyblock block = block_of(a, &p);
    krb5_enc_data enc = { 0 };
    krb5_data plain = { 0 };

    length = token_body(a, body);
    enc.enctype = block.enctype;
    enc.ciphertext.data = (char *)body;
    enc.ciphertext.length = (unsigned int)length;
    plain.data = (char *)out;
    plain.length = sizeof(out);
    ck_assert_int_eq(krb5_c_decrypt(NULL, &block, a->acceptor ? 22 : 24,
                                    NULL, &enc, &plain), 0);
    wanted = gather(&a->plain, a, false, want);
    memset(want + wanted, 0xff, filler);
    memcpy(header, a->token->pvBuffer, HEADER);
    header[6] = header[7] = 0;
    memcpy(want + wanted + filler, header, HEADER);
    wanted += filler + HEADER;
    ck_assert_uint_eq(plain.length, wanted);
    ck_assert_mem_eq(out, want, wanted);
}

static void
assert_signed_body(const struct attempt *a)
{
    unsigned char body[2000], covered[2000];
    KSP_PACKED_CONTEXT p;
    krb5_keyblock block = block_of(a, &p);
    size_t after = after_length(a), length, data_length;
    krb5_boolean valid = FALSE;
    krb5_checksum cksum = { 0 };
    krb5_data data = { 0 };

    data_length = gather(&a->plain, a, false, covered);
    length = token_body(a, body);
    ck_assert_uint_eq(length, data_length + after);
    if (data_length > 0)
        ck_assert_mem_eq(body, covered, data_length);
    data_length = gather(&a->plain, a, true, covered);
    memcpy(covered + data_length, a->token->pvBuffer, HEADER);
    memset(covered + data_length + 4, 0, 4);
    data.data = (char *)covered;
    data.length = (unsigned int)data_length + HEADER;
    cksum.checksum_type = ksp_enctype_at(a->enctype)->cksumtype;
    cksum.contents = body + length - after;
    cksum.length = (unsigned int)after;
    ck_assert_int_eq(krb5_c_verify_checksum(NULL, &block, a->acceptor ? 22 :
                                            24, &data, &cksum, &valid), 0);
    ck_assert(valid);
}

static void
assert_header(const struct attempt *a)
{
    const unsigned char *h = a->token->pvBuffer;
    uint64_t SND_SEQ = a->acceptor ? 0x0badcafe55667788 : 0x11223344;
    size_t EC, RRC;
    int i;

    EC = !a->sealed ? after_length(a) : filled(a) ? BLOCK : 0;
    RRC = a->trailer != NULL ? 0 : after_length(a) -
        (filled(a) ? BLOCK : 0);
    ck_assert_uint_eq(h[0], 5);
    ck_assert_uint_eq(h[1], 4);
    ck_assert_uint_eq(h[2], (a->acceptor ? 1u : 0u) | (a->sealed ? 2u : 0u) |
                      (a->keys > 1 ? 4u : 0u));
    ck_assert_uint_eq(h[3], 0xff);
    ck_assert_uint_eq((size_t)h[4] << 8 | h[5], EC);
    ck_assert_uint_eq((size_t)h[6] << 8 | h[7], RRC);
    for (i = 0; i < 8; i++)
        ck_assert_uint_eq(h[8 + i], SND_SEQ >> (56 - 8 * i) & 0xff);
}

/* Buffers that are not encrypted are as before, all lengths and types
 * too. */
static void
assert_rest_kept(const struct attempt *a, bool opened)
{
    size_t i;

    for (i = 0; i < 10 && a->parts[i].kind != END; i++) {
        const SecBuffer *got = &a->m.buffers[i], *was = &a->plain.buffers[i];
        enum part_kind kind = a->parts[i].kind;

        ck_assert_uint_eq(got->BufferType, was->BufferType);
        ck_assert_ptr_eq(got->pvBuffer, a->m.memory[i]);
        if (kind == PADDING)
            ck_assert_uint_eq(got->cbBuffer, 0);
        else
            ck_assert_uint_eq(got->cbBuffer, was->cbBuffer);
        if (kind == TOKEN || kind == TRAILER || kind == PADDING ||
            got->cbBuffer == 0)
            continue;
        if (kind != DATA || !a->sealed || opened)
            ck_assert_mem_eq(got->pvBuffer, was->pvBuffer, was->cbBuffer);
        else if (was->cbBuffer >= 8)
            ck_assert_mem_ne(got->pvBuffer, was->pvBuffer, was->cbBuffer);
    }
}

/* Made, looked at, opened. */
static void
assert_layout(struct attempt *a)
{
    ULONG fQOP = 7;

    a->pair = unit_pair(a->enctype, a->attributes, a->keys);
    build(a);
    assert_status(seal(a), SEC_E_OK);
    ck_assert_uint_eq(a->m.params.MessageSeqNo, 1);
    ck_assert_uint_eq(a->m.params.Verdict, KSP_SEQ_IN_ORDER);
    assert_rest_kept(a, false);
    assert_header(a);
    if (!a->sealed)
        assert_signed_body(a);
    else if (!has_signed(a))
        assert_sealed_body(a);
    assert_status(unseal(a, &fQOP), SEC_E_OK);
    ck_assert_uint_eq(fQOP, a->sealed ? 0 : SECQOP_WRAP_NO_ENCRYPT);
    ck_assert_uint_eq(a->m.params.MessageSeqNo, 1);
    ck_assert_uint_eq(a->m.params.Verdict, KSP_SEQ_IN_ORDER);
    assert_rest_kept(a, true);
    done(a);
    unit_pair_delete(&a->pair);
}

/* One layout with every enctype, sealed or not, by both sides, with one
 * key or two. */
static void
assert_layouts(int row, ULONG attributes, ULONG flags)
{
    struct attempt a;
    size_t i;

    for (i = 0; i < UNIT_ENCTYPES * 8; i++) {
        memset(&a, 0, sizeof(a));
        a.parts = layouts[row];
        a.attributes = attributes;
        a.flags = flags;
        a.enctype = i / 8;
        a.sealed = (i & 1) != 0;
        a.acceptor = (i & 2) != 0;
        a.keys = (i & 4) != 0 ? 2 : 1;
        assert_layout(&a);
    }
}

START_TEST(test_layout)
{
    assert_layouts(_i, DETECT_ALL, 0);
}
END_TEST

START_TEST(test_layout_dce)
{
    assert_layouts(_i, DCE, 0);
}
END_TEST

/* GSS_Wrap's token is without filler also in DCE style; elsewhere the flag
 * changes nothing. */
START_TEST(test_layout_gss_wrap)
{
    assert_layouts(_i, DCE, KSP_MESSAGE_GSS_WRAP);
    assert_layouts(_i, DETECT_ALL, KSP_MESSAGE_GSS_WRAP);
}
END_TEST

/* ---- what is signed only is covered --------------------------------- */

/* Altered, exchanged with its neighbour, or left away. */
START_TEST(test_signed_covered)
{
    struct attempt a = { 0 };
    size_t part, i;
    int sealed;

    for (sealed = 0; sealed < 2; sealed++) {
        for (part = 0; part < 10 && layouts[_i][part].kind != END; part++) {
            SecBuffer *b;

            if (layouts[_i][part].kind != SIGNED ||
                layouts[_i][part].length == 0)
                continue;
            for (i = 0; i < 3; i++) {
                a.parts = layouts[_i];
                a.attributes = DETECT_ALL;
                a.keys = 1;
                a.enctype = i;
                a.sealed = sealed != 0;
                a.pair = unit_pair(a.enctype, a.attributes, 1);
                build(&a);
                assert_status(seal(&a), SEC_E_OK);
                b = &a.m.buffers[part];
                if (i == 0)
                    *(unsigned char *)b->pvBuffer ^= 0x80;
                else if (i == 1)
                    b->BufferType |= SECBUFFER_READONLY;
                else
                    b->cbBuffer--;
                /* READONLY beside the other bit changes nothing. */
                assert_status(unseal(&a, NULL), i == 1 ? SEC_E_OK :
                              SEC_E_MESSAGE_ALTERED);
                done(&a);
                unit_pair_delete(&a.pair);
            }
        }
    }
}
END_TEST

/* ---- many buffers --------------------------------------------------- */

#define MANY 1000

START_TEST(test_many_buffers)
{
    struct unit_pair pair = unit_pair((size_t)_i, DETECT_ALL, 1);
    SecBuffer *list = calloc(MANY + 1, sizeof(*list));
    SecBufferDesc desc = { SECBUFFER_VERSION, MANY + 1, list };
    unsigned char *text = malloc(MANY), token[72];
    size_t i;

    for (i = 0; i < MANY; i++) {
        text[i] = (unsigned char)(i * 11);
        list[i].BufferType = i % 5 == 4 ? part_types[SIGNED] :
            SECBUFFER_DATA;
        list[i].cbBuffer = 1;
        list[i].pvBuffer = &text[i];
    }
    list[MANY].BufferType = SECBUFFER_TOKEN;
    list[MANY].cbBuffer = sizeof(token);
    list[MANY].pvBuffer = token;
    assert_status(unit_package()->Seal(pair.initiator, 0, &desc, 0),
                  SEC_E_OK);
    for (i = 4; i < MANY; i += 5)
        ck_assert_uint_eq(text[i], (unsigned char)(i * 11));
    assert_status(unit_package()->Unseal(pair.acceptor, &desc, 0, NULL),
                  SEC_E_OK);
    for (i = 0; i < MANY; i++)
        ck_assert_uint_eq(text[i], (unsigned char)(i * 11));
    free(text);
    free(list);
    unit_pair_delete(&pair);
}
END_TEST

/* ---- capacity ------------------------------------------------------- */

/* One byte too few in TOKEN or in the trailer: nothing has changed, and
 * the next token bears the number this one would have had. */
static void
assert_too_small(struct attempt *a, bool in_trailer)
{
    struct unit_state before = unit_state(a->pair.initiator);
    size_t i;

    build(a);
    if (in_trailer)
        a->trailer->cbBuffer--;
    else
        a->token->cbBuffer--;
    assert_status(seal(a), SEC_E_BUFFER_TOO_SMALL);
    unit_assert_state(a->pair.initiator, &before);
    for (i = 0; i < a->plain.desc.cBuffers; i++) {
        if (a->plain.buffers[i].cbBuffer > 0) {
            ck_assert_mem_eq(a->m.buffers[i].pvBuffer,
                             a->plain.buffers[i].pvBuffer,
                             a->plain.buffers[i].cbBuffer);
        }
    }
    ck_assert_uint_eq(a->m.params.Verdict, 0xdeadbeef);
    done(a);
}

START_TEST(test_capacity)
{
    static const size_t rows[] = { 0, 6, 7, 9, 11, 20 };
    struct attempt a;
    size_t i, variant;

    for (variant = 0; variant < 6; variant++) {
        for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
            memset(&a, 0, sizeof(a));
            a.parts = layouts[rows[i]];
            a.enctype = (size_t)_i;
            a.keys = 1;
            a.sealed = variant % 2 != 0;
            a.attributes = variant < 2 ? DETECT_ALL : DCE;
            a.flags = variant < 4 ? 0 : KSP_MESSAGE_GSS_WRAP;
            a.pair = unit_pair(a.enctype, a.attributes, 1);
            assert_too_small(&a, false);
            if (rows[i] >= 9)
                assert_too_small(&a, true);
            build(&a);
            assert_status(seal(&a), SEC_E_OK);
            assert_header(&a);
            done(&a);
            unit_pair_delete(&a.pair);
        }
    }
}
END_TEST

/* More room than needed: the length is told, the rest is left alone. */
START_TEST(test_room)
{
    struct unit_pair pair = unit_pair((size_t)_i, DETECT_ALL, 1);
    SecBuffer *token, *trailer;
    struct unit_message m;

    unit_message_init(&m);
    token = unit_add(&m, SECBUFFER_TOKEN, NULL, 100);
    unit_add(&m, SECBUFFER_DATA, "text", 4);
    trailer = unit_add(&m, SECBUFFER_STREAM_TRAILER, NULL, 100);
    assert_status(unit_package()->Seal(pair.initiator, 0, &m.desc, 0),
                  SEC_E_OK);
    ck_assert_uint_eq(token->cbBuffer, 32);
    ck_assert_uint_eq(trailer->cbBuffer, overheads[_i].conf - 32);
    ck_assert_uint_eq(((unsigned char *)token->pvBuffer)[32], 0xa5);
    ck_assert_uint_eq(((unsigned char *)trailer->pvBuffer)
                      [trailer->cbBuffer], 0xa5);
    unit_message_free(&m);
    unit_pair_delete(&pair);
}
END_TEST

/* ---- a provider that fails ------------------------------------------ */

/* A token that was not made has no length and no number, and the next has
 * that number. */
START_TEST(test_not_made)
{
    struct unit_pair pair = unit_pair((size_t)_i / 2, DETECT_ALL, 1);
    struct ksp_context *c = ksp_handle_acquire(pair.initiator);
    ULONG fQOP = _i % 2 == 0 ? 0 : SECQOP_WRAP_NO_ENCRYPT;
    const struct ksp_provider *whole;
    struct ksp_provider broken;
    struct unit_state before;
    struct unit_message m;
    struct ksp_key *key;

    assert_status(ksp_context_send_key(c, KSP_KEY_SEAL, &key), SEC_E_OK);
    whole = key->provider;
    broken = unit_broken_provider(whole);
    key->provider = &broken;
    before = unit_state(pair.initiator);
    unit_message_init(&m);
    unit_add(&m, SECBUFFER_TOKEN, NULL, 100);
    unit_add(&m, SECBUFFER_DATA, "text", 4);
    unit_add_params(&m, 0, 0);
    assert_status(unit_package()->Seal(pair.initiator, fQOP, &m.desc, 0),
                  SEC_E_INTERNAL_ERROR);
    ck_assert_uint_eq(m.buffers[0].cbBuffer, 100);
    ck_assert_mem_eq(m.buffers[1].pvBuffer, "text", 4);
    ck_assert_uint_eq(m.params.MessageSeqNo, 0);
    ck_assert_uint_eq(m.params.Verdict, 0xdeadbeef);
    unit_assert_state(pair.initiator, &before);
    key->provider = whole;
    assert_status(unit_package()->Seal(pair.initiator, fQOP, &m.desc, 0),
                  SEC_E_OK);
    ck_assert_uint_eq(m.params.MessageSeqNo, 1);
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
    unit_add(&m, SECBUFFER_TOKEN, NULL, 60);
    unit_add(&m, SECBUFFER_DATA, "text", 4);
    for (bit = 0; bit < 32; bit++) {
        assert_status(unit_package()->Seal(pair.initiator, 1u << bit,
                                           &m.desc, 0),
                      SEC_E_QOP_NOT_SUPPORTED);
        assert_status(unit_package()->Seal(pair.initiator,
                                           SECQOP_WRAP_NO_ENCRYPT ^
                                           1u << bit, &m.desc, 0),
                      SEC_E_QOP_NOT_SUPPORTED);
    }
    unit_assert_state(pair.initiator, &before);
    ck_assert_mem_eq(m.buffers[1].pvBuffer, "text", 4);
    unit_message_free(&m);
    unit_pair_delete(&pair);
}
END_TEST

/* ---- lists that are refused ----------------------------------------- */

static const struct {
    SECURITY_STATUS status;
    ULONG types[4];
} refused[] = {
    { SEC_E_INVALID_TOKEN, { 0 } },
    { SEC_E_INVALID_TOKEN, { SECBUFFER_DATA } },
    { SEC_E_INVALID_TOKEN, { SECBUFFER_DATA, SECBUFFER_STREAM_TRAILER } },
    { SEC_E_INVALID_TOKEN,
      { SECBUFFER_TOKEN, SECBUFFER_DATA, SECBUFFER_TOKEN } },
    { SEC_E_INVALID_TOKEN, { SECBUFFER_STREAM, SECBUFFER_DATA } },
    { SEC_E_INVALID_TOKEN,
      { SECBUFFER_TOKEN, SECBUFFER_DATA, SECBUFFER_STREAM } },
    { SEC_E_INVALID_PARAMETER,
      { SECBUFFER_TOKEN, SECBUFFER_DATA, SECBUFFER_STREAM_TRAILER,
        SECBUFFER_STREAM_TRAILER } },
    { SEC_E_INVALID_PARAMETER,
      { SECBUFFER_TOKEN, SECBUFFER_DATA, SECBUFFER_PADDING,
        SECBUFFER_PADDING } },
    { SEC_E_INVALID_PARAMETER,
      { SECBUFFER_TOKEN, SECBUFFER_DATA, SECBUFFER_STREAM_HEADER } },
    { SEC_E_INVALID_PARAMETER,
      { SECBUFFER_TOKEN, SECBUFFER_DATA, SECBUFFER_EXTRA } },
};

#define N_REFUSED (sizeof(refused) / sizeof(refused[0]))

START_TEST(test_refused)
{
    struct unit_pair pair = unit_pair(0, DETECT_ALL, 1);
    struct unit_state before = unit_state(pair.initiator);
    struct unit_message m;
    size_t i;

    unit_message_init(&m);
    for (i = 0; i < 4 && refused[_i].types[i] != 0; i++)
        unit_add(&m, refused[_i].types[i], NULL, 100);
    assert_status(unit_package()->Seal(pair.initiator, 0, &m.desc, 0),
                  refused[_i].status);
    unit_assert_state(pair.initiator, &before);
    for (i = 0; i < m.desc.cBuffers; i++) {
        ck_assert_uint_eq(m.buffers[i].cbBuffer, 100);
        ck_assert_uint_eq(((unsigned char *)m.buffers[i].pvBuffer)[0], 0xa5);
    }
    unit_message_free(&m);
    unit_pair_delete(&pair);
}
END_TEST

/* The same text twice is not the same token. */
START_TEST(test_confounder)
{
    struct unit_pair pair = unit_pair((size_t)_i, 0, 1);
    static const unsigned char text[64];
    unsigned char *one, *two;
    size_t length, second, i, same = 0;

    length = unit_wrap(pair.initiator, true, text, sizeof(text), &one);
    second = unit_wrap(pair.initiator, true, text, sizeof(text), &two);
    ck_assert_uint_eq(length, second);
    for (i = HEADER; i < length; i++)
        same += one[i] == two[i];
    ck_assert_uint_lt(same, 16);
    free(one);
    free(two);
    unit_pair_delete(&pair);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("seal");
    TCase *tc = tcase_create("seal");

    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, test_layout, 0, N_LAYOUTS);
    tcase_add_loop_test(tc, test_layout_dce, 0, N_LAYOUTS);
    tcase_add_loop_test(tc, test_layout_gss_wrap, 0, N_LAYOUTS);
    tcase_add_loop_test(tc, test_signed_covered, 0, N_LAYOUTS);
    tcase_add_loop_test(tc, test_many_buffers, 0, UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_capacity, 0, UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_room, 0, UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_not_made, 0, 2 * UNIT_ENCTYPES);
    tcase_add_test(tc, test_qop);
    tcase_add_loop_test(tc, test_refused, 0, N_REFUSED);
    tcase_add_loop_test(tc, test_confounder, 0, UNIT_ENCTYPES);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
