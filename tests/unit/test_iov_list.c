/* SPDX-License-Identifier: MIT */
/* mech/messages/iov_list.c: types row by row, and room for what is made. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bridge/minor.h"
#include "mech/messages/iov_list.h"
#include "unit/unit.h"

#define HEADER GSS_IOV_BUFFER_TYPE_HEADER
#define MIC GSS_IOV_BUFFER_TYPE_MIC_TOKEN
#define STREAM GSS_IOV_BUFFER_TYPE_STREAM
#define ALLOCATE GSS_IOV_BUFFER_FLAG_ALLOCATE
#define ALLOCATED GSS_IOV_BUFFER_FLAG_ALLOCATED

/* A type of GSS, and what it is to SSPI when the token is a wrap token's
 * header, a MIC, or a stream; 0 is EMPTY. */
static const struct {
    OM_uint32 gss;
    ULONG header;
    ULONG mic;
    ULONG stream;
} rows[] = {
    { 0, 0, 0, 0 },                                     /* EMPTY */
    { 1, 1, 1, 1 },                                     /* DATA */
    { 2, 2, 0, 0 },                                     /* HEADER */
    { 3, 0, 0, 0 },                                     /* MECH_PARAMS */
    { 7, 6, 0, 0 },                                     /* TRAILER */
    { 9, 9, 9, 0 },                                     /* PADDING */
    { 10, 0, 0, 10 },                                   /* STREAM */
    { 11, 0x10000001, 0x10000001, 0x10000001 },         /* SIGN_ONLY */
    { 12, 0, 2, 0 },                                    /* MIC_TOKEN */
    /* What SSPI calls by these numbers GSS does not have. */
    { 4, 0, 0, 0 },
    { 5, 0, 0, 0 },
    { 6, 0, 0, 0 },
    { 8, 0, 0, 0 },
    { 13, 0, 0, 0 },
    { 0xffff, 0, 0, 0 },
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

static gss_iov_buffer_desc
entry(OM_uint32 type, void *value, size_t length)
{
    gss_iov_buffer_desc iov;

    iov.type = type;
    iov.buffer.value = value;
    iov.buffer.length = length;
    return iov;
}

static const struct gssksp_ctx rfc4121, rfc1964 = { .rfc1964 = true },
    rfc1964_dce = { .rfc1964 = true, .dce_style = true };

/* Of DATA beside a STREAM nothing is read. */
static bool
is_read(ULONG type, OM_uint32 header)
{
    return type != SECBUFFER_EMPTY &&
        (type != SECBUFFER_DATA || header != STREAM);
}

static void
assert_type(OM_uint32 type, OM_uint32 header, ULONG want)
{
    char memory[8];
    gss_iov_buffer_desc iov = entry(type, memory, sizeof(memory));
    struct gssksp_iov_list list;
    OM_uint32 minor = 7;

    ck_assert_uint_eq(gssksp_iov_translate(&minor, &rfc4121, &iov, 1, header,
                                           &list), GSS_S_COMPLETE);
    ck_assert_uint_eq(minor, 0);
    ck_assert_uint_eq(list.desc.ulVersion, SECBUFFER_VERSION);
    ck_assert_uint_eq(list.desc.cBuffers, 2);
    ck_assert_uint_eq(list.desc.pBuffers[0].BufferType, want);
    /* Of padding in RFC 4121 messages only the length is read. */
    if (want == SECBUFFER_PADDING)
        ck_assert_ptr_nonnull(list.desc.pBuffers[0].pvBuffer);
    else
        ck_assert_ptr_eq(list.desc.pBuffers[0].pvBuffer,
                         is_read(want, header) ? memory : NULL);
    ck_assert_uint_eq(list.desc.pBuffers[0].cbBuffer,
                      is_read(want, header) ? sizeof(memory) : 0);
    /* The wide form comes last. */
    ck_assert_uint_eq(list.desc.pBuffers[1].BufferType,
                      SECBUFFER_PKG_PARAMS);
    ck_assert_ptr_eq(list.desc.pBuffers[1].pvBuffer, &list.params);
    ck_assert_uint_eq(list.desc.pBuffers[1].cbBuffer, sizeof(list.params));
    ck_assert_uint_eq(list.params.cbSize, sizeof(list.params));
    ck_assert_uint_eq(list.params.Flags, 0);
    ck_assert_uint_eq(list.params.MessageSeqNo, 0);
    gssksp_iov_done(&list);
}

START_TEST(test_type)
{
    static const OM_uint32 flags[] = { 0, ALLOCATE, ALLOCATED, 0xffff0000 };
    size_t i;

    for (i = 0; i < 4; i++) {
        assert_type(rows[_i].gss | flags[i], HEADER, rows[_i].header);
        assert_type(rows[_i].gss | flags[i], MIC, rows[_i].mic);
        assert_type(rows[_i].gss | flags[i], STREAM, rows[_i].stream);
    }
}
END_TEST

/* ---- what is not read ----------------------------------------------- */

/* Any length and any address, where stock looks at neither. */
START_TEST(test_unread)
{
    static const OM_uint32 headers[] = { HEADER, MIC, STREAM };
    const struct gssksp_ctx *kinds[] = { &rfc4121, &rfc1964, &rfc1964_dce };
    size_t length = (size_t)_i << 31;
    gss_iov_buffer_desc iov[8];
    struct gssksp_iov_list list;
    OM_uint32 minor;
    size_t h, k, i;

    for (h = 0; h < 3; h++) {
        for (k = 0; k < 3; k++) {
            iov[0] = entry(0, (void *)1, length);
            iov[1] = entry(3, NULL, length);
            iov[2] = entry(headers[h] == STREAM ? HEADER : STREAM, (void *)1,
                           length);
            iov[3] = entry(headers[h] == MIC ? HEADER : MIC, (void *)1,
                           length);
            iov[4] = entry(GSS_IOV_BUFFER_TYPE_TRAILER, (void *)1, length);
            iov[5] = entry(99, (void *)1, length);
            iov[6] = entry(GSS_IOV_BUFFER_TYPE_TRAILER, NULL, length);
            iov[7] = entry(headers[h] == STREAM ? GSS_IOV_BUFFER_TYPE_DATA :
                           6, (void *)1, length);
            ck_assert_uint_eq(gssksp_iov_translate(&minor, kinds[k], iov, 8,
                                                   headers[h], &list),
                              GSS_S_COMPLETE);
            for (i = 0; i < 8; i++) {
                ck_assert_ptr_null(list.buffers[i].pvBuffer);
                ck_assert_uint_eq(list.buffers[i].cbBuffer, 0);
            }
            gssksp_iov_done(&list);
        }
    }
}
END_TEST

/* One PADDING entry, two of them, and a TRAILER: types, and whether the
 * address is read. */
static const struct {
    const struct gssksp_ctx *ctx;
    OM_uint32 header;
    ULONG padding;
    bool padding_read;
    ULONG paddings;
    ULONG trailer;
    bool trailer_read;
} edges[] = {
    { &rfc4121, HEADER, 9, false, 1, 6, true },
    { &rfc4121, MIC, 9, false, 1, 0, false },
    { &rfc4121, STREAM, 0, false, 0, 0, false },
    { &rfc1964, HEADER, 9, true, 0, 6, false },
    { &rfc1964, MIC, 0x10000001, true, 1, 0, false },
    { &rfc1964, STREAM, 0, false, 0, 0, false },
    { &rfc1964_dce, HEADER, 9, true, 1, 6, false },
    { &rfc1964_dce, MIC, 0x10000001, true, 1, 0, false },
};

#define N_EDGES (sizeof(edges) / sizeof(edges[0]))

START_TEST(test_edges)
{
    struct gssksp_iov_list list;
    gss_iov_buffer_desc iov[2];
    OM_uint32 minor;
    char bytes[5];

    iov[0] = entry(GSS_IOV_BUFFER_TYPE_PADDING, bytes, 5);
    iov[1] = entry(GSS_IOV_BUFFER_TYPE_TRAILER, bytes, 5);
    gssksp_iov_translate(&minor, edges[_i].ctx, iov, 2, edges[_i].header,
                         &list);
    ck_assert_uint_eq(list.buffers[0].BufferType, edges[_i].padding);
    ck_assert_uint_eq(list.buffers[0].cbBuffer, edges[_i].padding ? 5 : 0);
    ck_assert_int_eq(list.buffers[0].pvBuffer == bytes,
                     edges[_i].padding_read);
    ck_assert_uint_eq(list.buffers[1].BufferType, edges[_i].trailer);
    ck_assert_uint_eq(list.buffers[1].cbBuffer, edges[_i].trailer ? 5 : 0);
    ck_assert_int_eq(list.buffers[1].pvBuffer == bytes,
                     edges[_i].trailer_read);
    gssksp_iov_done(&list);
    iov[1].type = GSS_IOV_BUFFER_TYPE_PADDING;
    gssksp_iov_translate(&minor, edges[_i].ctx, iov, 2, edges[_i].header,
                         &list);
    ck_assert_uint_eq(list.buffers[0].BufferType, edges[_i].paddings);
    ck_assert_uint_eq(list.buffers[1].BufferType, edges[_i].paddings);
    gssksp_iov_done(&list);
}
END_TEST

/* Too long for the package is a wrong length of the token; but where only
 * the length is read there is an address. */
START_TEST(test_wrong_length)
{
    static const size_t lengths[] = {
        UINT32_MAX, SIZE_MAX,
#if SIZE_MAX > UINT32_MAX
        (size_t)UINT32_MAX + 1
#endif
    };
    struct gssksp_iov_list list;
    gss_iov_buffer_desc iov[3];
    OM_uint32 minor;
    char bytes[1];
    size_t i;

    for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        iov[0] = entry(HEADER, bytes, lengths[i]);
        iov[1] = entry(GSS_IOV_BUFFER_TYPE_TRAILER, bytes, lengths[i]);
        iov[2] = entry(GSS_IOV_BUFFER_TYPE_PADDING, NULL, lengths[i]);
        ck_assert_uint_eq(gssksp_iov_translate(&minor, &rfc4121, iov, 3,
                                               HEADER, &list),
                          GSS_S_COMPLETE);
        ck_assert_uint_eq(list.buffers[0].cbBuffer, UINT32_MAX);
        ck_assert_ptr_eq(list.buffers[0].pvBuffer, bytes);
        ck_assert_uint_eq(list.buffers[1].cbBuffer, UINT32_MAX);
        ck_assert_uint_eq(list.buffers[2].cbBuffer, UINT32_MAX);
        ck_assert_ptr_nonnull(list.buffers[2].pvBuffer);
        gssksp_iov_done(&list);
    }
}
END_TEST

