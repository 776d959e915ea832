/* SPDX-License-Identifier: MIT */
/* mech/messages/iov_make.c: where the parts of a token go, how long they are,
 * and what of an array is refused. */
#include <stdlib.h>
#include <string.h>

#include "bridge/minor.h"
#include "mech/gssi.h"
#include "unit/unit_gss.h"

#define TEXT "Rumpelstiltskin "
#define TEXT_LENGTH 16
#define ALLOCATE GSS_IOV_BUFFER_FLAG_ALLOCATE
#define ALLOCATED GSS_IOV_BUFFER_FLAG_ALLOCATED

enum { HEADER, DATA, PADDING, TRAILER, ENTRIES };

static const size_t kinds[] = { UNIT_KINDS };

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static struct unit_ends ends;
static char text[] = TEXT;

static void
array(gss_iov_buffer_desc *iov, OM_uint32 flags)
{
    memset(iov, 0, ENTRIES * sizeof(*iov));
    iov[HEADER].type = GSS_IOV_BUFFER_TYPE_HEADER | flags;
    iov[DATA].type = GSS_IOV_BUFFER_TYPE_DATA;
    iov[DATA].buffer = unit_bytes(text, TEXT_LENGTH);
    iov[PADDING].type = GSS_IOV_BUFFER_TYPE_PADDING | flags;
    iov[TRAILER].type = GSS_IOV_BUFFER_TYPE_TRAILER | flags;
    memcpy(text, TEXT, TEXT_LENGTH);
}

static OM_uint32
wrap(gss_iov_buffer_desc *iov, int count, int conf, OM_uint32 *minor)
{
    int state = 7;
    OM_uint32 major;

    *minor = 7;
    major = gssi_wrap_iov(minor, unit_handle(&ends.initiator), conf, 0,
                          &state, iov, count);
    ck_assert_int_eq(state, major == GSS_S_COMPLETE ? conf : 7);
    return major;
}

static OM_uint32
lengths(gss_iov_buffer_desc *iov, int count, int conf, OM_uint32 *minor)
{
    *minor = 7;
    return gssi_wrap_iov_length(minor, unit_handle(&ends.initiator), conf, 0,
                                NULL, iov, count);
}

/* The entries one behind the other are a token that gss_unwrap opens. */
static void
assert_opens(const gss_iov_buffer_desc *iov, int count, int conf)
{
    gss_buffer_desc token = { 0, malloc(1000) }, message;
    OM_uint32 minor;
    int i, state = 7;

    for (i = 0; i < count; i++) {
        if (iov[i].buffer.length > 0)
            memcpy((char *)token.value + token.length, iov[i].buffer.value,
                   iov[i].buffer.length);
        token.length += iov[i].buffer.length;
    }
    ck_assert_uint_eq(gssi_unwrap(&minor, unit_handle(&ends.acceptor),
                                  &token, &message, &state, NULL),
                      GSS_S_COMPLETE);
    ck_assert_int_eq(state, conf);
    ck_assert_uint_eq(message.length, TEXT_LENGTH);
    ck_assert_mem_eq(message.value, TEXT, TEXT_LENGTH);
    unit_release(&message);
    unit_release(&token);
}

/* Sealed or signed, with all its parts. */
START_TEST(test_parts_are_a_token)
{
    gss_iov_buffer_desc iov[ENTRIES], told[ENTRIES];
    OM_uint32 minor;
    int conf, i;

    unit_ends(&ends, kinds[_i], 0);
    for (conf = 0; conf < 2; conf++) {
        array(told, 0);
        for (i = 0; i < ENTRIES; i++)
            told[i].buffer.value = text;
        ck_assert_uint_eq(lengths(told, ENTRIES, conf, &minor),
                          GSS_S_COMPLETE);
        ck_assert_uint_eq(minor, 0);
        array(iov, ALLOCATE);
        ck_assert_uint_eq(wrap(iov, ENTRIES, conf, &minor), GSS_S_COMPLETE);
        ck_assert_uint_eq(minor, 0);
        for (i = 0; i < ENTRIES; i++) {
            ck_assert_uint_eq(iov[i].buffer.length, told[i].buffer.length);
            ck_assert_ptr_eq(told[i].buffer.value, i == DATA ? text : NULL);
        }
        if (ends.initiator.rfc1964) {
            ck_assert_uint_eq(iov[TRAILER].buffer.length, 0);
            ck_assert_uint_gt(iov[PADDING].buffer.length, 0);
        } else {
            ck_assert_uint_eq(iov[HEADER].buffer.length, conf ? 32 : 16);
            ck_assert_uint_eq(iov[TRAILER].buffer.length,
                              ends.initiator.cksum + (conf ? 16 : 0));
            ck_assert_uint_eq(iov[PADDING].buffer.length, 0);
        }
        assert_opens(iov, ENTRIES, conf);
        unit_release_iov(iov, ENTRIES);
    }
    unit_ends_delete(&ends);
}
END_TEST

