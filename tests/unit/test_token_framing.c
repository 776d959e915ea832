/* SPDX-License-Identifier: MIT */
/*
 * mech/messages/token_framing.c: what is seen of a token, and what is inside
 * its framing (RFC 2743, 3.1).  Tokens end where nobody may read.
 */
#include <stdlib.h>
#include <string.h>

#include "bridge/oids.h"
#include "invalid/guard.h"
#include "mech/messages/token_framing.h"
#include "unit/unit_gss.h"

#define MANY 80
#define KRB5 "\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"
#define SPNEGO "\x06\x06\x2b\x06\x01\x05\x05\x02"

static struct guard guard;
static struct gssksp_ctx ctx;
static unsigned char bytes[256];
static struct gssksp_seen seen;

static void
set_up(void)
{
    size_t i;

    memset(&ctx, 0, sizeof(ctx));
    ctx.mech = gssksp_mech(0);
    for (i = 0; i < sizeof(bytes); i++)
        bytes[i] = (unsigned char)(i + 1);
    memset(&seen, 'x', sizeof(seen));
}

static gss_buffer_desc
token_of(size_t length)
{
    return unit_bytes(guard_put(&guard, bytes, length, true), length);
}

/* A header, or as much as there is; of what begins as framing, more. */
START_TEST(test_see)
{
    size_t length = (size_t)_i / 2, n = GSSKSP_HEADER, i;
    gss_buffer_desc token;

    bytes[0] = _i % 2 == 0 ? 0x05 : 0x60;
    if (bytes[0] == 0x60 && length > GSSKSP_HEADER)
        n = length < GSSKSP_SEEN ? length : GSSKSP_SEEN;
    token = token_of(length);
    gssksp_see(&token, &seen);
    ck_assert_uint_eq(seen.token.length, length);
    ck_assert_ptr_eq(seen.token.value, seen.bytes);
    for (i = 0; i < n; i++)
        ck_assert_uint_eq(seen.bytes[i], i < length ? bytes[i] : 0);
}
END_TEST

START_TEST(test_see_nothing)
{
    gss_buffer_desc token = { 40, NULL };
    size_t i;

    gssksp_see(&token, &seen);
    ck_assert_uint_eq(seen.token.length, 40);
    for (i = 0; i < GSSKSP_HEADER; i++)
        ck_assert_uint_eq(seen.bytes[i], 0);
}
END_TEST

/* ---- framing -------------------------------------------------------- */

/* An OID with its tag and length, and what follows. */
static const struct {
    const char *start;
    size_t length;              /* of that */
    size_t whole;               /* of the token */
    bool right;
    bool other;
    size_t inside;              /* where it begins */
} framed[] = {
    { "\x60\x1f" KRB5, 13, 33, true, false, 13 },
    { "\x60\x0b" KRB5, 13, 13, true, false, 13 },
    { "\x60\x81\xc8" KRB5, 14, 203, true, false, 14 },
    { "\x60\x1e" KRB5, 13, 33, false, false, 0 },
    { "\x60\x20" KRB5, 13, 33, false, false, 0 },
    { "\x60\x1f" SPNEGO, 10, 33, false, true, 0 },
    { "\x60\x1e" SPNEGO, 10, 33, false, false, 0 },
    { "\x60\x1f\x04\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02", 13, 33, false,
      false, 0 },
    { "\x60", 1, 1, false, false, 0 },
    { "\x04\x04", 2, 28, true, false, 0 },
    { "", 0, 0, true, false, 0 },
};

#define N_FRAMED (sizeof(framed) / sizeof(framed[0]))

START_TEST(test_framing)
{
    gss_buffer_desc token, inside;

    memcpy(bytes, framed[_i].start, framed[_i].length);
    token = token_of(framed[_i].whole);
    ck_assert_int_eq(gssksp_is_framed(&token), framed[_i].length > 0 &&
                     framed[_i].start[0] == 0x60);
    ck_assert_int_eq(gssksp_framing(&ctx, &token, &inside), framed[_i].right);
    ck_assert_uint_eq(inside.length, framed[_i].whole - framed[_i].inside);
    ck_assert_ptr_eq(inside.value, (char *)token.value + framed[_i].inside);
    ck_assert_int_eq(gssksp_framed_for_other(&ctx, &token),
                     framed[_i].other);
}
END_TEST

/* The framing of RFC 1964 is a part of the token. */
START_TEST(test_inside)
{
    gss_buffer_desc token, inside, place;

    memcpy(bytes, framed[_i].start, framed[_i].length);
    token = token_of(framed[_i].whole);
    gssksp_see(&token, &seen);
    inside = gssksp_token_inside(&ctx, &seen);
    ck_assert_ptr_eq(inside.value, seen.bytes + framed[_i].inside);
    ck_assert_uint_eq(inside.length, token.length - framed[_i].inside);
    place = gssksp_unseen(&token, &seen, &inside);
    ck_assert_ptr_eq(place.value, (char *)token.value + framed[_i].inside);
    ck_assert_uint_eq(place.length, inside.length);
    ctx.rfc1964 = true;
    inside = gssksp_token_inside(&ctx, &seen);
    ck_assert_ptr_eq(inside.value, seen.bytes);
    ck_assert_uint_eq(inside.length, token.length);
}
END_TEST

START_TEST(test_unseen_nothing)
{
    gss_buffer_desc token = { 40, NULL }, place;

    gssksp_see(&token, &seen);
    place = gssksp_unseen(&token, &seen, &seen.token);
    ck_assert_ptr_null(place.value);
    ck_assert_uint_eq(place.length, 40);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("token_framing");
    TCase *tc = tcase_create("token_framing");

    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_loop_test(tc, test_see, 0, 2 * MANY);
    tcase_add_test(tc, test_see_nothing);
    tcase_add_loop_test(tc, test_framing, 0, N_FRAMED);
    tcase_add_loop_test(tc, test_inside, 0, N_FRAMED);
    tcase_add_test(tc, test_unseen_nothing);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
