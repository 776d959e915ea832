/* SPDX-License-Identifier: MIT */
/* mech/messages/message.c: the four calls, of tokens that are in order, that
 * are not, and of arguments that cannot be. */
#include <stdlib.h>
#include <string.h>

#include "bridge/minor.h"
#include "mech/gssi.h"
#include "unit/unit_gss.h"

#define TEXT "Rumpelstiltskin"
#if SIZE_MAX > UINT32_MAX
#define LONG ((size_t)UINT32_MAX + 1)
#endif

/* Of every kind of token one. */
static const size_t kinds[] = { UNIT_KINDS };

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static struct unit_ends ends;

static OM_uint32
verify(const gss_buffer_desc *token, const char *text, OM_uint32 *minor,
       gss_qop_t *qop)
{
    gss_buffer_desc message = unit_string(text), copy = *token;

    *minor = 7;
    *qop = 7;
    return gssi_verify_mic(minor, unit_handle(&ends.acceptor), &message,
                           &copy, qop);
}

static OM_uint32
unwrap(const gss_buffer_desc *token, gss_buffer_t message, OM_uint32 *minor,
       int *conf)
{
    gss_buffer_desc copy = *token;
    gss_qop_t qop = 7;
    OM_uint32 major;

    *minor = 7;
    *conf = 7;
    major = gssi_unwrap(minor, unit_handle(&ends.acceptor), &copy, message,
                        conf, &qop);
    ck_assert_uint_eq(qop, major == GSS_S_COMPLETE ? 0 : qop);
    return major;
}

START_TEST(test_mic_and_its_replay)
{
    gss_buffer_desc token;
    OM_uint32 minor;
    gss_qop_t qop;

    unit_ends(&ends, kinds[_i], 0);
    token = unit_gss_mic(&ends, TEXT);
    ck_assert_uint_eq(token.length, ends.initiator.mic);
    ck_assert_uint_eq(verify(&token, TEXT, &minor, &qop), GSS_S_COMPLETE);
    ck_assert_uint_eq(minor, 0);
    ck_assert_uint_eq(qop, 0);
    ck_assert_uint_eq(verify(&token, TEXT, &minor, &qop),
                      GSS_S_DUPLICATE_TOKEN);
    ck_assert_uint_eq(verify(&token, "another", &minor, &qop),
                      GSS_S_BAD_SIG);
    unit_release(&token);
    unit_ends_delete(&ends);
}
END_TEST

/* Sealed and signed, empty and not. */
START_TEST(test_wrap_and_what_comes_out)
{
    static const char *const texts[] = { TEXT, "" };
    gss_buffer_desc token, message;
    OM_uint32 minor;
    size_t t;
    int conf, state;

    unit_ends(&ends, kinds[_i], 0);
    for (t = 0; t < 4; t++) {
        conf = (int)(t & 1);
        token = unit_gss_wrap(&ends, conf, texts[t / 2]);
        ck_assert_uint_eq(unwrap(&token, &message, &minor, &state),
                          GSS_S_COMPLETE);
        ck_assert_uint_eq(minor, 0);
        ck_assert_int_eq(state, conf);
        ck_assert_uint_eq(message.length, strlen(texts[t / 2]));
        ck_assert_int_eq(message.value != NULL, message.length > 0);
        if (message.length > 0)
            ck_assert_mem_eq(message.value, TEXT, message.length);
        unit_release(&message);
        /* A duplicate's message is delivered. */
        ck_assert_uint_eq(unwrap(&token, &message, &minor, &state),
                          GSS_S_DUPLICATE_TOKEN);
        ck_assert_uint_eq(message.length, strlen(texts[t / 2]));
        unit_release(&message);
        /* A changed one's is not. */
        ((unsigned char *)token.value)[token.length - 1] ^= 1;
        ck_assert_uint_eq(unwrap(&token, &message, &minor, &state),
                          GSS_S_BAD_SIG);
        ck_assert_uint_eq(message.length, 0);
        ck_assert_ptr_null(message.value);
        unit_release(&token);
    }
    unit_ends_delete(&ends);
}
END_TEST

