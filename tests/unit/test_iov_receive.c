/* SPDX-License-Identifier: MIT */
/* mech/messages/iov_receive.c: tokens in parts and in one piece, and MICs. */
#include <stdlib.h>
#include <string.h>

#include "bridge/minor.h"
#include "mech/gssi.h"
#include "unit/unit_gss.h"

#define TEXT "Rumpelstiltskin"
#define TEXT_LENGTH 15
#define ALLOCATE GSS_IOV_BUFFER_FLAG_ALLOCATE
#define ALLOCATED GSS_IOV_BUFFER_FLAG_ALLOCATED

enum { HEADER, DATA, PADDING, TRAILER, ENTRIES };

static const size_t kinds[] = { UNIT_KINDS };

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static struct unit_ends ends;
static char text[TEXT_LENGTH];

/* A token in parts, in memory of the module's. */
static void
make(gss_iov_buffer_desc *iov, int conf)
{
    OM_uint32 minor;

    memset(iov, 0, ENTRIES * sizeof(*iov));
    iov[HEADER].type = GSS_IOV_BUFFER_TYPE_HEADER | ALLOCATE;
    iov[DATA].type = GSS_IOV_BUFFER_TYPE_DATA;
    iov[DATA].buffer = unit_bytes(text, TEXT_LENGTH);
    iov[PADDING].type = GSS_IOV_BUFFER_TYPE_PADDING | ALLOCATE;
    iov[TRAILER].type = GSS_IOV_BUFFER_TYPE_TRAILER | ALLOCATE;
    memcpy(text, TEXT, TEXT_LENGTH);
    ck_assert_uint_eq(gssi_wrap_iov(&minor, unit_handle(&ends.initiator),
                                    conf, 0, NULL, iov, ENTRIES), 0);
}

static OM_uint32
unwrap(gss_iov_buffer_desc *iov, int count, OM_uint32 *minor, int *conf)
{
    gss_qop_t qop = 7;
    OM_uint32 major;

    *minor = 7;
    *conf = 7;
    major = gssi_unwrap_iov(minor, unit_handle(&ends.acceptor), conf, &qop,
                            iov, count);
    if (!GSS_ERROR(major))
        ck_assert_uint_eq(qop, 0);
    return major;
}

START_TEST(test_parts)
{
    gss_iov_buffer_desc iov[ENTRIES];
    OM_uint32 minor;
    int conf, state;

    unit_ends(&ends, kinds[_i], 0);
    for (conf = 0; conf < 2; conf++) {
        make(iov, conf);
        ck_assert_int_eq(memcmp(text, TEXT, TEXT_LENGTH) != 0, conf);
        ck_assert_uint_eq(unwrap(iov, ENTRIES, &minor, &state),
                          GSS_S_COMPLETE);
        ck_assert_uint_eq(minor, 0);
        ck_assert_int_eq(state, conf);
        ck_assert_mem_eq(text, TEXT, TEXT_LENGTH);
        ck_assert_uint_eq(iov[DATA].buffer.length, TEXT_LENGTH);
        ck_assert_ptr_eq(iov[DATA].buffer.value, text);
        /* What was padding is gone, and freed. */
        ck_assert_uint_eq(iov[PADDING].buffer.length, 0);
        if (ends.initiator.rfc1964) {
            ck_assert_ptr_null(iov[PADDING].buffer.value);
            ck_assert_uint_eq(iov[PADDING].type & ALLOCATED, 0);
        }
        unit_release_iov(iov, ENTRIES);
    }
    unit_ends_delete(&ends);
}
END_TEST

START_TEST(test_parts_changed)
{
    gss_iov_buffer_desc iov[ENTRIES];
    struct unit_state before;
    OM_uint32 minor, major;
    int state, part;

    unit_ends(&ends, kinds[_i], 0);
    for (part = 0; part < ENTRIES; part++) {
        make(iov, 1);
        before = unit_state(ends.acceptor.ContextId);
        if (iov[part].buffer.length > 0) {
            ((unsigned char *)iov[part].buffer.value)
                [iov[part].buffer.length - 1] ^= 0x80;
            major = unwrap(iov, ENTRIES, &minor, &state);
            ck_assert(GSS_ERROR(major));
            unit_assert_state(ends.acceptor.ContextId, &before);
            ck_assert_uint_eq(iov[PADDING].buffer.length > 0,
                              ends.initiator.rfc1964);
        }
        unit_release_iov(iov, ENTRIES);
    }
    unit_ends_delete(&ends);
}
END_TEST

