/* SPDX-License-Identifier: MIT */
/* mech/messages/aead.c: a message, and data that is signed with it. */
#include <stdlib.h>
#include <string.h>

#include "bridge/minor.h"
#include "gssapi/gssapi_ksp.h"
#include "mech/gssi.h"
#include "mech/messages/numbers.h"
#include "mech/per_thread.h"
#include "unit/unit_gss.h"

static const size_t kinds[] = { UNIT_KINDS };

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static struct unit_ends ends;

static OM_uint32
wrap(gss_buffer_t assoc, const char *text, int conf, gss_qop_t qop,
     gss_buffer_t token, OM_uint32 *minor)
{
    gss_buffer_desc message = unit_string(text);
    int state = 7;
    OM_uint32 major;

    *minor = 7;
    *token = unit_bytes("untouched", 9);
    major = gssi_wrap_aead(minor, unit_handle(&ends.initiator), conf, qop,
                           assoc, &message, &state, token);
    ck_assert_int_eq(state, major == GSS_S_COMPLETE ? conf : 7);
    return major;
}

static OM_uint32
unwrap(gss_buffer_t assoc, gss_buffer_t token, gss_buffer_t message,
       int *state)
{
    gss_qop_t qop = 7;
    OM_uint32 minor;

    *state = 7;
    *message = unit_bytes(NULL, 0);
    return gssi_unwrap_aead(&minor, unit_handle(&ends.acceptor), token,
                            assoc, message, state, &qop);
}

START_TEST(test_data_is_signed_with_the_message)
{
    gss_buffer_desc assoc = unit_string("associated"), token, message;
    gss_buffer_desc other = unit_string("Associated");
    OM_uint32 minor;
    int conf, state;

    unit_ends(&ends, kinds[_i], 0);
    for (conf = 0; conf < 2; conf++) {
        ck_assert_uint_eq(wrap(&assoc, "message", conf, 0, &token, &minor),
                          GSS_S_COMPLETE);
        ck_assert_uint_eq(minor, 0);
        ck_assert_uint_eq(unwrap(&other, &token, &message, &state),
                          GSS_S_BAD_SIG);
        ck_assert_ptr_null(message.value);
        ck_assert_uint_eq(unwrap(&assoc, &token, &message, &state),
                          GSS_S_COMPLETE);
        ck_assert_int_eq(state, conf);
        ck_assert_uint_eq(message.length, 7);
        ck_assert_mem_eq(message.value, "message", 7);
        unit_release(&message);
        unit_release(&token);
    }
    unit_ends_delete(&ends);
}
END_TEST

/* Without associated data it is gss_wrap's token. */
START_TEST(test_no_data)
{
    gss_buffer_desc token, message;
    OM_uint32 minor;
    int state;

    unit_ends(&ends, kinds[_i], 0);
    ck_assert_uint_eq(wrap(GSS_C_NO_BUFFER, "message", 1, 0, &token, &minor),
                      GSS_S_COMPLETE);
    ck_assert_uint_eq(gssi_unwrap(&minor, unit_handle(&ends.acceptor),
                                  &token, &message, &state, NULL),
                      GSS_S_COMPLETE);
    ck_assert_uint_eq(message.length, 7);
    ck_assert_mem_eq(message.value, "message", 7);
    unit_release(&message);
    unit_release(&token);
    token = unit_gss_wrap(&ends, 1, "another");
    ck_assert_uint_eq(unwrap(GSS_C_NO_BUFFER, &token, &message, &state), 0);
    ck_assert_int_eq(state, 1);
    ck_assert_uint_eq(message.length, 7);
    ck_assert_mem_eq(message.value, "another", 7);
    unit_release(&message);
    unit_release(&token);
    ck_assert_uint_eq(wrap(GSS_C_NO_BUFFER, "", 1, 0, &token, &minor), 0);
    ck_assert_uint_eq(unwrap(GSS_C_NO_BUFFER, &token, &message, &state), 0);
    ck_assert_uint_eq(message.length, 0);
    unit_release(&token);
    unit_ends_delete(&ends);
}
END_TEST

/* Of any length; and with the checksum at its end, as stock makes it. */
START_TEST(test_long_message)
{
    gss_buffer_desc assoc = unit_string("associated"), token, message;
    char text[1001];
    OM_uint32 minor;
    int state;

    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    unit_ends(&ends, kinds[_i], 0);
    ck_assert_uint_eq(wrap(&assoc, text, 1, 0, &token, &minor), 0);
    if (!ends.initiator.rfc1964)
        ck_assert_mem_eq((char *)token.value + 6, "\0\0", 2);
    ck_assert_uint_eq(unwrap(&assoc, &token, &message, &state), 0);
    ck_assert_uint_eq(message.length, sizeof(text) - 1);
    ck_assert_mem_eq(message.value, text, message.length);
    unit_release(&message);
    unit_release(&token);
    unit_ends_delete(&ends);
}
END_TEST

/* A call that fails early leaves the output alone, and its number is used. */
START_TEST(test_another_qop)
{
    uint32_t numbering = GSS_KSP_NUMBERS_CALLER;
    gss_buffer_desc value = unit_bytes(&numbering, sizeof(numbering));
    uint64_t number = 5;
    gss_buffer_desc token;
    OM_uint32 minor;

    unit_ends(&ends, kinds[_i], 0);
    ck_assert_uint_eq(gssksp_set_numbering(&minor, &ends.initiator, &value),
                      GSS_S_COMPLETE);
    value = unit_bytes(&number, sizeof(number));
    ck_assert_uint_eq(gssksp_set_next_number(&minor, &ends.initiator,
                                             &value), GSS_S_COMPLETE);
    ck_assert_uint_eq(wrap(GSS_C_NO_BUFFER, "m", 1, 1, &token, &minor),
                      GSS_S_BAD_QOP);
    ck_assert_uint_eq(token.length, 9);
    ck_assert_uint_eq(gssksp_numbers_begin(&minor, &ends.initiator), 0);
    ck_assert_uint_eq(gssksp_thread()->now, 0);
    unit_ends_delete(&ends);
}
END_TEST

/* No memory is as large: the output is empty then, as stock has it. */
START_TEST(test_message_too_long)
{
    gss_buffer_desc message = { SIZE_MAX, NULL }, token = { 7, NULL };
    OM_uint32 minor = 7;

    unit_ends(&ends, AES128_SHA1, 0);
    ck_assert_uint_eq(gssi_wrap_aead(&minor, unit_handle(&ends.initiator), 1,
                                     0, NULL, &message, NULL, &token),
                      GSS_S_FAILURE);
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_NOMEM));
    ck_assert_uint_eq(token.length, 0);
    unit_ends_delete(&ends);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("aead");
    TCase *tc = tcase_create("aead");

    tcase_add_loop_test(tc, test_data_is_signed_with_the_message, 0,
                        N_KINDS);
    tcase_add_loop_test(tc, test_no_data, 0, N_KINDS);
    tcase_add_loop_test(tc, test_long_message, 0, N_KINDS);
    tcase_add_loop_test(tc, test_another_qop, 0, N_KINDS);
    tcase_add_test(tc, test_message_too_long);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