/* Without a trailer all of an RFC 4121 token is in its header, rotated. */
START_TEST(test_no_trailer)
{
    gss_iov_buffer_desc iov[ENTRIES], told[ENTRIES];
    OM_uint32 minor;
    int conf;

    unit_ends(&ends, kinds[_i], 0);
    for (conf = 0; conf < 2; conf++) {
        array(told, ALLOCATE);
        ck_assert_uint_eq(lengths(told, TRAILER, conf, &minor), 0);
        array(iov, ALLOCATE);
        ck_assert_uint_eq(wrap(iov, TRAILER, conf, &minor), 0);
        ck_assert_uint_eq(iov[HEADER].buffer.length,
                          told[HEADER].buffer.length);
        if (!ends.initiator.rfc1964)
            ck_assert_uint_eq(iov[HEADER].buffer.length, (conf ? 48u : 16u) +
                              ends.initiator.cksum);
        unit_release_iov(iov, TRAILER);
    }
    unit_ends_delete(&ends);
}
END_TEST

/* A header that is missing, or there twice; RFC 1964 needs its padding. */
START_TEST(test_missing_entries)
{
    OM_uint32 minor, invalid = gssksp_minor(GSSKSP_MINOR_INVAL);
    gss_iov_buffer_desc iov[ENTRIES];
    struct unit_state before;

    unit_ends(&ends, kinds[_i], 0);
    before = unit_state(ends.initiator.ContextId);
    array(iov, ALLOCATE);
    ck_assert_uint_eq(wrap(iov + 1, ENTRIES - 1, 1, &minor), GSS_S_FAILURE);
    ck_assert_uint_eq(minor, invalid);
    ck_assert_uint_eq(lengths(iov + 1, ENTRIES - 1, 1, &minor),
                      GSS_S_FAILURE);
    ck_assert_uint_eq(minor, invalid);
    iov[TRAILER].type = GSS_IOV_BUFFER_TYPE_HEADER | ALLOCATE;
    ck_assert_uint_eq(wrap(iov, ENTRIES, 1, &minor), GSS_S_FAILURE);
    ck_assert_uint_eq(minor, invalid);
    array(iov, ALLOCATE);
    iov[PADDING].type = GSS_IOV_BUFFER_TYPE_EMPTY;
    ck_assert_uint_eq(wrap(iov, ENTRIES, 1, &minor),
                      ends.initiator.rfc1964 ? GSS_S_FAILURE : 0);
    ck_assert_uint_eq(minor, ends.initiator.rfc1964 ? invalid : 0);
    unit_release_iov(iov, ENTRIES);
    if (ends.initiator.rfc1964)
        unit_assert_state(ends.initiator.ContextId, &before);
    unit_ends_delete(&ends);
}
END_TEST

/* Room of the program's: a byte too little fails, and what was allocated for
 * other parts is freed. */
START_TEST(test_room_of_the_program)
{
    static const int parts[] = { HEADER, PADDING, TRAILER };
    gss_iov_buffer_desc iov[ENTRIES], told[ENTRIES];
    struct unit_state before;
    char room[200];
    OM_uint32 minor;
    size_t i;

    unit_ends(&ends, kinds[_i], 0);
    array(told, 0);
    ck_assert_uint_eq(lengths(told, ENTRIES, 1, &minor), 0);
    before = unit_state(ends.initiator.ContextId);
    for (i = 0; i < 3; i++) {
        if (told[parts[i]].buffer.length == 0)
            continue;
        array(iov, ALLOCATE);
        iov[parts[i]].type &= ~(OM_uint32)ALLOCATE;
        iov[parts[i]].buffer = unit_bytes(room,
                                          told[parts[i]].buffer.length - 1);
        ck_assert_uint_eq(wrap(iov, ENTRIES, 1, &minor), GSS_S_FAILURE);
        ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_BAD_MSIZE));
        ck_assert_mem_eq(text, TEXT, TEXT_LENGTH);
        ck_assert_uint_eq(iov[HEADER].type & ALLOCATED, 0);
        ck_assert_uint_eq(iov[PADDING].type & ALLOCATED, 0);
        ck_assert_uint_eq(iov[TRAILER].type & ALLOCATED, 0);
        unit_assert_state(ends.initiator.ContextId, &before);
    }
    array(iov, 0);
    iov[HEADER].buffer = unit_bytes(room, 100);
    iov[PADDING].buffer = unit_bytes(room + 100, 20);
    iov[TRAILER].buffer = unit_bytes(room + 120, 80);
    ck_assert_uint_eq(wrap(iov, ENTRIES, 1, &minor), GSS_S_COMPLETE);
    for (i = 0; i < 3; i++)
        ck_assert_uint_eq(iov[parts[i]].buffer.length,
                          told[parts[i]].buffer.length);
    assert_opens(iov, ENTRIES, 1);
    unit_ends_delete(&ends);
}
END_TEST