/* Memory of the program's is its own to free, but its entry is empty. */
START_TEST(test_padding_of_the_program)
{
    gss_iov_buffer_desc iov[ENTRIES];
    unsigned char padding[8];
    OM_uint32 minor;
    int state;

    unit_ends(&ends, kinds[_i], 0);
    make(iov, 1);
    if (ends.initiator.rfc1964) {
        memcpy(padding, iov[PADDING].buffer.value,
               iov[PADDING].buffer.length);
        free(iov[PADDING].buffer.value);
        iov[PADDING].type = GSS_IOV_BUFFER_TYPE_PADDING;
        iov[PADDING].buffer.value = padding;
        ck_assert_uint_eq(unwrap(iov, ENTRIES, &minor, &state), 0);
        ck_assert_uint_eq(iov[PADDING].buffer.length, 0);
        ck_assert_ptr_null(iov[PADDING].buffer.value);
    }
    unit_release_iov(iov, ENTRIES);
    unit_ends_delete(&ends);
}
END_TEST

/* What would be there can be at the end of the message, and stays there. */
START_TEST(test_no_padding)
{
    gss_iov_buffer_desc iov[ENTRIES];
    char longer[TEXT_LENGTH + 8];
    OM_uint32 minor;
    int state;
    size_t n;

    unit_ends(&ends, kinds[_i], 0);
    make(iov, 1);
    n = iov[PADDING].buffer.length;
    memcpy(longer, text, TEXT_LENGTH);
    if (n > 0)
        memcpy(longer + TEXT_LENGTH, iov[PADDING].buffer.value, n);
    free(iov[PADDING].buffer.value);
    iov[PADDING] = iov[TRAILER];
    iov[DATA].buffer = unit_bytes(longer, TEXT_LENGTH + n);
    ck_assert_uint_eq(unwrap(iov, ENTRIES - 1, &minor, &state), 0);
    ck_assert_mem_eq(longer, TEXT, TEXT_LENGTH);
    ck_assert_uint_eq(iov[DATA].buffer.length, TEXT_LENGTH + n);
    unit_release_iov(iov, ENTRIES - 1);
    unit_ends_delete(&ends);
}
END_TEST

/* Stock says why parts of RFC 4121 are not genuine. */
START_TEST(test_trailer_too_short)
{
    gss_iov_buffer_desc iov[ENTRIES];
    OM_uint32 minor;
    int state, less;

    unit_ends(&ends, AES256_SHA2, 0);
    for (less = 0; less < 2; less++) {
        make(iov, 1);
        text[0] ^= 1;
        iov[TRAILER].buffer.length -= (size_t)less;
        ck_assert_uint_eq(unwrap(iov, ENTRIES, &minor, &state),
                          GSS_S_BAD_SIG);
        ck_assert_uint_eq(minor, gssksp_minor(less == 0 ?
                                              GSSKSP_MINOR_BAD_INTEGRITY :
                                              GSSKSP_MINOR_BAD_MSIZE));
        unit_release_iov(iov, ENTRIES);
    }
    unit_ends_delete(&ends);
}
END_TEST

/* Of a stream with a known TOK_ID stock says the QOP, genuine or not; of one
 * of RFC 1964 only if it is. */
START_TEST(test_qop_of_stream)
{
    gss_iov_buffer_desc iov[2];
    gss_buffer_desc token;
    gss_qop_t qop = 7;
    OM_uint32 minor;

    unit_ends(&ends, kinds[_i], 0);
    token = unit_gss_wrap(&ends, 1, TEXT);
    ((unsigned char *)token.value)[token.length - 1] ^= 1;
    memset(iov, 0, sizeof(iov));
    iov[0].type = GSS_IOV_BUFFER_TYPE_STREAM;
    iov[0].buffer = token;
    iov[1].type = GSS_IOV_BUFFER_TYPE_DATA | ALLOCATE;
    ck_assert(GSS_ERROR(gssi_unwrap_iov(&minor, unit_handle(&ends.acceptor),
                                        NULL, &qop, iov, 2)));
    ck_assert_uint_eq(qop, ends.acceptor.rfc1964 ? 7 : 0);
    unit_release(&token);
    unit_ends_delete(&ends);
}
END_TEST

START_TEST(test_no_header)
{
    gss_iov_buffer_desc iov[ENTRIES];
    OM_uint32 minor;
    int state;

    unit_ends(&ends, kinds[_i], 0);
    make(iov, 1);
    ck_assert_uint_eq(unwrap(iov + 1, ENTRIES - 1, &minor, &state),
                      GSS_S_FAILURE);
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_INVAL));
    ck_assert_int_eq(state, 7);
    unit_release_iov(iov, ENTRIES);
    unit_ends_delete(&ends);
}
END_TEST

/* ---- streams -------------------------------------------------------- */

static void
stream(gss_iov_buffer_desc *iov, const gss_buffer_desc *token,
       OM_uint32 flags)
{
    memset(iov, 0, 2 * sizeof(*iov));
    iov[0].type = GSS_IOV_BUFFER_TYPE_STREAM;
    iov[0].buffer = *token;
    iov[1].type = GSS_IOV_BUFFER_TYPE_DATA | flags;
}