START_TEST(test_lengths_of_lists)
{
    static const int counts[] = { -1, 0, 1, 13, 14, 15, 16, 1000 };
    int count = counts[_i], i;
    gss_iov_buffer_desc *iov = calloc(1000, sizeof(*iov));
    struct gssksp_iov_list list;
    OM_uint32 minor;
    char memory[1000];

    for (i = 0; i < 1000; i++)
        iov[i] = entry(GSS_IOV_BUFFER_TYPE_DATA, memory + i, 1);
    ck_assert_uint_eq(gssksp_iov_translate(&minor, &rfc4121, iov, count,
                                           HEADER, &list), GSS_S_COMPLETE);
    count = count < 0 ? 0 : count;
    ck_assert_uint_eq(list.desc.cBuffers, (ULONG)count + 1);
    for (i = 0; i < count; i++)
        ck_assert_ptr_eq(list.desc.pBuffers[i].pvBuffer, memory + i);
    ck_assert_uint_eq(list.desc.pBuffers[count].BufferType,
                      SECBUFFER_PKG_PARAMS);
    gssksp_iov_done(&list);
    free(iov);
}
END_TEST

/* A length SSPI has no room for. */
START_TEST(test_too_long)
{
    static const struct {
        size_t length;
        OM_uint32 major;
    } lengths[] = {
        { UINT32_MAX, GSS_S_COMPLETE },
#if SIZE_MAX > UINT32_MAX
        { (size_t)UINT32_MAX + 1, GSS_S_FAILURE },
        { SIZE_MAX, GSS_S_FAILURE },
#endif
    };
    struct gssksp_iov_list list;
    gss_iov_buffer_desc iov[3];
    OM_uint32 minor;
    size_t i;

    for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        iov[0] = entry(HEADER, NULL, 0);
        iov[1] = entry(GSS_IOV_BUFFER_TYPE_DATA, &iov, lengths[i].length);
        iov[2] = entry(GSS_IOV_BUFFER_TYPE_DATA, NULL, 0);
        ck_assert_uint_eq(gssksp_iov_translate(&minor, &rfc4121, iov, 3,
                                               HEADER, &list),
                          lengths[i].major);
        ck_assert_uint_eq(minor, lengths[i].major == 0 ? 0 :
                          gssksp_minor(GSSKSP_MINOR_BAD_MSIZE));
        gssksp_iov_done(&list);
    }
}
END_TEST