/* With no message to encrypt a token is only signed. */
START_TEST(test_nothing_to_seal)
{
    gss_iov_buffer_desc iov[ENTRIES];
    OM_uint32 minor;
    int state = 7;

    unit_ends(&ends, kinds[_i], 0);
    array(iov, ALLOCATE);
    iov[DATA].type = GSS_IOV_BUFFER_TYPE_SIGN_ONLY;
    ck_assert_uint_eq(gssi_wrap_iov_length(&minor,
                                           unit_handle(&ends.initiator), 1,
                                           0, &state, iov, ENTRIES), 0);
    ck_assert_int_eq(state, 0);
    state = 7;
    ck_assert_uint_eq(gssi_wrap_iov(&minor, unit_handle(&ends.initiator), 1,
                                    0, &state, iov, ENTRIES), 0);
    ck_assert_int_eq(state, 0);
    if (!ends.initiator.rfc1964)
        ck_assert_uint_eq(iov[HEADER].buffer.length, 16);
    unit_release_iov(iov, ENTRIES);
    array(iov, ALLOCATE);
    ck_assert_uint_eq(gssi_wrap_iov(&minor, unit_handle(&ends.initiator), 5,
                                    0, &state, iov, ENTRIES), 0);
    ck_assert_int_eq(state, 5);         /* as the program asked */
    unit_release_iov(iov, ENTRIES);
    ck_assert_uint_eq(gssi_wrap_iov_length(&minor,
                                           unit_handle(&ends.initiator), 5,
                                           0, &state, iov, ENTRIES), 0);
    ck_assert_int_eq(state, 5);
    unit_ends_delete(&ends);
}
END_TEST

START_TEST(test_another_qop)
{
    OM_uint32 minor, unknown = gssksp_minor(GSSKSP_MINOR_UNKNOWN_QOP);
    gss_ctx_id_t handle = unit_handle(&ends.initiator);
    gss_iov_buffer_desc iov[ENTRIES];
    int state = 7;

    unit_ends(&ends, kinds[_i], 0);
    array(iov, ALLOCATE);
    ck_assert_uint_eq(gssi_wrap_iov(&minor, handle, 1, 1, &state, iov,
                                    ENTRIES), GSS_S_BAD_QOP);
    ck_assert_uint_eq(minor, unknown);
    ck_assert_uint_eq(gssi_wrap_iov_length(&minor, handle, 1, 1, &state, iov,
                                           ENTRIES), GSS_S_BAD_QOP);
    ck_assert_uint_eq(minor, unknown);
    iov[HEADER].type = GSS_IOV_BUFFER_TYPE_MIC_TOKEN | ALLOCATE;
    ck_assert_uint_eq(gssi_get_mic_iov(&minor, handle, 1, iov, ENTRIES),
                      GSS_S_BAD_QOP);
    ck_assert_uint_eq(minor, unknown);
    ck_assert_uint_eq(gssi_get_mic_iov_length(&minor, handle, 1, iov,
                                              ENTRIES), GSS_S_BAD_QOP);
    ck_assert_uint_eq(minor, unknown);
    ck_assert_int_eq(state, 7);
    ck_assert_uint_eq(iov[HEADER].buffer.length, 0);
    unit_ends_delete(&ends);
}
END_TEST

