/* SPDX-License-Identifier: MIT */
/* shim/core/buffers.c, and what message.c writes for every list. */
#include <stdlib.h>
#include <string.h>

#include "core/buffers.h"
#include "crypto/rfc1964.h"
#include "unit/unit_older.h"

static unsigned char memory[64];
static KSP_MESSAGE_PARAMS params = { sizeof(params), 0, 0, 0, 0 };

static SECURITY_STATUS
sort(SecBuffer *buffers, ULONG count, struct ksp_message *m)
{
    SecBufferDesc desc = { SECBUFFER_VERSION, count, buffers };

    memset(m, 7, sizeof(*m));
    return ksp_message_sort(&desc, m);
}

static SecBuffer
buffer(ULONG type)
{
    SecBuffer b = { 4, type, memory };

    if ((type & ~SECBUFFER_ATTRMASK) == SECBUFFER_PKG_PARAMS) {
        b.cbBuffer = sizeof(params);
        b.pvBuffer = &params;
    }
    return b;
}

/* ---- types and their bits ------------------------------------------- */

static bool
type_known(ULONG type)
{
    static const ULONG known[] = {
        SECBUFFER_EMPTY, SECBUFFER_DATA, SECBUFFER_TOKEN,
        SECBUFFER_PKG_PARAMS, SECBUFFER_STREAM_TRAILER, SECBUFFER_PADDING,
        SECBUFFER_STREAM
    };
    bool found = false;
    size_t i;

    for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        found = found || known[i] == type;
    return found;
}

/* Every type with every set of attribute bits: the bits change nothing,
 * but for DATA. */
START_TEST(test_type)
{
    ULONG type = (ULONG)_i == 40 ? 0x0fffffff : (ULONG)_i, bits;
    struct ksp_message m;
    SecBuffer b;

    for (bits = 0; bits < 16; bits++) {
        b = buffer(type | bits << 28);
        assert_status(sort(&b, 1, &m), type_known(type) ? SEC_E_OK :
                      SEC_E_INVALID_PARAMETER);
        ck_assert_ptr_eq(m.token, type == SECBUFFER_TOKEN ? &b : NULL);
        ck_assert_ptr_eq(m.trailer,
                         type == SECBUFFER_STREAM_TRAILER ? &b : NULL);
        ck_assert_ptr_eq(m.padding, type == SECBUFFER_PADDING ? &b : NULL);
        ck_assert_ptr_eq(m.stream, type == SECBUFFER_STREAM ? &b : NULL);
        ck_assert_ptr_eq(m.params,
                         type == SECBUFFER_PKG_PARAMS ? &params : NULL);
        if (type != SECBUFFER_DATA) {
            ck_assert_uint_eq(m.count, 0);
            ck_assert_uint_eq(m.data_count, 0);
            ck_assert_uint_eq(m.data_span, 0);
            ck_assert_uint_eq(m.padding_span, 0);
            ck_assert_ptr_null(m.data);
        }
        ksp_message_done(&m);
    }
}
END_TEST

static const struct {
    ULONG bits;
    bool covered;
    enum ksp_span_kind kind;
} data_bits[] = {
    { 0, true, KSP_SPAN_SEAL },
    { SECBUFFER_READONLY, false, KSP_SPAN_SIGN },
    { SECBUFFER_READONLY_WITH_CHECKSUM, true, KSP_SPAN_SIGN },
    { SECBUFFER_READONLY | SECBUFFER_READONLY_WITH_CHECKSUM, true,
      KSP_SPAN_SIGN },
};

START_TEST(test_data_bits)
{
    static const ULONG reserved[] = {
        0, SECBUFFER_UNMAPPED, SECBUFFER_KERNEL_MAP, SECBUFFER_RESERVED
    };
    struct ksp_message m;
    size_t i;

    for (i = 0; i < 4; i++) {
        SecBuffer b = buffer(SECBUFFER_DATA | data_bits[_i].bits |
                             reserved[i]);
        bool sealed = data_bits[_i].kind == KSP_SPAN_SEAL;

        assert_status(sort(&b, 1, &m), SEC_E_OK);
        ck_assert_uint_eq(m.count, data_bits[_i].covered);
        if (data_bits[_i].covered) {
            ck_assert_int_eq(m.spans[0].kind, data_bits[_i].kind);
            ck_assert_ptr_eq(m.spans[0].data, memory);
            ck_assert_uint_eq(m.spans[0].length, 4);
        }
        ck_assert_uint_eq(m.data_count, sealed);
        ck_assert_ptr_eq(m.data, sealed ? &b : NULL);
        ksp_message_done(&m);
    }
}
END_TEST

