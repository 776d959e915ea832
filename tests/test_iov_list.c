/* SPDX-License-Identifier: MIT */
/* mech/iov_list.c: types row by row, and room for what is made. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../mech/iov_list.h"
#include "unit.h"

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

static void
assert_type(OM_uint32 type, OM_uint32 header, ULONG want)
{
    char memory[8];
    gss_iov_buffer_desc iov = entry(type, memory, sizeof(memory));
    struct gssksp_iov_list list;
    OM_uint32 minor = 7;

    ck_assert_uint_eq(gssksp_iov_translate(&minor, &iov, 1, header, &list),
                      GSS_S_COMPLETE);
    ck_assert_uint_eq(minor, 0);
    ck_assert_uint_eq(list.desc.ulVersion, SECBUFFER_VERSION);
    ck_assert_uint_eq(list.desc.cBuffers, 2);
    ck_assert_uint_eq(list.desc.pBuffers[0].BufferType, want);
    ck_assert_ptr_eq(list.desc.pBuffers[0].pvBuffer, memory);
    ck_assert_uint_eq(list.desc.pBuffers[0].cbBuffer, sizeof(memory));
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

/* Of several trailers or paddings stock MIT sees none. */
START_TEST(test_several)
{
    gss_iov_buffer_desc iov[5];
    struct gssksp_iov_list list;
    OM_uint32 minor;

    iov[0] = entry(GSS_IOV_BUFFER_TYPE_TRAILER, NULL, 0);
    iov[1] = entry(GSS_IOV_BUFFER_TYPE_PADDING, NULL, 0);
    iov[2] = entry(GSS_IOV_BUFFER_TYPE_TRAILER, NULL, 0);
    iov[3] = entry(GSS_IOV_BUFFER_TYPE_PADDING, NULL, 0);
    iov[4] = entry(GSS_IOV_BUFFER_TYPE_DATA, NULL, 0);
    gssksp_iov_translate(&minor, iov, 5, HEADER, &list);
    ck_assert_uint_eq(list.buffers[0].BufferType, SECBUFFER_EMPTY);
    ck_assert_uint_eq(list.buffers[1].BufferType, SECBUFFER_EMPTY);
    ck_assert_uint_eq(list.buffers[4].BufferType, SECBUFFER_DATA);
    gssksp_iov_done(&list);
    gssksp_iov_translate(&minor, iov, 2, HEADER, &list);
    ck_assert_uint_eq(list.buffers[0].BufferType, SECBUFFER_STREAM_TRAILER);
    ck_assert_uint_eq(list.buffers[1].BufferType, SECBUFFER_PADDING);
    gssksp_iov_done(&list);
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
    ck_assert_uint_eq(gssksp_iov_translate(&minor, iov, count, HEADER,
                                           &list), GSS_S_COMPLETE);
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
        { (size_t)UINT32_MAX + 1, GSS_S_FAILURE },
        { SIZE_MAX, GSS_S_FAILURE },
    };
    struct gssksp_iov_list list;
    gss_iov_buffer_desc iov[3];
    OM_uint32 minor;
    size_t i;

    for (i = 0; i < 3; i++) {
        iov[0] = entry(HEADER, NULL, 0);
        iov[1] = entry(GSS_IOV_BUFFER_TYPE_DATA, &iov, lengths[i].length);
        iov[2] = entry(GSS_IOV_BUFFER_TYPE_DATA, NULL, 0);
        ck_assert_uint_eq(gssksp_iov_translate(&minor, iov, 3, HEADER,
                                               &list), lengths[i].major);
        ck_assert_uint_eq(minor, lengths[i].major == 0 ? 0 :
                          gssksp_minor(GSSKSP_MINOR_BAD_MSIZE));
        gssksp_iov_done(&list);
    }
}
END_TEST

/* ---- finding -------------------------------------------------------- */

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
    tcase_add_test(tc, test_several);
    tcase_add_loop_test(tc, test_lengths_of_lists, 0, 8);
    tcase_add_test(tc, test_too_long);
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