START_TEST(test_states_are_not_asked_for)
{
    gss_buffer_desc message = unit_string(TEXT), token, out;
    OM_uint32 minor;

    unit_ends(&ends, kinds[_i], 0);
    ck_assert_uint_eq(gssi_wrap(&minor, unit_handle(&ends.initiator), 1, 0,
                                &message, NULL, &token), GSS_S_COMPLETE);
    ck_assert_uint_eq(gssi_unwrap(&minor, unit_handle(&ends.acceptor),
                                  &token, &out, NULL, NULL),
                      GSS_S_COMPLETE);
    unit_release(&out);
    unit_release(&token);
    token = unit_gss_mic(&ends, TEXT);
    ck_assert_uint_eq(gssi_verify_mic(&minor, unit_handle(&ends.acceptor),
                                      &message, &token, NULL),
                      GSS_S_COMPLETE);
    unit_release(&token);
    unit_ends_delete(&ends);
}
END_TEST

START_TEST(test_another_qop)
{
    gss_ctx_id_t handle = unit_handle(&ends.initiator);
    gss_buffer_desc message = unit_string(TEXT), token;
    OM_uint32 minor, size = 7;
    int conf = 7;

    unit_ends(&ends, kinds[_i], 0);
    ck_assert_uint_eq(gssi_get_mic(&minor, handle, 1, &message, &token),
                      GSS_S_BAD_QOP);
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_UNKNOWN_QOP));
    ck_assert_ptr_null(token.value);
    ck_assert_uint_eq(token.length, 0);
    token = unit_bytes(TEXT, 3);
    ck_assert_uint_eq(gssi_wrap(&minor, handle, 1, 1, &message, &conf,
                                &token), GSS_S_BAD_QOP);
    ck_assert_ptr_null(token.value);
    ck_assert_uint_eq(token.length, 0);
    ck_assert_int_eq(conf, 7);
    ck_assert_uint_eq(gssi_wrap_size_limit(&minor, handle, 1, 1, 100, &size),
                      GSS_S_BAD_QOP);
    ck_assert_uint_eq(size, 7);
    unit_ends_delete(&ends);
}
END_TEST

#ifdef LONG
/* What SSPI has no length for: nothing is read, and no number is used. */
START_TEST(test_messages_too_long)
{
    OM_uint32 bad = gssksp_minor(GSSKSP_MINOR_BAD_MSIZE), minor;
    gss_buffer_desc message = unit_bytes("", LONG), token, out;
    struct unit_state before;
    gss_qop_t qop;
    int conf;

    unit_ends(&ends, kinds[_i], 0);
    before = unit_state(ends.initiator.ContextId);
    ck_assert_uint_eq(gssi_get_mic(&minor, unit_handle(&ends.initiator), 0,
                                   &message, &token), GSS_S_FAILURE);
    ck_assert_uint_eq(minor, bad);
    ck_assert_ptr_null(token.value);
    ck_assert_uint_eq(gssi_wrap(&minor, unit_handle(&ends.initiator), 1, 0,
                                &message, &conf, &token), GSS_S_FAILURE);
    ck_assert_uint_eq(minor, bad);
    ck_assert_ptr_null(token.value);
    /* The message would fit, its token does not. */
    message.length = UINT32_MAX;
    ck_assert_uint_eq(gssi_wrap(&minor, unit_handle(&ends.initiator), 1, 0,
                                &message, &conf, &token), GSS_S_FAILURE);
    ck_assert_uint_eq(minor, bad);
    unit_assert_state(ends.initiator.ContextId, &before);
    token = unit_gss_mic(&ends, TEXT);
    message.length = LONG;
    ck_assert_uint_eq(gssi_verify_mic(&minor, unit_handle(&ends.acceptor),
                                      &message, &token, &qop),
                      GSS_S_FAILURE);
    ck_assert_uint_eq(minor, bad);
    unit_release(&token);
    token.value = calloc(1, 64);
    token.length = LONG;
    message = unit_string(TEXT);
    ck_assert_uint_eq(gssi_verify_mic(&minor, unit_handle(&ends.acceptor),
                                      &message, &token, &qop),
                      GSS_S_FAILURE);
    ck_assert_uint_eq(minor, bad);
    ck_assert_uint_eq(gssi_unwrap(&minor, unit_handle(&ends.acceptor),
                                  &token, &out, &conf, &qop),
                      GSS_S_FAILURE);
    ck_assert_uint_eq(minor, bad);
    unit_release(&token);
    unit_ends_delete(&ends);
}
END_TEST
#endif