/* The message is left in the stream, or in memory of its own. */
START_TEST(test_stream)
{
    static const OM_uint32 flags[] = { 0, ALLOCATE };
    gss_iov_buffer_desc iov[2];
    gss_buffer_desc token;
    OM_uint32 minor;
    int conf, state;
    size_t f;
    char *p;

    unit_ends(&ends, kinds[_i], 0);
    for (f = 0; f < 2; f++) {
        for (conf = 0; conf < 2; conf++) {
            token = unit_gss_wrap(&ends, conf, TEXT);
            stream(iov, &token, flags[f]);
            ck_assert_uint_eq(unwrap(iov, 2, &minor, &state), 0);
            ck_assert_uint_eq(minor, 0);
            ck_assert_int_eq(state, conf);
            ck_assert_uint_eq(iov[1].buffer.length, TEXT_LENGTH);
            ck_assert_mem_eq(iov[1].buffer.value, TEXT, TEXT_LENGTH);
            p = iov[1].buffer.value;
            ck_assert_int_eq(p > (char *)token.value &&
                             p < (char *)token.value + token.length, f == 0);
            ck_assert_uint_eq(iov[1].type & ALLOCATED,
                              f == 1 ? ALLOCATED : 0);
            if (f == 1)
                free(p);
            unit_release(&token);
        }
    }
    unit_ends_delete(&ends);
}
END_TEST

/* An empty message has no memory that would not be freed. */
START_TEST(test_empty_stream)
{
    gss_iov_buffer_desc iov[2];
    gss_buffer_desc token;
    OM_uint32 minor;
    int state;

    unit_ends(&ends, kinds[_i], 0);
    token = unit_gss_wrap(&ends, 1, "");
    stream(iov, &token, ALLOCATE);
    ck_assert_uint_eq(unwrap(iov, 2, &minor, &state), GSS_S_COMPLETE);
    ck_assert_uint_eq(iov[1].buffer.length, 0);
    ck_assert_ptr_null(iov[1].buffer.value);
    unit_release(&token);
    unit_ends_delete(&ends);
}
END_TEST

/* Of a duplicate, and of what is not genuine, nothing is delivered. */
START_TEST(test_stream_not_delivered)
{
    gss_iov_buffer_desc iov[2];
    gss_buffer_desc token, copy;
    OM_uint32 minor;
    int state;

    unit_ends(&ends, kinds[_i], 0);
    token = unit_gss_wrap(&ends, 1, TEXT);
    stream(iov, &token, ALLOCATE);
    ck_assert_uint_eq(unwrap(iov, 2, &minor, &state), GSS_S_COMPLETE);
    free(iov[1].buffer.value);
    stream(iov, &token, ALLOCATE);
    ck_assert_uint_eq(unwrap(iov, 2, &minor, &state), GSS_S_DUPLICATE_TOKEN);
    ck_assert_ptr_null(iov[1].buffer.value);
    ck_assert_uint_eq(iov[1].buffer.length, 0);
    ck_assert_uint_eq(iov[1].type & ALLOCATED, 0);
    ck_assert_int_eq(state, 1);
    /* One that would stay in the stream is the program's. */
    copy = unit_bytes(unit_copy(token.value, token.length), token.length);
    stream(iov, &copy, 0);
    ck_assert_uint_eq(unwrap(iov, 2, &minor, &state), GSS_S_DUPLICATE_TOKEN);
    ck_assert_ptr_null(iov[1].buffer.value);
    unit_release(&copy);
    ((unsigned char *)token.value)[token.length - 1] ^= 1;
    stream(iov, &token, ALLOCATE);
    ck_assert_uint_eq(unwrap(iov, 2, &minor, &state), GSS_S_BAD_SIG);
    ck_assert_ptr_null(iov[1].buffer.value);
    ck_assert_int_eq(state, 7);
    unit_release(&token);
    unit_ends_delete(&ends);
}
END_TEST

/* One DATA entry is needed; a stream that stock refuses is refused first. */
START_TEST(test_stream_and_its_data)
{
    OM_uint32 minor, invalid = gssksp_minor(GSSKSP_MINOR_INVAL);
    gss_iov_buffer_desc iov[3];
    gss_buffer_desc token;
    int state;

    unit_ends(&ends, kinds[_i], 0);
    token = unit_gss_wrap(&ends, 1, TEXT);
    stream(iov, &token, 0);
    ck_assert_uint_eq(unwrap(iov, 1, &minor, &state), GSS_S_FAILURE);
    ck_assert_uint_eq(minor, invalid);
    iov[2] = iov[1];
    ck_assert_uint_eq(unwrap(iov, 3, &minor, &state), GSS_S_FAILURE);
    ck_assert_uint_eq(minor, invalid);
    iov[0].buffer.length = 15;
    ck_assert_uint_eq(unwrap(iov, 3, &minor, &state),
                      GSS_S_DEFECTIVE_TOKEN);
    iov[0].buffer = token;
    ends.acceptor.dce_style = true;
    ck_assert_uint_eq(unwrap(iov, 2, &minor, &state), GSS_S_FAILURE);
    ck_assert_uint_eq(minor, invalid);
    ends.acceptor.dce_style = false;
    ck_assert_uint_eq(unwrap(iov, 2, &minor, &state), GSS_S_COMPLETE);
    unit_release(&token);
    unit_ends_delete(&ends);
}
END_TEST