/* ---- lists ---------------------------------------------------------- */

static const struct {
    SECURITY_STATUS status;
    ULONG count;
    ULONG types[4];
} lists[] = {
#define BAD SEC_E_INVALID_PARAMETER
    { SEC_E_OK, 0, { 0 } },
    { SEC_E_OK, 2, { SECBUFFER_TOKEN, SECBUFFER_DATA } },
    { SEC_E_OK, 4, { SECBUFFER_TOKEN, SECBUFFER_DATA, SECBUFFER_DATA,
                     SECBUFFER_DATA } },
    { SEC_E_OK, 2, { SECBUFFER_EMPTY, SECBUFFER_EMPTY } },
    { SEC_E_OK, 4, { SECBUFFER_TOKEN, SECBUFFER_PADDING,
                     SECBUFFER_STREAM_TRAILER, SECBUFFER_PKG_PARAMS } },
    { SEC_E_OK, 2, { SECBUFFER_STREAM, SECBUFFER_DATA } },
    { SEC_E_INVALID_TOKEN, 2, { SECBUFFER_TOKEN, SECBUFFER_TOKEN } },
    { SEC_E_INVALID_TOKEN, 3,
      { SECBUFFER_TOKEN, SECBUFFER_DATA,
        SECBUFFER_TOKEN | SECBUFFER_READONLY } },
    { SEC_E_INVALID_TOKEN, 2, { SECBUFFER_TOKEN, SECBUFFER_STREAM } },
    { SEC_E_INVALID_TOKEN, 3,
      { SECBUFFER_STREAM, SECBUFFER_DATA, SECBUFFER_TOKEN } },
    { BAD, 2, { SECBUFFER_STREAM, SECBUFFER_STREAM } },
    { BAD, 2, { SECBUFFER_PADDING, SECBUFFER_PADDING } },
    { BAD, 2, { SECBUFFER_STREAM_TRAILER, SECBUFFER_STREAM_TRAILER } },
    { BAD, 2, { SECBUFFER_PKG_PARAMS, SECBUFFER_PKG_PARAMS } },
    { BAD, 3, { SECBUFFER_TOKEN, SECBUFFER_DATA, SECBUFFER_MISSING } },
    { BAD, 3, { SECBUFFER_MECHLIST, SECBUFFER_TOKEN, SECBUFFER_DATA } },
#undef BAD
};

#define N_LISTS (sizeof(lists) / sizeof(lists[0]))

START_TEST(test_list)
{
    struct ksp_message m;
    SecBuffer buffers[4];
    size_t i;

    for (i = 0; i < 4; i++)
        buffers[i] = buffer(lists[_i].types[i]);
    assert_status(sort(buffers, lists[_i].count, &m), lists[_i].status);
    ksp_message_done(&m);
}
END_TEST

START_TEST(test_desc)
{
    SecBuffer b = buffer(SECBUFFER_TOKEN);
    SecBufferDesc desc = { SECBUFFER_VERSION, 1, &b };
    struct ksp_message m;

    assert_status(ksp_message_sort(NULL, &m), SEC_E_INVALID_PARAMETER);
    ksp_message_done(&m);
    for (desc.ulVersion = 1; desc.ulVersion != 0; desc.ulVersion <<= 1) {
        assert_status(ksp_message_sort(&desc, &m), SEC_E_INVALID_PARAMETER);
        ksp_message_done(&m);
    }
    desc.pBuffers = NULL;
    assert_status(ksp_message_sort(&desc, &m), SEC_E_INVALID_PARAMETER);
    ksp_message_done(&m);
    desc.cBuffers = UINT32_MAX;
    assert_status(ksp_message_sort(&desc, &m), SEC_E_INVALID_PARAMETER);
    ksp_message_done(&m);
    desc.cBuffers = 0;
    assert_status(ksp_message_sort(&desc, &m), SEC_E_OK);
    ck_assert_uint_eq(m.count, 0);
    ksp_message_done(&m);
}
END_TEST

/* A length needs memory; no length needs none. */
START_TEST(test_no_memory)
{
    ULONG type = (ULONG)_i;
    SecBuffer b = { 4, type, NULL };
    struct ksp_message m;

    if (type_known(type)) {
        assert_status(sort(&b, 1, &m), type == SECBUFFER_EMPTY ? SEC_E_OK :
                      SEC_E_INVALID_PARAMETER);
        ksp_message_done(&m);
        b.cbBuffer = UINT32_MAX;
        assert_status(sort(&b, 1, &m), type == SECBUFFER_EMPTY ? SEC_E_OK :
                      SEC_E_INVALID_PARAMETER);
        ksp_message_done(&m);
        b.cbBuffer = 0;
        assert_status(sort(&b, 1, &m), type == SECBUFFER_PKG_PARAMS ?
                      SEC_E_INVALID_PARAMETER : SEC_E_OK);
        ksp_message_done(&m);
    }
}
END_TEST