/* ---- finding -------------------------------------------------------- */

/* What lies behind the array is not in it. */
START_TEST(test_behind)
{
    gss_iov_buffer_desc iov[] = {
        entry(1, NULL, 5), entry(2, NULL, 16), entry(1, NULL, 7),
        entry(1, NULL, SIZE_MAX)
    };
    struct gssksp_iov_list list;
    OM_uint32 minor = 7;

    ck_assert_uint_eq(gssksp_iov_message(iov, 3), 12);
    ck_assert_uint_eq(gssksp_iov_message(iov, 0), 0);
    ck_assert_int_eq(gssksp_iov_count(iov, 3, 1), 2);
    ck_assert_uint_eq(gssksp_iov_translate(&minor, &rfc4121, iov, 3, HEADER,
                                           &list), GSS_S_COMPLETE);
    ck_assert_uint_eq(minor, 0);
    ck_assert_uint_eq(list.desc.cBuffers, 4);
    gssksp_iov_done(&list);
}
END_TEST

START_TEST(test_invalid)
{
    OM_uint32 minor = 7;

    ck_assert_uint_eq(gssksp_iov_invalid(&minor), GSS_S_FAILURE);
    ck_assert_uint_eq(minor, EINVAL);
}
END_TEST

START_TEST(test_find)
{
    gss_iov_buffer_desc iov[4];

    iov[0] = entry(HEADER | ALLOCATE, NULL, 0);
    iov[1] = entry(GSS_IOV_BUFFER_TYPE_DATA, NULL, 0);
    iov[2] = entry(GSS_IOV_BUFFER_TYPE_PADDING, NULL, 0);
    iov[3] = entry(GSS_IOV_BUFFER_TYPE_DATA | ALLOCATE, NULL, 0);
    ck_assert_ptr_eq(gssksp_iov_find(iov, 4, HEADER), &iov[0]);
    ck_assert_ptr_eq(gssksp_iov_find(iov, 4, GSS_IOV_BUFFER_TYPE_PADDING),
                     &iov[2]);
    ck_assert_ptr_null(gssksp_iov_find(iov, 4, GSS_IOV_BUFFER_TYPE_DATA));
    ck_assert_ptr_eq(gssksp_iov_find(iov, 3, GSS_IOV_BUFFER_TYPE_DATA),
                     &iov[1]);
    ck_assert_ptr_null(gssksp_iov_find(iov, 4,
                                       GSS_IOV_BUFFER_TYPE_TRAILER));
    ck_assert_ptr_null(gssksp_iov_find(iov, 0, HEADER));
    ck_assert_int_eq(gssksp_iov_count(iov, 4, GSS_IOV_BUFFER_TYPE_DATA), 2);
    ck_assert_int_eq(gssksp_iov_count(iov, 4, HEADER), 1);
    ck_assert_int_eq(gssksp_iov_count(iov, 0, HEADER), 0);
}
END_TEST