/* The limit's message has a token that fits, one byte more has not. */
START_TEST(test_size_limit)
{
    static char text[512];
    static const OM_uint32 rooms[] = { 80, 100, 101, 127, 128, 129, 200,
                                       255, 256, 300 };
    gss_buffer_desc message, token;
    OM_uint32 minor, limit, r;
    int conf;

    unit_ends(&ends, kinds[_i], 0);
    for (r = 0; r < 20; r++) {
        conf = (int)(r & 1);
        ck_assert_uint_eq(gssi_wrap_size_limit(
            &minor, unit_handle(&ends.initiator), conf, 0, rooms[r / 2],
            &limit), GSS_S_COMPLETE);
        ck_assert_uint_eq(minor, 0);
        ck_assert_uint_gt(limit, 0);
        memset(text, 'x', sizeof(text));
        text[limit] = '\0';
        token = unit_gss_wrap(&ends, conf, text);
        ck_assert_uint_le(token.length, rooms[r / 2]);
        unit_release(&token);
        message = unit_bytes(text, limit + 1);
        ck_assert_uint_eq(gssi_wrap(&minor, unit_handle(&ends.initiator),
                                    conf, 0, &message, NULL, &token), 0);
        ck_assert_uint_gt(token.length, rooms[r / 2]);
        unit_release(&token);
    }
    unit_ends_delete(&ends);
}
END_TEST

START_TEST(test_limit_of_no_room)
{
    OM_uint32 minor, limit = 7, room;

    unit_ends(&ends, kinds[_i], 0);
    for (room = 0; room <= 32; room++) {
        ck_assert_uint_eq(gssi_wrap_size_limit(
            &minor, unit_handle(&ends.initiator), 1, 0, room, &limit),
            GSS_S_COMPLETE);
        ck_assert_uint_eq(limit, 0);
    }
    /* Stock has the lengths of RFC 1964 in ints. */
    ck_assert_uint_eq(gssi_wrap_size_limit(
        &minor, unit_handle(&ends.initiator), 1, 0, UINT32_MAX, &limit),
        GSS_S_COMPLETE);
    if (ends.initiator.rfc1964) {
        ck_assert_uint_le(limit, INT32_MAX - 30);
        ck_assert_uint_ge(limit, INT32_MAX - 80);
    } else {
        ck_assert_uint_eq(limit, UINT32_MAX - 48 - ends.initiator.cksum);
    }
    unit_ends_delete(&ends);
}
END_TEST

/* Tokens cut short at every length, and none. */
START_TEST(test_cut_tokens)
{
    gss_buffer_desc mic, wrap, cut, out;
    OM_uint32 minor, major;
    struct unit_state before;
    gss_qop_t qop;
    size_t n;
    int conf;

    unit_ends(&ends, kinds[_i], 0);
    mic = unit_gss_mic(&ends, TEXT);
    wrap = unit_gss_wrap(&ends, 1, TEXT);
    before = unit_state(ends.acceptor.ContextId);
    for (n = 0; n < mic.length; n++) {
        cut = unit_bytes(unit_copy(mic.value, n), n);
        major = verify(&cut, TEXT, &minor, &qop);
        ck_assert(major == GSS_S_DEFECTIVE_TOKEN || major == GSS_S_BAD_SIG);
        ck_assert_uint_ne(minor, 0);
        unit_release(&cut);
    }
    for (n = 0; n < wrap.length; n++) {
        cut = unit_bytes(unit_copy(wrap.value, n), n);
        major = unwrap(&cut, &out, &minor, &conf);
        ck_assert(major == GSS_S_DEFECTIVE_TOKEN || major == GSS_S_BAD_SIG);
        ck_assert_ptr_null(out.value);
        unit_release(&cut);
    }
    cut = unit_bytes(NULL, 0);
    ck_assert_uint_eq(verify(&cut, TEXT, &minor, &qop),
                      GSS_S_DEFECTIVE_TOKEN);
    ck_assert_uint_eq(unwrap(&cut, &out, &minor, &conf),
                      GSS_S_DEFECTIVE_TOKEN);
    unit_assert_state(ends.acceptor.ContextId, &before);
    unit_release(&mic);
    unit_release(&wrap);
    unit_ends_delete(&ends);
}
END_TEST