/* ---- MICs ----------------------------------------------------------- */

static OM_uint32
verify(gss_iov_buffer_desc *iov, int count, OM_uint32 *minor)
{
    gss_qop_t qop = 7;
    OM_uint32 major;

    *minor = 7;
    major = gssi_verify_mic_iov(minor, unit_handle(&ends.acceptor), &qop,
                                iov, count);
    if (!GSS_ERROR(major))
        ck_assert_uint_eq(qop, 0);
    return major;
}

START_TEST(test_mic)
{
    gss_iov_buffer_desc iov[3];
    gss_buffer_desc token;
    OM_uint32 minor;

    unit_ends(&ends, kinds[_i], 0);
    token = unit_gss_mic(&ends, TEXT);
    memset(iov, 0, sizeof(iov));
    iov[0].type = GSS_IOV_BUFFER_TYPE_DATA;
    iov[0].buffer = unit_bytes(TEXT, TEXT_LENGTH);
    iov[1].type = GSS_IOV_BUFFER_TYPE_MIC_TOKEN;
    iov[1].buffer = token;
    iov[2].type = GSS_IOV_BUFFER_TYPE_PADDING;
    ck_assert_uint_eq(verify(iov, 3, &minor), GSS_S_COMPLETE);
    ck_assert_uint_eq(minor, 0);
    ck_assert_uint_eq(verify(iov, 2, &minor), GSS_S_DUPLICATE_TOKEN);
    ck_assert_uint_eq(verify(iov, 1, &minor), GSS_S_FAILURE);
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_INVAL));
    iov[0].buffer.length--;
    ck_assert_uint_eq(verify(iov, 2, &minor), GSS_S_BAD_SIG);
    unit_release(&token);
    unit_ends_delete(&ends);
}
END_TEST

/* Stock looks no further at a MIC of RFC 4121 that has padding: a filler that
 * is wrong, elsewhere a wrong checksum, is then defective. */
START_TEST(test_mic_with_padding)
{
    gss_iov_buffer_desc iov[3];
    gss_buffer_desc token;
    OM_uint32 minor;

    unit_ends(&ends, AES128_SHA1, 0);
    token = unit_gss_mic(&ends, TEXT);
    ((unsigned char *)token.value)[4] = 0;
    memset(iov, 0, sizeof(iov));
    iov[0].type = GSS_IOV_BUFFER_TYPE_DATA;
    iov[0].buffer = unit_bytes(TEXT, TEXT_LENGTH);
    iov[1].type = GSS_IOV_BUFFER_TYPE_MIC_TOKEN;
    iov[1].buffer = token;
    iov[2].type = GSS_IOV_BUFFER_TYPE_PADDING;
    ck_assert_uint_eq(verify(iov, 3, &minor), GSS_S_BAD_SIG);
    iov[2].buffer = unit_bytes(TEXT, 1);
    ck_assert_uint_eq(verify(iov, 3, &minor), GSS_S_DEFECTIVE_TOKEN);
    unit_release(&token);
    unit_ends_delete(&ends);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("iov_receive");
    TCase *tc = tcase_create("iov_receive");

    tcase_add_loop_test(tc, test_parts, 0, N_KINDS);
    tcase_add_loop_test(tc, test_parts_changed, 0, N_KINDS);
    tcase_add_loop_test(tc, test_padding_of_the_program, 0, N_KINDS);
    tcase_add_loop_test(tc, test_no_padding, 0, N_KINDS);
    tcase_add_test(tc, test_trailer_too_short);
    tcase_add_loop_test(tc, test_qop_of_stream, 0, N_KINDS);
    tcase_add_loop_test(tc, test_no_header, 0, N_KINDS);
    tcase_add_loop_test(tc, test_stream, 0, N_KINDS);
    tcase_add_loop_test(tc, test_empty_stream, 0, N_KINDS);
    tcase_add_loop_test(tc, test_stream_not_delivered, 0, N_KINDS);
    tcase_add_loop_test(tc, test_stream_and_its_data, 0, N_KINDS);
    tcase_add_loop_test(tc, test_mic, 0, N_KINDS);
    tcase_add_test(tc, test_mic_with_padding);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