/* ---- room ----------------------------------------------------------- */

static const struct {
    size_t room;
    size_t length;
    OM_uint32 major;
} rooms[] = {
    { 28, 28, GSS_S_COMPLETE },
    { 100, 28, GSS_S_COMPLETE },
    { 28, 0, GSS_S_COMPLETE },
    { 27, 28, GSS_S_FAILURE },
    { 0, 1, GSS_S_FAILURE },
};

START_TEST(test_room)
{
    char memory[100];
    gss_iov_buffer_desc iov = entry(HEADER, memory, rooms[_i].room);
    OM_uint32 minor = 7;

    ck_assert_uint_eq(gssksp_iov_provide(&minor, &iov, rooms[_i].length),
                      rooms[_i].major);
    ck_assert_ptr_eq(iov.buffer.value, memory);
    if (rooms[_i].major == GSS_S_COMPLETE) {
        ck_assert_uint_eq(minor, 0);
        ck_assert_uint_eq(iov.buffer.length, rooms[_i].length);
    } else {
        ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_BAD_MSIZE));
    }
    ck_assert_uint_eq(iov.type, HEADER);
}
END_TEST

START_TEST(test_no_room)
{
    gss_iov_buffer_desc iov = entry(HEADER, NULL, 100);
    OM_uint32 minor;

    ck_assert_uint_eq(gssksp_iov_provide(&minor, &iov, 28), GSS_S_FAILURE);
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_BAD_MSIZE));
}
END_TEST