/* ---- framing -------------------------------------------------------- */

/* A token of RFC 4121 in the framing of RFC 2743; the last byte of the OID is
 * `last`, and the framing says `more` bytes than there are. */
static gss_buffer_desc
framed(const gss_buffer_desc *token, unsigned char last, size_t more)
{
    static const unsigned char oid[] = {
        0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 1, 2, 2
    };
    unsigned char *out = malloc(2 + sizeof(oid) + token->length);

    ck_assert_uint_lt(sizeof(oid) + token->length + more, 128);
    out[0] = 0x60;
    out[1] = (unsigned char)(sizeof(oid) + token->length + more);
    memcpy(out + 2, oid, sizeof(oid));
    out[2 + sizeof(oid) - 1] = last;
    memcpy(out + 2 + sizeof(oid), token->value, token->length);
    return unit_bytes(out, 2 + sizeof(oid) + token->length);
}

/* Stock takes the framing off; another mechanism's, or one that is not in
 * order, it does not. */
START_TEST(test_framed_tokens)
{
    static const struct {
        unsigned char last;
        size_t more;
        OM_uint32 major;
        enum gssksp_minor minor;
    } rows[] = {
        { 3, 0, GSS_S_DEFECTIVE_TOKEN, GSSKSP_MINOR_WRONG_MECH },
        { 2, 1, GSS_S_DEFECTIVE_TOKEN, GSSKSP_MINOR_BAD_TOK_HEADER },
        { 2, 0, GSS_S_COMPLETE, GSSKSP_MINOR_NONE },
    };
    gss_buffer_desc mic, wrap, token, message;
    OM_uint32 minor;
    gss_qop_t qop;
    size_t i;
    int conf;

    unit_ends(&ends, kinds[_i], 0);
    mic = unit_gss_mic(&ends, TEXT);
    wrap = unit_gss_wrap(&ends, 1, TEXT);
    for (i = 0; i < 3; i++) {
        token = framed(&mic, rows[i].last, rows[i].more);
        ck_assert_uint_eq(verify(&token, TEXT, &minor, &qop), rows[i].major);
        ck_assert_uint_eq(minor, gssksp_minor(rows[i].minor));
        unit_release(&token);
        token = framed(&wrap, rows[i].last, rows[i].more);
        ck_assert_uint_eq(unwrap(&token, &message, &minor, &conf),
                          rows[i].major);
        ck_assert_uint_eq(minor, gssksp_minor(rows[i].minor));
        unit_release(&message);
        unit_release(&token);
    }
    unit_release(&mic);
    unit_release(&wrap);
    unit_ends_delete(&ends);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("message");
    TCase *tc = tcase_create("message");

    tcase_add_loop_test(tc, test_mic_and_its_replay, 0, N_KINDS);
    tcase_add_loop_test(tc, test_wrap_and_what_comes_out, 0, N_KINDS);
    tcase_add_loop_test(tc, test_states_are_not_asked_for, 0, N_KINDS);
    tcase_add_loop_test(tc, test_another_qop, 0, N_KINDS);
#ifdef LONG
    tcase_add_loop_test(tc, test_messages_too_long, 0, N_KINDS);
#else
    unit_cannot("test_messages_too_long", "no length has more than 32 bits");
#endif
    tcase_add_loop_test(tc, test_size_limit, 0, N_KINDS);
    tcase_add_loop_test(tc, test_limit_of_no_room, 0, N_KINDS);
    tcase_add_loop_test(tc, test_cut_tokens, 0, N_KINDS);
    tcase_add_loop_test(tc, test_framed_tokens, 0, 2);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