/* Left out buffers are looked at as the others are. */
START_TEST(test_no_memory_readonly)
{
    SecBuffer b = { 4, SECBUFFER_DATA | SECBUFFER_READONLY, NULL };
    struct ksp_message m;

    assert_status(sort(&b, 1, &m), SEC_E_INVALID_PARAMETER);
    ksp_message_done(&m);
}
END_TEST

/* ---- the wide form -------------------------------------------------- */

static const struct {
    ULONG cbBuffer;
    ULONG cbSize;
    ULONG Flags;
    SECURITY_STATUS status;
} sizes[] = {
#define SIZE ((ULONG)sizeof(KSP_MESSAGE_PARAMS))
    { SIZE, SIZE, 0, SEC_E_OK },
    { SIZE, SIZE, KSP_MESSAGE_GSS_WRAP, SEC_E_OK },
    { SIZE, SIZE, 2, SEC_E_INVALID_PARAMETER },
    { SIZE, SIZE, 0x80000001, SEC_E_INVALID_PARAMETER },
    { SIZE, SIZE - 1, 0, SEC_E_INVALID_PARAMETER },
    { SIZE, SIZE + 1, 0, SEC_E_INVALID_PARAMETER },
    { SIZE, 0, 0, SEC_E_INVALID_PARAMETER },
    { SIZE - 1, SIZE, 0, SEC_E_INVALID_PARAMETER },
    { SIZE + 1, SIZE, 0, SEC_E_INVALID_PARAMETER },
    { 4, SIZE, 0, SEC_E_INVALID_PARAMETER },
    { 1, SIZE, 0, SEC_E_INVALID_PARAMETER },
#undef SIZE
};

#define N_SIZES (sizeof(sizes) / sizeof(sizes[0]))

START_TEST(test_params)
{
    KSP_MESSAGE_PARAMS p = { 0 };
    struct ksp_message m;
    SecBuffer b = { sizes[_i].cbBuffer, SECBUFFER_PKG_PARAMS, NULL };
    void *copy;

    p.cbSize = sizes[_i].cbSize;
    p.Flags = sizes[_i].Flags;
    p.MessageSeqNo = UINT64_C(0x123456789);
    /* Memory of the length the buffer says, or of the struct. */
    copy = malloc(sizes[_i].cbBuffer);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, &p, sizes[_i].cbBuffer < sizeof(p) ? sizes[_i].cbBuffer :
           sizeof(p));
    b.pvBuffer = copy;
    assert_status(sort(&b, 1, &m), sizes[_i].status);
    if (sizes[_i].status == SEC_E_OK) {
        ck_assert_ptr_eq(m.params, copy);
        ck_assert_uint_eq(ksp_message_wanted(&m, 5), UINT64_C(0x123456789));
        ck_assert_uint_eq(ksp_message_flags(&m), sizes[_i].Flags);
        ksp_message_report(&m, UINT64_C(0xabcdef0123), KSP_SEQ_OLD);
        ck_assert_uint_eq(m.params->MessageSeqNo, UINT64_C(0xabcdef0123));
        ck_assert_uint_eq(m.params->Verdict, KSP_SEQ_OLD);
        m.params->MessageSeqNo = 0;
        ck_assert_uint_eq(ksp_message_wanted(&m, 5), 5);
    }
    ksp_message_done(&m);
    free(copy);
}
END_TEST

START_TEST(test_without_params)
{
    struct ksp_message m;

    assert_status(sort(NULL, 0, &m), SEC_E_OK);
    ck_assert_uint_eq(ksp_message_wanted(&m, 0), 0);
    ck_assert_uint_eq(ksp_message_wanted(&m, UINT32_MAX), UINT32_MAX);
    ck_assert_uint_eq(ksp_message_flags(&m), 0);
    ksp_message_report(&m, 1, 2);
    ksp_message_done(&m);
}
END_TEST

/* ---- many ----------------------------------------------------------- */

#define N_COUNTS 10

/* Spans in the order of the list, and room for those that are added; a short
 * list takes no memory. */