START_TEST(test_allocate)
{
    char memory[100];
    gss_iov_buffer_desc iov[3];
    OM_uint32 minor;

    iov[0] = entry(HEADER | ALLOCATE, NULL, 0);
    iov[1] = entry(GSS_IOV_BUFFER_TYPE_DATA, memory, sizeof(memory));
    iov[2] = entry(GSS_IOV_BUFFER_TYPE_TRAILER | ALLOCATE, memory, 5);
    ck_assert_uint_eq(gssksp_iov_provide(&minor, &iov[0], 28), 0);
    ck_assert_uint_eq(gssksp_iov_provide(&minor, &iov[2], 0), 0);
    ck_assert_uint_eq(iov[0].buffer.length, 28);
    ck_assert_ptr_nonnull(iov[0].buffer.value);
    ck_assert_uint_eq(iov[2].buffer.length, 0);
    ck_assert_ptr_nonnull(iov[2].buffer.value);
    ck_assert_ptr_ne(iov[2].buffer.value, memory);
    ck_assert_uint_eq(iov[0].type, HEADER | ALLOCATE | ALLOCATED);
    memset(iov[0].buffer.value, 1, 28);
    gssksp_iov_release(iov, 3);
    ck_assert_ptr_null(iov[0].buffer.value);
    ck_assert_uint_eq(iov[0].buffer.length, 0);
    ck_assert_uint_eq(iov[0].type, HEADER | ALLOCATE);
    ck_assert_ptr_null(iov[2].buffer.value);
    /* The program's own is left alone. */
    ck_assert_ptr_eq(iov[1].buffer.value, memory);
    gssksp_iov_release(iov, 3);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("iov_list");
    TCase *tc = tcase_create("iov_list");

    tcase_add_loop_test(tc, test_type, 0, N_ROWS);
    tcase_add_loop_test(tc, test_unread, 0, 5);
    tcase_add_loop_test(tc, test_edges, 0, N_EDGES);
    tcase_add_test(tc, test_wrong_length);
    tcase_add_loop_test(tc, test_lengths_of_lists, 0, 8);
    tcase_add_test(tc, test_too_long);
    tcase_add_test(tc, test_behind);
    tcase_add_test(tc, test_invalid);
    tcase_add_test(tc, test_find);
    tcase_add_loop_test(tc, test_room, 0, 5);
    tcase_add_test(tc, test_no_room);
    tcase_add_test(tc, test_allocate);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