/* A MIC of DATA and SIGN_ONLY is gss_get_mic's of both. */
START_TEST(test_mic)
{
    gss_buffer_desc message = unit_bytes(TEXT, TEXT_LENGTH);
    gss_iov_buffer_desc iov[4];
    OM_uint32 minor = 7;

    unit_ends(&ends, kinds[_i], 0);
    memset(iov, 0, sizeof(iov));
    iov[0].type = GSS_IOV_BUFFER_TYPE_DATA;
    iov[0].buffer = unit_bytes(text, 5);
    iov[1].type = GSS_IOV_BUFFER_TYPE_SIGN_ONLY;
    iov[1].buffer = unit_bytes(text + 5, TEXT_LENGTH - 5);
    iov[2].type = GSS_IOV_BUFFER_TYPE_MIC_TOKEN | ALLOCATE;
    iov[2].buffer.value = text;
    iov[3].type = GSS_IOV_BUFFER_TYPE_TRAILER;
    iov[3].buffer.length = 5;
    memcpy(text, TEXT, TEXT_LENGTH);
    ck_assert_uint_eq(gssi_get_mic_iov_length(
        &minor, unit_handle(&ends.initiator), 0, iov, 4), GSS_S_COMPLETE);
    ck_assert_uint_eq(minor, 0);
    ck_assert_uint_eq(iov[2].buffer.length, ends.initiator.mic);
    ck_assert_ptr_null(iov[2].buffer.value);
    minor = 7;
    ck_assert_uint_eq(gssi_get_mic_iov(&minor, unit_handle(&ends.initiator),
                                       0, iov, 4), GSS_S_COMPLETE);
    ck_assert_uint_eq(minor, 0);
    ck_assert_uint_eq(iov[2].buffer.length, ends.initiator.mic);
    /* RFC 1964 has no trailer, RFC 4121 none in a MIC. */
    ck_assert_uint_eq(iov[3].buffer.length, ends.initiator.rfc1964 ? 0 : 5);
    ck_assert_uint_eq(gssi_verify_mic(&minor, unit_handle(&ends.acceptor),
                                      &message, &iov[2].buffer, NULL),
                      GSS_S_COMPLETE);
    free(iov[2].buffer.value);
    ck_assert_uint_eq(gssi_get_mic_iov(&minor, unit_handle(&ends.initiator),
                                       0, iov, 2), GSS_S_FAILURE);
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_INVAL));
    unit_ends_delete(&ends);
}
END_TEST

#ifdef HAVE_NETTLE
/* In DCE style the program pads what RFC 1964 encrypts. */
START_TEST(test_dce_padding_is_the_programs)
{
    gss_iov_buffer_desc iov[ENTRIES];
    char room[100];
    OM_uint32 minor;
    size_t length;

    unit_ends(&ends, DES3, ISC_RET_USED_DCE_STYLE);
    for (length = 0; length <= TEXT_LENGTH; length++) {
        array(iov, ALLOCATE);
        iov[DATA].buffer.length = length;
        iov[PADDING].buffer = unit_bytes(text, 3);
        ck_assert_uint_eq(wrap(iov, ENTRIES, 1, &minor), length % 8 == 0 ?
                          GSS_S_COMPLETE : GSS_S_FAILURE);
        ck_assert_uint_eq(minor, length % 8 == 0 ? 0 :
                          gssksp_minor(GSSKSP_MINOR_BAD_MSIZE));
        if (length % 8 == 0)
            ck_assert_uint_eq(iov[PADDING].buffer.length, 0);
        unit_release_iov(iov, ENTRIES);
    }
    /* Before any room is looked at. */
    array(iov, 0);
    iov[DATA].buffer.length = 7;
    iov[HEADER].buffer = unit_bytes(room, sizeof(room));
    ck_assert_uint_eq(wrap(iov, ENTRIES, 1, &minor), GSS_S_FAILURE);
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_BAD_MSIZE));
    ck_assert_uint_eq(iov[HEADER].buffer.length, sizeof(room));
    unit_ends_delete(&ends);
}
END_TEST
#endif

/* RFC 4121's filler in DCE style is in the trailer. */
START_TEST(test_dce_filler)
{
    gss_iov_buffer_desc iov[ENTRIES];
    OM_uint32 minor;

    unit_ends(&ends, AES256_SHA2, ISC_RET_USED_DCE_STYLE);
    array(iov, ALLOCATE);
    ck_assert_uint_eq(wrap(iov, ENTRIES, 1, &minor), GSS_S_COMPLETE);
    ck_assert_uint_eq(iov[HEADER].buffer.length, 32);
    ck_assert_uint_eq(iov[TRAILER].buffer.length, 16 + 16 + 24);
    unit_release_iov(iov, ENTRIES);
    array(iov, ALLOCATE);
    ck_assert_uint_eq(wrap(iov, ENTRIES, 0, &minor), GSS_S_COMPLETE);
    ck_assert_uint_eq(iov[TRAILER].buffer.length, 24);
    unit_release_iov(iov, ENTRIES);
    unit_ends_delete(&ends);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("iov_make");
    TCase *tc = tcase_create("iov_make");

    tcase_add_loop_test(tc, test_parts_are_a_token, 0, N_KINDS);
    tcase_add_loop_test(tc, test_no_trailer, 0, N_KINDS);
    tcase_add_loop_test(tc, test_missing_entries, 0, N_KINDS);
    tcase_add_loop_test(tc, test_room_of_the_program, 0, N_KINDS);
    tcase_add_loop_test(tc, test_nothing_to_seal, 0, N_KINDS);
    tcase_add_loop_test(tc, test_another_qop, 0, N_KINDS);
    tcase_add_loop_test(tc, test_mic, 0, N_KINDS);
#ifdef HAVE_NETTLE
    tcase_add_test(tc, test_dce_padding_is_the_programs);
#endif
    tcase_add_test(tc, test_dce_filler);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