START_TEST(test_many)
{
    static const ULONG counts[N_COUNTS] = {
        1, 11, 12, 13, 14, 15, 16, 17, 1000, 100000
    };
    ULONG count = counts[_i], i;
    SecBuffer *buffers = calloc(count, sizeof(*buffers));
    struct ksp_message m;

    ck_assert_ptr_nonnull(buffers);
    for (i = 0; i < count; i++) {
        buffers[i].BufferType = SECBUFFER_DATA | (i % 3 == 0 ?
            SECBUFFER_READONLY_WITH_CHECKSUM : 0u);
        buffers[i].cbBuffer = i;
        buffers[i].pvBuffer = memory;
    }
    assert_status(sort(buffers, count, &m), SEC_E_OK);
    ck_assert_int_eq(m.spans == m.fixed, count <= KSP_SPANS_FIXED -
                     KSP_SPANS_EXTRA);
    for (i = 0; i < KSP_SPANS_EXTRA; i++)
        ksp_message_add(&m, memory, 1, KSP_SPAN_SIGN);
    ck_assert_uint_eq(m.count, count + KSP_SPANS_EXTRA);
    for (i = 0; i < count; i++) {
        if (m.spans[i].length != i || m.spans[i].data != memory ||
            m.spans[i].kind != (i % 3 == 0 ? KSP_SPAN_SIGN : KSP_SPAN_SEAL))
            ck_abort_msg("span %u", i);
    }
    ck_assert_uint_eq(m.spans[count].length, 1);
    ksp_message_done(&m);
    ck_assert_ptr_null(m.spans);
    free(buffers);
}
END_TEST

/* data is the last one, data_span its place. */
START_TEST(test_data)
{
    SecBuffer buffers[4] = {
        buffer(SECBUFFER_DATA),
        buffer(SECBUFFER_DATA | SECBUFFER_READONLY),
        buffer(SECBUFFER_DATA | SECBUFFER_READONLY_WITH_CHECKSUM),
        buffer(SECBUFFER_DATA)
    };
    struct ksp_message m;

    assert_status(sort(buffers, 4, &m), SEC_E_OK);
    ck_assert_ptr_eq(m.data, &buffers[3]);
    ck_assert_uint_eq(m.data_count, 2);
    ck_assert_uint_eq(m.data_span, 2);
    ck_assert_uint_eq(m.count, 3);
    ksp_message_done(&m);
}
END_TEST

/* padding_span is the span that PADDING stands before, wherever it is in the
 * list. */
START_TEST(test_padding)
{
    SecBuffer buffers[3] = {
        buffer(SECBUFFER_DATA), buffer(SECBUFFER_DATA),
        buffer(SECBUFFER_DATA)
    };
    struct ksp_message m;

    buffers[_i].BufferType = SECBUFFER_PADDING;
    assert_status(sort(buffers, 3, &m), SEC_E_OK);
    ck_assert_ptr_eq(m.padding, &buffers[_i]);
    ck_assert_uint_eq(m.padding_span, (size_t)_i);
    ck_assert_uint_eq(m.count, 2);
    ksp_message_done(&m);
}
END_TEST

/* A span goes before the one at its place, and what stands there or behind
 * moves on: the spans, the DATA buffer, PADDING. */
START_TEST(test_insert)
{
    unsigned char bytes[4] = { 0 }, more[7] = { 0 };
    SecBuffer buffers[4] = {
        { 1, SECBUFFER_DATA | SECBUFFER_READONLY_WITH_CHECKSUM, bytes },
        { 2, SECBUFFER_DATA, bytes + 1 }, { 4, SECBUFFER_PADDING, bytes },
        { 1, SECBUFFER_DATA | SECBUFFER_READONLY_WITH_CHECKSUM, bytes + 3 }
    };
    size_t at = (size_t)_i, i, was;
    struct ksp_message m;

    assert_status(sort(buffers, 4, &m), SEC_E_OK);
    ck_assert_uint_eq(m.data_span, 1);
    ck_assert_uint_eq(m.padding_span, 2);
    m.spans[at].from = bytes;
    ksp_message_insert(&m, at, more, sizeof(more), KSP_SPAN_SEAL);
    ck_assert_uint_eq(m.count, 4);
    ck_assert_ptr_eq(m.spans[at].data, more);
    ck_assert_uint_eq(m.spans[at].length, sizeof(more));
    ck_assert_int_eq(m.spans[at].kind, KSP_SPAN_SEAL);
    ck_assert_ptr_null(m.spans[at].from);
    for (i = 0; i < 3; i++) {
        was = i < at ? i : i + 1;
        ck_assert_ptr_eq(m.spans[was].data, bytes + (i == 2 ? 3 : i));
        ck_assert_uint_eq(m.spans[was].length, i == 1 ? 2 : 1);
        ck_assert_int_eq(m.spans[was].kind, i == 1 ? KSP_SPAN_SEAL :
                         KSP_SPAN_SIGN);
    }
    ck_assert_uint_eq(m.data_span, at <= 1 ? 2 : 1);
    ck_assert_uint_eq(m.padding_span, at <= 2 ? 3 : 2);
    ksp_message_done(&m);
}
END_TEST

/* Bytes that are encrypted, not those only signed. */
START_TEST(test_sealed)
{
    SecBuffer buffers[4] = {
        { 8, SECBUFFER_DATA, memory },
        { 16, SECBUFFER_DATA | SECBUFFER_READONLY_WITH_CHECKSUM, memory },
        { 0, SECBUFFER_DATA, NULL }, { 3, SECBUFFER_DATA, memory }
    };
    struct ksp_message m;

    assert_status(sort(buffers, 4, &m), SEC_E_OK);
    ck_assert_uint_eq(ksp_message_sealed(&m), 11);
    ksp_message_done(&m);
}
END_TEST

/* Only what was to be encrypted is wiped. */
START_TEST(test_wipe)
{
    unsigned char sealed[8], readable[8];
    SecBuffer buffers[3] = {
        { 8, SECBUFFER_DATA, sealed },
        { 8, SECBUFFER_DATA | SECBUFFER_READONLY_WITH_CHECKSUM, readable },
        { 0, SECBUFFER_DATA, NULL }
    };
    struct ksp_message m;
    int i;

    memset(sealed, 7, sizeof(sealed));
    memset(readable, 7, sizeof(readable));
    assert_status(sort(buffers, 3, &m), SEC_E_OK);
    ksp_message_wipe(&m);
    for (i = 0; i < 8; i++) {
        ck_assert_uint_eq(sealed[i], 0);
        ck_assert_uint_eq(readable[i], 7);
    }
    ksp_message_done(&m);
}
END_TEST

/* ---- the verdict ---------------------------------------------------- */

/* Of what is no token at all: both sides of the pair of functions, and both
 * kinds of messages, say the same.  What is not made says nothing. */
START_TEST(test_verdict)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *t = unit_package();
    struct unit_pair pair = unit_pair((size_t)_i / 4, unit_detection(3), 1);
    static const size_t lengths[2] = { 3, 30 };
    struct unit_message m;

    unit_message_init(&m);
    unit_add(&m, SECBUFFER_TOKEN, NULL, lengths[_i % 2]);
    unit_add(&m, SECBUFFER_DATA, "text", 4);
    unit_add_params(&m, 0, 0);
    assert_status(_i / 2 % 2 != 0 ?
                  t->Verify(pair.acceptor, &m.desc, 0, NULL) :
                  t->Unseal(pair.acceptor, &m.desc, 0, NULL),
                  SEC_E_INVALID_TOKEN);
    ck_assert_uint_eq(m.params.Verdict, KSP_SEQ_IN_ORDER);
    m.params.Verdict = KSP_SEQ_OLD;
    m.buffers[0].cbBuffer = 3;
    assert_status(t->Seal(pair.initiator, 0, &m.desc, 0),
                  SEC_E_BUFFER_TOO_SMALL);
    ck_assert_uint_eq(m.params.Verdict, KSP_SEQ_OLD);
    unit_message_free(&m);
    unit_pair_delete(&pair);
}
END_TEST

static Suite *
make_suite(void)
{
    bool older = ksp_1964_cipher_for(ksp_enctype_at(RC4)) != NULL;
    Suite *suite = suite_create("buffers");
    TCase *tc = tcase_create("buffers");

    tcase_add_loop_test(tc, test_type, 0, 41);
    tcase_add_loop_test(tc, test_data_bits, 0, 4);
    tcase_add_loop_test(tc, test_list, 0, N_LISTS);
    tcase_add_test(tc, test_desc);
    tcase_add_loop_test(tc, test_no_memory, 0, 16);
    tcase_add_test(tc, test_no_memory_readonly);
    tcase_add_loop_test(tc, test_params, 0, N_SIZES);
    tcase_add_test(tc, test_without_params);
    tcase_add_loop_test(tc, test_many, 0, N_COUNTS);
    tcase_add_test(tc, test_data);
    tcase_add_loop_test(tc, test_padding, 0, 3);
    tcase_add_loop_test(tc, test_insert, 0, 4);
    tcase_add_test(tc, test_sealed);
    tcase_add_test(tc, test_wipe);
    tcase_add_loop_test(tc, test_verdict, 0, 4 * (older ? END : DES3));
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
